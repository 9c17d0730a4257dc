"""What the expressions of one item give where it stands: whether it is shown, its answers, its options, its label.

Each raises ExpressionError or NotKnownError where nothing comes out; `without` then says what holds in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from prevent_desktop.questionnaire.expression_graph import LABEL, MET, OPTIONS
from prevent_desktop.questionnaire.expression_parts import Expression, OptionsToggle, Variable
from prevent_desktop.questionnaire.items import AnswerOption, Item, ItemType
from prevent_desktop.questionnaire.judging.value_problems import Judge
from prevent_desktop.questionnaire.live.answer_slots import same_answers
from prevent_desktop.questionnaire.live.calculating import answer_for, answers_for
from prevent_desktop.questionnaire.live.scopes import Scopes, live_of
from prevent_desktop.questionnaire.live.state import MAX_OCCURRENCES, MAX_STATES, State
from prevent_desktop.questionnaire.problems import Severity
from prevent_desktop.questionnaire.values import Coding, Value, same_choice

_MOST_OPTIONS: Final = 5_000
_CODED: Final = frozenset({ItemType.CHOICE, ItemType.OPEN_CHOICE})
"""What is chosen there from a list is a Coding (FHIR R4, Questionnaire.item.type), if only of words."""


def offered(
    item: Item,
    answers: Sequence[Any] | None,
    candidates: Sequence[Any] | None,
    switched_off: Iterable[OptionsToggle],
) -> tuple[AnswerOption, ...]:
    """The options of `item`: those that its expressions gave, or its own, without those that are switched off.

    `answers` takes the place of the form's own options, `candidates` stands before them (None where there is no such
    expression). An option that several toggles name is offered when any of them says so.
    """
    options = item.answer_options if answers is None else _options(item, answers)
    if candidates is not None:
        first = _options(item, candidates)
        values = {repr(option.value) for option in first}
        options = (*first, *(option for option in options if repr(option.value) not in values))
    off_toggles = list(switched_off)
    off = [value for toggle in off_toggles for value in toggle.options]
    if not off:
        return options
    on = [value for toggle in item.options_toggles if toggle not in off_toggles for value in toggle.options]
    return tuple(option for option in options if _names(on, option) or not _names(off, option))


def _names(values: Iterable[Value], option: AnswerOption) -> bool:
    return any(same_choice(value, option.value) for value in values)


def _options(item: Item, results: Sequence[Any]) -> tuple[AnswerOption, ...]:
    found: dict[str, AnswerOption] = {}
    for raw in results[:_MOST_OPTIONS]:
        one = raw["value"] if isinstance(raw, Mapping) and raw.keys() == {"value"} else raw
        in_words = item.type in _CODED and isinstance(one, str) and not item.answer_options
        value = Coding(display=one) if in_words else answer_for(item, one)
        if value is not None:
            found.setdefault(repr(value), AnswerOption(value))
    return tuple(found.values())


class WorkingOut:
    """Works out one thing at a time, and keeps in the state's `Live` what is not an answer.

    `patterns` are the compiled patterns of the form by link id.
    """

    def __init__(self, scopes: Scopes, patterns: Mapping[str, Any]) -> None:
        self._scopes = scopes
        self._patterns = patterns

    def holds(self, state: State) -> None:
        """What its enabling expression says (`Live.holds`)."""
        expression = state.item.enable_when_expression
        live_of(state).holds = expression is None or self._scopes.holds(expression, state) is True

    def initial(self, state: State) -> tuple[Value, ...]:
        """The answers that it starts with, once: when it begins, or is first shown (SDC, initialExpression)."""
        expression, live = state.item.initial_expression, live_of(state)
        if expression is None or live.has_begun or not state.enabled:
            return ()
        found = () if state.answers else answers_for(state.item, self._scopes.evaluate(expression, state))
        live.has_begun = True
        return tuple(value for value in found if self._is_allowed(state, value))

    def _is_allowed(self, state: State, value: Value) -> bool:
        """Whether the question takes it: an initial value that it does not is passed over (SDC, “Form Behavior”)."""
        judge = Judge(self._patterns, date.today())  # noqa: DTZ011 - the person's own day counts
        options = None if state.live is None else state.live.options
        faults = judge.faults(state.item, value, options)
        return not any(fault.severity is Severity.ERROR for fault in faults)

    def entries(self, state: State, context: Variable) -> list[Any]:
        """The entries of a list that a group is repeated for, once; none where it was filled in already."""
        live = live_of(state)
        alone = len(state.home.children[state.item.link_id]) == 1 and not state.holds_anything
        if live.has_begun or not state.enabled or not alone:
            return []
        live.has_begun = True
        most = min(MAX_OCCURRENCES, MAX_STATES // 2 // state.item.size)
        return self._scopes.evaluate(context.expression, state)[:most]

    def calculated(self, state: State) -> tuple[Value, ...]:
        """Its calculated answers; its own where those stay, because a person typed them or they are the same."""
        expression = state.item.calculated_expression
        if expression is None:
            return state.answers
        answers = answers_for(state.item, self._scopes.evaluate(expression, state))
        live = live_of(state)
        if (
            live.is_own is None
        ):  # it was read from a draft: what differs from what comes out is a person's own
            live.is_own = bool(state.answers) and not same_answers(state.answers, answers)
        live.calculated = answers
        return state.answers if live.is_own else answers

    def offers(self, state: State) -> bool:
        """Its options; whether they are others now."""
        item, live = state.item, live_of(state)
        off = [one for one in item.options_toggles if self._scopes.holds(one.expression, state) is not True]
        answers = self._results(item.answer_expression, state)
        options = offered(item, answers, self._results(item.candidate_expression, state), off)
        before = item.answer_options if live.options is None else live.options
        live.options = options
        return options != before

    def _results(self, expression: Expression | None, state: State) -> list[Any] | None:
        return None if expression is None else self._scopes.evaluate(expression, state)

    def names(self, state: State) -> bool:
        """Its label; whether it is another now."""
        results = self._results(state.item.label_expression, state)
        live = live_of(state)
        before = live.label
        live.label = results[0] if results and isinstance(results[0], str) else None
        return live.label != before

    @staticmethod
    def without(state: State, kind: int) -> bool:
        """Nothing came out: it is shown, and offers and says what the form says without the expression.

        Its answers stay. Whether options or label are others now.
        """
        live = live_of(state)
        if kind == MET:
            live.holds = True
        elif kind == OPTIONS and live.options is not None:
            live.options = None
            return True
        elif kind == LABEL and live.label is not None:
            live.label = None
            return True
        return False
