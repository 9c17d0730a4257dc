"""The rail under a record's title: noticed, checked, decided, sent, answered. The current step has the page's only green button."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from prevent_desktop.casework.pathway import Standing
from prevent_desktop.translation import _
from prevent_desktop.ui.record.rail_words import RailCell, RailWords
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Pack
from prevent_desktop.ui.widgets import BesideRow, Card, HBox, PrimaryButton, RichText, Text
from prevent_desktop.ui.widgets.words import restyle

_OTHER_EMS, _FIRST_EMS = 10.8, 10.1
"""The widths of the cells but for the current one, which has the rest."""
_WORDS_EMS = 12
_ALL_EMS = 66
"""Narrower than this the other steps are one line, and the current one has the width."""
_AWAY = "›"


class Rail(Card):
    """Hidden until `show_words`. `action` is what comes next; not there once the case has ended."""

    def __init__(self, navigator: Navigator) -> None:
        super().__init__()
        self._navigator = navigator
        self.words: RailWords | None = None
        self.setAccessibleName(_("Where this stands"))
        self.action = PrimaryButton("", self.go_on)
        self._line = RichText("", "", "small")
        self._line.setContentsMargins(20, 10, 20, 6)
        self._row = HBox(spacing=0)
        self._cells: list[_CellFrame] = []
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.body.addWidget(self._line)
        self.body.addLayout(self._row)
        self.hide()

    def go_on(self) -> None:
        """Do what comes next."""
        if self.words is not None and self.words.route is not None:
            self._navigator.open(self.words.route)

    def show_words(self, words: RailWords) -> None:
        """Show the steps; where nothing has changed all stays as it is, with the keyboard in it."""
        if words == self.words:
            return
        had = self.action.hasFocus()
        self.words = words
        self.action.setText(words.action)
        self.action.setProperty("reads", isinstance(words.route, Pack))
        self.action.hide()
        self.action.setParent(self)
        for old in self._cells:
            old.hide()
            self._row.removeWidget(old)
            old.deleteLater()
        self._cells = []
        has_current = any(cell.standing is Standing.CURRENT for cell in words.cells)
        for number, cell in enumerate(words.cells):
            current = cell.standing is Standing.CURRENT
            frame = _CellFrame(cell, first=number == 0, action=self.action if current else None)
            self._cells.append(frame)
            self._row.addWidget(frame, 0 if has_current and not current else 1)
        self.action.setAccessibleDescription(words.next_in_words)
        self.setAccessibleDescription(". ".join(cell.spoken for cell in words.cells))
        self._line.say(
            f" {_AWAY} ".join(cell.title for cell in words.cells),
            f" {_AWAY} ".join(_in_line(cell) for cell in words.cells),
        )
        self.show()
        self._arrange()
        if had and words.route is not None:
            self.action.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_cells"):
            self._arrange()

    def _arrange(self) -> None:
        em = self.fontInfo().pixelSize()
        narrow = self.width() < _ALL_EMS * em
        has_current = any(cell.is_current for cell in self._cells)
        self._line.setVisible(narrow)
        for number, cell in enumerate(self._cells):
            cell.setVisible(not narrow or cell.is_current or (not has_current and cell is self._cells[-1]))
            if has_current and not cell.is_current:
                cell.setFixedWidth(16777215 if narrow else round((_OTHER_EMS if number else _FIRST_EMS) * em))
            cell.stand(alone=narrow, first=number == 0)


def _in_line(cell: RailCell) -> str:
    words = escape(cell.title)
    return f"<b>{words}</b>" if cell.standing is Standing.CURRENT else words


class _CellFrame(QFrame):
    """One step. The current one has `action`, and a green edge on top."""

    def __init__(self, cell: RailCell, *, first: bool, action: PrimaryButton | None) -> None:
        super().__init__()
        self.setObjectName("rail_cell")
        self.is_current = cell.standing is Standing.CURRENT
        restyle(self, "current", "true" if self.is_current else "false")
        title = Text(cell.title, "muted" if cell.standing is Standing.AHEAD else "strong")
        title.setAccessibleName(cell.spoken)
        state = Text(cell.state, "small")
        self._arrow = Text(_AWAY, "muted", wrap=False)
        beside = BesideRow(*([] if action is None else [action]), least=_WORDS_EMS)
        beside.words.setSpacing(1)
        beside.words.add(title, state)
        beside.words.addStretch(1)  # a button is higher than two lines; what is left stands below both
        if action is not None:
            action.show()
        self._inside = HBox(self, spacing=12)
        self._inside.addWidget(self._arrow, 0, Qt.AlignmentFlag.AlignVCenter)
        self._inside.addWidget(beside, 1, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.stand(alone=False, first=first)

    def stand(self, *, alone: bool, first: bool) -> None:
        """Stand beside other cells, each but the first with the sign that leads to it; or alone, as wide as the card."""
        self._arrow.setVisible(not alone and not first)
        beside = (8, 14) if self.is_current else (4, 2)
        left, right = (20, 20) if alone else (20 if first else beside[0], beside[1])
        self._inside.setContentsMargins(left, 12, right, 12)
