from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from prevent_desktop.errors import AuditChainError, DatabaseDamagedError, VaultExistsError
from prevent_desktop.vault import integrity
from prevent_desktop.vault.copies.backup import back_up
from prevent_desktop.vault.keys.key_slots import unlock_key, unlock_key_with_recovery
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.conftest import Made
from tests.unit.vault.examples import NOW, a_form, a_note, answers, keep_case
from tests.unit.vault.folders import snapshot


@pytest.fixture
def filled(vault: Vault) -> Vault:
    case = keep_case(vault)
    vault.notes.add(a_note(case, "written in the vault"))
    form = a_form(case, answers("draft"))
    vault.responses.add(form)
    final = answers("final")
    vault.responses.finalise(form.id, final, hashlib.sha256(final.encode()).hexdigest(), NOW)
    for number in range(3):
        vault.attachments.add(
            io.BytesIO(bytes([number]) * 100_000),
            case_id=case.id,
            file_name=f"{number}.bin",
            media_type="x/y",
            at=NOW,
        )
    vault.audit.append("form.finalised", form.id)
    return vault


class TestIntegrity:
    def test_a_whole_vault_passes_and_says_what_was_checked(self, filled: Vault) -> None:
        report = integrity.check(filled)
        assert report.pages > 10
        assert report.audit_entries == 2
        assert report.finalised_responses == 1
        assert report.attachments == 3
        assert report.stray_files == ()

    def test_checking_right_after_writing_raises_no_false_alarm(self, filled: Vault) -> None:
        for number in range(20):
            filled.settings.set("counter", str(number))
            integrity.check(filled)

    def test_a_file_that_no_record_names_is_reported_and_kept(self, filled: Vault) -> None:
        stored = filled.attachments.files.put(io.BytesIO(b"left by a crash"))
        assert integrity.check(filled).stray_files == (stored.id,)
        assert filled.attachments.files.read(stored.id, stored.sha256) == b"left by a crash"

    def test_a_damaged_attachment_fails_it(self, filled: Vault) -> None:
        path = filled.attachments.files.path(filled.attachments.all()[1].id)
        path.write_bytes(path.read_bytes()[:-1])
        with pytest.raises(DatabaseDamagedError, match="attachment"):
            integrity.check(filled)

    def test_a_finalised_answer_changed_behind_the_trigger_fails_it(self, filled: Vault) -> None:
        filled.database.run("DROP TRIGGER finalised_responses_never_change")
        filled.database.run("UPDATE responses SET content = replace(content, 'final', 'false')")
        with pytest.raises(DatabaseDamagedError):
            integrity.check(filled)

    def test_a_record_of_nothing_fails_it(self, filled: Vault) -> None:
        filled.database.run("PRAGMA foreign_keys = OFF")
        filled.database.run("DELETE FROM people")
        with pytest.raises(DatabaseDamagedError):
            integrity.check(filled)

    def test_an_index_out_of_step_fails_it(self, filled: Vault) -> None:
        filled.database.run("DROP TRIGGER record_texts_changed")
        filled.database.run("UPDATE record_texts SET body = 'something else'")
        with pytest.raises(DatabaseDamagedError):
            integrity.check(filled)

    def test_a_broken_audit_fails_it(self, filled: Vault) -> None:
        filled.database.run("DROP TRIGGER audit_is_never_changed")
        filled.database.run("UPDATE audit SET detail = 'x' WHERE position = 2")
        with pytest.raises(AuditChainError, match="Entry 2 "):
            integrity.check(filled)


class TestBackup:
    def test_the_copy_is_a_vault_that_the_same_secrets_open(
        self, filled: Vault, made: Made, tmp_path: Path
    ) -> None:
        target = tmp_path / "stick" / "backup"
        report = back_up(filled, target)
        assert (report.attachments, report.audit_entries) == (3, 2)
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

    def test_nothing_in_the_copy_is_readable(self, filled: Vault, tmp_path: Path) -> None:
        back_up(filled, tmp_path / "backup")
        for name, content in snapshot(tmp_path / "backup").items():
            assert b"written in the vault" not in content, name
            assert b"SQLite format" not in content, name

    def test_the_vault_goes_on_and_the_copy_does_not_follow(
        self, filled: Vault, made: Made, tmp_path: Path
    ) -> None:
        back_up(filled, tmp_path / "backup")
        filled.settings.set("after", "the backup")
        with Vault.open(tmp_path / "backup", made.key) as copy:
            assert copy.settings.get("after") is None

    def test_a_folder_with_anything_in_it_is_never_written_over(self, filled: Vault, tmp_path: Path) -> None:
        back_up(filled, tmp_path / "backup")
        before = snapshot(tmp_path / "backup")
        with pytest.raises(VaultExistsError):
            back_up(filled, tmp_path / "backup")
        with pytest.raises(VaultExistsError):
            back_up(filled, filled.folder)
        assert snapshot(tmp_path / "backup") == before

    @pytest.mark.parametrize(
        "harm",
        [
            lambda path: path.unlink(),
            lambda path: path.write_bytes(path.read_bytes()[:-1]),
        ],
    )
    def test_a_copy_that_does_not_verify_is_not_left_behind(
        self, filled: Vault, tmp_path: Path, harm: Callable[[Path], object]
    ) -> None:
        harm(filled.attachments.files.path(filled.attachments.all()[0].id))
        (tmp_path / "stick").mkdir()
        with pytest.raises(DatabaseDamagedError, match="attachment"):
            back_up(filled, tmp_path / "stick" / "backup")
        assert list((tmp_path / "stick").iterdir()) == []
