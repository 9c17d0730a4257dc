"""Claims on what has come in, for many workers on one folder: the system lets a claim go with whoever held it.

A claim is a lock on a small file in ``claims/``, so that no clock and no timeout decides who works: a worker that was killed
holds nothing. On a network drive this needs one that knows locks (NFS 3 and 4, SMB). Where two workers got to the same pack
all the same, what they do comes to the same: files take their places whole, and a receipt is never written over.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


FOLDER = "claims"
_ENDING = ".lock"


class Claim:
    """What is called by a name is ours until it is released, or this process ends."""

    def __init__(self, path: Path, handle: int) -> None:
        self._path = path
        self._handle: int | None = handle

    def release(self) -> None:
        """Let others in; again does nothing. The file goes while the claim holds; on Windows only once it is closed."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        if sys.platform != "win32":
            self._path.unlink(missing_ok=True)
        os.close(handle)
        if sys.platform == "win32":
            with suppress(OSError):
                self._path.unlink()


def claim(folder: Path, name: str) -> Claim | None:
    """The claim on `name` in this folder; None where another worker has it. OSError where the folder knows no locks."""
    claims = folder / FOLDER
    claims.mkdir(parents=True, exist_ok=True)
    path = claims / (name + _ENDING)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(handle)
    except (BlockingIOError, PermissionError):  # PermissionError is how Windows says that it is taken
        os.close(handle)
        return None
    except BaseException:
        os.close(handle)
        raise
    if not _is_still(path, handle):  # whoever held it has taken the file away meanwhile: its work is done
        os.close(handle)
        return None
    return Claim(path, handle)


def _is_still(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False
