"""A file that somebody chose, dropped or pasted, while a copy of it is taken: what it may be, and that it stays the same.

Every way in goes through `opened_to_add`. What it refuses is said in a sentence about that file, and the next file can go in.
"""

from __future__ import annotations

import errno
import io
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from prevent_desktop.errors import AddingStoppedError, EvidenceError, RecordError, reason_of
from prevent_desktop.evidence.names import safe_name
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.files.errors import NotPlainError
from prevent_desktop.formatting import size_in_words
from prevent_desktop.translation import _

LARGEST: Final = 4_000_000_000
"""Bytes of one file. Sealed, it still fits on a stick formatted as FAT32 (4 GiB less one byte), where backups go."""

_BUFFER_BYTES: Final = 1 << 18
_WEB_SHORTCUTS: Final = frozenset({".url", ".webloc", ".website"})
_SHORTCUTS: Final = _WEB_SHORTCUTS | {".lnk", ".desktop", ".alias"}
_NOT_ALLOWED: Final = frozenset({errno.EACCES, errno.EPERM})
_GONE: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO})


class Adding:
    """How far the copying of one file is (`told(bytes so far, of how many)`, on the thread that copies), and the wish to end it."""

    def __init__(self, told: Callable[[int, int], object] = lambda _done, _size: None) -> None:
        self.told = told
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Copy no further, and keep nothing of it; from any thread."""
        self._stopped.set()

    @property
    def is_stopped(self) -> bool:
        """Whether nobody wants the file any more."""
        return self._stopped.is_set()

    def require_wanted(self) -> None:
        """Raise AddingStoppedError once it was stopped."""
        if self.is_stopped:
            raise AddingStoppedError(_("Stopped"), _("Nothing of the file was kept."), "")


class FileToAdd:
    """An open file of `size` bytes; `stream` reads it as long as it is wanted, and tells how far it is after `to_beginning`."""

    def __init__(self, name: str, plain: BinaryIO, adding: Adding) -> None:
        self._name, self._plain = name, plain
        self._before = os.fstat(plain.fileno())
        self.size = self._before.st_size
        self._wanted = _Wanted(name, plain, self.size, adding)
        self.stream = io.BufferedReader(self._wanted, _BUFFER_BYTES)

    def to_beginning(self) -> None:
        """Read it from its beginning to its end."""
        self.stream.seek(0)
        self._wanted.tells = True

    def require_unchanged(self, read: int) -> None:
        """Raise EvidenceError where it is another file than before, or `read` bytes are not all of it."""
        now = os.fstat(self._plain.fileno())
        if (now.st_size, now.st_mtime_ns, read) != (self.size, self._before.st_mtime_ns, self.size):
            raise _changed(self._name)


@contextmanager
def opened_to_add(path: Path, adding: Adding) -> Iterator[FileToAdd]:
    """The file at `path`, from its beginning.

    Raises EvidenceError for what is no file to keep (a folder, a shortcut, nothing in it, too large), RecordError where it
    cannot be read; while it is read, also AddingStoppedError.
    """
    name = safe_name(path.name)
    try:
        _require_file(path, name)
        plain = open_chosen(path)
    except OSError as error:
        raise _unreadable(name, error) from error
    with plain:
        file = FileToAdd(name, plain, adding)
        _require_size(name, file.size)
        yield file


class _Wanted(io.RawIOBase):
    """Reads as long as it is wanted, and tells how far it is. What the disk refuses is said of the file."""

    def __init__(self, name: str, plain: BinaryIO, size: int, adding: Adding) -> None:
        self._name, self._plain, self._size, self._adding = name, plain, size, adding
        self.tells = False

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return self._plain.seek(offset, whence)

    def tell(self) -> int:
        return self._plain.tell()

    def readinto(self, buffer: Any, /) -> int:
        self._adding.require_wanted()
        view = memoryview(buffer)
        try:
            piece = self._plain.read(len(view))
        except OSError as error:
            raise _unreadable(self._name, error) from error
        view[: len(piece)] = piece
        if self.tells:
            self._adding.told(self._plain.tell(), self._size)
        return len(piece)


def _require_file(path: Path, name: str) -> None:
    ending = path.suffix.casefold()
    if path.is_dir():
        raise _refused(
            _("A folder cannot be added"),
            _("“{file}” is a folder.").format(file=name),
            _("Open it, choose the files in it, and add those."),
        )
    if path.is_symlink() and not path.exists():
        raise _refused(
            _("The link leads nowhere"),
            _("“{file}” is a link, and what it leads to is not there.").format(file=name),
            _("Find the file itself, and add that."),
        )
    if ending in _WEB_SHORTCUTS:
        raise _refused(
            _("A shortcut cannot be added"),
            _("“{file}” only leads to a page of the web, and holds nothing itself.").format(file=name),
            _("Open the page, save it as a PDF or take a picture of it, and add that."),
        )
    if ending in _SHORTCUTS:
        raise _refused(
            _("A shortcut cannot be added"),
            _("“{file}” only leads to something else, and holds nothing itself.").format(file=name),
            _("Go to the folder in which the file itself is, and add that."),
        )


def _require_size(name: str, size: int) -> None:
    if not size:
        raise _refused(
            _("The file is empty"),
            _("“{file}” holds nothing (0 bytes).").format(file=name),
            _("Open it to see whether it was saved, or has come down from the cloud; then add it again."),
        )
    if size > LARGEST:
        raise _refused(
            _("The file is too large"),
            _(
                "“{file}” has {size}; one file may have {most}, so that a stick with a backup takes it."
            ).format(file=name, size=size_in_words(size), most=size_in_words(LARGEST)),
            _("Add the part that matters. Or leave it where it is, and write down where that is."),
        )


def _refused(title: str, what_happened: str, next_step: str) -> EvidenceError:
    return EvidenceError(title, what_happened, next_step)


def no_file() -> EvidenceError:
    """What was dropped or pasted is an address, and no file of this computer."""
    return _refused(
        _("A link cannot be added"),
        _("What came is a link to a page, or to something in another program, and no file."),
        _("Save it as a file first, such as a PDF or a picture, and add that."),
    )


def _changed(name: str) -> EvidenceError:
    return _refused(
        _("The file was changed while it was read"),
        _("Another program wrote to “{file}”, so nothing of it was kept.").format(file=name),
        _("Wait until it is saved or downloaded, close it in the other program, and add it again."),
    )


def _unreadable(name: str, error: OSError) -> RecordError:
    what, next_step = _why(name, error)
    return RecordError(_("The file cannot be read"), what, next_step)


def _why(name: str, error: OSError) -> tuple[str, str]:
    if isinstance(error, NotPlainError):
        return (
            _("“{file}” is a device or a connection, and no ordinary file.").format(file=name),
            _("Save what it gives as a file, and add that."),
        )
    if error.errno in _GONE:
        return (
            _(
                "“{file}” is not there: it was moved, renamed or deleted, or its drive is not connected."
            ).format(file=name),
            _("Find it again, and add it from there."),
        )
    if error.errno in _NOT_ALLOWED:
        return (
            _("This account may not open “{file}”, or another program keeps it to itself.").format(file=name),
            _("Close it in other programs, or copy it to a folder of your own, and add it again."),
        )
    return (
        _("{file}: {reason}.").format(file=name, reason=reason_of(error)),
        _("Check that it is still there and that you may open it, then add it again."),
    )
