"""Bytes that need not stand in memory: where they are drawn from, and a document that is made of pieces of them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol, Self

from prevent_desktop.seekable import SeekableFile

_BUFFER_BYTES = 1 << 18


class Source(Protocol):
    """Bytes that can be read again and again. `size` is in bytes; `open` gives a seekable file of its own each time."""

    @property
    def size(self) -> int:
        """How many bytes there are."""

    def open(self) -> BinaryIO:
        """From the beginning."""


@dataclass(frozen=True, slots=True)
class BytesSource:
    """A few bytes in memory."""

    data: bytes

    @property
    def size(self) -> int:
        """How many."""
        return len(self.data)

    def open(self) -> BinaryIO:
        """From the beginning."""
        return io.BytesIO(self.data)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A document in pieces: bytes, and what is drawn from elsewhere. Itself a source."""

    parts: tuple[bytes | Source, ...]

    @property
    def size(self) -> int:
        """How many bytes there are in all."""
        return sum(map(_size, self.parts))

    @property
    def is_in_memory(self) -> bool:
        """Whether nothing is drawn from elsewhere."""
        return all(isinstance(part, bytes) for part in self.parts)

    def open(self) -> BinaryIO:
        """All pieces as one seekable file; with nothing to draw from elsewhere it is a file in memory."""
        if self.is_in_memory:
            return io.BytesIO(self.read())
        return io.BufferedReader(_GrowingFile(self), _BUFFER_BYTES)

    def read(self) -> bytes:
        """All of it in memory."""
        if len(self.parts) == 1 and isinstance(self.parts[0], bytes):
            return self.parts[0]
        return b"".join(part if isinstance(part, bytes) else read_all(part) for part in self.parts)


class Growing:
    """Pieces as one seekable `file` that takes more at its end; what the pieces hold cannot be written over.

    At its end nothing that it drew from is open any more.
    """

    def __init__(self, pieces: Pieces) -> None:
        self._raw = None if pieces.is_in_memory else _GrowingFile(pieces)
        in_memory = io.BytesIO(pieces.read() if self._raw is None else b"")
        self.file: BinaryIO = in_memory if self._raw is None else io.BufferedRandom(self._raw, _BUFFER_BYTES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.file.close()

    def pieces(self) -> Pieces:
        """All of it, with what was written."""
        self.file.flush()
        if self._raw is not None:
            return self._raw.grown()
        self.file.seek(0)
        return Pieces((self.file.read(),))


class _GrowingFile(SeekableFile):
    """See `Growing`."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._base = pieces.size
        self._tail = bytearray()
        self._open: tuple[int, BinaryIO] | None = None

    def grown(self) -> Pieces:
        return Pieces((*self._pieces.parts, bytes(self._tail)))

    def writable(self) -> bool:
        return True

    def _length(self) -> int:
        return self._base + len(self._tail)

    def _read_at(self, position: int, target: memoryview) -> int:
        if position < self._base:
            return self._from_pieces(position, target)
        place = position - self._base
        found = self._tail[place : place + len(target)]
        target[: len(found)] = found
        return len(found)

    def write(self, chunk: Any, /) -> int:
        written = memoryview(chunk).cast("B")
        place = self._position - self._base
        if not 0 <= place <= len(self._tail):
            raise io.UnsupportedOperation("only what was added can be written")
        self._tail[place : place + len(written)] = written
        self._position += len(written)
        return len(written)

    def close(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None
        super().close()

    def _from_pieces(self, position: int, target: memoryview) -> int:
        start = 0
        for index, part in enumerate(self._pieces.parts):
            size = _size(part)
            if position < start + size:
                within = position - start
                return self._from_piece(index, part, within, target[: size - within])
            start += size
        return 0

    def _from_piece(self, index: int, part: bytes | Source, within: int, target: memoryview) -> int:
        if isinstance(part, bytes):
            found = memoryview(part)[within : within + len(target)]
            target[: len(found)] = found
            return len(found)
        if self._open is None or self._open[0] != index:
            if self._open is not None:
                self._open[1].close()
            self._open = index, part.open()
        file = self._open[1]
        if file.tell() != within:
            file.seek(within)
        given: int = file.readinto(target)  # type: ignore[attr-defined]  # BinaryIO does not tell of it
        if not given:
            raise EOFError("a file has fewer bytes than was said")
        return given


def _size(part: bytes | Source) -> int:
    return len(part) if isinstance(part, bytes) else part.size


def read_all(source: Source) -> bytes:
    """All that it holds."""
    with source.open() as file:
        return file.read()
