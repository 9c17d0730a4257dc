"""Short ways to judge a small file: a question with the answers to it, and what is told, one line for each problem."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from prevent_desktop.questionnaire.validation import validate_json
from tests.unit.questionnaire.forms import CORE, SDC, answered, extension, item, loaded, reply

TODAY = date(2026, 11, 25)
SYSTEM = "http://example.org"
UCUM = "http://unitsofmeasure.org"


def told(response: Mapping[str, Any], *items: Mapping[str, Any], **form: Any) -> list[str]:
    """What is told of a response to a form with these items, as ``error value .item[0].answer[0]``."""
    problems = validate_json(loaded(*items, **form), json.dumps(response, default=_number), today=TODAY)
    assert all(problem.message and "{" not in problem.message for problem in problems)
    return [
        f"{problem.severity} {problem.code} {problem.expression.removeprefix('QuestionnaireResponse')}"
        for problem in problems
    ]


def judged(question: Mapping[str, Any], *answers: Mapping[str, Any], **response: Any) -> list[str]:
    """The same of one question with these answers; places begin at its item."""
    found = told(answered(reply("q", *answers), **response), question)
    return [line.replace(" .item[0]", " ", 1).rstrip() for line in found]


def ask(kind: str, *extensions: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A question of one type."""
    extra = {"extension": list(extensions)} if extensions else {}
    return item("q", kind, text="Question", **extra, **more)


def core(name: str, **value: Any) -> dict[str, Any]:
    """An extension of FHIR."""
    return extension(CORE + name, **value)


def sdc(name: str, **value: Any) -> dict[str, Any]:
    """An extension of SDC."""
    return extension(SDC + "sdc-questionnaire-" + name, **value)


def amount(value: Any, code: str | None = "kg", **more: Any) -> dict[str, Any]:
    """A quantity in UCUM."""
    unit = {} if code is None else {"system": UCUM, "code": code, "unit": code}
    return {"value": value, **unit, **more}


def coded(code: str | None, display: str | None = None, system: str | None = SYSTEM) -> dict[str, Any]:
    """A coding, without what is None."""
    parts = {"system": system, "code": code, "display": display}
    return {"valueCoding": {key: part for key, part in parts.items() if part is not None}}


def _number(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError
