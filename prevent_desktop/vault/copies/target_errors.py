"""What can go wrong with the folder or stick that a copy is written to, in words about it."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prevent_desktop.errors import BackupError, DiskFullError, ReadOnlyFolderError, VaultError
from prevent_desktop.translation import _
from prevent_desktop.vault.safe_files import in_our_words

_MEGA = 1_000_000
_SPARE_BYTES = 1 << 20


@contextmanager
def telling_of(target: Path) -> Iterator[None]:
    """What fails inside the block because of `target` is told as such; other errors leave as they are."""
    try:
        yield
    except VaultError as error:
        told = _about(target, error)
        if told is error:
            raise
        raise told from error


def require_room(target: Path, needed: int) -> None:
    """Raise DiskFullError where the disk of `target` has no room for `needed` bytes and a little more."""
    with in_our_words():
        free = shutil.disk_usage(target).free
    if free < needed + _SPARE_BYTES:
        raise _too_full(needed + _SPARE_BYTES, free)


def _too_full(needed: int, free: int) -> DiskFullError:
    """The error for a target that has too little room for what is needed (bytes)."""
    return DiskFullError(
        _("There is not enough room for the copy"),
        _("It needs {needed} MB and {free} MB are free there. Nothing was written.").format(
            needed=-(-needed // _MEGA), free=free // _MEGA
        ),
        _("Make room there, or choose another folder or stick."),
    )


def _about(target: Path, error: VaultError) -> VaultError:
    if not _is_there(target):
        return BackupError(
            _("The stick or folder is gone"),
            _("It was taken out or disconnected while the copy was written. Your records are not touched."),
            _("Put it back, then begin again."),
        )
    if isinstance(error, DiskFullError):
        return _too_large() if _errno(error) == errno.EFBIG else _full(error)
    if isinstance(error, ReadOnlyFolderError):
        return ReadOnlyFolderError(
            _("That folder or stick cannot be written"),
            _("It is read-only, or this account may not change files there. Nothing was written."),
            _("Choose another folder or stick; a stick may have a switch at its side that forbids writing."),
        )
    return error


def _full(error: DiskFullError) -> DiskFullError:
    if error.title == _("There is not enough room for the copy"):
        return error
    return DiskFullError(
        _("The stick or folder took no more"),
        _("It is full or failing, so the copy was not finished and nothing half of it was left."),
        _("Make room there or choose another folder or stick, then begin again."),
    )


def _too_large() -> DiskFullError:
    return DiskFullError(
        _("A file is too large for that stick"),
        _("Sticks formatted as FAT32 take no file above 4 GB. Nothing half of the copy was left."),
        _("Have the stick formatted as exFAT, NTFS or another newer format, or choose another folder."),
    )


def _is_there(target: Path) -> bool:
    try:
        return any(folder.is_dir() for folder in (target, *list(target.parents)[:2]))
    except OSError:
        return False


def _errno(error: BaseException) -> int | None:
    cause = error.__cause__
    return cause.errno if isinstance(cause, OSError) else None
