"""One process at a time has a vault open. The system drops the lock with the process, however that ends."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from prevent_desktop.errors import VaultError, VaultInUseError
from prevent_desktop.files import locks
from prevent_desktop.translation import _
from prevent_desktop.vault.safe_files import in_our_words

LOCK_NAME = "instance.lock"
_HELD = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}
"""What the systems say where somebody else holds a lock; EACCES and EDEADLK are Windows'."""


class InstanceLock:
    """Holds `instance.lock` in `folder` until released. The file itself stays, empty: only the lock on it counts.

    That holds on a network drive too, between machines, where the drive knows locks (NFS 3 and 4, SMB). One that does
    not is refused: nothing there would keep two people from writing over each other.

    Raises VaultInUseError where another holder is alive, ReadOnlyFolderError where the folder cannot be written,
    VaultError where the disk knows no locks.
    """

    def __init__(self, folder: Path) -> None:
        with in_our_words():
            handle = locks.open_lock_file(folder / LOCK_NAME)
        try:
            locks.take(handle)
        except OSError as error:
            os.close(handle)
            raise (_in_use() if error.errno in _HELD else _no_locks()) from error
        self._handle: int | None = handle

    def release(self) -> None:
        """Let others in. Releasing again does nothing."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


def _in_use() -> VaultInUseError:
    return VaultInUseError(
        _("The vault is already open"),
        _("Another window of Prevent Desktop holds it, here or on another computer. Nothing was changed."),
        _("Use that window, or close it and try again."),
    )


def _no_locks() -> VaultError:
    return VaultError(
        _("This drive cannot keep a vault safe"),
        _("It has no locks, so two computers could write over each other. Nothing was changed."),
        _("Put the vault’s folder on this computer, or on a network drive with file locks."),
    )
