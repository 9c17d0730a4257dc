"""What stands on pages: blocks that know their height at a width, draw themselves and can be cut in two.

Lengths are points; `top` is the upper edge in page coordinates (the origin is the lower left corner).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from reportlab.lib.colors import white
from reportlab.lib.styles import ParagraphStyle

from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.plain_text import TypedParagraph
from prevent_desktop.packs.document.style import INK, SECTION, paragraph

if TYPE_CHECKING:
    from prevent_desktop.packs.document.text_shaping.shaped_text import ShapedText
from prevent_desktop.packs.withheld_words import pieces

_PADDING = 6.0
_RADIUS = 2.0


class _Words(Protocol):
    """A text, as `blocks.Text`."""

    def height(self, width: float) -> float: ...

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None: ...


def on_bar(text_style: ParagraphStyle) -> ParagraphStyle:
    """The style of words on the bar, where `text_style` is that of the words around it."""
    return ParagraphStyle("withheld", parent=text_style, textColor=white)


class WithheldBar:
    """`words` in place of what was kept back, set as `on_bar`; a screen reader says them."""

    keep = 0.0

    def __init__(self, words: _Words, *, before: float = 0.0) -> None:
        self.before = before
        self._words = words

    def height(self, width: float) -> float:
        """The height of its lines."""
        return self._words.height(width - 2 * _PADDING)

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        """Draw the bar, then the words on it."""
        height = self.height(width)
        with canvas.artifact():
            canvas.saveState()
            canvas.setFillColor(INK)
            canvas.roundRect(x, top - height, width, height, _RADIUS, stroke=0, fill=1)
            canvas.restoreState()
        self._words.draw(canvas, x + _PADDING, top, width - 2 * _PADDING)

    def split(self, _width: float, _room: float) -> None:
        """Never cut."""


_ENDLESS = 1e6


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
    """A paragraph that belongs to `element`; without one it repeats what was said and is an artifact.

    `bookmark` is what the reader's list of bookmarks calls the place; empty for what is not in it.
    """

    def __init__(
        self,
        element: Element | None,
        paragraph: TypedParagraph | ShapedText,
        *,
        before: float = 0.0,
        keep: float = 0.0,
        bookmark: str = "",
    ) -> None:
        self.before = before
        self.keep = keep
        self.bookmark = bookmark
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
        self._wrapped = (0.0, 0.0)  # its lines are those of this width now
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
    _summed: tuple[float, float] = field(default=(0.0, 0.0), init=False, repr=False)
    """The height of all at one width: a page asks some thirty times, and a long text has ten thousand lines."""

    def height(self, width: float) -> float:
        """The height of all; the first one's own space is not counted."""
        if self._summed[0] != width:
            spaced = (
                block.height(width) + (block.before if place else 0.0)
                for place, block in enumerate(self.blocks)
            )
            self._summed = (width, sum(spaced))
        return self._summed[1]

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        """Draw all."""
        for place, block in enumerate(self.blocks):
            top -= block.before if place else 0.0
            block.draw(canvas, x, top, width)
            top -= block.height(width)

    def split(self, width: float, room: float) -> tuple[Column, Column] | None:
        """Cut between two blocks, or within one."""
        for place, block in enumerate(self.blocks):
            room -= block.before if place else 0.0
            height = block.height(width)
            if height > room:
                return self._cut(place, block.split(width, room))
            room -= height
        return None

    def _cut(self, place: int, parts: tuple[Block, Block] | None) -> tuple[Column, Column] | None:
        if parts is None and place == 0:
            return None
        first, rest = ([], [self.blocks[place]]) if parts is None else ([parts[0]], [parts[1]])
        return (
            Column(blocks=[*self.blocks[:place], *first], before=self.before),
            Column(blocks=[*rest, *self.blocks[place + 1 :]]),
        )


def section_heading(parent: Element, title: str) -> Text:
    """The heading of a section inside a part."""
    return Text(
        parent.add("H3"), paragraph([(title, SECTION)], title), before=20.0, keep=60.0, bookmark=title
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
