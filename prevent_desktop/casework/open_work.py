"""What is open in a case, in four groups: needs you today, ready to send, to finish, waiting for others.

No case with something open is in none of them: where nothing else is, its next step is to finish.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from prevent_desktop.casework.answer import AnswerSetAside, Direction
from prevent_desktop.casework.choices import LeadChoice, lead_choice
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.casework.pathway import CaseFacts, Next, NextStep, OwedPack, Step, next_step
from prevent_desktop.casework.received_pack import ReceivedPack, decision_due
from prevent_desktop.casework.review import Review
from prevent_desktop.casework.waiting import Waiting


class Group(StrEnum):
    """The groups of My work, in their order."""

    TODAY = "today"
    READY = "ready"
    TO_FINISH = "to-finish"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseState:
    """The facts of a case, and what besides is open in it.

    `last_written` is when somebody last wrote a note or an event; `dangers` are the forms that say that somebody is in immediate danger and name no call; `stuck` the packs that the outbox
    cannot send by itself; `set_aside` what came as an answer and is none.
    """

    facts: CaseFacts
    last_written: datetime | None = None
    dangers: tuple[FilledForm, ...] = ()
    stuck: frozenset[str] = field(default_factory=frozenset)
    set_aside: tuple[AnswerSetAside, ...] = ()

    @property
    def is_emergency(self) -> bool:
        """Whether the lead said to call at once, and nothing was sent or written down since."""
        facts = self.facts
        if facts.has_ended or facts.packs or lead_choice(facts.check) is not LeadChoice.EMERGENCY:
            return False
        return not (facts.check_at and self.last_written and self.last_written > facts.check_at)


@dataclass(frozen=True, slots=True)
class OwnerWanted:
    """A shared case needs an owner: nobody who is there owns it, or `set_apart` names several who were set apart from each other."""

    set_apart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SecondWanted:
    """Closing a repeat waits for a second person: for whoever sits here where `by`, a name, said so first; for others where it is empty."""

    pack: ReceivedPack
    by: str = ""


Work = (
    FilledForm
    | Waiting
    | PackRecord
    | ReceivedPack
    | SecondWanted
    | AnswerSetAside
    | OwedPack
    | Review
    | NextStep
)
Subject = Work | OwnerWanted


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """One thing that is open in a case. `day` is by when, where there is one; `subject` what it is about."""

    group: Group
    subject: Subject
    day: date | None = None


def open_items(state: CaseState, *, today: date) -> tuple[OpenItem, ...]:
    """Everything that is open in a case, by group."""
    found = [*_today(state, today), *_ready(state, today), *_to_finish(state), *_waiting(state, today)]
    following = next_step(state.facts, today=today)
    if following is not None and not found:
        found.append(OpenItem(group=Group.TO_FINISH, subject=following))
    order = list(Group)
    return tuple(sorted(found, key=lambda one: order.index(one.group)))


def _today(state: CaseState, today: date) -> Iterator[OpenItem]:
    group, emergency = Group.TODAY, NextStep(Next.ASK_LEAD, Step.CHECKED)
    yield from (OpenItem(group=group, subject=form) for form in state.dangers)
    if state.is_emergency:
        yield OpenItem(group=group, subject=emergency)
    yield from _said(state, today)
    review = state.facts.review
    if review is not None and review.due <= today:
        yield OpenItem(group=group, subject=review, day=review.due)
    for owed in state.facts.owed:
        if owed.day < today:
            yield OpenItem(group=group, subject=owed, day=owed.day)


def _said(state: CaseState, today: date) -> Iterator[OpenItem]:
    """What receivers ask or have not said in time, what is owed to senders, and packs that do not go."""
    group, facts = Group.TODAY, state.facts
    for one in facts.waiting:
        if one.question is not None or one.day < today:
            yield OpenItem(group=group, subject=one, day=one.day)
    for came in facts.undecided:
        yield OpenItem(group=group, subject=came, day=decision_due(came, facts.days).day)
    yield from (OpenItem(group=group, subject=aside) for aside in state.set_aside)
    for pack in facts.packs:
        if pack.id in state.stuck and pack.receipt_at is None:
            yield OpenItem(group=group, subject=pack)


def _ready(state: CaseState, today: date) -> Iterator[OpenItem]:
    if state.facts.may_prepare:
        prepare = NextStep(Next.PREPARE, Step.SENT)
        yield OpenItem(group=Group.READY, subject=prepare)
    for owed in state.facts.owed:
        if owed.day >= today:
            yield OpenItem(group=Group.READY, subject=owed, day=owed.day)


def _to_finish(state: CaseState) -> Iterator[OpenItem]:
    for form in state.facts.drafts:
        yield OpenItem(group=Group.TO_FINISH, subject=form)


def _waiting(state: CaseState, today: date) -> Iterator[OpenItem]:
    facts, group = state.facts, Group.WAITING
    answered = {one.pack_id for one in facts.answers if one.direction is Direction.RECEIVED}
    for pack in facts.packs:
        if pack.receipt_at is None and pack.id not in state.stuck and pack.id not in answered:
            yield OpenItem(group=group, subject=pack)
    for one in facts.waiting:
        if one.question is None and one.day >= today:
            yield OpenItem(group=group, subject=one, day=one.day)
    if facts.review is not None and facts.review.due > today:
        yield OpenItem(group=group, subject=facts.review, day=facts.review.due)
