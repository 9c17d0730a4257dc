"""What a finalised form tells the record: events, decisions, the outcome, and when it is to be looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.review import Review
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.response import Node, Response
from prevent_desktop.questionnaire.values import DateTimeValue, Value
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.add_events import add_events, as_date, as_text, told_event
from prevent_desktop.workflows.forms.form_marks import enabled_nodes, record_fields
from prevent_desktop.workflows.people.people import set_case_status

_EVENT = "event"


def add_to_record(vault: Vault, filled: FilledForm, response: Response, *, now: datetime) -> None:
    """Keep what a finalised form tells. An event that the record has already is not kept twice.

    Meant for inside a transaction of the caller.
    """
    fields = record_fields(response.questionnaire)
    told = [told_event(answers) for answers in _event_groups(response, fields)]
    add_events(vault, filled, [event for event in told if event.words.get("what")], now=now)
    answers = _answers(enabled_nodes(response), fields)
    for kind in DecisionKind:
        decision = _decision(kind, filled, answers, now)
        if decision is not None:
            vault.decisions.add(decision)
            if kind is DecisionKind.OUTCOME:
                set_case_status(vault, filled.case_id, CaseStatus.OUTCOME, now=now)
    due = as_date(answers.get("review.due"))
    if due is not None:
        if not as_text(answers.get("outcome.choice")):
            set_case_status(vault, filled.case_id, CaseStatus.REVIEW_DUE, now=now)
        vault.reviews.set_due(
            Review(
                response_id=filled.id, case_id=filled.case_id, due=due.latest, what=filled.title, set_at=now
            )
        )


def _event_groups(response: Response, fields: dict[str, str]) -> Iterator[dict[str, Value]]:
    for node in enabled_nodes(response):
        if fields.get(node.item.link_id) == _EVENT:
            yield _answers(enabled_nodes(response, node.path), fields)


def _decision(
    kind: DecisionKind, filled: FilledForm, answers: Mapping[str, Value], now: datetime
) -> Decision | None:
    choice, reason = as_text(answers.get(f"{kind}.choice")), as_text(answers.get(f"{kind}.reason"))
    if kind is DecisionKind.CONSENT:
        choice, reason = (
            as_text(answers.get("consent.support")),
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
        decided_by=as_text(answers.get(f"{kind}.decided-by")) or filled.author,
        decided_at=_when(answers.get(f"{kind}.decided-at"), now),
        response_id=filled.id,
        reference=as_text(answers.get(f"{kind}.reference")),
    )


def _answers(nodes: Iterable[Node], fields: dict[str, str]) -> dict[str, Value]:
    return {
        fields[node.item.link_id]: node.answers[0]
        for node in nodes
        if node.item.link_id in fields and node.answers
    }


def _when(value: Value | None, otherwise: datetime) -> datetime | PartialDate:
    """When a decision was taken, as far as somebody said it: a day stays a day, and no hour is made up for it."""
    if isinstance(value, DateTimeValue):
        return datetime.fromisoformat(value.text).astimezone(UTC) if value.has_time else value.date
    return value if isinstance(value, PartialDate) else otherwise
