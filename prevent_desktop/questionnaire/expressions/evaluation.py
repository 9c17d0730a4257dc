"""Works an expression out over a response, within limits, and gives plain FHIR JSON back.

`evaluate` takes one node of the tree at a time. A path hands the values of each step to the next; an operator and the
arguments of a function see what $this is around them. Source: FHIRPath 2.0.0, sections 3 to 6 and 9.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Context, localcontext
from typing import Any, Final

from prevent_desktop.questionnaire.expressions import (
    arithmetic,
    collections,
    comparisons,
    conversions,
    element_types,
    logic,
    members,
    moments,
    texts,
    tree,
)
from prevent_desktop.questionnaire.expressions.element_types import element_of
from prevent_desktop.questionnaire.expressions.limits import Run, checked
from prevent_desktop.questionnaire.expressions.quantities import as_fhir
from prevent_desktop.questionnaire.expressions.reads import fixed_value
from prevent_desktop.questionnaire.expressions.signatures import READERS, Function, Take, one_of, whole_of
from prevent_desktop.questionnaire.expressions.surroundings import Surroundings
from prevent_desktop.questionnaire.expressions.trouble import does_not_fit, not_worked_out
from prevent_desktop.questionnaire.expressions.values import Moment, Quantity, data_of
from prevent_desktop.translation import _

_EACH_CALL: Final = 10
_CHARACTERS_A_STEP: Final = 64
_DIGITS: Final = Context(prec=28)
_SUBJECTS: Final = (arithmetic, collections, conversions, element_types, logic, members, moments, texts)
_FUNCTIONS: Final[dict[str, Function]] = {
    name: function for subject in _SUBJECTS for name, function in subject.FUNCTIONS.items()
}
_ON_ALL: Final[dict[str, Callable[[Run, list[Any], list[Any]], Any]]] = {
    **comparisons.OPERATORS,
    **collections.OPERATORS,
    **logic.OPERATORS,
    "&": texts.joined,
}
_ON_ONE: Final[dict[str, Callable[[Any, Any], Any]]] = {**comparisons.ORDERINGS, **arithmetic.OPERATORS}


def work_out(expression: tree.Node, surroundings: Surroundings) -> list[Any]:
    """The values of an expression as plain FHIR JSON; ExpressionError, which never quotes an answer."""
    resource, context = element_of(surroundings.resource), element_of(surroundings.context)
    start = resource if context is None else context
    run = Run(surroundings, _variables(surroundings, resource, start))
    try:
        with localcontext(_DIGITS):
            values = evaluate(expression, _Scope(run, [start]))
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
        # What Python says may quote the answers that it stumbled over, so it is not kept.
        raise does_not_fit() from None
    return [plain for value in values if (plain := _plain(value)) is not None]


def _variables(surroundings: Surroundings, resource: Any, context: Any) -> dict[str, list[Any]]:
    given = {name: [element_of(value) for value in values] for name, values in surroundings.variables.items()}
    form, item = surroundings.questionnaire, surroundings.qitem
    return {
        **given,
        "resource": [resource],
        "rootResource": [resource],
        "context": [context],
        "questionnaire": [element_of(form)] if form else [],
        "qitem": [element_of(item)] if item else [],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Quantity):
        return as_fhir(value)
    if isinstance(value, Moment):
        return value.text
    data = data_of(value)
    return None if isinstance(data, Mapping) and data.keys() == {"extension"} else data


@dataclass(slots=True)
class _Scope:
    """What $this, $index and $total are for a part of an expression."""

    run: Run
    this: list[Any]
    index: int | None = None
    total: list[Any] | None = None


class _Argument:
    """An argument that a function works out for each value itself."""

    __slots__ = ("_node", "_scope")

    def __init__(self, node: tree.Node, around: _Scope) -> None:
        self._node = node
        self._scope = replace(around)

    def each(self, value: Any, index: int, total: list[Any] | None = None) -> list[Any]:
        self._scope.index = index
        if total is not None:
            self._scope.total = total
        return self.over([value])

    def over(self, values: list[Any]) -> list[Any]:
        self._scope.this = values
        return evaluate(self._node, self._scope)


def evaluate(node: tree.Node, scope: _Scope) -> list[Any]:
    """The values of a part of an expression."""
    scope.run.spend(1)
    return _RULES[type(node)](node, scope)


def _path(node: tree.Path, scope: _Scope) -> list[Any]:
    values = evaluate(node.start, scope)
    for step in node.steps:
        values = _step(step, values, scope)
    return values


def _step(node: tree.Node, values: list[Any], scope: _Scope) -> list[Any]:
    if isinstance(node, tree.Member):
        scope.run.spend(1 + len(values))
        return members.member(values, node.name)
    return _called(node, values, scope) if isinstance(node, tree.Call) else evaluate(node, scope)


def _called(node: tree.Call, values: list[Any], scope: _Scope) -> list[Any]:
    function = _FUNCTIONS.get(node.name)
    if function is None:
        raise not_worked_out(
            _("It uses {function}(), which cannot be used here.").format(function=node.name[:40])
        )
    if not 0 <= len(function.takes) - len(node.arguments) <= function.optional:
        raise does_not_fit()
    given = [_read(function.of, values, function.weight, scope.run)]
    if given[0] is None:
        return []
    for take, argument in zip(function.takes, node.arguments, strict=False):
        given.append(_given(take, argument, function.weight, scope))
        if given[-1] is None and take is Take.LENGTH:
            given.pop()
    if any(one is None for one in given):
        return []
    result = checked(function.run(scope.run, *given) if function.uses_run else function.run(*given))
    scope.run.spend(_EACH_CALL + len(result))
    return result


def _given(take: Take, argument: tree.Node, weight: int, scope: _Scope) -> Any:
    if take is Take.EACH:
        return _Argument(argument, scope)
    if take is Take.TYPE:
        if not isinstance(argument, tree.TypeName):
            raise does_not_fit()
        return argument
    return _read(take, evaluate(argument, scope), weight, scope.run)


def _read(take: Take, values: list[Any], weight: int, run: Run) -> Any:
    run.spend(weight * len(values))
    found = READERS[take](values)
    if isinstance(found, str):
        run.spend(len(found) // _CHARACTERS_A_STEP)
    return found


def _indexed(node: tree.Index, scope: _Scope) -> list[Any]:
    values, index = evaluate(node.values, scope), whole_of(evaluate(node.index, scope))
    return [] if index is None or not 0 <= index < len(values) else [values[index]]


def _own(node: tree.Own, scope: _Scope) -> list[Any]:
    if node.name == "$this":
        return scope.this
    found = scope.total if node.name == "$total" else None if scope.index is None else [scope.index]
    if found is None:
        raise does_not_fit()
    return found


def _variable(node: tree.Variable, scope: _Scope) -> list[Any]:
    if node.name in scope.run.variables:
        return scope.run.variables[node.name]
    fixed = fixed_value(node.name)
    if fixed is None:
        raise not_worked_out(_("It reads %{variable}, which is not there.").format(variable=node.name[:40]))
    return [fixed]


def _signed(node: tree.Sign, scope: _Scope) -> list[Any]:
    values = evaluate(node.operand, scope)
    return checked(arithmetic.negated(values)) if node.sign == "-" else values


def _operation(node: tree.Operation, scope: _Scope) -> list[Any]:
    left, right = evaluate(node.left, scope), evaluate(node.right, scope)
    on_all = _ON_ALL.get(node.sign)
    if on_all is not None:
        return _paid(checked(on_all(scope.run, left, right)), scope.run)
    if not left or not right:
        return []
    one, other = one_of(left), one_of(right)
    if one is None or other is None:
        return []
    return _paid(checked(_ON_ONE[node.sign](one, other)), scope.run)


def _paid(result: list[Any], run: Run) -> list[Any]:
    """`result`, for whose text there were steps: all that `repeat` keeps of one that grows would fill the memory."""
    for one in result:
        if isinstance(one, str):
            run.spend(len(one) // _CHARACTERS_A_STEP)
    return result


_RULES: Final[dict[type[tree.Node], Callable[[Any, _Scope], list[Any]]]] = {
    tree.Nothing: lambda _node, _scope: [],
    tree.Literal: lambda node, _scope: [node.value],
    tree.Own: _own,
    tree.Variable: _variable,
    tree.Member: lambda node, scope: _step(node, scope.this, scope),
    tree.Call: lambda node, scope: _called(node, scope.this, scope),
    tree.Path: _path,
    tree.Index: _indexed,
    tree.Sign: _signed,
    tree.Operation: _operation,
}
