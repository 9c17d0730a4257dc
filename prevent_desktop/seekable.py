"""A file that is read from any place, whatever its bytes are drawn from."""

from __future__ import annotations

import io
import os
from typing import Any


class SeekableFile(io.RawIOBase):
    """A subclass says how many bytes there are (`_length`) and gives those at a place (`_read_at`)."""

    _position = 0

    def _length(self) -> int:
        """How many bytes there are now."""
        raise NotImplementedError

    def _read_at(self, position: int, target: memoryview) -> int:
        """Fill as much of `target` as is at hand at once; how many bytes that were. 0 is the end."""
        raise NotImplementedError

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """From where is read next."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Read from there next. ValueError for a place before the beginning."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._length()}[whence]
        if base + offset < 0:
            raise ValueError("a place before the beginning")
        self._position = base + offset
        return self._position

    def readinto(self, buffer: Any, /) -> int:
        """Read what is at hand; how many bytes that were."""
        given = self._read_at(self._position, memoryview(buffer).cast("B"))
        self._position += given
        return given
