"""Pairs of a question and its answers, with a link at the end of each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from prevent_desktop.ui.widgets.boxes import take_all_out
from prevent_desktop.ui.widgets.buttons import LinkButton
from prevent_desktop.ui.widgets.tab_order import chain_tabs, stop_before
from prevent_desktop.ui.widgets.words import HairLine, Heading, Text, without_mnemonics

_NARROW_EMS = 28
"""Below this width, in sizes of the text, the values stand below their label."""
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_APART = 8
"""Pixels below a value's note, where another value follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyValue:
    """One row: `key` is handed back by the signal; `error` stands below the values, each of `notes` below its value; `link` is the word at the end.

    With neither values nor error nor link it is a heading over the rows that follow.
    """

    key: str
    label: str
    values: tuple[str, ...] = ()
    error: str = ""
    link: str = ""
    muted: bool = False
    notes: tuple[str, ...] = ()

    @property
    def is_heading(self) -> bool:
        """Whether it says a label and nothing about it."""
        return not (self.values or self.error or self.link)


@dataclass(frozen=True, slots=True)
class _Shown:
    """The widgets of a row: a heading has no values, and not every row a link."""

    label: QWidget
    values: QWidget | None
    link: LinkButton | None
    line: HairLine


class KeyValueTable(QWidget):
    """Rows of label, values and link; on a narrow page the values stand below the label. Signal `chosen(key)`: a row's link."""

    chosen = Signal(str)

    def __init__(self, rows: Sequence[KeyValue] = ()) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 7)
        self._shown: list[_Shown] = []
        self._narrow = False
        self.links: dict[str, LinkButton] = {}
        self.show_rows(rows)

    def show_rows(self, rows: Sequence[KeyValue]) -> None:
        """Show `rows` in place of what was shown."""
        take_all_out(self._grid)
        self.links = {}
        self._shown = [self._made(row) for row in rows]
        self._place()
        if self.links:
            chain_tabs([stop_before(self), *self.links.values()])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        narrow = self.width() < _NARROW_EMS * self.fontInfo().pixelSize()
        if narrow != self._narrow:
            self._narrow = narrow
            while self._grid.takeAt(0) is not None:
                pass
            self._place()

    def _made(self, row: KeyValue) -> _Shown:
        if row.is_heading:
            heading = Heading(row.label, 3)
            heading.setContentsMargins(8, 18, 0, 8)
            return _Shown(heading, None, None, HairLine())
        link = None
        if row.link:
            name = f"{row.link}: {row.label}"
            link = LinkButton(without_mnemonics(row.link), lambda: self.chosen.emit(row.key), name=name)
            self.links[row.key] = link
        return _Shown(Text(row.label, "strong"), _values(row), link, HairLine())

    def _place(self) -> None:
        """Each row has three lines of the grid: its label, its values where they stand below, and the hair line."""
        for number, row in enumerate(self._shown):
            top = 3 * number
            if row.values is None:
                self._grid.addWidget(row.label, top, 0, 1, 3)
            elif self._narrow:
                self._place_below(top, row.label, row.values)
            else:
                self._place_beside(top, row.label, row.values)
            if row.link is not None:
                self._grid.addWidget(row.link, top, 2, _MIDDLE | Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(row.line, top + 2, 0, 1, 3)

    def _place_beside(self, top: int, label: QWidget, values: QWidget) -> None:
        label.setContentsMargins(8, 10, 0, 10)
        values.setContentsMargins(0, 10, 0, 10)
        self._grid.addWidget(label, top, 0, _MIDDLE)
        self._grid.addWidget(values, top, 1, _MIDDLE)

    def _place_below(self, top: int, label: QWidget, values: QWidget) -> None:
        label.setContentsMargins(8, 10, 0, 0)
        values.setContentsMargins(8, 2, 0, 10)
        self._grid.addWidget(label, top, 0, 1, 2)
        self._grid.addWidget(values, top + 1, 0, 1, 3)


def _values(row: KeyValue) -> QWidget:
    holder = QWidget()
    column = QGridLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setVerticalSpacing(2)
    texts = list[Text]()
    for value, note in zip_longest(row.values, row.notes, fillvalue=""):
        if texts and row.notes:
            texts[-1].setContentsMargins(0, 0, 0, _APART)
        texts.append(Text(value, "muted" if row.muted else "text"))
        if note:
            texts.append(Text(note, "small"))
    if row.error:
        texts.append(Text(row.error, "error"))
    for number, text in enumerate(texts):
        column.addWidget(text, number, 0)
    return holder
