"""Objects that a sender numbers from 1, and that a mailbox may give in any order, late, or not at all: which are asked for. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from prevent_desktop.strict_json import parse

AHEAD: Final = 2
"""So many numbers after the newest are asked for: somebody who means ill may have taken one."""
MOST_MISSED: Final = 50
"""So many of those before it, the newest: somebody may take names without end, and each that is asked for is a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """What came of one sender: `newest` is the highest number under which anything lay, `missed` those below it that have not come.

    A post that a folder brings late comes after those that were made after it, and one that is lost is put again days later.
    """

    newest: int = 0
    missed: tuple[int, ...] = ()

    @property
    def wanted(self) -> tuple[int, ...]:
        """The numbers that are asked for."""
        return (*self.missed, *range(self.newest + 1, self.newest + 1 + AHEAD))

    def after(self, number: int, *, is_good: bool) -> Numbered:
        """Once something lay under this number; with `is_good` it is not asked for again."""
        missed = {*self.missed, *range(self.newest + 1, number)} - {number}
        missed |= set() if is_good else {number}
        kept = tuple(sorted(missed)[-MOST_MISSED:])
        return replace(self, newest=max(self.newest, number), missed=kept)


ByAll = Mapping[str, Numbered]
"""What came, by sender."""
NOTHING: Final = Numbered()


def noted(came: ByAll, sender: str, number: int, *, is_good: bool) -> ByAll:
    """What came of all, once something of a sender lay under this number."""
    return {**came, sender: came.get(sender, NOTHING).after(number, is_good=is_good)}


def in_one(kept: bytes, newest: str) -> Any:
    """The members that were kept; older vaults have the highest numbers by sender under the name `newest`, and beside them what was missed."""
    members = parse(kept)
    if newest in members:
        highest, missed = members.pop(newest), members.pop("missed", {})
        members["came"] = {
            sender: {"newest": number, "missed": missed.get(sender, [])} for sender, number in highest.items()
        }
    return members
