"""A vault's keys in its team: made once, and a fresh number for whatever may have used numbers that it does not know of."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.own_vault import make_own_vault, own_vault
from prevent_desktop.workflows.vault_admin.back_up import back_up
from prevent_desktop.workflows.vault_admin.restore import backup_in, restore
from prevent_desktop.workflows.vault_admin.unlock import open_vault
from tests.made_vaults import copied_vault


def test_keys_are_made_once_and_stay(tmp_path: Path) -> None:
    key = copied_vault(tmp_path / "vault").key
    with Vault.open(tmp_path / "vault", key) as vault:
        assert own_vault(vault) is None
        made = make_own_vault(vault)
        assert made == make_own_vault(vault) == own_vault(vault)
        assert made.id == made.writer == listed_id(made.writer)
    with Vault.open(tmp_path / "vault", key) as vault:
        assert own_vault(vault) == made


@pytest.mark.parametrize("has_keys", [True, False])
def test_a_vault_restored_from_a_backup_goes_on_under_a_new_number(tmp_path: Path, has_keys: bool) -> None:
    key = copied_vault(tmp_path / "vault").key
    with Vault.open(tmp_path / "vault", key) as vault:
        before = make_own_vault(vault) if has_keys else None
        backup = back_up(vault, tmp_path / "backups", now=datetime.now(UTC))
        assert own_vault(vault) == before
    restore(backup_in(backup.folder), key, tmp_path / "restored")
    with Vault.open(tmp_path / "restored", key) as vault:
        after = own_vault(vault)
        if before is None:
            assert after is None
            return
        assert after is not None
        assert after.writer != before.writer
        assert (after.id, listed_id(after.writer)) == (before.id, before.id)
        (entry,) = (one for one in vault.audit.entries() if one.action == "team.new-writer")
        assert (entry.subject, entry.detail) == (after.writer, "backup.restored")


def test_an_older_copy_that_was_put_back_goes_on_under_a_new_number(tmp_path: Path) -> None:
    key = copied_vault(tmp_path / "vault").key
    with Vault.open(tmp_path / "vault", key) as vault:
        before = make_own_vault(vault)
    older = (tmp_path / "vault" / DATABASE_NAME).read_bytes()
    with open_vault(tmp_path / "vault", key) as vault:
        vault.audit.append("pack.signed", "P-1")
    (tmp_path / "vault" / DATABASE_NAME).write_bytes(older)
    with open_vault(tmp_path / "vault", key, accepted_because="restored") as vault:
        after = own_vault(vault)
    assert after is not None
    assert after.id == before.id
    assert after.writer != before.writer
    with open_vault(tmp_path / "vault", key) as vault:
        assert own_vault(vault) == after
