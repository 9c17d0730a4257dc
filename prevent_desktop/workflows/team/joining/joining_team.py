"""Joining a team by an invitation: the file, the code of one's slip, a request, and the answer that brings the profile.

The keys are made here and never leave: the request holds their public halves. Until the lead's vault was open once, everything
can be written, and nothing is shared.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from prevent_desktop.casework.organisation import NamedLead
from prevent_desktop.casework.team.roster import Role
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials
from prevent_desktop.errors import ProfileError, SigningKeyError, UsageError
from prevent_desktop.packs.signing_keys import KeyRequest, certificate_request
from prevent_desktop.sealing import open_bytes
from prevent_desktop.strict_json import read, write
from prevent_desktop.translation import _
from prevent_desktop.vault.team.conflicts import count_differences
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fingerprint_words import words_for_certificate
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.other_computers import servers_in, servers_in_words
from prevent_desktop.workflows.organisation.profile.taking import profile_in, take_profile
from prevent_desktop.workflows.organisation.signers import keep_signers
from prevent_desktop.workflows.organisation.signing_identity import card_key, keep_signing_key, signing_key
from prevent_desktop.workflows.team.cases.not_whole import keep_not_whole
from prevent_desktop.workflows.team.circles.mailbox_access import keep_credentials, require_told, use_folder
from prevent_desktop.workflows.team.circles.own_vault import make_own_vault
from prevent_desktop.workflows.team.joining.invitation_codes import CodeKeys, read_code
from prevent_desktop.workflows.team.joining.invitation_file import (
    InvitationHead,
    Invited,
    open_invitation,
    read_invitation,
)
from prevent_desktop.workflows.team.joining.join_messages import (
    JoinRequest,
    Outcome,
    Welcome,
    open_answer,
    open_welcome,
    seal_request,
)
from prevent_desktop.workflows.team.members import authority

LONGEST_DEVICE: Final = 80
_SECRET: Final = "team-joining"  # noqa: S105 -- the name of a secret


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedInvitation:
    """An invitation that a code opened: whose team it is, and as whom one is invited."""

    head: InvitationHead
    invited: Invited
    keys: CodeKeys = field(repr=False)

    @property
    def authority_words(self) -> str:
        """The authority of its profiles in words; the code has vouched for it already."""
        return words_for_certificate(self.head.authority)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """How far joining is. `request` is the sealed request, the same each time it is put; `trouble` is what stands in the way.

    `welcome` is the answer that came, where its profile has still to be fetched.
    """

    head: InvitationHead
    invited: Invited
    root: bytes = field(repr=False)
    request: bytes = field(repr=False)
    asked_at: datetime
    is_put: bool = False
    welcome: Welcome | None = None
    trouble: str = ""

    @property
    def keys(self) -> CodeKeys:
        """The keys of the code."""
        return CodeKeys(self.root)

    @property
    def title(self) -> str:
        """What waits, in a few words."""
        if self.trouble:
            return _("You are not in the team of {organisation}").format(organisation=self.head.organisation)
        return _("You wait to join the team of {organisation}").format(organisation=self.head.organisation)

    @property
    def words(self) -> str:
        """What that means, and what to do."""
        if self.trouble:
            return self.trouble
        lead = self.head.by or _("your lead")
        if self.welcome is not None:
            return _("{lead} has let you in. The organisation’s file is on its way.").format(lead=lead)
        if self.is_put:
            return _("Your request is there. The laptop of {lead} must be open once. You can write meanwhile; nothing is shared yet.").format(lead=lead)  # fmt: skip
        return _("Your request waits for a connection to the team’s mailbox. You can write meanwhile; nothing is shared yet.")  # fmt: skip


def look_at_invitation(untrusted_file: bytes, typed_code: str, *, now: datetime) -> OpenedInvitation:
    """Whose team it is, once file and code fit. InvitationError says which of them is wrong, and why."""
    keys = CodeKeys.of(read_code(typed_code))
    file = read_invitation(untrusted_file)
    return OpenedInvitation(head=file.head, invited=open_invitation(file, keys, now=now), keys=keys)


def ask_to_join(
    vault: Vault, opened: OpenedInvitation, device: str, *, folder: Path | None = None, now: datetime
) -> Joining:
    """Make this vault's keys and its request, to be put by the next round. UsageError where it is in this team already.

    `folder` is where the team's folder is on this computer, if that is elsewhere than where the lead has it.
    """
    present = settings.profile(vault)
    if present is not None and present.team is not None and present.team.id == opened.head.team:
        raise UsageError(
            _("You are in this team already"),
            _("These records belong to the team of {organisation}. Nothing was changed.").format(organisation=opened.head.organisation),
            _("Use the slip on your other laptop, or tell your lead that you do not need it."),
        )  # fmt: skip
    if _would_lose(vault):
        raise UsageError(
            _("Settle the differences first"),
            _("Your team wrote different things in one place, and you would leave them behind. Nothing was changed."),
            _("Choose Team, then “differences to settle”. After that join the other team."),
        )  # fmt: skip
    with vault.transaction():
        request = request_of(vault, opened.head, opened.keys, device, now=now)
        joining = Joining(
            head=opened.head, invited=opened.invited, root=opened.keys.root,
            request=seal_request(request, opened.keys, opened.head.seal_to), asked_at=now,
        )  # fmt: skip
        _keep(vault, joining)
        if opened.invited.credentials != StoreCredentials():
            keep_credentials(vault, opened.head.mailbox, opened.invited.credentials)
        if folder is not None:
            use_folder(vault, folder)
        vault.audit.append("team.asked-to-join", "")
    return joining


def request_of(
    vault: Vault, head: InvitationHead, keys: CodeKeys, device: str, *, now: datetime
) -> JoinRequest:
    """What a lead's vault needs to know of this one: public keys alone."""
    own, present = make_own_vault(vault), settings.profile(vault)
    return JoinRequest(
        invitation=head.id, entry=keys.entry, team=head.team, vault=own.id, device=device[:LONGEST_DEVICE],
        recipient=str(own.identity.recipient), signing_key=own.public_key, certificate_request=_certificate_request(vault),
        profile=0 if present is None else present.version, sent_at=now,
    )  # fmt: skip


def _certificate_request(vault: Vault) -> str:
    """For the key that signs packs here; empty where that is on a card, which has its own."""
    owner = settings.practitioner(vault)
    if owner is None or card_key(vault) is not None:
        return ""
    try:
        key = signing_key(vault).private_key
    except SigningKeyError:
        return ""
    return certificate_request(key, name=owner.name, organisation=owner.organisation, role=owner.role).decode(
        "ascii"
    )


def joining(vault: Vault) -> Joining | None:
    """How far joining is; None where nothing waits."""
    kept = vault.secrets.get(_SECRET)
    return read(Joining, kept) if kept else None


def note_put(vault: Vault, *, stands: bool) -> None:
    """The request is in the mailbox; `stands` is false where another one has its place."""
    found = joining(vault)
    if found is not None:
        _keep(vault, replace(found, is_put=True, trouble="" if stands else _used_already()))


def note_trouble(vault: Vault, words: str) -> None:
    """What stands in the way, as it was found."""
    found = joining(vault)
    if found is not None:
        _keep(vault, replace(found, trouble=words))


def give_up(vault: Vault) -> None:
    """Wait no longer: a new slip begins anew."""
    vault.secrets.set(_SECRET, b"")


def take_answer(vault: Vault, untrusted: bytes, *, now: datetime) -> Joining | None:
    """What the lead answered: None once this vault is in the team, else what stands in the way.

    InvitationError where it does not come from whoever made the code; ProfileError where its profile cannot be taken.
    """
    found = joining(vault)
    if found is None:
        return None
    answer = open_answer(untrusted, found.keys)
    if answer.outcome is not Outcome.JOINED:
        told = replace(found, trouble=_refusal(answer.outcome, found.head))
        _keep(vault, told)
        return told
    welcome = open_welcome(answer, [make_own_vault(vault).identity])
    if not welcome.profile or _would_lose(vault):
        let_in = replace(found, welcome=welcome)
        _keep(vault, let_in)
        return let_in
    _join(vault, found, welcome, welcome.profile.encode("ascii", "replace"), now)
    return None


def take_profile_of_answer(vault: Vault, untrusted_sealed: bytes, *, now: datetime) -> Joining | None:
    """The profile that an answer named, as it lies in the mailbox; as `take_answer`. SealingError where it is for others."""
    found = joining(vault)
    if _would_lose(vault):
        return found  # it waits until somebody has settled them
    if found is not None and found.welcome is not None:
        untrusted = open_bytes(untrusted_sealed, [make_own_vault(vault).identity])
        _join(vault, found, found.welcome, untrusted, now)
    return None


def _join(vault: Vault, found: Joining, welcome: Welcome, untrusted: bytes, now: datetime) -> None:
    _require_own(vault, found, welcome, untrusted)
    before = settings.profile(vault)
    leaves = before is not None and before.team is not None and before.team.id != found.head.team
    with vault.transaction():
        if leaves:
            keep_signers(vault)
            keep_not_whole(vault)
        key = (
            None if card_key(vault) is not None or not welcome.certificate else signing_key(vault).private_key
        )
        take_profile(vault, untrusted, now=now, compared=words_for_certificate(found.head.authority))
        if key is not None:
            waiting = KeyRequest(key, b"")
            keep_signing_key(vault, waiting.with_certificate(welcome.certificate.encode("ascii")))
        if found.invited.role.shares_cases:
            settings.note_leads(vault)
        elif settings.named_lead(vault) is None and found.head.by:
            settings.save_named_lead(vault, NamedLead(name=found.head.by))
        give_up(vault)
        authority.forget_foreign(vault)
        if leaves:
            vault.team.leave()  # what was shared there stays, and is shared anew
        vault.audit.append("team.joined", "", found.invited.role.value)


def _would_lose(vault: Vault) -> bool:
    """Whether there are differences in a team that would be left for another: both sides are kept until they are settled."""
    present = settings.profile(vault)
    return present is not None and present.team is not None and count_differences(vault) > 0


def _require_own(vault: Vault, found: Joining, welcome: Welcome, untrusted_profile: bytes) -> None:
    """The profile must hold this vault, as the member that the slip was for."""
    own = make_own_vault(vault)
    team = profile_in(untrusted_profile).team
    listed = None if team is None or team.id != found.head.team else team.vault(own.id)
    if team is None or welcome.vault != own.id or listed is None or listed.member != found.invited.member:
        raise ProfileError(
            _("Your organisation’s file does not hold this laptop"),
            _(
                "The answer came, and the organisation’s file in it does not list these records. Nothing was "
                "changed."
            ),
            _("Call your lead, and ask for a new slip."),
        )
    if (listed.recipient, listed.signing_key) != (str(own.identity.recipient), own.public_key):
        raise ProfileError(
            _("Your organisation’s file holds other keys than these"),
            _("Somebody else’s keys stand where this laptop’s should. Nothing was changed."),
            _("Call your lead on a number that you know, and tell them."),
        )
    require_told(vault, team.mailbox, found.head.mailbox)


def _keep(vault: Vault, value: Joining) -> None:
    vault.secrets.set(_SECRET, write(value))


def _used_already() -> str:
    return _("This code was used already, or somebody wrote in its place. Call your lead on a number that you know: they can cancel it and give you a new slip.")  # fmt: skip


def _refusal(outcome: Outcome, head: InvitationHead) -> str:
    lead = head.by or _("your lead")
    if outcome is Outcome.CANCELLED:
        return _("{lead} has cancelled this slip. Ask them for a new one.").format(lead=lead)
    if outcome is Outcome.EXPIRED:
        return _("The code ran out before the laptop of {lead} was open. Ask them for a new slip.").format(
            lead=lead
        )
    return _("Your request was set aside: it was changed on its way, or somebody wrote in its place. Call {lead} on a number that you know, and ask for a new slip.").format(lead=lead)  # fmt: skip


def invited_as(opened: OpenedInvitation) -> str:
    """As whom one is invited, in a sentence or two, and to which other computer that leads."""
    role = opened.invited.role
    what = {
        Role.REPORTER: _("You report concerns to {lead}, and see what you are told."),
        Role.DEPUTY: _("You share cases with {lead}."),
        Role.LEAD: _("You share cases with {lead}."),
    }[role]
    lead = opened.head.by or _("the lead")
    told = _("{name}, {role} in the team of {organisation}.").format(
        name=opened.invited.name, role=role.label.lower(), organisation=opened.head.organisation
    )
    elsewhere = servers_in_words(servers_in((opened.head.mailbox,)))
    return " ".join((told, what.format(lead=lead), *elsewhere))
