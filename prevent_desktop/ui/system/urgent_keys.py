"""The keys that must work whatever is open: F9 blanks, Ctrl+L locks, also in a dialog or a list that has dropped down."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QWindow

from prevent_desktop.ui.widgets.bound_keys import is_key_of
from prevent_desktop.ui.widgets.shortcuts import Shortcut


class UrgentKeys(QObject):
    """Signals `blank_wanted` and `lock_wanted`.

    A shortcut of the main window, even one for the whole application, is dead while a dialog stands before it. So
    this listens to the windows themselves; what a shortcut has taken never gets here.
    """

    blank_wanted = Signal()
    lock_wanted = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._listen_to)
        for window in QGuiApplication.topLevelWindows():
            self._listen_to(window)

    def _listen_to(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            wanted = self._wanted(event)
            if wanted is not None:
                wanted.emit()
                return True
        return super().eventFilter(watched, event)

    def _wanted(self, event: QKeyEvent) -> SignalInstance | None:
        if event.isAutoRepeat():
            return None
        pressed = QKeySequence(event.keyCombination())
        if is_key_of(Shortcut.BLANK, QKeySequence(event.key())):  # whatever is held down with it
            return self.blank_wanted
        return self.lock_wanted if is_key_of(Shortcut.LOCK, pressed) else None
