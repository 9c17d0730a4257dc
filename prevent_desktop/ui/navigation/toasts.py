"""The one toast over the pages: shown where the person looked, gone with the next page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from prevent_desktop.ui.routing.navigator import Undoable
from prevent_desktop.ui.widgets.toast import Toast, beside

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
        pages.installEventFilter(self)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]  # there is one

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
        toast = self.shown = Toast(one.words, self._pages)
        toast.undo_wanted.connect(lambda: self._undo(one))
        toast.close_wanted.connect(self.close)
        self._place = one.place
        self._fit()
        toast.show()
        toast.raise_()
        self._keep_clear_of(QApplication.focusWidget())
        toast.say()

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
        if self.shown is None or new is None:
            return
        if not self.shown.isAncestorOf(new):
            self._keep_clear_of(new)
        elif old is None or not self.shown.isAncestorOf(old):
            self._before = old

    def _keep_clear_of(self, focus: QWidget | None) -> None:
        """It lies over nothing that has the keyboard (WCAG 2.2, 2.4.11), unless that is as large as a page."""
        if self.shown is None or focus is None or not self._pages.isAncestorOf(focus):
            return
        has_it = QRect(focus.mapTo(self._pages, QPoint(0, 0)), focus.size())
        if has_it.intersects(self.shown.geometry()) and has_it.height() < self._room().height() // 2:
            self._stand_beside(has_it)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Resize, QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()
        return super().eventFilter(watched, event)
