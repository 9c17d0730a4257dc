"""Sets the page that tells a receiver how to open a pack, in the manner of a pack."""

from __future__ import annotations

from collections.abc import Sequence

from prevent_desktop.formatting import long_day
from prevent_desktop.packs.document import fonts, style
from prevent_desktop.packs.document.blocks import Block, Text, texts
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.finishing import finish
from prevent_desktop.packs.document.frames import Panel
from prevent_desktop.packs.document.unprintable import draw_page
from prevent_desktop.packs.document.xmp import About
from prevent_desktop.packs.how_to_open import HowTo, Step, steps
from prevent_desktop.translation import _


def build_how_to(how_to: HowTo) -> bytes:
    """One tagged A4 page as PDF; no name of anybody whom a record is about is on it."""
    root = Element("Document")
    with fonts.ONE_AT_A_TIME:
        canvas = PackCanvas()
        draw_page(canvas, root, _blocks(root, how_to))
        canvas.showPage()
        pages = canvas.finish()
    about = About(title=_title(), author=how_to.sender.organisation, at=how_to.made_at)
    return finish(pages, about, root)


def _title() -> str:
    return _("How to open a pack")


def _blocks(root: Element, how_to: HowTo) -> Sequence[Block]:
    """In the order of reading, which is the order in which the elements are made."""
    title = _title()
    way = _("{organisation} · for {receiver} · {day}").format(
        organisation=how_to.sender.organisation,
        receiver=how_to.recipient_name,
        day=long_day(how_to.made_at.date()),
    )
    blocks: list[Block] = [
        Text(root.add("H1"), style.paragraph([(title, style.TITLE)], title)),
        Text(root.add("P"), style.paragraph([(way, style.META)], title)),
    ]
    for step in steps(how_to):
        blocks += _step(root.add("Sect"), step)
    return blocks


def _step(part: Element, step: Step) -> list[Block]:
    blocks: list[Block] = [
        Text(part.add("H2"), style.paragraph([(step.title, style.SECTION)], step.title), before=20.0)
    ]
    blocks += [
        block
        for sentence in step.sentences
        for block in texts(part, sentence, style.BODY, step.title, between=4.0)
    ]
    for block in blocks[1:]:
        block.before = 4.0
    for command in step.commands:
        line = Text(part.add("P"), style.paragraph([(command, style.SMALL_LEAD)], command))
        blocks.append(Panel(inside=line, ground=style.PALE_BLUE, padding=8.0, before=8.0))
    return blocks
