"""A word about what was just done, beside the button that did it, with a way to take it back.

It has no time limit (WCAG 2.2, 2.2.1): whoever reads or reaches slowly still finds it. It takes no keyboard by itself.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets.bound_keys import bind
from prevent_desktop.ui.widgets.boxes import VBox
from prevent_desktop.ui.widgets.buttons import QuietButton, SecondaryButton
from prevent_desktop.ui.widgets.layouts import FlowRow
from prevent_desktop.ui.widgets.notices import announce
from prevent_desktop.ui.widgets.shortcuts import Shortcut
from prevent_desktop.ui.widgets.words import Text

_GAP = 8
_WIDE_EMS = 25
"""How wide it is where there is room, in sizes of the text."""


class Toast(QFrame):
    """Says `words`. Signals `undo_wanted()`, by its button or the key in it, and `close_wanted()`, by its button or Escape.

    Not `keyed`: something else does the same by that key.
    """

    undo_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, words: str, parent: QWidget, *, keyed: bool = True) -> None:
        super().__init__(parent)
        key = Shortcut.UNDO.shown
        self.words = words
        self.undo = SecondaryButton(_("Undo ({key})").format(key=key), self.undo_wanted)
        self.undo.setAccessibleName(_("Undo: {done}").format(done=words))
        self.dismiss = QuietButton(_("Close"), self.close_wanted)
        self.dismiss.setAccessibleName(_("Close: {done}").format(done=words))
        for button in (self.undo, self.dismiss):
            button.setProperty("compact", True)
        self.setAccessibleName(words)
        self._column = VBox(self, spacing=10, margins=(16, 12, 12, 12))
        self._column.add(Text(words), FlowRow(self.undo, self.dismiss))
        self.keyed = keyed
        if keyed:
            bind(Shortcut.UNDO, self, self.undo_wanted.emit, Qt.ShortcutContext.WindowShortcut)

    def say(self) -> None:
        """Have a screen reader say it, with the ways to it; the keyboard stays where it is."""
        told = _("{done} Undo: {key}. Go to it: {go}.")
        announce(
            self,
            told.format(done=self.words, key=Shortcut.UNDO.shown, go=Shortcut.NEXT_REGION.shown),
        )

    def size_within(self, room: QSize) -> QSize:
        """Its size in so much room."""
        width = min(_WIDE_EMS * self.fontInfo().pixelSize(), room.width())
        return QSize(width, min(self._column.totalHeightForWidth(width), room.height()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_wanted.emit()
        else:
            super().keyPressEvent(event)


def beside(anchor: QRect, size: QSize, room: QRect) -> QRect:
    """Where something of `size`, which fits into `room`, stands there: below `anchor`, else above it."""
    last_left, last_top = room.right() + 1 - size.width(), room.bottom() + 1 - size.height()
    below, above = anchor.bottom() + 1 + _GAP, anchor.top() - _GAP - size.height()
    top = below if below <= last_top or above < room.top() else above
    left = max(room.left(), min(anchor.left(), last_left))
    return QRect(left, max(room.top(), min(top, last_top)), size.width(), size.height())
