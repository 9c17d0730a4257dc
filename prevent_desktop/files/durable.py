"""Files that are whole or not there: written beside, brought to the disk, renamed, and the name brought to the disk.

All of them are for their owner only (`own`). In a folder that others may write in, `shared` does the same.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from prevent_desktop.files.chosen import open_chosen, require_possible
from prevent_desktop.files.disks import whole_path
from prevent_desktop.files.errors import NotPlainError
from prevent_desktop.files.own import mark_file, new_file, own_folder, remove_file
from prevent_desktop.files.windows import replace

PIECE = 1 << 20
PART = ".part"
"""How the name of a file ends until it is whole."""
HIDDEN_NAME = re.compile(rf"\.([0-9a-f]{{16}}|[0-9a-z_]{{8}}){re.escape(PART)}")
"""Names that `hidden_in` gives; the shorter ones are an older version's."""


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


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return digest_in(file)


def digest_in(file: BinaryIO) -> str:
    """The same of an open file, from where it stands to its end."""
    hashed = hashlib.sha256()
    for piece in pieces_of(file):
        hashed.update(piece)
    return hashed.hexdigest()


# -- to the disk


def sync(file: BinaryIO) -> None:
    """Push what was written through to the disk."""
    file.flush()
    sync_handle(file.fileno())


def sync_handle(handle: int) -> None:
    """The same for a bare handle. macOS's plain fsync leaves the bytes in the disk's own memory: it has a call of its own."""
    if sys.platform == "darwin":
        import fcntl

        fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
    else:
        os.fsync(handle)


def sync_path(path: Path) -> None:
    """Push a file that is written already, and its name, through to the disk."""
    with path.open("rb+") as file:
        sync(file)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Push the names in a folder through to the disk; Windows offers no such call and does it by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# -- folders and names


def make_empty(path: Path) -> None:
    """An empty file for its owner only, whose name survives a power cut; one that is there stays as it is."""
    if not path.exists() or not path.stat().st_size:
        mark_file(path)
        sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make `folder` and its parents, for the owner only; the names of those that are new survive a power cut."""
    require_possible(folder)
    new = [each for each in (folder, *folder.parents) if not each.exists()]
    own_folder(folder)
    for each in reversed(new):
        sync_folder(each.parent)


def rename(source: Path, target: Path) -> None:
    """Rename in one step; a file that has the name `target` is gone. The name is on the disk after `sync_folder`."""
    replace(source, target)


def replace_synced(source: Path, target: Path) -> None:
    """Rename `source` to `target` in one step, and return once the disk knows the new name."""
    rename(source, target)
    sync_folder(target.parent)


def remove_tree(folder: Path, *, ignore_errors: bool = False) -> None:
    """Take a folder away with all that is in it; links in it go themselves, and a link in its place stays."""
    shutil.rmtree(folder, ignore_errors=ignore_errors)


def remove_empty(folder: Path) -> None:
    """Take an empty folder away. OSError where it is not."""
    folder.rmdir()


# -- files


def write_synced(target: Path, pieces: Iterable[bytes | memoryview]) -> Written:
    """Write a new file that only its owner can read, and return once the disk has it. FileExistsError."""
    digest, size = hashlib.sha256(), 0
    with new_file(target) as file:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            file.write(piece)
        sync(file)
    return Written(digest.hexdigest(), size)


def write_atomically(target: Path, content: bytes) -> None:
    """Put `content` at `target` so that a reader sees the old file or the whole new one."""
    with writing(target) as file:
        file.write(content)


@contextmanager
def writing(target: Path, *, replace: bool = True, public: bool = False) -> Iterator[BinaryIO]:
    """A file for its owner only that has the name `target` once the block has ended well; else nothing is left of it.

    What has the name is replaced in that step, or where `replace` is false left: FileExistsError; NotPlainError for a device or a pipe. `public` is for what is made
    to be given to everybody, such as a certificate: it has the rights that the person's own files have.
    """
    if not replace:
        require_free(target)
    elif _is_special(target):
        raise NotPlainError(target.name)
    part = beside(target)
    try:
        with part.open("xb") if public else new_file(part) as file:
            yield file
            sync(file)
        if not replace:
            require_free(target)
        replace_synced(part, target)
    finally:
        remove_file(part)


def require_free(target: Path) -> None:
    """Raise FileExistsError where anything has this name, a link that leads nowhere too."""
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))


def free_name(path: Path) -> Path:
    """`path`, or the same with the first number behind it that nothing has: ``a (2).pdf``."""
    number, free = 2, path
    while free.exists():
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1
    return free


@contextmanager
def for_person(target: Path) -> Iterator[BinaryIO]:
    """As `writing`, where a person asked for it, over what has the name: they were asked about that.

    A link of theirs is followed, so that it stays one; a device or pipe that they named is written to as it is, but nothing waits
    for somebody who would read a pipe: OSError.
    """
    require_possible(target)
    target = whole_path(target) if target.is_symlink() else target
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), target.name)
    if _is_special(target):
        with os.fdopen(_opened_at_once(target), "wb") as file:
            yield file
    else:
        with writing(target) as file:
            yield file


def _opened_at_once(special: Path) -> int:
    """A device or pipe, for writing: whoever reads it may be slow, but is there. OSError."""
    if sys.platform == "win32":
        return os.open(special, os.O_WRONLY | os.O_BINARY)
    handle = os.open(special, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    os.set_blocking(handle, True)
    return handle


def _is_special(path: Path) -> bool:
    """Whether a device, a pipe or a socket has the name."""
    return path.exists() and not (path.is_file() or path.is_dir())


def write_for_person(target: Path, content: bytes) -> None:
    """`content`, as `for_person` writes it."""
    with for_person(target) as file:
        file.write(content)


def copy_for_person(source: Path, target: Path) -> None:
    """A copy of a file, as `for_person` writes it."""
    with source.open("rb") as reading, for_person(target) as file:
        file.writelines(pieces_of(reading))


def overwrite(target: Path, content: bytes) -> None:
    """Write over the beginning of a file of ours, on the disk when this returns. For a full disk, and for wiping."""
    with target.open("rb+") as file:
        file.write(content)
        sync(file)


def copy_synced(source: Path, target: Path) -> None:
    """Copy to a new file, for the owner only; it is on the disk when this returns, its name after `sync_folder`."""
    with open_chosen(source) as reading:
        write_synced(target, pieces_of(reading))


def beside(target: Path) -> Path:
    """A fresh hidden name in the same folder, for what is to become `target`."""
    return target.with_name(f".{target.name}.{secrets.token_hex(6)}{PART}")


def take_away_unfinished(target: Path) -> int:
    """Take away what lies under names of `beside` for `target` (or for the same with a number, see `free_name`); how many there were.

    OSError where the folder cannot be read, or something in it not be taken away.
    """
    target = whole_path(target) if target.is_symlink() else target
    name, suffix = re.escape(target.stem), re.escape(target.suffix)
    ours = re.compile(rf"\.{name}( \(\d+\))?{suffix}\.[0-9a-f]{{12}}{re.escape(PART)}")
    found = [path for path in target.parent.iterdir() if ours.fullmatch(path.name)]
    for path in found:
        if path.is_dir() and not path.is_symlink():
            remove_tree(path)
        else:
            remove_file(path)
    return len(found)


def hidden_in(folder: Path) -> Path:
    """A fresh hidden name for what has no place of its own in this folder yet; `HIDDEN_NAME` knows such names."""
    return folder / f".{secrets.token_hex(8)}{PART}"
