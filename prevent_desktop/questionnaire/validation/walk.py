"""One walk over a response as a person is about to finish it: all that is shown and required must be dealt with."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Final

from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.questionnaire.judging.value_problems import Judge
from prevent_desktop.questionnaire.live.state import Slot, State, walk
from prevent_desktop.questionnaire.problems import Problem, Severity
from prevent_desktop.questionnaire.progress import is_spare
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.validation.constraint_problems import FormRules
from prevent_desktop.questionnaire.validation.wording import missing_sentence, problem_at
from prevent_desktop.questionnaire.values import Absent, Value
from prevent_desktop.translation import _, ngettext

TOP: Final = "QuestionnaireResponse"
_SECONDS_FOR_RULES: Final = 1.0
"""Of the processor: what else the machine does makes no form too costly."""


class Validation:
    """One walk over a live response."""

    def __init__(self, response: Response, judge: Judge) -> None:
        self._root = response.root
        self._judge = judge
        self._rules = FormRules(response.questionnaire, response.root, response.scopes)
        self._written = _written(response.root)
        self._seconds = _SECONDS_FOR_RULES

    def run(self) -> Iterator[Problem]:
        """All problems, in reading order."""
        yield from self._slot(self._root, TOP)
        yield from self._rules.of_form(TOP)

    def _slot(self, slot: Slot, where: str) -> Iterator[Problem]:
        index = 0
        for states in slot.children.values():
            yield from self._occurrences(states, where)
            for state in states:
                is_written = id(state) in self._written
                place = self._place(state, f"{where}.item[{index}]" if is_written else where)
                index += is_written
                if state.enabled:
                    yield from self._state(state, place)
                    if self._has_rules(state):
                        yield from self._judged_by_rules(state, place)
                else:
                    yield from self._not_enabled(state, place)

    def _judged_by_rules(self, state: State, place: str) -> Iterator[Problem]:
        """A rule in each of a thousand groups, over the whole response each time, would take as long as it likes."""
        if self._seconds <= 0:
            return
        begin = time.thread_time()
        yield from list(self._rules.of_state(state, place))
        self._seconds -= time.thread_time() - begin
        if self._seconds <= 0:
            sentence = _("Check the form yourself from “{question}” on: its rules take too long to work out")
            yield problem_at(state, place, "too-costly", sentence, severity=Severity.WARNING)

    def _place(self, _state: State, counted: str) -> str:
        return counted

    def _answer_place(self, _slot: Slot, counted: str) -> str:
        return counted

    def _has_rules(self, state: State) -> bool:
        return bool(state.item.constraints or state.live is not None) and not is_spare(state)

    def _state(self, state: State, place: str) -> Iterator[Problem]:
        if state.item.type is ItemType.GROUP:
            yield from self._group(state, place)
        elif state.item.is_question:
            yield from self._question(state, place)

    def _not_enabled(self, _state: State, _place: str) -> Iterable[Problem]:
        return ()

    def _occurrences(self, states: list[State], where: str) -> Iterator[Problem]:
        item = states[0].item
        if item.type is not ItemType.GROUP or not states[0].enabled:
            return
        count = self._count_of(states)
        if count > 1 and not item.repeats:
            yield problem_at(states[0], where, "structure", _("Keep only one “{question}”"))
        elif item.max_occurs is not None and count > item.max_occurs:
            yield problem_at(
                states[0],
                where,
                "business-rule",
                _("Keep no more than {count} of “{question}”"),
                item.max_occurs,
            )
        elif item.min_occurs is not None and count < item.min_occurs and (count or item.required):
            yield from self._too_few(states[0], where)

    def _count_of(self, states: list[State]) -> int:
        return sum(1 for state in states if id(state) in self._written)

    def _group(self, state: State, place: str) -> Iterator[Problem]:
        if is_spare(state):
            return
        found = list(self._slot(state.slots[0], place))
        yield from found
        if state.item.required and id(state) not in self._written and not found:
            yield problem_at(state, place, "required", _("Answer at least one question in “{question}”"))

    def _question(self, state: State, place: str) -> Iterator[Problem]:
        answers = state.answers
        if state.item.required and not answers:
            yield self._missing(state, place)
        if answers:
            yield from self._number(state, place, answers)
            yield from self._together(state, place, answers)
        for index, slot in enumerate(state.slots):
            if slot.value is not None:
                where = self._answer_place(slot, f"{place}.answer[{index}]")
                options = None if state.live is None else state.live.options
                for fault in self._judge.faults(state.item, slot.value, options):
                    yield problem_at(state, where, fault.code, fault.message, severity=fault.severity)
                yield from self._slot(slot, where)

    def _missing(self, state: State, place: str) -> Problem:
        """What to do about it; for what the form lets nobody answer, only that it is so: no person could mend that."""
        if _out_of_reach(state):
            sentence = (
                _("“{question}” could not be worked out from your answers")
                if state.item.calculated_expression is not None
                else _("Tell the author of the form: it requires “{question}”, and nobody can answer it")
            )
            return problem_at(state, place, "required", sentence, severity=Severity.WARNING)
        return problem_at(state, place, "required", missing_sentence(state.item))

    def _number(self, state: State, place: str, answers: tuple[Value, ...]) -> Iterator[Problem]:
        item, count = state.item, len(answers)
        if count > 1 and not item.repeats:
            yield problem_at(state, place, "business-rule", _("Give only one answer to “{question}”"))
        if item.max_occurs is not None and count > item.max_occurs:
            yield problem_at(
                state,
                place,
                "business-rule",
                ngettext(
                    "Give no more than {count} answer to “{question}”",
                    "Give no more than {count} answers to “{question}”",
                    item.max_occurs,
                ),
                item.max_occurs,
            )
        if item.min_occurs is not None and count < item.min_occurs and not isinstance(answers[0], Absent):
            yield from self._too_few(state, place)

    def _too_few(self, state: State, place: str) -> Iterator[Problem]:
        item, least = state.item, state.item.min_occurs or 0
        if item.type is ItemType.GROUP:
            sentence = _("Add “{question}” until there are at least {count}")
        else:
            sentence = ngettext(
                "Give at least {count} answer to “{question}”",
                "Give at least {count} answers to “{question}”",
                least,
            )
        yield problem_at(state, place, "business-rule", sentence, least)

    @staticmethod
    def _together(state: State, place: str, answers: tuple[Value, ...]) -> Iterator[Problem]:
        if len(answers) == 1:
            return
        absent = next((value for value in answers if isinstance(value, Absent)), None)
        if absent is not None:
            yield problem_at(
                state,
                place,
                "business-rule",
                _("Choose either “{alone}” or an answer to “{question}”, not both"),
                alone=absent.reason.label,
            )
        alone = [option for option in state.item.answer_options if option.exclusive]
        given = set(answers) if alone else set()
        for option in alone:
            if option.value in given:
                yield problem_at(
                    state,
                    place,
                    "business-rule",
                    _("Choose either “{alone}” or other answers to “{question}”, not both"),
                    alone=option.label,
                )


def _written(root: Slot) -> set[int]:
    """The states (by ``id``) that the finished text holds: enabled, and answered or with something answered in them."""
    written: set[int] = set()
    for state in reversed(list(walk([root]))):
        if state.enabled and (
            any(slot.value is not None for slot in state.slots)
            or any(id(child) in written for slot in state.slots for child in slot.states())
        ):
            written.add(id(state))
    return written


def _out_of_reach(state: State | None) -> bool:
    """Whether the form hides the question, or what it lies in, or has it only read."""
    while state is not None:
        if state.item.hidden or (state.item.read_only and state.item.is_question):
            return True
        state = state.home.owner
    return False
