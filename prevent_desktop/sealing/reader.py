"""A sealed file as a plain one that can be read from any place, so that large content need stand nowhere as a whole."""

from __future__ import annotations

import io
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from prevent_desktop.sealing.payload import (
    CHUNK_SIZE,
    SEALED_CHUNK_SIZE,
    TAG_SIZE,
    broken,
    chunk_count,
    chunk_nonce,
    open_chunk,
    read_all,
)
from prevent_desktop.seekable import SeekableFile

_CHUNKS_AT_ONCE = 8


def reader_of(untrusted_sealed: BinaryIO, cipher: ChaCha20Poly1305, start: int, size: int) -> io.RawIOBase:
    """See `files.sealed_reader`; the payload of `size` bytes begins at `start`."""
    return _SealedReader(untrusted_sealed, cipher, start, size)


class _SealedReader(SeekableFile):
    """Each chunk verifies before a byte of it is given; the last one at the beginning, which notices a cut file."""

    def __init__(self, untrusted_sealed: BinaryIO, cipher: ChaCha20Poly1305, start: int, size: int) -> None:
        self._sealed = untrusted_sealed
        self._cipher = cipher
        self._start = start
        self._chunks = chunk_count(size)
        self.size = size - self._chunks * TAG_SIZE
        self._chunk = bytearray(CHUNK_SIZE)
        self._held = -1
        self._held_size = 0
        self._hold(self._chunks - 1)

    def _length(self) -> int:
        return self.size

    def _read_at(self, position: int, target: memoryview) -> int:
        wanted = min(len(target), max(self.size - position, 0))
        index, within = divmod(position, CHUNK_SIZE)
        if within == 0 and wanted >= CHUNK_SIZE:
            given = self._open_whole(index, target[: wanted - wanted % CHUNK_SIZE])
        elif wanted:
            self._hold(index)
            given = min(wanted, self._held_size - within)
            target[:given] = memoryview(self._chunk)[within : within + given]
        else:
            given = 0
        return given

    def close(self) -> None:
        if not self.closed:
            self._sealed.close()
        super().close()

    def _open_whole(self, first: int, target: memoryview) -> int:
        """Open whole chunks straight into `target`, as many as fit it and are read at once."""
        count = min(len(target) // CHUNK_SIZE, _CHUNKS_AT_ONCE)
        sealed = self._read(first, count)
        given = 0
        for index in range(first, first + count):
            at = (index - first) * SEALED_CHUNK_SIZE
            given += self._open(
                index, sealed[at : at + SEALED_CHUNK_SIZE], target[given : given + CHUNK_SIZE]
            )
        return given

    def _hold(self, index: int) -> None:
        if self._held != index:
            self._held = -1
            self._held_size = self._open(index, self._read(index, 1), memoryview(self._chunk))
            self._held = index

    def _read(self, index: int, count: int) -> memoryview:
        self._sealed.seek(self._start + index * SEALED_CHUNK_SIZE)
        return memoryview(read_all(self._sealed, count * SEALED_CHUNK_SIZE))

    def _open(self, index: int, sealed: memoryview, target: memoryview) -> int:
        last = index == self._chunks - 1
        if not last and len(sealed) != SEALED_CHUNK_SIZE:
            raise broken()
        return open_chunk(self._cipher, chunk_nonce(index, is_last=last), sealed, target)
