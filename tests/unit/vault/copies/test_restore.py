"""A backup becomes a new vault, whole or not at all, after everything in it was checked."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from prevent_desktop.errors import BackupError, CopyStoppedError, VaultError, VaultExistsError
from prevent_desktop.vault import integrity
from prevent_desktop.vault.copies.backup import back_up, backup_source, write_backup
from prevent_desktop.vault.copies.backup_place import BackupPlace, FoundBackup, find_backups
from prevent_desktop.vault.copies.manifest import read_manifest
from prevent_desktop.vault.copies.progress import Progress, Stage
from prevent_desktop.vault.copies.restore import restore
from prevent_desktop.vault.keys.key_slots import new_vault_key, unlock_key
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.conftest import Made
from tests.unit.vault.examples import NOW
from tests.unit.vault.folders import snapshot


@pytest.fixture
def backup(filled: Vault, tmp_path: Path) -> FoundBackup:
    """On a stick, with attachments beside it; the vault itself is gone."""
    place = BackupPlace(tmp_path / "stick", b"\x07" * 16)
    place.make()
    write_backup(
        backup_source(filled), place.free_name(NOW), made_at=NOW, shared_attachments=place.attachments
    )
    filled.close()
    shutil.rmtree(filled.folder)
    return find_backups(tmp_path / "stick")[0]


def nothing(_vault: Vault) -> None:
    return None


def test_a_backup_becomes_a_vault_that_the_same_secrets_open(
    backup: FoundBackup, made: Made, tmp_path: Path
) -> None:
    before = snapshot(tmp_path / "stick")

    def finish(vault: Vault) -> None:
        vault.audit.append("backup.restored", "")

    done = restore(backup, unlock_key(backup.folder, made.passphrase), tmp_path / "new", finish)
    assert (done.made_at, done.missing) == (NOW, ())
    with Vault.open(tmp_path / "new", unlock_key(tmp_path / "new", made.passphrase)) as vault:
        report = integrity.check(vault)
        assert report.attachments == 3
        assert vault.audit.entries()[-1].action == "backup.restored"
        assert [hit.snippet for hit in vault.search("written")] == ["written in the vault\nhis form tutor"]
    assert not (tmp_path / "new" / "backup.json").exists()
    assert snapshot(tmp_path / "stick") == before


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["vault.db", "slots.json", "anchor.json", "attachments.txt", "backup.json"])
@pytest.mark.parametrize(
    "harm", [flip, lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:-1])]
)
def test_a_backup_that_was_harmed_is_refused_and_nothing_is_written(
    backup: FoundBackup, made: Made, tmp_path: Path, name: str, harm: Callable[[Path], object]
) -> None:
    harm(backup.folder / name)
    with pytest.raises(VaultError):
        restore(FoundBackup(backup.folder, read_manifest(backup.folder)), made.key, tmp_path / "new", nothing)
    assert not (tmp_path / "new").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["stick"]


def test_another_vaults_key_opens_no_backup(backup: FoundBackup, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="trusted"):
        restore(backup, new_vault_key(), tmp_path / "new", nothing)


def test_a_harmed_attachment_is_told_and_left_out_only_when_that_was_wished(
    backup: FoundBackup, made: Made, tmp_path: Path
) -> None:
    harmed = next(iter(sorted(backup.attachments.iterdir())))
    flip(harmed)
    with pytest.raises(BackupError, match="1 attachment in it"):
        restore(backup, made.key, tmp_path / "new", nothing)
    assert not (tmp_path / "new").exists()
    done = restore(backup, made.key, tmp_path / "new", nothing, accept_missing=True)
    assert done.missing == (harmed.stem,)
    assert len(list((tmp_path / "new" / "attachments").iterdir())) == 2


def test_a_vault_that_is_there_is_never_written_over(backup: FoundBackup, made: Made, tmp_path: Path) -> None:
    restore(backup, made.key, tmp_path / "new", nothing)
    before = snapshot(tmp_path / "new")
    with pytest.raises(VaultExistsError):
        restore(backup, made.key, tmp_path / "new", nothing)
    assert snapshot(tmp_path / "new") == before


@pytest.mark.parametrize("stage", list(Stage))
def test_a_stop_leaves_nothing(backup: FoundBackup, made: Made, tmp_path: Path, stage: Stage) -> None:
    reached: list[Stage] = []
    progress = Progress(tell=lambda step: reached.append(step.stage), stop=lambda: stage in reached)
    with pytest.raises(CopyStoppedError):
        restore(backup, made.key, tmp_path / "new", nothing, progress=progress)
    assert [path.name for path in tmp_path.iterdir()] == ["stick"]


def test_what_fails_at_the_end_leaves_nothing(backup: FoundBackup, made: Made, tmp_path: Path) -> None:
    def fail(_vault: Vault) -> None:
        raise CopyStoppedError("", "", "")

    with pytest.raises(CopyStoppedError):
        restore(backup, made.key, tmp_path / "new", fail)
    assert [path.name for path in tmp_path.iterdir()] == ["stick"]


def test_a_backup_with_its_attachments_in_it_is_restored_too(
    filled: Vault, made: Made, tmp_path: Path
) -> None:
    back_up(filled, tmp_path / "whole")
    (found,) = find_backups(tmp_path / "whole")
    restore(found, made.key, tmp_path / "new", nothing)
    with Vault.open(tmp_path / "new", made.key) as vault:
        assert integrity.check(vault).attachments == 3
