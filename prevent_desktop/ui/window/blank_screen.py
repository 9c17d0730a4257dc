"""F9: nothing of the page can be seen, heard or worked, at once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFocusEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QVBoxLayout, QWidget
from shiboken6 import isValid

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Text, announce
from prevent_desktop.ui.widgets.accessible_roles import COVERED_BY
from prevent_desktop.ui.window.held_back import HeldBack


class BlankScreen(QFrame):
    """Covers `window` whole and puts its dialogs away. F9 brings all of it back, unless the app is locking.

    Until then nothing else takes a key or the mouse (`HeldBack`), and to a screen reader there is nothing but this: it is
    the one thing in the window, it keeps the focus, and what goes on behind it sends no event. A dialog that somebody waits
    for (a file to choose) ends as if it had been cancelled; one that opens meanwhile is shown when the page is back.

    Signals `blanked` and `back`; `locking` before it covers the page for good.
    """

    blanked = Signal()
    locking = Signal()
    back = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ringless", True)
        self.words = Text("")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.addWidget(self.words)
        self._locking = self._covers = False
        self._was_heard = False
        self._focus_before: QWidget | None = None
        self._put_away: list[QDialog] = []
        self._held_back = HeldBack(window, self._put_away_later)
        window.installEventFilter(self)
        self.hide()

    def blank(self) -> None:
        """Cover the window, now: painted before this returns."""
        self._cover(_("The screen is blank. Press F9 to go back."))
        self.blanked.emit()

    def blank_for_lock(self, words: str) -> None:
        """Cover the window for good; the page does not come back."""
        self.locking.emit()
        self._locking = True
        self._cover(words)

    def uncover(self) -> None:
        """Give the page back, with the keyboard where it was."""
        if self._locking or self.isHidden():
            return
        self.hide()
        if self._focus_before is not None and isValid(self._focus_before):
            self._focus_before.setFocus(Qt.FocusReason.OtherFocusReason)
        dialogs, self._put_away = self._put_away, []
        for dialog in dialogs:
            if isValid(dialog):
                dialog.open()
        self.back.emit()

    def _cover(self, words: str) -> None:
        if self.isHidden():
            self._focus_before = self.window().focusWidget()
        self.words.setText(words)
        self.setGeometry(self.window().rect())
        self.show()
        self.raise_()
        self.repaint()
        put_away = _put_dialogs_away(self.window())
        if put_away:
            self._put_away += put_away
            self.window().activateWindow()
        self._say(words)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous() and not self._covers:  # it is when the window comes back from a task bar
            self._covers = True
            self._take_tree()
            self._held_back.begin()

    def hideEvent(self, event: QHideEvent) -> None:
        """Uncovered, or its window has gone."""
        super().hideEvent(event)
        if not event.spontaneous() and self._covers:
            self._covers = False
            self._held_back.end()
            self._give_tree_back()
            self.setAccessibleName("")

    # -- what a screen reader hears

    def _take_tree(self) -> None:
        """Take all but this out of the tree; who has read it already is told that it is gone."""
        for part in self._parts_of_window():
            QAccessible.updateAccessibility(QAccessibleEvent(part, QAccessible.Event.ObjectDestroyed))
        self.window().setProperty(COVERED_BY, self)
        self._was_heard = QAccessible.isActive()
        self._keep_focus(True)

    def _give_tree_back(self) -> None:
        self._keep_focus(False)
        self.window().setProperty(COVERED_BY, None)
        # A screen reader that was started behind the blank has set it on by itself.
        QAccessible.setActive(self._was_heard or QAccessible.isActive())
        for part in self._parts_of_window():
            QAccessible.updateAccessibility(QAccessibleEvent(part, QAccessible.Event.ObjectCreated))

    def _parts_of_window(self) -> list[QWidget]:
        return [
            part
            for part in self.window().findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
            if part is not self and not part.isWindow()
        ]

    def _say(self, words: str) -> None:
        """Have this said by the focus that comes here, or beside it where it is here; and then nothing more."""
        QAccessible.setActive(self._was_heard or QAccessible.isActive())
        self.setAccessibleName(words)
        if self.hasFocus():
            announce(self, words)
            self._fall_silent()
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """At once, or when the window has the keyboard again that a dialog had. Qt tells of the focus right after this."""
        super().focusInEvent(event)
        QTimer.singleShot(0, self, self._fall_silent)

    def _fall_silent(self) -> None:
        if self._covers:
            QAccessible.setActive(False)

    def _keep_focus(self, keep: bool) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            (app.focusChanged.connect if keep else app.focusChanged.disconnect)(self._focus_moved)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        """What is built behind the blank asks for the keyboard: it has it when the page is back."""
        if new is not None and new is not self and new.window() is self.window():
            self._focus_before = new
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- windows and size

    def _put_away_later(self, opened: QWidget) -> None:
        """A window that opens behind the blank waits; a menu, a tip or a list does not come back."""
        if isinstance(opened, QDialog):
            opened.hide()
            if opened.windowModality() is Qt.WindowModality.WindowModal and opened not in self._put_away:
                self._put_away.append(opened)
        else:
            opened.close()

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
        QAccessible.updateAccessibility(QAccessibleEvent(dialog, QAccessible.Event.ObjectDestroyed))
        dialog.hide()
    return [dialog for dialog in dialogs if dialog.windowModality() is Qt.WindowModality.WindowModal]
