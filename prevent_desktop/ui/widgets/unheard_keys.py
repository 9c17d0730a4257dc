"""Keeps the keys that write a secret off the accessibility bus.

On Linux Qt hands each key that the window system brings to the bus's registry before any widget gets it, the letter too
(Qt 6.11, QSpiApplicationAdaptor::eventFilter), and the registry tells it to whoever asked for keys. Qt leaves alone what
the window system did not bring; so each key is sent on as a copy: each, because the others come back from the
registry late, and a letter would overtake the Backspace or Tab before it.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

_HELD_FOR_COMMANDS = frozenset({Qt.Key.Key_Insert, Qt.Key.Key_CapsLock})
"""What screen readers have people hold down for a command. A key beside it is the command, and is theirs."""


class UnheardKeys(QObject):
    """Stands before all other filters of the application from `stand_first` until `stand_aside`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._held: set[int] = set()

    def stand_first(self) -> None:
        """Called before each key: the bus may have come up since the last one, and stand in front."""
        if (app := QCoreApplication.instance()) is not None:
            app.installEventFilter(self)

    def stand_aside(self) -> None:
        """The keys go elsewhere."""
        self._held.clear()
        if (app := QCoreApplication.instance()) is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in {QEvent.Type.KeyPress, QEvent.Type.KeyRelease}:
            return False
        if not event.spontaneous() or not isinstance(event, QKeyEvent):
            return False
        self._note_held(event)
        if self._held:
            return False
        copy = event.clone()
        QCoreApplication.sendEvent(watched, copy)
        event.setAccepted(copy.isAccepted())
        return True

    def _note_held(self, event: QKeyEvent) -> None:
        if event.key() in _HELD_FOR_COMMANDS:
            change = self._held.add if event.type() is QEvent.Type.KeyPress else self._held.discard
            change(event.key())
