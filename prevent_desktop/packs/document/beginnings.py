"""Long texts of page one begin there and go on behind it, so that page one is always one page.

The rest belongs to the same structure elements, so that whoever goes by the tags gets each text in one piece; only eyes
need to be told where it goes on. That is therefore an artifact, and so are the headings above the rests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prevent_desktop.packs.document import fonts, style
from prevent_desktop.packs.document.blocks import Block, Column, Text
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.translation import _

_MORE = 3
"""So many more lines have the texts that a duty officer must see: two and the pointer fit in, whatever else does not."""


class Beginnings:
    """Texts of which at most `lines` lines stand on page one, with the pointer to the rest; all of them where it is None."""

    def __init__(self, lines: int | None) -> None:
        self._lines = lines
        self._made: list[_Beginning] = []

    @property
    def are_whole(self) -> bool:
        """Whether all of each text stands on page one."""
        return self._lines is None

    def of(self, title: str, blocks: Sequence[Block], *, comes_first: bool) -> list[Block]:
        """`blocks` below the heading `title`. What `comes_first` has more lines, and some however little room there is."""
        if self._lines is None or not blocks:
            return [*blocks]
        lines = self._lines + (_MORE if comes_first else 0)
        beginning = _Beginning(title, Column(blocks=blocks), lines * style.BODY.leading)
        self._made.append(beginning)
        return [beginning]

    def rests(self) -> list[Block]:
        """What goes on, each with its heading, in the order of reading; known once all heights were asked for."""
        blocks: list[Block] = []
        for beginning in self._made:
            if beginning.rest is not None:
                heading = style.paragraph([(beginning.title, style.LEAD)], beginning.title)
                blocks += [Text(None, heading, before=14.0, keep=50.0), beginning.rest]
        return blocks


class _Beginning:
    """As much of `whole` as is no higher than `most` points, then on which page the rest is."""

    before = 0.0
    keep = 0.0

    def __init__(self, title: str, whole: Column, most: float) -> None:
        self.title = title
        self.rest: _Rest | None = None
        self._whole = whole
        self._most = most
        self._shown: tuple[float, Block] | None = None

    def height(self, width: float) -> float:
        """The height of what is shown here."""
        return self._at(width).height(width)

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        """Draw that, and say where it goes on."""
        self._at(width).draw(canvas, x, top, width)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Only where page one cannot be one page at all."""
        return self._at(width).split(width, room)

    def _at(self, width: float) -> Block:
        if self._shown is None or self._shown[0] != width:
            self._shown = (width, self._cut(width))
        return self._shown[1]

    def _cut(self, width: float) -> Block:
        self.rest = None
        if self._whole.height(width) <= self._most:
            return self._whole
        parts = self._parts(width)
        if parts is None and self._most:
            return self._whole  # a few lines that cannot be parted
        first, rest = ([parts[0]], parts[1]) if parts else ([], self._whole)
        place = _Place()
        self.rest = _Rest(rest, place)
        return Column(blocks=[*first, _Pointer(place)])

    def _parts(self, width: float) -> tuple[Block, Block] | None:
        """Cut with room for the pointer; a line later where a paragraph of three lines cannot be cut."""
        line = float(style.BODY.leading)
        if self._most <= line:
            return None
        return self._whole.split(width, self._most - line) or self._whole.split(width, self._most)


@dataclass(slots=True)
class _Place:
    """The index of the page on which a rest begins, once it is drawn."""

    page: int | None = None


class _Rest:
    """What goes on, told to `place` when it is drawn."""

    before = 0.0
    keep = 0.0

    def __init__(self, block: Block, place: _Place) -> None:
        self._block = block
        self._place = place

    def height(self, width: float) -> float:
        """Its height."""
        return self._block.height(width)

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        """Draw it, and note the page."""
        self._place.page = canvas.page
        self._block.draw(canvas, x, top, width)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """As it may be cut itself; the first part tells the page."""
        parts = self._block.split(width, room)
        return None if parts is None else (_Rest(parts[0], self._place), parts[1])


class _Pointer:
    """A line that says on which page it goes on, written once that is known."""

    before = 0.0
    keep = 0.0

    def __init__(self, place: _Place) -> None:
        self._place = place

    def height(self, _width: float) -> float:
        """One line."""
        return float(style.BODY.leading)

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        """Leave a place for the words."""
        del width

        def write() -> None:
            words = _("Continued on page {page}").format(page=(self._place.page or 0) + 1)
            below = top - style.baseline(style.BODY)
            canvas.write(words, x, below, font=fonts.SEMIBOLD, size=style.BODY.fontSize, colour=style.BLUE)

        with canvas.artifact("/Type /Pagination"):
            canvas.later(write)

    def split(self, _width: float, _room: float) -> None:
        """Never cut."""
