"""The parts after page one: the person, each form, the decision to share, the chronology, the files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from prevent_desktop.casework.chronology import Entry, EntryKind
from prevent_desktop.packs.content import PackAttachment, PackContent, PackForm, PackPicture
from prevent_desktop.packs.document import style
from prevent_desktop.packs.document.answers import facts_block, form_blocks
from prevent_desktop.packs.document.blocks import Block, Text, texts
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.files import EmbeddedFile
from prevent_desktop.packs.document.frames import Picture
from prevent_desktop.packs.document.household import household_blocks
from prevent_desktop.packs.document.outline import Part
from prevent_desktop.packs.document.tables import attachments_table, chronology_table
from prevent_desktop.packs.document.time_picture import time_picture
from prevent_desktop.packs.withheld_words import withheld_words
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _, ngettext

_BODY_HEIGHT = style.BODY_TOP - style.BODY_BOTTOM
_WORDS = 84.0
"""Room for what stands above a picture, in points."""
_HALF, _WHOLE = _BODY_HEIGHT / 2 - _WORDS, _BODY_HEIGHT - _WORDS - 40.0
_TALL = 1.15
"""A picture that is so much higher than wide, such as what a phone showed, gets a whole page."""
_POINTS_A_PIXEL = 0.75
"""No picture is drawn larger than on a screen."""


def shown_files(files: Sequence[PackAttachment]) -> list[PackAttachment]:
    """Those that have pictures."""
    return [file for file in files if file.pictures]


def picture_blocks(part: Element, files: Sequence[PackAttachment]) -> list[Block]:
    """All pictures of `files`, below the structure element `part`."""
    words = _(
        "These are smaller copies, to be looked at. The files themselves are inside this PDF, as they were added or, "
        "where the list of attachments says so, without hidden data."
    )
    blocks: list[Block] = [
        Text(part.add("P"), style.paragraph([(words, style.META)], words), before=4.0, keep=_HALF)
    ]
    for file in shown_files(files):
        for number, picture in enumerate(file.pictures, start=1):
            blocks += _one(part, file, picture, number)
    return blocks


def _one(part: Element, file: PackAttachment, picture: PackPicture, number: int) -> list[Block]:
    width, height = _size(picture)
    name = file.file_name
    if len(file.pictures) > 1:
        name = _("{file}, page {number} of {count}").format(
            file=file.file_name, number=number, count=len(file.pictures)
        )
    said = file.description or _("Nobody described this picture.")
    heading = Text(
        part.add("H3"), style.paragraph([(name, style.LEAD)], name), before=16.0, keep=height + _WORDS / 2
    )
    about = Text(part.add("P"), style.paragraph([(said, style.BODY)], name), before=2.0, keep=height + 20.0)
    digest = Text(
        part.add("P"), style.paragraph([(file.sha256, style.DIGEST)], name), before=2.0, keep=height + 6.0
    )
    figure = part.add("Figure", alt=_alternative(file, number))

    def paint(canvas: PackCanvas, x: float, top: float, _width: float) -> None:
        canvas.draw_jpeg(picture, x, top - height, width, height)

    return [heading, about, digest, Picture(element=figure, tall=height, paint=paint, before=6.0)]


def _alternative(file: PackAttachment, number: int) -> str:
    said = file.description or _("A picture that nobody described: {file}").format(file=file.file_name)
    if len(file.pictures) == 1:
        return said
    return _("{description}, page {number} of {count}").format(
        description=said, number=number, count=len(file.pictures)
    )


def _size(picture: PackPicture) -> tuple[float, float]:
    """Width and height on the page, in points."""
    most = _WHOLE if picture.height > picture.width * _TALL else _HALF
    scale = min(style.BODY_WIDTH / picture.width, most / picture.height, _POINTS_A_PIXEL)
    return picture.width * scale, picture.height * scale


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part, and what makes its blocks below the structure element that it gets."""

    part: Part
    body: Callable[[Element], list[Block]]

    def blocks(self, element: Element) -> list[Block]:
        """Its heading, then its body."""
        title = self.part.title
        heading = Text(element.add("H2"), style.paragraph([(title, style.PART)], title), keep=40.0)
        return [heading, *self.body(element)]


class Chapters:
    """The chapters of one pack; what is empty is left out."""

    def __init__(self, content: PackContent, files: Sequence[EmbeddedFile]) -> None:
        self._content = content
        self._files = files

    def all(self) -> Iterator[Chapter]:
        """In the order of reading."""
        content = self._content
        if content.person_facts or content.household:
            yield _chapter(_("About the person and household"), self._person)
        for form in content.forms:
            yield _form(form)
        if content.decision is not None:
            yield _form(content.decision)
        if content.chronology:
            yield _chapter(_("Chronology"), self._chronology)
        if shown_files([each.file for each in self._files]):
            yield _chapter(_("Pictures"), self._pictures)
        if self._files:
            yield Chapter(self._attachments_part(), self._attachments)

    def _person(self, element: Element) -> list[Block]:
        facts, household = self._content.person_facts, self._content.household
        return [
            *(facts_block(element, facts, before=10.0) if facts else ()),
            *(household_blocks(element, household) if household else ()),
        ]

    def _chronology(self, element: Element) -> list[Block]:
        entries = with_signing(self._content)
        return [
            *time_picture(element, entries),
            chronology_table(element, entries),
        ]

    def _pictures(self, element: Element) -> list[Block]:
        return picture_blocks(element, [each.file for each in self._files])

    def _attachments_part(self) -> Part:
        count = len(self._content.attachments)
        if count == 0:
            return Part(_("Answers as data"), _("Answers as data (embedded)"))
        in_contents = ngettext(
            "Attachments ({count}, embedded)", "Attachments ({count}, embedded)", count
        ).format(count=count)
        return Part(_("Attachments"), in_contents)

    def _attachments(self, element: Element) -> list[Block]:
        words = _(
            "These files are inside this PDF. A PDF reader lists them under attachments. The long number is the "
            "SHA-256 digest of the file as it was signed."
        )
        about = _("Pack {pack}. Head of the sender’s record when it was signed: {head}").format(
            pack=self._content.pack_id, head=self._content.audit_head
        )
        return [
            Text(element.add("P"), style.paragraph([(words, style.META)], words), before=4.0),
            attachments_table(element, [embedded.file for embedded in self._files]),
            *self._withheld(element),
            Text(element.add("P"), style.paragraph([(about, style.SMALL_MUTED)], about), before=14.0),
        ]

    def _withheld(self, element: Element) -> list[Block]:
        """A bar for each file that this receiver does not get: that there is one is told, and why it is not here."""
        title = _("Files that are not in this pack")
        bars = [
            bar
            for reason in self._content.files_withheld
            for bar in texts(element, withheld_words(reason), style.BODY, title)
        ]
        for bar in bars:
            bar.before = 6.0
        if not bars:
            return []
        heading = Text(
            element.add("H3"), style.paragraph([(title, style.SECTION)], title), before=14.0, keep=40.0
        )
        return [heading, *bars]


def _chapter(title: str, body: Callable[[Element], list[Block]]) -> Chapter:
    return Chapter(Part(title, title), body)


def _form(form: PackForm) -> Chapter:
    in_contents = _("{form}, from another pack").format(form=form.title) if form.came_from else form.title
    return Chapter(Part(form.title, in_contents), lambda element: form_blocks(element, form))


def with_signing(content: PackContent) -> tuple[Entry, ...]:
    """The chronology with the signing of this very pack as its last line."""
    if not content.chronology or any(entry.record_id == content.pack_id for entry in content.chronology):
        return content.chronology
    signing = Entry(
        kind=EntryKind.PACK,
        at=content.signed_at,
        when=PartialDate.of(content.signed_at.date()),
        written_at=content.signed_at,
        label=_("Pack signed"),
        what=_("This pack, for {receiver}").format(receiver=content.recipient_name),
        source=_("This document"),
        by=content.sender.name,
        record_id=content.pack_id,
    )
    return (*content.chronology, signing)
