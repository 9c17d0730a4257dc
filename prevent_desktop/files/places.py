"""A folder that is held while something is done in it, so that nobody can put another one in its place meanwhile.

`HeldByDescriptor` is held by the system itself (POSIX.1-2017 `openat` and its kin): names are looked up in that very folder,
whatever becomes of its path. `HeldByPath` is for Windows, which has no such calls for Python: it looks before and after. To make a
link there takes a right that ordinary accounts do not have.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Protocol

from prevent_desktop.files import own
from prevent_desktop.files.errors import NotPlainError
from prevent_desktop.files.windows import patiently, replace

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_ALWAYS = _NO_LINK | _NO_WAITING | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_A_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_REPARSE_POINT = getattr(stat, "FILE_ATTRIBUTE_REPARSE_POINT", 0)
_CLOUD, _CLOUD_MASK = 0x9000_001A, 0x0000_F000  # IO_REPARSE_TAG_CLOUD and its mask (ntifs.h)
_TRIES = 5
_LEADS_ELSEWHERE = frozenset("/\0\\:" if sys.platform == "win32" else "/\0")


class Place(Protocol):
    """The folder. Every `name` is one name in it; nothing follows a link, and nothing waits for the other end of a pipe."""

    def names(self) -> list[str]:
        """All that is in it."""

    def stat(self, name: str) -> os.stat_result:
        """What has this name: a link itself, not what it leads to. FileNotFoundError."""

    def open(self, name: str, flags: int, mode: int = 0o600) -> int:
        """A handle; `flags` as for `os.open`. NotPlainError for a link."""

    def mkdir(self, name: str, *, for_owner: bool) -> None:
        """Make a folder in it, for its owner only; where rights are handed down it has those from the beginning otherwise."""

    def rename(self, name: str, other: Place, new: str) -> None:
        """Give something another name, here or in the folder `other` of the same disk; what had that name is gone."""

    def link(self, name: str, new: str) -> None:
        """Give a file a second name. FileExistsError; another OSError where the drive knows no such thing."""

    def unlink(self, name: str) -> None:
        """Take a name away. FileNotFoundError."""

    def rmtree(self, name: str) -> None:
        """Take a folder away with all that is in it; links in it go themselves. OSError for anything else."""

    def sync(self) -> None:
        """Bring its names to the disk."""

    def share(self, handle: int, *, is_folder: bool) -> None:
        """Give something new the rights and the group of this folder, as far as the system lets us."""


class HeldByDescriptor:
    """See `Place`."""

    def __init__(self, handle: int) -> None:
        self.handle = handle

    def names(self) -> list[str]:
        """See `Place`. PermissionError where we may write and not read."""
        try:
            return os.listdir(self.handle)  # noqa: PTH208 -- there is no path here, on purpose
        except OSError as error:
            if error.errno == errno.EBADF:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES)) from error
            raise

    def stat(self, name: str) -> os.stat_result:
        """See `Place`."""
        return os.stat(one_name(name), dir_fd=self.handle, follow_symlinks=False)

    def open(self, name: str, flags: int, mode: int = 0o600) -> int:
        """See `Place`."""
        with not_plain(name):
            return os.open(one_name(name), flags | _ALWAYS, mode, dir_fd=self.handle)

    def mkdir(self, name: str, *, for_owner: bool) -> None:
        """See `Place`. `share` comes after it where it is for others too."""
        del for_owner
        os.mkdir(one_name(name), own.FOLDER_MODE, dir_fd=self.handle)

    def rename(self, name: str, other: Place, new: str) -> None:
        """See `Place`."""
        assert isinstance(other, HeldByDescriptor)  # noqa: S101 -- one system has one kind of place
        os.rename(one_name(name), one_name(new), src_dir_fd=self.handle, dst_dir_fd=other.handle)

    def link(self, name: str, new: str) -> None:
        """See `Place`."""
        os.link(
            one_name(name),
            one_name(new),
            src_dir_fd=self.handle,
            dst_dir_fd=self.handle,
            follow_symlinks=False,
        )

    def unlink(self, name: str) -> None:
        """See `Place`."""
        os.unlink(one_name(name), dir_fd=self.handle)

    def rmtree(self, name: str) -> None:
        """See `Place`."""
        shutil.rmtree(one_name(name), dir_fd=self.handle)

    def sync(self) -> None:
        """See `Place`. A folder that we may write in and not read cannot be brought to the disk by us."""
        try:
            os.fsync(self.handle)
        except OSError as error:
            if error.errno != errno.EBADF:
                raise

    def share(self, handle: int, *, is_folder: bool) -> None:
        """See `Place`."""
        if sys.platform == "win32":
            return
        folder, here = os.fstat(self.handle), os.fstat(handle)
        mode = stat.S_IMODE(folder.st_mode) & (0o2777 if is_folder else 0o666)
        if here.st_gid != folder.st_gid and not self._hands_down():
            try:
                os.fchown(handle, -1, folder.st_gid)
            except OSError:  # we are not of that group, and ours has no rights in that folder
                mode &= ~0o2070
        with suppress(OSError):
            os.fchmod(handle, mode)

    def _hands_down(self) -> bool:
        """Whether the folder has default access lists (POSIX.1e), whose mask the rights of the group are; only Linux tells so."""
        if sys.platform != "linux":
            return False
        try:
            return "system.posix_acl_default" in os.listxattr(self.handle)
        except OSError:
            return False


class HeldByPath:
    """See `Place`. Rights are handed down by the folder itself (access lists); names are brought to the disk by the system."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> list[str]:
        """See `Place`."""
        return [path.name for path in self.path.iterdir()]

    def stat(self, name: str) -> os.stat_result:
        """See `Place`."""
        return (self.path / one_name(name)).lstat()

    def open(self, name: str, flags: int, mode: int = 0o600) -> int:
        """See `Place`."""
        path = self.path / one_name(name)
        for _try in range(_TRIES):
            if not flags & os.O_EXCL and os.path.lexists(path):
                _require_no_link(path)
            with not_plain(name):
                handle = patiently(partial(os.open, path, flags | _ALWAYS, mode))
            if _is_still(path, handle):
                return handle
            os.close(handle)  # another file has the name since
            flags &= ~(os.O_CREAT | os.O_EXCL)
        raise NotPlainError(name)

    def mkdir(self, name: str, *, for_owner: bool) -> None:
        """See `Place`."""
        if for_owner:
            own.new_folder(self.path / one_name(name))
        else:
            (self.path / one_name(name)).mkdir()

    def rename(self, name: str, other: Place, new: str) -> None:
        """See `Place`."""
        assert isinstance(other, HeldByPath)  # noqa: S101 -- one system has one kind of place
        replace(self.path / one_name(name), other.path / one_name(new))

    def link(self, name: str, new: str) -> None:
        """See `Place`."""
        (self.path / one_name(new)).hardlink_to(self.path / one_name(name))

    def unlink(self, name: str) -> None:
        """See `Place`."""
        patiently((self.path / one_name(name)).unlink)

    def rmtree(self, name: str) -> None:
        """See `Place`."""
        _require_no_link(self.path / one_name(name))
        shutil.rmtree(self.path / one_name(name))

    def sync(self) -> None:
        """Windows does it by itself."""

    def share(self, handle: int, *, is_folder: bool) -> None:
        """What is made has the rights of its folder already."""


@contextmanager
def held(root: Path, below: Sequence[str]) -> Iterator[Place]:
    """The folder `below` (names from the top down) in `root`, while the block runs.

    `root` is what a person chose: links may lead to it. None may lie between it and the folder. NotPlainError where one
    does; FileNotFoundError.
    """
    if sys.platform == "win32":
        yield held_by_path(root, below)
        return
    handle = _folder_handle(root, None, in_between=bool(below))
    try:
        for number, name in enumerate(below, start=1):
            with not_plain(name):
                inner = _folder_handle(one_name(name), handle, in_between=number < len(below))
            os.close(handle)
            handle = inner
        yield HeldByDescriptor(handle)
    finally:
        os.close(handle)


def _folder_handle(name: str | Path, above: int | None, *, in_between: bool) -> int:
    """A folder, by its path or by its name in the one above. One that may be passed through and not read serves for that alone."""
    flags = _A_FOLDER | (0 if above is None else _NO_LINK)
    if not in_between:
        with suppress(PermissionError):
            return os.open(name, flags, dir_fd=above)
    return os.open(name, flags | getattr(os, "O_PATH", 0), dir_fd=above)


def held_by_path(root: Path, below: Sequence[str]) -> HeldByPath:
    """As `held`, where there are no descriptors of folders."""
    path = root
    for name in below:
        path /= one_name(name)
        _require_no_link(path)
        if not path.is_dir():
            raise NotPlainError(name)
    root.stat()
    return HeldByPath(path)


def one_name(name: str) -> str:
    """The name, where it is one name in a folder and leads neither up nor down nor elsewhere. NotPlainError."""
    if name in {"", os.curdir, os.pardir} or any(mark in name for mark in _LEADS_ELSEWHERE):
        raise NotPlainError(name)
    return name


@contextmanager
def not_plain(name: str) -> Iterator[None]:
    """A link in the way, or a file where a folder belongs, is told as NotPlainError."""
    try:
        yield
    except NotPlainError:
        raise
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.EMLINK, errno.ENOTDIR, errno.EISDIR, errno.ENXIO}:
            raise NotPlainError(name) from error
        raise


def _is_still(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except FileNotFoundError:
        return False


def _require_no_link(path: Path) -> None:
    if is_link(path.lstat()):
        raise NotPlainError(path.name)


def is_link(found: os.stat_result) -> bool:
    """Whether it leads elsewhere. Files of a folder that OneDrive or another program keeps the same are reparse points too, and do not."""
    if stat.S_ISLNK(found.st_mode):
        return True
    is_reparse_point = getattr(found, "st_file_attributes", 0) & _REPARSE_POINT
    return bool(is_reparse_point) and getattr(found, "st_reparse_tag", 0) & ~_CLOUD_MASK != _CLOUD
