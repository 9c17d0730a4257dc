"""A vault of every schema that people had opens for ever, with every row that was in it, and is written on."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.vault import integrity
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME, VaultKey
from prevent_desktop.vault.migrating import our_migrations, schema_version
from prevent_desktop.vault.vault import COPY_BEFORE_MIGRATION, Vault
from tests.unit.vault.examples import NOW, a_note, answers, later
from tests.unit.vault.released import CASE, DRAFT, RELEASED, copy_of, rows_of

NEWEST = our_migrations()[-1].number


@pytest.fixture(params=RELEASED)
def version(request: pytest.FixtureRequest) -> int:
    number: int = request.param
    return number


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


@pytest.fixture
def key(version: int, folder: Path) -> VaultKey:
    return copy_of(version, folder)


def test_the_vector_is_of_its_version(version: int, folder: Path, key: VaultKey) -> None:
    database = Database.open(folder / DATABASE_NAME, key, read_only=True)
    assert schema_version(database) == version
    database.close()
    assert version == RELEASED[0] or all(rows_of(folder, key).values()), "a table without rows proves nothing"


def test_every_row_is_there_after_it_was_brought_up_and_the_older_one_was_copied_first(
    version: int, folder: Path, key: VaultKey
) -> None:
    before = rows_of(folder, key)
    with Vault.open(folder, key) as vault:
        assert schema_version(vault.database) == NEWEST
        integrity.check(vault)
    assert (folder / COPY_BEFORE_MIGRATION).exists() == (version < NEWEST)
    after = rows_of(folder, key)
    for table, rows in before.items():
        known = [{column: row[column] for column in rows[0]} for row in after[table]] if rows else []
        assert known == list(rows), table


def test_it_is_written_on_and_searched(folder: Path, key: VaultKey) -> None:
    with Vault.open(folder, key) as vault:
        vault.notes.add(a_note(vault.cases.get(CASE), "Written long afterwards."))
        vault.responses.save_draft(DRAFT, answers("changed long afterwards"), "", 1, 1, later(1))
        vault.audit.append("vault.unlocked", "", NOW.isoformat())
        assert {hit.case_id for hit in vault.search("long afterwards")} == {CASE}
        integrity.check(vault)
