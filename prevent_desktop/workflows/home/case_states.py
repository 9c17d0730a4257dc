"""Where cases stand and what is open in them, read from the vault in a few questions for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TypeVar

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.open_work import CaseState
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.casework.pathway import CaseFacts, Noticed, OwedPack
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.record_kinds import EVENTS, NOTES, RESPONSES
from prevent_desktop.casework.working_days import WorkingDays
from prevent_desktop.partial_dates import moment_on
from prevent_desktop.vault.repositories.cases import Written
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.chasing import answers_waited_for
from prevent_desktop.workflows.forms.addenda import owed_addenda
from prevent_desktop.workflows.forms.danger import open_dangers
from prevent_desktop.workflows.forms.form_library import (
    ADDENDUM,
    CHANNEL_FORMS,
    LEAD_CHECK,
    RECEIVER_DECISION,
    SHARING_DECISION,
    FormLibrary,
)
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signers import signers_of

Told = TypeVar("Told")

NOT_NOTICED = frozenset({ADDENDUM, LEAD_CHECK, SHARING_DECISION, RECEIVER_DECISION, *CHANNEL_FORMS})
"""The forms that tell nothing of what was noticed: what was decided about it, and what came after."""
ARRIVED = timedelta(days=8)
"""What came and was no answer is told of for so long."""


def case_states(
    vault: Vault,
    library: FormLibrary,
    case_ids: Collection[str],
    *,
    stuck: Collection[str] = (),
    now: datetime,
) -> tuple[CaseState, ...]:
    """The states of these cases, the one that changed last first. Reads only.

    `stuck` are the packs that the outbox cannot send by itself.
    """
    cases = vault.cases.some(case_ids)
    ids = [case.id for case in cases]
    forms, written = _by_case(vault.responses.outlines(ids)), vault.cases.written(ids)
    facts = _facts(vault, cases, forms, written)
    aside = _by_case({one.pack_id: one for one in vault.answers.set_aside_since(now - ARRIVED)}.values())
    untold = [
        form
        for one in facts
        for form in forms[one.case.id]
        if not _was_told(one, form, written.get(one.case.id))
    ]
    dangers = _by_case(open_dangers(vault, library, untold))
    return tuple(
        CaseState(
            facts=one,
            last_written=written[one.case.id].last_at if one.case.id in written else None,
            dangers=tuple(dangers[one.case.id]),
            stuck=frozenset(pack.id for pack in one.packs) & frozenset(stuck),
            set_aside=tuple(aside[one.case.id]),
        )
        for one in facts
    )


def _facts(
    vault: Vault,
    cases: Sequence[Case],
    forms: Mapping[str, list[FilledForm]],
    written: Mapping[str, Written],
) -> list[CaseFacts]:
    """What is known of each, by a question for all of them together."""
    ids = [case.id for case in cases]
    decisions = _by_case(vault.decisions.of_cases(ids))
    packs, answers = _by_case(vault.packs.of_cases(ids)), _by_case(vault.answers.of_cases(ids))
    received, undecided = _by_case(vault.received.of_cases(ids)), _by_case(vault.received.undecided())
    waited_for = _grouped(answers_waited_for(vault), lambda one: one.pack.case_id)
    reviews = {review.case_id: review for review in vault.reviews.open()}
    days = settings.working_days(vault)
    owed = _owed(vault, days)
    facts = []
    for case in cases:
        bare = CaseFacts(
            case=case,
            drafts=tuple(sorted(_drafts(forms[case.id]), key=lambda form: form.changed_at, reverse=True)),
            packs=tuple(pack for pack in packs[case.id] if pack.status is not PackStatus.WITHDRAWN),
            answers=tuple(answers[case.id]),
            waiting=tuple(waited_for[case.id]),
            owed=tuple(owed[case.id]),
            received=tuple(received[case.id]),
            undecided=tuple(undecided[case.id]),
            review=reviews.get(case.id),
            days=days,
            noticed=_noticed(forms[case.id], written.get(case.id), received[case.id]),
        )
        facts.append(_with_decisions(bare, decisions[case.id], forms[case.id]))
    return facts


def case_state(vault: Vault, library: FormLibrary, case_id: str, *, now: datetime) -> CaseState:
    """The state of one case, in which it is told by name which colleague noticed it."""
    state = case_states(vault, library, (case_id,), now=now)[0]
    noticed = state.facts.noticed
    if noticed is None:
        return state
    return replace(state, facts=replace(state.facts, noticed=_by_signer(vault, case_id, noticed)))


def _by_case(records: Iterable[Told]) -> Mapping[str, list[Told]]:
    return _grouped(records, lambda one: one.case_id)  # type: ignore[attr-defined]  # each of them is of a case


def _grouped(records: Iterable[Told], key: Callable[[Told], str]) -> Mapping[str, list[Told]]:
    found: dict[str, list[Told]] = defaultdict(list)
    for record in records:
        found[key(record)].append(record)
    return found


def _drafts(forms: Iterable[FilledForm]) -> Iterable[FilledForm]:
    return (form for form in forms if not form.is_finalised)


def _noticed(
    forms: Iterable[FilledForm], written: Written | None, received: Iterable[ReceivedPack]
) -> Noticed | None:
    """What was written down first: a finished form, a note, an event, or what came in."""
    told = [
        (form.finalised_at, form.author, RESPONSES.table, form.id)
        for form in forms
        if form.finalised_at is not None and not form.kept_apart and form.form_id not in NOT_NOTICED
    ]
    told += [(pack.received_at, pack.sender_organisation, "", "") for pack in received]
    finished = bool(told)
    if written is not None:
        told.append((written.first_at, written.first_by, written.table, written.first_id))
    if not told:
        return None
    at, by, table, record_id = min(told)
    return Noticed(at=at, by=by, finished=finished, table=table, record_id=record_id)


def _by_signer(vault: Vault, case_id: str, noticed: Noticed) -> Noticed:
    """In a shared case it is of whose laptop signed the row: several people may have one role. The reader's own is by their own role."""
    kind = next((one for one in (RESPONSES, NOTES, EVENTS) if one.table == noticed.table), None)
    signers = None if kind is None else signers_of(vault, case_id, [(kind, noticed.record_id)])
    if kind is None or signers is None:
        return noticed
    if not signers.colleague(kind, noticed.record_id):
        return replace(noticed, by=settings.author_of(vault))
    return replace(noticed, by=signers.whose(kind, noticed.record_id, noticed.by))


def _with_decisions(
    facts: CaseFacts, decisions: Iterable[Decision], forms: Iterable[FilledForm]
) -> CaseFacts:
    newest = {decision.kind: decision for decision in decisions if decision.received_id is None}
    check, sharing = newest.get(DecisionKind.LEAD_CHECK), newest.get(DecisionKind.SHARING)
    finished = {form.id: form.finalised_at for form in forms}
    return replace(
        facts,
        check=check,
        check_at=_written_down(check, finished),
        sharing=sharing,
        sharing_at=_written_down(sharing, finished),
        outcome=newest.get(DecisionKind.OUTCOME),
    )


def _written_down(decision: Decision | None, finished: Mapping[str, datetime | None]) -> datetime | None:
    """When a decision was put on record: with its form; else its own time, or the beginning of its day."""
    if decision is None:
        return None
    return (
        finished.get(decision.response_id or "") or decision.time or moment_on(decision.day.earliest, time())
    )


def _was_told(facts: CaseFacts, form: FilledForm, written: Written | None) -> bool:
    """Whether somebody heard of what a finished form says: the lead, a receiver, or the record, in which a call is noted."""
    finished = form.finalised_at
    if facts.has_ended or finished is None:
        return facts.has_ended
    since = (
        facts.check_at,
        None if written is None else written.last_at,
        *(pack.signed_at for pack in facts.packs),
    )
    return any(at is not None and at > finished for at in since)


def _owed(vault: Vault, days: WorkingDays) -> Mapping[str, list[OwedPack]]:
    """What goes to whoever has a mistake, by case: the day after the addendum was finished."""
    found: dict[str, list[OwedPack]] = defaultdict(list)
    for one in owed_addenda(vault):
        finished = one.addendum.finalised_at or one.addendum.changed_at
        day = days.after(finished.date())
        found[one.addendum.case_id].append(
            OwedPack(addendum=one.addendum, receiver=one.recipient_name, day=day)
        )
    return found
