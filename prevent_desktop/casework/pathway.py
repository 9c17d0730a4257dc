"""Noticed, checked, decided, sent, answered: where a case stands and what comes next, derived from what is recorded.

Nothing of this is kept anywhere: whatever is recorded, on whichever laptop, the same facts give the same step.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from prevent_desktop.casework.answer import AnswerRecord, Direction
from prevent_desktop.casework.case import Case, CaseStatus
from prevent_desktop.casework.choices import LeadChoice, SharingChoice, lead_choice, sharing_choice
from prevent_desktop.casework.decision import Decision
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.review import Review
from prevent_desktop.casework.waiting import Waiting
from prevent_desktop.casework.working_days import WorkingDays


class Step(StrEnum):
    """The steps of a concern, in their order; the last is an end of its own."""

    NOTICED = "noticed"
    CHECKED = "checked"
    DECIDED = "decided"
    SENT = "sent"
    ANSWERED = "answered"
    NOT_REFERRED = "not-referred"


class Standing(StrEnum):
    """Where a step stands: behind us, here, still to come, or passed over though others after it were taken."""

    DONE = "done"
    CURRENT = "current"
    AHEAD = "ahead"
    PASSED_OVER = "passed-over"


class Next(StrEnum):
    """What comes next in a case."""

    RECORD = "record"
    FINISH = "finish"
    ASK_LEAD = "ask-lead"
    DECIDE = "decide"
    PREPARE = "prepare"
    SEND = "send"
    WAIT = "wait"
    CALL = "call"
    ANSWER_QUESTION = "answer-question"
    ANSWER_PACK = "answer-pack"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next, at which step; `subject` is the id of the form, of our pack, or of the received pack that it is about."""

    what: Next
    step: Step
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """When something was first written down about the case, and by whom; `finished` once a form tells it.

    `table` and `record_id` are the row that says it; empty for what came in.
    """

    at: datetime
    by: str
    finished: bool
    table: str = ""
    record_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedPack:
    """A pack to be sent to whoever has what an addendum corrects, from `day` on."""

    addendum: FilledForm
    receiver: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What is recorded of a case, as far as it says where the case stands.

    `drafts` are its unfinished forms, the one changed last first; `check` and `sharing` the last decision of their kind, and
    `check_at` and `sharing_at` when they were written down; `packs` those that were not withdrawn, oldest first; `waiting` what is waited for
    from its receivers, `owed` what goes to whoever has a mistake; `received` the packs that came in, `undecided` those that wait for our
    decision; `days` our working days.
    """

    case: Case
    noticed: Noticed | None = None
    drafts: tuple[FilledForm, ...] = ()
    check: Decision | None = None
    check_at: datetime | None = None
    sharing: Decision | None = None
    sharing_at: datetime | None = None
    packs: tuple[PackRecord, ...] = ()
    answers: tuple[AnswerRecord, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    owed: tuple[OwedPack, ...] = ()
    received: tuple[ReceivedPack, ...] = ()
    undecided: tuple[ReceivedPack, ...] = ()
    outcome: Decision | None = None
    review: Review | None = None
    days: WorkingDays = field(default_factory=WorkingDays)

    @property
    def has_ended(self) -> bool:
        """Whether the case is closed, or was not referred."""
        return self.case.closed_at is not None

    @property
    def questions(self) -> tuple[Waiting, ...]:
        """What receivers ask and nobody has answered."""
        return tuple(one for one in self.waiting if one.question is not None)

    @property
    def lead_was_asked(self) -> bool:
        """Whether the lead said something that the case can go on with."""
        return self.check is not None and lead_choice(self.check) not in {
            LeadChoice.GET_MORE, LeadChoice.EMERGENCY, LeadChoice.NOT_ASKED,
        }  # fmt: skip

    @property
    def is_decided(self) -> bool:
        """Whether it was decided to share it, or not to."""
        return self.sharing is not None and sharing_choice(self.sharing) is not SharingChoice.WAIT

    @property
    def to_send(self) -> bool:
        """Whether it was decided to share it, and no pack was signed since."""
        if not self.is_decided or sharing_choice(self.sharing) is SharingChoice.NOT_SHARE:
            return False
        return self.sharing_at is None or all(pack.signed_at < self.sharing_at for pack in self.packs)

    @property
    def may_prepare(self) -> bool:
        """Whether a pack can be prepared: a form is finished, and it is decided to send what was not sent yet."""
        return not self.has_ended and self.to_send and self.noticed is not None and self.noticed.finished

    @property
    def is_not_referred(self) -> bool:
        """Whether the concern goes no further: the case was ended so, or the last word is not to refer or not to share."""
        if self.case.status is CaseStatus.NOT_REFERRED:
            return True
        if self.packs or self.received:
            return False
        if self.sharing is not None:
            return sharing_choice(self.sharing) is SharingChoice.NOT_SHARE
        return lead_choice(self.check) is LeadChoice.NOT_REFER

    @property
    def arrived(self) -> tuple[PackRecord, ...]:
        """The packs whose receipt is here."""
        return tuple(pack for pack in self.packs if pack.receipt_at is not None)

    @property
    def is_answered(self) -> bool:
        """Whether a receiver has decided, or we have: nothing is waited for."""
        if self.waiting or self.undecided:
            return False
        settled = any(one.answer.kind.settles for one in self.answers if one.direction is Direction.RECEIVED)
        given = any(one.answer.kind.settles for one in self.answers if one.direction is Direction.GIVEN)
        return settled or given or self.outcome is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathway:
    """The steps of a case with where each stands, and what comes next; None once the case has ended."""

    steps: tuple[tuple[Step, Standing], ...]
    next: NextStep | None

    @property
    def current(self) -> Step | None:
        """The step that the case is at."""
        return None if self.next is None else self.next.step


_WAY = (Step.NOTICED, Step.CHECKED, Step.DECIDED, Step.SENT, Step.ANSWERED)
_NO_REFERRAL = (Step.NOTICED, Step.CHECKED, Step.DECIDED, Step.NOT_REFERRED)


def pathway(facts: CaseFacts, *, today: date) -> Pathway:
    """Where a case stands; `today` tells whether an answer is overdue."""
    following = next_step(facts, today=today)
    way = _NO_REFERRAL if facts.is_not_referred else _WAY
    done = {step for step in way if _is_done(step, facts)}
    current = None if following is None else following.step
    furthest = max((way.index(step) for step in (done | {current}) if step in way), default=-1)
    standings = (
        (step, _standing(is_current=step is current, is_done=step in done, is_behind=number < furthest))
        for number, step in enumerate(way)
    )
    return Pathway(steps=tuple(standings), next=following)


def _standing(*, is_current: bool, is_done: bool, is_behind: bool) -> Standing:
    if is_current:
        return Standing.CURRENT
    if is_done:
        return Standing.DONE
    return Standing.PASSED_OVER if is_behind else Standing.AHEAD


def _is_done(step: Step, facts: CaseFacts) -> bool:
    match step:
        case Step.NOTICED:
            return facts.noticed is not None
        case Step.CHECKED:
            return facts.lead_was_asked
        case Step.DECIDED:
            return facts.is_decided
        case Step.SENT:
            return any(pack.receipt_at or pack.status is PackStatus.SAVED for pack in facts.packs)
        case Step.ANSWERED:
            return facts.is_answered
        case Step.NOT_REFERRED:
            return facts.is_not_referred


def next_step(facts: CaseFacts, *, today: date) -> NextStep | None:
    """What comes next: what others wait for first, then what is decided and not sent, then the way's next step."""
    if facts.has_ended:
        return None
    return _owed(facts) or _after_signing(facts, today) or _at_the_end(facts) or _before_signing(facts)


def _owed(facts: CaseFacts) -> NextStep | None:
    """What others wait for, or what is decided and was not sent."""
    if facts.undecided:
        return NextStep(Next.ANSWER_PACK, Step.DECIDED, facts.undecided[0].id)
    if facts.owed and facts.packs:  # often what a question was answered with
        return NextStep(Next.PREPARE, Step.SENT)
    if facts.questions:
        return NextStep(Next.ANSWER_QUESTION, Step.ANSWERED, facts.questions[0].pack.id)
    return NextStep(Next.PREPARE, Step.SENT) if facts.may_prepare else None


def _at_the_end(facts: CaseFacts) -> NextStep | None:
    if facts.packs or facts.received:
        return NextStep(Next.CLOSE, Step.ANSWERED)
    return NextStep(Next.CLOSE, Step.NOT_REFERRED) if facts.is_not_referred else None


def _before_signing(facts: CaseFacts) -> NextStep:
    if facts.drafts and not (facts.noticed and facts.noticed.finished):
        return NextStep(Next.FINISH, Step.NOTICED, facts.drafts[0].id)
    if facts.noticed is None or facts.to_send:
        return NextStep(Next.RECORD, Step.NOTICED)
    if lead_choice(facts.check) is not LeadChoice.NOT_ASKED and not facts.lead_was_asked:
        return NextStep(Next.ASK_LEAD, Step.CHECKED)
    return NextStep(Next.DECIDE, Step.DECIDED)


def _after_signing(facts: CaseFacts, today: date) -> NextStep | None:
    on_their_way = [pack for pack in facts.packs if pack.receipt_at is None]
    if on_their_way and not facts.arrived:
        return NextStep(Next.SEND, Step.SENT, on_their_way[-1].id)
    if facts.waiting:
        first = facts.waiting[0]
        return NextStep(Next.CALL if first.day < today else Next.WAIT, Step.ANSWERED, first.pack.id)
    if on_their_way:
        return NextStep(Next.WAIT, Step.ANSWERED, on_their_way[-1].id)
    return None
