"""HL7's own test suite of FHIRPath 2.0.0: `official_cases.json` says over which example each expression gives what.

A case is a group, an example, an expression, and its values, or “error”. Where the suite and we disagree, `DISAGREEMENTS`
says who is right, and a disagreement that is none any more fails the test.
"""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.errors import ExpressionError
from prevent_desktop.questionnaire.expressions import Surroundings, compile_expression

_STRICT = "Theirs is asked in the strict mode: we are lenient, as a form that was written for another version needs it."
_ZONE = (
    "6.1.1 leaves to each what a time without a zone says beside one with a zone: we compare what is written."
)
_WRONG = "A slip of the suite, mended in later ones."
_TIME = "By 4.1.6 a time has no zone; forms have written one, so we read it."

DISAGREEMENTS = {
    "name.given1": _STRICT,
    "Encounter.name.given": _STRICT,
    "Observation.valueQuantity.unit": _STRICT,
    "(Observation.value as Period).unit": _STRICT,
    "Patient.children().skip(1)": _STRICT,
    "@T14:34:28Z.is(Time)": _TIME,
    "@T14:34:28+10:00.is(Time)": _TIME,
    "Patient.birthDate != @1974-12-25T12:34:00-10:00": "Ours, by 6.1.1: empty, since the birth date has no time of day.",
    "Patient.birthDate != @1974-12-25T12:34:00+10:00": "Ours, by 6.1.1, likewise.",
    "Patient.birthDate != @1974-12-25T12:34:00Z": "Ours, by 6.1.1, likewise.",
    "(0).not() = true": "Ours, by 4.5: one value that is no Boolean counts as true.",
    "'1 day'.toQuantity() = 1 '{day}'": _WRONG,
    "1 week.toString()": _WRONG,
    "4 'g' ~ 4040 'mg'": "Ours, by 6.1.2: both are compared in the most granular unit of the two.",
    "(1 | 1) = (1 | 2 | {})": "Ours, by 6.1.1: false, since there are not as many on both sides.",
    "@2012-04-15T15:00:00Z = @2012-04-15T10:00:00": _ZONE,
    "@2012-04-15T15:00:00Z != @2012-04-15T10:00:00": _ZONE,
    "name !~ name": _WRONG,
    "1.2 / 1.8 = 0.66666667": "Ours has 28 digits, where 4.1.4 asks for 8 at least.",
    "3.14159.round(3) = 2": _WRONG,
}


@cache
def _suite() -> dict[str, Any]:
    text = (Path(__file__).parent / "official_cases.json").read_text("utf-8")
    suite: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return suite


def _groups() -> dict[str, list[list[Any]]]:
    found: dict[str, list[list[Any]]] = defaultdict(list)
    for group, *case in _suite()["cases"]:
        found[group].append(case)
    return found


def _given(example: str, expression: str) -> Any:
    try:
        values = compile_expression(expression).evaluate(Surroundings(_suite()["inputs"][example]))
    except ExpressionError:
        return "error"
    return [_comparable(value) for value in values]


def _comparable(value: Any) -> Any:
    if isinstance(value, dict) and "code" in value:
        return f"{value['value']} '{value['code']}'"
    return value


@pytest.mark.parametrize("group", _groups())
def test_each_case_of_a_group_gives_what_the_suite_says(group: str) -> None:
    for example, expression, expected in _groups()[group]:
        agrees = _given(example, expression) == expected
        assert agrees is (expression not in DISAGREEMENTS), (expression, expected)
