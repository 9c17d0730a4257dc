"""Whoever starts the program again on a vault that is open here brings its window forward."""

from __future__ import annotations

import ctypes
import hashlib
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE_MS = 300


class SingleInstance(QObject):
    """Signal `knocked()` when somebody wants the vault in `folder` that this process holds.

    A knock says nothing and is told nothing. Only processes of the same user can knock; the socket has no name that tells
    of the vault. Make it only while the vault's lock is held: a socket that a killed process left is taken away.
    """

    knocked = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._heard)
        name = _name_of(folder)
        if not self._server.listen(name):
            QLocalServer.removeServer(name)
            self._server.listen(name)

    def close(self) -> None:
        """Hear no more."""
        self._server.close()

    def _heard(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.deleteLater()
            self.knocked.emit()


def knock(folder: Path) -> bool:
    """Bring the window forward that holds the vault in `folder`; whether one of this user heard it."""
    if sys.platform == "win32":
        ctypes.windll.user32.AllowSetForegroundWindow(-1)  # else the other one may only blink
    caller = QLocalSocket()
    caller.connectToServer(_name_of(folder))
    heard = caller.waitForConnected(_PATIENCE_MS)
    caller.abort()
    return heard


def _name_of(folder: Path) -> str:
    return f"prevent-desktop-{hashlib.sha256(bytes(folder.resolve())).hexdigest()[:24]}"
