"""How long a case is kept and why, in words. No Qt."""

from __future__ import annotations

from datetime import date, datetime

from prevent_desktop.casework.case import ENDED, Case
from prevent_desktop.casework.keeping import CaseClock, KeepingDecision
from prevent_desktop.casework.retention import Clock
from prevent_desktop.casework.retention_words import kind_words, rule_head, rule_length
from prevent_desktop.formatting import short_day
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets.table_rows import Cell
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.workflows.retention.keeping import CaseKeeping, soon_after, today_of


def keeping_pairs(keeping: CaseKeeping, now: datetime) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """How long it is kept and why, as labels and values."""
    clock = keeping.clock.clock
    state = state_cell(keeping.clock, today_of(now)).text
    holds = tuple(decision_words(each) for each in keeping.holds)
    pairs = [
        (_("State"), (state, *holds)),
        (_("Kept until"), (short_day(clock.due) if clock.due else _("No day yet"),)),
        (_("Why"), why_words(clock, keeping.extended_until)),
        (_("Kind of record"), (kind_words(keeping.clock.kinds),)),
        (_("Case"), (_case_words(keeping.case),)),
    ]
    return tuple((label, values) for label, values in pairs if values)


def _case_words(case: Case) -> str:
    words = _("{status}, opened {day}").format(
        status=case.status.label, day=short_day(case.opened_at.astimezone().date())
    )
    if case.closed_at is None:
        return words
    closed = _("ended {day}").format(day=short_day(case.closed_at.astimezone().date()))
    return f"{words}, {closed}"


def state_cell(clock: CaseClock, today: date) -> Cell:
    """Where a case stands, as a pill."""
    due = clock.clock.due
    if clock.on_hold:
        return Cell(_("On hold"), pill=Tone.WARNING)
    if due is None:
        return Cell(_("Kept"), pill=Tone.NEUTRAL)
    if due <= today:
        ended = clock.status in ENDED
        return Cell(_("Due now"), pill=Tone.INFO) if ended else Cell(_("Due, still open"), pill=Tone.WARNING)
    return (
        Cell(_("Due soon"), pill=Tone.INFO)
        if due <= soon_after(today)
        else Cell(_("Kept"), pill=Tone.NEUTRAL)
    )


def decision_words(decision: KeepingDecision) -> str:
    """Its reason, and where the paper about it is."""
    return f"{decision.reason} ({decision.reference})" if decision.reference else decision.reason


def why_words(clock: Clock, extended_until: date | None = None) -> tuple[str, ...]:
    """Why a case is kept until its day, or why it has none."""
    if clock.due is None:
        waits = () if clock.waits_for is None else (clock.waits_for.label,)
        return (
            *waits,
            *(() if clock.rule is None else (f"{rule_head(clock.rule)}: {rule_length(clock.rule)}",)),
        )
    words = [] if clock.rule is None else [f"{rule_head(clock.rule)}: {rule_length(clock.rule)}"]
    if clock.from_day is not None:
        words.append(_("Counted from {day}").format(day=short_day(clock.from_day)))
    if clock.by_approximate_age:
        words.append(_("By the approximate age, with two years more, as the date of birth is not known"))
    if extended_until is not None and extended_until == clock.due:
        words.append(_("Kept longer by a decision"))
    return tuple(words)
