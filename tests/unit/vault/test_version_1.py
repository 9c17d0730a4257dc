"""A vault that version 1 of the schema made opens for ever, with all that was in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from prevent_desktop.casework.person_changes import PersonChange
from prevent_desktop.vault import integrity
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME, unlock_key
from prevent_desktop.vault.migrating import our_migrations, schema_version
from prevent_desktop.vault.vault import COPY_BEFORE_MIGRATION, Vault
from tests.unit.vault.conftest import PASSPHRASE
from tests.unit.vault.examples import NOW, a_person

VECTOR = Path(__file__).parent / "vectors" / "vault-1"
PERSON, CASE, DONE, DRAFT, NOTE, EVENT, DECISION = (
    digits * 16 for digits in ("11", "22", "33", "44", "55", "66", "77")
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The vault as version 1 left it, in a place where it may be changed; git keeps no rights of files."""
    folder = tmp_path / "vault"
    shutil.copytree(VECTOR, folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return folder


def test_the_vector_is_of_version_1(folder: Path) -> None:
    database = Database.open(folder / DATABASE_NAME, unlock_key(folder, PASSPHRASE), read_only=True)
    assert schema_version(database) == 1
    database.close()


def test_it_opens_with_all_that_was_in_it(folder: Path) -> None:
    with Vault.open(folder, unlock_key(folder, PASSPHRASE)) as vault:
        assert schema_version(vault.database) == our_migrations()[-1].number
        person = vault.people.get(PERSON)
        expected = a_person()
        assert (person.full_name, person.birth_date, person.household) == (
            expected.full_name, expected.birth_date, expected.household,
        )  # fmt: skip
        assert (person.aliases, person.nationality, person.immigration_status, person.school_urn) == ("",) * 4
        assert (person.agencies, person.household[0].school, person.household[0].note) == ((), "", "")
        assert "the finalised answer" in vault.responses.get(DONE).content
        draft = vault.responses.get(DRAFT)
        assert (draft.based_on, draft.grown_from, draft.corrects, draft.kept_apart) == (
            None,
            None,
            None,
            False,
        )
        assert vault.notes.get(NOTE).text == "Written with version 1."
        event = vault.events.get(EVENT)
        assert (event.what, event.where, event.who_else) == ("Shouted at another pupil", "", "")
        assert vault.decisions.get(DECISION).reference == ""
        [attachment] = vault.attachments.of_case(CASE)
        assert vault.attachments.read(attachment.id) == b"kept by version 1\n"
        assert integrity.check(vault).finalised_responses == 1
    assert (folder / COPY_BEFORE_MIGRATION).exists()


def test_it_is_written_on_with_what_version_2_knows(folder: Path) -> None:
    with Vault.open(folder, unlock_key(folder, PASSPHRASE)) as vault:
        change = PersonChange(
            id="88" * 16, person_id=PERSON, field="address", old_value="9 Former Lane", new_value="1 High Street",
            changed_at=NOW, changed_by="Sam Teacher", response_id=DONE,
        )  # fmt: skip
        vault.people.add_change(change)
        assert vault.people.changes(PERSON) == (change,)
        assert [hit.person_id for hit in vault.search("former")] == [PERSON]
        assert [hit.record_id for hit in vault.search("finalised answer")] == [DONE]
        vault.responses.save_draft(DRAFT, vault.responses.get(DONE).content, "", 1, 1, NOW)
        integrity.check(vault)
