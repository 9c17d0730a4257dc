"""One choice out of many, in a list that opens: for more answers than radios have room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from prevent_desktop.translation import _

LEAST_LETTERS = 10
MOST_LETTERS = 40
_SEEN_AT_ONCE = 12


class CalmComboBox(QComboBox):
    """A list that the wheel does not change in passing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(LEAST_LETTERS)
        self.setMaxVisibleItems(_SEEN_AT_ONCE)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


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
