"""How long one case is kept, as plain data. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.keeping import KeepingDecision, KeepingKind
from prevent_desktop.casework.retention import RetentionCategory
from prevent_desktop.formatting import short_day, short_moment_near
from prevent_desktop.translation import _
from prevent_desktop.ui.components.keeping_words import decision_words, keeping_pairs
from prevent_desktop.ui.widgets.table_rows import Cell, Row
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.retention.keeping import CaseKeeping, case_keeping

_TONES = {
    KeepingKind.EXTENSION: Tone.INFO,
    KeepingKind.HOLD: Tone.WARNING,
    KeepingKind.LIFT: Tone.NEUTRAL,
    KeepingKind.LEFT_CHANNEL: Tone.NEUTRAL,
    KeepingKind.CLOSING: Tone.NEUTRAL,
}


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
        hold_words="" if hold is None else decision_words(hold),
        decisions=tuple(_row(each, now) for each in reversed(keeping.decisions)),
        no_rules=not keeping.has_rules,
    )


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


def _row(decision: KeepingDecision, now: datetime) -> Row:
    until = (
        "" if decision.until is None else _("Until {day}").format(day=short_day(decision.until))
        if decision.kind is KeepingKind.EXTENSION else short_day(decision.until)
    )  # fmt: skip
    cells = (
        Cell(short_moment_near(decision.decided_at, now)),
        Cell(decision.kind.label, pill=_TONES[decision.kind]),
        Cell(decision_words(decision), detail=until),
        Cell(decision.decided_by),
    )
    return Row(key=decision.id, cells=cells)
