from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from prevent_desktop.vault.answer_text import answer_text
from prevent_desktop.vault.safe_files import disk_full
from prevent_desktop.vault.search import SearchIndex, search_expression
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.examples import (
    NOW,
    a_case,
    a_decision,
    a_form,
    a_note,
    a_person,
    an_event,
    answers,
    keep_case,
    keep_questionnaire,
)


@pytest.fixture
def filled(vault: Vault) -> Vault:
    case = keep_case(vault)
    vault.notes.add(a_note(case, "Przyszedł do szkoły zmęczony; café closed"))
    vault.events.add(an_event(case))
    vault.decisions.add(a_decision(case))
    vault.responses.add(a_form(case, answers("He wants to travel", "Nothing else")))
    vault.attachments.add(
        io.BytesIO(b"x"), case_id=case.id, file_name="Screenshot Tuesday.png", media_type="image/png", at=NOW
    )
    return vault


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("adaeze", ["person"]),
        ("ADAEZE o'brien", ["person"]),
        ("ngozi", ["person"]),
        ("hillside", ["person"]),
        ("zoe", ["person"]),
        ("cafe", ["note"]),
        ("zmeczony", ["note"]),
        ("his form tut", ["note"]),
        ("shout", ["event"]),
        ("you will see", ["event"]),
        ("concerns month", ["decision"]),
        ("kim", ["decision"]),
        ("travel", ["response"]),
        ("screening", ["response"]),
        ("nothing travel", ["response"]),
        ("tuesday", ["attachment"]),
        ("screen", ["attachment", "response"]),
        ("question", []),
        ("linkId", []),
        ("relationship", []),
        ("travel unrelated", []),
    ],
)
def test_words_are_found_where_they_stand(filled: Vault, text: str, kinds: list[str]) -> None:
    assert [hit.kind for hit in filled.search(text)] == kinds


def test_a_hit_leads_to_its_record_and_names_nobody(filled: Vault) -> None:
    (person,) = filled.people.all()
    (case,) = filled.cases.open_cases()
    (hit,) = filled.search("zmeczony")
    note = filled.notes.get(hit.record_id)
    assert (hit.case_id, hit.person_id, hit.title) == (case.id, person.id, "Note")
    assert hit.snippet in note.text + "\n" + note.source_detail
    (hit,) = filled.search("adaeze")
    assert (hit.record_id, hit.person_id, hit.case_id) == (person.id, person.id, None)
    assert hit.label == person.label_on(NOW.date())
    assert "Adaeze" not in hit.label


def test_people_are_found_by_name_alone(filled: Vault) -> None:
    assert len(filled.people.search("dez o'b")) == 1
    assert filled.people.search("hillside") == ()


@pytest.mark.parametrize("text", ["", "   ", "*", '"', "- ( ) :", "\0", "…", "'\"'"])
def test_nothing_to_search_for_finds_nothing(filled: Vault, text: str) -> None:
    assert search_expression(text) == ""
    assert filled.search(text) == ()
    assert filled.people.search(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        'travel" OR "adaeze',
        "travel OR adaeze",
        "NOT adaeze",
        "body : travel",
        "travel*",
        "^travel",
        "NEAR(a b)",
        "a-b",
    ],
)
def test_operators_are_words_like_others(filled: Vault, text: str) -> None:
    for hit in filled.search(text):
        assert hit.kind == "response"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(text=some.text(max_size=500))
def test_any_text_can_be_typed(filled: Vault, text: str) -> None:
    filled.search(text)
    filled.people.search(text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(text=some.text(some.characters(categories=["Lu", "Ll", "Nd", "Po", "Zs"]), min_size=1, max_size=40))
def test_what_was_written_is_found_by_its_own_words(vault: Vault, text: str) -> None:
    if not search_expression(text):
        return
    (case,) = vault.cases.open_cases() or (keep_case(vault),)
    note = a_note(case, text)
    vault.notes.add(note)
    assert note.id in {hit.record_id for hit in vault.search(text, 1000)}


def test_people_take_at_most_half_and_the_newest_come_first(vault: Vault) -> None:
    keep_questionnaire(vault)
    notes = []
    for number in range(30):
        person = a_person(f"Robin {number}")
        case = a_case(person)
        vault.people.add(person)
        vault.cases.add(case)
        notes.append(a_note(case, f"about robin number {number}"))
        vault.notes.add(notes[-1])
    hits = vault.search("robin", limit=20)
    assert [hit.kind for hit in hits] == ["person"] * 10 + ["note"] * 10
    assert [hit.record_id for hit in hits[10:]] == [note.id for note in reversed(notes)][:10]
    assert len(vault.search("about robin", limit=20)) == 20


def test_a_draft_is_found_by_what_it_says_now(vault: Vault) -> None:
    form = a_form(keep_case(vault), answers("before"))
    vault.responses.add(form)
    vault.responses.save_draft(form.id, answers("between"), "", 0, 0, NOW)
    vault.responses.save_draft(form.id, answers("afterwards"), "", 0, 0, NOW)
    assert [hit.record_id for hit in vault.search("afterwards")] == [form.id]
    assert vault.search("before") == ()
    assert vault.search("between") == ()
    vault.responses.save_draft(form.id, answers("later"), "", 0, 0, NOW)
    assert [hit.record_id for hit in vault.search("later")] == [form.id]
    assert vault.search("afterwards") == ()


def test_a_search_on_a_full_disk_finds_what_was_there_before(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = a_form(keep_case(vault), answers("before"))
    vault.responses.add(form)
    vault.responses.save_draft(form.id, answers("afterwards"), "", 0, 0, NOW)

    def no_room(*_arguments: object) -> None:
        raise disk_full()

    monkeypatch.setattr(SearchIndex, "replace_body", no_room)
    assert [hit.record_id for hit in vault.search("before")] == [form.id]


class TestAnswerText:
    def test_answers_of_every_kind_are_words_and_questions_are_not(self) -> None:
        content = """{"resourceType": "QuestionnaireResponse", "questionnaire": "https://example.org/q",
          "item": [{"linkId": "1", "text": "The question", "item": [
            {"linkId": "1.1", "answer": [{"valueString": "own words", "item": [
                {"linkId": "1.1.1", "answer": [{"valueDate": "2026-11"}]}]}]},
            {"linkId": "1.2", "answer": [{"valueCoding": {"system": "https://s", "code": "c1", "display": "Seen"}}]},
            {"linkId": "1.3", "answer": [{"valueDecimal": 2.5}, {"valueBoolean": true}]},
            {"linkId": "1.4", "answer": [{"valueQuantity": {"value": 3, "unit": "days", "code": "d"}}]},
            {"linkId": "1.5", "answer": [{"extension": [{"url": "https://note", "valueString": "because"}]}]}
          ]}]}"""
        assert answer_text(content).split("\n") == [
            "own words",
            "2026-11",
            "Seen",
            "2.5",
            "3",
            "days",
            "because",
        ]

    @pytest.mark.parametrize("content", ["", "not json", "[]", "3", "null", '{"item": 3}'])
    def test_what_is_no_response_has_no_answers(self, content: str) -> None:
        assert answer_text(content) == ""
