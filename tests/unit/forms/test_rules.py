"""What DOMAIN.md section 2 says that every form must respect."""

from __future__ import annotations

import re

import pytest

from prevent_desktop.casework.notes import Source
from tests.unit.forms.bundled import (
    FORM_IDS,
    all_texts,
    aside,
    codes,
    control,
    form_text,
    items_of,
    ours,
    questions_of,
    walk,
)

PROPER = {
    "I", "Prevent", "Request", "Support", "Notice", "Check", "Share", "Sign", "Language", "Makaton", "Anti-Terrorist",
    "Hotline",
}  # fmt: skip
HINT_LENGTH = 70
HELP_LENGTH = 170
EACH_FORM = pytest.mark.parametrize("form_id", FORM_IDS)


def is_tick(item: dict[str, object]) -> bool:
    return item["type"] == "boolean" and control(item) == "check-box"


@EACH_FORM
def test_every_question_says_why_we_ask(form_id: str) -> None:
    assert [link for link, item in questions_of(form_id).items() if not aside(item, "help")] == []


@EACH_FORM
def test_hints_and_help_are_short(form_id: str) -> None:
    for link_id, item in items_of(form_id).items():
        assert len(aside(item, "flyover")) <= HINT_LENGTH, link_id
        assert len(aside(item, "help")) <= HELP_LENGTH, link_id
        assert len(aside(item, "prompt")) <= HINT_LENGTH, link_id


@EACH_FORM
def test_what_to_ask_oneself_is_a_question(form_id: str) -> None:
    for link_id, item in items_of(form_id).items():
        assert aside(item, "prompt")[-1:] in {"", "?"}, link_id


@EACH_FORM
def test_nothing_is_scored_weighted_or_calculated(form_id: str) -> None:
    text = form_text(form_id)
    for forbidden in (
        "ordinalValue",
        "itemWeight",
        "calculatedExpression",
        "questionnaire-unit",
        '"decimal"',
    ):
        assert forbidden not in text
    assert "initialSelected" not in text, "a choice about a person is never made beforehand"


@EACH_FORM
def test_numbers_are_asked_for_nothing_but_age(form_id: str) -> None:
    numbers = [
        link for link, item in questions_of(form_id).items() if item["type"] in {"integer", "quantity"}
    ]
    assert set(numbers) <= {"person.approximate-age"}


@EACH_FORM
def test_every_question_is_required_or_says_optional_or_is_a_tick(form_id: str) -> None:
    for link_id, item in questions_of(form_id).items():
        ways = [bool(item.get("required")), item["text"].endswith(" (optional)"), is_tick(item)]
        assert ways.count(True) == 1, link_id


@EACH_FORM
def test_every_question_can_be_answered_not_known_unless_it_has_its_own_way(form_id: str) -> None:
    for link_id, item in questions_of(form_id).items():
        if ours(item, "no-absent"):
            own_way = is_tick(item) or "not-known" in codes(item) or link_id == "judgement.reflect"
            assert own_way, link_id
        else:
            assert not is_tick(item), link_id


@EACH_FORM
def test_a_group_that_repeats_is_asked_for_so_that_none_is_never_a_blank(form_id: str) -> None:
    for link_id, item in items_of(form_id).items():
        if item["type"] == "group" and item.get("repeats"):
            assert item.get("required") or item.get("enableWhen"), link_id


@EACH_FORM
def test_labels_are_in_sentence_case_without_asterisks(form_id: str) -> None:
    for text in all_texts(form_id):
        assert "*" not in text
        assert text[0].isupper() or text[0].isdigit() or text[0] == "“", text
        for sentence in re.split(r"(?<=[.?!:“])\s*", text):
            words = re.findall(r"[A-Za-z][\w’-]*", sentence)
            assert [word for word in words[1:] if word[0].isupper() and word not in PROPER] == [], text


@EACH_FORM
def test_labels_say_enough_to_stand_alone_in_a_list_of_answers(form_id: str) -> None:
    bare = {
        "Why?",
        "Why not?",
        "When?",
        "Who?",
        "What?",
        "How?",
        "Other",
        "Details",
        "Comments",
        "Current",
        "Previous",
    }
    assert [text for text in all_texts(form_id) if text in bare] == []


@EACH_FORM
@pytest.mark.parametrize("said", ["vulnerable", "please", "Next", "radicalised", "suspect ", "perpetrator"])
def test_words_that_the_guidance_avoids_are_absent(form_id: str, said: str) -> None:
    assert [text for text in all_texts(form_id) if said in text] == []


def test_the_guidances_own_word_is_used() -> None:
    assert "susceptible to radicalisation" in form_text("screening-tool")


@EACH_FORM
def test_the_questions_that_are_always_asked(form_id: str) -> None:
    questions = questions_of(form_id)
    for always in ("explain.other", "strengths.what", "judgement.proportion", "judgement.reflect"):
        assert questions[always]["required"], always
    assert questions["judgement.reflect"]["text"] == "Would I write this about any person who did the same?"


@EACH_FORM
def test_how_it_is_known_uses_the_codes_of_the_record(form_id: str) -> None:
    for link_id, item in questions_of(form_id).items():
        if link_id.endswith(".how-known"):
            assert codes(item) == [source.value for source in Source], link_id


@EACH_FORM
def test_told_by_someone_asks_by_whom(form_id: str) -> None:
    questions = questions_of(form_id)
    for link_id in questions:
        if link_id.endswith(".how-known"):
            who = questions[link_id.removesuffix("how-known") + "who-told"]
            condition = who["enableWhen"][0]
            assert (condition["question"], condition["answerCoding"]["code"]) == (link_id, "told")


@pytest.mark.parametrize("form_id", ["screening-tool", "national-referral"])
def test_each_event_says_what_when_where_own_words_and_how_known(form_id: str) -> None:
    event = items_of(form_id)["seen.event"]
    assert event["required"]
    assert event["repeats"]
    within = {item["linkId"]: item for item in walk(event["item"])}
    for asked in (
        "seen.what",
        "seen.own-words",
        "seen.how-known",
        "seen.when",
        "seen.where",
        "seen.who-else",
    ):
        assert within[asked]["required"], asked
    assert is_tick(within["seen.when.approximate"])
    assert within["seen.when.approximate"] in within["seen.when"]["item"]


@pytest.mark.parametrize("form_id", ["screening-tool", "national-referral"])
def test_each_concern_and_indicator_says_how_it_is_known(form_id: str) -> None:
    questions = questions_of(form_id)
    evidence = [
        link for link in questions if link.endswith(".evidence") or re.fullmatch(r"concern\.\w+\.what", link)
    ]
    assert evidence
    for link_id in evidence:
        assert link_id.rpartition(".")[0] + ".how-known" in questions, link_id


def test_own_words_are_marked_where_the_persons_words_are_asked_for() -> None:
    marked = {form_id: {link for link, item in questions_of(form_id).items() if ours(item, "own-words") == [True]}
              for form_id in FORM_IDS}  # fmt: skip
    assert marked == {
        "screening-tool": {"seen.own-words", "ideas.words", "strengths.voice"},
        "national-referral": {"seen.own-words", "ideas.words", "concern.threat.words", "safe.told.answer"},
        "lead-check": set(),
        "sharing-decision": {"consent.words", "agreement.words", "told.person.answer", "told.parent.answer"},
    }


def test_no_indicator_rests_on_faith_observance_ethnicity_nationality_or_opinion() -> None:
    forbidden = re.compile(
        r"faith|relig|mosque|church|pray|conver|dress|beard|veil|ethnic|race|national|migra|politic|opinion|protest",
        re.IGNORECASE,
    )
    labels = [
        option["valueCoding"]["display"]
        for link_id, item in questions_of("screening-tool").items()
        if re.fullmatch(r"indicators\.\w+", link_id)
        for option in item.get("answerOption", [])
    ]
    assert len(labels) > 30
    assert [label for label in labels if forbidden.search(label)] == []


@EACH_FORM
def test_equality_is_asked_nowhere(form_id: str) -> None:
    asked = re.compile(r"ethnic|religio|sexual|pregnan|marital", re.IGNORECASE)
    labels = [item["text"] for item in questions_of(form_id).values()]
    assert [label for label in labels if asked.search(label)] == []


@EACH_FORM
def test_a_diagnosis_a_suspicion_and_not_known_stay_apart(form_id: str) -> None:
    for link_id, item in questions_of(form_id).items():
        if {"diagnosed", "suspected"} & set(codes(item)):
            assert {"diagnosed", "suspected"} <= set(codes(item)), link_id
            assert not ours(item, "no-absent"), link_id


def test_an_ideology_is_optional_and_may_be_mixed_unclear_or_none() -> None:
    ideology = questions_of("screening-tool")["ideas.kind"]
    assert not ideology.get("required")
    assert {"mixed", "unclear", "none"} <= set(codes(ideology))


def test_a_fixation_on_violence_counts_without_an_ideology() -> None:
    ticks = questions_of("screening-tool")["indicators.violence"]["answerOption"]
    labels = [option["valueCoding"]["display"] for option in ticks]
    assert "Is fixed on mass violence or attacks, with or without an ideology" in labels


def test_a_person_chooses_the_level_of_need_and_says_why() -> None:
    questions = questions_of("screening-tool")
    level = questions["judgement.level"]
    assert codes(level) == ["universal", "universal-plus", "additional", "complex-significant"]
    assert questions["judgement.why"]["required"]
    assert not ours(level, "fact")


def test_consent_agreement_basis_and_being_told_are_four_sections() -> None:
    items = items_of("sharing-decision")
    fields = {
        "consent": "consent.support",
        "agreement": "agreement.person",
        "basis": "basis.lawful",
        "told": "told.person",
    }
    for section, field in fields.items():
        assert items[field] in items[section]["item"]
        assert items[field]["required"]


@pytest.mark.parametrize("who", ["person", "parent"])
def test_not_told_needs_one_of_the_four_reasons_and_its_facts(who: str) -> None:
    questions = questions_of("sharing-decision")
    why = questions[f"told.{who}.why-not"]
    assert codes(why) == ["increases-risk", "prejudices-inquiry", "harm-to-another", "not-practicable"]
    assert why["enableWhen"][0]["answerCoding"]["code"] == "not-told"
    assert questions[f"told.{who}.because"]["required"]


def test_the_lawful_basis_comes_from_the_organisation() -> None:
    assert ours(questions_of("sharing-decision")["basis.lawful"], "fact") == ["organisation.lawful_basis"]


def test_not_to_refer_is_a_decision_with_its_reason() -> None:
    questions = questions_of("lead-check")
    assert codes(questions["decision.choice"]) == ["refer", "not-refer", "get-more", "emergency"]
    assert questions["decision.reason"]["required"]
    assert "enableWhen" not in questions["decision.reason"]


@pytest.mark.parametrize("form_id", ["screening-tool", "national-referral"])
def test_page_one_of_a_pack_finds_each_of_its_parts_once(form_id: str) -> None:
    parts = [part for item in questions_of(form_id).values() for part in ours(item, "pack-part")]
    assert sorted(parts) == sorted(
        ["in-short", "what-happened", "what-else", "what-protects", "ask", "answer-by"]
    )


def test_the_call_comes_before_the_form() -> None:
    items = items_of("screening-tool")
    section = items["noticed"]["item"]
    assert section[0]["linkId"] == "noticed.danger"
    assert section[1]["text"].startswith("Call 999 first.")
