"""What the system says of the session: it sleeps, its screen is locked, its user changes, it ends."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QSessionManager


class SessionWatch(QObject):
    """Signal `lock_wanted` when the machine goes to sleep, the system's own screen lock starts or the user changes.

    `ending` comes when the session ends: flush at once, the system waits for it.
    Linux, Windows and macOS have their own listeners; everywhere Qt's own word that the application is suspended or the
    session ends is heard.
    """

    lock_wanted = Signal()
    ending = Signal()

    def __init__(self, app: QGuiApplication, parent: QObject | None = None) -> None:
        super().__init__(parent or app)
        app.commitDataRequest.connect(self._commit, Qt.ConnectionType.DirectConnection)
        app.applicationStateChanged.connect(self._state_changed)
        self._listener = _listener(self)

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationSuspended:
            self.lock_wanted.emit()

    def _commit(self, manager: QSessionManager) -> None:
        del manager
        self.ending.emit()


def _listener(watch: SessionWatch) -> object:
    """What listens to this system, kept for as long as the watch; None where Qt's own words have to do."""
    platform: str = sys.platform  # a plain text, so that mypy on one system reads the branches of the others
    if platform == "linux":
        from PySide6.QtDBus import QDBusConnection

        from prevent_desktop.ui.system.linux_session import LinuxSession

        return LinuxSession(
            watch.lock_wanted.emit, QDBusConnection.systemBus(), QDBusConnection.sessionBus(), parent=watch
        )
    if platform == "win32":
        from prevent_desktop.ui.system.windows_session import WindowsSession

        return WindowsSession(watch.lock_wanted.emit)
    if platform == "darwin":
        from prevent_desktop.ui.system.mac_session import MacSession

        return MacSession(watch.lock_wanted.emit)
    return None
