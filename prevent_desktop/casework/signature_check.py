"""What this vault found of a signature that a colleague's vault told it of: a pack, a receipt or an answer in a shared case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Finding(StrEnum):
    """What came of checking."""

    SIGNED = "signed"  # by whom the row says, and it says what the row says
    FALSE = "false"  # nobody signed it, or somebody else, or something else
    NOT_KNOWN = "not-known"  # nobody who is trusted here vouches for it, or the check was cut short

    @property
    def is_final(self) -> bool:
        """Whether whom this vault trusts changes nothing of it."""
        return self is not Finding.NOT_KNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureCheck:
    """One row that was checked. `digest` is of all that was held against each other (SHA-256, hexadecimal), `trust` of whom this vault trusted.

    Where either is another by now, it says nothing of the row as it stands, and may be checked anew.
    """

    record_table: str
    record_id: str
    case_id: str
    digest: str
    trust: str
    finding: Finding
    checked_at: datetime
