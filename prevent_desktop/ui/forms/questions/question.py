"""A question as it is put on the screen, and where it stands there. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from prevent_desktop.questionnaire.items import Item
from prevent_desktop.questionnaire.response import Path
from prevent_desktop.questionnaire.values import AbsentReason
from prevent_desktop.ui.forms.state.choice import Choice
from prevent_desktop.ui.forms.state.helping import Help


class Standing(StrEnum):
    """Where a question stands: alone, in a cell whose column and row are headed, beside others, or as a table's row."""

    ALONE = "alone"
    CELL = "cell"
    BESIDE = "beside"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is put on the screen.

    `row` names the row of a table that it stands in, for screen readers; `shares` are the widths of the words and of
    the answers where it is a row itself, `last` the last one of its table. `worked_out` says that the form works its answer out; `locked` that it
    cannot be answered.
    """

    path: Path
    item: Item
    label: str
    choices: tuple[Choice, ...] = ()
    reasons: Sequence[AbsentReason] = ()
    beside: str = ""
    words: Help = field(default_factory=Help)
    depth: int = 0
    standing: Standing = Standing.ALONE
    row: str = ""
    shares: tuple[int, ...] = ()
    last: bool = False
    worked_out: bool = False
    locked: bool = False
