"""The first start: who the owner is, the organisation's file where there is one, and the vault that is made of both."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.roles import Role, in_order, title_of
from prevent_desktop.packs.signing_keys import SigningKey
from prevent_desktop.vault.creation import CreatedVault
from prevent_desktop.vault.keys.argon2_cost import Argon2Cost
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.own_key import make_own_key
from prevent_desktop.workflows.organisation.profile.taking import (
    OfferedProfile,
    look_at_profile,
    take_profile,
)
from prevent_desktop.workflows.organisation.signing_identity import keep_signing_key
from prevent_desktop.workflows.team.joining.joining_team import OpenedInvitation, ask_to_join
from prevent_desktop.workflows.vault_admin import unlock
from prevent_desktop.workflows.vault_place import require_place


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """What was said in the steps. `profile` is the organisation's signed file, empty without one; `compared` its words.

    `key` signs the packs where the organisation gave one with its file. `code_printed`: the recovery code left on paper.
    `invitation` is one to a team, which this laptop, called `device`, asks to join; `team_folder` is where its folder is here.
    """

    name: str
    organisation: str
    roles: frozenset[Role]
    profile: bytes = b""
    compared: str = ""
    key: SigningKey | None = field(default=None, repr=False)
    code_printed: bool = False
    invitation: OpenedInvitation | None = None
    team_folder: Path | None = None
    device: str = ""

    @property
    def owner(self) -> Practitioner:
        """Who the vault will belong to."""
        return Practitioner(
            name=self.name,
            role=title_of(self.roles),
            organisation=self.organisation,
            kinds=tuple(role.value for role in in_order(self.roles)),
        )


def look_at_first_profile(untrusted: bytes, *, now: datetime) -> OfferedProfile:
    """What an organisation's file would bring. ProfileError says in words what does not hold."""
    return look_at_profile(None, untrusted, now=now)


def make_vault(
    folder: Path, passphrase: str, recovery_code: str, said: SetUp, *, cost: Argon2Cost | None = None
) -> CreatedVault:
    """Make the vault in `folder` (slow), under a recovery code that was shown already, and keep in it what was said.

    Without an organisation's file it gets a signing key of its own. Raises as `unlock.create`, ProfileError, and VaultPlaceError.
    """
    require_place(folder)
    created = unlock.create(folder, passphrase, cost=cost, recovery_code=recovery_code)
    with Vault.open(folder, created.key) as vault:
        _keep(vault, said)
    return created


def _keep(vault: Vault, said: SetUp) -> None:
    now = datetime.now(UTC)
    with vault.transaction():
        settings.save_practitioner(vault, said.owner)
        if said.code_printed:
            vault.audit.append("recovery-code.printed", "")
        if said.profile:
            take_profile(vault, said.profile, now=now, compared=said.compared)
            if said.key is not None:
                keep_signing_key(vault, said.key)
        else:
            make_own_key(vault, said.owner, now=now)
        if said.invitation is not None:
            ask_to_join(vault, said.invitation, said.device, folder=said.team_folder, now=now)
