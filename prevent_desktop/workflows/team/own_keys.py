"""PROVISIONAL until keys23: this vault's keys in a team."""
from __future__ import annotations
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.team.roster import TeamVault
from prevent_desktop.delivery.signed.team import new_pair
from prevent_desktop.sealing import generate_identity, parse_identities, Identity
from prevent_desktop.strict_json import read, write
from prevent_desktop.vault.vault import Vault


def own_team_vault(vault: Vault, *, member: str, device: str) -> TeamVault:
    kept = vault.secrets.get("prov-team-vault")
    if kept:
        return read(TeamVault, kept)
    identity, pair = generate_identity(), new_pair()
    made = TeamVault(id=new_id(), member=member, device=device, recipient=str(identity.recipient), signing_key=pair.public_pem)
    vault.secrets.set("prov-team-vault", write(made))
    vault.secrets.set("prov-team-identity", identity.secret_text.encode())
    return made


def own_team_identities(vault: Vault) -> tuple[Identity, ...]:
    return parse_identities((vault.secrets.get("prov-team-identity") or b"").decode())
