"""Writing a small file so that a crash at any moment leaves the old one or the new one, and nothing between."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import sys
from pathlib import Path

from prevent_desktop.errors import DiskFullError, ReadOnlyFolderError, VaultError
from prevent_desktop.translation import _

OWNER_ONLY_FILE = 0o600
PART = ".part"  # how the name of a file ends until it is whole
OWNER_ONLY_FOLDER = 0o700
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)  # Windows alone has O_BINARY

_NO_ROOM = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
_NOT_ALLOWED = {errno.EROFS, errno.EACCES, errno.EPERM}


def disk_full() -> DiskFullError:
    """The error for a disk that takes nothing more."""
    return DiskFullError(
        _("There is no room on the disk"),
        _("The last change could not be saved. What was saved before is safe."),
        _("Free some space, then try again. Do not close the program before that."),
    )


def disk_failed() -> DiskFullError:
    """The error for a disk that took or gave nothing, and did not say why."""
    return DiskFullError(
        _("The disk does not take the last change"),
        _(
            "It is full, a file has reached its largest size, or the disk is failing. What was saved before is safe."
        ),
        _("Free some space, then try again. If it goes on, make a backup and tell your IT team."),
    )


def read_only_folder() -> ReadOnlyFolderError:
    """The error for a folder that we may not write to."""
    return ReadOnlyFolderError(
        _("The vault's folder cannot be written"),
        _(
            "This account is not allowed to change files there, or the disk is read-only. Nothing was changed."
        ),
        _("Ask your IT team for the right to write to the folder, or choose another folder."),
    )


def file_error(error: OSError) -> VaultError:
    """Our error for a failed file operation in the vault's folder."""
    if error.errno in _NO_ROOM:
        return disk_full()
    if error.errno in _NOT_ALLOWED:
        return read_only_folder()
    return VaultError(
        _("A file of the vault could not be used"),
        _("The system said: {reason}.").format(reason=error.strerror or type(error).__name__),
        _("Check that the disk is connected and working, then try again."),
    )


if sys.platform == "darwin":
    import fcntl

    def sync_handle(handle: int) -> None:
        """Bring what was written to the disk; macOS's plain fsync leaves it in the disk's own memory."""
        fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
else:

    def sync_handle(handle: int) -> None:
        """Bring what was written to the disk."""
        os.fsync(handle)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` survive a power cut. Windows has no such call: there, replacing is enough."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make `folder` and its parents, for the owner only; the names of those that are new survive a power cut."""
    try:
        new = [each for each in (folder, *folder.parents) if not each.exists()]
        folder.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
        for each in reversed(new):
            sync_folder(each.parent)
    except OSError as error:
        raise file_error(error) from error


def write_replacing(target: Path, content: bytes) -> None:
    """Write `content` to `target`: temporary file, owner-only, fsync, replace, fsync of the folder."""
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}{PART}")
    try:
        try:
            _write_synced(temporary, content)
            temporary.replace(target)
            sync_folder(target.parent)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise file_error(error) from error


def _write_synced(path: Path, content: bytes) -> None:
    handle = os.open(path, NEW_FILE, OWNER_ONLY_FILE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        sync_handle(file.fileno())


def overwrite_synced(target: Path, content: bytes) -> None:
    """Write `content` over a small file of the same size, for a full disk: takes no new room. Raises as `write_replacing`.

    A power cut in the middle can leave neither the old nor the new; so only where replacing has failed.
    """
    try:
        if not target.exists() or target.stat().st_size != len(content):
            raise disk_full()
        with target.open("rb+") as file:
            file.write(content)
            file.flush()
            sync_handle(file.fileno())
    except OSError as error:
        raise file_error(error) from error


def new_file(path: Path) -> None:
    """Make an empty file, for the owner only."""
    try:
        os.close(os.open(path, NEW_FILE, OWNER_ONLY_FILE))
    except OSError as error:
        raise file_error(error) from error


def sync_file(path: Path) -> None:
    """Make a file that is written already, and its name, survive a power cut."""
    try:
        with path.open("rb+") as file:
            sync_handle(file.fileno())
        sync_folder(path.parent)
    except OSError as error:
        raise file_error(error) from error


def copy_synced(source: Path, target: Path) -> None:
    """Copy a file, for the owner only; it is on the disk when this returns, its name after `sync_folder`."""
    try:
        with source.open("rb") as reading:
            handle = os.open(target, NEW_FILE, OWNER_ONLY_FILE)
            with os.fdopen(handle, "wb") as writing:
                shutil.copyfileobj(reading, writing, 1 << 20)
                writing.flush()
                sync_handle(writing.fileno())
    except OSError as error:
        raise file_error(error) from error


def remove_unfinished(folder: Path) -> None:
    """Take away the temporary files that a crash left half written."""
    for path in folder.glob(f"*{PART}"):
        remove_file(path)


def remove_file(path: Path) -> None:
    """Take a file away, where it is."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise file_error(error) from error
