"""Which answers a question offers now (HL7 FHIR SDC: answerExpression, candidateExpression, options toggles)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from prevent_desktop.questionnaire.expression_parts import OptionsToggle
from prevent_desktop.questionnaire.items import AnswerOption, Item, ItemType
from prevent_desktop.questionnaire.live.calculating import answer_for
from prevent_desktop.questionnaire.values import Coding, Value

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
    return any(names(value, option.value) for value in values)


def names(value: Value, other: Value) -> bool:
    """Whether `value`, of a toggle, is the option `other`: a code counts without its words."""
    if isinstance(value, Coding) and isinstance(other, Coding):
        return value.means(other)
    return type(value) is type(other) and value == other


def _options(item: Item, results: Sequence[Any]) -> tuple[AnswerOption, ...]:
    found: dict[str, AnswerOption] = {}
    for raw in results[:_MOST_OPTIONS]:
        one = raw["value"] if isinstance(raw, Mapping) and raw.keys() == {"value"} else raw
        in_words = item.type in _CODED and isinstance(one, str) and not item.answer_options
        value = Coding(display=one) if in_words else answer_for(item, one)
        if value is not None:
            found.setdefault(repr(value), AnswerOption(value))
    return tuple(found.values())
