"""Inviting people into the team: one file for all, one slip with a one-time code for each, and what becomes of each code.

A code lies in the lead's vault as the keys that come from it, never as itself: a slip that was lost is cancelled and made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.lookalikes import one_to_the_eye
from prevent_desktop.casework.person_changes import same_name
from prevent_desktop.casework.team.roster import Member, Role, Team
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials
from prevent_desktop.errors import UsageError
from prevent_desktop.strict_json import read, write
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.team.circles.mailbox_access import credentials_for
from prevent_desktop.workflows.team.joining.founding import require_started
from prevent_desktop.workflows.team.joining.invitation_codes import CodeKeys, new_code
from prevent_desktop.workflows.team.joining.invitation_file import (
    SUFFIX,
    InvitationFile,
    InvitationHead,
    Invited,
    close_entry,
)
from prevent_desktop.workflows.team.joining.people_file import LONGEST_NAME, Invitee
from prevent_desktop.workflows.team.members import authority

CODES_COUNT: Final = timedelta(days=30)
_SECRET: Final = "team-invitations"  # noqa: S105 -- the name of a secret
_KEPT_SETTLED: Final = timedelta(days=365)


class State(StrEnum):
    """How a slip stands."""

    OPEN = "open"
    USED = "used"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """It in words."""
        return {
            State.OPEN: _("Waits to be used"),
            State.USED: _("Joined"),
            State.CANCELLED: _("Cancelled"),
            State.EXPIRED: _("Ran out"),
            State.REFUSED: _("Set aside: make a new slip"),
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One slip as the lead's vault knows it. `vault` is the one that joined by it; `root` gives the keys of its code.

    `certificate` (PEM) is for the key that signs that vault's packs; `told` once the answer lies in the mailbox.
    """

    invitation: str
    member: str
    name: str
    role: Role
    made_at: datetime
    expires_at: datetime
    root: bytes = field(repr=False)
    state: State = State.OPEN
    settled_at: datetime | None = None
    vault: str = ""
    certificate: str = ""
    told: bool = False

    @property
    def is_to_tell(self) -> bool:
        """Whether its answer has still to be put."""
        return self.state is not State.OPEN and not self.told

    @property
    def keys(self) -> CodeKeys:
        """The keys of its code."""
        return CodeKeys(self.root)

    @property
    def id(self) -> str:
        """By what it is found: the id of its entry."""
        return self.keys.entry

    def settled(self, state: State, now: datetime, vault: str = "") -> Invitation:
        """The same, once it is known what became of it."""
        return replace(self, state=state, settled_at=now, vault=vault)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSlip:
    """One person's slip, to be printed once: its code is kept nowhere."""

    name: str
    role: Role
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitations:
    """What comes of inviting: the file for everybody, and the slips."""

    head: InvitationHead
    file: bytes
    file_name: str
    slips: tuple[NewSlip, ...]

    def slips_pdf(self, *, on_a_page: int = 2) -> bytes:
        """The slips as PDF (slow). MissingGlyphError."""
        from prevent_desktop.packs.document.slips import Slip, SlipsOf, build_slips

        of = SlipsOf(
            organisation=self.head.organisation, by=self.head.by, file_name=self.file_name,
            made_at=self.head.made_at, expires_at=self.head.expires_at,
        )  # fmt: skip
        slips = [Slip(name=one.name, role=one.role.label, code=one.code) for one in self.slips]
        return build_slips(slips, of, on_a_page=on_a_page)


def invitations(vault: Vault) -> tuple[Invitation, ...]:
    """Every slip that was made, the newest first."""
    kept = vault.secrets.get(_SECRET)
    return read(tuple[Invitation, ...], kept) if kept else ()


def open_invitations(vault: Vault) -> tuple[Invitation, ...]:
    """Those that still wait to be used."""
    return tuple(one for one in invitations(vault) if one.state is State.OPEN)


def keep(vault: Vault, changed: Sequence[Invitation], *, now: datetime) -> None:
    """Keep these in the place of what was known of them; what was settled long ago, and told, is dropped."""
    by_id = {one.id: one for one in (*invitations(vault), *changed)}
    left = [one for one in by_id.values() if one.is_to_tell or _is_news(one, now)]
    left.sort(key=lambda one: one.made_at, reverse=True)
    vault.secrets.set(_SECRET, write(tuple(left)))


def _is_news(one: Invitation, now: datetime) -> bool:
    return one.settled_at is None or now - one.settled_at < _KEPT_SETTLED


def invite(vault: Vault, people: Sequence[Invitee], *, now: datetime) -> Invitations:
    """Make the file and the slips. UsageError where the team is not begun, or somebody cannot be invited; then nothing is made.

    ProfileError while the clock is in doubt: slips made in a year to come would count until then.

    Where the mailbox is a server, each gets what they sign in there with: their own where the list has one, else this vault's.
    """
    require_started(vault)
    authority.require_clock(vault, now)
    keys, profile = authority.require(vault).keys, settings.profile(vault)
    assert profile is not None  # noqa: S101 -- a started team has one
    assert profile.team is not None  # noqa: S101 -- likewise
    team = profile.team
    _require_possible(vault, team, people)
    owner = settings.practitioner(vault)
    head = InvitationHead(
        id=new_id(), organisation=profile.organisation, by="" if owner is None else owner.name, team=team.id,
        mailbox=team.mailbox, authority=keys.certificate_pem, seal_to=keys.seal_to, made_at=now, expires_at=now + CODES_COUNT,
    )  # fmt: skip
    own = credentials_for(vault, team.mailbox)
    made = [_make(team, one, own) for one in people]
    file = InvitationFile(
        head=head, entries={keys.entry: close_entry(head, keys, who) for keys, who, _code in made}
    )
    kept = [
        Invitation(
            invitation=head.id, member=who.member, name=who.name, role=who.role, made_at=now,
            expires_at=head.expires_at, root=keys.root,
        )
        for keys, who, _code in made
    ]  # fmt: skip
    with vault.transaction():
        keep(vault, kept, now=now)
        vault.audit.append("team.invited", "", str(len(kept)))
    slips = tuple(NewSlip(name=who.name, role=who.role, code=code) for _keys, who, code in made)
    return Invitations(head=head, file=file.content, file_name=_file_name(profile.organisation), slips=slips)


def cancel(vault: Vault, invitation_id: str, *, now: datetime) -> Invitation | None:
    """A slip counts no more; None where it is not open any more. The next round tells whoever tries it."""
    found = next((one for one in open_invitations(vault) if one.id == invitation_id), None)
    if found is None:
        return None
    cancelled = found.settled(State.CANCELLED, now)
    with vault.transaction():
        keep(vault, [cancelled], now=now)
        vault.audit.append("team.slip-cancelled", found.member)
    return cancelled


def make_again(vault: Vault, *, now: datetime) -> Invitations:
    """New slips for all who have not used theirs, which no longer work: such as where nobody printed them. As `invite`."""
    profile = settings.profile(vault)
    members = () if profile is None or profile.team is None else profile.team.members
    inside = {one.id for one in members}
    waiting = open_invitations(vault)
    again = [
        Invitee(name=one.name, role=one.role, member=one.member if one.member in inside else "")
        for one in waiting
    ]
    with vault.transaction():
        keep(vault, [one.settled(State.CANCELLED, now) for one in waiting], now=now)
        return invite(vault, again, now=now)


def _make(team: Team, one: Invitee, own: StoreCredentials) -> tuple[CodeKeys, Invited, str]:
    code = new_code()
    member = team.member(one.member) if one.member else _waiting(team, one.name)
    name = " ".join(one.name.split())
    user, password = (one.user, one.password) if one.user else (own.user, own.password)
    who = Invited(
        member=new_id() if member is None else member.id,
        name=name if member is None else member.name,
        role=one.role if member is None else member.role,
        user=user,
        password=password,
    )
    return CodeKeys.of(code), who, code


def _waiting(team: Team, name: str) -> Member | None:
    """The member of this name who has no vault yet, such as the second holder of the key."""
    owned = {one.member for one in team.vaults}
    return next(
        (
            one
            for one in team.members
            if one.id not in owned and same_name(one.name, name) and one.left is None
        ),
        None,
    )


def _require_possible(vault: Vault, team: Team, people: Sequence[Invitee]) -> None:
    """Nobody twice: who waits for a slip already, or is in the team and was not meant to get one more laptop."""
    if not people:
        raise _cannot(_("Nobody was named."), _("Choose a file with names, or type one."))
    waiting = [one.name for one in open_invitations(vault)]
    owned = {one.member for one in team.present}
    inside = [one.name for one in team.members if one.left is None and one.id in owned]
    for one in people:
        if not one.name.strip() or len(one.name) > LONGEST_NAME or not one.name.isprintable():
            raise _cannot(_("A name is empty, or longer than a name can be."), _("Type it again."))
        if any(one_to_the_eye(one.name, name) for name in waiting):
            raise _cannot(
                _("{name} has a slip already that was not used.").format(name=one.name),
                _("Cancel that slip first, or take them out of the list."),
            )
        if not one.member and any(one_to_the_eye(one.name, name) for name in inside):
            raise _cannot(
                _("{name} is in the team already.").format(name=one.name),
                _("For a second laptop of theirs, choose them from the list of members. If this is somebody else, write a middle name."),
            )  # fmt: skip


def _cannot(what_happened: str, next_step: str) -> UsageError:
    return UsageError(_("No slips were made"), what_happened, next_step)


def _file_name(organisation: str) -> str:
    """A name that any disk takes, such as ``example-school.pdteam``."""
    letters = "".join(one if one.isascii() and one.isalnum() else " " for one in organisation.lower())
    return ("-".join(letters.split())[:40] or "team") + SUFFIX
