"""Free writing with a source, and dated lines of the chronology."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _


class Source(StrEnum):
    """How something is known. The values are the codes that the forms use."""

    DIRECT = "direct"
    TOLD = "told"
    DOCUMENT = "document"
    OPINION = "opinion"
    NOT_KNOWN = "not-known"

    @property
    def label(self) -> str:
        """The source in words."""
        return {
            Source.DIRECT: _("Seen or heard directly"),
            Source.TOLD: _("Told by someone"),
            Source.DOCUMENT: _("From a document or screen"),
            Source.OPINION: _("Professional opinion"),
            Source.NOT_KNOWN: _("Not known"),
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Free writing about a case, by whom, when, and how it is known. Never changed once written."""

    id: str
    case_id: str
    text: str
    source: Source
    source_detail: str = ""
    author: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A dated line of the chronology: what happened, when as far as known, in whose words, how it is known.

    `corrects` is the event that says the same in earlier words; that one stays as it was.
    `received_id` is the received pack that told it.
    """

    id: str
    case_id: str
    label: str
    what: str
    when: PartialDate | None
    approximate: bool = False
    own_words: str = ""
    source: Source
    source_detail: str = ""
    author: str
    written_at: datetime
    response_id: str | None = None
    where: str = ""
    who_else: str = ""
    corrects: str | None = None
    received_id: str | None = None


def as_told_here(event: Event) -> Event:
    """The event as a form of ours says it: what a sender saw or heard was told to us, by them."""
    if event.received_id is None or event.source is not Source.DIRECT:
        return event
    return replace(event, source=Source.TOLD, source_detail=event.author)
