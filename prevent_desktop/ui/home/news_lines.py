"""What is new, one line each, in words. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.news import Arrival, NewsKind
from prevent_desktop.casework.person import Person
from prevent_desktop.formatting import each_of, short_moment_near
from prevent_desktop.translation import _
from prevent_desktop.ui.components.conversation_words import ANSWERS_ENTRY
from prevent_desktop.ui.routing.routes import Draft, ReceivedPack, Record, Route
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.home.news import news


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsLine:
    """One thing that came. `person` is initials and age, empty where it is in nobody's record; `route` leads to it."""

    person: str
    what: str
    detail: str
    route: Route

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        return each_of((self.person, self.what))


def read_news(vault: Vault, now: datetime) -> tuple[NewsLine, ...]:
    """What is new in words, the newest first."""
    return tuple(news_line(one.arrival, one.person, now) for one in news(vault, now=now))


def news_line(arrival: Arrival, person: Person | None, now: datetime) -> NewsLine:
    """One arrival in words."""
    return NewsLine(
        person="" if person is None else person.label_on(now.astimezone().date()),
        what=_what(arrival.kind).format(who=arrival.who),
        detail=" · ".join(filter(None, (short_moment_near(arrival.at, now), _number(arrival)))),
        route=_route(arrival),
    )


def _number(arrival: Arrival) -> str:
    """What stands beside the time: the pack's number; why a case was handed over."""
    if arrival.kind is NewsKind.HANDED_OVER:
        return arrival.number
    return "" if arrival.kind in {NewsKind.DRAFT, NewsKind.COMMENTS} else short_pack_id(arrival.number)


def _what(kind: NewsKind) -> str:
    return {
        NewsKind.QUESTION: _("{who} asks a question"),
        NewsKind.DECISION: _("{who} decided"),
        NewsKind.OUTCOME: _("Outcome from {who}"),
        NewsKind.FEEDBACK: _("Feedback from {who}"),
        NewsKind.RECEIPT: _("{who} received the pack"),
        NewsKind.PACK: _("A pack from {who}"),
        NewsKind.DRAFT: _("{who} asks about a draft"),
        NewsKind.COMMENTS: _("{who} commented on a draft"),
        NewsKind.HANDED_OVER: _("{who} gave you this case"),
    }[kind]


def _route(arrival: Arrival) -> Route:
    match arrival.kind:
        case NewsKind.PACK:
            return ReceivedPack(arrival.record_id)
        case NewsKind.DRAFT | NewsKind.COMMENTS:
            return Draft(arrival.record_id)
        case NewsKind.HANDED_OVER:
            return Record(arrival.person_id)
        case _:
            return Record(arrival.person_id, ANSWERS_ENTRY)
