"""Evaluates the expressions of a form where they stand: with the names that are known there, over what they read.

`%resource` is the response, `%context` the occurrence of the item that carries the expression (or the response),
`%questionnaire` and `%qitem` are the form and the item in it. A name is looked for on the item itself and then upward:
variables of items, variables of the form, and what was handed over when the form was opened (HL7 FHIR SDC, “FHIRPath
and Questionnaire”). Variables are worked out when they are first asked for, and again only when what they read changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from prevent_desktop.questionnaire.expressions import Expression, Ordinals, Surroundings
from prevent_desktop.questionnaire.expressions.trouble import not_worked_out
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.live.pruning import EVERYTHING, Route, Routes, item_of, items_of
from prevent_desktop.questionnaire.live.state import Slot, State
from prevent_desktop.questionnaire.live.worked_out import Live
from prevent_desktop.questionnaire.values import Coding
from prevent_desktop.translation import _

_OF_THE_FORM: Final = frozenset({"questionnaire", "qitem"})
_SAME: Final[Mapping[str, str]] = {
    "patient": "person",
    "person": "patient",
    "user": "practitioner",
    "practitioner": "user",
}


class NotKnownError(Exception):
    """The expression uses something that was not handed over, so that nothing can be said."""


class _Weights(Ordinals):
    """The weights of all options of a form, those of its value sets too."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        super().__init__(questionnaire.raw)
        self._items = questionnaire.by_link_id

    def _options(self) -> Iterator[tuple[str | None, tuple[str | None, str | None], Any]]:
        for link_id, item in self._items.items():
            for option in item.answer_options:
                if option.ordinal is not None and isinstance(option.value, Coding):
                    yield link_id, (option.value.system, option.value.code), option.ordinal


class Scopes:
    """The names and values that the expressions of one response use. `launch` is what was handed over, by name."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        root: Slot,
        header: Mapping[str, Any],
        launch: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._questionnaire = questionnaire
        self._graph = questionnaire.graph
        self._root = root
        self._header = {"resourceType": "QuestionnaireResponse", **header}
        self._launch = launch
        self._routes: Routes | None = None
        self._ways: dict[tuple[str, bool, str | None], Route] = {}
        self._raw_items: dict[str, Any] = {}
        self._whole: list[dict[str, Any]] | None = None
        self._ordinals = _Weights(questionnaire)
        self._surveyed: dict[tuple[int, str], list[Any]] = {}
        self.form = Live()

    def forget(self) -> None:
        """Something changed: what was worked out from the whole response holds no longer."""
        self._whole = None
        self._surveyed.clear()

    def evaluate(self, expression: Expression, state: State | None) -> list[Any]:
        """What `expression` gives at `state`, as raw FHIR JSON. ExpressionError or NotKnownError where it gives nothing."""
        return self._values(expression, state, "")

    def holds(self, expression: Expression, state: State | None) -> bool | None:
        """Whether it is true at `state`; None where it gives nothing.

        ExpressionError where it gives what is neither true nor false: SDC calls that a fault of the form, of which a
        person is to be warned.
        """
        values = self._values(expression, state, "")
        if values and (len(values) > 1 or not isinstance(values[0], bool)):
            raise not_worked_out(_("What it gives is neither true nor false."))
        return values[0] if values else None

    def _values(self, expression: Expression, state: State | None, own_name: str) -> list[Any]:
        return expression.evaluate(self._surroundings(expression, state, own_name))

    def _surroundings(self, expression: Expression, state: State | None, own_name: str) -> Surroundings:
        names = expression.reads.variables
        return Surroundings(
            resource=self._resource(expression, state),
            context=self._context(expression, state),
            variables={
                name: self._value(name, state, skips_own=name == own_name) for name in names - _OF_THE_FORM
            },
            questionnaire=self._questionnaire.raw if "questionnaire" in names else None,
            qitem=self._raw_item(state.item.link_id) if "qitem" in names and state is not None else None,
            ordinals=self._ordinals,
        )

    def _resource(self, expression: Expression, state: State | None) -> dict[str, Any]:
        reads = expression.reads
        items = reads.items
        whole = reads.whole
        if state is None and items is not None:
            items = None if reads.context_items is None else items | reads.context_items
            whole = whole | reads.context_whole
        if items is None:
            if self._whole is None:
                self._whole = items_of(self._root, EVERYTHING)
            return {**self._header, "item": self._whole}
        if not items:
            return self._header
        key = (expression.text, state is None, None)
        return {**self._header, "item": items_of(self._root, self._way(key, items, whole))}

    def _context(self, expression: Expression, state: State | None) -> dict[str, Any] | None:
        if state is None:
            return None
        reads = expression.reads
        if reads.context_items is None:
            return item_of(state, EVERYTHING)
        link_id = state.item.link_id
        key = (expression.text, False, link_id)
        return item_of(state, self._way(key, reads.context_items, reads.context_whole))

    def _way(self, key: tuple[str, bool, str | None], items: frozenset[str], whole: frozenset[str]) -> Route:
        """The way to what an expression reads; `key` is its text, whether it is one of the form, and where it starts."""
        if key not in self._ways:
            if self._routes is None:
                self._routes = Routes(self._questionnaire.by_link_id)
            self._ways[key] = self._routes.to(items, whole, key[2])
        return self._ways[key]

    def _value(self, name: str, state: State | None, *, skips_own: bool) -> list[Any]:
        for scope in _upward(state):
            link_id = None if scope is None else scope.item.link_id
            if scope is not None and scope.live is not None and name in scope.live.given:
                return scope.live.given[name]
            declared = self._graph.variables.get(link_id)
            if declared is not None and name in declared and not skips_own:
                return self._variable(name, declared[name], scope, link_id)
            skips_own = False
        return self._handed_over(name)

    def _variable(
        self, name: str, expression: Expression, scope: State | None, link_id: str | None
    ) -> list[Any]:
        if (link_id, name) in self._graph.wide_variables:
            kept, key = self._surveyed, (id(scope), name)
            if key not in kept:
                kept[key] = self._values(expression, scope, name)
            return kept[key]
        values = (self.form if scope is None else live_of(scope)).variables
        if name not in values:
            values[name] = self._values(expression, scope, name)
        return values[name]

    def _handed_over(self, name: str) -> list[Any]:
        for known in (name, _SAME.get(name, name)):
            if known in self._launch:
                return [self._launch[known]]
        if name in self._graph.contexts:
            raise NotKnownError(name)
        raise not_worked_out(_("It uses “%{name}”, which the form does not say.").format(name=name))

    def _raw_item(self, link_id: str) -> Any:
        if not self._raw_items:
            waiting = list(self._questionnaire.raw.get("item", ()))
            while waiting:
                one = waiting.pop()
                self._raw_items[one.get("linkId")] = one
                waiting += one.get("item", ())
        return self._raw_items.get(link_id, {})


def live_of(state: State) -> Live:
    """What is worked out for `state`, begun where nothing was yet."""
    if state.live is None:
        state.live = Live()
    return state.live


def _upward(state: State | None) -> Iterator[State | None]:
    """The state, those that it lies in, and None for the form itself."""
    while state is not None:
        yield state
        state = state.home.owner
    yield None
