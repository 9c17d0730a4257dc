from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.casework.team.change_set import OperationId
from prevent_desktop.errors import DiskFullError, NewerVaultError, RecordError
from prevent_desktop.vault import migrating
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME, new_vault_key
from prevent_desktop.vault.migrating import (
    Migration,
    migrate,
    our_migrations,
    schema_version,
    statements,
)
from prevent_desktop.vault.team.units import TeamUnits
from prevent_desktop.vault.vault import COPY_BEFORE_MIGRATION, Vault
from tests.unit.vault.conftest import Made
from tests.unit.vault.examples import a_note, keep_case
from tests.unit.vault.folders import snapshot

NEWEST = our_migrations()[-1].number
NEXT = Migration(
    NEWEST + 1, "CREATE TABLE follow_ups (id TEXT PRIMARY KEY NOT NULL) STRICT;\nDROP TABLE notes;\n"
)
MIDDAY, OTHER = "2026-11-24T12:00:00.000000+00:00", "2026-11-24T12:05:00.000000+00:00"
_DECIDED = ("case_id", "kind", "choice", "reason", "decided_by")
_TEXTS = (
    "case_id", "form_id", "questionnaire_url", "questionnaire_version", "questionnaire_digest", "title", "status",
    "place", "author", "started_at", "changed_at", "content_digest",
)  # fmt: skip
RECEIVED_BESIDE, PASSED_OVER = 30, 31
_OF_PERSON = (
    "forenames surname known_as gender address postcode phone email language nhs_number upn school year_group household created_at "
    "changed_at"
)
_OF_PACK = (
    "title", "sender_name", "sender_organisation", "later_signers", "claimed_at", "received_at", "reference", "receipt", "sealed_digest",
    "person", "answer_to", "corrects", "status",
)  # fmt: skip
BROKEN = Migration(NEWEST + 2, "CREATE TABLE half (id TEXT) STRICT;\nINSERT INTO no_such_table VALUES (1);\n")


def schema_of(database: Database) -> dict[tuple[str, str], str]:
    rows = database.rows("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    schema = {
        (row["type"], row["name"]): " ".join(row["sql"].split()).replace(" ,", ",").replace(" )", ")")
        for row in rows
    }
    for index in ("person_index", "record_index"):
        config = database.rows(f"SELECT * FROM {index}_config ORDER BY k")  # noqa: S608 - the names above
        schema["config", index] = str([tuple(row) for row in config])
    return schema


def new_database(path: Path) -> Database:
    database = Database.create(path, new_vault_key())
    database.apply_settings()
    return database


def test_the_migrations_add_up_to_the_schema(tmp_path: Path) -> None:
    by_steps, at_once = new_database(tmp_path / "steps.db"), new_database(tmp_path / "once.db")
    migrate(by_steps, our_migrations())
    for statement in statements((Path(migrating.__file__).parent / "schema.sql").read_text(encoding="utf-8")):
        at_once.run(statement)
    assert schema_of(by_steps) == schema_of(at_once)
    assert len(schema_of(by_steps)) > 30
    by_steps.close()
    at_once.close()


def test_the_migrations_are_numbered_without_a_gap() -> None:
    assert [migration.number for migration in our_migrations()] == list(range(1, len(our_migrations()) + 1))


def test_a_triggers_body_stays_one_statement() -> None:
    script = "CREATE TABLE a (b);\n-- a remark; with a semicolon\nCREATE TRIGGER t AFTER INSERT ON a\nBEGIN\n  SELECT 1;\nEND;\n"
    assert [statement.split()[0] for statement in statements(script)] == ["CREATE", "--"]


def test_an_older_vault_is_copied_encrypted_then_brought_up(made: Made) -> None:
    with Vault.open(made.folder, made.key) as vault:
        note = a_note(keep_case(vault), "written before the new version")
        vault.notes.add(note)
    with Vault.open(made.folder, made.key, migrations=(*our_migrations(), NEXT)) as vault:
        assert schema_version(vault.database) == NEXT.number
        assert vault.database.rows("SELECT * FROM follow_ups") == []
    copy = made.folder / COPY_BEFORE_MIGRATION
    assert b"written before" not in copy.read_bytes()
    assert not copy.read_bytes().startswith(b"SQLite format")
    database = Database.open(copy, made.key)
    assert database.value("SELECT text FROM notes") == note.text
    assert schema_version(database) == NEWEST
    database.close()


def test_the_copy_goes_once_the_new_version_has_opened_the_vault_again(made: Made) -> None:
    steps = (*our_migrations(), NEXT)
    Vault.open(made.folder, made.key, migrations=steps).close()
    assert (made.folder / COPY_BEFORE_MIGRATION).exists()
    Vault.open(made.folder, made.key, migrations=steps).close()
    assert not (made.folder / COPY_BEFORE_MIGRATION).exists()


def test_a_step_that_fails_undoes_all_steps(made: Made) -> None:
    with Vault.open(made.folder, made.key) as vault:
        keep_case(vault)
        before = [tuple(row) for row in vault.database.rows("SELECT * FROM people")]
        schema = schema_of(vault.database)
    with pytest.raises(Exception, match="wrong way"):
        Vault.open(made.folder, made.key, migrations=(*our_migrations(), NEXT, BROKEN))
    with Vault.open(made.folder, made.key) as vault:
        assert schema_version(vault.database) == NEWEST
        assert schema_of(vault.database) == schema
        assert [tuple(row) for row in vault.database.rows("SELECT * FROM people")] == before


def test_no_copy_no_migration(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy meets a full disk: the vault stays as it was."""
    before = snapshot(made.folder)

    def no_room(_self: Database, _target: Database, **_steps: object) -> Any:
        raise DiskFullError("full", "full", "full")

    monkeypatch.setattr(Database, "copy_to", no_room)
    with pytest.raises(DiskFullError):
        Vault.open(made.folder, made.key, migrations=(*our_migrations(), NEXT))
    assert snapshot(made.folder) == before


def test_a_newer_vault_is_refused_and_untouched(made: Made) -> None:
    Vault.open(made.folder, made.key, migrations=(*our_migrations(), NEXT)).close()
    before = snapshot(made.folder)
    with pytest.raises(NewerVaultError):
        Vault.open(made.folder, made.key)
    assert snapshot(made.folder) == before


def test_a_newer_vault_with_a_log_left_by_a_crash_is_refused_and_untouched(
    made: Made, tmp_path: Path
) -> None:
    vault = Vault.open(made.folder, made.key, migrations=(*our_migrations(), NEXT))
    vault.settings.set("a", "b")
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for path in made.folder.iterdir():
        if path.suffix != ".lock" and not path.name.endswith("-shm"):
            (crashed / path.name).write_bytes(path.read_bytes())
    vault.close()
    (crashed / "instance.lock").touch(mode=0o600)
    assert (crashed / f"{DATABASE_NAME}-wal").stat().st_size > 0
    before = snapshot(crashed)
    with pytest.raises(NewerVaultError):
        Vault.open(crashed, made.key)
    assert snapshot(crashed) == before


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ('{"valueDate": "2026-11-24"}', "2026-11-24"),
        ('{"valueDateTime":"2026-11-24"}', "2026-11-24"),
        ('{"valueDateTime": "2026-11-24T12:00:00Z"}', MIDDAY),
        ('[{"valueDate": "2026-11-24"}, {"valueDateTime": "2026-11-24T13:00:00+01:00"}]', MIDDAY),
        ('{"valueDate": "2026-11-23"}', MIDDAY),
        ("not JSON", MIDDAY),
    ],
)
def test_a_midday_that_nobody_said_is_the_day_again_and_one_that_somebody_said_stays(
    tmp_path: Path, said: str, kept: str
) -> None:
    database = new_database(tmp_path / "older.db")
    migrate(database, our_migrations()[:16])
    database.run("PRAGMA foreign_keys = OFF")
    for trigger in database.rows(
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%clock'"
    ):
        database.run(f"DROP TRIGGER {trigger['name']}")
    form = dict.fromkeys(_TEXTS, "") | {"id": "f1", "sections_done": 0, "sections_total": 0, "content": said}
    database.insert("responses", **form)
    database.insert("decisions", **dict.fromkeys(_DECIDED, ""), id="d1", response_id="f1", decided_at=MIDDAY)
    database.insert("decisions", **dict.fromkeys(_DECIDED, ""), id="d2", response_id="f1", decided_at=OTHER)
    database.insert("decisions", **dict.fromkeys(_DECIDED, ""), id="d3", decided_at=MIDDAY)
    migrate(database, our_migrations())
    rows = database.rows("SELECT id, decided_at FROM decisions ORDER BY id")
    assert {row["id"]: row["decided_at"] for row in rows} == {"d1": kept, "d2": OTHER, "d3": MIDDAY}
    database.close()


def test_packs_that_came_in_stay_with_all_that_refers_to_them_and_their_number_and_signer_are_no_key_any_more(
    tmp_path: Path,
) -> None:
    database = new_database(tmp_path / "older.db")
    migrate(database, [one for one in our_migrations() if one.number < RECEIVED_BESIDE])
    database.insert("people", **dict.fromkeys(_OF_PERSON.split(), ""), id="p")
    case = {"id": "c", "person_id": "p", "status": "draft", "opened_at": OTHER, "changed_at": OTHER}
    database.insert("cases", **case)
    file = {
        "id": "a",
        "case_id": "c",
        "file_name": "",
        "media_type": "",
        "size": 1,
        "sha256": "ab",
        "description": "",
        "added_at": "",
    }
    database.insert("attachments", **file)
    pack = dict.fromkeys(_OF_PACK, "") | {
        "pack_id": "P-1",
        "case_id": "c",
        "attachment_id": "a",
        "page_count": 1,
    }
    for number in (2, 1):
        database.insert("received_packs", **{**pack, "id": f"r{number}", "fingerprint": f"{number}"})
    decision = dict.fromkeys(_DECIDED, "") | {"case_id": "c", "decided_at": OTHER}
    database.insert("decisions", **decision, id="d", received_id="r1")
    before = [tuple(row) for row in database.rows("SELECT rowid, * FROM received_packs")]
    migrate(database, our_migrations())
    assert [tuple(row) for row in database.rows("SELECT rowid, * FROM received_packs")] == before
    assert list(database.rows("PRAGMA foreign_key_check")) == []
    database.insert("received_packs", **{**pack, "id": "beside", "fingerprint": "1"})
    with pytest.raises(RecordError):
        database.run("UPDATE received_packs SET title = 'other' WHERE id = 'r1'")
    database.close()


def test_whoever_writes_over_what_an_older_program_noted_takes_the_place_of_all_of_it(
    tmp_path: Path,
) -> None:
    """It noted who says what stands, and what gave way to that, in one list."""
    database = new_database(tmp_path / "older.db")
    migrate(database, [one for one in our_migrations() if one.number < PASSED_OVER])
    database.insert("people", **dict.fromkeys(_OF_PERSON.split(), ""), id="p")
    case = {"id": "c", "person_id": "p", "status": "draft", "opened_at": OTHER, "changed_at": OTHER}
    database.insert("cases", **case)
    operations = (OperationId("pat", 1, "ab", 0), OperationId("sam", 2, "cd", 1))
    database.insert(
        "team_units", case_id="c", record_table="cases", record_key='["c"]', unit="*", digest="d",
        operations=json.dumps(operations),
    )  # fmt: skip
    migrate(database, our_migrations())
    [stands] = TeamUnits(database).of("c").values()
    assert (stands.operations, stands.passed_over, stands.to_replace) == (operations, (), operations)
    database.close()
