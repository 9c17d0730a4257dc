"""Sizes in points and colours of the pages, as in the design's cover; and text set in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus.paraparser import ParaFrag

from prevent_desktop.packs.document import fonts
from prevent_desktop.packs.document.plain_text import TypedParagraph

if TYPE_CHECKING:
    from prevent_desktop.packs.document.text_shaping.shaped_text import ShapedText

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 48.0
BODY_WIDTH = PAGE_WIDTH - 2 * MARGIN
BODY_TOP = PAGE_HEIGHT - 74.0
BODY_BOTTOM = 56.0
MARKING_BASELINE = PAGE_HEIGHT - 52.0
FOOTER_BASELINE = 28.0

_ASCENT = 0.96875  # of Inter, in ems
_LETTER_HEIGHT = 1.21  # ascent and descent

INK = HexColor("#0b1620")
MUTED = HexColor("#4d5c69")
NAVY = HexColor("#0f2f4a")
PALE_BLUE = HexColor("#edf3f9")
PALE_AMBER = HexColor("#fdeecb")
LINE = HexColor("#9fb2c3")
RULE = HexColor("#d4dbe2")
FAINT_RULE = HexColor("#e8edf1")
BORDER = HexColor("#8aa0b3")
GREY = HexColor("#8aa0b3")
BLUE = HexColor("#0c447c")
AMBER = HexColor("#b36b00")
GREEN = HexColor("#0b6e4f")


def _style(name: str, font: str, size: float, leading: float, colour: HexColor) -> ParagraphStyle:
    return ParagraphStyle(
        name, fontName=font, bulletFontName=font, fontSize=size, leading=leading, textColor=colour,
        splitLongWords=1, embeddedHyphenation=2, allowWidows=0, allowOrphans=0,
    )  # fmt: skip


BODY = _style("body", fonts.REGULAR, 10.5, 15.75, INK)
BODY_MUTED = _style("body muted", fonts.REGULAR, 10.5, 15.75, MUTED)
LEAD = _style("lead", fonts.SEMIBOLD, 10.5, 15.75, INK)
ABSENT = _style("absent", fonts.ITALIC, 10.5, 15.75, MUTED)
NOT_ASKED = _style("not asked", fonts.REGULAR, 10.5, 15.75, MUTED)
QUOTED_BY = _style("quoted by", fonts.SEMIBOLD, 8.25, 12.0, BLUE)
OPINION_OF = _style("opinion of", fonts.SEMIBOLD, 8.25, 12.0, MUTED)
CHANGED = _style("changed", fonts.SEMIBOLD, 8.25, 12.0, BLUE)
QUESTION = _style("question", fonts.REGULAR, 9.75, 15.75, MUTED)
TITLE = _style("title", fonts.BOLD, 23.0, 29.0, INK)
PART = _style("part", fonts.BOLD, 18.0, 24.0, INK)
SECTION = _style("section", fonts.SEMIBOLD, 12.5, 18.0, INK)
GROUP = _style("group", fonts.SEMIBOLD, 10.5, 15.75, NAVY)
META = _style("meta", fonts.REGULAR, 9.75, 14.0, MUTED)
CODE = _style("code", fonts.SEMIBOLD, 24.0, 38.0, INK)
SMALL = _style("small", fonts.REGULAR, 9.0, 13.0, INK)
SMALL_LEAD = _style("small lead", fonts.SEMIBOLD, 9.0, 13.0, INK)
SMALL_MUTED = _style("small muted", fonts.REGULAR, 9.0, 13.0, MUTED)
TABLE_HEAD = _style("table head", fonts.SEMIBOLD, 9.0, 13.0, MUTED)
TABLE_HEAD_RIGHT = ParagraphStyle("table head right", parent=TABLE_HEAD, alignment=TA_RIGHT)
DIGEST = _style("digest", fonts.REGULAR, 7.5, 11.0, MUTED)


def sink(text_style: ParagraphStyle) -> float:
    """How far a line moves down so that its letters stand in the middle of its leading."""
    return float(text_style.leading - _LETTER_HEIGHT * text_style.fontSize) / 2


def baseline(text_style: ParagraphStyle) -> float:
    """How far below the upper edge of a line its letters stand."""
    return sink(text_style) + _ASCENT * float(text_style.fontSize)


def _fragment(text: str, style: ParagraphStyle) -> ParaFrag:
    return ParaFrag(
        text=text, fontName=style.fontName, fontSize=style.fontSize, textColor=style.textColor, bold=0, italic=0, rise=0,
        greek=0, link=[], us_lines=[], __tag__="para",
    )  # fmt: skip


def paragraph(parts: Sequence[tuple[str, ParagraphStyle]], place: str) -> TypedParagraph | ShapedText:
    """A paragraph of `parts`, each in its style; the first style gives the leading. No part is read as markup.

    Where no shipped font has a character its number stands; `place` names where that is.
    """
    cleaned = [(fonts.clean(part), style) for part, style in parts]
    if all(fonts.is_plain(text, style.fontName) for text, style in cleaned):
        return TypedParagraph([_fragment(text, style) for text, style in cleaned], parts[0][1])
    from prevent_desktop.packs.document.text_shaping.shaped_text import ShapedText

    return ShapedText.of(cleaned, place, _ASCENT)
