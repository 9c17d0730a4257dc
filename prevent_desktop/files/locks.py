"""Locks of the system on small files: it lets go of them when their process ends, however it ends, so no clock decides."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prevent_desktop.files.own import FILE_MODE

if sys.platform == "win32":
    import msvcrt

    def take(handle: int) -> None:
        """Lock the file without waiting. OSError where another has it, or the drive knows no locks."""
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def take(handle: int) -> None:
        """Lock the file without waiting. OSError where another has it, or the drive knows no locks."""
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


_PAUSE_SECONDS = 0.01
_OPENED = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


def open_lock_file(path: Path, *, make: bool = True, read_only: bool = False) -> int:
    """The handle of a file that is there to be locked: for its owner only, and no link, pipe or device. OSError.

    `read_only` is for a lock that somebody else's folder has.
    """
    flags = (os.O_RDONLY if read_only else os.O_RDWR) | (os.O_CREAT if make else 0)
    handle = os.open(path, flags | _OPENED, FILE_MODE)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(f"no plain file: {path}")
    return handle


@contextmanager
def alone_in(folder: Path, name: str, *, seconds: float) -> Iterator[None]:
    """The block runs while no other process is in one for the same folder. TimeoutError after so many seconds; OSError.

    For blocks of a few milliseconds: whoever waits asks again and again. The lock is on the folder itself, so that nothing is left
    in it; where the system locks no folders (Windows, NFS), on an empty file `name` in it, which stays.
    """
    try:
        handle = _taken(_folder_handle(folder), seconds)
    except (TimeoutError, FileNotFoundError):
        raise
    except OSError:
        handle = _taken(open_lock_file(folder / name), seconds)
    try:
        yield
    finally:
        os.close(handle)


def _folder_handle(folder: Path) -> int:
    if sys.platform == "win32":
        raise OSError("no handles of folders here")
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def _taken(handle: int, seconds: float) -> int:
    """The handle, once its lock is ours; it is closed where that cannot be. TimeoutError; OSError where there are no locks."""
    until = time.monotonic() + seconds
    try:
        while True:
            try:
                take(handle)
            except (BlockingIOError, PermissionError) as error:  # PermissionError is how Windows says it
                if time.monotonic() > until:
                    raise TimeoutError(f"held by another for {seconds} s") from error
            else:
                return handle
            time.sleep(_PAUSE_SECONDS)
    except BaseException:
        os.close(handle)
        raise
