"""Files and folders that nobody but their owner can read, from the first moment: no rights are taken away later."""

from __future__ import annotations

import contextlib
import itertools
import os
import stat
import sys
from pathlib import Path
from typing import BinaryIO

from prevent_desktop.files.windows import patiently

FILE_MODE = 0o600
FOLDER_MODE = 0o700
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def new_file(path: Path) -> BinaryIO:
    """A new file for its owner only, open for writing and reading. FileExistsError where anything, a link too, has the name."""
    return os.fdopen(new_handle(path), "w+b")


def new_handle(path: Path) -> int:
    """As `new_file`, for whoever needs the bare handle."""
    if sys.platform == "win32":
        from prevent_desktop.files.windows import new_own_handle

        return new_own_handle(path)
    return os.open(path, _NEW, FILE_MODE)


def mark_file(path: Path) -> None:
    """An empty file for its owner only; one that is there stays as it is."""
    with contextlib.suppress(FileExistsError):
        os.close(new_handle(path))


def append(path: Path, content: bytes) -> int:
    """Add to the end of a file for its owner only, which is made where there is none; how long it is then, in bytes."""
    mark_file(path)
    with path.open("ab") as file:
        file.write(content)
        return file.tell()


def cut_off(path: Path, size: int) -> None:
    """Leave the first `size` bytes of a file alone."""
    with path.open("rb+") as file:
        file.truncate(size)


def new_folder(path: Path) -> None:
    """A new folder for its owner only. FileExistsError where anything has the name."""
    if sys.platform == "win32":
        from prevent_desktop.files.windows import make_own_folder

        make_own_folder(path)
    else:
        path.mkdir(mode=FOLDER_MODE)


def own_folder(path: Path) -> None:
    """The folder and those above it, new ones for their owner only; one that is there stays as it is."""
    missing = list(itertools.takewhile(lambda each: not each.is_dir(), (path, *path.parents)))
    for each in reversed(missing):
        try:
            new_folder(each)
        except FileExistsError:
            if not each.is_dir():
                raise


def keep_to_owner(path: Path) -> None:
    """Take every right of the group and of others away, as far as the system lets us.

    Windows has other rights: there what we make is its owner's from the beginning.
    """
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        mode = stat.S_IMODE(path.lstat().st_mode)
        if mode & _OTHERS and not path.is_symlink():
            path.chmod(mode & ~_OTHERS)


def remove_file(path: Path) -> None:
    """Take a file away, where it is; a link goes itself, and what it leads to stays."""
    patiently(lambda: path.unlink(missing_ok=True))
