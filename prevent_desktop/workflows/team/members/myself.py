"""Who sits at this vault, and with whom they share cases: by the organisation's profile, else the vault's owner by name alone."""

from __future__ import annotations

from collections.abc import Iterable

from prevent_desktop.casework.ownership import Someone
from prevent_desktop.casework.roles import PROFESSIONS
from prevent_desktop.casework.roles import Role as Part
from prevent_desktop.casework.team.roster import Member, Role, Team
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.team.circles.statements import circles, membership


def team_of(vault: Vault) -> Team | None:
    """The team of the organisation's profile; None where there is none."""
    given = settings.profile(vault)
    return None if given is None else given.team


def own_member(vault: Vault) -> Member | None:
    """The member of the team whose vault this is; None where it is nobody's."""
    found = membership(vault)
    return None if found is None else found.team.owner(found.own.id)


def myself(vault: Vault) -> Someone | None:
    """Whoever sits here, as an owner of cases; None where they never said who they are."""
    if (member := own_member(vault)) is not None:
        return Someone(name=member.name, member=member.id)
    owner = settings.practitioner(vault)
    return None if owner is None or not owner.name.strip() else Someone(name=owner.name.strip())


def own_name(vault: Vault) -> str:
    """How whoever sits here stands in lines about who takes care of a case; empty where they never said."""
    own = myself(vault)
    return "" if own is None else own.name


def shares_cases(vault: Vault) -> bool:
    """Whether whoever sits here keeps cases together with others: a lead or a deputy of a team."""
    member = own_member(vault)
    return member is not None and member.role.shares_cases and member.left is None


def keeps_cases(vault: Vault) -> bool:
    """Whether whoever sits here can own cases: a lead or deputy of a team; without one, whoever does more than report."""
    if own_member(vault) is not None:
        return shares_cases(vault)
    roles = settings.roles(vault)
    return not roles or bool(roles - {Part.REPORTER, *PROFESSIONS})


def sharers(vault: Vault) -> tuple[Someone, ...]:
    """The leads and deputies who are there, with whoever sits here; nobody without a team."""
    team = team_of(vault)
    members = () if team is None else team.members
    return tuple(
        Someone(name=one.name, member=one.id) for one in members if one.left is None and one.role.shares_cases
    )


def colleagues(vault: Vault) -> tuple[Member, ...]:
    """The leads and deputies who are there, but for whoever sits here; leads first, each role by name."""
    team, own = team_of(vault), own_member(vault)
    if team is None or own is None:
        return ()
    there = (one for one in team.members if one.left is None and one.role.shares_cases and one.id != own.id)
    return _in_order(there)


def _in_order(members: Iterable[Member]) -> tuple[Member, ...]:
    return tuple(sorted(members, key=lambda one: (one.role is not Role.LEAD, one.name.casefold())))


def shares(vault: Vault, case_id: str, someone: Someone) -> bool:
    """Whether somebody of the team is in the circle of a case."""
    team, circle = team_of(vault), vault.team.circle_of(case_id)
    if team is None or circle is None:
        return False
    book = circles(vault).get(circle)
    newest = None if book is None else book.newest
    vaults = [one.id for one in team.sharing] if newest is None else newest.vaults
    owners = (team.owner(each) for each in vaults)
    return any(owner is not None and owner.id == someone.member for owner in owners)
