"""Where a line of the chronology comes from, in words, and what it and its link open. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from prevent_desktop.casework.chronology import Entry, EntryKind
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.origins import Origin, OriginKind
from prevent_desktop.formatting import each_of, short_day_near
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.routes import Form, Pack, ReceivedPack, Route
from prevent_desktop.ui.widgets.table_rows import Cell

_APART = " · "


def origin_cell(entry: Entry, key: str, *, author: str, now: datetime) -> Cell:
    """The words of “Where it comes from”. `author` is how the reader signs what they write: it becomes “You”.

    What comes from somewhere is a link: `key` says from which line.
    """
    origin, today = entry.origin, now.astimezone().date()
    if origin.kind is OriginKind.WRITTEN:
        return _written(entry, author, today)
    detail = _signed(origin) if origin.kind.came_in else _filled_in(origin, author, today)
    return Cell(_SOURCES[origin.kind](origin, today), detail=detail, link=key)


def origin_route(origin: Origin) -> Route | None:
    """What the link of a line opens; None where it stands in the same record, or was written here."""
    match origin.kind:
        case OriginKind.FORM | OriginKind.COPY | OriginKind.CORRECTION:
            return Form(origin.source_id)
        case OriginKind.PACK:
            return ReceivedPack(origin.source_id)
        case OriginKind.RECEIPT | OriginKind.ANSWER:
            return Pack(origin.source_id)
        case _:
            return None


def origin_links(entry: Entry, now: datetime) -> list[tuple[Route, str]]:
    """The way from an open entry to where it comes from, where that stands elsewhere, and its words."""
    route = origin_route(entry.origin)
    if route is None:
        return []
    source = origin_cell(entry, "", author="", now=now).text
    return [(route, _("Go to where it comes from: {source}").format(source=source))]


def entry_route(entry: Entry) -> Route | None:
    """What a line opens that has a page of its own; None for what is read in the record."""
    match entry.kind:
        case EntryKind.FORM:
            return Form(entry.record_id)
        case EntryKind.PACK | EntryKind.RECEIPT:
            return Pack(entry.record_id)
        case EntryKind.RECEIVED:
            return ReceivedPack(entry.record_id)
        case _:
            return None


def origin_entry(origin: Origin) -> str:
    """The line of the same chronology that the link opens; empty for none."""
    return f"{EntryKind.NOTE}:{origin.source_id}" if origin.kind is OriginKind.NOTE else ""


def is_from_others(entry: Entry) -> bool:
    """Whether somebody else wrote and signed what the line tells; that a pack came in was written down here."""
    return entry.origin.kind.came_in and entry.kind is not EntryKind.RECEIVED


def _written(entry: Entry, author: str, today: date) -> Cell:
    """Who wrote it and how they know; below, whose words they are, and the day where it is not that of the line."""
    origin = entry.origin
    written = None if origin.at is None else origin.at.astimezone().date()
    later = written is not None and (entry.when is None or entry.when.latest < written)
    typed = _("Typed {day}").format(day=short_day_near(written, today)) if later and written else ""
    who = _("You") if origin.by in {"", author} else origin.with_whose_word(origin.by)
    if origin.how is None:
        kind = "" if entry.kind in {EntryKind.FORM, EntryKind.RECORD} else entry.source
        return Cell(who, detail=_APART.join(filter(None, (kind, typed))))
    words = _("{who}, {how}").format(who=who, how=_small(origin.how.label))
    return Cell(words, detail=_APART.join(filter(None, (origin.told_by, typed))))


def _filled_in(origin: Origin, author: str, today: date) -> str:
    """Who filled in what it comes from, how they know, and when."""
    who = _("You") if origin.by in {"", author} else origin.with_whose_word(origin.by)
    how = "" if origin.how is None else _small(origin.how.label)
    day = _day(origin, today) if origin.kind is OriginKind.FORM else ""
    return _APART.join(filter(None, (who, how, origin.told_by, day)))


def _signed(origin: Origin) -> str:
    """Who signed what it came in, and whose word that is; of an event also how they know."""
    by = _("Signed by {name}").format(name=each_of((origin.by, origin.organisation)))
    signed = origin.with_whose_word(by)
    how = "" if origin.how is None else _small(origin.how.label)
    return _APART.join(filter(None, (signed, how, origin.told_by)))


def _day(origin: Origin, today: date) -> str:
    return "" if origin.at is None else short_day_near(origin.at.astimezone().date(), today)


def _titled(template: str, origin: Origin, today: date) -> str:
    """A form with its day; one of which no more than its number is here has no name."""
    title = origin.title or _("an earlier form")
    return each_of((template.format(form=title), _day(origin, today)))


def _small(label: str) -> str:
    return label[:1].lower() + label[1:]


_SOURCES: dict[OriginKind, Callable[[Origin, date], str]] = {
    OriginKind.FORM: lambda origin, _today: _("From {form}").format(form=origin.title),
    OriginKind.COPY: lambda origin, today: _titled(_("Carried over from {form}"), origin, today),
    OriginKind.CORRECTION: lambda origin, today: _titled(_("Corrects {form}"), origin, today),
    OriginKind.NOTE: lambda origin, today: _("From the note of {day}").format(day=_day(origin, today)),
    OriginKind.PACK: lambda origin, _today: _("From pack {pack}").format(pack=short_pack_id(origin.title)),
    OriginKind.RECEIPT: lambda origin, _today: _("From the receipt of pack {pack}").format(
        pack=short_pack_id(origin.title)
    ),
    OriginKind.ANSWER: lambda origin, _today: _("From an answer to pack {pack}").format(
        pack=short_pack_id(origin.title)
    ),
}
