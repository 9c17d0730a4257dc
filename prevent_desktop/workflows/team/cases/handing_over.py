"""The page on which a case is given to somebody: who can be chosen, and what is done once somebody was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.ownership import Someone
from prevent_desktop.casework.team.roster import Member
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.record.writing import Writing, forget_writing
from prevent_desktop.workflows.team.cases.looks import there_too
from prevent_desktop.workflows.team.cases.owning import Cared, care_of, give_case
from prevent_desktop.workflows.team.members.myself import colleagues, myself, own_member, shares


@dataclass(frozen=True, slots=True, kw_only=True)
class ToHandOver:
    """A case, whose it is, and who can own it: whoever sits here (None where they never said who they are), and these colleagues.

    `there_too` looked into it today. Where `by_name`, there is no team, and anybody can be written in. Where it is not `shared`, no colleague sees it.
    """

    case_id: str
    cared: Cared
    own: Someone | None
    colleagues: tuple[Member, ...]
    by_name: bool
    shared: bool
    there_too: tuple[str, ...] = ()

    @property
    def needs_reason(self) -> bool:
        """Whether whoever takes it over has to know why."""
        return self.cared.asks_for_reason


def to_hand_over(vault: Vault, case_id: str, *, now: datetime) -> ToHandOver:
    """What the page shows. RecordError where the case is gone."""
    case = vault.cases.get(case_id)
    there = (
        one for one in colleagues(vault) if shares(vault, case.id, Someone(name=one.name, member=one.id))
    )
    today = now.astimezone().date()
    cared = care_of(vault, [case.id], today=today)[case.id]
    return ToHandOver(
        case_id=case.id, cared=cared, own=myself(vault), colleagues=tuple(there), by_name=own_member(vault) is None,
        shared=vault.team.circle_of(case.id) is not None, there_too=there_too(vault, case.id, today),
    )  # fmt: skip


def hand_over(vault: Vault, case_id: str, to: Someone, *, why: str, now: datetime) -> None:
    """Have `to` own the case; what was being written about it is done. Raises as `give_case`."""
    with vault.transaction():
        give_case(vault, case_id, to, why=why, now=now)
        forget_writing(vault, Writing.HAND_OVER, case_id)
