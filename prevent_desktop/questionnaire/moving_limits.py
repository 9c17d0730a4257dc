"""Limits that move with the day: “not after today”, “at most 60 days ago” (cqf-calculatedValue on minValue and maxValue).

Only expressions that read nothing but the day are followed; of all others the form says that they are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prevent_desktop.errors import ExpressionError, ExpressionSyntaxError
from prevent_desktop.questionnaire import extensions as ext
from prevent_desktop.questionnaire.expressions import Expression, Surroundings, compile_expression
from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.value_codec import VALUE_KEY, read_value
from prevent_desktop.questionnaire.values import DateTimeValue, Unparsed, Value

_DAY = len("2026-11-24")


def moving_limit(untrusted: Mapping[str, Any]) -> Expression | None:
    """The expression that stands in the place of an extension's value; None where there is none that can be followed."""
    for key, found in untrusted.items():
        extensions = found.get("extension") if isinstance(found, Mapping) else None
        if not key.startswith(("_value", "value")) or not isinstance(extensions, list):
            continue
        for one in extensions:
            if isinstance(one, Mapping) and one.get("url") in tuple(ext.WORKED_OUT):
                return _followed(one.get("valueExpression"))
    return None


def _followed(untrusted: Any) -> Expression | None:
    if not isinstance(untrusted, Mapping) or untrusted.get("language", "text/fhirpath") != "text/fhirpath":
        return None
    text = untrusted.get("expression")
    try:
        expression = compile_expression(text) if isinstance(text, str) else None
    except ExpressionSyntaxError:
        return None
    if expression is None:
        return None
    reads = expression.reads
    read = (reads.items, reads.whole, reads.context_items, reads.context_whole, reads.variables)
    return expression if all(one == frozenset() for one in read) and not reads.context_answers else None


def lowest(item: Item) -> Value | None:
    """The least value that an answer may have, today."""
    return item.min_value if item.min_value_rule is None else _today(item.type, item.min_value_rule)


def highest(item: Item) -> Value | None:
    """The greatest value that an answer may have, today."""
    return item.max_value if item.max_value_rule is None else _today(item.type, item.max_value_rule)


def _today(item_type: ItemType, expression: Expression) -> Value | None:
    """What the expression gives, as a value of the item's type; None where it gives nothing that fits."""
    try:
        found = expression.evaluate(Surroundings(resource={}, context=None, variables={}))
        value = read_value(VALUE_KEY[item_type], _fitting(item_type, found[0])) if len(found) == 1 else None
    except (ExpressionError, KeyError, ValueError):
        return None
    return None if isinstance(value, Unparsed) else value


def _fitting(item_type: ItemType, found: Any) -> Any:
    """A moment is a day where a day is asked for."""
    if item_type is ItemType.DATE and isinstance(found, str):
        return DateTimeValue(found).text[:_DAY]
    return found
