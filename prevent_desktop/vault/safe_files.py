"""What the vault does to files in its folder, with its own words for what a disk refuses; the work itself is in `files`."""

from __future__ import annotations

import contextlib
import errno
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prevent_desktop.errors import DiskFullError, ReadOnlyFolderError, VaultError, reason_of
from prevent_desktop.files import durable, own
from prevent_desktop.translation import _

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
        _("The vault’s folder cannot be written"),
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
        _("The system said: {reason}.").format(reason=reason_of(error)),
        _("Check that the disk is connected and working, then try again."),
    )


@contextmanager
def in_our_words() -> Iterator[None]:
    """What the system says of a file of the vault is raised as our error."""
    try:
        yield
    except OSError as error:
        raise file_error(error) from error


def make_folder(folder: Path) -> None:
    """Make `folder` and its parents, for the owner only; the names of those that are new survive a power cut."""
    with in_our_words():
        durable.make_folder(folder)


def new_folder(folder: Path) -> None:
    """Make one folder, for the owner only, where nothing has its name."""
    with in_our_words():
        own.new_folder(folder)


def write_replacing(target: Path, content: bytes) -> None:
    """Write `content` to `target`: the old file or the new one is there whole, whatever happens."""
    with in_our_words():
        durable.write_atomically(target, content)


def overwrite_synced(target: Path, content: bytes) -> None:
    """Write `content` over a small file of the same size, for a full disk: takes no new room. Raises as `write_replacing`.

    A power cut in the middle can leave neither the old nor the new; so only where replacing has failed.
    """
    with in_our_words():
        if not target.exists() or target.stat().st_size != len(content):
            raise disk_full()
        durable.overwrite(target, content)


def new_file(path: Path) -> None:
    """Make an empty file, for the owner only."""
    with in_our_words():
        own.new_file(path).close()


def sync_file(path: Path) -> None:
    """Make a file that is written already, and its name, survive a power cut."""
    with in_our_words():
        durable.sync_path(path)


def copy_synced(source: Path, target: Path) -> None:
    """Copy a file, for the owner only; it is on the disk when this returns, its name after `sync_folder`."""
    with in_our_words():
        durable.copy_synced(source, target)


def remove_unfinished(folder: Path) -> None:
    """Take away the temporary files that a crash left half written."""
    for path in folder.glob(f"*{durable.PART}"):
        remove_file(path)


def remove_file(path: Path) -> None:
    """Take a file away, where it is."""
    with in_our_words():
        own.remove_file(path)


def keep_to_owner(folder: Path) -> None:
    """Take every right from the group and from others on `folder` and on the files right in it.

    What lies deeper cannot be reached without the folder. A drive that has no such rights, or somebody else's folder,
    stays as it is.
    """
    with contextlib.suppress(OSError):
        own.keep_to_owner(folder)
        for path in folder.iterdir():
            if stat.S_ISREG(path.lstat().st_mode):
                own.keep_to_owner(path)
