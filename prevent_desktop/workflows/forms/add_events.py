"""Keep the events that a form tells. One that the record has in other words is corrected, and its old words are kept.

A form that was filled with the record's events holds which is which (the fact `event.id`, in a hidden answer). So only
what was changed in the form is changed in the record, as a new event that names the earlier one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.notes import Event, Source
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.values import Coding, Value
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_marks import MarkedAnswers

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
    for one in filter(lambda one: one.words.get("what"), map(_told, told)):
        marked = kept.get(one.event_id)
        if marked is not None:
            event = _corrected(marked, _newest(marked, kept.values()), one.words)
        elif (one.words["what"], one.words.get("when")) in same:
            event = None
        else:
            event = _new(filled, one.words, now)
        if event is not None:
            event = replace(event, id=new_id(), author=filled.author, written_at=now, response_id=filled.id)
            vault.events.add(event)
            kept[event.id] = event


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
    changed = {name: told for name, told in words.items() if told != getattr(marked, name)}
    if "what" in changed and "label" not in changed and newest.label == short_label(newest.what):
        changed["label"] = short_label(changed["what"])
    corrected = replace(newest, **changed)
    return None if corrected == newest else replace(corrected, corrects=newest.id)


def _new(filled: FilledForm, words: Mapping[str, Any], now: datetime) -> Event:
    made = {"label": short_label(words["what"]), "when": None, "source": Source.NOT_KNOWN, **words}
    return Event(id="", case_id=filled.case_id, author=filled.author, written_at=now, **made)
