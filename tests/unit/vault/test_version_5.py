"""A vault that version 5 of the schema made: what it knew beyond version 1 is read as it was meant."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.casework.person_changes import Difference
from prevent_desktop.vault import integrity
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.released import CASE, DECISION, DONE, DRAFT, EVENT, NOTE, PERSON, copy_of

OTHER, CORRECTION, APART, CORRECTING_EVENT = (digits * 16 for digits in ("88", "aa", "bb", "cc"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


def test_it_opens_with_all_that_was_in_it(folder: Path) -> None:
    with Vault.open(folder, copy_of(5, folder)) as vault:
        person = vault.people.get(PERSON)
        assert (person.aliases, person.nationality, person.school_urn) == ("Dezzie", "British", "123456")
        assert [change.old_value for change in vault.people.changes(PERSON)] == ["9 Former Lane"]
        assert vault.people.get(OTHER).approximate_age == 14
        assert vault.left_differences.of_person(PERSON) == {
            Difference("phone", "07700 900123", "07700 900999")
        }
        draft = vault.responses.get(DRAFT)
        assert (draft.based_on, draft.grown_from, draft.place) == (DONE, NOTE, "s2")
        assert vault.undo_histories.get(DRAFT) == '[["a draft", 7]]'
        assert vault.responses.get(CORRECTION).corrects == DONE
        assert vault.responses.get(APART).kept_apart
        assert (vault.events.get(EVENT).where, vault.events.get(CORRECTING_EVENT).corrects) == (
            "The yard",
            EVENT,
        )
        assert vault.decisions.get(DECISION).reference == "REF-5"
        [review] = vault.reviews.open()
        assert (review.due, review.response_id) == (date(2027, 1, 15), DONE)
        [pack] = vault.packs.of_case(CASE)
        assert (pack.status, pack.receiver_reference) == (PackStatus.DELIVERED, "FD-55")
        assert {form.form_id for form in vault.added_forms.all()} == {"screening"}
        assert vault.added_forms.withdrawn() == {"old-form": "3"}
        assert b"kept by version 5\n" in {
            vault.attachments.read(each.id) for each in vault.attachments.of_case(CASE)
        }
        assert vault.settings.get("practitioner") == '{"name": "Sam Teacher"}'
        assert vault.secrets.get("example") == b"\x00\x01secret"
        report = integrity.check(vault)
        assert (report.finalised_responses, report.attachments, report.stray_files) == (1, 2, ())
