"""Sets a part of the record for the printer, in the manner of a pack: the same fonts, answers, table and marking."""

from __future__ import annotations

from prevent_desktop.formatting import long_day, long_moment
from prevent_desktop.packs.document import fonts, style
from prevent_desktop.packs.document.answers import facts_block, section_blocks
from prevent_desktop.packs.document.blocks import Block, Text, texts
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.finishing import finish
from prevent_desktop.packs.document.outline import Part
from prevent_desktop.packs.document.pages import Furniture, NewChapter, Pages
from prevent_desktop.packs.document.tables import chronology_table
from prevent_desktop.packs.document.time_picture import time_picture
from prevent_desktop.packs.document.unprintable import unprintable_note
from prevent_desktop.packs.document.xmp import PRODUCER, About
from prevent_desktop.packs.printed import PrintedPart
from prevent_desktop.translation import _


def build_printed(part: PrintedPart) -> bytes:
    """The PDF of `part`, unsigned.

    Raises PackContentError.
    """
    root = Element("Document")
    marking = root.add("P")
    with fonts.ONE_AT_A_TIME:
        canvas = PackCanvas()
        furniture = Furniture(marking=part.marking, marking_element=marking, foot=_foot(part))
        Pages(canvas, furniture).place(
            [NewChapter(Part(part.title, part.title)), *_blocks(root, part)],
            lambda: unprintable_note(root, canvas),
        )
        pages = canvas.finish()
    about = About(title=part.title, author=part.organisation or PRODUCER, at=part.printed_at)
    return finish(pages, about, root)


def _foot(part: PrintedPart) -> str:
    moment = long_moment(part.printed_at)
    if not part.printed_by:
        return _("Printed {moment}").format(moment=moment)
    return _("Printed {moment} by {who}").format(moment=moment, who=part.printed_by)


def _blocks(root: Element, part: PrintedPart) -> list[Block]:
    """In the order of reading."""
    head = root.add("Sect")
    about = _("About {person} · printed {day}").format(
        person=part.about, day=long_day(part.printed_at.date())
    )
    blocks: list[Block] = [
        *texts(head, part.organisation, style.META, _("sender")),
        Text(head.add("H1"), style.paragraph([(part.title, style.TITLE)], _("title")), before=1.0),
        Text(head.add("P"), style.paragraph([(about, style.META)], _("title"))),
    ]
    for remark in part.remarks:
        blocks += texts(head, remark, style.META, part.title)
    if part.facts:
        blocks += facts_block(root.add("Sect"), part.facts, before=14.0)
    for section in part.sections:
        blocks += section_blocks(root.add("Sect"), section)
    if part.entries:
        table = root.add("Sect")
        blocks += [*time_picture(table, part.entries), chronology_table(table, part.entries)]
    return blocks
