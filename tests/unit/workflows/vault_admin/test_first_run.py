"""The vault that the three steps make."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop.casework.roles import Role
from prevent_desktop.errors import ProfileError
from prevent_desktop.packs.signing_keys import KeyRequest
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.key_slots import unlock_key_with_recovery
from prevent_desktop.vault.keys.recovery_code import new_recovery_code
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_organisation import open_demo_organisation
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signing_identity import signing_key
from prevent_desktop.workflows.vault_admin.first_run import SetUp, look_at_first_profile, make_vault

PASSPHRASE = "violet tractor lamp seventeen"


def said(**more: object) -> SetUp:
    roles = frozenset({Role.REPORTER, Role.NURSE})
    return SetUp(name="Ashley Moor", organisation="Clinic", roles=roles, **more)  # type: ignore[arg-type]


def test_a_vault_without_a_file_knows_its_owner_signs_and_opens_by_the_code_that_was_shown(
    tmp_path: Path,
) -> None:
    code = new_recovery_code()
    created = make_vault(tmp_path / "vault", PASSPHRASE, code, said(), cost=FLOOR_COST)
    assert unlock_key_with_recovery(tmp_path / "vault", code) == created.key
    with Vault.open(tmp_path / "vault", created.key) as vault:
        owner = settings.practitioner(vault)
        assert owner is not None
        assert (owner.name, owner.role, owner.organisation) == ("Ashley Moor", "Health staff", "Clinic")
        assert settings.roles(vault) == {Role.REPORTER, Role.NURSE}
        assert signing_key(vault).name == "Ashley Moor"
        assert settings.profile(vault) is None


def test_a_vault_with_a_file_has_its_profile_and_its_key(tmp_path: Path) -> None:
    organisation = open_demo_organisation(tmp_path / "organisation")
    offered = look_at_first_profile(organisation.signed_profile, now=datetime.now(UTC))
    request = KeyRequest.create(name="Ashley Moor", organisation="Clinic")
    key = request.with_certificate(organisation.authority.issue(request.request_pem))
    steps = said(profile=organisation.signed_profile, compared=offered.authority_words, key=key)
    created = make_vault(tmp_path / "vault", PASSPHRASE, new_recovery_code(), steps, cost=FLOOR_COST)
    with Vault.open(tmp_path / "vault", created.key) as vault:
        assert len(settings.receivers(vault)) == 2
        assert signing_key(vault).fingerprint == key.fingerprint


def test_a_file_counts_only_with_the_words_that_were_compared(tmp_path: Path) -> None:
    organisation = open_demo_organisation(tmp_path / "organisation")
    steps = said(profile=organisation.signed_profile, compared="not these words")
    with pytest.raises(ProfileError, match="not the same"):
        make_vault(tmp_path / "vault", PASSPHRASE, new_recovery_code(), steps, cost=FLOOR_COST)
