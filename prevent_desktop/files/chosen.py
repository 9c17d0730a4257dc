"""A file that a person chose, or that lies where they pointed: for reading, and only where reading it comes to an end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, Final

from prevent_desktop.files.errors import NotPlainError
from prevent_desktop.files.names import why_no_name

MOST_READ: Final = 64_000_000
"""Bytes of a file that is read whole and whose kind says no less. Lists of revoked certificates are the largest; packs go piece by piece."""

_READING = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
)


def require_possible(path: Path) -> None:
    """FileNotFoundError, with the reason, where nothing can have this name: Python says ValueError of some of them, and Windows changes others."""
    if reason := why_no_name(path):
        raise FileNotFoundError(errno.ENOENT, reason, path.name)


def open_chosen(path: Path) -> BinaryIO:
    """The file, from its beginning; a link that the person made leads to it. NotPlainError for a pipe or a device, OSError."""
    require_possible(path)
    if path.exists() and not path.is_file():  # a device may do something when it is opened
        raise NotPlainError(path.name)
    handle = os.open(path, _READING | getattr(os, "O_CLOEXEC", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotPlainError(path.name)
    return os.fdopen(handle, "rb")
