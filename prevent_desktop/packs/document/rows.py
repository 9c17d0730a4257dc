"""Blocks that hold others side by side, and rows below a head: each part of a row that is cut stays in its column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from reportlab.lib.colors import Color

from prevent_desktop.packs.document.blocks import Block, Column
from prevent_desktop.packs.document.canvas import PackCanvas


@dataclass(kw_only=True)
class Row:
    """Columns side by side, each with its share of the width; a hairline below where `rule` is given.

    A row that is lower than `whole_below` is never cut. Where nothing of the first column is left after a cut, it says
    `again` beside the rest.
    """

    columns: Sequence[Column]
    shares: Sequence[float]
    gap: float = 18.0
    padding: float = 0.0
    inset: float = 0.0
    rule: Color | None = None
    whole_below: float = 120.0
    again: Callable[[], Block] | None = None
    before: float = 0.0
    keep: float = 0.0

    def _widths(self, width: float) -> list[float]:
        inner = width - 2 * self.inset - self.gap * (len(self.columns) - 1)
        return [inner * share / sum(self.shares) for share in self.shares]

    def height(self, width: float) -> float:
        """The height of the highest column and the padding."""
        heights = [
            column.height(part) for column, part in zip(self.columns, self._widths(width), strict=True)
        ]
        return max(heights) + 2 * self.padding

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        """Draw the columns and the hairline."""
        left = x + self.inset
        for column, part in zip(self.columns, self._widths(width), strict=True):
            column.draw(canvas, left, top - self.padding, part)
            left += part + self.gap
        if self.rule is not None:
            bottom = top - self.height(width)
            with canvas.artifact():
                canvas.setStrokeColor(self.rule)
                canvas.setLineWidth(0.75)
                canvas.line(x, bottom, x + width, bottom)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Cut each column that is higher than the room."""
        if self.height(width) < self.whole_below:
            return None
        room -= 2 * self.padding
        parts = [
            _part(column, part, room) for column, part in zip(self.columns, self._widths(width), strict=True)
        ]
        if any(first is None for first, _ in parts):
            return None
        firsts = [first for first, _ in parts if first is not None]
        rests = [rest for _, rest in parts]
        if self.again is not None and not rests[0].blocks:
            rests[0] = Column(blocks=[self.again()])
        return replace(self, columns=firsts, rule=None), replace(self, columns=rests, before=0.0)


def _part(column: Column, width: float, room: float) -> tuple[Column | None, Column]:
    """What of a column fits, and what is left; None and all of it where nothing fits."""
    if column.height(width) <= room:
        return column, Column(blocks=())
    return column.split(width, room) or (None, column)


@dataclass(kw_only=True)
class Table:
    """A head and rows; the head is drawn again on each page, then as an artifact."""

    head: Block
    rows: Sequence[Block]
    head_again: Callable[[], Block]
    before: float = 0.0
    keep: float = 0.0

    def height(self, width: float) -> float:
        """The height of the head and all rows."""
        return self.head.height(width) + sum(row.height(width) for row in self.rows)

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        """Draw the head and all rows."""
        self.head.draw(canvas, x, top, width)
        top -= self.head.height(width)
        for row in self.rows:
            row.draw(canvas, x, top, width)
            top -= row.height(width)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Cut between rows, or within a row that is higher than what is left of the page."""
        room -= self.head.height(width)
        fitting: list[Block] = []
        for place, row in enumerate(self.rows):
            height = row.height(width)
            if height > room:
                return self._cut(fitting, row.split(width, room), place)
            fitting.append(row)
            room -= height
        return None

    def _cut(
        self, fitting: list[Block], parts: tuple[Block, Block] | None, place: int
    ) -> tuple[Block, Block] | None:
        rest: list[Block] = list(self.rows[place:])
        if parts is not None:
            fitting, rest = [*fitting, parts[0]], [parts[1], *rest[1:]]
        if not fitting:
            return None
        return (
            replace(self, rows=fitting),
            replace(self, head=self.head_again(), rows=rest, before=0.0),
        )
