"""What the system says of the session: it sleeps, its screen is locked, its user changes, it ends."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QSessionManager

_START = b"1start(bool)"
_NOW = b"1now()"
"""Slots of `SessionWatch` as Qt's SLOT macro writes them; the stub of QDBusConnection wants the bytes."""


class SessionWatch(QObject):
    """Signal `lock_wanted` when the machine goes to sleep, the system's own screen lock starts or the user changes.

    `ending` comes when the session ends: flush at once, the system waits for it.
    Linux: systemd-logind and the desktop's screen saver over D-Bus, where they run. Everywhere: Qt's own word that
    the application is suspended or the session ends.
    """

    lock_wanted = Signal()
    ending = Signal()

    def __init__(self, app: QGuiApplication) -> None:
        super().__init__(app)
        app.commitDataRequest.connect(self._commit, Qt.ConnectionType.DirectConnection)
        app.applicationStateChanged.connect(self._state_changed)
        if sys.platform == "linux":
            self._listen_on_dbus()

    def _listen_on_dbus(self) -> None:
        from PySide6.QtDBus import QDBusConnection

        system, session = QDBusConnection.systemBus(), QDBusConnection.sessionBus()
        manager = "org.freedesktop.login1.Manager"
        if system.isConnected():
            system.connect("", "/org/freedesktop/login1", manager, "PrepareForSleep", self, _START)
            system.connect("", "", "org.freedesktop.login1.Session", "Lock", self, _NOW)
        if session.isConnected():
            for name in ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"):
                session.connect("", "", name, "ActiveChanged", self, _START)

    @Slot(bool)
    def start(self, begins: bool) -> None:
        """It begins (or ends, which needs nothing)."""
        if begins:
            self.lock_wanted.emit()

    @Slot()
    def now(self) -> None:
        """Lock now."""
        self.lock_wanted.emit()

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationSuspended:
            self.lock_wanted.emit()

    def _commit(self, manager: QSessionManager) -> None:
        del manager
        self.ending.emit()
