"""Writes the pieces of a line into a page's content.

All stands in the content in the order in which it was typed, at the place where it is seen; what runs leftward has each
letter in a text object of its own. So readers that go by the content get it as it was typed, and those that go by where
letters stand put it into that order themselves. They read what runs leftward from its right end and turn round what a
code says, so a code of several characters says them the other way round. A mark of direction is said with signs that
stand where the direction changes, and with marks on letters there, which would go with the wrong neighbours otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Protocol
from unicodedata import bidirectional

from prevent_desktop.packs.document import fonts
from prevent_desktop.packs.document.text_shaping.codes import ShapedFont, ShapedFonts
from prevent_desktop.packs.document.text_shaping.setting import Line, Piece
from prevent_desktop.packs.document.text_shaping.shaping import Cluster

_DIRECTED = frozenset({"L", "R", "AL", "EN", "AN"})
_NUMBERS = frozenset({"ES", "ET", "CS"})
"""Signs that readers take for parts of a number, so that no mark helps: full stops and commas among them."""
_HEAVY = frozenset({fonts.SEMIBOLD, fonts.BOLD})
_OUTLINE = 0.03  # of the size: letters whose font has one weight only are drawn heavier by an outline
_LEFTWARD_MARK, _RIGHTWARD_MARK = "\u200f", "\u200e"


class Page(Protocol):
    """What of a canvas is needed to draw text on its open page."""

    lettered_fonts: ShapedFonts

    def put(self, operators: str) -> None:
        """Add operators to the content."""
        ...


def marks(line: Line) -> list[list[str]]:
    """The mark of direction that each cluster needs, or nothing: for each piece of the line, as it was typed."""
    found: list[list[str]] = [[] for _piece in line.pieces]
    before = False
    for place in line.order:
        piece = line.pieces[place]
        needed = _marks(piece, wanted=before != piece.leftward)
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


def _draw_rightward(page: Page, run: _Run, x: float, baseline: float) -> None:
    first = run[0][0]
    font = page.lettered_fonts.font(first.face)
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
    font = page.lettered_fonts.font(first.face)
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
