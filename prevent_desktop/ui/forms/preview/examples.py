"""Example answers for the questions of a form, so that an author sees it filled. Invented, and kept nowhere. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Final

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.questionnaire.response import Node, Response
from prevent_desktop.questionnaire.values import DateTimeValue, Quantity, Value
from prevent_desktop.translation import _

_ROUNDS: Final = 4
"""How often to look again: answers bring further questions."""


def fill_with_examples(response: Response, today: date) -> None:
    """Answer each question that is asked now and has no answer; the first of what is offered, or an example.

    What has to be a real number or code (an NHS number, a pattern) is left empty.
    """
    examples = _examples(today)
    for _round in range(_ROUNDS):
        answered = False
        for node in list(_asked(response)):
            value = node.options[0].value if node.options else examples.get(node.item.type)
            if value is not None and not node.answers:
                response.set_answers(node.path, (value,))
                answered = True
        response.catch_up()
        if not answered:
            return


def _examples(today: date) -> Mapping[ItemType, Value]:
    return {
        ItemType.BOOLEAN: True,
        ItemType.INTEGER: 1,
        ItemType.DECIMAL: Decimal("1.5"),
        ItemType.DATE: PartialDate.of(today),
        ItemType.DATE_TIME: DateTimeValue(today.isoformat()),
        ItemType.TIME: time(9, 30),
        ItemType.STRING: _("Example"),
        ItemType.TEXT: _("An example of an answer in a sentence or two."),
        ItemType.URL: "https://example.org/",
        ItemType.QUANTITY: Quantity(Decimal(1), None),
        ItemType.OPEN_CHOICE: _("Example"),
    }


def _asked(response: Response) -> Iterator[Node]:
    """The questions that are asked now, in reading order."""
    waiting = list(reversed(response.children()))
    while waiting:
        node = waiting.pop()
        if not node.enabled:
            continue
        if node.item.is_question:
            checked = node.item.regex or (node.item.type is ItemType.STRING and node.item.value_checks)
            if not (node.calculated or node.item.read_only or checked):
                yield node
            *above, (link_id, _occurrence) = node.path
            waiting += reversed(response.children((*above, (link_id, 0))))
        else:
            waiting += reversed(response.children(node.path))
