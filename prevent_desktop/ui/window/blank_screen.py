"""F9: nothing of the page can be seen, heard or worked, at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QShortcutEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QWidget
from shiboken6 import isValid

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Text, VBox, announce
from prevent_desktop.ui.widgets.accessible_roles import COVERED_BY
from prevent_desktop.ui.widgets.bound_keys import is_key_of
from prevent_desktop.ui.widgets.shortcuts import Shortcut

_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride})
_REST = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TouchEnd,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletRelease,
        QEvent.Type.NativeGesture,
        QEvent.Type.ContextMenu,
        QEvent.Type.InputMethod,
        QEvent.Type.DragEnter,
        QEvent.Type.DragMove,
        QEvent.Type.Drop,
        QEvent.Type.ToolTip,
        QEvent.Type.WhatsThis,
    }
)
_THROUGH = (Shortcut.BLANK, Shortcut.LOCK)


class HeldBack(QObject):
    """Between `begin` and `end`. A window other than `window` that opens is not shown, and handed to `opened`."""

    def __init__(self, window: QWidget, opened: Callable[[QWidget], None]) -> None:
        super().__init__(window)
        self._window = window
        self._opened = opened

    def begin(self) -> None:
        """From now on."""
        if (app := QCoreApplication.instance()) is not None:
            app.installEventFilter(self)

    def end(self) -> None:
        """No longer."""
        if (app := QCoreApplication.instance()) is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _KEYS:
            return isinstance(event, QKeyEvent) and not _goes_through(QKeySequence(event.keyCombination()))
        if kind is QEvent.Type.Shortcut:
            return isinstance(event, QShortcutEvent) and not _goes_through(event.key())
        if kind is QEvent.Type.Show:
            self._look_at(watched)
        return kind in _REST

    def _look_at(self, shown: QObject) -> None:
        """Qt tells of a window before it is on the screen: it stays off it, and goes once Qt is done with showing it."""
        if isinstance(shown, QWidget) and shown.isWindow() and shown is not self._window:
            shown.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            QTimer.singleShot(0, self, lambda: self._hand_on(shown))

    def _hand_on(self, shown: QWidget) -> None:
        if isValid(shown):
            self._opened(shown)
            shown.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, on=False)


def _goes_through(keys: QKeySequence) -> bool:
    return any(is_key_of(shortcut, keys) for shortcut in _THROUGH)


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
        column = VBox(self, margins=None)
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
