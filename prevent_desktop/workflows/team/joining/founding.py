"""Beginning a team without an IT team: authority, first profile and mailbox, made by a lead in the window.

The team counts as started once a second holder of the authority's key is named, and once their file was opened with their code:
a recovery that was never tried is none. After a year it is to be tried again.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.casework.team.roster import Member, Role, Team
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials
from prevent_desktop.errors import InvitationError, SigningKeyError, UsageError
from prevent_desktop.packs.signing_keys import KeyRequest, certificate_request
from prevent_desktop.strict_json import read, text_of
from prevent_desktop.translation import _, ngettext
from prevent_desktop.vault.keys.recovery_code import new_recovery_code
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.organisation.profile.making import new_profile
from prevent_desktop.workflows.organisation.signing_identity import card_key, keep_signing_key, signing_key
from prevent_desktop.workflows.team.cases.late_changes import number_too_late
from prevent_desktop.workflows.team.cases.moving_cases import kept_from_each_other
from prevent_desktop.workflows.team.cases.sharing import lost_moves, movers_waited_for
from prevent_desktop.workflows.team.circles import mailbox_access
from prevent_desktop.workflows.team.circles.own_vault import make_own_vault
from prevent_desktop.workflows.team.circles.statements import begin_main_circle
from prevent_desktop.workflows.team.members import authority

_SECOND_KEY: Final = "team-second-key"
TRY_AGAIN: Final = timedelta(days=365)


class Stage(StrEnum):
    """How far a team is, as this vault sees it."""

    NONE = "none"
    ORGANISATION = "organisation"
    """There is an organisation's profile that somebody else signs: only they can put a team into it."""
    NOT_TRIED = "not-tried"
    STARTED = "started"
    MEMBER = "member"
    """There is a team, and somebody else's vault holds its authority."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondKey:
    """The second holder's file: whose it is, by which digest it is known again, and when its code was last tried."""

    holder: str
    digest: str
    made_at: datetime
    tried_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """How far a team is. `organisation` signs the profile.

    `second_joined`: whether the second holder has a vault in the team, without which they could not go on; `try_again`:
    whether their code was not tried for a year.
    """

    stage: Stage
    organisation: str = ""
    team: Team | None = None
    second_key: SecondKey | None = None
    second_holder: str = ""
    second_joined: bool = False
    try_again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTeam:
    """What a lead says to begin: where the mailbox is, how this laptop is called, and who holds the second key."""

    mailbox: str
    device: str
    second_holder: str
    second_role: Role = Role.DEPUTY
    credentials: StoreCredentials = field(default_factory=StoreCredentials)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondKeyFile:
    """The file for the second holder, and the code that opens it: neither is kept."""

    content: bytes = field(repr=False)
    code: str = field(repr=False)
    holder: str
    file_name: str


def founding(vault: Vault, *, now: datetime) -> Founding:
    """How far the team of this vault is."""
    profile, holds = settings.profile(vault), authority.held(vault) is not None
    if profile is None:
        return Founding(stage=Stage.NONE)
    if profile.team is None or not holds:
        stage = Stage.ORGANISATION if profile.team is None else Stage.MEMBER
        return Founding(stage=stage, organisation=profile.organisation, team=profile.team)
    kept = vault.settings.get(_SECOND_KEY)
    second = read(SecondKey, kept) if kept else None
    holder = profile.team.member(profile.team.next_lead)
    tried = None if second is None else second.tried_at
    return Founding(
        stage=Stage.NOT_TRIED if tried is None else Stage.STARTED,
        organisation=profile.organisation,
        team=profile.team,
        second_key=second,
        second_holder="" if holder is None else holder.name,
        second_joined=holder is not None and any(one.member == holder.id for one in profile.team.present),
        try_again=tried is not None and now - tried > TRY_AGAIN,
    )


def reminders(vault: Vault, *, now: datetime) -> tuple[str, ...]:
    """What somebody is to be told, in sentences: of the second key, of a case kept from each other, and of what was lost or came too late in one."""
    told = []
    if authority.held(vault) is not None and founding(vault, now=now).try_again:
        told.append(
            _("The second key was last tried more than a year ago. Try it: Team, “Begin or join a team”.")
        )
    told += [
        _("{who} and you keep a case from each other: look at “Who may see this case”.").format(who=who)
        for who in kept_from_each_other(vault)
    ]
    told += [
        _(
            "{who} wanted to keep a case from {others}, but that was lost: look at “Who may see this case”."
        ).format(who=who, others=others)
        for who, others in lost_moves(vault)
    ]
    told += [
        _(
            "{who} has gone, and a case that {who} kept from somebody waits for a lead: look at “Who may see this case”."
        ).format(who=who)
        for who in movers_waited_for(vault)
    ]
    if number := number_too_late(vault):
        told.append(
            ngettext(
                "{number} change came too late in a case that was kept from somebody: look at “Who may see this case”.",
                "{number} changes came too late in cases that were kept from somebody: look at “Who may see this case”.",
                number,
            ).format(number=number)
        )
    return tuple(told)


def require_started(vault: Vault) -> None:
    """UsageError where the team is not begun, or the second holder's code was never tried."""
    authority.require(vault)
    kept = vault.settings.get(_SECOND_KEY)
    if not kept or read(SecondKey, kept).tried_at is None:
        raise UsageError(
            _("The team is not started yet"),
            _("Nobody has tried the second key. If your laptop were lost now, nobody could go on."),
            _("Make the second key and try its code first: Team, Begin a team."),
        )


def found_team(vault: Vault, wanted: NewTeam, *, now: datetime) -> OrganisationProfile:
    """Make authority, profile and team of it, all or nothing.

    What the settings said goes into the profile, so that nothing is lost: receivers, lawful basis, retention, whom to trust.
    UsageError where there is a profile already; ProfileError where something that was typed cannot stand in one.
    """
    settings.require_no_profile(vault)
    owner = settings.practitioner(vault)
    if owner is None or not owner.organisation.strip():
        raise UsageError(
            _("The team was not begun"),
            _("These records do not say who you are, or whom you work for."),
            _("Fill in both in Settings, Who I am."),
        )
    with vault.transaction():
        made = authority.make_authority(owner.organisation.strip(), owner.name.strip(), now=now)
        authority.keep(vault, made)
        profile = _first_profile(vault, owner, wanted, made.keys.certificate_pem, now)
        signed = authority.sign_first(vault, profile, now=now)
        certify_own_key(vault, owner, now=now)
        settings.note_leads(vault)
        if wanted.credentials != StoreCredentials():
            mailbox_access.keep_credentials(vault, wanted.mailbox, wanted.credentials)
        begin_main_circle(vault, now=now)
        vault.audit.append("team.founded", "")
    return signed


def _first_profile(
    vault: Vault, owner: Practitioner, wanted: NewTeam, certificate: str, now: datetime
) -> OrganisationProfile:
    basis = settings.sharing_basis(vault)
    return replace(
        new_profile(owner.organisation.strip(), today=now.date()),
        authority=(certificate,),
        trust=(certificate, *(one.decode("ascii") for one in terms.trust(vault))),
        marking=basis.marking,
        lawful_basis=basis.lawful_basis,
        recipients=settings.receivers(vault),
        retention=settings.retention_rules(vault),
        escrow=settings.escrow_key(vault),
        team=_first_team(vault, owner, wanted),
    )


def certify_own_key(vault: Vault, owner: Practitioner, *, now: datetime) -> None:
    """The authority vouches for the key that signs this vault's packs, or for a fresh one; a card's stays with its own."""
    if card_key(vault) is not None:
        return
    try:
        key = signing_key(vault).private_key
        request = certificate_request(key, name=owner.name, organisation=owner.organisation, role=owner.role)
        waiting = KeyRequest(key, request)
    except SigningKeyError:
        waiting = KeyRequest.create(name=owner.name, organisation=owner.organisation, role=owner.role)
    issued = authority.require(vault).keys.certificate_for(waiting.request_pem, now=now)
    keep_signing_key(vault, waiting.with_certificate(issued))


# -- the second holder


def make_second_key(vault: Vault, *, now: datetime) -> SecondKeyFile:
    """A fresh file and code for the second holder, in place of those before. Until the code is tried the team waits."""
    keys, profile = authority.require(vault).keys, settings.profile(vault)
    holder = None
    if profile is not None and profile.team is not None:
        holder = profile.team.member(profile.team.next_lead)
    name, code = "" if holder is None else holder.name, new_recovery_code()
    content = authority.seal_second_key(keys, code)
    kept = SecondKey(holder=name, digest=authority.digest_of(content), made_at=now)
    with vault.transaction():
        vault.settings.set(_SECOND_KEY, text_of(kept))
        vault.audit.append("team.second-key-made", "")
    return SecondKeyFile(
        content=content, code=code, holder=name, file_name=f"second-key{authority.SECOND_KEY_SUFFIX}"
    )


def try_second_key(vault: Vault, untrusted: bytes, typed_code: str, *, now: datetime) -> None:
    """Open the second holder's file with their code, as they would one day. InvitationError, WrongSecretError.

    An older file of the same authority opens too, and would do: it is not taken for the newest one.
    """
    keys = authority.open_second_key(untrusted, typed_code)
    kept = vault.settings.get(_SECOND_KEY)
    known = read(SecondKey, kept) if kept else None
    if keys.certificate_pem != authority.require(vault).keys.certificate_pem:
        raise InvitationError(
            _("This is the key of another team"),
            _("Code and file fit together, and open another authority than yours."),
            _("Choose the file that was made for this team."),
        )
    if known is None or authority.digest_of(untrusted) != known.digest:
        raise InvitationError(
            _("This is an older second key"),
            _("It opens, and a newer one was made since."),
            _("Try the newest file with its code, and destroy this one."),
        )
    with vault.transaction():
        vault.settings.set(_SECOND_KEY, text_of(replace(known, tried_at=now)))
        vault.audit.append("team.second-key-tried", "")


def forget_second_key(vault: Vault) -> None:
    """The one that was made counts no more: the team waits for the next."""
    vault.settings.set(_SECOND_KEY, "")


def needs_another_holder() -> UsageError:
    """That nobody holds the second key who could go on alone."""
    return UsageError(
        _("Name somebody for the second key"),
        _("The second key needs a holder who is not you: if you were ill, only they could go on. Nothing was changed."),
        _("Name somebody you trust, such as your deputy or head teacher."),
    )  # fmt: skip


def _first_team(vault: Vault, owner: Practitioner, wanted: NewTeam) -> Team:
    lead = Member(id=new_id(), name=owner.name.strip(), role=Role.LEAD)
    second = Member(id=new_id(), name=" ".join(wanted.second_holder.split()), role=wanted.second_role)
    if not second.name or second.name.casefold() == lead.name.casefold():
        raise needs_another_holder()
    own = make_own_vault(vault).listed(member=lead.id, device=wanted.device)
    return Team(
        id=new_id(), mailbox=wanted.mailbox, members=(lead, second), vaults=(own,), next_lead=second.id
    )


def try_mailbox(address: str, credentials: StoreCredentials) -> None:
    """See whether the mailbox keeps what is put there (slow, beside the vault). DeliveryError says what is in the way."""
    from prevent_desktop.delivery.team_stores.opening import open_team_store

    with open_team_store(address, credentials) as store:
        mailbox_access.try_mailbox(store)
