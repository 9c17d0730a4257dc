"""The least that a form asks for: answers for `Typist` that a hurried person would give."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from prevent_desktop import data_files
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.population import fact_of
from prevent_desktop.questionnaire.response import Node, Response
from prevent_desktop.questionnaire.values import Value
from prevent_desktop.workflows.forms.form_library import FormLibrary
from tests.e2e.typist import asked

_KNOWN = ("person.", "practitioner.", "organisation.")
_REFLECT = "judgement.reflect"


def least_answers(form_id: str, answers: Mapping[str, Value], *, today: date) -> Response:
    """Every question that must be answered and that the record does not answer; `answers` by link id come first.

    A yes-or-no question is answered with no, but for the reflection before the end; of options the first is chosen.
    """
    response = Response.start(FormLibrary(data_files.forms()).newest(form_id))
    while node := next((each for each in asked(response) if _is_open(each, answers)), None):
        response.set_answers(node.path, [answers.get(node.item.link_id) or _answer(node.item, today)])
    return response


def _is_open(node: Node, answers: Mapping[str, Value]) -> bool:
    item = node.item
    if item.type is ItemType.GROUP or node.answers or node.calculated:
        return False
    return item.link_id in answers or (item.required and not fact_of(item).startswith(_KNOWN))


def _answer(item: Item, today: date) -> Value:
    match item.type:
        case ItemType.BOOLEAN:
            return item.link_id == _REFLECT
        case ItemType.DATE:
            return PartialDate.of(today)
        case ItemType.CHOICE | ItemType.OPEN_CHOICE:
            return item.answer_options[0].value
        case _:
            return f"About {item.link_id}."
