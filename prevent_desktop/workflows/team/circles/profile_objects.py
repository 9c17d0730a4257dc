"""The organisation's profile in the team's mailbox: sealed to every present vault, since it names people, and found by its version."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.casework.team.roster import Team, TeamVault
from prevent_desktop.delivery.signed.profile_signatures import LARGEST
from prevent_desktop.delivery.signed.signed_words import payload_of
from prevent_desktop.sealing import Identity, open_bytes, parse_recipient, seal_bytes
from prevent_desktop.strict_json import COMPACT, JsonError, parse, read, write
from prevent_desktop.vault.team.circles import Circles
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile.taking import take_profile
from prevent_desktop.workflows.team.circles.mailbox_access import mailbox_of, require_told
from prevent_desktop.workflows.team.circles.names import TeamNames
from prevent_desktop.workflows.team.circles.statements import membership

LARGEST_SEALED: Final = 3 * LARGEST
"""Bytes of a sealed profile at most: each of a thousand vaults adds 1.6 kB."""
_FIXED: Final = {"version": 1}


@dataclass(frozen=True, slots=True)
class _Head:
    profile: int
    mac: str


def queue_profile(vault: Vault, *, now: datetime) -> None:
    """Have the profile that counts here put for every present vault, where there is a team.

    Whoever leaves by it gets this one version still, so that their vault knows and says so.
    """
    found, record = membership(vault), vault.profiles.newest()
    if found is None or record is None:
        return
    recipients = [
        parse_recipient(one.recipient)
        for one in (*found.team.present, *_leaves_by(vault, found.team, record.version))
    ]
    if not recipients:
        return
    name = TeamNames(found.team.id).profile(record.version)
    sealed = seal_bytes(record.jws.encode(), recipients)
    with vault.transaction():
        Circles(vault.database).queue([(name, sealed)], "", now)


def _leaves_by(vault: Vault, team: Team, version: int) -> Iterator[TeamVault]:
    """The vaults of those who are in the team by the version before this one, and have left by this one."""
    before = vault.profiles.of_version(version - 1)
    earlier = None if before is None else OrganisationProfile.of(parse(payload_of(before.jws))).team
    there = () if earlier is None else {one.id for one in earlier.present}
    for one in team.vaults:
        owner = team.member(one.member)
        if one.id in there and one.removed is None and owner is not None and owner.left is not None:
            yield one


def profile_head(team: str, version: int) -> bytes:
    """The small object that says which version is the newest; `head_version` reads it."""
    return write(_Head(version, _mac(team, version)), fixed=_FIXED, **COMPACT)


def head_version(team: str, untrusted: bytes) -> int:
    """The version that a head tells of; 0 where it is none of this team's. A hint: what counts is the profile's signature."""
    try:
        head: _Head = read(_Head, untrusted, largest=1024, fixed=_FIXED)
    except JsonError:
        return 0
    return head.profile if hmac.compare_digest(head.mac.encode(), _mac(team, head.profile).encode()) else 0


def take_sealed_profile(vault: Vault, untrusted: bytes, identities: list[Identity], *, now: datetime) -> None:
    """Let a profile that came by the mailbox count, if it goes on from the one here. SealingError, ProfileError.

    Nobody looks at it before, so it leads to no other computer that nobody was told of.
    """

    def require(offered: OrganisationProfile) -> None:
        if offered.team is not None:
            require_told(vault, offered.team.mailbox, mailbox_of(vault))

    take_profile(vault, open_bytes(untrusted, identities), now=now, require=require)


def _mac(team: str, version: int) -> str:
    return hmac.new(team.encode(), f"profile-head {version}".encode(), hashlib.sha256).hexdigest()
