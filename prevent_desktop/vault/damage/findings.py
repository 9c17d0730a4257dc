"""Why a vault is open for reading only, and what of it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from prevent_desktop.casework import record_kinds
from prevent_desktop.errors import ReadOnlyVaultError
from prevent_desktop.vault.sql_errors import read_only_vault


class Why(StrEnum):
    """Why nothing can be written."""

    DAMAGED = "damaged"
    DISK_FULL = "disk-full"
    READ_ONLY_FOLDER = "read-only-folder"
    COPY = "copy"  # nothing is wrong: a copy that is only looked at


OTHER = "other"


def told_as(table: str) -> str:
    """The table whose words name what is lost of this one: what the search looks in is told as one thing. `OTHER` where none do."""
    words = {kind.table: kind.counted for kind in record_kinds.KINDS}
    counted = words.get(table)
    return OTHER if counted is None else next(name for name, other in words.items() if other is counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Records that cannot be read: of which table (as `told_as` gives it), how many (None where nobody can tell), and between which times (UTC)."""

    kind: str
    count: int | None
    earliest: date | None = None
    latest: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What is known of a vault that is open for reading only.

    `reason` is the title of the error that led here, in words. `placeholders` are the ids of people and cases that
    could not be read and stand for what hangs on them: what they say is ours, not the record's.
    """

    why: Why
    reason: str
    lost: tuple[Lost, ...] = ()
    placeholders: frozenset[str] = frozenset()

    @property
    def refusal(self) -> ReadOnlyVaultError:
        """What every change to such a vault ends with."""
        return read_only_vault()
