"""Whose word it takes that a shared case goes before its time is over: never that of whoever announced it alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from prevent_desktop.casework.team.disposal_steps import Announced
from prevent_desktop.casework.team.roster import Member, Role, Team


def seconders(team: Team, present: Collection[str], announced: Announced) -> tuple[Member, ...]:
    """Of whom one has to agree: leads; of what a lead announced, or where there is no other lead, anybody else who shares the case.

    Nobody where whoever announced it is alone with it. `present` are the ids of the vaults that share the case.
    """
    first = team.owner(announced.first.vault)
    there = {one.id: one for one in _owners(team, present) if first is None or one.id != first.id}
    leads = tuple(one for one in there.values() if one.role is Role.LEAD)
    by_lead = first is not None and first.role is Role.LEAD
    return tuple(there.values()) if by_lead or not leads else leads


def is_seconded(team: Team, present: Collection[str], announced: Announced) -> bool:
    """Whether one of them has agreed, or decided; also where there is nobody who could."""
    wanted = {one.id for one in seconders(team, present, announced)}
    decided = () if announced.decided is None else (announced.decided.vault,)
    said = {one.id for one in _owners(team, (*announced.agreed, *decided))}
    return not wanted or bool(wanted & said)


def _owners(team: Team, vaults: Collection[str]) -> Iterator[Member]:
    return (owner for one in vaults if (owner := team.owner(one)) is not None and owner.role.shares_cases)
