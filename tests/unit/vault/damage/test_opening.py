"""A damaged vault opens read-only with what can be read, says what cannot, and not a byte of it changes."""

from __future__ import annotations

import contextlib
import io
import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.errors import (
    AuditChainError,
    DatabaseDamagedError,
    DiskFullError,
    ReadOnlyFolderError,
    ReadOnlyVaultError,
    VaultError,
    VaultInUseError,
)
from prevent_desktop.vault.damage.damaged_file import open_for_reading
from prevent_desktop.vault.damage.findings import Why
from prevent_desktop.vault.damage.opening import open_what_is_left
from prevent_desktop.vault.instance_lock import LOCK_NAME
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME
from prevent_desktop.vault.sql_errors import database_damaged
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.record.attachments import note_copy, save_copy
from tests.unit.vault.conftest import Made
from tests.unit.vault.examples import (
    NOW,
    a_case,
    a_form,
    a_note,
    a_person,
    an_event,
    answers,
    keep_case,
    later,
)
from tests.unit.vault.folders import snapshot

PAGE = 4096
Rows = dict[str, set[tuple[object, ...]]]


@pytest.fixture(scope="session")
def filled_once(made_once: Made, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("filled") / "vault"
    shutil.copytree(made_once.folder, folder)
    made = Made(folder, made_once.key, made_once.recovery_code)
    with Vault.open(made.folder, made.key) as vault:
        case = keep_case(vault)
        for number in range(100):
            vault.notes.add(a_note(case, f"note {number} " * 40))
            vault.events.add(an_event(case))
        vault.responses.add(a_form(case, answers(*(f"answer {number} " * 30 for number in range(60)))))
        for number in range(25):
            person = a_person(f"Forename{number}")
            vault.people.add(person)
            vault.cases.add(a_case(person))
        vault.attachments.add(
            io.BytesIO(b"evidence" * 50), case_id=case.id, file_name="a.bin", media_type="x/y", at=NOW
        )
    return made


@pytest.fixture
def damaged(filled_once: Made, tmp_path: Path) -> Made:
    """Closed, with hundreds of records over many pages; to be damaged."""
    shutil.copytree(filled_once.folder, tmp_path / "vault")
    return Made(tmp_path / "vault", filled_once.key, filled_once.recovery_code)


def all_rows(vault: Vault, *, but: frozenset[str] = frozenset()) -> Rows:
    """Every row of every table that is not the search's own."""
    tables = vault.database.rows(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
    )
    found: Rows = {}
    for table in (row["name"] for row in tables if not row["name"].startswith("sqlite_")):
        rows = {tuple(row) for row in vault.database.rows(f"SELECT * FROM {table}")}  # noqa: S608 - our own names
        found[table] = {row for row in rows if row[0] not in but}
    return found


def truth(made: Made) -> Rows:
    with Vault.open(made.folder, made.key) as vault:
        return all_rows(vault)


def pages_of(folder: Path) -> int:
    return (folder / DATABASE_NAME).stat().st_size // PAGE


def harm_page(folder: Path, page: int) -> None:
    path = folder / DATABASE_NAME
    content = bytearray(path.read_bytes())
    content[page * PAGE + 100] ^= 1
    path.write_bytes(content)


def salvage(made: Made) -> Vault:
    return open_what_is_left(made.folder, made.key, database_damaged(), now=lambda: later(1))


def test_whatever_page_is_harmed_what_is_shown_is_true_and_what_is_not_is_counted(damaged: Made) -> None:
    known = truth(damaged)
    whole = (damaged.folder / DATABASE_NAME).read_bytes()
    chance, size = random.Random(2), pages_of(damaged.folder)
    # Half of them from the end, where the rows are: the schema and its empty tables fill most of a small vault.
    pages = [*chance.sample(range(1, size // 2), 9), *chance.sample(range(size // 2, size), 9)]
    lost_something = 0
    for page in pages:
        harm_page(damaged.folder, page)
        before = snapshot(damaged.folder)
        try:
            left = salvage(damaged)
        except DatabaseDamagedError:  # the page held a part of the schema
            continue
        with left:
            assert left.findings is not None
            shown = all_rows(left, but=left.findings.placeholders)
            for table, rows in shown.items():
                if table not in {"person_texts", "record_texts"}:
                    assert rows <= known[table], (page, table)
            counted = {lost.kind: lost.count for lost in left.findings.lost}
            for kind in ("notes", "events", "people", "cases", "responses"):
                missing = len(known[kind]) - len(shown[kind])
                assert counted.get(kind, 0) in {missing, None}, (page, kind)
                lost_something += missing
        assert snapshot(damaged.folder) == before, page
        (damaged.folder / DATABASE_NAME).write_bytes(whole)
    assert lost_something > 10


def page_of_row(made: Made, table: str, row: int) -> int:
    """The page that this row stands on."""
    whole = (made.folder / DATABASE_NAME).read_bytes()

    def reads(rowid: int) -> bool:
        try:
            database = open_for_reading(made.folder / DATABASE_NAME, made.key)
            with contextlib.closing(database):
                sql = f"SELECT rowid FROM {table} NOT INDEXED WHERE rowid = ?"  # noqa: S608 - our own names
                return bool(database.rows(sql, (rowid,)))
        except DatabaseDamagedError:
            return False

    for page in range(1, pages_of(made.folder)):
        harm_page(made.folder, page)
        found = not reads(row) and reads(1)
        (made.folder / DATABASE_NAME).write_bytes(whole)
        if found:
            return page
    raise AssertionError("no page holds it")


def test_around_one_harmed_page_of_notes_all_others_are_read_and_searched(damaged: Made) -> None:
    harm_page(damaged.folder, page_of_row(damaged, "notes", 70))
    with salvage(damaged) as left:
        assert left.is_read_only
        assert left.findings is not None
        assert left.findings.why is Why.DAMAGED
        (lost,) = (each for each in left.findings.lost if each.kind == "notes")
        assert lost.count is not None
        assert 1 <= lost.count <= 12
        assert lost.earliest == lost.latest == NOW.astimezone().date()
        notes = {note[2] for note in all_rows(left)["notes"]}
        assert len(notes) == 100 - lost.count
        assert "note 99 " * 40 in notes
        assert left.search("note 99")
        assert left.people.all()


def test_every_change_is_refused_and_a_copy_may_leave(damaged: Made, tmp_path: Path) -> None:
    with salvage(damaged) as left:
        case = left.cases.open_cases()[0]
        attachment = left.attachments.all()[0]
        assert left.attachments.read(attachment.id) == b"evidence" * 50
        saved = save_copy(
            note_copy(left, attachment, tmp_path / "copy.bin"), attachment, tmp_path / "copy.bin"
        )
        assert saved.read_bytes() == b"evidence" * 50
        for change in (
            lambda: left.notes.add(a_note(case)),
            lambda: left.people.add(a_person()),
            lambda: left.settings.set("a", "b"),
            lambda: left.audit.append("record.viewed", "x"),
            lambda: left.attachments.files.put(io.BytesIO(b"x")),
            lambda: left.attachments.files.remove(attachment.id),
            lambda: left.database.run("DELETE FROM notes"),
        ):
            with pytest.raises(ReadOnlyVaultError):
                change()
    assert not list(damaged.folder.glob("salvaged*"))


def test_who_is_known_already_is_answered_where_nothing_is_written(damaged: Made) -> None:
    """A received pack is opened there too, and says whom it could be about."""
    harm_page(damaged.folder, page_of_row(damaged, "notes", 70))
    with salvage(damaged) as left:
        somebody = left.people.all()[0]
        for _time in range(2):
            found = left.people.repeats_of(replace(somebody, id=""))
            assert somebody.id in {repeat.person_id for repeat in found}


def test_records_of_a_person_who_cannot_be_read_can_still_be_reached(damaged: Made) -> None:
    known = truth(damaged)
    harm_page(damaged.folder, page_of_row(damaged, "people", 12))
    with salvage(damaged) as left:
        assert left.findings is not None
        assert left.findings.placeholders
        assert {row[0] for row in all_rows(left)["cases"]} == {row[0] for row in known["cases"]}
        for person_id in left.findings.placeholders:
            assert left.people.get(person_id).surname == "(not readable)"
            assert left.cases.of_person(person_id)


@pytest.mark.parametrize("size", [0, 100, PAGE])
def test_where_nothing_can_be_read_that_is_said_and_nothing_changes(damaged: Made, size: int) -> None:
    path = damaged.folder / DATABASE_NAME
    path.write_bytes(path.read_bytes()[:size])
    before = snapshot(damaged.folder)
    with pytest.raises(DatabaseDamagedError):
        salvage(damaged)
    assert snapshot(damaged.folder) == before


def test_a_cut_file_gives_what_is_left_of_it(damaged: Made) -> None:
    known = truth(damaged)
    path = damaged.folder / DATABASE_NAME
    path.write_bytes(path.read_bytes()[: pages_of(damaged.folder) * 7 // 8 * PAGE])
    with salvage(damaged) as left:
        shown = all_rows(left)["notes"]
        assert shown <= known["notes"]
        assert len(shown) > 20


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (AuditChainError("a", "b", "c"), Why.DAMAGED),
        (DiskFullError("a", "b", "c"), Why.DISK_FULL),
        (ReadOnlyFolderError("a", "b", "c"), Why.READ_ONLY_FOLDER),
    ],
)
def test_a_whole_database_is_read_where_it_stands(damaged: Made, error: VaultError, why: Why) -> None:
    known, before = truth(damaged), None
    before = snapshot(damaged.folder)
    with open_what_is_left(damaged.folder, damaged.key, error) as left:
        assert left.findings is not None
        assert (left.findings.why, left.findings.lost) == (why, ())
        assert all_rows(left) == known
        assert left.search("note 99")
        with pytest.raises(ReadOnlyVaultError):
            left.settings.set("a", "b")
    assert snapshot(damaged.folder) == before


def test_a_large_database_is_salvaged_into_an_encrypted_file_that_goes_again(
    damaged: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prevent_desktop.vault.damage.opening._MOST_IN_MEMORY", 1000)
    before = snapshot(damaged.folder)
    with salvage(damaged) as left:
        assert len(all_rows(left)["notes"]) == 100
        beside = next(damaged.folder.glob("salvaged*.part")).read_bytes()
        assert b"SQLite format" not in beside
        assert b"note 1 " not in beside
    assert snapshot(damaged.folder) == before


def test_one_instance_at_a_time(damaged: Made) -> None:
    with salvage(damaged), pytest.raises(VaultInUseError):
        salvage(damaged)
    assert (damaged.folder / LOCK_NAME).stat().st_size == 0


def test_a_long_text_whose_last_page_is_damaged_is_never_given_with_zeros_in_it(made: Made) -> None:
    """SQLCipher hands out such a page as zeros, and tells only at the next one."""
    with Vault.open(made.folder, made.key) as vault:
        case = keep_case(vault)
        vault.responses.add(a_form(case, answers(*(f"answer {number} " * 30 for number in range(60)))))
    whole = (made.folder / DATABASE_NAME).read_bytes()
    refused = 0
    for page in range(1, pages_of(made.folder)):
        harm_page(made.folder, page)
        with contextlib.suppress(DatabaseDamagedError):
            database = open_for_reading(made.folder / DATABASE_NAME, made.key)
            try:
                content = database.value("SELECT content FROM responses NOT INDEXED")
                assert "\0" not in content
            except DatabaseDamagedError:
                refused += 1
            finally:
                database.close()
        (made.folder / DATABASE_NAME).write_bytes(whole)
    assert refused >= 5
