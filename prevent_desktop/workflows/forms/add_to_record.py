"""What a finalised form tells the record: events, decisions, the outcome, and when it is to be looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.review import Review
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.values import DateTimeValue, Value
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.add_events import add_events
from prevent_desktop.workflows.forms.form_marks import MarkedAnswers, marked_answers, told_events
from prevent_desktop.workflows.people.people import set_case_status


def add_to_record(vault: Vault, filled: FilledForm, response: Response, *, now: datetime) -> None:
    """Keep what a finalised form tells. An event that the record has already is not kept twice.

    Meant for inside a transaction of the caller.
    """
    add_events(vault, filled, told_events(response), now=now)
    said = marked_answers(response)
    decisions = [one for kind in DecisionKind if (one := _decision(kind, filled, said, now)) is not None]
    for decision in decisions:
        vault.decisions.add(decision)
    due = said.values.get("review.due")
    if isinstance(due, PartialDate):
        vault.reviews.set_due(
            Review(
                response_id=filled.id, case_id=filled.case_id, due=due.latest, what=filled.title, set_at=now
            )
        )
    for status in _statuses(decisions, said):
        set_case_status(vault, filled.case_id, status, now=now)


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
    if not choice or not reason:
        return None
    return Decision(
        id=new_id(),
        case_id=filled.case_id,
        kind=kind,
        choice=choice,
        reason=reason,
        decided_by=texts.get(f"{kind}.decided-by") or filled.author,
        decided_at=_when(said.values.get(f"{kind}.decided-at"), now),
        response_id=filled.id,
        reference=texts.get(f"{kind}.reference", ""),
    )


def _when(value: Value | None, otherwise: datetime) -> datetime | PartialDate:
    """When a decision was taken, as far as somebody said it: a day stays a day, and no hour is made up for it."""
    if isinstance(value, DateTimeValue):
        return datetime.fromisoformat(value.text).astimezone(UTC) if value.has_time else value.date
    return value if isinstance(value, PartialDate) else otherwise
