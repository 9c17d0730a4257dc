"""Sets a copy of a person's record, in the manner of a pack: tagged, with contents, headings and bookmarks."""

from __future__ import annotations

from collections.abc import Sequence

from pikepdf import Object, Pdf

from prevent_desktop.formatting import long_day
from prevent_desktop.packs.document import fonts, style
from prevent_desktop.packs.document.annotations import annotate, bookmarks
from prevent_desktop.packs.document.answers import section_blocks
from prevent_desktop.packs.document.blocks import Block, Column, Text, texts
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.chapters import Chapter
from prevent_desktop.packs.document.contents import contents_blocks
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.finishing import finish
from prevent_desktop.packs.document.frames import Panel
from prevent_desktop.packs.document.outline import Part, Places
from prevent_desktop.packs.document.pages import Furniture, NewChapter, Pages
from prevent_desktop.packs.document.signature_panel import signature_panel
from prevent_desktop.packs.document.unprintable import unprintable_note
from prevent_desktop.packs.document.wording import short_head, signer
from prevent_desktop.packs.document.xmp import About
from prevent_desktop.packs.person_copy import CopyChapter, PersonCopy
from prevent_desktop.translation import _


def build_person_copy(copy: PersonCopy) -> bytes:
    """The PDF of `copy`, with an empty signature field where it is to be signed.

    Raises PackContentError.
    """
    root, places = Element("Document"), Places()
    marking = root.add("P")
    chapters = [_chapter(chapter) for chapter in copy.chapters]
    parts = [chapter.part for chapter in chapters]
    with fonts.ONE_AT_A_TIME:
        blocks: list[Block | NewChapter] = [*_first_page(root.add("Sect"), copy, parts, places)]
        for chapter in chapters:
            blocks += [NewChapter(chapter.part), *chapter.blocks(root.add("Sect"))]
        canvas = PackCanvas()
        foot = _("Record head {head}").format(head=short_head(copy.audit_head))
        furniture = Furniture(marking=copy.marking, marking_element=marking, foot=foot)
        Pages(canvas, furniture).place(blocks, lambda: unprintable_note(root, canvas))
        pages = canvas.finish()

    def add(pdf: Pdf) -> list[Object]:
        bookmarks(pdf, copy.title, parts)
        return annotate(pdf, places, signer(copy.sender) if copy.is_signed else None)

    return finish(pages, _about(copy), root, add)


def _about(copy: PersonCopy) -> About:
    return About(
        title=copy.title,
        author=copy.sender.organisation,
        at=copy.signed_at,
        entries={"AuditHead": copy.audit_head},
    )


def _chapter(chapter: CopyChapter) -> Chapter:
    return Chapter(Part(chapter.title, chapter.title), lambda element: _chapter_blocks(element, chapter))


def _chapter_blocks(element: Element, chapter: CopyChapter) -> list[Block]:
    blocks = texts(element, chapter.about, style.META, chapter.title)
    for section in chapter.sections:
        blocks += section_blocks(element.add("Sect"), section)
    return blocks


def _first_page(part: Element, copy: PersonCopy, parts: Sequence[Part], places: Places) -> list[Block]:
    meta = _("About {person} · made {day}").format(
        person=copy.about_label, day=long_day(copy.signed_at.date())
    )
    blocks: list[Block] = [
        Text(part.add("P"), style.paragraph([(copy.sender.organisation, style.META)], _("sender"))),
        Text(part.add("H1"), style.paragraph([(copy.title, style.TITLE)], _("title")), before=1.0),
        Text(part.add("P"), style.paragraph([(meta, style.META)], _("title"))),
    ]
    for number, (title, words) in enumerate(copy.intro):
        heading = Text(part.add("H2"), style.paragraph([(title, style.LEAD)], title))
        inside = Column(blocks=[heading, *texts(part, words, style.BODY, title, between=3.0)])
        blocks.append(Panel(inside=inside, bar=style.NAVY, before=14.0 if number else 18.0))
    blocks += contents_blocks(part, parts, places, before=14.0, row_padding=5.5)
    if copy.is_signed:
        blocks.append(signature_panel(part, signer(copy.sender), copy.signed_at, places, before=17.0))
    return blocks
