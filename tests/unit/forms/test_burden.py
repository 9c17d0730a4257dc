"""What a form asks of a person in a hurry: the fewest answers with which it can be finished, in the real engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.population import fact_of, populate
from prevent_desktop.questionnaire.response import Node, Response
from prevent_desktop.questionnaire.values import Value
from prevent_desktop.workflows.forms.form_marks import enabled_nodes
from tests.unit.forms.bundled import form, form_text, is_tick, questions_of

KNOWN = {
    "person.forenames": "Alex", "person.surname": "Brook", "person.birth_date": PartialDate(2012, 5, 3),
    "person.nhs_number": "943 476 5919", "person.address": "1 Example Street", "person.school": "Example School",
    "practitioner.name": "Sam Field", "practitioner.role": "Lead", "practitioner.phone": "01632 960 001",
    "organisation.name": "Example School",
}  # fmt: skip
"""What is typed once, when the person is added and in the settings; no event, and no other form."""


def begun(form_id: str) -> Response:
    response = Response.start(load_questionnaire(form_text(form_id)))
    populate(response, KNOWN)
    response.catch_up()
    return response


def waiting(response: Response) -> Iterator[Node]:
    """The questions that must be answered and are not, in reading order."""
    return (
        node
        for node in enabled_nodes(response)
        if node.item.is_question and node.item.required and not node.answers
    )


def values_of(item: Item) -> list[Value]:
    if item.type is ItemType.BOOLEAN:
        return [False, True]
    if item.answer_options:
        return [option.value for option in item.answer_options]
    return [PartialDate(2026, 11, 20)] if item.type in {ItemType.DATE, ItemType.DATE_TIME} else ["Said so"]


def shortest(response: Response) -> list[Item]:
    """The questions that are answered where each is answered so that the fewest others open."""
    answered = []
    while node := next(waiting(response), None):
        answered.append(node.item)
        response.set_answers(node.path, [fewest_after(response, node)])
    return answered


def fewest_after(response: Response, node: Node) -> Value:
    def open_then(value: Value) -> int:
        response.set_answers(node.path, [value])
        return sum(1 for _ in waiting(response))

    return min(values_of(node.item), key=open_then)


MOST = {"concern": (7, 3), "health-concern": (15, 5)}
"""The most answers with which a form is done, and the most paragraphs among them."""


@pytest.mark.parametrize(("form_id", "most"), MOST.items())
def test_a_form_is_done_with_few_answers(form_id: str, most: tuple[int, int]) -> None:
    asked = shortest(begun(form_id))
    paragraphs = [item.link_id for item in asked if item.type is ItemType.TEXT]
    assert len(asked) <= most[0], [item.link_id for item in asked]
    assert len(paragraphs) <= most[1], paragraphs


@pytest.mark.parametrize("form_id", MOST)
def test_danger_comes_first_and_the_details_last(form_id: str) -> None:
    items = [node.item for node in enabled_nodes(begun(form_id)) if node.item.is_question]
    assert items[0].link_id == "noticed.danger"
    details = [fact_of(item).startswith(("person.", "practitioner.", "organisation.")) for item in items]
    first = details.index(True) if True in details else len(items)
    assert all(details[first:]) or [items[n].link_id for n in range(first, len(items)) if not details[n]] == [
        "person.age"
    ]


def test_a_concern_asks_nine_questions_at_most_whatever_is_answered() -> None:
    questions = [item for item in questions_of("concern").values() if not is_tick(item)]
    assert len(questions) <= 9
    assert len(form("concern")["item"]) == 1, "on one page"
