"""What an administrator does with the team in a profile: members, their roles, their vaults. Each function gives a new profile.

Nobody is ever taken out: who left and what was removed stays listed, so that what they signed can be verified.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.casework.team.roster import Member, Role, Team, TeamVault
from prevent_desktop.errors import ProfileError, UsageError
from prevent_desktop.formatting import each_of
from prevent_desktop.strict_json import JsonError, read
from prevent_desktop.translation import _

CARD: Final = {"kind": "team-vault", "version": 1}
"""How the file begins in which a vault tells its public keys."""
LARGEST_CARD: Final = 16 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultCard:
    """What a vault tells of itself for the profile; nothing of it is secret."""

    id: str
    device: str
    recipient: str
    signing_key: str


def with_team(profile: OrganisationProfile, *, mailbox: str) -> OrganisationProfile:
    """With a team, empty at first, whose mailbox is at this address; or the team that is there at another address."""
    if profile.team is not None:
        return replace(profile, team=replace(profile.team, mailbox=mailbox))
    return replace(profile, team=Team(id=new_id(), mailbox=mailbox, members=()))


def with_member(profile: OrganisationProfile, name: str, role: Role) -> OrganisationProfile:
    """With somebody more. UsageError where a member who has not left has that name: lists could not tell them apart."""
    team = team_of(profile)
    if any(one.name.casefold() == name.casefold() and one.left is None for one in team.members):
        raise UsageError(
            _("There is a member of that name"),
            _("“{name}” is in the team already.").format(name=name),
            _("Give the other one a second name or an initial."),
        )
    return _changed(profile, members=(*team.members, Member(id=new_id(), name=name, role=role)))


def with_role(profile: OrganisationProfile, member: str, role: Role) -> OrganisationProfile:
    """With another role for a member (name or id)."""
    return _with_member(profile, member, lambda one: replace(one, role=role))


def with_vault(profile: OrganisationProfile, member: str, card: VaultCard) -> OrganisationProfile:
    """With a member's vault, by the file that it told its keys in. UsageError where it is listed already."""
    team = team_of(profile)
    if team.vault(card.id) is not None:
        raise UsageError(
            _("That vault is in the team already"),
            _("It is listed as “{name}”.").format(name=card.device or card.id),
            _("A vault that was removed needs to make a new one."),
        )
    vault = TeamVault(
        id=card.id,
        member=member_of(team, member).id,
        device=card.device,
        recipient=card.recipient,
        signing_key=card.signing_key,
    )
    return _changed(profile, vaults=(*team.vaults, vault))


def without_vault(profile: OrganisationProfile, vault_id: str, *, today: date) -> OrganisationProfile:
    """Nothing new goes to this vault from today, such as that of a lost laptop; its owner stays. UsageError where there is none."""
    team = team_of(profile)
    if not any(one.id == vault_id for one in team.vaults):
        raise _unknown(vault_id, [f"{one.id} ({one.device})" for one in team.vaults if one.removed is None])
    return _changed(
        profile, vaults=tuple(_removed(one, today) if one.id == vault_id else one for one in team.vaults)
    )


def with_leaver(profile: OrganisationProfile, member: str, *, day: date) -> OrganisationProfile:
    """Somebody leaves on this day, with all of their vaults; their name stays beside what they wrote."""
    who = member_of(team_of(profile), member)
    left = _with_member(profile, member, lambda one: replace(one, left=day))
    vaults = (_removed(one, day) if one.member == who.id else one for one in team_of(left).vaults)
    return _changed(left, vaults=tuple(vaults))


def with_next_lead(profile: OrganisationProfile, member: str) -> OrganisationProfile:
    """Who takes over where no lead is left; nobody where `member` is empty."""
    return _changed(profile, next_lead=member_of(team_of(profile), member).id if member else "")


def vault_from_card(untrusted: bytes) -> VaultCard:
    """What a vault's file tells. ProfileError for another file; whether its keys are any is told where the profile is checked."""
    try:
        card: VaultCard = read(VaultCard, untrusted, largest=LARGEST_CARD, fixed=CARD)
    except JsonError as error:
        raise ProfileError(
            _("That vault cannot be taken"),
            _("The file holds something else than a vault tells of itself."),
            _("Ask its owner for the file that “prevent-desktop vault team-card” writes."),
        ) from error
    return card


def team_of(profile: OrganisationProfile) -> Team:
    """The team. UsageError where there is none."""
    if profile.team is None:
        raise UsageError(
            _("There is no team in this organisation’s file"),
            _("Nothing was changed."),
            _("Begin it first: “prevent-desktop profile team begin PROFILE --mailbox ADDRESS”"),
        )
    return profile.team


def member_of(team: Team, member: str) -> Member:
    """The member of this id, or of this name who has not left. UsageError where there is none, or are several."""
    by_name = [one for one in team.members if one.name.casefold() == member.casefold() and one.left is None]
    found = team.member(member) or (by_name[0] if len(by_name) == 1 else None)
    if found is None:
        raise _unknown(member, [f"{one.name} ({one.id})" for one in team.members if one.left is None])
    return found


def _with_member(
    profile: OrganisationProfile, member: str, change: Callable[[Member], Member]
) -> OrganisationProfile:
    team = team_of(profile)
    who = member_of(team, member)
    return _changed(profile, members=tuple(change(one) if one.id == who.id else one for one in team.members))


def _removed(vault: TeamVault, day: date) -> TeamVault:
    """What it signed is still verified; nothing is sealed to it any more."""
    return replace(vault, removed=vault.removed or day, recipient="")


def _changed(profile: OrganisationProfile, **changes: object) -> OrganisationProfile:
    return replace(profile, team=replace(team_of(profile), **changes))  # type: ignore[arg-type]


def _unknown(wanted: str, known: list[str]) -> UsageError:
    return UsageError(
        _("There is nobody and nothing of that name in the team"),
        _("“{name}” is not listed, or several are called so.").format(name=wanted),
        _("These are: {names}.").format(names=each_of(known) or "–"),
    )
