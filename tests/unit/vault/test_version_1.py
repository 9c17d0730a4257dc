"""A vault that version 1 of the schema made: what came later is empty in it, and all that was in it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.casework.person_changes import PersonChange
from prevent_desktop.vault import integrity
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.examples import NOW, a_person
from tests.unit.vault.released import CASE, DECISION, DONE, DRAFT, EVENT, NOTE, PERSON, copy_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


def test_it_opens_with_all_that_was_in_it(folder: Path) -> None:
    with Vault.open(folder, copy_of(1, folder)) as vault:
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


def test_it_is_written_on_with_what_version_2_knows(folder: Path) -> None:
    with Vault.open(folder, copy_of(1, folder)) as vault:
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
