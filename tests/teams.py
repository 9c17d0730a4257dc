"""Teams for tests: members and vaults with real keys, made once for a run, since a hybrid key takes a while."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache

from prevent_desktop.casework.retention import RetentionRule
from prevent_desktop.casework.team.roster import Member, Role, Team, TeamVault
from prevent_desktop.delivery.signed.team import SigningPair, new_pair
from prevent_desktop.sealing import Identity, generate_identity
from prevent_desktop.vault.repositories.profiles import ProfileRecord
from prevent_desktop.vault.team.capture import Writer, capture, put_into_circle
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile.making import new_profile
from prevent_desktop.workflows.team.circles.own_vault import make_own_vault


@dataclass(frozen=True)
class VaultKeys:
    """The secrets of one vault of a team."""

    id: str
    identity: Identity = field(default_factory=generate_identity)
    pair: SigningPair = field(default_factory=new_pair)

    def listed(self, member: str, device: str = "", **changes: object) -> TeamVault:
        whole: dict[str, object] = {
            "id": self.id, "member": member, "device": device or f"Laptop of {member}",
            "recipient": str(self.identity.recipient), "signing_key": self.pair.public_pem, **changes,
        }  # fmt: skip
        return TeamVault(**whole)  # type: ignore[arg-type]


@cache
def keys_of(vault_id: str) -> VaultKeys:
    """The same keys for the same id, for the whole run."""
    return VaultKeys(vault_id)


def a_team(**roles: Role) -> Team:
    """One vault for each member; without arguments: SF (lead), PL (deputy) and AM (reporter). The vault of SF is ``v-sf``."""
    chosen = roles or {"sf": Role.LEAD, "pl": Role.DEPUTY, "am": Role.REPORTER}
    return Team(
        id="team",
        mailbox="",
        members=tuple(Member(id=name, name=name.upper(), role=role) for name, role in chosen.items()),
        vaults=tuple(keys_of(f"v-{name}").listed(name) for name in chosen),
    )


def start_sharing(vault: Vault, case_id: str, writer: Writer) -> None:
    """Share a case in the writer's circle, with all that stands in it."""
    with vault.transaction():
        put_into_circle(vault, case_id, writer.circle, writer.now())
        capture(vault, case_id, writer)


def listing(vault: Vault, member: str, device: str = "") -> TeamVault:
    """What the profile says of a real vault, which gets its keys."""
    return make_own_vault(vault).listed(member=member, device=device or f"Laptop of {member}")


def give_team(
    vault: Vault, team: Team, *, version: int = 1, retention: tuple[RetentionRule, ...] = ()
) -> None:
    """The vault has a profile of this version with that team and those rules, whoever signed it."""
    made = new_profile("Council", today=datetime.now(UTC).date())
    profile = replace(made, team=team, version=version, retention=retention)
    payload = json.dumps(profile.parts).encode()
    signed = "header." + base64.urlsafe_b64encode(payload).decode() + ".signature"
    record = ProfileRecord(
        version=version, digest=hashlib.sha256(payload).hexdigest(), organisation="Council", jws=signed, signer="Ada",
        fingerprint="", authority="", imported_at=datetime.now(UTC),
    )  # fmt: skip
    with vault.transaction():
        vault.profiles.add(record)
