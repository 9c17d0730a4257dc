"""Line by line: each field that DOMAIN.md section 3 names for forms A to H is asked in the newest version."""

from __future__ import annotations

import pytest

from tests.unit.forms.bundled import codes, form, items_of, ours, questions_of, walk
from tests.unit.forms.domain_lines import BY_FORM, DOMAINS

LINES = [
    pytest.param(form_id, link_id, id=f"{form_id}: {line}")
    for form_id, lines in BY_FORM.items()
    for line, link_id in lines.items()
]


@pytest.mark.parametrize(("form_id", "link_id"), LINES)
def test_the_form_asks_for(form_id: str, link_id: str) -> None:
    assert items_of(form_id)[link_id]["type"] != "display"


@pytest.mark.parametrize("who", ["first", "referrer", "prevent"])
@pytest.mark.parametrize("detail", ["name", "role", "organisation", "relationship", "phone", "email"])
def test_each_person_of_the_referral_has_all_details(who: str, detail: str) -> None:
    assert f"people.{who}.{detail}" in questions_of("national-referral")


SETS = {
    "near": ("intent", "means", "travel"),
    "drawn": ("contact", "violence", "material"),
    "around": ("changes", "pressures"),
}


@pytest.mark.parametrize(("name", "asked"), SETS.items())
def test_sets_of_indicators_are_offered_with_one_summary_of_evidence_after_each(
    name: str, asked: tuple[str, ...]
) -> None:
    items = items_of("screening-tool")
    for one in asked:
        assert not items[f"signs.{one}"].get("required")
        assert "none" not in codes(items[f"signs.{one}"])
    summary = items[f"signs.{name}.evidence"]
    assert [condition["question"] for condition in summary["enableWhen"]] == [f"signs.{one}" for one in asked]
    order = [item["linkId"] for item in walk([items[f"signs.{name}"]])]
    assert order.index(summary["linkId"]) > max(order.index(f"signs.{one}") for one in asked)


def test_one_closing_question_asks_about_the_sets_that_were_left_blank() -> None:
    left = items_of("screening-tool")["signs.left"]
    assert {"nothing", "not-explored"} <= set(codes(left))
    assert {condition["question"] for condition in left["enableWhen"]} == {
        f"signs.{one}" for asked in SETS.values() for one in asked
    }


def test_the_closest_to_harm_comes_first() -> None:
    indicators = items_of("screening-tool")["indicators"]["item"]
    groups = [item["linkId"] for item in indicators if item["type"] == "group"]
    assert groups == [*(f"signs.{name}" for name in SETS), "indicators.ideas"]


@pytest.mark.parametrize("domain", DOMAINS.values())
def test_an_empty_part_of_the_assessment_is_one_key_and_an_open_one_is_asked_in_full(domain: str) -> None:
    items = items_of("extremism-assessment")
    first, *others = [item for item in items[domain]["item"] if item["type"] != "display"]
    assert (first["linkId"], first["type"], first["required"]) == (f"{domain}.any", "boolean", True)
    for item in others:
        asked_after = {condition["question"] for condition in item["enableWhen"]}
        assert asked_after <= {f"{domain}.any", "health.condition"}, item["linkId"]
    for asked in ("fact", "analysis", "strength", "gap"):
        assert items[f"{domain}.{asked}"]["required"]


def test_the_assessment_may_start_as_a_copy_and_has_its_thirteen_parts() -> None:
    assert ours(form("extremism-assessment"), "starts-as-copy") == [True]
    assert len(DOMAINS) == 13


def test_what_must_be_judged_afresh_is_not_copied_from_the_last_assessment() -> None:
    items = items_of("extremism-assessment")
    afresh = {link_id for link_id, item in items.items() if ours(item, "not-copied") == [True]}
    assert {"changes.what", "judgement.level", "judgement.why", "judgement.reflect", "oversight"} <= afresh
    assert {"review.due", "assessment.seen"} <= afresh
    assert not {link_id for link_id in afresh if link_id.partition(".")[0] in DOMAINS.values()}


def test_the_first_page_of_a_visit_is_two_minutes_of_work() -> None:
    whole = form("home-visit-note")
    required = [
        item
        for item in walk(whole["item"])
        if item.get("required") and "enableWhen" not in item and item["type"] != "group"
    ]
    first = {item["linkId"] for item in walk(whole["item"][:1])}
    typed = [item["linkId"] for item in required if item["type"] in {"text", "string", "date"}]
    prefilled = {item["linkId"] for item in required if ours(item, "fact")}
    on_the_way = [link for link in typed if link in first and link not in prefilled]
    assert on_the_way == ["visit.who", "visit.agreed"]
    later = [item["linkId"] for item in required if item["linkId"] not in first]
    assert [link for link in later if link not in prefilled and "seen.event" not in link] == [
        "seen.any",
        "seen.what",
        "seen.own-words",
        "seen.how-known",
        "seen.when",
        "worry.what",
        "worry.how-known",
        "judgement.reflect",
    ]


def test_a_quick_note_grows_into_a_visit_note_a_screening_and_a_health_concern() -> None:
    taken = {
        form_id: {
            fact for item in items_of(form_id).values() for fact in ours(item, "fact") if "note." in fact
        }
        for form_id in ("home-visit-note", "screening-tool", "health-concern")
    }
    assert taken["home-visit-note"] == {"note.text", "note.source", "note.who_told", "note.written_at"}
    assert "note.text" in taken["screening-tool"]
    assert "note.written_at" in taken["health-concern"]


def test_health_keeps_what_is_diagnosed_suspected_and_not_known_apart() -> None:
    questions = questions_of("health-concern")
    for part in ("mental", "neuro", "physical"):
        assert codes(questions[f"health.{part}"]) == ["diagnosed", "suspected", "none"]
        assert questions[f"health.{part}.detail"]["required"]


def test_the_number_of_the_nhs_is_asked_of_a_patient_and_checked() -> None:
    number = questions_of("health-concern")["person.nhs-number"]
    assert number["required"]
    assert ours(number, "value-check") == ["nhs-number"]


@pytest.mark.parametrize(
    ("form_id", "link_id"),
    [
        ("request-for-support", "strengths.what"),
        ("request-for-support", "strengths.voice"),
        ("request-for-support", "tried.what"),
        ("request-for-support", "explain.other"),
        ("request-for-support", "ask.what"),
        ("request-for-support", "home.children"),
        ("extremism-assessment", "explain.other"),
        ("extremism-assessment", "voice.words"),
    ],
)
def test_what_the_screening_says_is_not_typed_again(form_id: str, link_id: str) -> None:
    (fact,) = ours(questions_of(form_id)[link_id], "fact")
    assert fact.startswith("screening-tool/")


@pytest.mark.parametrize(
    "form_id", ["screening-tool", "national-referral", "request-for-support", "health-concern"]
)
def test_events_come_from_the_record_and_go_back_to_it(form_id: str) -> None:
    event = items_of(form_id)["seen.event"]
    assert ours(event, "fact") == ["events"]
    within = {
        fact: str(item.get("definition", "")).rpartition("#")[2]
        for item in walk(event["item"])
        for fact in ours(item, "fact")
    }
    assert within == {
        "event.id": "event.id",
        "event.what": "event.what",
        "event.own_words": "event.own-words",
        "event.how_known": "event.source",
        "event.who_told": "event.source-detail",
        "event.when": "event.when",
        "event.approximate": "event.approximate",
        "event.where": "event.where",
        "event.who_else": "event.who-else",
        "event.label": "event.label",
    }
