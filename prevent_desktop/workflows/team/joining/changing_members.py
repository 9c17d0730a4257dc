"""Change who belongs to the team: a lost laptop, somebody who left, another role. Each signs the next version of the profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from prevent_desktop.casework.team.roster import Member, Role, Team, TeamVault
from prevent_desktop.errors import UsageError
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.statements import renew_circles
from prevent_desktop.workflows.team.members.authority import held, sign_team


def may_change(vault: Vault) -> bool:
    """Whether this vault holds the key that signs the organisation's profile."""
    return not vault.is_read_only and held(vault) is not None


def remove_laptop(vault: Vault, vault_id: str, *, now: datetime) -> None:
    """From now on nothing new goes to this laptop; its owner stays in the team. UsageError where nobody could go on."""
    day = now.astimezone().date()

    def remove(one: TeamVault) -> TeamVault:
        return replace(one, removed=day) if one.id == vault_id and one.removed is None else one

    _change(vault, lambda team: replace(team, vaults=tuple(map(remove, team.vaults))), now)


def member_left(vault: Vault, member_id: str, *, now: datetime) -> None:
    """They have left today. Their name stays in the history. UsageError where nobody could go on."""
    day = now.astimezone().date()
    _change_member(vault, member_id, lambda one: replace(one, left=one.left or day), now)


def change_role(vault: Vault, member_id: str, role: Role, *, now: datetime) -> None:
    """Give somebody another role. UsageError where no lead would be left."""
    _change_member(vault, member_id, lambda one: replace(one, role=role), now)


def _change_member(vault: Vault, member_id: str, change: Callable[[Member], Member], now: datetime) -> None:
    def changed(team: Team) -> Team:
        members = (change(one) if one.id == member_id else one for one in team.members)
        return replace(team, members=tuple(members))

    _change(vault, changed, now)


def _change(vault: Vault, change: Callable[[Team], Team], now: datetime) -> None:
    def guarded(team: Team) -> Team:
        changed = change(team)
        if not any(_is_lead(changed, one) for one in changed.present):
            raise _no_lead()
        return changed

    with vault.transaction():
        sign_team(vault, guarded, now=now)
        renew_circles(vault, now=now)


def _is_lead(team: Team, vault: TeamVault) -> bool:
    owner = team.member(vault.member)
    return owner is not None and owner.role is Role.LEAD


def _no_lead() -> UsageError:
    return UsageError(
        _("The team would have no lead"),
        _("Nobody could share cases with new members or remove a lost laptop. Nothing was changed."),
        _("Make somebody else a lead first, and let them join."),
    )
