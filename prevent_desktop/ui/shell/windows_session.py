"""Sleep and screen lock on Windows, from the messages that the system sends to every window."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication
from PySide6.QtGui import QGuiApplication

_POWER, _SUSPENDS = 0x0218, 0x0004
"""WM_POWERBROADCAST with PBT_APMSUSPEND (winuser.h)."""
_SESSION = 0x02B1
"""WM_WTSSESSION_CHANGE (winuser.h)."""
_LEAVES = frozenset({0x2, 0x4, 0x7})
"""WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOCK (wtsapi32.h)."""


def wants_lock(message: int, parameter: int) -> bool:
    """Whether the message says that the machine sleeps, the screen locks or another user comes."""
    return (message == _POWER and parameter == _SUSPENDS) or (message == _SESSION and parameter in _LEAVES)


class _Message(ctypes.Structure):
    """The start of MSG (winuser.h): window, message and its first parameter."""

    _fields_ = (("window", ctypes.c_void_p), ("message", ctypes.c_uint), ("parameter", ctypes.c_size_t))


class WindowsSession(QAbstractNativeEventFilter):
    """Calls `lock` on such a message. Power messages come by themselves; session messages are asked for."""

    def __init__(self, lock: Callable[[], None]) -> None:
        super().__init__()
        self._lock = lock
        app = QCoreApplication.instance()
        if app is not None:
            app.installNativeEventFilter(self)
        if sys.platform == "win32":
            for window in QGuiApplication.topLevelWindows():
                ctypes.windll.wtsapi32.WTSRegisterSessionNotification(int(window.winId()), 0)

    def nativeEventFilter(
        self,
        eventType: QByteArray | bytes | bytearray | memoryview,  # noqa: N803  # Qt's own name of the argument
        message: int,
    ) -> object:
        """Looks at each message and lets every one through."""
        kind = eventType.data() if isinstance(eventType, QByteArray) else bytes(eventType)
        if kind == b"windows_generic_MSG":
            found = _Message.from_address(int(message))
            if wants_lock(found.message, found.parameter):
                self._lock()
        return False, 0
