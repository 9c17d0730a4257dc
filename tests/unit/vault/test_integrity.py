from __future__ import annotations

import io

import pytest

from prevent_desktop.errors import AuditChainError, DatabaseDamagedError
from prevent_desktop.vault import integrity
from prevent_desktop.vault.vault import Vault


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
