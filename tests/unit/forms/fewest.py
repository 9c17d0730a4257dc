"""The fewest answers with which a form can be finished: a person in a hurry, in the real engine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.population import populate
from prevent_desktop.questionnaire.problems import Severity
from prevent_desktop.questionnaire.response import Node, Response
from prevent_desktop.questionnaire.validation import validate
from prevent_desktop.questionnaire.values import DateTimeValue, Value
from tests.unit.forms.bundled import form_text

TODAY = date(2026, 11, 24)


def begun(form_id: str, known: Mapping[str, object]) -> Response:
    """The newest version of a form, with what is known filled in."""
    response = Response.start(load_questionnaire(form_text(form_id)))
    populate(response, known)
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
    if item.type is ItemType.DATE_TIME:
        return [DateTimeValue("2026-11-20T12:05:00Z")]
    return ["Said so"]


def shortest(response: Response, given: Mapping[str, Value] | None = None) -> list[Node]:
    """The questions that are answered where each is answered so that the fewest others open; `given` by link id stand as they are."""
    answered: list[Node] = []
    while left := waiting(response):
        node = left[0]
        assert node.path not in [each.path for each in answered], node.item.link_id
        answered.append(node)
        value = (given or {}).get(node.item.link_id)
        response.set_answers(node.path, [fewest_after(response, node) if value is None else value])
    return answered


def fewest_after(response: Response, node: Node) -> Value:
    def open_then(value: Value) -> tuple[int, int]:
        response.set_answers(node.path, [value])
        left = waiting(response)
        return len(left), sum(one.item.type is ItemType.TEXT for one in left)

    return min(values_of(node.item), key=open_then)
