"""What goes to a child's new school: word ahead, the whole file, or a request to delete what went to a wrong one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from prevent_desktop.translation import _

SCHOOL_DAYS: Final = 5
"""The file is to be at the new school so many school days after the child left (KCSIE, transfer of the child protection file)."""


class FileMoveKind(StrEnum):
    """What went."""

    AHEAD = "ahead"
    FILE = "file"
    DELETE = "delete"

    @property
    def label(self) -> str:
        """It in words."""
        return {
            FileMoveKind.AHEAD: _("Told ahead of the file"),
            FileMoveKind.FILE: _("The whole file"),
            FileMoveKind.DELETE: _("Asked to delete it"),
        }[self]


@dataclass(frozen=True, slots=True)
class FileMoveRow:
    """What is read of a row; its other columns are shown as they stand."""

    kind: FileMoveKind
    written_at: datetime
