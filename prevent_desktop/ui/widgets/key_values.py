"""Pairs of a question and its answers, with a link at the end of each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from prevent_desktop.ui.widgets.buttons import LinkButton
from prevent_desktop.ui.widgets.words import HairLine, Heading, Text, without_mnemonics


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


class KeyValueTable(QWidget):
    """Rows of label, values and link. Signal `chosen(key)` when a row's link is used."""

    chosen = Signal(str)

    def __init__(self, rows: Sequence[KeyValue] = ()) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 7)
        self.links: dict[str, LinkButton] = {}
        self.show_rows(rows)

    def show_rows(self, rows: Sequence[KeyValue]) -> None:
        """Show `rows` in place of what was shown."""
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.links = {}
        for number, row in enumerate(rows):
            self._add(2 * number, row)

    def _add(self, line: int, row: KeyValue) -> None:
        if row.is_heading:
            self._add_heading(line, row.label)
            return
        middle = Qt.AlignmentFlag.AlignVCenter
        label = Text(row.label, "strong")
        label.setContentsMargins(8, 10, 0, 10)
        self._grid.addWidget(label, line, 0, middle)
        self._grid.addWidget(_values(row), line, 1, middle)
        if row.link:
            name = f"{row.link}: {row.label}"
            link = LinkButton(without_mnemonics(row.link), lambda: self.chosen.emit(row.key), name=name)
            self.links[row.key] = link
            self._grid.addWidget(link, line, 2, middle | Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(HairLine(), line + 1, 0, 1, 3)

    def _add_heading(self, line: int, label: str) -> None:
        heading = Heading(label, 3)
        heading.setContentsMargins(8, 18, 0, 8)
        self._grid.addWidget(heading, line, 0, 1, 3)
        self._grid.addWidget(HairLine(), line + 1, 0, 1, 3)


def _values(row: KeyValue) -> QWidget:
    holder = QWidget()
    column = QGridLayout(holder)
    column.setContentsMargins(0, 10, 0, 10)
    column.setVerticalSpacing(2)
    texts = []
    for value, note in zip_longest(row.values, row.notes, fillvalue=""):
        texts.append(Text(value, "muted" if row.muted else "text"))
        if note:
            texts.append(Text(note, "small"))
    if row.error:
        texts.append(Text(row.error, "error"))
    for number, text in enumerate(texts):
        column.addWidget(text, number, 0)
    return holder
