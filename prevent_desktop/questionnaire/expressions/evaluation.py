"""Evaluates an expression by the library, within limits, and gives plain FHIR JSON back: the border to the library.

Not for two threads at once: the library keeps the time of day and its model of FHIR in its modules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, localcontext
from typing import Any, Final

from fhirpathpy.engine import do_eval
from fhirpathpy.engine.evaluators import evaluators
from fhirpathpy.engine.invocations import invocation_registry
from fhirpathpy.engine.invocations.constants import constants
from fhirpathpy.engine.nodes import FP_Quantity, FP_TimeBase, ResourceNode, TypeInfo
from fhirpathpy.engine.util import get_data
from fhirpathpy.models import models

from prevent_desktop.errors import ExpressionError
from prevent_desktop.questionnaire.expressions import (
    arithmetic,
    comparisons,
    functions,
    kinds,
    logic,
    members,
    moments,
    quantities,
    sets,
    texts,
)
from prevent_desktop.questionnaire.expressions.limits import Budget, combined_cost, count_parts
from prevent_desktop.questionnaire.expressions.lowering import Lowered
from prevent_desktop.questionnaire.expressions.ordinals import link_ids_of_answers
from prevent_desktop.questionnaire.expressions.quantities import as_fhir
from prevent_desktop.questionnaire.expressions.reads import FIXED, Reads
from prevent_desktop.questionnaire.expressions.surroundings import Surroundings
from prevent_desktop.questionnaire.expressions.trouble import not_worked_out
from prevent_desktop.translation import _

_MODEL: Final = models["r4"]
_Function = Callable[..., Any]
_SCOPE: Final[tuple[str, ...]] = ("$this", "$index", "$total")
_ENCODING: Final = frozenset(
    {"|", "union", "distinct", "isDistinct", "exclude", "intersect", "subsetOf", "supersetOf"}
)
_ON_PLAIN: Final = frozenset({"toBoolean", "convertsToBoolean", "encode", "decode"})
_EMPTY_IF_UNSAID: Final = frozenset({"contains", "indexOf", "split", "encode", "decode", "skip", "take"})
_THEIR_TEXTS: Final = frozenset({"length", "upper", "lower", "toChars", "trim", "indexOf", "contains"})
_OF_VALUES: Final = (
    _THEIR_TEXTS | {"=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/"} | texts.ENTRIES.keys() - {"&"}
)
"""What is empty for an element without a value."""
_ANSWER: Final = re.compile(r"_?value[A-Z]\w*")


def work_out(lowered: Lowered, reads: Reads, surroundings: Surroundings) -> list[Any]:
    """The values of an expression as plain FHIR JSON; ExpressionError, which never quotes an answer."""
    constants.reset()
    TypeInfo.model = _MODEL
    resource, context = surroundings.resource, surroundings.context
    start = resource if context is None else _typed(context)
    ctx = {
        "dataRoot": [start],
        "$this": [start],
        "vars": {**_variables(surroundings, start), **lowered.constants},
        "model": _MODEL,
        "userInvocationTable": _TABLE,
        "budget": Budget(lowered.weight, lambda: count_parts(resource)),
        "weigh": _Weighing(surroundings),
    }
    try:
        with localcontext():
            values = do_eval(ctx, ctx["dataRoot"], lowered.tree)
    except ExpressionError:
        raise
    except Exception:  # noqa: BLE001 - the library raises bare exceptions of its own
        # What the library says quotes the answers that it stumbled over, so it is not kept.
        raise not_worked_out(_why(reads, ctx)) from None
    return [plain for value in values if (plain := _plain(value)) is not None]


def _why(reads: Reads, ctx: Mapping[str, Any]) -> str:
    unknown = sorted(reads.functions - _TABLE.keys())
    if unknown:
        return _("It uses {function}(), which cannot be used here.").format(function=unknown[0][:40])
    missing = sorted(reads.variables - ctx["vars"].keys())
    if missing:
        return _("It reads %{variable}, which is not there.").format(variable=missing[0][:40])
    return _("The answers do not fit what it does with them.")


class _Weighing:
    """Finds the weight of an answer; the response is walked when the first one is asked for."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._link_ids: dict[int, str] | None = None

    def __call__(self, value: Any) -> Any:
        if self._link_ids is None:
            self._link_ids = link_ids_of_answers(self._surroundings.resource)
            self._link_ids.update(link_ids_of_answers(self._surroundings.context))
        return self._surroundings.ordinals.of(value, self._link_ids.get(id(value)))


def _variables(surroundings: Surroundings, start: Any) -> dict[str, Any]:
    resource = [_typed(surroundings.resource)]
    given = {name: [_typed(value) for value in values] for name, values in surroundings.variables.items()}
    return {
        **FIXED,
        **given,
        "resource": resource,
        "rootResource": resource,
        "context": [start] if surroundings.context is not None else resource,
        "questionnaire": [_typed(surroundings.questionnaire)] if surroundings.questionnaire else [],
        "qitem": [ResourceNode(surroundings.qitem, "Questionnaire.item")] if surroundings.qitem else [],
    }


def _typed(value: Any) -> Any:
    """A value with the FHIR type that its shape tells: without it, `answer.value` would find no valueCoding."""
    return ResourceNode(value, _type_of(value)) if isinstance(value, Mapping) else value


def _type_of(value: Mapping[str, Any]) -> str:
    if "linkId" in value:
        return "Questionnaire.item" if "type" in value else "QuestionnaireResponse.item"
    if "url" in value:
        return "Extension"
    if any(_ANSWER.fullmatch(key) for key in value) or set(value) == {"item"}:
        return "QuestionnaireResponse.item.answer"
    if "value" in value and value.keys() & {"unit", "code", "comparator"}:
        return "Quantity"
    if value.keys() & {"code", "display"}:
        return "Coding"
    return "Reference" if "reference" in value else "Element"


def _plain(value: Any) -> Any:
    data = get_data(value)
    if isinstance(data, FP_Quantity):
        return as_fhir(data)
    if isinstance(data, FP_TimeBase):
        return data.asStr
    if isinstance(data, Mapping) and data.keys() == {"extension"}:
        return None
    return data


def _within_limits(name: str, function: _Function, takes_function: bool) -> _Function:
    """The function with what it may cost checked before and after, and $this as it was once it is done."""

    def called(ctx: dict[str, Any], *given: Any) -> Any:
        budget: Budget = ctx["budget"]
        budget.spend(_cost(name, given))
        if name in _OF_VALUES and any(map(members.is_valueless, given)):
            return []
        if name in _EMPTY_IF_UNSAID and any(one == [] for one in given):
            return []
        if name in _ON_PLAIN:
            given = ([get_data(one) for one in given[0]], *given[1:])
        if not takes_function:
            result = function(ctx, *given)
        else:
            before = {key: ctx[key] for key in _SCOPE if key in ctx}
            try:
                result = function(ctx, *(budget.counted(one) if callable(one) else one for one in given))
            finally:
                for key in _SCOPE:
                    ctx.pop(key, None)
                ctx.update(before)
        budget.check(result)
        if isinstance(result, list) and name not in {"descendants", "children"}:
            budget.spend(combined_cost(result))
        return Decimal(str(result)) if isinstance(result, float) else result

    return called


def _cost(name: str, given: tuple[Any, ...]) -> int:
    cost = 10 + sum(
        len(one) if isinstance(one, list) else len(one) // 64 for one in given if isinstance(one, list | str)
    )
    if name in _ENCODING:
        cost *= 4
    return cost


def _described(name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    takes_function = "variadic" in entry or any("Expr" in one for one in entry.get("arity", {}).values())
    return {**entry, "fn": _within_limits(name, entry["fn"], takes_function)}


def _table() -> dict[str, dict[str, Any]]:
    table = dict(invocation_registry)
    for room in (functions, texts, moments, kinds, logic, arithmetic, quantities, members):
        table |= room.ENTRIES
    for sign, function in {**comparisons.ENTRIES, **sets.ENTRIES}.items():
        table[sign] = {**invocation_registry[sign], "fn": function}
    return {name: _described(name, entry) for name, entry in table.items()}


_TABLE: Final = _table()
evaluators[members.MEMBER] = members.member
