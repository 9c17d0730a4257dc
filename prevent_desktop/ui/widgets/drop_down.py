"""One choice out of many, in a list that opens: for more answers than radios have room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from prevent_desktop.translation import _

LEAST_LETTERS = 10
MOST_LETTERS = 40
_SEEN_AT_ONCE = 12
_SIDES = 2
"""Pixels that Qt leaves beside the text."""


class CalmComboBox(QComboBox):
    """A list that the wheel does not change in passing. Where there is no room for what is chosen, it ends in “…”."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(LEAST_LETTERS)
        self.setMaxVisibleItems(_SEEN_AT_ONCE)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    @property
    def shown_text(self) -> str:
        """What is chosen, as far as there is room."""
        return self._option().currentText

    def _option(self) -> QStyleOptionComboBox:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        kind, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(kind, option, part, self).width() - _SIDES
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room
        )
        return option

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt does, which cuts a long text in the middle of a letter."""
        del event
        painter, option = QStylePainter(self), self._option()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class DropDown(CalmComboBox):
    """`options` are keys and texts, below “Choose …”, which chooses none. Signal `chosen(key)` when the person chooses; empty for none.

    Letters go to the option that begins so, arrow keys step, Alt+Down opens it.
    """

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.addItem(_("Choose …"), "")
        for key, text in options:
            self.addItem(text, key)
        self.setMaxVisibleItems(self.count())
        self.activated.connect(lambda _index: self.chosen.emit(self.value or ""))

    @property
    def value(self) -> str | None:
        """The key chosen, if any."""
        return str(self.currentData(Qt.ItemDataRole.UserRole)) or None

    def set_value(self, key: str | None) -> None:
        """Choose `key` without a signal; None or an unknown key clears the choice."""
        self.setCurrentIndex(max(self.findData(key or ""), 0))
