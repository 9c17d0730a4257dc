"""A stream that tells how much of it was read, to show progress or to stop."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, BinaryIO

_BUFFER_BYTES = 1 << 19


def watched(source: BinaryIO | io.RawIOBase, watch: Callable[[int], object]) -> io.BufferedReader:
    """`source` from where it stands; `watch` hears of each piece how many bytes it has, and ends it by raising.

    Closing it closes `source`.
    """
    return io.BufferedReader(_Watched(source, watch), _BUFFER_BYTES)


class _Watched(io.RawIOBase):
    """See `watched`."""

    def __init__(self, source: Any, watch: Callable[[int], object]) -> None:
        self._source = source
        self._watch = watch

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        given: int = self._source.readinto(buffer)
        self._watch(given)
        return given

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()
