"""Page one: in short, what happened, what else, what protects, what we ask, the chronology, contents, signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from prevent_desktop.casework.chronology import Entry
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.packs.content import PackContent
from prevent_desktop.packs.document import style
from prevent_desktop.packs.document.blocks import Block, Column, Panel, Row, Text, texts
from prevent_desktop.packs.document.canvas import Align, PackCanvas
from prevent_desktop.packs.document.corrections import to_replace
from prevent_desktop.packs.document.elements import AnnotationMark, Element
from prevent_desktop.packs.document.outline import LinkPlace, Part, Places
from prevent_desktop.packs.document.timeline import timeline
from prevent_desktop.packs.document.wording import Wording, signer
from prevent_desktop.translation import _

_MOST_TOGETHER = 400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverParts:
    """What the cover needs beside the content: words, the parts to list, and where to note what was drawn."""

    wording: Wording
    parts: Sequence[Part]
    places: Places
    chronology: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Spacing:
    """How close page one is set.

    `share` is that of the designed space between blocks, `row_padding` that of the rows of the contents in points;
    `wide` lets what happened take the whole width.
    """

    share: float
    row_padding: float
    wide: bool = False


SPACINGS = (
    Spacing(1.0, 7.0),
    Spacing(0.85, 5.5),
    Spacing(0.7, 4.5),
    Spacing(0.55, 3.5),
    Spacing(0.55, 3.5, wide=True),
)
"""From the designed one to the closest; the first with which page one is one page is taken."""


def cover(part: Element, content: PackContent, needs: CoverParts, spacing: Spacing) -> list[Block]:
    """The blocks of page one, below `part`."""
    space = spacing.share
    return [
        *_title(part, content, needs.wording),
        *_correction(part, content, needs.wording, before=18.0 * space),
        _in_short(part, content, before=18.0 * space),
        *_columns(part, content, before=20.0 * space, wide=spacing.wide),
        _ask(part, content, needs.wording, before=18.0 * space),
        *_chronology(part, needs, before=20.0 * space),
        *contents_blocks(part, needs, before=14.0 * space, row_padding=spacing.row_padding),
        signature_block(part, content, needs, before=17.0 * space),
    ]


def _title(part: Element, content: PackContent, wording: Wording) -> list[Block]:
    way = _("{organisation} · to {recipient}").format(
        organisation=content.sender.organisation, recipient=content.recipient_name
    )
    meta = _("{pack} · {day} · about {person}").format(
        pack=short_pack_id(content.pack_id),
        day=wording.day(content.signed_at.date()),
        person=content.about_label,
    )
    return [
        Text(part.add("P"), style.paragraph([(way, style.META)], _("recipient"))),
        Text(part.add("H1"), style.paragraph([(content.title, style.TITLE)], _("title")), before=1.0),
        Text(part.add("P"), style.paragraph([(meta, style.META)], _("title"))),
    ]


def _correction(part: Element, content: PackContent, wording: Wording, *, before: float) -> list[Block]:
    correction = content.correction
    return [] if correction is None else [to_replace(part, correction, wording, before=before)]


def _headed(part: Element, title: str, text: str) -> list[Block]:
    heading = Text(part.add("H2"), style.paragraph([(title, style.LEAD)], title))
    return [heading, *texts(part, text, style.BODY, title, between=0.0)]


def _in_short(part: Element, content: PackContent, *, before: float) -> Block:
    inside = Column(blocks=_headed(part, _("In short"), content.in_short))
    return Panel(inside=inside, bar=style.NAVY, before=before)


def _columns(part: Element, content: PackContent, *, before: float, wide: bool) -> list[Block]:
    happened = Column(blocks=_headed(part, _("What happened"), "\n".join(content.what_happened)))
    explained = Column(blocks=_headed(part, _("What else could explain it"), content.what_else))
    protects = Column(blocks=_headed(part, _("What protects"), content.what_protects))
    if wide:
        happened.before = before
        return [happened, _side_by_side(explained, protects, before)]
    protects.before = 15.0
    return [_side_by_side(happened, Column(blocks=[explained, protects]), before)]


def _side_by_side(left: Column, right: Column, before: float) -> Block:
    return Row(columns=[left, right], shares=[1, 1], gap=22.0, before=before)


def _ask(part: Element, content: PackContent, wording: Wording, *, before: float) -> Block:
    text = content.ask
    if content.answer_by is not None:
        day = wording.day_seen_from(content.answer_by, content.signed_at.date())
        text = _("{ask} Please answer by {day}.").format(ask=text, day=day)
    inside = Column(blocks=_headed(part, _("What we ask for"), text))
    return Panel(inside=inside, ground=style.PALE_BLUE, before=before)


def _chronology(part: Element, needs: CoverParts, *, before: float) -> list[Block]:
    if not needs.chronology:
        return []
    title = _("Chronology")
    heading = Text(part.add("H2"), style.paragraph([(title, style.LEAD)], title), before=before, keep=50.0)
    picture = timeline(part.add("Figure"), needs.chronology, needs.wording)
    picture.before = 4.0
    return [heading, picture]


def contents_blocks(part: Element, needs: CoverParts, *, before: float, row_padding: float) -> list[Block]:
    """The contents of a document: each part leads to its page."""
    title, page = _("Contents"), _("Page")
    head = Row(
        columns=[
            Column(blocks=[Text(part.add("H2"), style.paragraph([(title, style.TABLE_HEAD)], title))]),
            Column(blocks=[Text(None, style.paragraph([(page, style.TABLE_HEAD_RIGHT)], page))]),
        ],
        shares=[5, 1], inset=6.0, padding=6.0, rule=style.RULE, before=before,
    )  # fmt: skip
    contents = part.add("TOC")
    rows = [_contents_row(contents, line, needs.places, row_padding) for line in needs.parts]
    head.keep = min(_MOST_TOGETHER, sum(row.height(style.BODY_WIDTH) for row in rows))
    return [head, *rows]


def _contents_row(contents: Element, line: Part, places: Places, padding: float) -> Block:
    link = contents.add("TOCI").add("Reference").add("Link")
    link.children.append(AnnotationMark(len(places.links)))
    row = Row(
        columns=[
            Column(blocks=[Text(link, style.paragraph([(line.contents_title, style.BODY)], line.title))]),
            Column(blocks=[_PageNumber(link, line)]),
        ],
        shares=[5, 1], inset=6.0, padding=padding, rule=style.FAINT_RULE,
    )  # fmt: skip
    return _Linked(row, line, places)


class _PageNumber:
    """The number of the page on which a part begins, written once that is known."""

    before = 0.0
    keep = 0.0

    def __init__(self, link: Element, part: Part) -> None:
        self._link = link
        self._part = part

    def height(self, _width: float) -> float:
        return float(style.BODY.leading)

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        def write() -> None:
            number = str(self._part.page + 1)
            canvas.write(
                number,
                x + width,
                top - style.baseline(style.BODY),
                size=style.BODY.fontSize,
                align=Align.RIGHT,
            )

        with canvas.tagged(self._link):
            canvas.later(write)

    def split(self, _width: float, _room: float) -> None:
        return None


class _Linked:
    """A row that leads to a part when it is clicked."""

    before = 0.0
    keep = 0.0

    def __init__(self, row: Row, part: Part, places: Places) -> None:
        self._row = row
        self._part = part
        self._places = places
        self._number = len(places.links)
        places.links.append(LinkPlace(0, (0.0, 0.0, 0.0, 0.0), part))

    def height(self, width: float) -> float:
        return self._row.height(width)

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        self._row.draw(canvas, x, top, width)
        rectangle = (x, top - self.height(width), x + width, top)
        self._places.links[self._number] = LinkPlace(canvas.page, rectangle, self._part)

    def split(self, _width: float, _room: float) -> None:
        return None


class Signable(Protocol):
    """What a signature panel tells: who signs, and when."""

    @property
    def sender(self) -> Practitioner:
        """Who signs."""
        ...

    @property
    def signed_at(self) -> datetime:
        """When, by the device clock."""
        ...


def signature_block(part: Element, content: Signable, needs: CoverParts, *, before: float) -> Block:
    """The panel that the signature field lies over."""
    form = part.add("Form")
    signed = _("Signed")
    who = _(" by {signer}").format(signer=signer(content.sender))
    claimed = _("Claimed time {moment} (device clock). Check the signature in any PDF reader.").format(
        moment=needs.wording.moment(content.signed_at)
    )
    if content.sender.phone:
        claimed = _("{text} Call {phone}.").format(text=claimed, phone=content.sender.phone)
    inside = Column(
        blocks=[
            Text(part.add("P"), style.paragraph([(signed, style.LEAD), (who, style.BODY)], signed)),
            Text(part.add("P"), style.paragraph([(claimed, style.BODY_MUTED)], signed)),
        ]
    )
    form.children.append(AnnotationMark(len(needs.places.links)))
    return Panel(
        inside=inside, border=style.BORDER, before=before, placed=needs.places.signature_drawn,
    )  # fmt: skip
