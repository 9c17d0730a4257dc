"""One passphrase for several answers, where the organisation's profile allows it. A lock ends it, since all of this goes then."""

from __future__ import annotations

import time
from collections.abc import Callable


class AnswerCover:
    """`seconds` is a clock that nobody can set."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._begun: float | None = None

    def begin(self) -> None:
        """The passphrase was given now."""
        self._begun = self._seconds()

    def holds(self, minutes: int) -> bool:
        """Whether it was given within so many minutes; never where that is 0."""
        return self._begun is not None and self._seconds() - self._begun < minutes * 60
