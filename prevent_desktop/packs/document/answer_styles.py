"""How an answer looks, and in which words it says what it is: a quotation, a judgement, no answer, another one than before.

Never by colour alone: each has words, and a shape of its own.
"""

from __future__ import annotations

from reportlab.lib.styles import ParagraphStyle

from prevent_desktop.packs.content import Absence, PackLine
from prevent_desktop.packs.document import style
from prevent_desktop.packs.document.blocks import Block, Column, Text, texts
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.corrections import answer_corrected
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.frames import Panel
from prevent_desktop.packs.document.placing import Indented
from prevent_desktop.translation import _

_MARK_SPACE = 15.0
_MARK_RADIUS = 4.0
_FIRST_LINE = style.BODY.leading / 2


def answer_blocks(body: Element, line: PackLine) -> list[Block]:
    """The answers of a line, below `body`, with what was corrected and changed about them."""
    return [
        *_said(body, line),
        *answer_corrected(body, line.corrected, line.question),
        *changed_since(body, line.changed, line.question),
    ]


def changed_since(body: Element, words: str, place: str) -> list[Block]:
    """That it is another answer than in an earlier form; nothing where it is not."""
    if not words:
        return []
    text = Text(body.add("P"), style.paragraph([(words, style.CHANGED)], place), before=3.0)
    return [Indented(block=text, indent=11.0, mark=_triangle)]


def _said(body: Element, line: PackLine) -> list[Block]:
    text = "\n".join(line.answers)
    if line.absence is not None:
        return _absent(body, line.absence, text, line.question)
    if line.own_words:
        label = _label(body, _("In their own words"), style.QUOTED_BY)
        said = texts(body.add("BlockQuote"), text, style.BODY, line.question)
        inside = Column(blocks=[label, *said])
        return [Panel(inside=inside, ground=style.PALE_BLUE, bar=style.BLUE, bar_width=2.5, padding=9.0)]
    if line.opinion or line.view:
        label = _label(body, line.view or _("Professional opinion"), style.OPINION_OF)
        said = texts(body, text, style.BODY, line.question, between=3.0)
        return [Panel(inside=Column(blocks=[label, *said]), bar=style.GREY, bar_width=1.5, padding=9.0)]
    return texts(body, text, style.BODY, line.question, between=3.0)


def _label(body: Element, words: str, text_style: ParagraphStyle) -> Text:
    return Text(body.add("P"), style.paragraph([(words, text_style)], words))


def _absent(body: Element, absence: Absence, text: str, place: str) -> list[Block]:
    if absence is Absence.OTHER:
        return texts(body, text, style.ABSENT, place)
    not_known = absence is Absence.NOT_KNOWN
    said = texts(body, text, style.ABSENT if not_known else style.NOT_ASKED, place)
    return [
        Indented(
            block=Column(blocks=said), indent=_MARK_SPACE, mark=_dashed_ring if not_known else _barred_box
        )
    ]


def _outline(canvas: PackCanvas) -> None:
    canvas.setStrokeColor(style.MUTED)
    canvas.setLineWidth(1.0)


def _dashed_ring(canvas: PackCanvas, x: float, top: float) -> None:
    """Not known: an open ring."""
    _outline(canvas)
    canvas.setDash(2.2, 1.9)
    canvas.circle(x + _MARK_RADIUS + 0.5, top - _FIRST_LINE, _MARK_RADIUS, stroke=1, fill=0)


def _barred_box(canvas: PackCanvas, x: float, top: float) -> None:
    """Not asked: a box with a stroke through it."""
    _outline(canvas)
    left, low, side = x + 0.5, top - _FIRST_LINE - _MARK_RADIUS, 2 * _MARK_RADIUS
    canvas.rect(left, low, side, side, stroke=1, fill=0)
    canvas.line(left, low, left + side, low + side)


def _triangle(canvas: PackCanvas, x: float, top: float) -> None:
    """Changed: a small triangle."""
    canvas.setFillColor(style.BLUE)
    middle = top - style.CHANGED.leading / 2
    path = canvas.beginPath()
    path.moveTo(x, middle - 3.0)
    path.lineTo(x + 7.0, middle - 3.0)
    path.lineTo(x + 3.5, middle + 3.2)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)
