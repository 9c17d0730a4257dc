from __future__ import annotations

import io
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.record_kind import Whose
from prevent_desktop.casework.record_kinds import KINDS
from prevent_desktop.errors import RecordError, SealingError
from prevent_desktop.sealing import open_sealed
from prevent_desktop.vault import migrating
from prevent_desktop.vault.disposing import remove_rows
from prevent_desktop.vault.vault import Vault
from tests.unit.workflows.subject_access.full_person import FullPerson, keep_full_person

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def owned(whose: Whose) -> list[str]:
    return [kind.table for kind in KINDS if kind.whose is whose and kind.owner]


def rows_of(vault: Vault, full: FullPerson) -> dict[str, int]:
    cases = [case.id for case in full.cases]
    marks = ", ".join("?" * len(cases))
    count = {
        table: vault.database.value(f"SELECT count(*) FROM {table} WHERE case_id IN ({marks})", cases)  # noqa: S608
        for table in owned(Whose.CASE)
    }
    for table in owned(Whose.PERSON):
        sql = f"SELECT count(*) FROM {table} WHERE person_id = ?"  # noqa: S608
        count[table] = vault.database.value(sql, (full.person.id,))
    return count


def finished(vault: Vault, case_id: str) -> FilledForm:
    """A finalised form of the case that was begun as a copy of another."""
    return next(form for form in vault.responses.of_case(case_id) if form.is_finalised and form.based_on)


@pytest.fixture
def two(vault: Vault) -> tuple[FullPerson, FullPerson]:
    chance = random.Random(7)
    return keep_full_person(vault, chance), keep_full_person(vault, chance)


def test_tables_about_nobody_name_no_case_and_no_person(vault: Vault) -> None:
    for table in (kind.table for kind in KINDS if kind.whose is Whose.VAULT):
        columns = {row["name"] for row in vault.database.rows(f"PRAGMA table_info ({table})")}
        assert columns.isdisjoint({"case_id", "person_id", "response_id", "attachment_id"}), table


def test_the_example_has_a_row_in_every_table_that_is_cleared(
    vault: Vault, two: tuple[FullPerson, FullPerson]
) -> None:
    vault.people.all()
    assert {table for table, count in rows_of(vault, two[0]).items() if not count} <= {"clocks"}


def test_all_rows_of_a_person_go_and_no_others(vault: Vault, two: tuple[FullPerson, FullPerson]) -> None:
    gone, stays = two
    before = rows_of(vault, stays)
    with vault.transaction():
        remove_rows(vault, [case.id for case in gone.cases], gone.person.id, with_person=True)
    assert set(rows_of(vault, gone).values()) == {0}
    assert rows_of(vault, stays) == before
    assert vault.people.all() == (stays.person,)
    assert vault.database.rows("PRAGMA foreign_key_check") == []
    assert vault.database.value("SELECT count(*) FROM disposing") == 0


def test_one_case_goes_and_what_its_forms_told_about_the_person(
    vault: Vault, two: tuple[FullPerson, FullPerson]
) -> None:
    gone, (_closed, other) = two[0], two[0].cases
    with vault.transaction():
        removed = remove_rows(vault, [gone.cases[0].id], gone.person.id, with_person=False)
    assert removed.counts["responses"] == 3
    assert removed.files == tuple(sorted(gone.files[:4]))
    assert removed.packs == (gone.packs[0],)
    assert vault.cases.of_person(gone.person.id) == (other,)
    assert len(vault.people.changes(gone.person.id)) == 1
    assert len(vault.responses.of_case(other.id)) == 3


def test_a_form_that_stays_is_cut_from_the_one_it_was_copied_from_and_else_unchanged(
    vault: Vault, two: tuple[FullPerson, FullPerson]
) -> None:
    first, second = two[0].cases
    model, kept = finished(vault, first.id), finished(vault, second.id)
    vault.database.run("DROP TRIGGER finalised_responses_never_change")
    sql = next(s for s in _schema_statements() if "CREATE TRIGGER finalised_responses_never_change" in s)
    vault.database.run("UPDATE responses SET based_on = ? WHERE id = ?", (model.id, kept.id))
    vault.database.run(sql)
    with vault.transaction():
        remove_rows(vault, [first.id], two[0].person.id, with_person=False)
    assert vault.responses.get(kept.id).based_on is None
    assert vault.responses.get(kept.id).content == kept.content


def _schema_statements() -> list[str]:
    schema = Path(migrating.__file__).parent / "schema.sql"
    return migrating.statements(schema.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "table",
    [
        "responses",
        "drafts_for_comment",
        *(kind.table for kind in KINDS if kind.kept and kind.whose is not Whose.VAULT),
    ],
)
def test_what_is_recorded_is_deleted_in_no_other_way(
    vault: Vault, two: tuple[FullPerson, FullPerson], table: str
) -> None:
    vault.database.run("INSERT INTO disposing (id) VALUES (?)", (two[1].cases[0].id,))
    column = "id" if table == "cases" else "case_id"
    with pytest.raises(RecordError, match="frozen"):
        vault.database.run(f"DELETE FROM {table} WHERE {column} = ?", (two[0].cases[0].id,))  # noqa: S608


def test_while_a_case_is_disposed_of_no_finalised_form_can_change_otherwise(
    vault: Vault, two: tuple[FullPerson, FullPerson]
) -> None:
    vault.database.run("INSERT INTO disposing (id) VALUES (?)", (two[1].cases[0].id,))
    kept = finished(vault, two[0].cases[0].id)
    for change in ("content = 'x'", "based_on = NULL", "author = 'x'", "based_on = NULL, title = 'x'"):
        with pytest.raises(RecordError, match="frozen"):
            vault.database.run(f"UPDATE responses SET {change} WHERE id = ?", (kept.id,))  # noqa: S608


def test_not_even_the_vaults_key_opens_what_is_left_of_a_destroyed_file(
    vault: Vault, two: tuple[FullPerson, FullPerson], tmp_path: Path
) -> None:
    files, gone = vault.attachments.files, two[0].files[0]
    on_the_disk = tmp_path / "blocks that the disk still has"
    on_the_disk.hardlink_to(files.path(gone))
    files.destroy(gone)
    assert gone not in files.ids()
    with on_the_disk.open("rb") as sealed, pytest.raises(SealingError):
        open_sealed(sealed, io.BytesIO(), [files._identity])
    files.destroy(gone)  # again, as after a crash, is no matter
