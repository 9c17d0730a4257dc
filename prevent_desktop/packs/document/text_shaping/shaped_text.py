"""A paragraph and a single line of lettered text, in the places of ReportLab's own."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Protocol
from unicodedata import bidirectional

from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle

from prevent_desktop.packs.document import fonts
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.text_shaping import languages
from prevent_desktop.packs.document.text_shaping.codes import MOST_MARKS, ShapedFont, ShapedFonts
from prevent_desktop.packs.document.text_shaping.setting import Line, Piece, ends, line_of, lines
from prevent_desktop.packs.document.text_shaping.shaping import Cluster, Shaped, shape

_DIRECTED = frozenset({"L", "R", "AL", "EN", "AN"})
_NUMBERS = frozenset({"ES", "ET", "CS"})
"""Signs that readers take for parts of a number, so that no mark helps: full stops and commas among them."""
_HEAVY = frozenset({fonts.SEMIBOLD, fonts.BOLD})
_OUTLINE = 0.03  # of the size: letters whose font has one weight only are drawn heavier by an outline
_LEFTWARD_MARK, _RIGHTWARD_MARK = "\u200f", "\u200e"
_ONE_UNIT = "\uffff"  # the last character that is one unit of UTF-16


class Page(Protocol):
    """What of a canvas is needed to draw text on its open page."""

    lettered_fonts: ShapedFonts

    def put(self, operators: str) -> None:
        """Add operators to the content."""
        ...


def marks(line: Line) -> list[list[str]]:
    """The mark of direction that each cluster needs, or nothing: for each piece of the line, as it was typed.

    A sign of two UTF-16 units (an emoji) that stands behind nothing but a marked space gets the mark as well: PDFium
    leaves such spaces out and guesses others from the places, so that their mark is lost and the units are turned round.
    """
    found: list[list[str]] = [[] for _piece in line.pieces]
    before = spaced = False
    for place in line.order:
        piece = line.pieces[place]
        needed = _marks(piece, wanted=before != piece.leftward)
        spaced = spaced and not piece.leftward
        for number, cluster in enumerate(() if piece.leftward else piece.clusters):
            if spaced and cluster.text[0] > _ONE_UNIT:
                needed[number] = _RIGHTWARD_MARK
            spaced = cluster.is_space and (spaced or bool(needed[number]))
        found[place] = needed[::-1] if piece.leftward else needed
        before = piece.leftward
    return found


def _marks(piece: Piece, *, wanted: bool) -> list[str]:
    """From left to right: one where direction changes, before the first character that does not show it by itself."""
    needed: list[str] = []
    for cluster in piece.from_left():
        kind = bidirectional(cluster.text[-1 if piece.leftward else 0])
        plain = cluster.is_space and piece.leftward
        marked = wanted and kind not in _DIRECTED and kind not in _NUMBERS and not plain
        needed.append((_LEFTWARD_MARK if piece.leftward else _RIGHTWARD_MARK) if marked else "")
        wanted = wanted and not marked and kind not in _DIRECTED
    return needed


def draw_piece(page: Page, piece: Piece, needed: Sequence[str], x: float, baseline: float) -> None:
    """Draw a piece whose left end is `x`, in points."""
    pen = x + (sum(cluster.width for cluster in piece.clusters) if piece.leftward else 0.0)
    drawn = zip(piece.clusters, needed, strict=True)
    for _key, group in groupby(drawn, key=lambda each: (each[0].face.name, id(each[0].style))):
        run = list(group)
        width = sum(cluster.width for cluster, _mark in run)
        if piece.leftward:
            _draw_leftward(page, run, pen, baseline)
            pen -= width
        else:
            _draw_rightward(page, run, pen, baseline)
            pen += width


_Run = Sequence[tuple[Cluster, str]]


def _font(page: Page, run: _Run) -> ShapedFont:
    """The font of a run, which takes a code for each of its characters at most."""
    codes = sum(min(len(cluster.text), MOST_MARKS) for cluster, _mark in run)
    return page.lettered_fonts.font(run[0][0].face, codes)


def _draw_rightward(page: Page, run: _Run, x: float, baseline: float) -> None:
    first = run[0][0]
    font = _font(page, run)
    shown: list[str] = []
    for cluster, mark in run:
        code = font.code(cluster, mark + cluster.text)
        shown.append(f"<{code.number:04X}>")
        if code.further:
            shown.append(_number(-code.further * 1000 / first.face.units))
    operators = " ".join(shown).replace("> <", "")
    _put(page, first, font, x, baseline, f"[{operators}] TJ")


def _draw_leftward(page: Page, run: _Run, right: float, baseline: float) -> None:
    first = run[0][0]
    font = _font(page, run)
    scale = float(first.style.fontSize) * first.face.larger / first.face.units
    pen, at, shown = right, right, list[str]()
    for cluster, mark in run:
        pen -= cluster.width
        for offset, number in font.letters(cluster, mark):
            stands = round(pen + offset * scale, 4)
            shown.append(f"{_number(stands - at)} 0 Td <{number:04X}> Tj")
            at = stands
    _put(page, first, font, right, baseline, " ".join(shown))


def _put(page: Page, first: Cluster, font: ShapedFont, x: float, baseline: float, operators: str) -> None:
    size = float(first.style.fontSize) * font.face.larger
    colour = " ".join(_number(part) for part in first.style.textColor.rgb())
    line = ""
    if first.style.fontName in _HEAVY and not font.face.name.startswith("Inter-"):
        line = f"{colour} RG 2 Tr {_number(size * _OUTLINE)} w "
    placed = f"/{font.key} {_number(size)} Tf {_number(x)} {_number(baseline)} Td"
    page.put(f"q {colour} rg {line}BT {placed} {operators} ET Q")


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


class TaggedPage(Page, Protocol):
    """A page on which what is drawn can be marked as a structure element's."""

    def tagged(self, element: Element) -> AbstractContextManager[None]:
        """Mark what is drawn meanwhile."""
        ...


@lru_cache(maxsize=64)
def _shaped(parts: tuple[tuple[str, ParagraphStyle], ...], place: str) -> Shaped:
    """Page one is set again and again until all fits; its texts are shaped once."""
    return shape(parts, place)


@dataclass(frozen=True, slots=True)
class ShapedText:
    """A paragraph from cluster `start` to `end` (None: to its end). `ascent` is in ems, lengths are points.

    `known` tells where lines end at one width: what is left of a long paragraph is not measured anew on each page.
    """

    shaped: Shaped
    style: ParagraphStyle
    ascent: float
    start: int = 0
    end: int | None = None
    known: tuple[float, tuple[int, ...]] = (0.0, ())

    @classmethod
    def of(cls, parts: Sequence[tuple[str, ParagraphStyle]], place: str, ascent: float) -> ShapedText:
        """Shape `parts`, each in its style; the first style gives the leading."""
        return cls(_shaped(tuple(parts), place), parts[0][1], ascent)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """The width, and the height of its lines at that width."""
        return width, len(self._ends(width)) * float(self.style.leading)

    def _ends(self, width: float) -> tuple[int, ...]:
        if self.known[0] == width:
            return self.known[1]
        return tuple(ends(self.shaped, width, self.start, self.end))

    def split(self, width: float, height: float) -> list[ShapedText]:
        """Two parts of which the first fits, neither with a single line; itself where it fits; else nothing."""
        found = self._ends(width)
        fitting = int((height + 1e-6) // self.style.leading)
        if fitting >= len(found):
            return [self]
        fitting = min(fitting, len(found) - 2)
        if fitting < 2:  # noqa: PLR2004 - a single line is no paragraph
            return []
        cut = found[fitting - 1]
        first = replace(self, end=cut, known=(width, found[:fitting]))
        return [first, replace(self, start=cut, known=(width, found[fitting:]))]

    def draw(self, canvas: TaggedPage, element: Element | None, x: float, top: float, width: float) -> None:
        """Draw the lines below `top`, marked as the element's and as spans of it; without one, as they are."""
        canvas.lettered_fonts.note(self.shaped)
        baseline = top - self.ascent * float(self.style.fontSize)
        spans = _Spans(element, self.shaped)
        for line in lines(self.shaped, width, self.start, self.end):
            left = x + self._indent(width - line.width) - line.lead
            _draw_line(canvas, line, left, baseline, spans)
            baseline -= float(self.style.leading)

    def _indent(self, spare: float) -> float:
        alignment = self.style.alignment
        if alignment == TA_LEFT and self.shaped.direction:
            alignment = TA_RIGHT
        return {TA_RIGHT: spare, TA_CENTER: spare / 2}.get(alignment, 0.0)


class _Spans:
    """Gives each piece of a paragraph its structure element, in the order of reading."""

    def __init__(self, element: Element | None, shaped: Shaped) -> None:
        self._element = element
        self._divided = any(
            cluster.level % 2 or any(map(languages.script, cluster.text)) for cluster in shaped.clusters
        )
        self._open: tuple[Element, str, bool] | None = None

    def for_piece(self, piece: Piece) -> Element | None:
        """The element itself, or a span of it where pieces differ.

        A span tells the language, and what is said where it runs leftward. All pieces of such a paragraph get one,
        so that an element has marks or spans and never both: not all readers keep the order of the two.
        """
        if self._element is None or not self._divided:
            return self._element
        if self._open is None or self._open[1:] != (piece.language, piece.leftward):
            span = self._element.add("Span", language=piece.language)
            self._open = (span, piece.language, piece.leftward)
        span = self._open[0]
        if piece.leftward:
            span.actual_text += piece.text
        return span


def _draw_line(canvas: TaggedPage, line: Line, x: float, baseline: float, spans: _Spans) -> None:
    for piece, left, needed in zip(line.pieces, line.lefts(), marks(line), strict=True):
        owner = spans.for_piece(piece)
        with nullcontext() if owner is None else canvas.tagged(owner):
            draw_piece(canvas, piece, needed, x + left, baseline)


@dataclass(frozen=True, slots=True)
class ShapedLine:
    """One line that is never broken, such as a label in a drawing."""

    shaped: Shaped
    line: Line

    @classmethod
    def of(cls, text: str, style: ParagraphStyle) -> ShapedLine:
        """Shape `text` in `style`."""
        shaped = shape([(text, style)], text)
        return cls(shaped, line_of(shaped, 0, len(shaped.clusters)))

    @property
    def width(self) -> float:
        """In points."""
        return self.line.width

    def draw(self, canvas: TaggedPage, x: float, baseline: float) -> None:
        """Draw it from `x` on, inside whatever mark is open."""
        canvas.lettered_fonts.note(self.shaped)
        _draw_line(canvas, self.line, x, baseline, _Spans(None, self.shaped))
