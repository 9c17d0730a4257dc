"""One walk over a response that came from a file, as FHIR R4 judges it: places are those of the file.

A group that is not required may be missing with all in it, and a response that is not finished may have gaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.judging.value_problems import Judge
from prevent_desktop.questionnaire.live.response_reading import ReadTree
from prevent_desktop.questionnaire.live.state import Slot, State
from prevent_desktop.questionnaire.problems import Problem, Severity
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.validation.walk import Validation
from prevent_desktop.questionnaire.validation.wording import missing_sentence, problem_at
from prevent_desktop.translation import _

_UNFINISHED: Final = frozenset({"in-progress", "stopped", "entered-in-error"})
"""What is still being written, was given up or does not count has no need to be complete (FHIR R4, status codes)."""


class FileValidation(Validation):
    """`tree` is what was read from the file, and `response` the live response over it."""

    def __init__(self, response: Response, judge: Judge, tree: ReadTree) -> None:
        super().__init__(response, judge)
        self._rules = replace(self._rules, failures=Severity.INFORMATION)
        self._tree = tree
        self._gaps = Severity.WARNING if response.status in _UNFINISHED else Severity.ERROR
        places = (problem.expression.rpartition(".") for problem in tree.problems)
        self._told = {above for above, _dot, last in places if last.startswith("answer[")}

    def _place(self, state: State, counted: str) -> str:
        return self._tree.expressions.get(id(state), counted)

    def _answer_place(self, slot: Slot, counted: str) -> str:
        return self._tree.expressions.get(id(slot), counted)

    def _is_there(self, state: State) -> bool:
        return id(state) in self._tree.expressions

    def _has_rules(self, state: State) -> bool:
        return self._is_there(state) and super()._has_rules(state)

    def _count_of(self, states: list[State]) -> int:
        return sum(1 for state in states if self._is_there(state))

    def _state(self, state: State, place: str) -> Iterator[Problem]:
        if self._is_there(state):
            yield from self._described(state, place)
        yield from super()._state(state, place)

    def _described(self, state: State, place: str) -> Iterator[Problem]:
        """The texts that the file repeats from the form, so that it can be read without it."""
        entry, item = self._tree.entries[id(state)], state.item
        text, definition = entry.get("text"), entry.get("definition")
        if text and item.text and item.label_expression is None and _plain(text) != _plain(item.text):
            yield problem_at(
                state,
                f"{place}.text",
                "invalid",
                _("Check “{question}”: the response words it in another way"),
                severity=Severity.WARNING,
            )
        if definition and item.definition and definition != item.definition:
            yield problem_at(
                state,
                f"{place}.definition",
                "invalid",
                _("Check “{question}”: the response names another definition of it"),
                severity=Severity.WARNING,
            )

    def _group(self, state: State, place: str) -> Iterator[Problem]:
        if self._is_there(state):
            yield from super()._slot(state.slots[0], place)
        elif state.item.required and state.occurrence == 0:
            yield self._missing(state, place)

    def _missing(self, state: State, place: str) -> Problem:
        if state.item.type is ItemType.GROUP:
            sentence = _("Answer at least one question in “{question}”")
        else:
            sentence = missing_sentence(state.item)
        return problem_at(state, place, "required", sentence, severity=self._gaps)

    def _question(self, state: State, place: str) -> Iterator[Problem]:
        if not state.answers and place in self._told:
            return  # an answer that could not be read was told already
        yield from super()._question(state, place)
        item = state.item
        if state.answers and item.answer_value_set and not item.answer_options:
            yield problem_at(
                state,
                place,
                "not-supported",
                _("Look at “{question}”: the list of its answers is not here, so they could not be checked"),
                severity=Severity.WARNING,
            )
        if state.answers and _is_fixed(item) and state.answers != item.initial:
            yield problem_at(
                state,
                place,
                "informational",
                _("Look at “{question}”: the form gives its answer, and the response has another"),
                severity=Severity.INFORMATION,
            )

    def _too_few(self, state: State, place: str) -> Iterator[Problem]:
        for problem in super()._too_few(state, place):
            yield replace(problem, severity=self._gaps)

    def _not_enabled(self, state: State, place: str) -> Iterable[Problem]:
        if not state.answers:
            return (
                []
                if not state.holds_anything
                else [one for slot in state.slots for one in self._slot(slot, place)]
            )
        return [
            problem_at(
                state,
                place,
                "invalid",
                _("Leave “{question}” out: by the other answers it is not asked"),
                severity=self._gaps,
            )
        ]


def _is_fixed(item: Item) -> bool:
    return (
        item.read_only and bool(item.initial) and not (item.initial_expression or item.calculated_expression)
    )


def _plain(text: object) -> str:
    return " ".join(str(text).casefold().split())
