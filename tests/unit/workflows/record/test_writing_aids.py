from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop.casework.person import Agency, HouseholdMember
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.record import writing_aids
from prevent_desktop.workflows.record.writing import (
    Writing,
    forget_writing,
    keep_writing,
    writing,
    writing_history,
)
from prevent_desktop.workflows.record.writing_aids import WritingChoices
from prevent_desktop.writing.phrases import Phrase
from tests.made_vaults import copied_vault

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    key = copied_vault(tmp_path / "vault").key
    with Vault.open(tmp_path / "vault", key) as opened:
        yield opened


def a_case(vault: Vault) -> str:
    person, case = add_person(
        vault, forenames="Zbigniew", surname="Brzęczyszczykiewicz", birth_date=None, approximate_age=14, now=NOW
    )  # fmt: skip
    vault.people.update(
        replace(
            person,
            school="Hill School",
            aliases="zbyszek_07",
            household=(HouseholdMember(name="Grażyna", relationship="mother"),),
            agencies=(Agency(name="Youth Justice", worker="Ms Okonkwo"),),
        )
    )
    return case.id


def test_the_names_of_the_record_are_known_and_fill_phrases(vault: Vault) -> None:
    aids = writing_aids.read_aids(vault, a_case(vault), now=NOW)
    for name in ("Zbigniew", "Brzęczyszczykiewicz", "Hill School", "Grażyna", "Ms Okonkwo", "zbyszek_07"):
        assert name in aids.known
    assert aids.facts == {
        "name": "Zbigniew Brzęczyszczykiewicz", "school": "Hill School", "date": "24 November 2026",
    }  # fmt: skip
    assert aids.choices == WritingChoices()
    assert aids.phrases == ()


def test_own_words_phrases_and_choices_are_kept(vault: Vault) -> None:
    writing_aids.add_own_word(vault, "zorb")
    assert writing_aids.add_own_word(vault, "Ablute") == ("Ablute", "zorb")
    assert writing_aids.add_own_word(vault, "zorb") == ("Ablute", "zorb")
    writing_aids.save_phrases(
        vault, (Phrase("Seen", "old"), Phrase("called", "I called."), Phrase("seen", "I saw {name}."))
    )
    assert writing_aids.phrases(vault) == (Phrase("called", "I called."), Phrase("seen", "I saw {name}."))
    writing_aids.save_choices(vault, WritingChoices(spelling=False, curly=True))
    aids = writing_aids.read_aids(vault, "", now=NOW)
    assert aids.choices == WritingChoices(spelling=False, curly=True)
    assert aids.own_words == ("Ablute", "zorb")
    assert set(aids.facts) == {"date"}


def test_what_can_be_undone_in_a_note_goes_with_it(vault: Vault) -> None:
    case_id = a_case(vault)
    keep_writing(vault, Writing.NOTE, case_id, {"text": "He said"}, now=NOW, history="steps")
    assert writing_history(vault, Writing.NOTE, case_id) == "steps"
    assert writing(vault, Writing.NOTE, case_id) == {"text": "He said"}
    forget_writing(vault, Writing.NOTE, case_id)
    assert writing_history(vault, Writing.NOTE, case_id) == ""
