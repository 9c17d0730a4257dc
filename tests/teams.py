"""Teams for tests: members and vaults with real keys, made once for a run, since a hybrid key takes a while."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from prevent_desktop.casework.team.roster import Member, Role, Team, TeamVault
from prevent_desktop.delivery.signed.team import SigningPair, new_pair
from prevent_desktop.sealing import Identity, generate_identity


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
