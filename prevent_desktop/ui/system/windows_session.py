"""Sleep, screen lock, lid and user switch on Windows, from the messages that the system sends to every window."""

from __future__ import annotations

import ctypes
import sys
import uuid
from collections.abc import Callable

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication
from PySide6.QtGui import QGuiApplication

_POWER, _SUSPENDS, _SETTING = 0x0218, 0x0004, 0x8013
"""WM_POWERBROADCAST with PBT_APMSUSPEND or PBT_POWERSETTINGCHANGE (winuser.h)."""
LID = uuid.UUID("ba3e0f4d-b817-4094-a2d1-d56379e6a0f3")
"""GUID_LIDSWITCH_STATE_CHANGE (winnt.h): 0 where the lid is closed."""
_SESSION = 0x02B1
"""WM_WTSSESSION_CHANGE (winuser.h)."""
_LEAVES = frozenset({0x2, 0x4, 0x7})
"""WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOCK (wtsapi32.h)."""


def wants_lock(message: int, parameter: int) -> bool:
    """Whether the message says that the machine sleeps, the screen locks or another user comes."""
    return (message == _POWER and parameter == _SUSPENDS) or (message == _SESSION and parameter in _LEAVES)


class _Message(ctypes.Structure):
    """The start of MSG (winuser.h): window, message and its two parameters."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("parameter", ctypes.c_size_t),
        ("address", ctypes.c_void_p),
    )


class _Setting(ctypes.Structure):
    """POWERBROADCAST_SETTING (winuser.h) with a number as its data, as the lid's has."""

    _fields_ = (("which", ctypes.c_byte * 16), ("length", ctypes.c_uint32), ("value", ctypes.c_uint32))


def lid_told(message: int, parameter: int, address: int | None) -> bool | None:
    """Whether the message says that the lid is open; None where it says nothing of the lid.

    The memory at `address` is read only where it is such a setting.
    """
    if message != _POWER or parameter != _SETTING or not address:
        return None
    setting = _Setting.from_address(address)
    tells = bytes(setting.which) == LID.bytes_le and setting.length == ctypes.sizeof(ctypes.c_uint32)
    return bool(setting.value) if tells else None


class WindowsSession(QAbstractNativeEventFilter):
    """Calls `lock` on such a message. That it sleeps is told to all; of session and lid only to who asks.

    The lid's state is told once at the beginning too: whoever works with a closed lid, on another screen, is not
    locked out by that. Only closing it locks.
    """

    def __init__(self, lock: Callable[[], None]) -> None:
        super().__init__()
        self._lock = lock
        self._lid_is_open = False
        app = QCoreApplication.instance()
        if app is not None:
            app.installNativeEventFilter(self)
        if sys.platform == "win32":
            for window in QGuiApplication.topLevelWindows():
                handle = ctypes.c_void_p(int(window.winId()))
                ctypes.windll.wtsapi32.WTSRegisterSessionNotification(handle, 0)
                which = (ctypes.c_byte * 16).from_buffer_copy(LID.bytes_le)
                ctypes.windll.user32.RegisterPowerSettingNotification(handle, ctypes.byref(which), 0)

    def nativeEventFilter(
        self,
        eventType: QByteArray | bytes | bytearray | memoryview,  # noqa: N803  # Qt's own name of the argument
        message: int,
    ) -> object:
        """Looks at each message and lets every one through."""
        kind = eventType.data() if isinstance(eventType, QByteArray) else bytes(eventType)
        if kind == b"windows_generic_MSG":
            found = _Message.from_address(int(message))
            if wants_lock(found.message, found.parameter) or self._closes(found):
                self._lock()
        return False, 0

    def _closes(self, message: _Message) -> bool:
        """Whether the lid was open and is not any more."""
        is_open = lid_told(message.message, message.parameter, message.address)
        if is_open is None:
            return False
        was_open, self._lid_is_open = self._lid_is_open, is_open
        return was_open and not is_open
