"""`and`, `or`, `xor`, `implies`, `not`: with three answers, and a single value that is no boolean taken for true.

Source: FHIRPath 2.0.0, sections 4.5, 5.1, 5.5.1 and 6.5.
"""

from __future__ import annotations

from typing import Any, Final

from prevent_desktop.questionnaire.expressions.limits import Run
from prevent_desktop.questionnaire.expressions.signatures import Argument, Function, Take
from prevent_desktop.questionnaire.expressions.trouble import does_not_fit, not_worked_out
from prevent_desktop.questionnaire.expressions.values import data_of
from prevent_desktop.translation import _


def truth(values: list[Any]) -> bool | None:
    """What values mean as a condition; None is not known. ExpressionError where there are several."""
    if len(values) > 1:
        raise not_worked_out(_("A condition in it has several answers."))
    return data_of(values[0]) is not False if values else None


def _both(_run: Run, left: list[Any], right: list[Any]) -> bool | None:
    sides = truth(left), truth(right)
    return False if False in sides else None if None in sides else True


def _either(_run: Run, left: list[Any], right: list[Any]) -> bool | None:
    sides = truth(left), truth(right)
    return True if True in sides else None if None in sides else False


def _one_of_two(_run: Run, left: list[Any], right: list[Any]) -> bool | None:
    sides = truth(left), truth(right)
    return None if None in sides else sides[0] is not sides[1]


def _implied(_run: Run, left: list[Any], right: list[Any]) -> bool | None:
    first, then = truth(left), truth(right)
    return True if first is False or then is True else None if None in {first, then} else False


def _not(values: list[Any]) -> bool | None:
    answer = truth(values)
    return None if answer is None else not answer


def _if(values: list[Any], criterion: Argument, then: Argument, otherwise: Argument | None = None) -> Any:
    """What stands for a true criterion, or else for any other."""
    if truth(criterion.over(values)) is True:
        return then.over(values)
    return otherwise and otherwise.over(values)


def _truths(values: list[Any]) -> list[bool]:
    found = [data_of(value) for value in values]
    if not all(isinstance(one, bool) for one in found):
        raise does_not_fit()
    return found


OPERATORS: Final = {"and": _both, "or": _either, "xor": _one_of_two, "implies": _implied}
FUNCTIONS: Final = {
    "not": Function(_not),
    "iif": Function(_if, (Take.EACH, Take.EACH, Take.EACH), optional=1),
    "allTrue": Function(lambda values: all(_truths(values))),
    "anyTrue": Function(lambda values: any(_truths(values))),
    "allFalse": Function(lambda values: not any(_truths(values))),
    "anyFalse": Function(lambda values: not all(_truths(values))),
}
