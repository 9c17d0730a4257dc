"""A disk of a few megabytes in memory, which can be filled to the last block and emptied again."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Self

_BLOCK = 4096
_MOUNT, _UNMOUNT = "/usr/bin/mount", "/usr/bin/umount"


def why_no_small_disk() -> str:
    """Why no disk can be made here; empty where one can."""
    if sys.platform != "linux":
        return "a small disk in memory is a thing of Linux"
    if not Path(_MOUNT).exists():
        return "there is no mount here"
    if os.geteuid() != 0:
        return "only root may mount a disk"
    return ""


class SmallDisk:
    """A tmpfs at `folder` while the ``with`` lasts."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder
        self._megabytes = megabytes
        self._guard = threading.Lock()
        self._ballast = folder / ".ballast"

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        options = f"size={self._megabytes}m,mode=700"
        subprocess.run([_MOUNT, "-t", "tmpfs", "-o", options, "tmpfs", str(self.folder)], check=True)
        return self

    def __exit__(self, *_exception: object) -> None:
        # Lazily: what still has a file open there ends in its own time.
        subprocess.run([_UNMOUNT, "--lazy", str(self.folder)], check=True)

    def fill(self) -> None:
        """Leave not one block."""
        with self._guard, self._ballast.open("ab") as file:
            while (free := os.statvfs(self.folder)).f_bavail:
                try:
                    os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), free.f_bavail * free.f_bsize)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    if not self._fill_block(file.fileno()):
                        return

    def _fill_block(self, descriptor: int) -> bool:
        """Another one took some of it: go on block by block."""
        with suppress(OSError):
            return os.pwrite(descriptor, bytes(_BLOCK), os.fstat(descriptor).st_size) > 0
        return False

    def relieve(self) -> None:
        """Give all of it back."""
        with self._guard:
            self._ballast.unlink(missing_ok=True)
