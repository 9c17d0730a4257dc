"""What another library insists on writing to a file, kept in memory and without a name: a kill leaves nothing of it behind.

Linux alone: Qt hands pages to the print service (CUPS) as a file below TMPDIR (`cupsTempFd`), and names it when it is whole
(`cupsPrintFile`). Here TMPDIR is a folder for its owner alone in the memory of the session; as soon as the file is open
its name is taken away, so that it lives as long as this process, and it gets one back, as a link to the open file
(proc(5), /proc/self/fd), only while it is handed over.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from prevent_desktop.files.durable import remove_tree
from prevent_desktop.files.own import new_folder

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 -- a folder of our own in it, for its owner alone
_NAME = "prevent-desktop-print-"
"""What such a folder is called, before the number of its process."""
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def memory_of_session() -> Path:
    """A folder that lies in memory and can be written. FileNotFoundError where the system has none."""
    given = os.environ.get("XDG_RUNTIME_DIR", "")
    for folder in (Path(given), _SHARED_MEMORY):
        if folder.is_absolute() and folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
            return folder
    raise FileNotFoundError


class NamelessFiles:
    """A folder that takes such files; `close` removes it. OSError where none can be made."""

    def __init__(self) -> None:
        memory = memory_of_session()
        remove_left()
        self._folder = memory / f"{_NAME}{os.getpid()}-{secrets.token_hex(6)}"
        self._held: dict[Path, int] = {}
        new_folder(self._folder)

    @contextlib.contextmanager
    def taking(self) -> Iterator[None]:
        """Whatever opens a temporary file meanwhile gets one here, and it has no name afterwards."""
        with _temporary_folder(self._folder):
            try:
                yield
            finally:
                for path in tuple(self._folder.iterdir()):
                    self._held[path] = os.open(path, _OPEN)
                    path.unlink()
                self._end_with_process()

    def _end_with_process(self) -> None:
        """The library opens its file so that a process in the place of this one, as after a lock, would still have it."""
        ours = {_inode(handle) for handle in self._held.values()}
        for handle in [int(path.name) for path in Path("/proc/self/fd").iterdir()]:
            with contextlib.suppress(OSError):  # the one that lists them is closed by now
                if _inode(handle) in ours:
                    os.set_inheritable(handle, False)

    @contextlib.contextmanager
    def named(self) -> Iterator[None]:
        """The files can be opened by their names again, by this process alone."""
        with _temporary_folder(self._folder):
            for path, handle in self._held.items():
                path.symlink_to(f"/proc/self/fd/{handle}")
            try:
                yield
            finally:
                self._clear()

    @property
    def size(self) -> int:
        """How many bytes are in the files."""
        return sum(os.fstat(handle).st_size for handle in self._held.values())

    def close(self) -> None:
        """Let go of the files, which ends them, and remove the folder."""
        while self._held:
            os.close(self._held.popitem()[1])
        self._clear()
        with contextlib.suppress(OSError):
            self._folder.rmdir()

    def _clear(self) -> None:
        with contextlib.suppress(OSError):
            for path in tuple(self._folder.iterdir()):
                path.unlink(missing_ok=True)


def _inode(handle: int) -> tuple[int, int]:
    found = os.fstat(handle)
    return found.st_dev, found.st_ino


def remove_left() -> None:
    """Remove the empty folders of processes that were killed."""
    for folder in memory_of_session().glob(f"{_NAME}*"):
        process = folder.name.removeprefix(_NAME).partition("-")[0]
        if not Path("/proc", process).exists():
            remove_tree(folder, ignore_errors=True)


@contextlib.contextmanager
def _temporary_folder(folder: Path) -> Iterator[None]:
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before
