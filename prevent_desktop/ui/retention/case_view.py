"""How long one case is kept, as plain data. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from prevent_desktop.casework.case import Case, CaseStatus
from prevent_desktop.casework.keeping import KeepingDecision, KeepingKind
from prevent_desktop.casework.retention import Clock, RetentionCategory
from prevent_desktop.casework.retention_words import kind_words, rule_head, rule_length
from prevent_desktop.formatting import short_day, short_moment_near
from prevent_desktop.translation import _
from prevent_desktop.ui.retention.list_view import state_cell
from prevent_desktop.ui.widgets.table_rows import Cell, Row
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.retention.keeping import CaseKeeping, case_keeping, today_of

_TONES = {
    KeepingKind.EXTENSION: Tone.INFO,
    KeepingKind.HOLD: Tone.WARNING,
    KeepingKind.LIFT: Tone.NEUTRAL,
    KeepingKind.LEFT_CHANNEL: Tone.NEUTRAL,
    KeepingKind.CLOSING: Tone.NEUTRAL,
}


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


class Step(StrEnum):
    """What can be decided about keeping a case."""

    EXTEND = "extend"
    HOLD = "hold"
    LIFT = "lift"
    CLOSE = "close"
    NOT_REFERRED = "not-referred"

    @property
    def label(self) -> str:
        """It as a heading and on its button."""
        return {
            Step.EXTEND: _("Keep longer"),
            Step.HOLD: _("Put on hold"),
            Step.LIFT: _("Lift the hold"),
            Step.CLOSE: _("Close the case"),
            Step.NOT_REFERRED: _("End as not referred"),
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """All words about keeping a case. `hold` is the open hold that is lifted next, with its reason in `hold_words`."""

    case_id: str
    person_id: str
    label: str
    pairs: tuple[tuple[str, tuple[str, ...]], ...]
    steps: tuple[Step, ...]
    is_channel: bool
    hold_id: str
    hold_words: str
    decisions: tuple[Row, ...]
    no_rules: bool


def read_case(vault: Vault, case_id: str, *, now: datetime) -> CaseView:
    """Read it, in the vault's lane."""
    return case_view(case_keeping(vault, case_id), now)


def case_view(keeping: CaseKeeping, now: datetime) -> CaseView:
    """Keeping one case in words."""
    hold = keeping.holds[0] if keeping.holds else None
    return CaseView(
        case_id=keeping.case.id,
        person_id=keeping.case.person_id,
        label=keeping.person.label_on(now.astimezone().date()),
        pairs=keeping_pairs(keeping, now),
        steps=_steps(keeping),
        is_channel=RetentionCategory.CHANNEL in keeping.clock.kinds,
        hold_id="" if hold is None else hold.id,
        hold_words="" if hold is None else _decision_words(hold),
        decisions=tuple(_row(each, now) for each in reversed(keeping.decisions)),
        no_rules=not keeping.has_rules,
    )


def keeping_pairs(keeping: CaseKeeping, now: datetime) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """How long it is kept and why, as labels and values."""
    clock = keeping.clock.clock
    state = state_cell(keeping.clock, today_of(now)).text
    holds = tuple(_decision_words(each) for each in keeping.holds)
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


def _steps(keeping: CaseKeeping) -> tuple[Step, ...]:
    steps = [Step.EXTEND] if keeping.clock.clock.due is not None else []
    steps.append(Step.HOLD)
    if keeping.holds:
        steps.append(Step.LIFT)
    if CaseStatus.CLOSED in keeping.may_close_as:
        steps.append(Step.CLOSE)
    if CaseStatus.NOT_REFERRED in keeping.may_close_as:
        steps.append(Step.NOT_REFERRED)
    return tuple(steps)


def _decision_words(decision: KeepingDecision) -> str:
    return f"{decision.reason} ({decision.reference})" if decision.reference else decision.reason


def _row(decision: KeepingDecision, now: datetime) -> Row:
    until = (
        "" if decision.until is None else _("Until {day}").format(day=short_day(decision.until))
        if decision.kind is KeepingKind.EXTENSION else short_day(decision.until)
    )  # fmt: skip
    cells = (
        Cell(short_moment_near(decision.decided_at, now)),
        Cell(decision.kind.label, pill=_TONES[decision.kind]),
        Cell(_decision_words(decision), detail=until),
        Cell(decision.decided_by),
    )
    return Row(key=decision.id, cells=cells)
