"""Backups as the person orders them: by hand and by themselves, with old ones taken away, and what restoring means."""

from __future__ import annotations

import io
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.vault.copies.backup_place import find_backups
from prevent_desktop.vault.copies.rotation import Keep
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import backup_plan
from prevent_desktop.workflows.backup_plan import BackupPlan
from prevent_desktop.workflows.sending.follow_up import follow_up
from prevent_desktop.workflows.vault_admin import back_up
from prevent_desktop.workflows.vault_admin.restore import restore
from tests.made_vaults import copied_vault
from tests.unit.vault.examples import a_pack, keep_case

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, VaultKey]:
    folder = tmp_path_factory.mktemp("made") / "vault"
    return folder, copied_vault(folder).key


@pytest.fixture
def folder(made_once: tuple[Path, VaultKey], tmp_path: Path) -> Path:
    shutil.copytree(made_once[0], tmp_path / "vault")
    return tmp_path / "vault"


@pytest.fixture
def key(made_once: tuple[Path, VaultKey]) -> VaultKey:
    return made_once[1]


def test_a_backup_is_told_in_the_vault_and_written_down(folder: Path, key: VaultKey, tmp_path: Path) -> None:
    with Vault.open(folder, key) as vault:
        assert backup_plan.last_backup(vault) is None
        back_up.back_up(vault, tmp_path / "stick", now=NOW)
        last = backup_plan.last_backup(vault)
        assert last is not None
        assert (last.at, last.place) == (NOW, tmp_path / "stick")
        assert vault.audit.entries()[-1].action == "backup.made"


def test_automatic_ones_are_taken_away_as_chosen_and_those_made_by_hand_stay(
    folder: Path, key: VaultKey, tmp_path: Path
) -> None:
    with Vault.open(folder, key) as vault:
        backup_plan.save_plan(vault, BackupPlan(keep=Keep(days=2, weeks=0, months=0)))
        back_up.back_up(vault, tmp_path / "stick", now=NOW)
        for day in range(1, 5):
            wanted = back_up.order(vault, tmp_path / "stick", automatic=True)
            back_up.carry_out(wanted, now=NOW + timedelta(days=day))
    found = [(b.manifest.made_at - NOW, b.manifest.automatic) for b in find_backups(tmp_path / "stick")]
    assert found == [(timedelta(4), True), (timedelta(3), True), (timedelta(0), False)]


def test_automatic_ones_of_another_laptop_with_a_copy_of_the_vault_stay(
    folder: Path, key: VaultKey, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path / "other")
    keep = BackupPlan(keep=Keep(days=1, weeks=0, months=0))
    for laptop in (folder, tmp_path / "other"):
        with Vault.open(laptop, key) as vault:
            backup_plan.save_plan(vault, keep)
            vault.audit.append("case.opened", laptop.name)
            for hour in range(2):
                wanted = back_up.order(vault, tmp_path / "stick", automatic=True)
                back_up.carry_out(wanted, now=NOW + timedelta(hours=hour))
    assert len(find_backups(tmp_path / "stick")) == 2, "one of each"


def test_a_plan_is_kept_and_says_when_a_copy_is_due(folder: Path, key: VaultKey, tmp_path: Path) -> None:
    chosen = BackupPlan(place=tmp_path, every_days=1, keep=Keep(days=3, weeks=2, months=1))
    with Vault.open(folder, key) as vault:
        assert backup_plan.plan(vault) == BackupPlan()
        backup_plan.save_plan(vault, chosen)
        assert backup_plan.plan(vault) == chosen
    assert not BackupPlan().is_due(None, NOW)
    assert chosen.is_due(None, NOW)
    assert not chosen.is_due(NOW - timedelta(hours=20), NOW)
    assert chosen.is_due(NOW - timedelta(hours=24), NOW)
    assert chosen.is_due(NOW + timedelta(days=3000), NOW), "a clock that was wrong puts nothing off"


def test_it_reminds_after_14_days_and_not_while_there_is_nothing_to_lose(
    folder: Path, key: VaultKey, tmp_path: Path
) -> None:
    with Vault.open(folder, key) as vault:
        late = NOW + timedelta(days=60)
        assert not backup_plan.reminds(vault, late)
        keep_case(vault)
        assert backup_plan.reminds(vault, late)
        back_up.back_up(vault, tmp_path / "stick", now=late - timedelta(days=13))
        assert not backup_plan.reminds(vault, late)
        assert backup_plan.reminds(vault, late + timedelta(days=2))


def test_packs_that_came_with_a_backup_are_not_sent_by_themselves(
    folder: Path, key: VaultKey, tmp_path: Path
) -> None:
    with Vault.open(folder, key) as vault:
        case = keep_case(vault)
        pdf = vault.attachments.add(
            io.BytesIO(b"%PDF"), case_id=case.id, file_name="p.pdf", media_type="application/pdf", at=NOW
        )
        signed, queued = a_pack(case, pdf.id), a_pack(case, pdf.id)
        vault.packs.add(signed)
        vault.packs.add(queued)
        vault.packs.set_queued(queued.id, "ab" * 32)
        back_up.back_up(vault, tmp_path / "stick", now=NOW)
    (backup,) = find_backups(tmp_path / "stick")
    restore(backup, key, tmp_path / "new")
    with Vault.open(tmp_path / "new", key) as vault, Spool.open(tmp_path / "outbox") as spool:
        assert follow_up(vault, spool, now=NOW) == 0
        assert spool.items() == ()
        assert {pack.status for pack in vault.packs.all()} == {PackStatus.SIGNED, PackStatus.QUEUED}
        assert vault.audit.newest("", "backup.restored") is not None
        assert vault.audit.verify() == len(vault.audit.entries())
