"""How long cases are kept: their clocks, extensions, legal holds, and closing a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from prevent_desktop.casework.case import ENDED, Case, CaseStatus, may_become
from prevent_desktop.casework.clock_doubt import ClockDoubt
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.keeping import (
    CaseClock,
    KeepingDecision,
    KeepingKind,
    Which,
    extended_until,
    left_channel_on,
    open_holds,
)
from prevent_desktop.casework.outcomes import Outcome, outcome_of
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.retention import (
    APPROXIMATE_MARGIN_YEARS,
    CaseFacts,
    RetentionCategory,
    believed,
    clock_of,
    months_after,
    years_after,
)
from prevent_desktop.errors import RecordError
from prevent_desktop.formatting import short_day
from prevent_desktop.translation import _
from prevent_desktop.vault.repositories.clocks import RawFacts
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.clock_watch import doubt_about_clock
from prevent_desktop.workflows.forms.form_library import CHANNEL_FORMS, HEALTH_CONCERN
from prevent_desktop.workflows.organisation import settings

SOON_MONTHS = 3
_GROWN_UP = 18
_UNFINISHED = "unfinished-keeping/"
_COUNTED = "clocks-count"
"""What counted as an entry when the clocks were worked out: an earlier version of the program counted less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCase:
    """A line of the list: whose case, and its clock."""

    person: Person
    clock: CaseClock


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepingList:
    """One page of the list. `counts` are the sizes of all lists; `doubt` where the clock of this computer may be wrong."""

    which: Which
    cases: tuple[KeptCase, ...]
    counts: dict[Which, int]
    has_rules: bool
    doubt: ClockDoubt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseKeeping:
    """All about keeping one case. `may_close_as` are the ends that its pathway allows now."""

    case: Case
    person: Person
    clock: CaseClock
    decisions: tuple[KeepingDecision, ...]
    holds: tuple[KeepingDecision, ...]
    extended_until: date | None
    may_close_as: tuple[CaseStatus, ...]
    has_rules: bool


def today_of(now: datetime) -> date:
    """The day in UTC, in which all days of keeping are."""
    return now.astimezone(UTC).date()


def soon_after(today: date) -> date:
    """Until when something counts as due soon."""
    return months_after(today, SOON_MONTHS)


def set_clocks(vault: Vault) -> None:
    """Work out the clocks of the cases about which something has changed. A vault for reading only keeps the old ones."""
    if vault.is_read_only:
        return
    what_counts = vault.clocks.what_counts()
    if vault.settings.get(_COUNTED) != what_counts:
        vault.clocks.forget()
    if not vault.clocks.any_to_set():
        return
    rules, today = settings.retention_rules(vault), vault.clocks.latest_day()
    with vault.transaction():
        for raw in tuple(vault.clocks.to_set()):
            decisions = vault.keeping.of_case(raw.case_id) if raw.has_decisions else ()
            facts = believed(facts_of(raw, decisions), today)
            clock = clock_of(facts, rules, extended_until=extended_until(decisions))
            vault.clocks.put(raw.case_id, clock, kinds=facts.kinds, on_hold=bool(open_holds(decisions)))
        vault.settings.set(_COUNTED, what_counts)


def facts_of(raw: RawFacts, decisions: tuple[KeepingDecision, ...] = ()) -> CaseFacts:
    """What the rules look at, out of what stands in the record. No case was closed before it was opened."""
    outcomes = frozenset(map(outcome_of, raw.outcomes))
    closed = max(raw.closed_on or raw.changed_on, raw.opened_on) if raw.status in ENDED else None
    return CaseFacts(
        kinds=_kinds(raw, outcomes),
        outcomes=outcomes,
        closed_on=closed,
        outcome_on=raw.outcome_on,
        left_channel_on=left_channel_on(decisions),
        last_entry_on=raw.last_entry_on,
        birth=raw.birth,
        age_on=None if raw.approximate_age is None else (raw.approximate_age, raw.age_on),
    )


def _kinds(raw: RawFacts, outcomes: frozenset[Outcome | None]) -> frozenset[RetentionCategory]:
    """What kinds of record a case is.

    A child-protection file is the case of a child that was referred and did not end with no further action; whoever
    may have been under 18 when it was opened counts as a child.
    """
    if raw.status is CaseStatus.NOT_REFERRED:
        return frozenset({RetentionCategory.NOT_REFERRED})
    kinds = {RetentionCategory.REFERRAL}
    if HEALTH_CONCERN in raw.forms:
        kinds.add(RetentionCategory.HEALTH)
    if CHANNEL_FORMS & set(raw.forms) or Outcome.CHANNEL_ADOPTED in outcomes:
        kinds.add(RetentionCategory.CHANNEL)
    if outcomes != {Outcome.NO_FURTHER_ACTION} and _may_be_a_child(raw):
        kinds.add(RetentionCategory.CHILD_PROTECTION)
    return frozenset(kinds)


def _may_be_a_child(raw: RawFacts) -> bool:
    if raw.birth is not None:
        return years_after(raw.birth.latest, _GROWN_UP) > raw.opened_on
    if raw.approximate_age is None:
        return True
    grown_up = years_after(raw.age_on, _GROWN_UP - raw.approximate_age + APPROXIMATE_MARGIN_YEARS)
    return grown_up > raw.opened_on


def keeping_list(vault: Vault, which: Which, *, now: datetime, limit: int) -> KeepingList:
    """The beginning of a list; those due first come first."""
    set_clocks(vault)
    today = today_of(now)
    soon = soon_after(today)
    clocks = vault.clocks.listed(which, today=today, soon=soon, limit=limit)
    return KeepingList(
        which=which,
        cases=tuple(KeptCase(person=vault.people.get(clock.person_id), clock=clock) for clock in clocks),
        counts={each: vault.clocks.count(each, today=today, soon=soon) for each in Which},
        has_rules=bool(settings.retention_rules(vault)),
        doubt=doubt_about_clock(vault, now=now),
    )


def case_keeping(vault: Vault, case_id: str) -> CaseKeeping:
    """All about keeping one case. RecordError where there is none."""
    set_clocks(vault)
    case = vault.cases.get(case_id)
    clock = vault.clocks.get(case_id)
    if clock is None:
        raise _not_worked_out()
    decisions = vault.keeping.of_case(case_id)
    return CaseKeeping(
        case=case,
        person=vault.people.get(case.person_id),
        clock=clock,
        decisions=decisions,
        holds=open_holds(decisions),
        extended_until=extended_until(decisions),
        may_close_as=tuple(
            end
            for end in (CaseStatus.CLOSED, CaseStatus.NOT_REFERRED)
            if case.status not in ENDED and may_become(case.status, end)
        ),
        has_rules=bool(settings.retention_rules(vault)),
    )


def extend(vault: Vault, case_id: str, *, until: date, reason: str, now: datetime) -> KeepingDecision:
    """Keep a case until a day. RecordError without a reason, or for a day that changes nothing."""
    clock = case_keeping(vault, case_id)
    present = max(day for day in (clock.clock.clock.due, clock.extended_until, today_of(now)) if day)
    if until <= present:
        raise RecordError(
            _("That day is not later"),
            _("The case is kept until {day} already.").format(day=short_day(present)),
            _("Give a later day. An extension never makes the time shorter."),
        )
    return _decide(
        vault, case_id, KeepingKind.EXTENSION, "keeping.extended", reason=reason, until=until, now=now
    )


def hold(vault: Vault, case_id: str, *, reason: str, reference: str = "", now: datetime) -> KeepingDecision:
    """Put a case on legal hold: nothing of it is disposed of until the hold is lifted. RecordError without a reason."""
    return _decide(
        vault, case_id, KeepingKind.HOLD, "keeping.held", reason=reason, reference=reference, now=now
    )


def lift(vault: Vault, case_id: str, hold_id: str, *, reason: str, now: datetime) -> KeepingDecision:
    """Lift a hold. RecordError without a reason, or where it is lifted already."""
    if hold_id not in {one.id for one in open_holds(vault.keeping.of_case(case_id))}:
        raise RecordError(
            _("The hold is lifted already"), _("Nothing was changed."), _("Look at the case again.")
        )  # fmt: skip
    return _decide(vault, case_id, KeepingKind.LIFT, "keeping.lifted", reason=reason, lifts=hold_id, now=now)


def close_case(
    vault: Vault,
    case_id: str,
    *,
    end: CaseStatus,
    reason: str,
    left_channel: date | None = None,
    now: datetime,
) -> None:
    """Close a case, or end it as not referred: from then on its time runs. RecordError where its pathway forbids it."""
    case = vault.cases.get(case_id)
    if end not in ENDED or case.status in ENDED or not may_become(case.status, end):
        raise RecordError(
            _("The case cannot be closed yet"),
            _("It stands at “{status}”.").format(status=case.status.label),
            _("Record the receiver’s decision first, or that it is not referred."),
        )
    with vault.transaction():
        if left_channel is not None:
            _decide(
                vault, case_id, KeepingKind.LEFT_CHANNEL, "keeping.left-channel",
                reason=reason, until=left_channel, now=now,
            )  # fmt: skip
        _decide(vault, case_id, KeepingKind.CLOSING, "case.closed", reason=reason, now=now)
        vault.cases.set_status(case_id, end, at=now)
        vault.reviews.finish(case_id, now)


def _decide(
    vault: Vault,
    case_id: str,
    kind: KeepingKind,
    action: str,
    *,
    reason: str,
    now: datetime,
    until: date | None = None,
    reference: str = "",
    lifts: str | None = None,
) -> KeepingDecision:
    if not reason.strip():
        raise RecordError(
            _("The reason is missing"), _("Nothing was changed."), _("Write why, in a sentence.")
        )
    decision = KeepingDecision(
        id=new_id(), case_id=case_id, kind=kind, until=until, reason=reason.strip(), reference=reference.strip(),
        lifts=lifts, decided_by=settings.author_of(vault), decided_at=now,
    )  # fmt: skip
    with vault.transaction():
        vault.keeping.add(decision)
        vault.audit.append(action, case_id, decision.id)
    return decision


def unfinished_decision(vault: Vault, case_id: str) -> str:
    """What was being typed about keeping a case, as the screen wrote it; empty where nothing was."""
    return vault.settings.get(_UNFINISHED + case_id) or ""


def keep_unfinished_decision(vault: Vault, case_id: str, text: str) -> None:
    """Keep what is being typed, in place of what was kept."""
    with vault.transaction():
        vault.settings.set(_UNFINISHED + case_id, text)


def _not_worked_out() -> RecordError:
    return RecordError(
        _("How long this case is kept is not known"),
        _("The vault is open for reading only, and it was not worked out before."),
        _("Open the whole vault first."),
    )
