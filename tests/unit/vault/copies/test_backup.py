"""A backup is whole, verified, opened by the same secrets, and never half; who writes meanwhile does not wait."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from prevent_desktop.errors import (
    AuditChainError,
    BackupError,
    CopyStoppedError,
    DiskFullError,
    ReadOnlyFolderError,
    VaultError,
    VaultExistsError,
)
from prevent_desktop.vault import integrity
from prevent_desktop.vault.attachment_files import ATTACHMENTS_NAME
from prevent_desktop.vault.copies.backup import back_up, backup_source, write_backup
from prevent_desktop.vault.copies.backup_place import BackupPlace, find_backups
from prevent_desktop.vault.copies.looking import check_copy, look_at
from prevent_desktop.vault.copies.manifest import Manifest, read_manifest
from prevent_desktop.vault.copies.progress import Progress, Stage, Step
from prevent_desktop.vault.keys.key_slots import unlock_key, unlock_key_with_recovery
from prevent_desktop.vault.vault import Vault
from tests.patience import PATIENCE
from tests.unit.vault.conftest import Made
from tests.unit.vault.copies.conftest import attachment_path
from tests.unit.vault.disks import CAN_MOUNT, small_disk
from tests.unit.vault.examples import NOW, later
from tests.unit.vault.folders import snapshot

ID = b"\x07" * 16


def test_the_copy_is_a_vault_that_the_same_secrets_open(filled: Vault, made: Made, tmp_path: Path) -> None:
    target = tmp_path / "stick" / "backup"
    assert back_up(filled, target).damaged == ()
    assert unlock_key(target, made.passphrase) == made.key
    assert unlock_key_with_recovery(target, made.recovery_code) == made.key
    with Vault.open(target, made.key) as copy:
        assert copy.people.all() == filled.people.all()
        assert copy.responses.drafts() == filled.responses.drafts()
        assert copy.audit.entries() == filled.audit.entries()
        for attachment in filled.attachments.all():
            assert copy.attachments.read(attachment.id) == filled.attachments.read(attachment.id)
        assert [hit.snippet for hit in copy.search("written")] == ["written in the vault\nhis form tutor"]
        assert integrity.check(copy).attachments == 3


def test_nothing_in_the_copy_is_readable(filled: Vault, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup")
    for name, content in snapshot(tmp_path / "backup").items():
        assert b"written in the vault" not in content, name
        assert b"SQLite format" not in content, name
        assert b"0.bin" not in content, name


def test_looking_at_a_copy_changes_nothing_of_it(filled: Vault, made: Made, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup")
    before = snapshot(tmp_path / "backup")
    with look_at(tmp_path / "backup", made.key) as copy:
        check_copy(copy)
        assert copy.people.all() == filled.people.all()
    assert snapshot(tmp_path / "backup") == before


def test_the_manifest_says_what_the_backup_is_made_of_and_is_bound_to_the_key(
    filled: Vault, made: Made, tmp_path: Path
) -> None:
    back_up(filled, tmp_path / "backup", now=lambda: NOW)
    manifest = read_manifest(tmp_path / "backup")
    manifest.verify(made.key)
    assert (manifest.made_at, manifest.attachments, manifest.automatic) == (NOW, 3, False)
    assert sorted(manifest.parts) == ["anchor.json", "attachments.txt", "slots.json", "vault.db"]
    stolen = Manifest(**{name: getattr(manifest, name) for name in Manifest.__slots__} | {"automatic": True})
    with pytest.raises(BackupError, match="cannot be trusted"):
        stolen.verify(made.key)


def test_what_is_written_while_it_runs_neither_waits_nor_gets_into_it(
    filled: Vault, made: Made, tmp_path: Path
) -> None:
    source, reached, go_on = backup_source(filled), threading.Event(), threading.Event()

    def tell(step: Step) -> None:
        if step.stage is Stage.FILES and not reached.is_set():
            reached.set()
            assert go_on.wait(PATIENCE)

    work = threading.Thread(
        target=lambda: write_backup(source, tmp_path / "backup", made_at=NOW, progress=Progress(tell=tell))
    )
    work.start()
    assert reached.wait(PATIENCE)
    filled.settings.set("typed", "while it ran")
    go_on.set()
    work.join(PATIENCE)
    with look_at(tmp_path / "backup", made.key) as copy:
        check_copy(copy)
        assert copy.settings.get("typed") is None
    assert filled.settings.get("typed") == "while it ran"


@pytest.mark.parametrize("stage", list(Stage))
def test_a_stop_at_any_stage_leaves_no_backup(filled: Vault, tmp_path: Path, stage: Stage) -> None:
    reached: list[Stage] = []
    progress = Progress(tell=lambda step: reached.append(step.stage), stop=lambda: stage in reached)
    with pytest.raises(CopyStoppedError):
        write_backup(backup_source(filled), tmp_path / "stick" / "backup", made_at=NOW, progress=progress)
    assert snapshot(tmp_path / "stick") == {}


def test_a_folder_with_anything_in_it_is_never_written_over(filled: Vault, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup")
    before = snapshot(tmp_path / "backup")
    with pytest.raises(VaultExistsError):
        back_up(filled, tmp_path / "backup")
    with pytest.raises(VaultExistsError):
        back_up(filled, filled.folder)
    assert snapshot(tmp_path / "backup") == before


def test_an_older_database_that_was_put_back_is_not_backed_up_as_if_it_were_whole(
    filled: Vault, made: Made, tmp_path: Path
) -> None:
    filled.close()
    old = (made.folder / "vault.db").read_bytes()
    with Vault.open(made.folder, made.key) as vault:
        vault.audit.append("form.finalised", "x")
    (made.folder / "vault.db").write_bytes(old)
    with Vault.open(made.folder, made.key) as vault, pytest.raises(AuditChainError):
        back_up(vault, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


@pytest.mark.parametrize(
    "harm", [lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:-1])]
)
def test_a_damaged_attachment_is_named_and_the_rest_is_backed_up(
    filled: Vault, tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    damaged = filled.attachments.all()[1].id
    harm(attachment_path(filled, 1))
    done = back_up(filled, tmp_path / "backup")
    assert (done.damaged, done.manifest.attachments) == ((damaged,), 2)
    assert len(list((tmp_path / "backup" / ATTACHMENTS_NAME).iterdir())) == 2


def make_old(folder: Path) -> None:
    """As if all in it were written two days ago."""
    for path in folder.iterdir():
        os.utime(path, (0, 0))


class TestSharedAttachments:
    def write(self, vault: Vault, place: BackupPlace, minute: int = 0) -> Path:
        made_at = later(minute)
        done = write_backup(
            backup_source(vault),
            place.free_name(made_at),
            made_at=made_at,
            shared_attachments=place.attachments,
        )
        return done.folder

    @pytest.fixture
    def place(self, tmp_path: Path) -> BackupPlace:
        place = BackupPlace(tmp_path / "stick", ID)
        place.make()
        return place

    def test_a_sealed_file_is_written_once(self, filled: Vault, place: BackupPlace) -> None:
        self.write(filled, place)
        written = {path: path.stat().st_mtime_ns for path in place.attachments.iterdir()}
        self.write(filled, place, 1)
        assert {path: path.stat().st_mtime_ns for path in place.attachments.iterdir()} == written
        assert len(written) == 3
        assert [backup.manifest.attachments for backup in find_backups(place.folder.parent.parent)] == [3, 3]

    def test_a_file_that_is_damaged_here_and_whole_there_stays_there(
        self, filled: Vault, place: BackupPlace
    ) -> None:
        self.write(filled, place)
        attachment_path(filled, 0).write_bytes(b"cut")
        before = snapshot(place.attachments)
        self.write(filled, place, 1)
        assert snapshot(place.attachments) == before
        assert place.backups()[0].attachment_ids() == {a.id for a in filled.attachments.all()}

    def test_a_file_that_is_cut_there_is_written_anew(self, filled: Vault, place: BackupPlace) -> None:
        self.write(filled, place)
        whole = snapshot(place.attachments)
        next(iter(sorted(place.attachments.iterdir()))).write_bytes(b"cut")
        self.write(filled, place, 1)
        assert snapshot(place.attachments) == whole

    def test_a_file_that_went_bad_there_is_noticed_and_written_anew(
        self, filled: Vault, place: BackupPlace
    ) -> None:
        self.write(filled, place)
        whole = snapshot(place.attachments)
        bad = next(iter(sorted(place.attachments.iterdir())))
        content = bytearray(bad.read_bytes())
        content[5000] ^= 1
        bad.write_bytes(content)
        self.write(filled, place, 1)
        assert snapshot(place.attachments) == whole

    def test_only_files_that_no_backup_names_are_taken_away(self, filled: Vault, place: BackupPlace) -> None:
        self.write(filled, place)
        (place.attachments / f"{'a' * 32}.age").write_bytes(b"by a stop")
        (place.attachments / "P-7QF2K8M4T9XW.pdf.age").write_bytes(b"a pack, whoever put it there")
        assert place.remove_unused() == 0, "another laptop may be writing it"
        make_old(place.attachments)
        assert place.remove_unused() == 1
        assert len(list(place.attachments.glob("?" * 32 + ".age"))) == 3
        place.remove(place.backups()[0])
        assert place.remove_unused() == 3
        assert [path.name for path in place.attachments.iterdir()] == ["P-7QF2K8M4T9XW.pdf.age"]

    def test_tidying_follows_no_link_and_a_link_in_its_place_is_told(
        self, filled: Vault, place: BackupPlace, tmp_path: Path
    ) -> None:
        """The fault: a link to the outbox, and a waiting pack of it was taken for an unused file."""
        self.write(filled, place)
        outbox = tmp_path / "outbox"
        outbox.mkdir()
        (outbox / f"{'b' * 32}.age").write_bytes(b"precious")
        make_old(outbox)
        place.attachments.rename(place.folder / "moved")
        place.attachments.symlink_to(outbox)
        with pytest.raises(VaultError, match="link"):
            place.remove_unused()
        with pytest.raises(VaultError, match="link"):
            place.make()
        assert [path.read_bytes() for path in outbox.iterdir()] == [b"precious"]

    def test_a_backup_that_a_person_named_stays(self, filled: Vault, place: BackupPlace) -> None:
        kept = self.write(filled, place)
        kept.rename(kept.with_name("before the holidays"))
        (backup,) = place.backups()
        place.remove(backup)
        assert place.backups() == (backup,)

    def test_what_a_crash_left_half_written_goes_once_it_is_old(
        self, filled: Vault, place: BackupPlace
    ) -> None:
        half = place.folder / ".2026-11-24-093015.new"
        half.mkdir()
        (place.attachments / f"{'a' * 32}.part").write_bytes(b"half")
        (place.attachments / "thesis.part").write_bytes(b"somebody else's")
        place.make()
        assert half.exists()
        make_old(place.folder)
        make_old(place.attachments)
        place.make()
        assert not half.exists()
        assert [path.name for path in place.attachments.iterdir()] == ["thesis.part"]
        self.write(filled, place)

    def test_nothing_is_taken_away_where_a_list_was_changed(self, filled: Vault, place: BackupPlace) -> None:
        backup = self.write(filled, place)
        (backup / "attachments.txt").write_text("")
        make_old(place.attachments)
        with pytest.raises(BackupError):
            place.remove_unused()
        assert len(list(place.attachments.iterdir())) == 3


@pytest.mark.skipif(not CAN_MOUNT, reason="only root on Linux can mount a small disk")
class TestSmallDisks:
    def test_a_stick_that_is_too_small_is_told_before_anything_is_written(
        self, filled: Vault, tmp_path: Path
    ) -> None:
        with small_disk(tmp_path / "stick", 1) as stick:
            with pytest.raises(DiskFullError, match="not enough room"):
                back_up(filled, stick.folder / "backup")
            assert list(stick.folder.iterdir()) == []

    def test_a_stick_that_fills_up_meanwhile_keeps_nothing_half(self, filled: Vault, tmp_path: Path) -> None:
        with small_disk(tmp_path / "stick", 8) as stick:

            def fill(step: Step) -> None:
                if step.stage is Stage.FILES and not (stick.folder / "ballast").exists():
                    stick.fill()

            with pytest.raises(DiskFullError, match="took no more"):
                write_backup(
                    backup_source(filled), stick.folder / "backup", made_at=NOW, progress=Progress(tell=fill)
                )
            assert [path.name for path in stick.folder.iterdir()] == ["ballast"]

    def test_a_stick_that_fills_up_while_the_records_are_copied_is_told_as_such(
        self, filled: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("prevent_desktop.vault.copies.backup.require_room", lambda _target, _needed: None)
        with small_disk(tmp_path / "stick", 1) as stick:
            stick.fill(leave_bytes=100_000)
            with pytest.raises(DiskFullError, match="took no more"):
                back_up(filled, stick.folder / "backup")
            assert [path.name for path in stick.folder.iterdir()] == ["ballast"]

    def test_a_read_only_stick_is_told_as_such(self, filled: Vault, tmp_path: Path) -> None:
        with (
            small_disk(tmp_path / "stick", 8) as stick,
            stick.read_only(),
            pytest.raises(ReadOnlyFolderError, match="stick"),
        ):
            back_up(filled, stick.folder / "backup")


def test_a_stick_that_is_taken_out_meanwhile_is_told_as_such(filled: Vault, tmp_path: Path) -> None:
    stick = tmp_path / "media" / "a" / "stick"
    stick.mkdir(parents=True)

    def take_out(_step: Step) -> None:
        if stick.exists():
            (tmp_path / "media").rename(tmp_path / "pocket")

    with pytest.raises(BackupError, match="gone"):
        write_backup(
            backup_source(filled), stick / "x" / "backup", made_at=NOW, progress=Progress(tell=take_out)
        )
