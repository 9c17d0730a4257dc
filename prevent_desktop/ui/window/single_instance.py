"""Whoever starts the program again on a vault that is open here brings its window forward, and may hand it a file to open."""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE_MS = 300
_LONGEST_PATH = 4_096
"""Bytes; what is longer is no file's name."""


class SingleInstance(QObject):
    """Signal `knocked(object)` when somebody wants the vault in `folder` that this process holds: with an untrusted path, or none.

    A knock says no more than that and is told nothing; its path may hold bytes that are no letters, which a text of Qt's cannot. Only
    processes of the same user can knock; the socket has no name that tells of the vault. Make it only while the vault's lock is held:
    a socket that a killed process left is taken away.
    """

    knocked = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._callers: list[QLocalSocket] = []
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
        while self._server.hasPendingConnections():
            caller = self._server.nextPendingConnection()
            self._callers.append(caller)
            caller.disconnected.connect(self._read)
        self._read()

    def _read(self) -> None:
        """What those said who have hung up; one who says more than a path is long has said nothing."""
        gone = [one for one in self._callers if one.state() is QLocalSocket.LocalSocketState.UnconnectedState]
        for caller in gone:
            self._callers.remove(caller)
            untrusted = bytes(caller.read(_LONGEST_PATH + 1).data())
            caller.deleteLater()
            self.knocked.emit("" if len(untrusted) > _LONGEST_PATH else os.fsdecode(untrusted))


def knock(folder: Path, file: Path | None = None) -> bool:
    """Bring the window forward that holds the vault in `folder`, and have it open `file`; whether one of this user heard it.

    The name is no secret: whoever else took it, as another account of this computer can, is told nothing.
    """
    if sys.platform == "win32":
        ctypes.windll.user32.AllowSetForegroundWindow(-1)  # else the other one may only blink
    caller = QLocalSocket()
    caller.connectToServer(_name_of(folder))
    heard = caller.waitForConnected(_PATIENCE_MS) and _is_our_users(caller.fullServerName())
    if heard and file is not None:
        caller.write(os.fsencode(file.absolute()))
        caller.waitForBytesWritten(_PATIENCE_MS)
        caller.disconnectFromServer()
    caller.abort()
    return heard


def _is_our_users(door: str) -> bool:
    """Whether this account made the door. Windows has no file whose owner could be asked."""
    if sys.platform == "win32":
        return True
    try:
        return os.lstat(door).st_uid == os.getuid()
    except OSError:
        return False


def _name_of(folder: Path) -> str:
    return f"prevent-desktop-{hashlib.sha256(bytes(folder.resolve())).hexdigest()[:24]}"
