"""Where the rows of a column stand: below each other, each as high as it was measured, or about so high until it is. No Qt here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Row:
    """A place in the column: a key that stays the same while it is the same thing, and a height in px to begin with."""

    key: Hashable
    estimate: int


class RowHeights:
    """The rows of a column in order, by their index, with their tops and heights in px. `keys` are those of the rows."""

    def __init__(self) -> None:
        self.keys: list[Hashable] = []
        self._index: dict[Hashable, int] = {}
        self._heights: list[int] = []
        self._tops: list[int] = [0]
        self._measured: dict[Hashable, int] = {}

    def __contains__(self, key: Hashable) -> bool:
        return key in self._index

    def set_rows(self, rows: Sequence[Row]) -> None:
        """These are the rows now; those that were measured keep their heights."""
        self.keys = [row.key for row in rows]
        self._index = {key: index for index, key in enumerate(self.keys)}
        self._heights = [self._measured.get(row.key, row.estimate) for row in rows]
        self._add_up()

    def start_over(self) -> None:
        """There are no rows, and no height is known."""
        self._measured = {}
        self.set_rows(())

    def index(self, key: Hashable) -> int:
        """Which row that is."""
        return self._index[key]

    def at(self, y: int) -> int:
        """The row that lies `y` px below the top of the column; the first or the last one beyond its ends."""
        return max(0, min(bisect_right(self._tops, y) - 1, len(self.keys) - 1))

    def top(self, index: int) -> int:
        """Where a row begins."""
        return self._tops[index]

    def bottom(self, index: int) -> int:
        """Where a row ends."""
        return self._tops[index + 1]

    def height(self, index: int) -> int:
        """How high a row is, as far as it is known."""
        return self._heights[index]

    @property
    def whole(self) -> int:
        """The height of all rows together, as far as it is known."""
        return max(self._tops[-1], 1)

    def measure(self, key: Hashable, height: int) -> bool:
        """Learn the real height of a row; whether that moves what is below it."""
        self._measured[key] = height
        index = self._index[key]
        if height == self._heights[index]:
            return False
        self._heights[index] = height
        self._tops[index:] = accumulate(self._heights[index:], initial=self._tops[index])
        return True

    def forget_measures(self, ratio: float = 1) -> None:
        """What was measured is an estimate from now on: another width, or text that is so many times as large."""
        self._measured.clear()
        self._heights = [round(height * ratio) for height in self._heights]
        self._add_up()

    def _add_up(self) -> None:
        self._tops = list(accumulate(self._heights, initial=0))
