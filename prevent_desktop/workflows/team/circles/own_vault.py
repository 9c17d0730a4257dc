"""This vault as one of a team: its id, the key that others seal to, and the key that signs what it changes.

All of it is kept in the vault and nowhere else. Its public halves stand in the organisation's profile (`TeamVault`). What was
restored from a backup, or runs twice, goes on as another writer with the same keys (`roster.listed_id`), so that no number is used
twice, and without a new profile.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import Final

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.team.roster import TeamVault, writer_id
from prevent_desktop.delivery.signed.team import new_pair
from prevent_desktop.sealing import Identity, generate_identity, parse_identity
from prevent_desktop.strict_json import read, write
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile.team_making import CARD, VaultCard

SECRET: Final = "team-vault"  # noqa: S105 -- the name of a secret
NEW_WRITER: Final = "team.new-writer"
"""The entry of the audit for a fresh id under which a vault counts, with why it took one."""
RESTORED: Final = "backup.restored"
_FIXED: Final = {"version": 1}
_MARK_BYTES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    id: str
    writer: str
    identity: str
    key: str
    public_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnVault:
    """The secrets of this vault in its team. `writer` is the id under which it counts its change-sets now."""

    id: str
    writer: str
    identity: Identity = field(repr=False)
    signing_key: bytes = field(repr=False)
    public_key: str

    def listed(self, *, member: str, device: str) -> TeamVault:
        """What others need to know of it, for the profile."""
        return TeamVault(
            id=self.id,
            member=member,
            device=device,
            recipient=str(self.identity.recipient),
            signing_key=self.public_key,
        )


def own_vault(vault: Vault) -> OwnVault | None:
    """Its secrets; None where it never had to do with a team."""
    kept = vault.secrets.get(SECRET)
    return None if kept is None else vault.once_read(_own_in, kept)


def _own_in(kept: bytes) -> OwnVault:
    found: _Kept = read(_Kept, kept, fixed=_FIXED)
    return OwnVault(
        id=found.id,
        writer=found.writer,
        identity=parse_identity(found.identity),
        signing_key=found.key.encode(),
        public_key=found.public_key,
    )


def make_own_vault(vault: Vault) -> OwnVault:
    """Its secrets, made now where there are none yet."""
    if (known := own_vault(vault)) is not None:
        return known
    pair, fresh = new_pair(), new_id()
    made = OwnVault(
        id=fresh,
        writer=fresh,
        identity=generate_identity(),
        signing_key=pair.private_pem,
        public_key=pair.public_pem,
    )
    with vault.transaction():
        _keep(vault, made)
        vault.audit.append("team.keys-made", made.id)
    return made


def card_text(own: OwnVault, device: str) -> bytes:
    """What the profile needs of it, as a file for whoever makes the profile."""
    recipient = str(own.identity.recipient)
    card = VaultCard(id=own.id, device=device, recipient=recipient, signing_key=own.public_key)
    return write(card, fixed=CARD, indent=2, ensure_ascii=False) + b"\n"


def go_on_as_new_writer(vault: Vault, why: str) -> OwnVault | None:
    """Count its change-sets anew under a fresh id; None where it belongs to no team.

    For a vault that may have used numbers that it does not know of: restored from a backup, gone on with an older copy, or
    found to run twice. `why` is the action that the audit has for it.
    """
    known = own_vault(vault)
    if known is None:
        return None
    made = replace(known, writer=writer_id(known.id, secrets.token_hex(_MARK_BYTES)))
    with vault.transaction():
        _keep(vault, made)
        vault.audit.append(NEW_WRITER, made.writer, why)
    return made


def _keep(vault: Vault, made: OwnVault) -> None:
    kept = _Kept(
        id=made.id,
        writer=made.writer,
        identity=made.identity.secret_text,
        key=made.signing_key.decode(),
        public_key=made.public_key,
    )
    vault.secrets.set(SECRET, write(kept, fixed=_FIXED))
