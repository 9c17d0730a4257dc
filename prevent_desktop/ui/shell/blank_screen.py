"""F9: nothing of the page can be seen, at once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Text


class BlankScreen(QFrame):
    """Covers `window` whole. F9 or a click brings the page back, unless it blanks because the app is locking.

    Signals `blanked` and `back`.
    """

    blanked = Signal()
    back = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ringless", True)
        self.setAccessibleName(_("The screen is blank. Press F9 to go back."))
        self.words = Text("")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.addWidget(self.words)
        self._locking = False
        self._focus_before: QWidget | None = None
        window.installEventFilter(self)
        self.hide()

    def blank(self) -> None:
        """Cover the window, now: painted before this returns."""
        self._focus_before = self.window().focusWidget()
        self._cover("")
        self.blanked.emit()

    def blank_for_lock(self, words: str) -> None:
        """Cover the window for good; the page does not come back."""
        self._locking = True
        self._cover(words)

    def uncover(self) -> None:
        """Give the page back, with the keyboard where it was."""
        if self._locking:
            return
        self.hide()
        if self._focus_before is not None:
            self._focus_before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.back.emit()

    def _cover(self, words: str) -> None:
        self.words.setText(words)
        self.setGeometry(self.window().rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.repaint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F9:
            self.uncover()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        del event
        self.uncover()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.setGeometry(self.window().rect())
        return super().eventFilter(watched, event)
