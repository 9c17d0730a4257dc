"""F9: nothing of the page can be seen, at once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QVBoxLayout, QWidget
from shiboken6 import isValid

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Text


class BlankScreen(QFrame):
    """Covers `window` whole and puts its dialogs away. F9 or a click brings all of it back, unless the app is locking.

    A dialog that somebody waits for (a file to choose) ends as if it had been cancelled.

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
        self._put_away: list[QDialog] = []
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
        if self._focus_before is not None and isValid(self._focus_before):
            self._focus_before.setFocus(Qt.FocusReason.OtherFocusReason)
        for dialog in self._put_away:
            if isValid(dialog):
                dialog.open()
        self._put_away = []
        self.back.emit()

    def _cover(self, words: str) -> None:
        self.words.setText(words)
        self.setGeometry(self.window().rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.repaint()
        put_away = _put_dialogs_away(self.window())
        if put_away:
            self._put_away += put_away
            self.window().activateWindow()

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


def _put_dialogs_away(window: QWidget) -> list[QDialog]:
    """Hide what stands before `window`; the dialogs that are to come back, the last that was opened last."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    dialogs = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
    for dialog in dialogs:
        dialog.hide()
    return [dialog for dialog in dialogs if dialog.windowModality() is Qt.WindowModality.WindowModal]
