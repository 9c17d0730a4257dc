"""What DOMAIN.md says of one form or another: the screening tool, the referral, the lead check, the decision to share."""

from __future__ import annotations

import re

import pytest

from tests.unit.forms.bundled import EDITIONS, codes, form_text, is_tick, items_of, ours, questions_of, walk

WITH_EVENTS = [
    edition for edition in EDITIONS if edition.split("/")[0] in {"screening-tool", "national-referral"}
]


WITNESS = {
    "screening-tool/2.0.0": "seen.witness", "screening-tool/2.1.0": "seen.witness", "screening-tool/2.2.0": "seen.witness",
    "national-referral/1.2.0": "seen.by", "national-referral/1.3.0": "seen.by",
}  # fmt: skip
"""The versions that ask who saw or heard it: the writer of a screening, or whoever wrote down what is referred."""


def editions(form_id: str) -> list[str]:
    return [edition for edition in EDITIONS if edition.startswith(f"{form_id}/")]


EACH_SCREENING = pytest.mark.parametrize("edition", editions("screening-tool"))
EACH_REFERRAL_OR_SCREENING = pytest.mark.parametrize("edition", WITH_EVENTS)
EACH_SHARING = pytest.mark.parametrize("edition", editions("sharing-decision"))
EACH_CHECK = pytest.mark.parametrize("edition", editions("lead-check"))


@EACH_SCREENING
def test_the_guidances_own_word_is_used(edition: str) -> None:
    assert "susceptible to radicalisation" in form_text(edition)


@EACH_REFERRAL_OR_SCREENING
def test_each_event_says_what_when_where_own_words_and_how_known(edition: str) -> None:
    event = items_of(edition)["seen.event"]
    assert event["required"]
    assert event["repeats"]
    within = {item["linkId"]: item for item in walk(event["item"])}
    witness = (WITNESS[edition],) if edition in WITNESS else ("seen.how-known", "seen.who-else")
    for asked in ("seen.what", "seen.own-words", "seen.when", "seen.where", *witness):
        assert within[asked]["required"], asked
    assert "seen.who-else" in within
    assert is_tick(within["seen.when.approximate"])
    assert within["seen.when.approximate"] in within["seen.when"]["item"]


@EACH_SCREENING
def test_no_indicator_rests_on_faith_observance_ethnicity_nationality_or_opinion(edition: str) -> None:
    forbidden = re.compile(
        r"faith|relig|mosque|church|pray|conver|dress|beard|veil|ethnic|race|national|migra|politic|opinion|protest",
        re.IGNORECASE,
    )
    labels = [
        option["valueCoding"]["display"]
        for link_id, item in questions_of(edition).items()
        if re.fullmatch(r"(indicators|signs)\.\w+", link_id)
        for option in item.get("answerOption", [])
    ]
    assert len(labels) > 30
    assert [label for label in labels if forbidden.search(label)] == []


@EACH_SCREENING
def test_a_fixation_on_violence_counts_without_an_ideology(edition: str) -> None:
    asked = questions_of(edition)
    ticks = (asked.get("indicators.violence") or asked["signs.violence"])["answerOption"]
    labels = [option["valueCoding"]["display"] for option in ticks]
    assert "Is fixed on mass violence or attacks, with or without an ideology" in labels


def test_the_level_of_need_is_asked_of_the_lead_and_no_more_of_the_referrer() -> None:
    assert "universal" in codes(questions_of("lead-check")["judgement.level"])
    assert ours(questions_of("lead-check")["judgement.level"], "view-of") == ["asked.name"]
    assert "judgement.level" not in questions_of("screening-tool")
    assert "universal" in codes(questions_of("screening-tool/1.1.0")["judgement.level"])


def test_elastic_signs_are_gone_and_what_was_missing_is_asked() -> None:
    offered = {code for item in questions_of("screening-tool").values() for code in codes(item)}
    assert not offered & {"secretive", "borrowed"}
    assert {"networks", "cruelty", "schools"} <= offered


@EACH_SHARING
def test_consent_views_basis_and_being_told_are_four_sections(edition: str) -> None:
    items = items_of(edition)
    views = "views" if "views" in items else "agreement"
    fields = {
        "consent": "consent.support",
        views: f"{views}.person",
        "basis": "basis.lawful",
        "told": "told.person",
    }
    for section, field in fields.items():
        assert items[field] in items[section]["item"]
        assert items[field]["required"]


@EACH_SHARING
@pytest.mark.parametrize("who", ["person", "parent"])
def test_not_told_needs_one_of_the_four_reasons_and_its_facts(edition: str, who: str) -> None:
    questions = questions_of(edition)
    why = questions[f"told.{who}.why-not"]
    assert codes(why) == ["increases-risk", "prejudices-inquiry", "harm-to-another", "not-practicable"]
    assert why["enableWhen"][0]["answerCoding"]["code"] == "not-told"
    assert questions[f"told.{who}.because"]["required"]


@EACH_SHARING
def test_the_lawful_basis_comes_from_the_organisation(edition: str) -> None:
    assert ours(questions_of(edition)["basis.lawful"], "fact") == ["organisation.lawful_basis"]


@EACH_CHECK
def test_not_to_refer_is_a_decision_with_its_reason(edition: str) -> None:
    questions = questions_of(edition)
    assert codes(questions["decision.choice"]) == ["refer", "not-refer", "get-more", "emergency"]
    assert questions["decision.reason"]["required"]
    assert "enableWhen" not in questions["decision.reason"]


@EACH_REFERRAL_OR_SCREENING
def test_page_one_of_a_pack_finds_each_of_its_parts_once(edition: str) -> None:
    parts = [part for item in questions_of(edition).values() for part in ours(item, "pack-part")]
    once = [part for part in parts if part != "danger"]  # the danger, and what was done about it
    assert sorted(once) == sorted(
        ["in-short", "what-happened", "what-else", "what-protects", "ask", "answer-by"]
    )


@EACH_SCREENING
def test_the_call_comes_before_the_form(edition: str) -> None:
    section = items_of(edition)["noticed"]["item"]
    assert section[0]["linkId"] == "noticed.danger"
    assert section[1]["text"].startswith(("Call 999 first.", "Call now."))


@pytest.mark.parametrize(
    ("form_id", "own_words"),
    [
        ("screening-tool", {"seen.own-words", "ideas.words", "strengths.voice"}),
        ("national-referral", {"seen.own-words", "ideas.words", "concern.threat.words", "safe.told.answer"}),
        (
            "sharing-decision",
            {"consent.words", "views.words", "told.person.answer", "told.parent.answer"},
        ),
    ],
)
def test_own_words_are_marked_where_the_persons_words_are_asked_for(
    form_id: str, own_words: set[str]
) -> None:
    marked = {link for link, item in questions_of(form_id).items() if ours(item, "own-words") == [True]}
    assert own_words <= marked
