"""The invitation: one file for everybody who is invited, in which each one's code opens one entry.

JSON, format 1. Its head names the organisation, the authority of its profiles, the team, its mailbox, the key that requests are
sealed to, and until when the codes count. Each entry is closed by ChaCha20-Poly1305 (RFC 8439) under a key from its code, with the
digest of the head as associated data: so whoever types the code knows that nothing in the file was changed or swapped, and
whoever has the file alone learns no name. Told in `resources/specification/team-changes.md`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Final

from prevent_desktop.casework.team.roster import Role
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials
from prevent_desktop.errors import InvitationError
from prevent_desktop.formatting import long_day
from prevent_desktop.strict_json import CANONICAL, Held, JsonError, read, write
from prevent_desktop.translation import _
from prevent_desktop.workflows.team.joining.invitation_codes import CodeKeys

SUFFIX: Final = ".pdteam"
LARGEST: Final = 1024 * 1024
MOST_ENTRIES: Final = 1000
LONGEST_SIGN_IN: Final = 500
_FIXED: Final = {"kind": "team-invitation", "format": 1}
_NONCE: Final = bytes(12)
"""A key closes one entry, and no other thing ever."""
_ID: Final = re.compile(r"[0-9a-f]{32}")
_ENTRY: Final = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationHead:
    """What everybody may know. `seal_to` is the hybrid age recipient of the authority, `authority` its certificate (PEM)."""

    id: Annotated[str, Held(form=_ID)]
    organisation: Annotated[str, Held(most=200, least=1, printable=True)]
    by: Annotated[str, Held(most=200, printable=True)]
    team: Annotated[str, Held(most=64, least=1, printable=True)]
    mailbox: Annotated[str, Held(most=2000, printable=True)]
    authority: Annotated[str, Held(most=20_000)]
    seal_to: Annotated[str, Held(most=4000, printable=True)]
    made_at: datetime
    expires_at: datetime

    @property
    def digest(self) -> bytes:
        """The SHA-256 of its canonical JSON."""
        return hashlib.sha256(write(self, **CANONICAL)).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """Who is invited: a member's id, name and role; `user` and `password` sign in to the mailbox, where that is a server."""

    member: Annotated[str, Held(form=_ID)]
    name: Annotated[str, Held(most=120, least=1, printable=True)]
    role: Role
    user: Annotated[str, Held(most=LONGEST_SIGN_IN, printable=True)] = ""
    password: Annotated[str, Held(most=LONGEST_SIGN_IN)] = field(default="", repr=False)

    @property
    def credentials(self) -> StoreCredentials:
        """What signs in to the mailbox; empty where nothing is needed."""
        return StoreCredentials(user=self.user, password=self.password)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationFile:
    """The file as a whole: the closed entries by the id that comes from their code."""

    head: InvitationHead
    entries: Annotated[Mapping[str, bytes], Held(most=MOST_ENTRIES)] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        """It as it is written."""
        return write(self, fixed=_FIXED, indent=1, ensure_ascii=False)


def close_entry(head: InvitationHead, keys: CodeKeys, invited: Invited) -> bytes:
    """The entry of one person."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    return ChaCha20Poly1305(keys.key("entry")).encrypt(_NONCE, write(invited, **CANONICAL), head.digest)


def read_invitation(untrusted: bytes) -> InvitationFile:
    """The file, read strictly; nobody vouches for it before a code opened its entry. InvitationError."""
    try:
        if len(untrusted) > LARGEST:
            raise JsonError("too long")  # noqa: TRY301 -- one sentence tells both
        found: InvitationFile = read(InvitationFile, untrusted, fixed=_FIXED)
    except JsonError as error:
        raise InvitationError(
            _("This is not an invitation to a team"),
            _("The file holds something else, or it was damaged on its way. Nothing was changed."),
            _("Choose the file whose name ends in {suffix}, or ask your lead to send it again.").format(suffix=SUFFIX),
        ) from error  # fmt: skip
    return found


def open_invitation(invitation: InvitationFile, keys: CodeKeys, *, now: datetime) -> Invited:
    """Who is invited by this code. InvitationError where it opens no entry, the file was changed, or it came too late."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    closed = invitation.entries.get(keys.entry)
    if closed is None:
        raise InvitationError(
            _("This code does not belong to this file"),
            _("The file and the slip come from different invitations. Nothing was changed."),
            _("Check that you chose the newest file. If you did, ask your lead for a new slip."),
        )
    try:
        plain = ChaCha20Poly1305(keys.key("entry")).decrypt(_NONCE, closed, invitation.head.digest)
        invited: Invited = read(Invited, plain)
    except (InvalidTag, JsonError) as error:
        raise InvitationError(
            _("This file was changed"),
            _("Your code shows that it is not as your lead made it: somebody may have swapped it. Nothing was changed."),
            _("Do not use it. Call your lead on a number that you know, and tell them."),
        ) from error  # fmt: skip
    _require_in_time(invitation.head, now)
    return invited


def _require_in_time(head: InvitationHead, now: datetime) -> None:
    if now >= head.expires_at:
        raise InvitationError(
            _("This invitation has run out"),
            _("Its codes counted until {day}.").format(day=long_day(head.expires_at.date())),
            _("Check the date of this computer. If it is right, ask your lead for a new slip."),
        )
