"""Page one, for a duty officer: what happened, what else could explain it, what protects, what is asked, whom to call.

Every word on it was written by people. Where not all that happened fits, the newest stands here, and a line says how
much more is in the chronology.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from prevent_desktop.casework.chronology import Entry
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.packs.content import PackContent
from prevent_desktop.packs.document import style
from prevent_desktop.packs.document.blocks import Block, Column, Text, texts
from prevent_desktop.packs.document.contents import contents_blocks
from prevent_desktop.packs.document.corrections import to_replace
from prevent_desktop.packs.document.countersignature import countersignature
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.frames import Panel
from prevent_desktop.packs.document.outline import Part, Places
from prevent_desktop.packs.document.rows import Row
from prevent_desktop.packs.document.signature_panel import signature_panel
from prevent_desktop.packs.document.timeline import timeline
from prevent_desktop.packs.document.wording import Wording, signer
from prevent_desktop.translation import _, ngettext

_LIST = {"List": {"ListNumbering": "None"}}
_ROOM = style.BODY_TOP - style.BODY_BOTTOM


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
    `wide` lets what happened take the whole width, and two signatures stand side by side. `events` is how many of the newest are told; None for all. Without
    `picture` the chronology is drawn in its own chapter alone.
    """

    share: float
    row_padding: float
    wide: bool = False
    events: int | None = None
    picture: bool = True


_CLOSEST = Spacing(0.5, 1.5, wide=True)
_FEWEST = 3
"""So many of the newest events come before the picture."""


def _spacings(events: int) -> Iterator[Spacing]:
    """From the designed one to the closest; the first with which page one is one page is taken."""
    yield Spacing(1.0, 7.0)
    yield Spacing(0.85, 5.5)
    yield Spacing(0.7, 4.5)
    yield Spacing(0.55, 3.5)
    yield Spacing(0.55, 3.5, wide=True)
    for picture in (True, False):
        shown = events
        yield replace(_CLOSEST, picture=picture)
        while shown > (_FEWEST if picture else 1):
            shown -= max(1, shown // 8)
            yield replace(_CLOSEST, events=shown, picture=picture)


def cover(content: PackContent, needs: CoverParts) -> tuple[Element, list[Block]]:
    """The element and the blocks of page one: on one page, if that can be done without leaving out a word of the texts."""
    section, blocks = Element("Sect"), list[Block]()
    for spacing in _spacings(len(content.what_happened)):
        section = Element("Sect")
        needs.places.links.clear()
        blocks = _set(section, content, needs, spacing)
        if _height(blocks) <= _ROOM:
            return section, blocks
    section = Element("Sect")
    needs.places.links.clear()
    return section, _set(section, content, needs, _CLOSEST)


def _height(blocks: Sequence[Block]) -> float:
    return sum(
        (block.before if place else 0.0) + block.height(style.BODY_WIDTH)
        for place, block in enumerate(blocks)
    )


def _set(part: Element, content: PackContent, needs: CoverParts, spacing: Spacing) -> list[Block]:
    space = spacing.share
    return [
        *_title(part, content, needs.wording),
        *_correction(part, content, needs.wording, before=18.0 * space),
        *_in_short(part, content, before=18.0 * space),
        *_columns(part, content, spacing, before=20.0 * space),
        *_ask(part, content, needs.wording, before=18.0 * space),
        *(_chronology(part, needs, before=20.0 * space) if spacing.picture else ()),
        *contents_blocks(
            part, needs.parts, needs.places, before=14.0 * space, row_padding=spacing.row_padding
        ),
        *_signatures(part, content, needs, spacing),
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
    """A heading with its text; nothing where nothing was written."""
    if not text.strip():
        return []
    return [_heading(part, title), *texts(part, text, style.BODY, title, between=0.0)]


def _heading(part: Element, title: str) -> Text:
    return Text(part.add("H2"), style.paragraph([(title, style.LEAD)], title))


def _in_short(part: Element, content: PackContent, *, before: float) -> list[Block]:
    blocks = [*_headed(part, _("In short"), content.in_short), *_danger(part, content.danger)]
    return [Panel(inside=Column(blocks=blocks), bar=style.NAVY, before=before)] if blocks else []


def _danger(part: Element, danger: str) -> Iterator[Block]:
    title = _("Immediate danger")
    first, *others = danger.splitlines() or [""]
    if first:
        lead = _("{question}: ").format(question=title)
        yield Text(part.add("P"), style.paragraph([(lead, style.LEAD), (first, style.BODY)], title))
        yield from texts(part, "\n".join(others), style.BODY, title, between=0.0)


def _columns(part: Element, content: PackContent, spacing: Spacing, *, before: float) -> list[Block]:
    happened = Column(blocks=_happened(part, content.what_happened, spacing.events))
    explained = Column(blocks=_headed(part, _("What else could explain it"), content.what_else))
    protects = Column(blocks=_headed(part, _("What protects"), content.what_protects))
    beside = [column for column in (explained, protects) if column.blocks]
    happened.before = before
    if not happened.blocks or not beside:
        return [_row(beside, before)] if beside else [happened] if happened.blocks else []
    if spacing.wide:
        return [happened, _row(beside, before)]
    beside[-1].before = 15.0
    return [_row([happened, Column(blocks=beside)], before)]


def _row(columns: Sequence[Column], before: float) -> Block:
    return Row(columns=columns, shares=[1] * len(columns), gap=22.0, before=before)


def _happened(part: Element, events: Sequence[str], most: int | None) -> list[Block]:
    """A list of what happened, oldest first; of more than `most` the newest."""
    if not events:
        return []
    title = _("What happened")
    blocks: list[Block] = [_heading(part, title)]
    shown = events if most is None else events[-most:]
    earlier = len(events) - len(shown)
    if earlier:
        words = ngettext(
            "{count} earlier event is in the chronology.",
            "{count} earlier events are in the chronology.",
            earlier,
        ).format(count=earlier)
        blocks += texts(part, words, style.BODY_MUTED, title)
    items = part.add("L", attributes=_LIST)
    for number, event in enumerate(shown):
        told = texts(items.add("LI").add("LBody"), event, style.BODY, title, between=0.0)
        blocks.append(Column(blocks=told, before=3.0 if number else 0.0))
    return blocks


def _ask(part: Element, content: PackContent, wording: Wording, *, before: float) -> list[Block]:
    """What is asked for, and whom to call about it."""
    text = content.ask
    if content.answer_by is not None:
        day = wording.day_seen_from(content.answer_by, content.signed_at.date())
        text = _("{ask} Please answer by {day}.").format(ask=text, day=day)
    columns = [
        Column(blocks=blocks)
        for blocks in (_headed(part, _("What we ask for"), text), _call(part, content))
        if blocks
    ]
    row = Row(columns=columns, shares=[62, 38][: len(columns)], gap=22.0)
    return [Panel(inside=row, ground=style.PALE_BLUE, before=before)] if columns else []


def _call(part: Element, content: PackContent) -> list[Block]:
    sender = content.sender
    who = ", ".join(filter(None, (sender.name, sender.role)))
    return _headed(part, _("Whom to call"), "\n".join(filter(None, (who, sender.phone, sender.email))))


def _chronology(part: Element, needs: CoverParts, *, before: float) -> list[Block]:
    if not needs.chronology:
        return []
    title = _("Chronology")
    heading = Text(part.add("H2"), style.paragraph([(title, style.LEAD)], title), before=before, keep=50.0)
    picture = timeline(part.add("Figure"), needs.chronology, needs.wording)
    picture.before = 4.0
    return [heading, picture]


def _signatures(part: Element, content: PackContent, needs: CoverParts, spacing: Spacing) -> list[Block]:
    """The panels of the author and of the lead; side by side where there is no room for one below the other."""
    who, before = signer(content.sender), 17.0 * spacing.share
    author = signature_panel(
        part, who, content.signed_at, needs.wording, needs.places,
        before=before, asks_for_timestamp=content.asks_for_timestamp,
    )  # fmt: skip
    lead = countersignature(part, content.countersigner, needs.places, before=8.0 * spacing.share)
    if not (spacing.wide and lead):
        return [author, *lead]
    columns = [Column(blocks=[author]), Column(blocks=lead)]
    return [Row(columns=columns, shares=[1, 1], gap=10.0, before=before, whole_below=style.BODY_TOP)]
