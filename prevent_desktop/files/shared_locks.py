"""Locks on small files in a folder that others may write in, each called by a name: for many workers on one folder."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress

from prevent_desktop.files.errors import NotPlainError
from prevent_desktop.files.locks import take
from prevent_desktop.files.places import Place
from prevent_desktop.files.shared import SharedFolder


class NamedLock:
    """What is called by a name is ours until it is released, or this process ends."""

    def __init__(self, folder: SharedFolder, name: str, handle: int) -> None:
        self._folder = folder
        self._name = name
        self._handle: int | None = handle

    def release(self) -> None:
        """Let others in; again does nothing. The file goes while the lock holds; on Windows only once it is closed."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        if sys.platform != "win32":
            self._remove()
        os.close(handle)
        if sys.platform == "win32":
            self._remove()

    def _remove(self) -> None:
        with suppress(OSError), self._folder.held() as place:
            place.unlink(self._name)


def lock(folder: SharedFolder, name: str) -> NamedLock | None:
    """The lock `name` in this folder, which has to be there; None where somebody else has it.

    NotPlainError where something else has the name; OSError where the folder knows no locks.
    """
    with folder.held() as place:
        handle = _opened(place, name)
        try:
            take(handle)
            is_ours = os.path.samestat(place.stat(name), os.fstat(handle))
        except (
            BlockingIOError,
            PermissionError,
            FileNotFoundError,
        ):  # PermissionError is how Windows says that it is taken
            is_ours = False  # or whoever held it has taken the file away meanwhile: its work is done
        except BaseException:
            os.close(handle)
            raise
    if is_ours:
        return NamedLock(folder, name, handle)
    os.close(handle)
    return None


def _opened(place: Place, name: str) -> int:
    try:
        handle = place.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL)
    except FileExistsError:
        handle = place.open(name, os.O_RDWR | os.O_CREAT)
    else:
        place.share(handle, is_folder=False)  # other workers on this drive may be other people
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotPlainError(name)
    return handle
