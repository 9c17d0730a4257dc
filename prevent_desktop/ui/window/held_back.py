"""While the screen is blank: no key but F9 and Ctrl+L, no mouse, and no new window gets anywhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcutEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from prevent_desktop.ui.components.bound_keys import is_key_of
from prevent_desktop.ui.components.shortcuts import Shortcut

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
