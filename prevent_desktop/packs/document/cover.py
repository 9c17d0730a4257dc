"""Page one, for a duty officer: what happened, what else could explain it, what protects, what is asked, whom to call.

Every word on it was written by people. Where not all that happened fits, the newest stands here, and a line says how
much more is in the chronology. Texts that are too long for one page begin on it and go on behind it; whether there is
danger, what is asked for, by when, and whom to call never leave it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from prevent_desktop.casework.chronology import Entry
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.formatting import each_of, long_day, long_day_near
from prevent_desktop.packs.content import PackContent
from prevent_desktop.packs.document import style
from prevent_desktop.packs.document.beginnings import Beginnings
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
from prevent_desktop.packs.document.wording import signer
from prevent_desktop.translation import _, ngettext

_LIST = {"List": {"ListNumbering": "None"}}
_ROOM = style.BODY_TOP - style.BODY_BOTTOM


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverParts:
    """What the cover needs beside the content: words, the parts to list, and where to note what was drawn."""

    parts: Sequence[Part]
    places: Places
    chronology: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Spacing:
    """How close page one is set.

    `share` is that of the designed space between blocks, `row_padding` that of the rows of the contents in points;
    `wide` lets what happened take the whole width, and two signatures stand side by side. `events` is how many of the
    newest are told; None for all. Without `picture` the chronology is drawn in its own chapter alone. `lines` is how many
    of each text stand here, the rest behind page one; None for all. Without `contents` they stand behind it too.
    """

    share: float
    row_padding: float
    wide: bool = False
    events: int | None = None
    picture: bool = True
    lines: int | None = None
    contents: bool = True


@dataclass(frozen=True, slots=True)
class Cover:
    """Page one: its element, its blocks, and `more`, which goes on behind it as a part of its own, where it does."""

    section: Element
    blocks: list[Block]
    more: tuple[Part, list[Block]] | None = None


_CLOSEST = Spacing(0.5, 1.5, wide=True)
_LINES = (16, 12, 10, 8, 6, 5, 4, 3)
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
    least = replace(_CLOSEST, picture=False, events=_FEWEST)
    for contents in (True, False):
        yield from (replace(least, lines=lines, contents=contents) for lines in _LINES)
    yield replace(least, lines=0, contents=False)


def cover(content: PackContent, needs: CoverParts) -> Cover:
    """Page one: on one page without leaving out a word of the texts, or else with what goes on behind it."""
    made = Cover(Element("Sect"), [])
    for spacing in _spacings(len(content.what_happened)):
        needs.places.links.clear()
        made = _cover(content, needs, spacing)
        if _height(made.blocks) <= _ROOM:
            break
    return made


def _cover(content: PackContent, needs: CoverParts, spacing: Spacing) -> Cover:
    section, beginnings = Element("Sect"), Beginnings(spacing.lines)
    if spacing.lines is None:
        return Cover(section, _set(section, content, needs, spacing, beginnings))
    title = _("Page one, continued")
    more = Part(title, title)
    needs = replace(needs, parts=[more, *needs.parts])
    blocks = _set(section, content, needs, spacing, beginnings)
    moved = [block for block in blocks if isinstance(block, _Moved)]
    blocks = [block for block in blocks if not isinstance(block, _Moved)]
    _height(blocks)  # asked for, it is known what goes on
    heading = Text(None, style.paragraph([(title, style.PART)], title), keep=40.0)
    return Cover(section, blocks, (more, [heading, *beginnings.rests(), *moved]))


def _height(blocks: Sequence[Block]) -> float:
    return sum(
        (block.before if place else 0.0) + block.height(style.BODY_WIDTH)
        for place, block in enumerate(blocks)
    )


def _set(
    part: Element, content: PackContent, needs: CoverParts, spacing: Spacing, beginnings: Beginnings
) -> list[Block]:
    space = spacing.share
    return [
        *_title(part, content),
        *_correction(part, content, beginnings, before=18.0 * space),
        *_in_short(part, content, beginnings, before=18.0 * space),
        *_columns(part, content, spacing, beginnings, before=20.0 * space),
        *_ask(part, content, beginnings, before=18.0 * space),
        *(_chronology(part, needs, before=20.0 * space) if spacing.picture else ()),
        *_contents(part, needs, spacing),
        *_signatures(part, content, needs, spacing),
    ]


@dataclass(kw_only=True)
class _Moved(Column):
    """What is read here and stands behind page one."""


def _contents(part: Element, needs: CoverParts, spacing: Spacing) -> list[Block]:
    before = 14.0 * spacing.share
    blocks = contents_blocks(part, needs.parts, needs.places, before=before, row_padding=spacing.row_padding)
    return blocks if spacing.contents else [_Moved(blocks=blocks, before=before)]


def _title(part: Element, content: PackContent) -> list[Block]:
    way = _("{organisation} · to {receiver}").format(
        organisation=content.sender.organisation, receiver=content.recipient_name
    )
    meta = _("{pack} · {day} · about {person}").format(
        pack=short_pack_id(content.pack_id),
        day=long_day(content.signed_at.date()),
        person=content.about_label,
    )
    return [
        Text(part.add("P"), style.paragraph([(way, style.META)], _("receiver"))),
        Text(part.add("H1"), style.paragraph([(content.title, style.TITLE)], _("title")), before=1.0),
        Text(part.add("P"), style.paragraph([(meta, style.META)], _("title"))),
    ]


def _correction(part: Element, content: PackContent, beginnings: Beginnings, *, before: float) -> list[Block]:
    correction = content.correction
    return [] if correction is None else [to_replace(part, correction, beginnings, before=before)]


def _headed(
    part: Element, title: str, text: str, beginnings: Beginnings, *, comes_first: bool = False
) -> list[Block]:
    """A heading with its text; nothing where nothing was written."""
    if not text.strip():
        return []
    said = texts(part, text, style.BODY, title, between=0.0)
    return [_heading(part, title), *beginnings.of(title, said, comes_first=comes_first)]


def _heading(part: Element, title: str) -> Text:
    return Text(part.add("H2"), style.paragraph([(title, style.LEAD)], title))


def _in_short(part: Element, content: PackContent, beginnings: Beginnings, *, before: float) -> list[Block]:
    blocks = _headed(part, _("In short"), content.in_short, beginnings, comes_first=True)
    blocks += beginnings.of(_("Immediate danger"), list(_danger(part, content.danger)), comes_first=True)
    return [Panel(inside=Column(blocks=blocks), bar=style.NAVY, before=before)] if blocks else []


def _danger(part: Element, danger: str) -> Iterator[Block]:
    title = _("Immediate danger")
    first, *others = danger.splitlines() or [""]
    if first:
        lead = _("{question}: ").format(question=title)
        yield Text(part.add("P"), style.paragraph([(lead, style.LEAD), (first, style.BODY)], title))
        yield from texts(part, "\n".join(others), style.BODY, title, between=0.0)


def _columns(
    part: Element, content: PackContent, spacing: Spacing, beginnings: Beginnings, *, before: float
) -> list[Block]:
    happened = Column(blocks=_happened(part, content.what_happened, spacing.events, beginnings))
    explained = Column(blocks=_headed(part, _("What else could explain it"), content.what_else, beginnings))
    protects = Column(blocks=_headed(part, _("What protects"), content.what_protects, beginnings))
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


def _happened(part: Element, events: Sequence[str], most: int | None, beginnings: Beginnings) -> list[Block]:
    """A list of what happened, oldest first; of more than `most` the newest."""
    if not events:
        return []
    title = _("What happened")
    heading, blocks = _heading(part, title), list[Block]()
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
    return [heading, *beginnings.of(title, blocks, comes_first=False)]


def _ask(part: Element, content: PackContent, beginnings: Beginnings, *, before: float) -> list[Block]:
    """What is asked for and by when, and whom to call about it."""
    asked = _asked(part, content, beginnings)
    columns = [Column(blocks=blocks) for blocks in (asked, _call(part, content)) if blocks]
    row = Row(columns=columns, shares=[62, 38][: len(columns)], gap=22.0)
    return [Panel(inside=row, ground=style.PALE_BLUE, before=before)] if columns else []


def _asked(part: Element, content: PackContent, beginnings: Beginnings) -> list[Block]:
    """The request with the day in one text; where long texts go on behind page one, the day stands by itself."""
    title, text = _("What we ask for"), content.ask
    if content.answer_by is None:
        return _headed(part, title, text, beginnings, comes_first=True)
    day = long_day_near(content.answer_by, content.signed_at.date())
    if beginnings.are_whole:
        text = _("{ask} Please answer by {day}.").format(ask=text, day=day)
        return _headed(part, title, text, beginnings)
    asked = _headed(part, title, text, beginnings, comes_first=True) or [_heading(part, title)]
    return [*asked, *texts(part, _("Please answer by {day}.").format(day=day), style.LEAD, title)]


def _call(part: Element, content: PackContent) -> list[Block]:
    sender, title = content.sender, _("Who to call")
    who = each_of((sender.name, sender.role))
    return _headed(part, title, "\n".join(filter(None, (who, sender.phone, sender.email))), Beginnings(None))


def _chronology(part: Element, needs: CoverParts, *, before: float) -> list[Block]:
    if not needs.chronology:
        return []
    title = _("Chronology")
    heading = Text(part.add("H2"), style.paragraph([(title, style.LEAD)], title), before=before, keep=50.0)
    picture = timeline(part.add("Figure"), needs.chronology)
    picture.before = 4.0
    return [heading, picture]


def _signatures(part: Element, content: PackContent, needs: CoverParts, spacing: Spacing) -> list[Block]:
    """The panels of the author and of the lead; side by side where there is no room for one below the other."""
    who, before = signer(content.sender), 17.0 * spacing.share
    author = signature_panel(
        part, who, content.signed_at, needs.places,
        before=before, asks_for_timestamp=content.asks_for_timestamp,
    )  # fmt: skip
    lead = countersignature(part, content.countersigner, needs.places, before=8.0 * spacing.share)
    if not (spacing.wide and lead):
        return [author, *lead]
    columns = [Column(blocks=[author]), Column(blocks=lead)]
    return [Row(columns=columns, shares=[1, 1], gap=10.0, before=before, whole_below=style.BODY_TOP)]
