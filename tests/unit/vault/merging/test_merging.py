"""What can be joined, what is refused, and that nothing is written where the other copy stands."""

from __future__ import annotations

import hashlib
import io
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.record_kind import Joins
from prevent_desktop.casework.record_kinds import KINDS
from prevent_desktop.errors import (
    AuditChainError,
    CopyStoppedError,
    DatabaseDamagedError,
    MergeError,
    NewerVaultError,
    VaultInUseError,
    VaultMissingError,
)
from prevent_desktop.vault import integrity
from prevent_desktop.vault.attachment_files import ATTACHMENTS_NAME
from prevent_desktop.vault.copies.backup import back_up
from prevent_desktop.vault.copies.backup_place import find_backups
from prevent_desktop.vault.copies.manifest import MANIFEST_NAME
from prevent_desktop.vault.copies.progress import SILENT, Progress, Step
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME, change_passphrase
from prevent_desktop.vault.merging import merging
from prevent_desktop.vault.merging.other_copy import leave_other, take_other
from prevent_desktop.vault.merging.rules import OWN, rules
from prevent_desktop.vault.migrating import Migration, our_migrations
from prevent_desktop.vault.vault import JOINING_NAME, Vault
from tests.made_vaults import copied_vault
from tests.unit.vault.conftest import Made
from tests.unit.vault.examples import NOW, a_form, a_note, answers, keep_case, later
from tests.unit.vault.folders import snapshot
from tests.unit.vault.merging.two_laptops import MEANING, Laptop, join, records, second_laptop
from tests.unit.vault.released import copy_of


@pytest.fixture
def here(made: Made) -> Laptop:
    laptop = Laptop(made.folder, made.key)
    with laptop.opened() as vault:
        case = keep_case(vault)
        vault.notes.add(a_note(case, "before they parted"))
        vault.audit.append("note.written", case.id)
    return laptop


@pytest.fixture
def there(here: Laptop, tmp_path: Path) -> Laptop:
    laptop = second_laptop(here, tmp_path / "other laptop" / "vault")
    with laptop.opened() as vault:
        (case,) = vault.cases.open_cases()
        vault.notes.add(replace(a_note(case, "written on the train"), written_at=later(5)))
        vault.attachments.add(
            io.BytesIO(b"a picture" * 9000), case_id=case.id, file_name="p.png", media_type="image/png", at=later(6)
        )  # fmt: skip
        vault.audit.append("note.written", case.id)
    return laptop


def test_every_kind_with_a_rule_of_its_own_has_one_and_each_comes_after_those_it_refers_to() -> None:
    assert set(OWN) == {kind.table for kind in KINDS if kind.joins is Joins.OWN}
    joined = [table for table, _join in rules()]
    kinds = {kind.table: kind for kind in KINDS}
    for number, table in enumerate(joined):
        later = set(joined[number + 1 :])
        assert {one.refers for one in kinds[table].fields}.isdisjoint(later), table


class TestWhatComes:
    def test_looking_tells_it_and_changes_nothing(self, here: Laptop, there: Laptop) -> None:
        with here.opened() as vault:
            before, entries = records(vault), vault.audit.entries()
            other = take_other(vault.folder, vault.key, there.folder, SILENT)
            looked = merging.look(vault, other, MEANING, at=NOW)
            leave_other(vault.folder)
            assert looked.report.lines() == ("1 note", "1 file")
            days = (looked.report.first_on, looked.report.last_on)
            assert days == (later(5).astimezone().date(), later(6).astimezone().date())
            assert looked.report.bytes_of_files > 80_000
            assert (records(vault), vault.audit.entries()) == (before, entries)
            assert vault.attachments.files.ids() == frozenset()

    def test_notes_files_and_what_search_finds_of_them_come(self, here: Laptop, there: Laptop) -> None:
        report = here.join(there)
        assert report.lines() == ("1 note", "1 file")
        with here.opened() as vault:
            (case,) = vault.cases.open_cases()
            texts = [note.text for note in vault.notes.of_case(case.id)]
            assert texts == ["before they parted", "written on the train"]
            (kept,) = vault.attachments.all()
            assert vault.attachments.read(kept.id) == b"a picture" * 9000
            assert [hit.snippet[:20] for hit in vault.search("train")] == ["written on the train"]
            assert len(vault.search("p.png")) == 1
            assert integrity.check(vault).attachments == 1
        assert not (here.folder / JOINING_NAME).exists()

    def test_what_either_laptop_says_that_a_file_is_is_said_on_both(
        self, here: Laptop, tmp_path: Path
    ) -> None:
        with here.opened() as vault:
            (case,) = vault.cases.open_cases()
            one, two = (
                vault.attachments.add(
                    io.BytesIO(name.encode()), case_id=case.id, file_name=name, media_type="image/png", at=NOW
                )
                for name in ("one.png", "two.png")
            )
        there = second_laptop(here, tmp_path / "other laptop" / "vault")
        with here.opened() as vault:
            vault.attachments.describe(one.id, "The wall")
        with there.opened() as vault:
            vault.attachments.describe(one.id, "seen from the bus")
            vault.attachments.describe(two.id, "The sticker")
        here.join(there)
        here.join(there, minute=700)
        with here.opened() as vault:
            said = {each.file_name: each.description for each in vault.attachments.all()}
        assert said == {"one.png": "The wall / seen from the bus", "two.png": "The sticker"}

    @pytest.mark.parametrize(
        ("said_here", "said_there", "stands"),
        [
            ("", "The wall", "The wall"),
            ("The sticker", "", "The sticker"),
            ("A sticker", "The wall", "A sticker / The wall"),
            ("The wall", "The wall by the bus stop", "The wall by the bus stop"),
        ],
    )
    def test_what_a_file_is_said_to_be_goes_on_and_comes_to_rest(
        self, here: Laptop, tmp_path: Path, said_here: str, said_there: str, stands: str
    ) -> None:
        with here.opened() as vault:
            (case,) = vault.cases.open_cases()
            vault.attachments.add(
                io.BytesIO(b"p"), case_id=case.id, file_name="p.png", media_type="image/png", at=NOW
            )
            describe(vault, "Said before they parted")
        there = second_laptop(here, tmp_path / "other laptop" / "vault")
        for laptop, words in ((here, said_here), (there, said_there)):
            with laptop.opened() as vault:
                if words:
                    describe(vault, words)
        for _round in range(2):
            for one, other in ((here, there), (there, here)):
                one.join(other)
                assert description(one) == stands
        with there.opened() as vault:
            describe(vault, "Put right")
        here.join(there)
        assert description(here) == "Put right"

    def test_nothing_is_written_where_the_other_copy_stands(self, here: Laptop, there: Laptop) -> None:
        for path in (there.folder, there.folder / ATTACHMENTS_NAME):
            path.chmod(0o500)
        before = snapshot(there.folder)
        names = sorted(path.name for path in there.folder.rglob("*"))
        here.join(there)
        assert snapshot(there.folder) == before
        assert sorted(path.name for path in there.folder.rglob("*")) == names

    def test_a_backup_can_be_joined_and_so_can_a_folder_of_backups(
        self, here: Laptop, there: Laptop, tmp_path: Path
    ) -> None:
        with there.opened() as vault:
            back_up(vault, tmp_path / "stick" / "backups" / "one")
        with here.opened() as vault:
            assert join(vault, tmp_path / "stick").lines() == ("1 note", "1 file")
            assert not join(vault, tmp_path / "stick" / "backups" / "one").is_news

    def test_a_changed_passphrase_is_the_same_vault(self, here: Laptop, there: Laptop) -> None:
        change_passphrase(there.folder, there.key, "another passphrase of the other laptop")
        assert here.join(there).lines() == ("1 note", "1 file")

    def test_what_a_crash_left_in_the_log_of_the_other_copy_comes_too(
        self, here: Laptop, there: Laptop, tmp_path: Path
    ) -> None:
        crashed = tmp_path / "crashed"
        with there.opened() as vault:
            (case,) = vault.cases.open_cases()
            vault.notes.add(a_note(case, "only in the log"))
            shutil.copytree(there.folder, crashed)
        assert (crashed / f"{DATABASE_NAME}-wal").stat().st_size > 0
        with here.opened() as vault:
            assert join(vault, crashed).lines() == ("2 notes", "1 file")

    def test_an_older_schema_is_brought_up_in_a_copy_of_it(self, tmp_path: Path) -> None:
        key = copy_of(5, tmp_path / "here")
        copy_of(5, tmp_path / "there")
        before = snapshot(tmp_path / "there")
        with Vault.open(tmp_path / "here", key) as vault:
            assert not join(vault, tmp_path / "there").news
        assert snapshot(tmp_path / "there") == before


def describe(vault: Vault, words: str) -> None:
    (kept,) = vault.attachments.all()
    vault.attachments.describe(kept.id, words)
    vault.audit.append("attachment.described", kept.id)


def description(laptop: Laptop) -> str:
    with laptop.opened() as vault:
        (kept,) = vault.attachments.all()
        return kept.description


class TestRefusals:
    def refused(self, here: Laptop, folder: Path, error: type[Exception], words: str) -> None:
        with here.opened() as vault:
            before = records(vault)
            with pytest.raises(error, match=words):
                join(vault, folder)
            assert records(vault) == before
            assert not (vault.folder / JOINING_NAME).exists()

    def test_another_vault(self, here: Laptop, tmp_path: Path) -> None:
        copied_vault(tmp_path / "another", number=1)
        self.refused(here, tmp_path / "another", MergeError, "another vault")

    def test_a_folder_without_any_and_the_vault_itself(self, here: Laptop, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        self.refused(here, tmp_path / "empty", MergeError, "no copy of the vault")
        self.refused(here, tmp_path / "nowhere", MergeError, "no copy of the vault")
        self.refused(here, here.folder, MergeError, "is open")

    def test_one_without_its_database(self, here: Laptop, there: Laptop) -> None:
        (there.folder / DATABASE_NAME).unlink()
        self.refused(here, there.folder, DatabaseDamagedError, "damaged")
        (there.folder / "slots.json").rename(there.folder / "slots")
        (there.folder / DATABASE_NAME).mkdir()
        self.refused(here, there.folder, Exception, "key file")

    def test_a_newer_schema(self, here: Laptop, there: Laptop) -> None:
        newer = Migration(our_migrations()[-1].number + 1, "CREATE TABLE later (a TEXT) STRICT;\n")
        Vault.open(there.folder, there.key, migrations=(*our_migrations(), newer)).close()
        before = snapshot(there.folder)
        self.refused(here, there.folder, NewerVaultError, "newer version")
        assert snapshot(there.folder) == before

    def test_one_that_is_open(self, here: Laptop, there: Laptop) -> None:
        with there.opened():
            self.refused(here, there.folder, VaultInUseError, "other copy is open")

    @pytest.mark.parametrize("name", [DATABASE_NAME, "attachment"])
    def test_a_damaged_one(self, here: Laptop, there: Laptop, name: str) -> None:
        path = there.folder / name
        if name == "attachment":
            (path,) = (there.folder / ATTACHMENTS_NAME).glob("*.age")
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        self.refused(here, there.folder, DatabaseDamagedError, "damaged")

    def test_one_that_was_rolled_back(self, here: Laptop, there: Laptop) -> None:
        shutil.copy(here.folder / DATABASE_NAME, there.folder / DATABASE_NAME)
        self.refused(here, there.folder, AuditChainError, "older copy")

    def test_one_with_another_beginning(self, here: Laptop, there: Laptop) -> None:
        """The same key and id, but a chain that never was ours."""
        with there.opened() as vault:
            vault.database.run("DROP TRIGGER audit_is_never_deleted")
            vault.database.run("DELETE FROM audit")
            vault.audit.append("vault.created", "")
            vault.audit.make_anchor()
        self.refused(here, there.folder, MergeError, "another vault")

    def test_a_file_that_goes_meanwhile_stops_all_of_it(self, here: Laptop, there: Laptop) -> None:
        with here.opened() as vault:
            other = take_other(vault.folder, vault.key, there.folder, SILENT)
            looked = merging.look(vault, other, MEANING, at=NOW)
            before = records(vault)
            with pytest.raises(MergeError, match="changed meanwhile"):
                merging.join(vault, other, MEANING, at=NOW)  # nothing was staged
            assert records(vault) == before
            (path,) = (there.folder / ATTACHMENTS_NAME).glob("*.age")
            path.unlink()
            with pytest.raises(MergeError, match="changed meanwhile"):
                merging.stage_files(other, looked)

    def test_a_description_of_a_backup_that_is_none_stands_behind_a_true_one(
        self, tmp_path: Path, here: Laptop, there: Laptop
    ) -> None:
        """Whoever can write on the stick dates one newer than all of ours."""
        stick = tmp_path / "stick"
        with there.opened() as vault:
            made = back_up(vault, stick / "backups" / "one")
        false = made.folder.with_name("two")
        false.mkdir()
        newer = replace(made.manifest, made_at=made.manifest.made_at + timedelta(days=30))
        (false / MANIFEST_NAME).write_bytes(newer.content("aa"))
        assert find_backups(stick)[0].folder == false
        assert here.join(stick).lines() == ("1 note", "1 file")

    def test_it_is_not_a_vault_that_is_missing(self, tmp_path: Path, here: Laptop) -> None:
        with pytest.raises(VaultMissingError):
            take_other(tmp_path, here.key, tmp_path / "x", SILENT)


class TestStopping:
    @pytest.mark.parametrize("after", [1, 3, 5, 9])
    def test_a_stop_leaves_the_vault_as_it_was(self, here: Laptop, there: Laptop, after: int) -> None:
        heard: list[Step] = []
        progress = Progress(heard.append, lambda: len(heard) >= after)
        with here.opened() as vault:
            before, entries = records(vault), vault.audit.entries()
            with pytest.raises(CopyStoppedError):
                join(vault, there, progress=progress)
            assert (records(vault), vault.audit.entries()) == (before, entries)
            assert vault.attachments.files.ids() == frozenset()
            assert join(vault, there).lines() == ("1 note", "1 file")

    def test_a_crash_in_the_transaction_leaves_no_file_without_a_row(
        self, here: Laptop, there: Laptop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with here.opened() as vault:

            def broken(*_names: object) -> None:
                raise RuntimeError

            monkeypatch.setattr(vault.audit, "append", broken)
            with pytest.raises(RuntimeError):
                join(vault, there)
            assert vault.attachments.files.ids() == frozenset()


class TestAudit:
    def test_both_chains_are_kept_and_ours_carries_the_others_head(self, here: Laptop, there: Laptop) -> None:
        with there.opened() as vault:
            theirs = vault.audit.entries()
        report = here.join(there)
        with here.opened() as vault:
            assert vault.audit.entries()[-1].action == "vault.merged"
            assert vault.audit.entries()[-1].detail == theirs[-1].digest
            assert vault.branches.entries() == theirs[2:]
            assert report.audit_entries == len(theirs[2:])
            (case,) = vault.cases.open_cases()
            assert [entry.action for entry in vault.branches.about([case.id])] == ["note.written"]
            assert integrity.check(vault).audit_entries == vault.audit.last().position + len(theirs[2:])

    @pytest.mark.parametrize(
        "harm",
        [
            "UPDATE audit_branches SET detail = 'x'",
            "UPDATE audit_branches SET subject = 'x' WHERE position = (SELECT min(position) FROM audit_branches)",
            "DELETE FROM audit_branches WHERE position = (SELECT min(position) FROM audit_branches)",
            "DELETE FROM audit_branches WHERE position = (SELECT max(position) FROM audit_branches)",
            "DELETE FROM audit_branches",
        ],
    )
    def test_a_changed_or_cut_branch_is_noticed(self, here: Laptop, there: Laptop, harm: str) -> None:
        with there.opened() as vault:
            vault.audit.append("record.viewed", "x")
        here.join(there)
        with here.opened() as vault:
            vault.branches.verify()
            for trigger in ("audit_branches_are_never_changed", "audit_branches_are_never_deleted"):
                vault.database.run(f"DROP TRIGGER {trigger}")
            vault.database.run(harm)
            with pytest.raises(AuditChainError, match="other laptop"):
                integrity.check(vault)

    def test_an_entry_that_was_put_in_is_noticed(self, here: Laptop, there: Laptop) -> None:
        here.join(there)
        with here.opened() as vault:
            last = vault.branches.entries()[-1]
            digest = _digest(last.position + 1, "2026-01-01T00:00:00.000000+00:00", last.digest)
            vault.database.insert(
                "audit_branches", digest=digest, position=last.position + 1, at="2026-01-01T00:00:00.000000+00:00",
                action="record.viewed", subject="x", detail="", previous=last.digest,
            )  # fmt: skip
            with pytest.raises(AuditChainError, match="other laptop"):
                vault.branches.verify()

    def test_triggers_forbid_changing_and_deleting(self, here: Laptop, there: Laptop) -> None:
        here.join(there)
        with here.opened() as vault:
            for sql in ("UPDATE audit_branches SET detail = 'x'", "DELETE FROM audit_branches"):
                with pytest.raises(Exception, match="frozen"):
                    vault.database.run(sql)

    def test_a_third_laptop_is_known_through_the_second(
        self, here: Laptop, there: Laptop, tmp_path: Path
    ) -> None:
        third = second_laptop(here, tmp_path / "third")
        with third.opened() as vault:
            (case,) = vault.cases.open_cases()
            vault.notes.add(a_note(case, "on the third"))
            vault.audit.append("note.written", case.id, "third")
        there.join(third)
        here.join(there)
        with here.opened() as vault:
            assert any(entry.detail == "third" for entry in vault.branches.entries())
            assert integrity.check(vault).attachments == 1
        assert not here.join(third).is_news


def _digest(position: int, at: str, previous: str) -> str:
    from prevent_desktop.vault.audit.entries import entry_digest

    return entry_digest(position, at, "record.viewed", "x", "", previous)


def _finalise(vault: Vault, form_id: str, content: str, minute: int) -> None:
    digest = hashlib.sha256(content.encode()).hexdigest()
    vault.responses.finalise(form_id, content, digest, later(minute))


def test_a_form_that_was_finished_on_both_is_kept_twice_and_told(here: Laptop, tmp_path: Path) -> None:
    with here.opened() as vault:
        (case,) = vault.cases.open_cases()
        form = a_form(case)
        vault.responses.add(form)
        vault.audit.append("form.started", form.id)
    there = second_laptop(here, tmp_path / "other")
    for number, laptop in enumerate((here, there)):
        with laptop.opened() as vault:
            _finalise(vault, form.id, answers(f"finished {number}"), 10 + number)
            vault.audit.append("form.finalised", form.id)
    report = here.join(there)
    assert [conflict.kind for conflict in report.conflicts] == ["form"]
    with here.opened() as vault:
        kept = sorted(one.content for one in vault.responses.of_case(case.id))
        assert kept == [answers("finished 0"), answers("finished 1")]
        assert vault.responses.get(form.id).content == answers("finished 0")
        assert [hit.snippet for hit in vault.search("finished")] == ["finished 1", "finished 0"]
        integrity.check(vault)
    there.join(here)
    with there.opened() as vault:
        assert vault.responses.get(form.id).content == answers("finished 1")
        assert sorted(one.content for one in vault.responses.of_case(case.id)) == kept
