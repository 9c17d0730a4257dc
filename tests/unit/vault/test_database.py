from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from prevent_desktop.errors import DatabaseDamagedError, ProgramError, RecordError, VaultInUseError
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME, new_vault_key
from prevent_desktop.vault.transactions import PartUndoneError
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.conftest import Made
from tests.unit.vault.examples import a_form, a_note, answers, keep_case


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    database = Database.create(tmp_path / "empty.db", new_vault_key())
    database.apply_settings()
    database.run("CREATE TABLE things (name TEXT PRIMARY KEY NOT NULL) STRICT")
    yield database
    database.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("secure_delete", 1),
        ("temp_store", 2),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("mmap_size", 0),
        ("cache_size", -32768),
        ("cipher_log_level", "NONE"),
        ("cipher_memory_security", "0"),
        ("cipher_status", "1"),
        ("cipher_use_hmac", "1"),
        ("cipher_plaintext_header_size", "0"),
        ("fullfsync", 1),
        ("checkpoint_fullfsync", 1),
    ],
)
def test_an_open_vault_has_the_setting(vault: Vault, pragma: str, value: object) -> None:
    assert vault.database.value(f"PRAGMA {pragma}") == value


@pytest.mark.parametrize(
    ("pragma", "worse"),
    [
        ("synchronous", "NORMAL"),
        ("secure_delete", "OFF"),
        ("temp_store", "FILE"),
        ("foreign_keys", "OFF"),
        ("recursive_triggers", "OFF"),
        ("trusted_schema", "ON"),
        ("cell_size_check", "OFF"),
        ("journal_mode", "DELETE"),
        ("cipher_log_level", "ERROR"),
    ],
)
def test_a_setting_that_does_not_hold_is_noticed(empty: Database, pragma: str, worse: str) -> None:
    empty.assert_settings()
    empty.run(f"PRAGMA {pragma} = {worse}")
    with pytest.raises(ProgramError, match=pragma):
        empty.assert_settings()


def test_an_index_that_would_keep_deleted_words_is_noticed(made: Made) -> None:
    database = Database.open(made.folder / DATABASE_NAME, made.key)
    database.run("INSERT INTO record_index (record_index, rank) VALUES ('secure-delete', 0)")
    database.close()
    with pytest.raises(ProgramError, match="secure-delete record_index"):
        Vault.open(made.folder, made.key)


def test_an_sqlite_with_the_wal_reset_bug_is_refused(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbapi2, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(ProgramError, match="SQLite"):
        Vault.open(made.folder, made.key)


@pytest.mark.parametrize(
    "sql",
    [
        "ATTACH DATABASE '{folder}/clear.db' AS clear KEY ''",
        "SELECT sqlcipher_export('main')",
        "SELECT load_extension('x')",
        "PRAGMA writable_schema = ON",
        "PRAGMA rekey = 'x'",
    ],
)
def test_the_doors_that_we_never_use_are_shut(vault: Vault, sql: str) -> None:
    with pytest.raises(ProgramError):
        vault.database.run(sql.format(folder=vault.folder))
    assert not (vault.folder / "clear.db").exists()


def add_things(database: Database, *names: str) -> None:
    with database.transaction():
        for name in names:
            database.insert("things", name=name)


def things(database: Database) -> list[str]:
    return [row["name"] for row in database.rows("SELECT name FROM things ORDER BY name")]


def test_a_transaction_keeps_all_or_nothing(empty: Database) -> None:
    with pytest.raises(RecordError):
        add_things(empty, "one", "one")
    assert things(empty) == []
    assert not empty.in_transaction


def test_a_failed_inner_part_leaves_the_outer_whole(empty: Database) -> None:
    with empty.transaction():
        empty.insert("things", name="outer")
        with pytest.raises(RecordError):
            add_things(empty, "inner", "outer")
        empty.insert("things", name="after")
    assert things(empty) == ["after", "outer"]


def test_a_part_that_fails_leaves_nothing_of_a_transaction_in_one_whoever_caught_it(empty: Database) -> None:
    @empty.transaction_in_one()
    def work() -> None:
        add_things(empty, "first")
        with pytest.raises(RecordError):
            add_things(empty, "inner", "first")
        empty.insert("things", name="after")

    with pytest.raises(PartUndoneError):
        work()
    assert things(empty) == []
    assert not empty.in_transaction
    with empty.transaction_in_one():
        add_things(empty, "first")
        add_things(empty, "second")
    with empty.transaction(), pytest.raises(RecordError):
        add_things(empty, "third", "first")
    assert things(empty) == ["first", "second"]


def test_what_fails_in_no_part_of_a_transaction_in_one_is_told_as_it_is(empty: Database) -> None:
    @empty.transaction_in_one()
    def work() -> None:
        add_things(empty, "inner")
        empty.insert("things", name="inner")

    with pytest.raises(RecordError):
        work()
    assert things(empty) == []


def test_a_transaction_in_one_inside_another_is_a_part_of_that_and_has_parts(empty: Database) -> None:
    with empty.transaction():
        empty.insert("things", name="outer")
        with empty.transaction_in_one(), pytest.raises(RecordError):
            add_things(empty, "inner", "outer")
    assert things(empty) == ["outer"]


def test_more_pages_are_held_for_a_while_alone(vault: Vault) -> None:
    before = vault.database.value("PRAGMA cache_size")
    with vault.database.more_pages():
        assert vault.database.value("PRAGMA cache_size") == 3 * before
    with pytest.raises(RecordError), vault.database.more_pages():
        vault.people.get("nobody")
    vault.database.assert_settings()


def test_the_connection_stays_on_its_thread(vault: Vault) -> None:
    with ThreadPoolExecutor(1) as elsewhere, pytest.raises(ProgramError):
        elsewhere.submit(vault.people.all).result()
    assert vault.people.all() == ()


def test_closing_on_another_thread_is_refused_and_the_vault_stays_open(vault: Vault) -> None:
    with ThreadPoolExecutor(1) as elsewhere, pytest.raises(ProgramError):
        elsewhere.submit(vault.close).result()
    vault.settings.set("still", "open")
    with pytest.raises(VaultInUseError):
        Vault.open(vault.folder, vault.key)


@pytest.mark.parametrize("text", ["half a character \ud83d", "\udfff"])
def test_half_a_character_is_refused_in_words(vault: Vault, text: str) -> None:
    with pytest.raises(RecordError, match="broken character"):
        vault.settings.set("key", text)
    assert vault.search(text) == ()
    assert vault.settings.get("key") is None


def test_another_key_opens_nothing(made: Made) -> None:
    with pytest.raises(DatabaseDamagedError):
        Database.open(made.folder / DATABASE_NAME, new_vault_key())


def test_no_word_of_a_note_stands_readable_on_the_disk(made: Made) -> None:
    word = "xylophonequarrel"
    with Vault.open(made.folder, made.key) as vault:
        vault.notes.add(a_note(keep_case(vault), f"He spoke of a {word} twice"))
        for path in made.folder.rglob("*"):
            if path.is_file():
                assert word.encode() not in path.read_bytes(), path.name


def test_deleted_words_leave_the_index_itself_too(vault: Vault) -> None:
    """FTS5 secure-delete: an old draft's words are gone from the index's blocks, not only from what a query finds."""

    def blocks_with(word: bytes) -> int:
        sql = "SELECT count(*) FROM record_index_data WHERE instr(block, ?)"
        return int(vault.database.value(sql, (word,)))

    form = a_form(keep_case(vault), answers("the word is xylophonequarrel"))
    vault.responses.add(form)
    assert vault.search("xylophonequarrel")
    assert blocks_with(b"xylophonequarrel") > 0
    vault.responses.save_draft(form.id, answers("nothing"), "s1", 0, 1, form.changed_at)
    assert not vault.search("xylophonequarrel")  # searching brings the index up to date
    assert blocks_with(b"ylophonequarrel") == 0
