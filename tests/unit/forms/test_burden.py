"""What a form asks of a person in a hurry: the fewest answers with which it can be finished, in the real engine."""

from __future__ import annotations

from datetime import date

import pytest

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.questionnaire.population import answers_as_facts, fact_of, populate
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.workflows.forms.form_marks import enabled_nodes
from tests.unit.forms import fewest
from tests.unit.forms.bundled import FORM_IDS, form, is_tick, questions_of, walk
from tests.unit.forms.fewest import shortest, waiting
from tests.unit.forms.test_engine import opened

KNOWN = {
    "person.forenames": "Alex", "person.surname": "Brook", "person.birth_date": PartialDate(2012, 5, 3),
    "person.nhs_number": "943 476 5919",
    "practitioner.name": "Sam Field", "practitioner.role": "Lead", "practitioner.phone": "01632 960 001",
    "organisation.name": "Example School", "organisation.lawful_basis": "Article 6(1)(e)", "today": date(2026, 11, 24),
}  # fmt: skip
"""What is typed when the person is added and in the settings, at the least; no event, and no other form."""
DETAILS = KNOWN.keys() | {"person.address", "person.school", "person.postcode", "person.language"}


def begun(form_id: str) -> Response:
    return fewest.begun(form_id, KNOWN)


MOST = {
    "concern": (7, 3),
    "screening-tool": (18, 5),
    "lead-check": (13, 7),
    "sharing-decision": (17, 9),
    "national-referral": (33, 10),
    "request-for-support": (28, 12),
    "home-visit-note": (9, 3),
    "health-concern": (15, 5),
    "addendum": (19, 4),
    "receiver-decision": (18, 9),
    "extremism-assessment": (35, 10),
    "manager-oversight": (5, 1),
    "early-help-plan": (12, 6),
    "channel-support-plan": (32, 13),
    "channel-review": (24, 12),
    "equality-monitoring": (1, 0),
    "note-for-lead": (1, 1),
}
"""The most answers with which a form is done alone, and the most paragraphs among them; an address is none.

A referral whose screening is done knows most of its answers: see `test_after_the_screening_a_referral_asks_for_less`.
"""
DANGER_FIRST = {
    "concern": "noticed.danger", "screening-tool": "noticed.danger", "national-referral": "noticed.danger",
    "request-for-support": "noticed.danger", "home-visit-note": "noticed.danger", "health-concern": "noticed.danger",
    "early-help-plan": "noticed.danger", "addendum": "meaning.danger", "receiver-decision": "weighed.danger",
    "channel-review": "changes.danger", "channel-support-plan": "panel.danger",
    "extremism-assessment": "assessment.danger",
}  # fmt: skip
DETAILS_LAST = {
    "screening-tool": 1, "health-concern": 1, "request-for-support": 1, "national-referral": 3,
}  # fmt: skip
"""The forms that ask for the details of people last, and in how many sections."""


def test_each_form_has_its_figure() -> None:
    assert MOST.keys() == set(FORM_IDS)


@pytest.mark.parametrize(("form_id", "most"), MOST.items())
def test_a_form_is_done_with_few_answers(form_id: str, most: tuple[int, int]) -> None:
    asked = [node.item for node in shortest(begun(form_id))]
    prose = (item for item in asked if item.type is ItemType.TEXT)
    paragraphs = [item.link_id for item in prose if fact_of(item) not in DETAILS]
    assert len(asked) <= most[0], [item.link_id for item in asked]
    assert len(paragraphs) <= most[1], paragraphs


@pytest.mark.parametrize(("form_id", "danger"), DANGER_FIRST.items())
def test_danger_comes_first(form_id: str, danger: str) -> None:
    items = [node.item for node in enabled_nodes(begun(form_id)) if node.item.is_question]
    assert items[0].link_id == danger
    assert not items[0].offers_absent, "whether to call now is never “not known”"


@pytest.mark.parametrize(("form_id", "sections"), DETAILS_LAST.items())
def test_the_details_of_people_come_last(form_id: str, sections: int) -> None:
    items = [node.item for node in enabled_nodes(begun(form_id)) if node.item.is_question]
    details = {
        item.link_id for item in items if fact_of(item) in DETAILS and fact_of(item).startswith("person.")
    }
    last = {item["linkId"] for item in walk(form(form_id)["item"][-sections:])}
    assert details
    assert details <= last


@pytest.mark.parametrize("form_id", ["national-referral"])
def test_nationality_and_immigration_are_asked_after_the_concern(form_id: str) -> None:
    order = [item["linkId"] for item in walk(form(form_id)["item"])]
    asked_late = ("person.nationality", "person.immigration", "needs.which")
    assert all(order.index(link_id) > order.index("concern.other") for link_id in asked_late)


def test_after_the_screening_a_referral_asks_for_less() -> None:
    event = {
        "event.what": "Told two pupils",
        "event.own_words": "“It got sent round.”",
        "event.how_known": "direct",
    }
    recorded = {"events": [event | {"event.when": PartialDate(2026, 11, 19), "event.where": "Form room"}]}
    facts = answers_as_facts(opened("demo-form-ab-1"), "screening-tool") | recorded | KNOWN
    left = {}
    for form_id in ("national-referral", "request-for-support"):
        response = begun(form_id)
        populate(response, facts)
        response.catch_up()
        left[form_id] = len(waiting(response))
    assert left["national-referral"] <= 17
    assert left["request-for-support"] <= 15


def test_a_concern_asks_nine_questions_at_most_whatever_is_answered() -> None:
    pressed = "noticed.danger.time"  # the panel’s button answers it
    questions = [
        link_id
        for link_id, item in questions_of("concern").items()
        if not is_tick(item) and link_id != pressed
    ]
    assert len(questions) <= 9
    assert len(form("concern")["item"]) == 1, "on one page"


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_where_a_call_is_to_be_made_its_time_is_a_question_of_its_own(form_id: str) -> None:
    items = {item["linkId"]: item for item in walk(form(form_id)["item"])}
    calls = [link_id.removesuffix("call") for link_id in items if link_id.endswith(".danger.call")]
    order = list(items)
    for danger in calls:
        when, who = items[f"{danger}time"], items[f"{danger}done"]
        assert (when["type"], when["enableWhen"]) == ("time", who["enableWhen"])
        assert order.index(when["linkId"]) < order.index(who["linkId"])
    assert bool(calls) == (form_id in DANGER_FIRST)
