"""Functions of collections: what exists, filtering and projecting, parts of them, and what two of them share.

Source: FHIRPath 2.0.0, sections 5.1 to 5.4, 5.9.1, 6.4 and 7.1; 3.0.0 for `coalesce`; FHIR SDC for `weight` and `ordinal`.
"""

from __future__ import annotations

import json
from collections.abc import Hashable
from typing import Any, Final

from prevent_desktop.questionnaire.expressions.comparisons import equal_one
from prevent_desktop.questionnaire.expressions.limits import Run
from prevent_desktop.questionnaire.expressions.logic import truth
from prevent_desktop.questionnaire.expressions.quantities import is_quantity, measured
from prevent_desktop.questionnaire.expressions.signatures import Argument, Function, Take, single
from prevent_desktop.questionnaire.expressions.values import Moment, data_of, is_number

_MOST_OFFERS: Final = 20


def _where(values: list[Any], criterion: Argument) -> list[Any]:
    return [value for at, value in enumerate(values) if truth(criterion.each(value, at)) is True]


def _exists(values: list[Any], criterion: Argument | None = None) -> bool:
    return bool(values if criterion is None else _where(values, criterion))


def _all(values: list[Any], criterion: Argument) -> bool:
    return all(truth(criterion.each(value, at)) is True for at, value in enumerate(values))


def _select(run: Run, values: list[Any], projection: Argument) -> list[Any]:
    found: list[Any] = []
    for at, value in enumerate(values):
        more = projection.each(value, at)
        run.spend(len(more))
        found += more
    return found


def _repeat(run: Run, values: list[Any], projection: Argument) -> list[Any]:
    """What the projection makes of each, and of what that makes, and so on; each equal value once."""
    found: dict[Hashable, Any] = {}
    waiting = list(values)
    for at, value in enumerate(waiting):
        for one in projection.each(value, at):
            run.spend(2)
            key = _key_of(one)
            if key not in found:
                found[key] = one
                waiting.append(one)
    return list(found.values())


def _aggregate(values: list[Any], step: Argument, initial: list[Any] | None = None) -> list[Any]:
    total = initial or []
    for at, value in enumerate(values):
        total = step.each(value, at, total)
    return total


def _coalesce(values: list[Any], *offers: Argument) -> list[Any]:
    """The first offer that is not empty."""
    return next((found for offer in offers if (found := offer.over(values))), [])


def _trace(values: list[Any], _name: str, _projection: Argument | None = None) -> list[Any]:
    """The values as they are: answers are printed nowhere."""
    return values


def _weight(run: Run, values: list[Any]) -> list[Any]:
    """What the form says that each chosen answer counts for."""
    return [one for value in values if (one := run.weigh(data_of(value))) is not None]


def _key_of(value: Any) -> Hashable:
    """What equal values have in common, and unlike ones have not."""
    data = data_of(value)
    if is_quantity(value) and (amount := measured(value)) is not None:
        return amount
    if isinstance(data, Moment):
        return data.text
    if isinstance(data, str) or is_number(data):
        return data  # type: ignore[no-any-return]
    return (json.dumps(data, sort_keys=True, default=str),)


def _keys(values: list[Any]) -> set[Hashable]:
    return {_key_of(value) for value in values}


def _distinct(values: list[Any]) -> list[Any]:
    kept: dict[Hashable, Any] = {}
    for value in values:
        kept.setdefault(_key_of(value), value)
    return list(kept.values())


def _union(left: list[Any], right: list[Any]) -> list[Any]:
    return _distinct(left + right)


def _intersect(left: list[Any], right: list[Any]) -> list[Any]:
    keys = _keys(right)
    return _distinct([value for value in left if _key_of(value) in keys])


def _exclude(left: list[Any], right: list[Any]) -> list[Any]:
    keys = _keys(right)
    return [value for value in left if _key_of(value) not in keys]


def _in(run: Run, left: list[Any], right: list[Any]) -> bool | None:
    run.spend(len(right))
    return any(equal_one(left[0], one) is True for one in right) if single(left) else None


def _united(run: Run, left: list[Any], right: list[Any]) -> list[Any]:
    run.spend(4 * (len(left) + len(right)))
    return _union(left, right)


OPERATORS: Final = {"|": _united, "in": _in, "contains": lambda run, left, right: _in(run, right, left)}
_COMBINED: Final = {
    "union": _union,
    "intersect": _intersect,
    "exclude": _exclude,
    "subsetOf": lambda left, right: _keys(left) <= _keys(right),
    "supersetOf": lambda left, right: _keys(right) <= _keys(left),
}
FUNCTIONS: Final = {
    "empty": Function(lambda values: not values),
    "exists": Function(_exists, (Take.EACH,), optional=1),
    "all": Function(_all, (Take.EACH,)),
    "count": Function(len),
    "where": Function(_where, (Take.EACH,)),
    "select": Function(_select, (Take.EACH,), uses_run=True),
    "repeat": Function(_repeat, (Take.EACH,), uses_run=True),
    "aggregate": Function(_aggregate, (Take.EACH, Take.VALUES), optional=1),
    "single": Function(single),
    "first": Function(lambda values: values[:1]),
    "last": Function(lambda values: values[-1:]),
    "tail": Function(lambda values: values[1:]),
    "skip": Function(lambda values, number: values[max(number, 0) :], (Take.WHOLE,)),
    "take": Function(lambda values, number: values[: max(number, 0)], (Take.WHOLE,)),
    "combine": Function(lambda left, right: left + right, (Take.VALUES,)),
    "distinct": Function(_distinct, weight=4),
    "isDistinct": Function(lambda values: len(_distinct(values)) == len(values), weight=4),
    **{name: Function(run, (Take.VALUES,), weight=4) for name, run in _COMBINED.items()},
    "coalesce": Function(_coalesce, (Take.EACH,) * _MOST_OFFERS, optional=_MOST_OFFERS),
    "trace": Function(_trace, (Take.TEXT, Take.EACH), optional=1),
    "weight": Function(_weight, uses_run=True),
    "ordinal": Function(_weight, uses_run=True),
}
