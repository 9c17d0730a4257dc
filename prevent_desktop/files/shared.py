"""A folder in which others may write: a mailbox, a share, a stick, the folder of backups.

Whoever may write there can put a link, a pipe or a folder where a file belongs, at any moment. So: no link below `root` is followed;
what is read is a plain file, whoever owns it; what is written over, cut or tidied away is our own, a plain file with one name.
What is put in has the rights of its folder, because whoever may read the folder is to read it.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from prevent_desktop.files.durable import PART, digest_in, sync
from prevent_desktop.files.errors import NotPlainError
from prevent_desktop.files.places import Place, held

_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL


class SharedFolder:
    """The folder `below` in `root`. `root` is what a person chose; nothing is opened before something is asked of it."""

    def __init__(self, root: Path, *below: str) -> None:
        self._root = root
        self._below = below
        self.path = root.joinpath(*below)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SharedFolder) and (self._root, self._below) == (other._root, other._below)

    def __hash__(self) -> int:
        return hash((self._root, self._below))

    def inside(self, *names: str) -> SharedFolder:
        """A folder in this one."""
        return SharedFolder(self._root, *self._below, *names)

    # -- looking

    def names(self) -> list[str]:
        """All names in it, sorted. FileNotFoundError where it is away."""
        with self.held() as place:
            return sorted(place.names())

    def is_there(self) -> bool:
        """Whether it is a folder that can be opened."""
        try:
            with self.held():
                return True
        except OSError:
            return False

    def has(self, name: str) -> bool:
        """Whether anything has this name, a link that leads nowhere too."""
        return self.kind(name) is not None

    def kind(self, name: str) -> os.stat_result | None:
        """What has this name, a link itself; None where nothing has."""
        try:
            with self.held() as place:
                return place.stat(name)
        except FileNotFoundError:
            return None

    def reading(self, name: str) -> BinaryIO:
        """A plain file, from its beginning. NotPlainError, FileNotFoundError."""
        with self.held() as place:
            return os.fdopen(_plain(place, name, os.O_RDONLY), "rb")

    def read(self, name: str, at_most: int) -> bytes:
        """So many bytes of a plain file. Raises as `reading`."""
        with self.reading(name) as file:
            return file.read(at_most)

    def digest(self, name: str) -> str:
        """The SHA-256 of a plain file, in hexadecimal digits. Raises as `reading`."""
        with self.reading(name) as file:
            return digest_in(file)

    # -- putting in

    def make(self, *, for_owner: bool = False) -> None:
        """Make it in the folder above, with the rights of that; one that is there stays as it is. NotPlainError."""
        *above, name = self._below
        with held(self._root, above) as place:
            try:
                place.mkdir(name, for_owner=for_owner)
            except FileExistsError:
                pass
            else:
                if not for_owner:
                    _share_folder(place, name)
                place.sync()
        with self.held():
            pass  # a link in its place is told here

    def new(self, name: str) -> BinaryIO:
        """A new file with the rights of the folder, for writing and reading. FileExistsError."""
        with self.held() as place:
            handle = place.open(name, _NEW)
            place.share(handle, is_folder=False)
            return os.fdopen(handle, "w+b")

    def going_on(self, name: str) -> BinaryIO:
        """A file of our own that was begun, for writing and reading. NotPlainError where it is not; FileNotFoundError."""
        with self.held() as place:
            handle = _plain(place, name, os.O_RDWR)
            if not _is_ours(place, os.fstat(handle)):
                os.close(handle)
                raise NotPlainError(name)
            return os.fdopen(handle, "r+b")

    def put(self, name: str, pieces: Iterable[bytes | memoryview], *, for_owner: bool = False) -> None:
        """Put a file there, durably, in one step; one that is there is replaced."""
        with self.writing(name, for_owner=for_owner) as file:
            file.writelines(pieces)

    def put_new(self, name: str, pieces: Iterable[bytes | memoryview]) -> bool:
        """As `put`, where nothing has the name; False where something has, which stays."""
        try:
            with self.writing(name, replace=False) as file:
                file.writelines(pieces)
        except FileExistsError:
            return False
        return True

    @contextmanager
    def writing(self, name: str, *, replace: bool = True, for_owner: bool = False) -> Iterator[BinaryIO]:
        """A file that has the name once the block has ended well; else nothing is left of it. FileExistsError as `durable.writing`."""
        part = f".{name}.{secrets.token_hex(6)}{PART}"
        with self.held() as place:
            if not replace:
                _require_free(place, name)
            try:
                handle = place.open(part, _NEW)
                if not for_owner:
                    place.share(handle, is_folder=False)
                with os.fdopen(handle, "w+b") as file:
                    yield file
                    sync(file)
                if replace:
                    place.rename(part, place, name)
                elif not _named(place, part, name):
                    raise _is_there(name)
            finally:
                with suppress(FileNotFoundError):
                    place.unlink(part)
            place.sync()

    def name(self, part: str, name: str) -> bool:
        """Give a file of ours that is whole its name, durably; False where something has it, which stays."""
        with self.held() as place:
            named = _named(place, part, name)
            if named:
                with suppress(FileNotFoundError):
                    place.unlink(part)
            place.sync()
            return named

    # -- taking away

    def move(self, name: str, target: SharedFolder, new: str) -> None:
        """Move a plain file to another folder of the same disk, durably; what had that name there is gone."""
        with self.held() as place, target.held() as other:
            _require_plain(place.stat(name), name)
            place.rename(name, other, new)
            other.sync()
            place.sync()

    def take(self, *names: str) -> None:
        """Take plain files away that were received, whoever put them there; missing ones are no matter. NotPlainError."""
        with self.held() as place:
            for name in names:
                with suppress(FileNotFoundError):
                    _require_plain(place.stat(name), name)
                    place.unlink(name)
            place.sync()

    def remove(self, name: str) -> bool:
        """Take a file of our own away; whether it was there and ours."""
        with self.held() as place:
            return _remove_own(place, name)

    def remove_folder(self, name: str, *, going: str) -> None:
        """Take a folder of our own away: it has the name `going` first, so that a crash leaves it whole or out of sight.

        NotPlainError where it is a link, no folder, or somebody else's; FileNotFoundError.
        """
        with self.held() as place:
            found = place.stat(name)
            if not stat.S_ISDIR(found.st_mode) or not _is_owned(place, found):
                raise NotPlainError(name)
            place.rename(name, place, going)
            with suppress(OSError):
                place.rmtree(going)

    def tidy(
        self, form: re.Pattern[str], *, older_than: float, but: Callable[[str], bool] = lambda _name: False
    ) -> int:
        """Take away our own files and folders whose whole names have this form and that nobody touched for so many seconds.

        What `but` names stays, and so does what cannot be removed; how many went.
        """
        gone, now = 0, time.time()
        with self.held() as place:
            for name in place.names():
                with suppress(OSError):
                    if (
                        form.fullmatch(name)
                        and not but(name)
                        and now - place.stat(name).st_mtime > older_than
                    ):
                        gone += _remove_own(place, name)
        return gone

    def held(self) -> AbstractContextManager[Place]:
        """The folder itself, for as long as the block runs."""
        return held(self._root, self._below)


def _plain(place: Place, name: str, flags: int) -> int:
    """A handle of a plain file; nothing else is even opened."""
    _require_plain(place.stat(name), name)
    handle = place.open(name, flags)
    try:
        _require_plain(os.fstat(handle), name)
    except NotPlainError:
        os.close(handle)
        raise
    return handle


def _require_plain(found: os.stat_result, name: str) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise NotPlainError(name)


def _is_ours(place: Place, found: os.stat_result) -> bool:
    """Whether it is a plain file of ours that has no second name somewhere else."""
    return found.st_nlink == 1 and _is_owned(place, found)


def _is_owned(place: Place, found: os.stat_result) -> bool:
    if sys.platform == "win32" or found.st_uid == os.geteuid():
        return True
    return found.st_uid == _owner_here(place)


def _owner_here(place: Place) -> int:
    """Whom the drive calls the owner of what we make: a share may give all of its files to one account."""
    name = f".{secrets.token_hex(8)}{PART}"
    handle = place.open(name, _NEW)
    try:
        return os.fstat(handle).st_uid
    finally:
        os.close(handle)
        with suppress(OSError):
            place.unlink(name)


def _remove_own(place: Place, name: str) -> bool:
    try:
        found = place.stat(name)
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(found.st_mode) and _is_owned(place, found):
        place.rmtree(name)
        return True
    if not stat.S_ISREG(found.st_mode) or not _is_owned(place, found):
        return False
    place.unlink(name)
    return True


def _require_free(place: Place, name: str) -> None:
    with suppress(FileNotFoundError):
        place.stat(name)
        raise _is_there(name)


def _is_there(name: str) -> FileExistsError:
    return FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name)


def _named(place: Place, part: str, name: str) -> bool:
    """Give the file its name in one step, where nobody else has it; a drive that knows no second names gets a rename."""
    try:
        place.link(part, name)
    except FileExistsError:
        return False
    except (OSError, NotImplementedError):
        try:
            place.stat(name)
        except FileNotFoundError:
            place.rename(part, place, name)
            return True
        return False
    return True


def _share_folder(place: Place, name: str) -> None:
    if sys.platform == "win32":
        return
    handle = place.open(name, os.O_RDONLY | os.O_DIRECTORY)
    try:
        place.share(handle, is_folder=True)
    finally:
        os.close(handle)
