"""The one toast over the pages: shown where the person looked, gone with the next page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

from prevent_desktop.ui.routing.navigator import Undoable
from prevent_desktop.ui.widgets.bound_keys import is_key_of
from prevent_desktop.ui.widgets.shortcuts import Shortcut
from prevent_desktop.ui.widgets.toast import Toast, beside

_SIZES = {QEvent.Type.Resize, QEvent.Type.FontChange, QEvent.Type.StyleChange}
_MOVES = {QEvent.Type.Move, QEvent.Type.Resize}
_AROUND = 12
"""The room between a toast and the edge of the pages, in pixels."""


class Toasts(QObject):
    """Shows over `pages` one thing after the other that can be taken back. `room` gives where there may be one, in `pages`.

    `leave(toast)` is called before a toast with the keyboard in it goes, where nothing had the keyboard before.
    """

    def __init__(self, pages: QWidget, room: Callable[[], QRect], leave: Callable[[], None]) -> None:
        super().__init__(pages)
        self._pages, self._room, self._leave = pages, room, leave
        self._next: Undoable | None = None
        self._place = QRect()
        self._before: QWidget | None = None
        self.shown: Toast | None = None

    def take(self, one: Undoable) -> None:
        """Show it now, or on the page that it leads to."""
        if one.leads:
            self._next = one
        else:
            self._show(one)

    def turn_page(self) -> None:
        """Another page is shown: what was done on the one before stays done."""
        self.close()
        if self._next is not None:
            coming, self._next = self._next, None
            self._show(coming)

    def close(self) -> None:
        """Show none. The keyboard goes back to where it was before it came to the toast."""
        toast, self.shown = self.shown, None
        if toast is None:
            return
        focus = QApplication.focusWidget()
        self._listen(on=False)
        if focus is not None and toast.isAncestorOf(focus):
            self._give_back()
        toast.hide()
        toast.deleteLater()

    def enter(self) -> None:
        """Put the keyboard on its button."""
        if self.shown is not None:
            self.shown.undo.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _give_back(self) -> None:
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._leave()

    def _show(self, one: Undoable) -> None:
        self.close()
        toast = self.shown = Toast(one.words, self._pages, keyed=not one.has_key)
        toast.undo_wanted.connect(lambda: self._undo(one))
        toast.close_wanted.connect(self.close)
        self._place, self._before = one.place, None
        self._listen(on=True)
        self._fit()
        toast.show()
        toast.raise_()
        self._keep_clear_of(QApplication.focusWidget())
        toast.say()

    def _listen(self, *, on: bool) -> None:
        """Only while there is one: what listens to all of the program costs something with each event."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        if on:
            app.installEventFilter(self)
            app.focusChanged.connect(self._focus_moved)
        else:
            app.removeEventFilter(self)
            app.focusChanged.disconnect(self._focus_moved)

    def _undo(self, one: Undoable) -> None:
        self.close()
        one.undo()

    # -- where it is

    def _fit(self) -> None:
        if self.shown is not None:
            anchor = QRect(self._pages.mapFromGlobal(self._place.topLeft()), self._place.size())
            self._stand_beside(anchor)

    def _stand_beside(self, anchor: QRect) -> None:
        if self.shown is not None:
            room = self._room().adjusted(_AROUND, _AROUND, -_AROUND, -_AROUND)
            self.shown.setGeometry(beside(anchor, self.shown.size_within(room.size()), room))

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if self.shown is not None and new is not None and self.shown.isAncestorOf(new):
            self._before = self._before if old is None or self.shown.isAncestorOf(old) else old
        else:
            self._keep_clear_of(new)

    def _keep_clear_of(self, focus: QWidget | None) -> None:
        """It lies over nothing that has the keyboard (WCAG 2.2, 2.4.11), unless that is as large as a page."""
        if self.shown is None or focus is None or not self._pages.isAncestorOf(focus):
            return
        if self.shown.isAncestorOf(focus):
            return
        has_it = QRect(focus.mapTo(self._pages, QPoint(0, 0)), focus.size())
        if has_it.intersects(self.shown.geometry()) and has_it.height() < self._room().height() // 2:
            self._stand_beside(has_it)

    def _moved(self, moved: QWidget) -> None:
        """What has the keyboard may be carried below it: a page is laid out anew once it has read what it shows."""
        focus = QApplication.focusWidget()
        if focus is not None and (moved is focus or moved.isAncestorOf(focus)):
            self._keep_clear_of(focus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.shown is None:
            return False
        if watched is self._pages and event.type() in _SIZES:
            self._fit()
        if event.type() in _MOVES and isinstance(watched, QWidget):
            self._moved(watched)
        if self.shown.keyed and event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return is_key_of(Shortcut.UNDO, QKeySequence(event.keyCombination())) and _has_nothing(watched)
        return False


def _has_nothing(field: QObject) -> bool:
    """Whether a field would take the key of undo, though it has nothing to undo itself."""
    if isinstance(field, QLineEdit):
        return not field.isUndoAvailable()
    return isinstance(field, QPlainTextEdit | QTextEdit) and not field.document().isUndoAvailable()
