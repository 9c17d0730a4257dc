"""A file that a person chose, or that lies where they pointed: for reading, and only where reading it comes to an end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from prevent_desktop.files.errors import NotPlainError

_READING = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
)


def open_chosen(path: Path) -> BinaryIO:
    """The file, from its beginning; a link that the person made leads to it. NotPlainError for a pipe or a device, OSError.

    A path that no system takes, as a drag can bring one with a NUL in it, is one at which nothing is.
    """
    if path.exists() and not path.is_file():  # a device may do something when it is opened
        raise NotPlainError(path.name)
    try:
        handle = os.open(path, _READING | getattr(os, "O_CLOEXEC", 0))
    except ValueError as error:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), repr(path.name)) from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotPlainError(path.name)
    return os.fdopen(handle, "rb")
