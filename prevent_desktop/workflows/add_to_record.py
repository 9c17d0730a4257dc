"""What a finalised form tells the record: events, decisions, the outcome, and when it is to be looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.notes import Event, Source
from prevent_desktop.casework.review import Review
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.response import Node, Response
from prevent_desktop.questionnaire.values import Absent, Coding, DateTimeValue, Value
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.case_status import set_case_status
from prevent_desktop.workflows.form_marks import enabled_nodes, record_fields

_EVENT = "event"
_LABEL_WORDS = 4


def add_to_record(vault: Vault, filled: FilledForm, response: Response, *, now: datetime) -> None:
    """Keep what a finalised form tells; an event that the record has already is not kept twice.

    Meant for inside a transaction of the caller.
    """
    fields = record_fields(response.questionnaire)
    known = {(event.what, event.when) for event in vault.events.of_case(filled.case_id)}
    for event in _events(filled, response, fields, now):
        if (event.what, event.when) not in known:
            vault.events.add(event)
    answers = _answers(enabled_nodes(response), fields)
    for kind in DecisionKind:
        decision = _decision(kind, filled, answers, now)
        if decision is not None:
            vault.decisions.add(decision)
            if kind is DecisionKind.OUTCOME:
                set_case_status(vault, filled.case_id, CaseStatus.OUTCOME, now=now)
    due = _date(answers.get("review.due"))
    if due is not None:
        if not _text(answers.get("outcome.choice")):
            set_case_status(vault, filled.case_id, CaseStatus.REVIEW_DUE, now=now)
        vault.reviews.set_due(
            Review(
                response_id=filled.id, case_id=filled.case_id, due=due.latest, what=filled.title, set_at=now
            )
        )


def _events(filled: FilledForm, response: Response, fields: dict[str, str], now: datetime) -> Iterable[Event]:
    groups = [node for node in enabled_nodes(response) if fields.get(node.item.link_id) == _EVENT]
    for group in groups:
        answers = _answers(enabled_nodes(response, group.path), fields)
        what = _text(answers.get("event.what"))
        if what:
            yield Event(
                id=new_id(),
                case_id=filled.case_id,
                label=_text(answers.get("event.label")) or short_label(what),
                what=what,
                when=_date(answers.get("event.when")),
                approximate=answers.get("event.approximate") is True,
                own_words=_text(answers.get("event.own-words")),
                source=_source(answers.get("event.source")),
                source_detail=_text(answers.get("event.source-detail")),
                author=filled.author,
                written_at=now,
                response_id=filled.id,
                where=_text(answers.get("event.where")),
                who_else=_text(answers.get("event.who-else")),
            )


def _decision(
    kind: DecisionKind, filled: FilledForm, answers: Mapping[str, Value], now: datetime
) -> Decision | None:
    choice, reason = _text(answers.get(f"{kind}.choice")), _text(answers.get(f"{kind}.reason"))
    if kind is DecisionKind.CONSENT:
        choice, reason = (
            _text(answers.get("consent.support")),
            _("Recorded in: {form}").format(form=filled.title),
        )
    if not choice or not reason:
        return None
    return Decision(
        id=new_id(),
        case_id=filled.case_id,
        kind=kind,
        choice=choice,
        reason=reason,
        decided_by=_text(answers.get(f"{kind}.decided-by")) or filled.author,
        decided_at=_moment(answers.get(f"{kind}.decided-at"), now),
        response_id=filled.id,
        reference=_text(answers.get(f"{kind}.reference")),
    )


def _answers(nodes: Iterable[Node], fields: dict[str, str]) -> dict[str, Value]:
    return {
        fields[node.item.link_id]: node.answers[0]
        for node in nodes
        if node.item.link_id in fields and node.answers
    }


def short_label(text: str) -> str:
    """The first words of a text, for the chronology's picture."""
    words: Sequence[str] = text.split()
    return " ".join(words[:_LABEL_WORDS]) + ("…" if len(words) > _LABEL_WORDS else "")


def _text(value: Value | None) -> str:
    if value is None or isinstance(value, Absent):
        return ""
    return (value.display or value.code or "") if isinstance(value, Coding) else str(value)


def _date(value: Value | None) -> PartialDate | None:
    return value if isinstance(value, PartialDate) else None


def _source(value: Value | None) -> Source:
    code = value.code if isinstance(value, Coding) else None
    return Source(code) if code in set(Source) else Source.NOT_KNOWN


def _moment(value: Value | None, otherwise: datetime) -> datetime:
    """When a decision was taken: a full date counts from midday, so that it stands on its own day in every zone."""
    if isinstance(value, DateTimeValue):
        if value.has_time:
            return datetime.fromisoformat(value.text).astimezone(UTC)
        value = value.date
    if isinstance(value, PartialDate) and value.day is not None:
        return datetime.combine(value.earliest, time(12), UTC)
    return otherwise
