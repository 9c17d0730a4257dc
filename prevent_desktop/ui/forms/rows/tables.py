"""The rows of tables: their heads, and rows whose cells are questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.questionnaire.response import Path
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.column.row_parts import BELOW, column_of
from prevent_desktop.ui.forms.column.table_widths import CellBox
from prevent_desktop.ui.forms.questions.view import QuestionView
from prevent_desktop.ui.forms.state.lines import Line
from prevent_desktop.ui.widgets import HairLine, HBox, LinkButton, Text

MakeCell = Callable[[Path, Line], QuestionView]


class TableHeadRow(QWidget):
    """What heads the columns; `words` and `hints` one for each, `shares` their widths."""

    def __init__(
        self, words: Sequence[str], shares: Sequence[int], depth: int, *, hints: Sequence[str], middle: bool
    ) -> None:
        super().__init__()
        column = column_of(self, below=2, depth=depth)
        line = HBox(spacing=0)
        for place, (text, hint, share) in enumerate(zip(words, hints, shares, strict=True)):
            head = Text(text, "strong")
            cell = CellBox(head)
            if middle and place:
                head.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            if hint:
                cell.body.addWidget(Text(hint, "small"))
            line.addWidget(cell, share)
        column.addLayout(line)
        column.addWidget(HairLine())


_OF_A_DAY, _OF_OTHERS = 5, 4
"""How the width is shared out: day, month and year are three boxes."""


class TableRow(QWidget):
    """A row of questions; what heads it stands first, called `name` where it stands alone. Signal `remove_wanted` where it can be taken away.

    Its cells come and go as the answers ask for them, and those that stay keep the focus.
    """

    remove_wanted = Signal()

    def __init__(self, line: Line, title: str, name: str, shares: Sequence[int], make: MakeCell) -> None:
        super().__init__()
        self._shares = shares
        self._make = make
        self.views: dict[Path, QuestionView] = {}
        self._head = CellBox(Text(title, "strong"))
        self._remove = LinkButton(_("Remove"), self.remove_wanted, name=_("Remove {what}").format(what=name))
        self._head.body.addWidget(self._remove, 0, Qt.AlignmentFlag.AlignLeft)
        column = column_of(self, below=BELOW if line.last else 2, depth=line.depth)
        self._cells = HBox(spacing=0)
        self._cells.addWidget(self._head, shares[0])
        column.addLayout(self._cells)
        column.addWidget(HairLine())
        self._boxes: list[CellBox] = []
        for share in shares[1:]:
            box = CellBox()
            self._boxes.append(box)
            self._cells.addWidget(box, share)
        self._standing: list[QuestionView | None] = [None for _box in self._boxes]
        self.show_line(line)

    def show_line(self, line: Line) -> None:
        """Have the cells of `line`."""
        self._remove.setVisible(line.removable)
        for column, path in zip(range(len(self._boxes)), line.cells, strict=True):
            self._fill(column, path, line)

    def _fill(self, column: int, path: Path | None, line: Line) -> None:
        there = self._standing[column]
        if there is not None:
            there.setVisible(path is not None)
            if path is None:
                self.views.pop(there.path, None)
            else:
                self.views[path] = there
        elif path is not None:
            view = self._make(path, line)
            self.views[path] = self._standing[column] = view
            self._boxes[column].body.addWidget(view)


class SideBySideRow(QWidget):
    """Questions beside each other, each with its answers below it."""

    def __init__(self, line: Line, make: MakeCell) -> None:
        super().__init__()
        self._make = make
        self.views: dict[Path, QuestionView] = {}
        column: QVBoxLayout = column_of(self, below=BELOW, depth=line.depth)
        row = HBox(spacing=24)
        column.addLayout(row)
        self._boxes = []
        for item in line.columns:
            box = CellBox(pad=0)  # level with the questions above and below
            self._boxes.append(box)
            row.addWidget(box, _OF_A_DAY if item.type is ItemType.DATE else _OF_OTHERS)
        self.show_line(line)

    def show_line(self, line: Line) -> None:
        """Have the cells of `line`; one that is not asked leaves its place to the others."""
        for box, path in zip(self._boxes, line.cells, strict=True):
            if path is not None and path not in self.views:
                self.views[path] = self._make(path, line)
                box.body.addWidget(self.views[path])
            box.setVisible(path is not None)


def views_of(row: QWidget | None) -> Mapping[Path, QuestionView]:
    """The questions that a row asks, by their paths."""
    if isinstance(row, QuestionView):
        return {row.path: row}
    return row.views if isinstance(row, TableRow | SideBySideRow) else {}
