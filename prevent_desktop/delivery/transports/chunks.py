"""How much to send before asking whether it arrived: small on a poor line, large on a good one.

What is sent again after a cut is at most one chunk, so a chunk is what the line carries in a few seconds.
"""

from __future__ import annotations

_SMALLEST = 16 * 1024
_LARGEST = 128 * 1024 * 1024
_FIRST = 256 * 1024
_SECONDS = 3.0
_GROWTH = 8


class ChunkSize:
    """The size of the next chunk in bytes, as `next`. `largest` and `first` are for lines with limits of their own.

    `attempts` in a row that brought nothing make the first chunk smaller: a line that is cut every few seconds carries a
    small one between two cuts.
    """

    def __init__(self, *, first: int = _FIRST, largest: int = _LARGEST, attempts: int = 0) -> None:
        self._largest = largest
        self._smallest = min(_SMALLEST, largest)
        self.next = max(self._smallest, min(first, largest) >> min(attempts, 16))

    def went(self, size: int, seconds: float) -> float:
        """A chunk of `size` bytes was acknowledged after `seconds`; return the pace in bytes a second."""
        rate = size / max(seconds, 1e-6)
        self.next = int(max(self._smallest, min(rate * _SECONDS, self.next * _GROWTH, self._largest)))
        return rate

    def was_too_large(self) -> bool:
        """Something on the way does not take requests of this size; return False where it is the smallest already."""
        if self.next <= self._smallest:
            return False
        self._largest = self.next = max(self._smallest, self.next // 2)
        return True
