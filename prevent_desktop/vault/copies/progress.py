"""How far a long copy is, and whether the person wants it stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from prevent_desktop.errors import CopyStoppedError
from prevent_desktop.translation import _


class Stage(StrEnum):
    """What is being done."""

    RECORDS = "records"
    FILES = "files"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class Step:
    """So much of a stage is done, in bytes."""

    stage: Stage
    done: int
    total: int


def _nobody(_step: Step) -> None:
    return None


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Progress:
    """Tells each step to `tell`, and ends the work with CopyStoppedError once `stop` says so. Used on the work's thread."""

    tell: Callable[[Step], None] = _nobody
    stop: Callable[[], bool] = _never

    def at(self, stage: Stage, done: int, total: int) -> None:
        """The work has come this far. CopyStoppedError."""
        if self.stop():
            raise CopyStoppedError(
                _("Stopped"),
                _("The copy was not finished, and nothing half of it was left."),
                _("Begin again when you like."),
            )
        self.tell(Step(stage, done, total))


SILENT = Progress()
