"""The lines that are said of a shared case as a whole, of its disposal and of its move: read, and said as this vault.

A line counts where the vault that it names signed it, and nobody else: each vault sees to that by itself.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.team.disposal_steps import DISPOSAL_STEPS, DisposalStep, Step
from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.vault.repositories.rows import RowCodec, codec_of
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.team.circles.statements import Membership, membership

DISPOSAL_STEP_ROWS: Final[RowCodec[DisposalStep]] = codec_of(DISPOSAL_STEPS)


def lines_of(vault: Vault, case_id: str) -> tuple[DisposalStep, ...]:
    """The lines of a case that count; all, where nobody shares it here any more."""
    lines = tuple(map(DISPOSAL_STEP_ROWS.read, vault.records(DISPOSAL_STEPS).of(case_id)))
    member = membership(vault) if lines else None
    if member is None or vault.team.circle_of(case_id) is None:
        return lines
    return tuple(one for one in lines if _signed_it(vault, member.own.id, one))


def _signed_it(vault: Vault, own: str, line: DisposalStep) -> bool:
    """Whether the vault that a line names signed it, and alone; what is in no set yet was written here."""
    signers = vault.team.units.writers_of(line.case_id, DISPOSAL_STEPS.table, line.id)
    return {listed_id(one) for one in ({own} if signers is None else signers)} == {line.vault}


def say_line(
    vault: Vault,
    member: Membership,
    case_id: str,
    step: Step,
    now: datetime,
    *,
    announcement: str = "",
    ground: str = "",
    reference: str = "",
    reason: str = "",
    known: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Keep a line; the row that it is. In the caller's transaction."""
    line = DisposalStep(
        id=new_id(), case_id=case_id, step=step, announcement=announcement, ground=ground, reference=reference,
        reason=reason, known=known, vault=member.own.id, said_by=settings.author_of(vault), said_at=now.astimezone(UTC),
    )  # fmt: skip
    vault.records(DISPOSAL_STEPS).add(DISPOSAL_STEP_ROWS.columns(line))
    return vault.records(DISPOSAL_STEPS).get(line.id)
