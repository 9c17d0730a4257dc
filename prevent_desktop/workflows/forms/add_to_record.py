"""What a finalised form tells the record: events, decisions, the outcome, and when it is to be looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import derived_id, new_id
from prevent_desktop.casework.notes import Event, Source, as_told_here
from prevent_desktop.casework.review import Review
from prevent_desktop.partial_dates import PartialDate, has_day_everywhere
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.values import Coding, DateTimeValue, Value
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_marks import MarkedAnswers, marked_answers, told_events
from prevent_desktop.workflows.people.people import set_case_status

_TEXTS = {
    "what": "event.what",
    "label": "event.label",
    "own_words": "event.own-words",
    "source_detail": "event.source-detail",
    "where": "event.where",
    "who_else": "event.who-else",
}
_LABEL_WORDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _ToldEvent:
    """An event as a form tells it: the fields of `Event` that it answers, and which event of the record it is."""

    words: Mapping[str, Any]
    event_id: str


def _told(answers: MarkedAnswers) -> _ToldEvent:
    when, approximate = answers.values.get("event.when"), answers.values.get("event.approximate")
    words: dict[str, Any] = {name: answers.texts.get(field) for name, field in _TEXTS.items()}
    words["when"] = when if isinstance(when, PartialDate) else None
    words["source"] = _source(answers.values.get("event.source"))
    words["approximate"] = approximate if isinstance(approximate, bool) else None
    return _ToldEvent(
        words={name: told for name, told in words.items() if told not in ("", None)},
        event_id=answers.texts.get("event.id", ""),
    )


def add_events(vault: Vault, filled: FilledForm, told: Iterable[MarkedAnswers], *, now: datetime) -> None:
    """Keep what is new, and correct what stands in other words. What a form leaves unanswered is not taken away."""
    kept = {event.id: event for event in vault.events.of_case_with_earlier(filled.case_id)}
    same = {(event.what, event.when) for event in kept.values()}
    for number, one in enumerate(filter(lambda one: one.words.get("what"), map(_told, told))):
        # What came in a pack names events by the numbers of its sender, and puts nothing of ours into other words.
        marked = None if filled.received_id else kept.get(one.event_id)
        if marked is not None:
            event = _corrected(marked, _newest(marked, kept.values()), one.words)
        elif (one.words["what"], one.words.get("when")) in same:
            event = None
        else:
            event = _new(filled, one.words, now)
        if event is not None:
            event = replace(
                event, id=_id(filled, f"event {number}"), author=filled.author, written_at=now,
                response_id=filled.id, received_id=filled.received_id,
            )  # fmt: skip
            vault.events.add(event)
            kept[event.id] = event


def _id(filled: FilledForm, what: str) -> str:
    """A fresh one; of what came in a pack the same on every laptop that takes it."""
    return derived_id(filled.id, what) if filled.received_id else new_id()


def short_label(text: str) -> str:
    """The first words of a text, for the chronology's picture."""
    words: Sequence[str] = text.split()
    return " ".join(words[:_LABEL_WORDS]) + ("…" if len(words) > _LABEL_WORDS else "")


def _source(value: Value | None) -> Source | None:
    code = value.code if isinstance(value, Coding) else None
    return Source(code) if code in set(Source) else None


def _newest(event: Event, kept: Iterable[Event]) -> Event:
    later = {each.corrects: each for each in kept}
    while event.id in later:
        event = later[event.id]
    return event


def _corrected(marked: Event, newest: Event, words: Mapping[str, Any]) -> Event | None:
    """`newest` with what the form says otherwise than `marked`, with which it was filled; None if that changes nothing."""
    filled_with = as_told_here(marked)
    changed = {name: told for name, told in words.items() if told != getattr(filled_with, name)}
    if "what" in changed and "label" not in changed and newest.label == short_label(newest.what):
        changed["label"] = short_label(changed["what"])
    stands = as_told_here(newest)
    corrected = replace(stands, **changed)
    return None if corrected == stands else replace(corrected, corrects=newest.id)


def _new(filled: FilledForm, words: Mapping[str, Any], now: datetime) -> Event:
    made = {"label": short_label(words["what"]), "when": None, "source": Source.NOT_KNOWN, **words}
    return Event(id="", case_id=filled.case_id, author=filled.author, written_at=now, **made)


def add_to_record(vault: Vault, filled: FilledForm, response: Response, *, now: datetime) -> None:
    """Keep what a finalised form tells, and where its case stands by it.

    Meant for inside a transaction of the caller.
    """
    said = marked_answers(response)
    decisions = add_facts(vault, filled, response, now=now)
    due = said.values.get("review.due")
    if isinstance(due, PartialDate):
        vault.reviews.set_due(
            Review(
                response_id=filled.id, case_id=filled.case_id, due=due.latest, what=filled.title, set_at=now
            )
        )
    for status in _statuses(decisions, said):
        set_case_status(vault, filled.case_id, status, now=now)


def add_facts(vault: Vault, filled: FilledForm, response: Response, *, now: datetime) -> list[Decision]:
    """Keep the events and decisions that a form tells, and nothing else; the decisions. No event is kept twice."""
    add_events(vault, filled, told_events(response), now=now)
    said = marked_answers(response)
    decisions = [one for kind in DecisionKind if (one := _decision(kind, filled, said, now)) is not None]
    for decision in decisions:
        vault.decisions.add(decision)
    return decisions


def _statuses(decisions: Iterable[Decision], said: MarkedAnswers) -> Iterator[CaseStatus]:
    """Where the case stands by what the form says, one step after the other."""
    yield CaseStatus.FINALISED
    if any(decision.kind is DecisionKind.OUTCOME for decision in decisions):
        yield CaseStatus.OUTCOME
    if isinstance(said.values.get("review.due"), PartialDate) and not said.texts.get("outcome.choice"):
        yield CaseStatus.REVIEW_DUE


def _decision(kind: DecisionKind, filled: FilledForm, said: MarkedAnswers, now: datetime) -> Decision | None:
    texts = said.texts
    choice, reason = texts.get(f"{kind}.choice"), texts.get(f"{kind}.reason")
    if kind is DecisionKind.CONSENT:
        choice, reason = texts.get("consent.support"), _("Recorded in: {form}").format(form=filled.title)
    if not choice or not reason or not reason.strip():
        return None
    return Decision(
        id=_id(filled, f"decision {kind}"),
        case_id=filled.case_id,
        kind=kind,
        choice=choice,
        reason=reason,
        decided_by=texts.get(f"{kind}.decided-by") or filled.author,
        decided_at=_when(said.values.get(f"{kind}.decided-at"), now),
        response_id=filled.id,
        reference=texts.get(f"{kind}.reference", ""),
        received_id=filled.received_id,
    )


def _when(value: Value | None, otherwise: datetime) -> datetime | PartialDate:
    """When a decision was taken, as far as somebody said it: a day stays a day, and no hour is made up for it."""
    if not isinstance(value, DateTimeValue):
        return value if isinstance(value, PartialDate) else otherwise
    moment = value.instant
    return value.date if moment is None or not has_day_everywhere(moment) else moment.astimezone(UTC)
