"""Bounds what the evaluation of one expression may cost: steps, sizes of collections, texts and numbers.

The steps are counted, not timed, so the same expression over the same answers ends the same way on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

from fhirpathpy.engine.nodes import FP_Quantity

from prevent_desktop.errors import ExpressionError
from prevent_desktop.questionnaire.expressions.trouble import not_worked_out
from prevent_desktop.translation import _

_STEPS: Final = 250_000
_STEPS_EACH_PART: Final = 60
_MOST_VALUES: Final = 100_000
MOST_CHARACTERS: Final = 100_000
_MOST_BITS: Final = 256
_MOST_PLACES: Final = 60


class Budget:
    """The steps that one evaluation may take; a large response allows more, and is counted only when that matters."""

    def __init__(self, weight: int, count_parts: Callable[[], int]) -> None:
        self._left = _STEPS
        self._weight = weight
        self._count_parts: Callable[[], int] | None = count_parts

    def spend(self, steps: int) -> None:
        """Take `steps`; ExpressionError when none are left."""
        self._left -= steps
        if self._left < 0:
            if self._count_parts is not None:
                self._left += _STEPS_EACH_PART * self._count_parts()
                self._count_parts = None
            if self._left < 0:
                raise too_much()

    def counted(self, argument: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """The function's argument, charged each time it is evaluated."""

        def evaluate(data: Any) -> Any:
            self.spend(self._weight)
            return argument(data)

        return evaluate

    def check(self, result: Any) -> None:
        """Refuse a result that is too large to be meant; ExpressionError."""
        if isinstance(result, list):
            if len(result) > _MOST_VALUES:
                raise too_much()
            for one in result if len(result) == 1 else ():
                _check_one(one)
        else:
            _check_one(result)


def combined_cost(values: Sequence[Any]) -> int:
    """What the library's later steps over so many values cost: it copies a list for each value that it adds."""
    return len(values) + len(values) * len(values) // 2_000


def check_text(characters: int) -> None:
    """Refuse a text of so many characters before it is made; ExpressionError."""
    if characters > MOST_CHARACTERS:
        raise too_much()


def _check_one(value: Any) -> None:
    if isinstance(value, FP_Quantity):
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


def count_parts(resource: Any) -> int:
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
