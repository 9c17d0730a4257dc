"""What stands on pages: blocks that know their height at a width, draw themselves and can be cut in two.

Lengths are points; `top` is the upper edge in page coordinates (the origin is the lower left corner).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus.paragraph import Paragraph

from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.style import paragraph

if TYPE_CHECKING:
    from prevent_desktop.packs.document.lettering.lettered import Lettered
from prevent_desktop.packs.document.withheld import WithheldBar, on_bar
from prevent_desktop.packs.withheld_words import pieces

_ENDLESS = 1e6


def _repeated(canvas: PackCanvas) -> AbstractContextManager[None]:
    return canvas.artifact("/Type /Pagination /Subtype /Header")


class Block(Protocol):
    """`before` is the least space above it, `keep` the room that must be left below it on the same page."""

    before: float
    keep: float

    def height(self, width: float) -> float:
        """The height at that width."""
        ...

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        """Draw it with its upper left corner there."""
        ...

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """A part that is at most `room` high and the rest, or None where it cannot or should not be cut."""
        ...


class Text:
    """A paragraph that belongs to `element`; without one it repeats what was said and is an artifact."""

    def __init__(
        self,
        element: Element | None,
        paragraph: Paragraph | Lettered,
        *,
        before: float = 0.0,
        keep: float = 0.0,
    ) -> None:
        self.before = before
        self.keep = keep
        self._element = element
        self._paragraph = paragraph
        self._wrapped: tuple[float, float] = (0.0, 0.0)

    def height(self, width: float) -> float:
        """The height of its lines."""
        if self._wrapped[0] != width:
            self._wrapped = (width, float(self._paragraph.wrap(width, _ENDLESS)[1]))
        return self._wrapped[1]

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        """Draw its lines, marked as its element's."""
        canvas.draw_paragraph(self._paragraph, self._element, x, top, width, self.height(width))

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Cut between two lines."""
        if self.keep:
            return None
        self._paragraph.wrap(width, room)
        self._wrapped = (0.0, 0.0)  # ReportLab forgets its lines when it tries to split them
        parts = self._paragraph.split(width, room)
        if len(parts) < 2:  # noqa: PLR2004 - a paragraph is cut in two or not at all
            return None
        return Text(self._element, parts[0], before=self.before), Text(self._element, parts[1])


@dataclass(kw_only=True)
class Column:
    """Blocks one below the other, with the space that each wants above it."""

    blocks: Sequence[Block]
    before: float = 0.0
    keep: float = 0.0

    def height(self, width: float) -> float:
        """The height of all; the first one's own space is not counted."""
        return sum(
            block.height(width) + (block.before if place else 0.0) for place, block in enumerate(self.blocks)
        )

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        """Draw all."""
        for place, block in enumerate(self.blocks):
            top -= block.before if place else 0.0
            block.draw(canvas, x, top, width)
            top -= block.height(width)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Cut between two blocks, or within one."""
        for place, block in enumerate(self.blocks):
            room -= block.before if place else 0.0
            height = block.height(width)
            if height > room:
                return self._cut(place, block.split(width, room))
            room -= height
        return None

    def _cut(self, place: int, parts: tuple[Block, Block] | None) -> tuple[Block, Block] | None:
        if parts is None and place == 0:
            return None
        first, rest = ([], [self.blocks[place]]) if parts is None else ([parts[0]], [parts[1]])
        return (
            Column(blocks=[*self.blocks[:place], *first], before=self.before),
            Column(blocks=[*rest, *self.blocks[place + 1 :]]),
        )


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
    parts = column.split(width, room)
    if parts is None:
        return None, column
    first, rest = parts
    return Column(blocks=[first]), Column(blocks=[rest])


@dataclass(kw_only=True)
class Panel:
    """Blocks on a ground, in a border, or beside a bar. `placed` is told the page and the rectangle when drawn."""

    inside: Block
    padding: float = 12.0
    ground: Color | None = None
    border: Color | None = None
    bar: Color | None = None
    bar_width: float = 3.0
    whole_below: float = 120.0
    placed: Callable[[int, tuple[float, float, float, float]], None] | None = None
    before: float = 0.0
    keep: float = 0.0

    @property
    def _side(self) -> tuple[float, float]:
        """Space on the left, and above and below."""
        if self.bar is not None and self.ground is None:
            return self.bar_width + self.padding, 0.0
        return self.padding, self.padding - 2.0

    def _inner(self, width: float) -> float:
        left, _ = self._side
        return width - left - (0.0 if self.bar is not None and self.ground is None else self.padding)

    def height(self, width: float) -> float:
        """The height of what is inside and of the padding."""
        return self.inside.height(self._inner(width)) + 2 * self._side[1]

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        """Draw the ground, then what is inside."""
        height = self.height(width)
        with canvas.artifact():
            canvas.saveState()
            self._draw_ground(canvas, x, top - height, width, height)
            canvas.restoreState()
        left, above = self._side
        self.inside.draw(canvas, x + left, top - above, self._inner(width))
        if self.placed is not None:
            self.placed(canvas.page, (x, top - height, x + width, top))

    def _draw_ground(self, canvas: PackCanvas, x: float, y: float, width: float, height: float) -> None:
        if self.ground is not None:
            canvas.setFillColor(self.ground)
            canvas.roundRect(x, y, width, height, 4.5, stroke=0, fill=1)
        if self.border is not None:
            canvas.setStrokeColor(self.border)
            canvas.setLineWidth(0.75)
            canvas.roundRect(x, y, width, height, 4.5, stroke=1, fill=0)
        if self.bar is not None:
            canvas.setFillColor(self.bar)
            canvas.rect(x, y, self.bar_width, height, stroke=0, fill=1)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Cut what is inside; each part gets its own ground."""
        if self.placed is not None or self.height(width) < self.whole_below:
            return None
        parts = self.inside.split(self._inner(width), room - 2 * self._side[1])
        if parts is None:
            return None
        return replace(self, inside=parts[0]), replace(self, inside=parts[1], before=6.0)


@dataclass(kw_only=True)
class Picture:
    """A drawing of a fixed height that belongs to a Figure element; `paint` gets canvas, x, top and width."""

    element: Element
    tall: float
    paint: Callable[[PackCanvas, float, float, float], None]
    before: float = 0.0
    keep: float = 0.0

    def height(self, _width: float) -> float:
        """Its own height, at any width."""
        return self.tall

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        """Paint it, and note its bounding box, which a figure must have (ISO 32000-1, table 344)."""
        self.element.attributes = {
            "Layout": {"Placement": "Block", "BBox": (x, top - self.tall, x + width, top)}
        }
        with canvas.tagged(self.element):
            canvas.saveState()
            self.paint(canvas, x, top, width)
            canvas.restoreState()

    def split(self, _width: float, _room: float) -> tuple[Block, Block] | None:
        """Never cut."""
        return None


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


def texts(
    parent: Element, text: str, text_style: ParagraphStyle, place: str, *, between: float = 5.0
) -> list[Block]:
    """A block for each line of `text` that is not empty, each a P below `parent`; a bar where something was withheld."""
    blocks: list[Block] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        for words, is_withheld in pieces(line):
            before, element = between if blocks else 0.0, parent.add("P")
            drawn = on_bar(text_style) if is_withheld else text_style
            set_words = Text(element, paragraph([(words, drawn)], place), before=before)
            blocks.append(WithheldBar(set_words, before=before) if is_withheld else set_words)
    return blocks
