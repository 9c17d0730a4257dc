"""Which words of a document are to be looked at, by their places, while the text around them changes. No Qt."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

Span = tuple[int, int]


class Marks:
    """Spans (start, end) in the document, in order, and the stretch of it that was changed and not looked at since.

    Places are those of the document: UTF-16 units from its start.
    """

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.stale: Span | None = None

    def changed(self, at: int, removed: int, added: int) -> None:
        """At `at`, so many units gave way to so many: what is behind moves, what was touched is to be looked at."""
        end, by = at + removed, added - removed
        first = bisect_left(self.spans, at, key=lambda span: span[1])
        last = bisect_right(self.spans, end, key=lambda span: span[0])
        moved = [(start + by, stop + by) for start, stop in self.spans[last:]] if by else self.spans[last:]
        self.spans = [*self.spans[:first], *moved]
        stale = (at, at + added + 1)  # and the word that began where the change ended
        if self.stale is not None:
            old = [_moved(place, at, end, added) for place in self.stale]
            stale = (min(stale[0], old[0]), max(stale[1], old[1]))
        self.stale = stale

    def all_stale(self, length: int) -> None:
        """The whole document is to be looked at."""
        self.stale = (0, length)

    def looked_at(self, start: int, end: int, found: Iterable[Span]) -> None:
        """From `start` to `end` the words to look at are `found`, and nothing there is stale any more."""
        first = bisect_left(self.spans, start, key=lambda span: span[0])
        last = bisect_left(self.spans, end, key=lambda span: span[0])
        self.spans[first:last] = found
        if self.stale is not None:
            rest = (max(self.stale[0], end), self.stale[1])
            self.stale = rest if rest[0] < rest[1] else None

    def between(self, start: int, end: int) -> list[Span]:
        """The spans that begin from `start` up to `end`."""
        first = bisect_left(self.spans, start, key=lambda span: span[0])
        last = bisect_right(self.spans, end, key=lambda span: span[0])
        return self.spans[first:last]

    def at(self, place: int) -> Span | None:
        """The span that `place` lies in or at an edge of."""
        first = bisect_left(self.spans, place, key=lambda span: span[1])
        found = self.spans[first] if first < len(self.spans) else None
        return found if found is not None and found[0] <= place else None

    def following(self, place: int) -> Span | None:
        """The first span from `place` on; after the last one the first of all."""
        first = bisect_left(self.spans, place, key=lambda span: span[0])
        return self.spans[first % len(self.spans)] if self.spans else None

    def clear(self) -> None:
        """No word is to be looked at."""
        self.spans, self.stale = [], None


def _moved(place: int, at: int, end: int, added: int) -> int:
    """Where a place is after the stretch from `at` to `end` became `added` long."""
    if place <= at:
        return place
    return place + added - (end - at) if place >= end else at + added
