"""Files of shared cases on their way: in pieces, each sealed to the circle and named by what the whole comes to.

Nothing of it is held whole: what goes is read from its sealed file a piece at a time, and what comes is sealed into the vault's
own folder as it comes. Both happen beside the vault's thread.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, NamedTuple

from prevent_desktop.sealing import Identity, parse_recipient, seal_bytes
from prevent_desktop.vault.attachment_files import AttachmentFiles, StagedFile
from prevent_desktop.vault.team.files import FileKind, TeamFile
from prevent_desktop.workflows.team.circles.names import CircleNames
from prevent_desktop.workflows.team.circles.sealed_words import DamagedError, NoKeyError, open_padded, padded

PIECE: Final = 4 * 1024 * 1024
"""Bytes of a file in one object; a form is one object, however long."""


class NotWholeError(Exception):
    """A piece of a file has not come, or is not what it should be."""


class Piece(NamedTuple):
    """A piece of a file under its name in the store; `make` seals it."""

    name: str
    make: Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileToPut:
    """A file that others need from here. `form` are the bytes of one that stands in no file."""

    file: TeamFile
    form: bytes | None
    files: AttachmentFiles
    names: CircleNames
    recipient: str

    def pieces(self) -> Iterator[Piece]:
        """All of it, one after the other. DatabaseDamagedError."""
        if self.form is not None:
            yield self._piece(0, self.form)
            return
        with self.files.open(self.file.record_id) as plain:
            for number in range(pieces_of(self.file)):
                yield self._piece(number, plain.read(PIECE))

    def _piece(self, number: int, content: bytes) -> Piece:
        name = self.names.attachment(self.file.digest, number)
        return Piece(name, lambda: seal_bytes(padded(content), [parse_recipient(self.recipient)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedFile:
    """A file that came whole: staged in the vault's folder, or the bytes of a form."""

    file: TeamFile
    staged: StagedFile | None = None
    form: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedFile:
    """A file that a record needs and that is not here."""

    file: TeamFile
    files: AttachmentFiles
    names: CircleNames
    identities: tuple[Identity, ...]

    def fetch(self, get: Callable[[str], bytes | None]) -> FetchedFile | None:
        """It, by asking the store for each of its pieces; None where they are not all there. DiskFullError."""
        plain = _Pieces(self, get)
        try:
            plain.next_piece()
            if self.file.kind is FileKind.FORM:
                return FetchedFile(file=self.file, form=plain.readall() or b"")
            staged = self.files.stage(_as_binary(plain), self.file.record_id)
        except NotWholeError:
            return None
        if (staged.stored.sha256, staged.stored.size) != (self.file.digest, self.file.size):
            staged.discard()
            return None
        return FetchedFile(file=self.file, staged=staged)


def pieces_of(file: TeamFile) -> int:
    """In how many objects a file lies in the store."""
    return 1 if file.kind is FileKind.FORM else max(1, -(-file.size // PIECE))


class _Pieces(io.RawIOBase):
    """The plain bytes of a file in the store, from its first piece to its last."""

    def __init__(self, wanted: WantedFile, get: Callable[[str], bytes | None]) -> None:
        self._wanted, self._get = wanted, get
        self._number = 0
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        if not self._left and self._number < pieces_of(self._wanted.file):
            self.next_piece()
        view = memoryview(buffer)
        chunk, self._left = self._left[: len(view)], self._left[len(view) :]
        view[: len(chunk)] = chunk
        return len(chunk)

    def next_piece(self) -> None:
        """Fetch it. NotWholeError."""
        sealed = self._get(self._wanted.names.attachment(self._wanted.file.digest, self._number))
        if sealed is None:
            raise NotWholeError
        try:
            self._left, _identity = open_padded(sealed, self._wanted.identities)
        except (NoKeyError, DamagedError) as error:
            raise NotWholeError from error
        self._number += 1


def _as_binary(raw: io.RawIOBase) -> BinaryIO:
    return io.BufferedReader(raw)
