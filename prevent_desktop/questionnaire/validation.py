"""Says what is still wrong with a response, each as a sentence that tells the person what to do.

`validate` judges a live response as a person is about to finish it: everything that is shown and required must be
dealt with, and “not known” deals with it. `validate_json` judges a file as FHIR R4 does, structure included: a group
that is not required may be missing with all in it, and a response in progress may have gaps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.constraint_problems import FormRules
from prevent_desktop.questionnaire.items import Item, ItemType, Questionnaire
from prevent_desktop.questionnaire.problems import Problem, Severity, braced
from prevent_desktop.questionnaire.progress import is_spare
from prevent_desktop.questionnaire.reading import numbered_label
from prevent_desktop.questionnaire.response import Response, read_response
from prevent_desktop.questionnaire.response_reading import ReadTree
from prevent_desktop.questionnaire.state import Slot, State, walk
from prevent_desktop.questionnaire.value_problems import Judge
from prevent_desktop.questionnaire.values import Absent, DateTimeValue, Value
from prevent_desktop.translation import _, ngettext

__all__ = ["Problem", "Severity", "validate", "validate_json"]

_STATUSES: Final = frozenset({"in-progress", "completed", "amended", "entered-in-error", "stopped"})
_TOP: Final = "QuestionnaireResponse"


def validate(response: Response, *, today: date | None = None) -> tuple[Problem, ...]:
    """What is wrong with a live response, in reading order; nothing, when it can be finalised. `today` is for tests.

    All that waits is worked out first; the next `catch_up` tells of it.
    """
    response.work_out()
    judge = Judge(response.questionnaire.patterns, today or date.today())  # noqa: DTZ011 - the person's own day counts
    return tuple(_Validation(response, judge).run())


def validate_json(
    questionnaire: Questionnaire, untrusted: str | bytes | Mapping[str, Any], *, today: date | None = None
) -> tuple[Problem, ...]:
    """What is wrong with a QuestionnaireResponse from a file. ResponseError where it is none at all."""
    header, tree = read_response(questionnaire, untrusted)
    response = Response(questionnaire, tree.root, header, calculates=False)
    response.work_out()
    judge = Judge(questionnaire.patterns, today or date.today())  # noqa: DTZ011 - the reader's own day counts
    problems = [*_header_problems(questionnaire, header), *tree.problems]
    return (*problems, *_FileValidation(response, judge, tree).run())


class _Validation:
    """One walk over a live response."""

    def __init__(self, response: Response, judge: Judge) -> None:
        self._root = response.root
        self._judge = judge
        self._rules = FormRules(response.questionnaire, response.root, response.scopes)
        self._written = _written(response.root)

    def run(self) -> Iterator[Problem]:
        """All problems, in reading order."""
        yield from self._slot(self._root, _TOP)
        yield from self._rules.of_form(_TOP)

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
                        yield from self._rules.of_state(state, place)
                else:
                    yield from self._not_enabled(state, place)

    def _place(self, _state: State, counted: str) -> str:
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
        count = sum(1 for state in states if id(state) in self._written)
        if count > 1 and not item.repeats:
            yield _problem(states[0], where, "structure", _("Keep only one “{question}”"))
        elif item.max_occurs is not None and count > item.max_occurs:
            yield _problem(
                states[0],
                where,
                "business-rule",
                _("Keep no more than {count} of “{question}”"),
                item.max_occurs,
            )
        elif item.min_occurs is not None and count < item.min_occurs and (count or item.required):
            yield _problem(
                states[0],
                where,
                "business-rule",
                _("Add “{question}” until there are at least {count}"),
                item.min_occurs,
            )

    def _group(self, state: State, place: str) -> Iterator[Problem]:
        if is_spare(state):
            return
        found = list(self._slot(state.slots[0], place))
        yield from found
        if state.item.required and id(state) not in self._written and not found:
            yield _problem(state, place, "required", _("Answer at least one question in “{question}”"))

    def _question(self, state: State, place: str) -> Iterator[Problem]:
        answers = state.answers
        if state.item.required and not answers:
            yield self._missing(state, place)
        if answers:
            yield from self._count(state, place, answers)
            yield from self._together(state, place, answers)
        for index, slot in enumerate(state.slots):
            if slot.value is not None:
                where = f"{place}.answer[{index}]"
                options = None if state.live is None else state.live.options
                for fault in self._judge.faults(state.item, slot.value, options):
                    yield _problem(state, where, fault.code, fault.message, severity=fault.severity)
                yield from self._slot(slot, where)

    def _missing(self, state: State, place: str) -> Problem:
        return _problem(state, place, "required", _missing_sentence(state.item))

    @staticmethod
    def _count(state: State, place: str, answers: tuple[Value, ...]) -> Iterator[Problem]:
        item, count = state.item, len(answers)
        if count > 1 and not item.repeats:
            yield _problem(state, place, "business-rule", _("Give only one answer to “{question}”"))
        if item.max_occurs is not None and count > item.max_occurs:
            yield _problem(
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
            yield _problem(
                state,
                place,
                "business-rule",
                ngettext(
                    "Give at least {count} answer to “{question}”",
                    "Give at least {count} answers to “{question}”",
                    item.min_occurs,
                ),
                item.min_occurs,
            )

    @staticmethod
    def _together(state: State, place: str, answers: tuple[Value, ...]) -> Iterator[Problem]:
        if len(answers) == 1:
            return
        absent = next((value for value in answers if isinstance(value, Absent)), None)
        if absent is not None:
            yield _problem(
                state,
                place,
                "business-rule",
                _("Choose either “{alone}” or an answer to “{question}”, not both"),
                alone=absent.reason.label,
            )
        for option in state.item.answer_options:
            if option.exclusive and option.value in answers:
                yield _problem(
                    state,
                    place,
                    "business-rule",
                    _("Choose either “{alone}” or other answers to “{question}”, not both"),
                    alone=option.label,
                )


class _FileValidation(_Validation):
    """One walk over a response that came from a file: places are those of the file, and what is not there is missing."""

    def __init__(self, response: Response, judge: Judge, tree: ReadTree) -> None:
        super().__init__(response, judge)
        self._rules = replace(self._rules, tells_failures=False)
        self._expressions = tree.expressions
        self._in_progress = response.status == "in-progress"
        places = (problem.expression.rpartition(".") for problem in tree.problems)
        self._told = {above for above, _dot, last in places if last.startswith("answer[")}

    def _place(self, state: State, counted: str) -> str:
        return self._expressions.get(id(state), counted)

    def _has_rules(self, state: State) -> bool:
        return id(state) in self._expressions and super()._has_rules(state)

    def _group(self, state: State, place: str) -> Iterator[Problem]:
        if id(state) not in self._expressions:
            if state.item.required and state.occurrence == 0:
                yield self._missing(state, place)
        else:
            yield from super()._slot(state.slots[0], place)

    def _missing(self, state: State, place: str) -> Problem:
        severity = Severity.WARNING if self._in_progress else Severity.ERROR
        if state.item.type is ItemType.GROUP:
            return _problem(
                state, place, "required", _("Answer at least one question in “{question}”"), severity=severity
            )
        return _problem(state, place, "required", _missing_sentence(state.item), severity=severity)

    def _question(self, state: State, place: str) -> Iterator[Problem]:
        if not state.answers and place in self._told:
            return  # an answer that could not be read was told already
        yield from super()._question(state, place)
        if state.answers and state.item.answer_value_set and not state.item.answer_options:
            yield _problem(
                state,
                place,
                "not-supported",
                _("Look at “{question}”: the list of its answers is not here, so they could not be checked"),
                severity=Severity.WARNING,
            )

    def _not_enabled(self, state: State, place: str) -> Iterable[Problem]:
        if not state.answers:
            return (
                []
                if not state.holds_anything
                else [one for slot in state.slots for one in self._slot(slot, place)]
            )
        severity = Severity.WARNING if self._in_progress else Severity.ERROR
        return [
            _problem(
                state,
                place,
                "invalid",
                _("Leave “{question}” out: by the other answers it is not asked"),
                severity=severity,
            )
        ]


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


def _missing_sentence(item: Item) -> str:
    offers = item.offers_absent or any(option.label == _("Not known") for option in item.answer_options)
    with_absent, alone = _MISSING.get(item.type, _answer_it)()
    return with_absent if offers else alone


def _answer_it() -> tuple[str, str]:
    return _("Answer “{question}”, or choose “Not known”"), _("Answer “{question}”")


def _choose() -> tuple[str, str]:
    return _("Choose an answer to “{question}”, or “Not known”"), _("Choose an answer to “{question}”")


_MISSING: Final[Mapping[ItemType, Callable[[], tuple[str, str]]]] = {
    ItemType.BOOLEAN: lambda: (
        _("Answer “{question}” with yes or no, or choose “Not known”"),
        _("Answer “{question}” with yes or no"),
    ),
    ItemType.CHOICE: _choose,
    ItemType.OPEN_CHOICE: _choose,
    ItemType.DATE: lambda: (
        _("Give a date for “{question}”, or choose “Not known”"),
        _("Give a date for “{question}”"),
    ),
    ItemType.DATE_TIME: lambda: (
        _("Give a date and time for “{question}”, or choose “Not known”"),
        _("Give a date and time for “{question}”"),
    ),
    ItemType.TIME: lambda: (
        _("Give a time for “{question}”, or choose “Not known”"),
        _("Give a time for “{question}”"),
    ),
    ItemType.ATTACHMENT: lambda: (
        _("Add a file for “{question}”, or choose “Not known”"),
        _("Add a file for “{question}”"),
    ),
}


def _problem(
    state: State,
    place: str,
    code: str,
    sentence: str,
    count: int = 0,
    *,
    severity: Severity = Severity.ERROR,
    alone: str = "",
) -> Problem:
    message = _in_its_group(state, sentence).format(question=state.item.label, count=count, alone=alone)
    return Problem(state.path, state.item.link_id, severity, code, message, place)


def _in_its_group(state: State, sentence: str) -> str:
    """The sentence, with the group behind the question where there are several of that group: “What?” (Event 2)."""
    owner = state.home.owner
    while owner is not None:
        if len(owner.home.children[owner.item.link_id]) > 1:
            return sentence.replace("“{question}”", f"“{{question}}” ({braced(numbered_label(owner))})")
        owner = owner.home.owner
    return sentence


def _header_problems(questionnaire: Questionnaire, header: Mapping[str, Any]) -> Iterator[Problem]:
    def problem(severity: Severity, code: str, message: str, part: str) -> Problem:
        return Problem((), "", severity, code, message, f"{_TOP}.{part}")

    status = header.get("status")
    if status not in _STATUSES:
        yield problem(
            Severity.ERROR,
            "code-invalid",
            _("Say whether the response is in progress, completed or amended"),
            "status",
        )
    form = header.get("questionnaire", "").partition("|")[0]
    if form and questionnaire.url and form.rpartition("/")[2] != questionnaire.url.rpartition("/")[2]:
        yield problem(
            Severity.WARNING,
            "not-found",
            _("Check the form: the response was written on “{form}”").format(form=form),
            "questionnaire",
        )
    if _outside_period(questionnaire.raw.get("effectivePeriod"), header.get("authored")):
        yield problem(
            Severity.WARNING,
            "business-rule",
            _("Check the date: the form was not in use when the response was written"),
            "authored",
        )


def _outside_period(untrusted_period: Any, untrusted_authored: Any) -> bool:
    if not isinstance(untrusted_period, Mapping):
        return False
    authored = _day(untrusted_authored)
    start, end = _day(untrusted_period.get("start")), _day(untrusted_period.get("end"))
    return authored is not None and (
        (start is not None and authored.latest < start.earliest)
        or (end is not None and authored.earliest > end.latest)
    )


def _day(untrusted: Any) -> PartialDate | None:
    try:
        return DateTimeValue(untrusted).date if isinstance(untrusted, str) else None
    except ValueError:
        return None
