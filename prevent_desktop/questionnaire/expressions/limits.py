"""Bounds what the evaluation of one expression may cost: steps, sizes of collections, texts and numbers.

The steps are counted, not timed, so the same expression over the same answers ends the same way on every machine.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from prevent_desktop.errors import ExpressionError
from prevent_desktop.questionnaire.expressions.ordinals import link_ids_of_answers
from prevent_desktop.questionnaire.expressions.surroundings import Surroundings
from prevent_desktop.questionnaire.expressions.trouble import not_worked_out
from prevent_desktop.questionnaire.expressions.values import Quantity
from prevent_desktop.translation import _

_STEPS: Final = 250_000
_STEPS_EACH_PART: Final = 60
_MOST_VALUES: Final = 100_000
MOST_CHARACTERS: Final = 100_000
_MOST_BITS: Final = 256
_MOST_PLACES: Final = 60


class Run:
    """One evaluation: what it knows, and the steps that it may take.

    A large response allows more steps, and its parts are counted only when that matters.
    """

    def __init__(self, surroundings: Surroundings, variables: dict[str, list[Any]]) -> None:
        self.variables = variables
        self._surroundings = surroundings
        self._left = _STEPS
        self._counts_parts = True

    @cached_property
    def now(self) -> datetime:
        """The clock, which stands still for one evaluation (FHIRPath 2.0.0, section 5.9)."""
        return datetime.now().astimezone()

    @cached_property
    def _link_ids(self) -> dict[int, str]:
        around = self._surroundings
        return link_ids_of_answers(around.resource) | link_ids_of_answers(around.context)

    def weigh(self, value: Any) -> Any:
        """What the form says that a chosen answer counts for."""
        return self._surroundings.ordinals.of(value, self._link_ids.get(id(value)))

    def spend(self, steps: int) -> None:
        """Take `steps`; ExpressionError when none are left."""
        self._left -= steps
        if self._left < 0:
            if self._counts_parts:
                self._left += _STEPS_EACH_PART * _count_parts(self._surroundings.resource)
            self._counts_parts = False
            if self._left < 0:
                raise too_much()


def checked(result: Any) -> list[Any]:
    """What a function or an operator gave, as a list; ExpressionError where it is too large to be meant."""
    if not isinstance(result, list):
        if result is None:
            return []
        _check_one(result)
        return [result]
    if len(result) > _MOST_VALUES:
        raise too_much()
    return result


def check_text(characters: int) -> None:
    """Refuse a text of so many characters before it is made; ExpressionError."""
    if characters > MOST_CHARACTERS:
        raise too_much()


def _check_one(value: Any) -> None:
    if isinstance(value, Quantity):
        value = value.value
    if isinstance(value, str):
        check_text(len(value))
    elif isinstance(value, Decimal):
        if not value.is_finite() or (value and abs(value.adjusted()) > _MOST_PLACES):
            raise too_much()
    elif isinstance(value, int) and value.bit_length() > _MOST_BITS:
        raise too_much()


def too_much() -> ExpressionError:
    """The error for an expression that would take too long or grow too large."""
    return not_worked_out(_("It would take too long, or its result would grow too large."))


def _count_parts(resource: Any) -> int:
    """How many objects a resource consists of."""
    parts = 0
    waiting = [resource]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            parts += 1
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return parts
