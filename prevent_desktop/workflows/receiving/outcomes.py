"""What becomes of an arrival that is not kept as a new pack, and the words for one that waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from prevent_desktop.errors import PreventDesktopError, reason_of
from prevent_desktop.translation import _
from prevent_desktop.workflows.receiving.quarantine import Quarantined


@dataclass(frozen=True, slots=True, kw_only=True)
class CameAgain:
    """A pack that was kept before: it was answered again, and not kept twice."""

    pack_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A file that failed a check and stands in quarantine."""

    quarantined: Quarantined


@dataclass(frozen=True, slots=True, kw_only=True)
class WithAnother:
    """Another worker has the file, or has taken it already."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Nothing is said against the file, but it could not be read or kept just now; it lies where it came in.

    `name` is empty where it is no single file that waits.
    """

    name: str
    title: str
    what_happened: str
    next_step: str


Settled: TypeAlias = CameAgain | SetAside | WithAnother | Waits


def held_up(name: str, error: PreventDesktopError) -> Waits:
    """A file of this name, and what stood in its way, in the words of the error."""
    return Waits(name=name, title=error.title, what_happened=error.what_happened, next_step=error.next_step)


def waits(name: str, error: OSError) -> Waits:
    """A file of this name that the disk or the drive did not let us read or keep."""
    return Waits(
        name=name,
        title=_("A file could not be taken in"),
        what_happened=_("{file}: {reason}.").format(file=name, reason=reason_of(error)),
        next_step=_("It lies where it came in. See that the folder is there and has room, then check again."),
    )
