"""Files that are whole or not there: temporary file, fsync, rename, fsync of the folder."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Written:
    """What went into a file: its SHA-256 in hexadecimal digits and its size in bytes."""

    digest: str
    size: int


def pieces_of(content: BinaryIO | bytes) -> Iterator[bytes]:
    """The content in pieces of at most 1 MiB, so that a large pack never stands in memory."""
    if isinstance(content, bytes):
        yield content
        return
    while piece := content.read(PIECE):
        yield piece


def make_folder(folder: Path) -> None:
    """Make `folder` and its parents, for the owner only; the names of those that are new survive a power cut."""
    new = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for each in reversed(new):
        sync_folder(each.parent)


def write_synced(target: Path, pieces: Iterable[bytes | memoryview]) -> Written:
    """Write a new file that only its owner can read, and return once the disk has it."""
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            file.write(piece)
        sync(file)
    return Written(digest.hexdigest(), size)


def write_shared(target: Path, content: bytes) -> None:
    """As `write_atomically`, in a folder that several people share: whoever may read the folder may read the file."""
    temporary = _temporary_beside(target)
    try:
        write_synced(temporary, [content])
        share_as_folder(temporary)
        replace_synced(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def make_shared_folder(folder: Path) -> None:
    """Make `folder` inside a shared one, with the rights of that; one that is there stays as it is."""
    with suppress(FileExistsError):
        folder.mkdir()
        share_as_folder(folder)
        sync_folder(folder.parent)


def share_as_folder(path: Path) -> None:
    """Give a new file or folder the rights and the group of the folder that it is in, as far as the system lets us.

    No file becomes one that can be run. Windows and network drives with rights of their own hand them down by themselves;
    so does a folder with default access lists (POSIX.1e), whose mask the rights of the group are.
    """
    if sys.platform == "win32":
        return
    folder = path.parent.stat()
    mode = stat.S_IMODE(folder.st_mode) & (0o2777 if path.is_dir() else 0o666)
    if path.stat().st_gid != folder.st_gid and not _hands_down(path.parent):
        try:
            os.chown(path, -1, folder.st_gid)
        except OSError:  # we are not of that group, and ours has no rights in that folder
            mode &= ~0o2070
    with suppress(OSError):
        path.chmod(mode)


def _hands_down(folder: Path) -> bool:
    """Whether the folder has default access lists; only Linux keeps them where this looks."""
    if sys.platform != "linux":
        return False
    try:
        return "system.posix_acl_default" in os.listxattr(folder)
    except OSError:
        return False


def replace_synced(source: Path, target: Path) -> None:
    """Rename `source` to `target` in one step, and return once the disk knows the new name."""
    source.replace(target)
    sync_folder(target.parent)


def write_atomically(target: Path, content: bytes) -> None:
    """Put `content` at `target` so that a reader sees the old file or the whole new one."""
    temporary = _temporary_beside(target)
    try:
        write_synced(temporary, [content])
        replace_synced(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def _temporary_beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}.{os.urandom(4).hex()}.part")


def sync(file: BinaryIO) -> None:
    """Push what was written through to the disk; macOS needs its own call for that."""
    file.flush()
    if sys.platform == "darwin":
        import fcntl

        fcntl.fcntl(file.fileno(), fcntl.F_FULLFSYNC)
    else:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Push a rename through to the disk; Windows offers no such call and does it by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
