"""A pipe that nobody reads any more, told alike on each system."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def telling_closed_pipes() -> Iterator[None]:
    """Around writing to a pipe, and nothing else: BrokenPipeError where nobody reads it.

    Windows' C library says EINVAL then (`_write`), which elsewhere means a wrong argument, such as a name that no file can have.
    """
    try:
        yield
    except OSError as error:
        if sys.platform == "win32" and error.errno == errno.EINVAL:
            raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE)) from error
        raise
