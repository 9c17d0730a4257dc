"""Going on after a lead who left without handing over: whom the profile names next takes the authority from the second key.

Whoever left may still have the old authority's key. So a fresh one takes its place, by two versions of the profile: the
first, signed under the old authority, names both; the second, signed under the new one, names it alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.casework.team.roster import Member, Role, Team
from prevent_desktop.errors import InvitationError, UsageError
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.team.circles.own_vault import own_vault
from prevent_desktop.workflows.team.circles.statements import renew_circles
from prevent_desktop.workflows.team.joining import founding
from prevent_desktop.workflows.team.members import authority


def may_take_over(vault: Vault) -> tuple[Member, ...]:
    """The leads who may have left, where the owner of this vault is the one whom the profile names next; else nobody."""
    profile, own = settings.profile(vault), own_vault(vault)
    if profile is None or profile.team is None or own is None or authority.held(vault) is not None:
        return ()
    team, me = profile.team, profile.team.owner(own.id)
    if me is None or me.left is not None or me.id != team.next_lead:
        return ()
    return tuple(
        one for one in team.members if one.role is Role.LEAD and one.left is None and one.id != me.id
    )


def take_over(
    vault: Vault, untrusted: bytes, typed_code: str, left: Collection[str], *, now: datetime
) -> OrganisationProfile:
    """Take the authority over with the second key; `left` are the ids of the leads who left. All or nothing.

    UsageError where the profile names somebody else; InvitationError, WrongSecretError where file and code do not do.
    """
    profile, own = settings.profile(vault), own_vault(vault)
    if not may_take_over(vault) or profile is None or profile.team is None or own is None:
        raise UsageError(
            _("You cannot take this team over"),
            _("Your organisation’s file names somebody else as next, or nobody. Nothing was changed."),
            _("Ask whoever it names, or the lead."),
        )
    keys = _second_key_of(profile, untrusted, typed_code)
    owner, me = settings.practitioner(vault), profile.team.owner(own.id)
    assert owner is not None  # noqa: S101 -- who is in a team said who they are
    assert me is not None  # noqa: S101 -- `may_take_over` has looked
    with vault.transaction():
        authority.keep(vault, authority.authority_from(keys, me.name, now=now))
        fresh = authority.make_authority(profile.organisation, me.name, now=now)
        certificate = fresh.keys.certificate_pem
        both = replace(
            profile,
            team=_without(profile.team, me, left, now.date()),
            authority=(certificate, *profile.authority),
            trust=(certificate, *profile.trust),
        )
        signed = authority.sign_next(vault, both, now=now)
        authority.keep(vault, fresh)
        done = authority.sign_next(vault, replace(signed, authority=(certificate,)), now=now)
        renew_circles(vault, now=now)
        founding.certify_own_key(vault, owner, now=now)
        vault.audit.append("team.taken-over", "", str(done.version))
    return done


def _second_key_of(
    profile: OrganisationProfile, untrusted: bytes, typed_code: str
) -> authority.AuthorityKeys:
    keys = authority.open_second_key(untrusted, typed_code)
    if keys.certificate_pem not in profile.authority:
        raise InvitationError(
            _("This is the key of another team"),
            _("Code and file fit together, and open another authority than your team’s."),
            _("Choose the file that was made for this team."),
        )
    return keys


def name_second_holder(vault: Vault, name: str, role: Role, *, now: datetime) -> OrganisationProfile:
    """Somebody else holds the second key from now on: a member of this name, or a new one. The key is made anew after that."""
    own = own_vault(vault)
    wanted = " ".join(name.split())

    def change(team: Team) -> Team:
        me = None if own is None else team.owner(own.id)
        known = next(
            (one for one in team.members if one.left is None and one.name.casefold() == wanted.casefold()),
            None,
        )
        if not wanted or (known is not None and known == me):
            raise founding.needs_another_holder()
        holder = known or Member(id=new_id(), name=wanted, role=role)
        members = team.members if known is not None else (*team.members, holder)
        return replace(team, members=members, next_lead=holder.id)

    with vault.transaction():
        founding.forget_second_key(vault)
        return authority.sign_team(vault, change, now=now)


def _without(team: Team, me: Member, left: Collection[str], today: date) -> Team:
    def changed(one: Member) -> Member:
        if one.id == me.id:
            return replace(one, role=Role.LEAD)
        return replace(one, left=today) if one.id in left and one.role is Role.LEAD else one

    return replace(team, members=tuple(map(changed, team.members)), next_lead="")
