"""Each bundled form is a sound FHIR R4 Questionnaire: the invariants of Questionnaire.item, and our own conventions."""

from __future__ import annotations

import json
import re

import pytest

from prevent_desktop import data_files
from tests.unit.forms.bundled import (
    ASIDES,
    EDITIONS,
    FORM_IDS,
    NEWEST,
    Json,
    codes,
    control,
    form,
    form_text,
    is_question,
    items_of,
    ours,
    questions_of,
    walk,
)
from tests.unit.forms.known_facts import FACTS, LISTS

THE_FORMS = {
    "screening-tool", "national-referral", "request-for-support", "extremism-assessment", "home-visit-note",
    "health-concern", "lead-check", "sharing-decision", "addendum", "receiver-decision", "channel-support-plan",
    "channel-review", "equality-monitoring", "concern", "manager-oversight", "early-help-plan",
    "note-for-lead",
}  # fmt: skip
"""Forms A to M of DOMAIN.md section 3, the concern of a reporter (10), what a manager and early help write (11), and what a note goes to the lead as."""
FIRST = {"screening-tool", "national-referral", "lead-check", "sharing-decision"}
AUDIENCES = {"practitioner", "lead", "receiver", "panel"}
LINK_ID = re.compile(r"[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)*")
KNOWN_CHECKS = {
    "nhs-number", "upn", "postcode", "phone", "email", "urn", "nmc-pin", "swe-number", "teacher-reference",
    "not-in-future", "birth-date",
}  # fmt: skip


def test_the_folder_holds_the_forms_of_the_field_and_no_others() -> None:
    assert {path.name for path in data_files.forms().iterdir()} == THE_FORMS


def test_a_form_keeps_its_old_versions_beside_the_newest() -> None:
    for form_id in FORM_IDS:
        assert f"{form_id}/1.0.0" in EDITIONS
    newest = {edition.split("/")[0]: edition.split("/")[1] for edition in NEWEST}
    assert {form_id: newest[form_id] for form_id in FIRST} == {
        "screening-tool": "2.2.0", "national-referral": "1.3.0", "lead-check": "1.5.0", "sharing-decision": "1.3.0",
    }  # fmt: skip


@pytest.mark.parametrize("edition", NEWEST)
def test_the_newest_version_says_for_whom_it_is(edition: str) -> None:
    (audience,) = ours(form(edition), "audience")
    assert audience in AUDIENCES


@pytest.mark.parametrize("edition", EDITIONS)
class TestForm:
    def test_is_written_so_that_a_change_reads_well(self, edition: str) -> None:
        text = form_text(edition)
        assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"

    def test_names_itself(self, edition: str) -> None:
        whole = form(edition)
        assert whole["resourceType"] == "Questionnaire"
        form_id, version = edition.split("/")
        assert whole["id"] == form_id
        assert whole["url"] == f"https://prevent-desktop.example/fhir/Questionnaire/{form_id}"
        assert whole["version"] == version
        assert whole["language"] == "en-GB"
        assert re.fullmatch(r"[A-Z][A-Za-z0-9]+", whole["name"])

    def test_is_illustrative_with_its_sources_and_the_day_it_was_checked(self, edition: str) -> None:
        whole = form(edition)
        assert ours(whole, "illustrative") == ["Illustrative until your authority approves it"]
        assert ours(whole, "last-checked") == [whole["date"]] == [whole["lastReviewDate"]]
        assert whole["date"] in {"2026-11-24", "2026-11-25", "2026-11-28", "2026-11-29"}
        sources = ours(whole, "source")
        assert sources
        assert all(source.startswith(("[F] ", "[G] ")) for source in sources)

    def test_claims_no_approval(self, edition: str) -> None:
        whole = form(edition)
        assert (whole["status"], whole["experimental"]) == ("draft", True)
        assert "approvalDate" not in whole

    def test_link_ids_are_unique_and_readable(self, edition: str) -> None:
        found = [item["linkId"] for item in walk(form(edition)["item"])]
        assert len(found) == len(set(found))
        assert [link_id for link_id in found if not LINK_ID.fullmatch(link_id)] == []

    def test_sections_are_groups_and_few(self, edition: str) -> None:
        sections = form(edition)["item"]
        assert {section["type"] for section in sections} == {"group"}
        assert 1 <= len(sections) <= 9

    def test_groups_hold_items_and_displays_hold_none(self, edition: str) -> None:
        for link_id, item in items_of(edition).items():
            if item["type"] == "group":
                assert any(is_question(child) or child["type"] == "group" for child in item["item"]), link_id
            if item["type"] == "display":
                assert not {"item", "required", "repeats", "readOnly"} & item.keys(), link_id

    def test_choices_offer_at_least_two_different_answers(self, edition: str) -> None:
        for link_id, item in items_of(edition).items():
            offered = codes(item)
            assert bool(offered) == (item["type"] == "choice"), link_id
            assert item["type"] != "choice" or len(set(offered)) == len(offered) >= 2, link_id

    def test_lists_of_ticks_repeat_and_radios_do_not(self, edition: str) -> None:
        for link_id, item in questions_of(edition).items():
            if item["type"] == "choice":
                assert control(item) == ("check-box" if item.get("repeats") else "radio-button"), link_id

    def test_conditions_refer_to_questions_that_can_give_the_answer(self, edition: str) -> None:
        questions = questions_of(edition)
        for link_id, item in items_of(edition).items():
            conditions = item.get("enableWhen", [])
            assert len(conditions) < 2 or item["enableBehavior"] in {"all", "any"}, link_id
            for condition in conditions:
                _assert_can_hold(condition, questions[condition["question"]])

    def test_conditions_look_back_and_never_ahead(self, edition: str) -> None:
        order = {link_id: place for place, link_id in enumerate(items_of(edition))}
        for link_id, item in items_of(edition).items():
            for condition in item.get("enableWhen", []):
                assert order[condition["question"]] < order[link_id], link_id

    def test_value_checks_are_known_and_fit_their_type(self, edition: str) -> None:
        for link_id, item in items_of(edition).items():
            for check in ours(item, "value-check"):
                assert check in KNOWN_CHECKS, link_id
                dates = {"date", "dateTime"}
                assert item["type"] in (dates if check in {"not-in-future", "birth-date"} else {"string"}), (
                    link_id
                )

    def test_facts_are_known_and_fit_their_question(self, edition: str) -> None:
        for link_id, item in items_of(edition).items():
            for fact in ours(item, "fact"):
                if "/" in fact:
                    _assert_fits(fact, item, link_id)
                else:
                    assert fact in FACTS, link_id

    def test_a_fact_of_a_list_stands_inside_the_group_that_the_list_fills(self, edition: str) -> None:
        for link_id, item in items_of(edition).items():
            below = {fact for child in item.get("item", []) for fact in facts_within(child)}
            for listed, prefix in LISTS.items():
                if ours(item, "fact") == [listed]:
                    assert item["repeats"], link_id
                    assert [fact for fact in below if fact.startswith(prefix)], link_id

    def test_help_stands_only_beside_what_it_helps_with(self, edition: str) -> None:
        for link_id, item in items_of(edition).items():
            asides = [control(child) for child in item.get("item", []) if control(child) in ASIDES]
            assert len(asides) == len(set(asides)), link_id
            assert control(item) not in ASIDES or item["type"] == "display", link_id


def _assert_can_hold(condition: Json, question: Json) -> None:
    if condition["operator"] == "exists":
        assert isinstance(condition["answerBoolean"], bool)
        return
    assert condition["operator"] == "="
    if "answerCoding" in condition:
        offered = [option["valueCoding"] for option in question["answerOption"]]
        wanted = condition["answerCoding"]
        assert (wanted["system"], wanted["code"]) in [(one["system"], one["code"]) for one in offered]
    else:
        assert question["type"] == "boolean"
        assert isinstance(condition["answerBoolean"], bool)


def test_the_same_link_id_means_the_same_kind_of_answer_in_each_form() -> None:
    known: dict[str, tuple[str, frozenset[str]]] = {}
    for edition in EDITIONS:
        for link_id, item in questions_of(edition).items():
            kind = (item["type"], frozenset(codes(item)))
            assert known.setdefault(link_id, kind) == kind, f"{edition} {link_id}"


SAID_PLAINER = {
    "Later, as the reviews go on for longer": "Later, because the reviews were extended",
    "Go on with the reviews, up to two years after exit": "Extend the reviews, up to two years after exit",
    "Goes to meetings that call for violence": "Goes to gatherings where violence is promoted",
    "Gets help or is urged by others to travel": "Is encouraged or helped by others to travel",
    "Praises an attack, or whoever did it": "Praises an attack or an attacker",
    "Uses chats or accounts where people share such things": "Uses accounts or chats where such material is shared",
    "Pulled away from friends, family or clubs": "Withdrew from friends, family or activities",
    "Is set to go: has tickets, papers or money, or has said goodbye": (
        "Has tickets, documents, money or goodbyes prepared"
    ),
}
"""Options that newer versions say in plainer words, and what they said before: each means the same."""


def test_each_code_system_gives_a_code_one_meaning() -> None:
    meanings: dict[tuple[str, str], str] = {}
    for edition in EDITIONS:
        for item in questions_of(edition).values():
            for option in item.get("answerOption", []):
                coding = option["valueCoding"]
                meaning = SAID_PLAINER.get(coding["display"], coding["display"])
                assert meanings.setdefault((coding["system"], coding["code"]), meaning) == meaning


def _assert_fits(fact: str, item: Json, link_id: str) -> None:
    form_id, _, asked = fact.partition("/")
    known = [items_of(edition) for edition in EDITIONS if edition.startswith(f"{form_id}/")]
    sources = [items[asked] for items in known if asked in items]
    assert sources, link_id
    for source in sources:
        assert source["type"] == item["type"], link_id
        assert set(codes(source)) >= set(codes(item)), link_id
        assert bool(source.get("repeats")) == bool(item.get("repeats")), link_id


def facts_within(item: Json) -> set[str]:
    """The facts that an item and those under it start with."""
    return {fact for each in walk([item]) for fact in ours(each, "fact")}
