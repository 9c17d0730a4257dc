"""Sleep and screen lock on Linux: systemd-logind on the system bus, the desktop's screen saver on the session bus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusUnixFileDescriptor

_LOGIN = "org.freedesktop.login1"
_LOGIN_PATH = "/org/freedesktop/login1"
_MANAGER = "org.freedesktop.login1.Manager"
_SESSION = "org.freedesktop.login1.Session"
_SAVERS = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
)
_PATIENCE_MS = 500
_BEGINS: Any = SLOT("begins(bool)")
_NOW: Any = SLOT("now()")
_DELAYED: Any = SLOT("delayed(QDBusMessage)")
_REFUSED: Any = SLOT("refused()")
"""Slots by their C names. Any: the stub of QDBusConnection wants bytes, the library itself the text that SLOT gives."""


class LinuxSession(QObject):
    """Calls `lock` when sleep, a screen lock or a switch of users begins; a bus that is not there says nothing.

    It also asks logind to put sleep off for the moment that locking takes (a delay inhibitor); the system lets go
    of it when this process is replaced.
    """

    def __init__(
        self, lock: Callable[[], None], system: QDBusConnection, session: QDBusConnection, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._lock = lock
        self._delay: QDBusUnixFileDescriptor | None = None
        if system.isConnected():
            system.connect("", _LOGIN_PATH, _MANAGER, "PrepareForSleep", self, _BEGINS)
            system.connect("", "", _SESSION, "Lock", self, _NOW)
            self._put_sleep_off(system)
        if session.isConnected():
            for name in _SAVERS:
                session.connect("", "", name, "ActiveChanged", self, _BEGINS)

    @property
    def puts_sleep_off(self) -> bool:
        """Whether the system waits for us before it sleeps."""
        return self._delay is not None and self._delay.isValid()

    def _put_sleep_off(self, system: QDBusConnection) -> None:
        call = QDBusMessage.createMethodCall(_LOGIN, _LOGIN_PATH, _MANAGER, "Inhibit")
        call.setArguments(["sleep", "Prevent Desktop", "Locks first", "delay"])
        call.setAutoStartService(False)
        system.callWithCallback(call, self, _DELAYED, _REFUSED, _PATIENCE_MS)

    @Slot(QDBusMessage)
    def delayed(self, answer: QDBusMessage) -> None:
        """Logind's answer: a file that puts sleep off for as long as it is open."""
        found = answer.arguments()
        if found and isinstance(found[0], QDBusUnixFileDescriptor):
            self._delay = found[0]

    @Slot()
    def refused(self) -> None:
        """No delay: the lock then happens while the machine goes to sleep, or as it wakes."""

    @Slot(bool)
    def begins(self, it_begins: bool) -> None:
        """Sleep or a screen lock begins; its end needs nothing."""
        if it_begins:
            self._lock()

    @Slot()
    def now(self) -> None:
        """The system asks for a lock."""
        self._lock()
