"""Functions that ask which values two collections share, or keep each value once.

The library forgets of what type the values are that it keeps, takes any text for equal to any date, and compares each
value with each other one. Source: FHIRPath 2.0.0, sections 5.1, 5.3, 5.4 and 6.4.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from decimal import Decimal
from typing import Any, Final

from fhirpathpy.engine.nodes import FP_DateTime, FP_Time
from fhirpathpy.engine.util import get_data

from prevent_desktop.questionnaire.expressions.comparisons import equal_one
from prevent_desktop.questionnaire.expressions.quantities import is_quantity, measured
from prevent_desktop.questionnaire.expressions.trouble import not_worked_out
from prevent_desktop.translation import _


def key_of(value: Any) -> Hashable:
    """What equal values have in common, and unlike ones have not."""
    data = get_data(value)
    if is_quantity(value) and (amount := measured(value)) is not None:
        return amount
    if isinstance(data, FP_DateTime | FP_Time):
        return str(data.asStr)
    if isinstance(data, str) or (isinstance(data, int | Decimal) and not isinstance(data, bool)):
        return data
    return (json.dumps(data, sort_keys=True, default=str),)


def distinct(_ctx: Any, values: list[Any]) -> list[Any]:
    """Each equal value once, in order."""
    kept: dict[Hashable, Any] = {}
    for value in values:
        kept.setdefault(key_of(value), value)
    return list(kept.values())


def union(ctx: Any, left: list[Any], right: list[Any]) -> list[Any]:
    """`|`: what is in either, each equal value once."""
    return distinct(ctx, left + right)


def intersect(ctx: Any, left: list[Any], right: list[Any]) -> list[Any]:
    """What is in both, each equal value once."""
    keys = _keys(right)
    return distinct(ctx, [value for value in left if key_of(value) in keys])


def exclude(_ctx: Any, left: list[Any], right: list[Any]) -> list[Any]:
    """What is on the left alone."""
    keys = _keys(right)
    return [value for value in left if key_of(value) not in keys]


def is_distinct(ctx: Any, values: list[Any]) -> bool:
    """Whether no two values are equal."""
    return len(distinct(ctx, values)) == len(values)


def subset_of(_ctx: Any, left: list[Any], right: list[Any]) -> bool:
    """Whether all on the left are on the right."""
    return _keys(left) <= _keys(right)


def superset_of(_ctx: Any, left: list[Any], right: list[Any]) -> bool:
    """Whether all on the right are on the left."""
    return _keys(right) <= _keys(left)


def is_in(ctx: Any, left: list[Any], right: list[Any]) -> bool | list[Any]:
    """`in`; empty where nothing is looked for."""
    if len(left) > 1:
        raise not_worked_out(_("It expects one value and finds several."))
    return [] if not left else any(equal_one(ctx, left[0], one) is True for one in right)


def contains(ctx: Any, left: list[Any], right: list[Any]) -> bool | list[Any]:
    """`contains`, as an operator."""
    return is_in(ctx, right, left)


def _keys(values: list[Any]) -> set[Hashable]:
    return {key_of(value) for value in values}


ENTRIES: Final[dict[str, Callable[..., Any]]] = {
    "|": union,
    "union": union,
    "distinct": distinct,
    "isDistinct": is_distinct,
    "intersect": intersect,
    "exclude": exclude,
    "subsetOf": subset_of,
    "supersetOf": superset_of,
    "inOp": is_in,
    "containsOp": contains,
}
"""Our own functions, by the names that the library knows them by."""
