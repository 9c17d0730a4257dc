"""A newcomer's laptop as the profile lists it, by its card."""

from __future__ import annotations

from dataclasses import replace

from prevent_desktop.casework.team.roster import Member, Team, TeamVault
from prevent_desktop.workflows.organisation.profile.team_making import VaultCard


def with_laptop(team: Team, card: VaultCard, owner: Member) -> Team:
    """The team with this laptop; its owner as they are listed, or as somebody new."""
    known = team.member(owner.id)
    members = team.members if known is not None else (*team.members, owner)
    listed = TeamVault(
        id=card.id,
        member=owner.id,
        device=card.device,
        recipient=card.recipient,
        signing_key=card.signing_key,
    )
    return replace(team, members=members, vaults=(*team.vaults, listed))
