"""The least that a form asks for, for `Typist`: only what a hurried person has to type."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.items import Item
from prevent_desktop.questionnaire.population import answers_as_facts
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.values import Coding, DateTimeValue, Value
from tests.unit.forms.fewest import begun, shortest


def fewest_answers(
    form_id: str, known: dict[str, object], choices: Mapping[str, str], today: date
) -> Response:
    """A response that holds what has to be typed where `known` is filled in, and nothing of what is known.

    All is reckoned on the day of those tests, and the days are then put to `today`. `known` learns what is answered here, as the next form will. `choices` are codes by link id, where it matters what is chosen.
    """
    whole = begun(form_id, known)
    typed = Response.start(whole.questionnaire)
    given = {
        link_id: next(
            option.value
            for option in whole.questionnaire.by_link_id[link_id].answer_options
            if isinstance(option.value, Coding) and option.value.code == code
        )
        for link_id, code in choices.items()
    }
    for node in shortest(whole, given):
        typed.set_answers(
            node.path, [_on(today, node.item, value) for value in whole.node(node.path).answers]
        )
    known.update(answers_as_facts(whole, form_id))
    return typed


def _on(today: date, item: Item, value: Value) -> Value:
    """A day that is right whenever it is typed: an answer is asked for in a week, a child was born, all else was today."""
    if isinstance(value, DateTimeValue):
        return DateTimeValue(f"{today.isoformat()}T00:05:00Z")
    if not isinstance(value, PartialDate):
        return value
    if "birth-date" in item.value_checks:
        return PartialDate(2012, 5, 3)
    return PartialDate.of(today + timedelta(days=7) if item.pack_part == "answer-by" else today)
