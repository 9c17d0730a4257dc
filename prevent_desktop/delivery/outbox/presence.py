"""Who is alive among the processes that share a spool.

Each open spool holds an operating-system lock on a file of its own. The system lets go of it when the process
ends, however it ends, so a lease of a killed process is void at once and not only when it runs out.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prevent_desktop.files.locks import open_lock_file, take
from prevent_desktop.files.own import new_handle, own_folder, remove_file


class Presence:
    """This holder's own lock, and questions about the others'. `holder` is an opaque id."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        own_folder(folder)
        self._descriptor: int | None
        self.holder, self._descriptor = self._arrive()

    def _arrive(self) -> tuple[str, int]:
        while True:
            holder = secrets.token_hex(8)
            descriptor = new_handle(self._folder / holder)
            # Another process may tidy up between the making of the file and its locking: then the name is gone.
            if _lock(descriptor) and self._names(holder, descriptor):
                return holder, descriptor
            os.close(descriptor)

    def _names(self, holder: str, descriptor: int) -> bool:
        try:
            return os.path.samestat((self._folder / holder).stat(), os.fstat(descriptor))
        except FileNotFoundError:
            return False

    def is_alive(self, holder: str) -> bool:
        """Whether the process that holds `holder` still runs."""
        if holder == self.holder:
            return True
        try:
            with _opened(self._folder / holder) as descriptor:
                return not _lock(descriptor)
        except FileNotFoundError:
            return False

    def is_alone(self) -> bool:
        """Whether no other holder is there, as `tidy` has left it."""
        return [path.name for path in self._folder.iterdir()] == [self.holder]

    def tidy(self) -> None:
        """Remove the files of holders that are gone."""
        for path in self._folder.iterdir():
            if not self.is_alive(path.name):
                remove_file(path)

    def leave(self) -> None:
        """Let go of the lock, as the system does when the process ends; leaving again does nothing."""
        if self._descriptor is None:
            return
        os.close(self._descriptor)
        self._descriptor = None  # its number may be another file's by now
        remove_file(self._folder / self.holder)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    descriptor = open_lock_file(path, make=False)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    """Try to lock the file for this descriptor alone, without waiting."""
    try:
        take(descriptor)
    except OSError:
        return False
    return True
