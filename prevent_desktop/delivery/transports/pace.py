"""The most bytes that may leave in a second, so that a lesson or a call on the same line goes on.

What was sent is counted over the seconds that it took: after a pause nothing is caught up. Uploads to several receivers at once
share one pace.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_PIECE = 256 * 1024
_SMALLEST_PIECE = 4 * 1024
_PIECES_A_SECOND = 10
_NAP = 0.25  # seconds between two looks at whether to stop


class Pace:
    """Holds sending back to `most` bytes a second; 0 is no limit. `clock` and `sleep` are in seconds."""

    def __init__(
        self,
        most: int = 0,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._most = most
        self._clock = clock
        self._sleep = sleep
        self._guard = threading.Lock()
        self._free_at = clock()

    @property
    def most(self) -> int:
        """The limit in bytes a second."""
        return self._most

    @property
    def is_set(self) -> bool:
        """Whether there is a limit."""
        return bool(self._most)

    @property
    def piece(self) -> int:
        """How many bytes to hand over at once: a tenth of a second's worth, or 256 KiB without a limit."""
        if not self._most:
            return _PIECE
        return max(_SMALLEST_PIECE, min(_PIECE, self._most // _PIECES_A_SECOND))

    def wait(self, size: int, check: Callable[[], None]) -> None:
        """Wait until `size` more bytes may go; `check` is called before, and again and again meanwhile."""
        check()
        if not self._most:
            return
        with self._guard:
            turn = max(self._free_at, self._clock())
            self._free_at = turn + size / self._most
        while (left := turn - self._clock()) > 0:
            self._sleep(min(left, _NAP))
            check()


_guard = threading.Lock()
_shared = Pace()


def shared_pace(most: int) -> Pace:
    """The pace of all uploads of this process, which go over one line; another limit begins a new one."""
    global _shared  # noqa: PLW0603 - the line is this computer's, whoever sends
    with _guard:
        if most != _shared.most:
            _shared = Pace(most)
        return _shared
