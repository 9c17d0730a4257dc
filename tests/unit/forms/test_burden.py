"""What a form asks of a person in a hurry: the fewest answers with which it can be finished, in the real engine."""

from __future__ import annotations

from datetime import date

import pytest

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.population import fact_of, populate
from prevent_desktop.questionnaire.problems import Severity
from prevent_desktop.questionnaire.response import Node, Response
from prevent_desktop.questionnaire.validation import validate
from prevent_desktop.questionnaire.values import Value
from prevent_desktop.workflows.forms.form_marks import enabled_nodes
from tests.unit.forms.bundled import form, form_text, is_tick, questions_of, walk

KNOWN = {
    "person.forenames": "Alex", "person.surname": "Brook", "person.birth_date": PartialDate(2012, 5, 3),
    "person.nhs_number": "943 476 5919",
    "practitioner.name": "Sam Field", "practitioner.role": "Lead", "practitioner.phone": "01632 960 001",
    "organisation.name": "Example School",
}  # fmt: skip
"""What is typed when the person is added and in the settings, at the least; no event, and no other form."""
DETAILS = KNOWN.keys() | {"person.address", "person.school", "person.postcode", "person.language"}
TODAY = date(2026, 11, 24)


def begun(form_id: str) -> Response:
    response = Response.start(load_questionnaire(form_text(form_id)))
    populate(response, KNOWN)
    response.catch_up()
    return response


def waiting(response: Response) -> list[Node]:
    """The questions that keep the form from being finished, in reading order."""
    found = validate(response, today=TODAY)
    return [response.node(problem.path) for problem in found if problem.severity is Severity.ERROR]


def values_of(item: Item) -> list[Value]:
    if item.type is ItemType.BOOLEAN:
        return [False, True]
    if item.answer_options:
        return [option.value for option in item.answer_options]
    if item.type is ItemType.DATE:
        return [PartialDate(2026, 12, 1) if item.pack_part == "answer-by" else PartialDate(2026, 11, 20)]
    return ["Said so"]


def shortest(response: Response) -> list[Item]:
    """The questions that are answered where each is answered so that the fewest others open."""
    answered = []
    while left := waiting(response):
        node = left[0]
        assert node.item not in answered, node.item.link_id
        answered.append(node.item)
        response.set_answers(node.path, [fewest_after(response, node)])
    return answered


def fewest_after(response: Response, node: Node) -> Value:
    def open_then(value: Value) -> tuple[int, int]:
        response.set_answers(node.path, [value])
        left = waiting(response)
        return len(left), sum(one.item.type is ItemType.TEXT for one in left)

    return min(values_of(node.item), key=open_then)


MOST = {"concern": (7, 3), "health-concern": (15, 5), "screening-tool": (18, 5)}
"""The most answers with which a form is done, and the most paragraphs among them; an address is none."""


@pytest.mark.parametrize(("form_id", "most"), MOST.items())
def test_a_form_is_done_with_few_answers(form_id: str, most: tuple[int, int]) -> None:
    asked = shortest(begun(form_id))
    prose = (item for item in asked if item.type is ItemType.TEXT)
    paragraphs = [item.link_id for item in prose if fact_of(item) not in DETAILS]
    assert len(asked) <= most[0], [item.link_id for item in asked]
    assert len(paragraphs) <= most[1], paragraphs


@pytest.mark.parametrize("form_id", MOST)
def test_danger_comes_first_and_the_details_of_people_last(form_id: str) -> None:
    items = [node.item for node in enabled_nodes(begun(form_id)) if node.item.is_question]
    assert items[0].link_id == "noticed.danger"
    details = {item.link_id for item in items if fact_of(item) in DETAILS}
    last = {item["linkId"] for item in walk(form(form_id)["item"][-1:])}
    assert details <= last


def test_a_concern_asks_nine_questions_at_most_whatever_is_answered() -> None:
    questions = [item for item in questions_of("concern").values() if not is_tick(item)]
    assert len(questions) <= 9
    assert len(form("concern")["item"]) == 1, "on one page"
