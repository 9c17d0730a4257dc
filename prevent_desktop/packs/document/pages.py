"""Puts blocks on pages: what fits where, what moves over, and the marking and numbers of each page."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from reportlab.pdfbase.pdfmetrics import stringWidth

from prevent_desktop.errors import PackContentError
from prevent_desktop.packs.document import fonts
from prevent_desktop.packs.document.blocks import Block, Text
from prevent_desktop.packs.document.canvas import Align, PackCanvas
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.outline import Part
from prevent_desktop.packs.document.style import (
    BODY_BOTTOM,
    BODY_TOP,
    BODY_WIDTH,
    FOOTER_BASELINE,
    MARGIN,
    MARKING_BASELINE,
    MUTED,
    PAGE_WIDTH,
)
from prevent_desktop.translation import _

_LEAST_PART = 60.0
_LEAST_BEGINNING = 125.0
_BETWEEN_CHAPTERS = 36.0
_ROOM_TO_BEGIN = 0.6 * (BODY_TOP - BODY_BOTTOM)
_LONGEST_TITLE = 38
_HEADER = "/Type /Pagination /Subtype /Header"
_FOOTER = "/Type /Pagination /Subtype /Footer"


@dataclass(frozen=True, slots=True)
class NewChapter:
    """A chapter begins: on the open page, if that belongs to another one and is mostly empty, or takes it as a whole.

    The pages after the one on which `part` begins repeat its title at the top.
    """

    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What each page repeats: the marking above and below, and what the foot says on the left.

    A screen reader says the marking once, on page one, where it belongs to `marking_element`.
    """

    marking: str
    marking_element: Element
    foot: str


class Pages:
    """Fills the pages of a canvas from top to bottom."""

    def __init__(self, canvas: PackCanvas, furniture: Furniture) -> None:
        self._canvas = canvas
        self._furniture = furniture
        self._y = BODY_TOP
        self._part: Part | None = None
        self._titled_page = 0

    def place(
        self, blocks: Iterable[Block | NewChapter], at_end: Callable[[], Iterable[Block]] = tuple
    ) -> None:
        """Put all blocks on pages, below them what is to be said `at_end` of them, and end the last page."""
        self._fill(blocks)
        self._fill(at_end())
        self._end_page()

    def _fill(self, blocks: Iterable[Block | NewChapter]) -> None:
        waiting = deque(blocks)
        while waiting:
            block = waiting.popleft()
            if isinstance(block, NewChapter):
                self._start_chapter(block, waiting)
            else:
                waiting.extendleft(reversed(self._put(block, waiting)))

    def _start_chapter(self, new: NewChapter, following: Iterable[Block | NewChapter]) -> None:
        """The first one always leaves the pages before it alone: page one names nobody."""
        if self._y < BODY_TOP:
            room = self._y - _BETWEEN_CHAPTERS - BODY_BOTTOM
            if self._part and (room >= _ROOM_TO_BEGIN or _fits(following, room)):
                self._y -= _BETWEEN_CHAPTERS
            else:
                self._end_page()
        self._part, self._titled_page = new.part, self._canvas.page
        new.part.reached(self._canvas.page, self._y)

    def _put(self, block: Block, following: Iterable[Block | NewChapter]) -> list[Block]:
        """Draw what fits of `block`; return what is left of it for the next page."""
        at_top = self._y >= BODY_TOP
        top = self._y - (0.0 if at_top else block.before)
        room = top - BODY_BOTTOM
        if block.height(BODY_WIDTH) + _kept_below(block, following) <= room:
            self._draw(block, top)
            return []
        parts = block.split(BODY_WIDTH, room) if room >= _LEAST_PART else None
        if parts is not None:
            self._draw(parts[0], top)
        elif at_top:
            raise PackContentError(
                _("The pack cannot be set on pages"),
                _("One part of it is higher than a page and cannot be divided."),
                _("Shorten the longest text of the pack, or divide it into paragraphs."),
            )
        self._end_page()
        return [block if parts is None else parts[1]]

    def _draw(self, block: Block, top: float) -> None:
        if top >= BODY_TOP:
            self._draw_furniture()
        if self._part and isinstance(block, Text) and block.bookmark:
            title = block.bookmark
            self._part.sections.append(Part(title, title, page=self._canvas.page, top=top))
        block.draw(self._canvas, MARGIN, top, BODY_WIDTH)
        self._y = top - block.height(BODY_WIDTH)

    def _end_page(self) -> None:
        self._canvas.showPage()
        self._y = BODY_TOP

    def _draw_furniture(self) -> None:
        canvas, furniture, page = self._canvas, self._furniture, self._canvas.page
        said = canvas.tagged(furniture.marking_element) if page == 0 else canvas.artifact(_HEADER)
        with said:
            self._draw_marking(MARKING_BASELINE, 9.0)
            if self._part and page > self._titled_page:
                canvas.write(_shortened(self._part.title), MARGIN, MARKING_BASELINE, size=8.25, colour=MUTED)
        with canvas.artifact(_FOOTER):
            self._draw_marking(FOOTER_BASELINE + self._lift(), 8.25)
            canvas.write(furniture.foot, MARGIN, FOOTER_BASELINE, size=8.25, colour=MUTED)
            canvas.later(lambda: self._draw_number(page))

    def _lift(self) -> float:
        """A long marking stands a line above the foot rather than on it."""
        foot = stringWidth(self._furniture.foot, fonts.REGULAR, 8.25)
        marking = stringWidth(self._furniture.marking, fonts.SEMIBOLD, 8.25)
        return 0.0 if foot + 12.0 + marking / 2 <= PAGE_WIDTH / 2 - MARGIN else 12.0

    def _draw_marking(self, baseline: float, size: float) -> None:
        self._canvas.write(
            self._furniture.marking,
            PAGE_WIDTH / 2,
            baseline,
            font=fonts.SEMIBOLD,
            size=size,
            align=Align.CENTRE,
        )

    def _draw_number(self, page: int) -> None:
        text = _("Page {page} of {total}").format(page=page + 1, total=self._canvas.page_total)
        self._canvas.write(
            text, PAGE_WIDTH - MARGIN, FOOTER_BASELINE, size=8.25, colour=MUTED, align=Align.RIGHT
        )


def _fits(blocks: Iterable[Block | NewChapter], room: float) -> bool:
    """Whether a chapter, which `blocks` begin with, is no higher than that."""
    for block in blocks:
        if isinstance(block, NewChapter):
            break
        room -= block.before + block.height(BODY_WIDTH)
        if room < 0:
            return False
    return True


def _kept_below(block: Block, following: Iterable[Block | NewChapter]) -> float:
    """What a heading must have below it on its page: what it asks for, and the beginning of what it heads."""
    if not block.keep:
        return 0.0
    needed = 0.0
    for below in following:
        if isinstance(below, NewChapter):
            break
        height = below.height(BODY_WIDTH)
        needed += below.before + (height if below.keep else min(height, _LEAST_BEGINNING))
        if not below.keep:
            break
    return max(block.keep, needed)


def _shortened(title: str) -> str:
    """As much of a title as fits on the left of the marking."""
    return title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE].rstrip()}…"
