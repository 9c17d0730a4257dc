"""A real small disk to fill up or to make read-only; only root on Linux can mount one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CAN_MOUNT = sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount") is not None


class SmallDisk:
    """A file system in memory, mounted at `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, *, leave_bytes: int = 0) -> None:
        """Take all room but `leave_bytes`."""
        with (self.folder / "ballast").open("wb", buffering=0) as file:
            room = os.statvfs(self.folder).f_bavail * os.statvfs(self.folder).f_frsize - leave_bytes
            file.write(bytes(max(room, 0)))

    def empty(self) -> None:
        (self.folder / "ballast").unlink()

    @contextmanager
    def read_only(self) -> Iterator[None]:
        self._mount("-o", "remount,ro")
        try:
            yield
        finally:
            self._mount("-o", "remount,rw")

    def _mount(self, *options: str) -> None:
        _run("mount", *options, str(self.folder))


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Mount a disk of this size at `folder`. Raises CalledProcessError where the system does not let us."""
    folder.mkdir()
    _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
    try:
        yield SmallDisk(folder)
    finally:
        _run("umount", str(folder))


def _run(name: str, *arguments: str) -> None:
    program = shutil.which(name)
    assert program is not None, name
    subprocess.run([program, *arguments], check=True, capture_output=True)
