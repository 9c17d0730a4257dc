"""Sleep, screen lock, lid and user switch on Linux.

systemd-logind tells of sleep and of this session, UPower of the lid, both on the system bus; the desktop's screen saver
tells on the session bus.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusObjectPath, QDBusUnixFileDescriptor

_LOGIN = "org.freedesktop.login1"
_LOGIN_PATH = "/org/freedesktop/login1"
_MANAGER = "org.freedesktop.login1.Manager"
_SESSION = "org.freedesktop.login1.Session"
_UPOWER = "org.freedesktop.UPower"
_UPOWER_PATH = "/org/freedesktop/UPower"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_SAVERS = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
)
_LOCKS: Mapping[str, bool] = {
    "LidIsClosed": True,  # UPower
    "LidClosed": True,  # logind's manager
    "Active": False,  # logind's session: another user has the screen
    "LockedHint": True,  # logind's session: the desktop's own lock
}
"""The properties that are listened to, with the value that asks for a lock."""
_PATIENCE_MS = 500
_BEGINS: Any = SLOT("begins(bool)")
_NOW: Any = SLOT("now()")
_CHANGED: Any = SLOT("changed(QString,QVariantMap,QStringList)")
_DELAYED: Any = SLOT("delayed(QDBusMessage)")
_FOUND: Any = SLOT("found(QDBusMessage)")
_REFUSED: Any = SLOT("refused()")
"""Slots by their C names. Any: the stub of QDBusConnection wants bytes, the library itself the text that SLOT gives."""


class LinuxSession(QObject):
    """Calls `lock` when sleep, a screen lock, a closed lid or another user begins; a bus that is not there says nothing.

    It also asks logind to put sleep off for the moment that locking takes (a delay inhibitor); the system lets go
    of it when this process is replaced. On the system bus only the services themselves are heard: every account of this
    computer can say anything there.
    """

    def __init__(
        self, lock: Callable[[], None], system: QDBusConnection, session: QDBusConnection, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._lock = lock
        self._system = system
        self._delay: QDBusUnixFileDescriptor | None = None
        self.session_path = ""
        if system.isConnected():
            system.connect(_LOGIN, _LOGIN_PATH, _MANAGER, "PrepareForSleep", self, _BEGINS)
            for service, path in ((_LOGIN, _LOGIN_PATH), (_UPOWER, _UPOWER_PATH)):
                system.connect(service, path, _PROPERTIES, "PropertiesChanged", self, _CHANGED)
            self._ask("Inhibit", ["sleep", "Prevent Desktop", "Locks first", "delay"], _DELAYED)
            self._ask("GetSession", ["auto"], _FOUND)
        if session.isConnected():
            for name in _SAVERS:
                session.connect("", "", name, "ActiveChanged", self, _BEGINS)

    @property
    def puts_sleep_off(self) -> bool:
        """Whether the system waits for us before it sleeps."""
        return self._delay is not None and self._delay.isValid()

    def _ask(self, method: str, arguments: list[str], answered: Any) -> None:
        """Ask logind; without one, what it would have told is not told."""
        call = QDBusMessage.createMethodCall(_LOGIN, _LOGIN_PATH, _MANAGER, method)
        call.setArguments(arguments)
        call.setAutoStartService(False)
        self._system.callWithCallback(call, self, answered, _REFUSED, _PATIENCE_MS)

    @Slot(QDBusMessage)
    def delayed(self, answer: QDBusMessage) -> None:
        """Logind's answer: a file that puts sleep off for as long as it is open."""
        found = answer.arguments()
        if found and isinstance(found[0], QDBusUnixFileDescriptor):
            self._delay = found[0]

    @Slot(QDBusMessage)
    def found(self, answer: QDBusMessage) -> None:
        """Our own session: what other people's sessions on this machine do concerns nobody here."""
        found = answer.arguments()
        if found and isinstance(found[0], QDBusObjectPath):
            self.session_path = found[0].path()
            self._system.connect(_LOGIN, self.session_path, _SESSION, "Lock", self, _NOW)
            self._system.connect(_LOGIN, self.session_path, _PROPERTIES, "PropertiesChanged", self, _CHANGED)

    @Slot()
    def refused(self) -> None:
        """No delay: the lock then happens while the machine goes to sleep, or as it wakes."""

    @Slot("QString", "QVariantMap", "QStringList")
    def changed(self, _interface: str, values: Mapping[str, object], _gone: list[str]) -> None:
        """Properties changed; those that say it is time are looked at."""
        if any(values.get(name) is value for name, value in _LOCKS.items()):
            self._lock()

    @Slot(bool)
    def begins(self, it_begins: bool) -> None:
        """Sleep or a screen lock begins; its end needs nothing."""
        if it_begins:
            self._lock()

    @Slot()
    def now(self) -> None:
        """The system asks for a lock."""
        self._lock()
