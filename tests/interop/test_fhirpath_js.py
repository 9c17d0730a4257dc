"""Our expressions give what HL7's reference implementation of FHIRPath gives (npm `fhirpath`, with its model of R4).

`fhirpath_expressions.txt` holds the expressions, one a line. Where both disagree, `fhirpath_disagreements` says who is
right by the specification, and a disagreement that is none any more fails the test.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.errors import ExpressionError
from prevent_desktop.questionnaire.expressions import (
    ExpressionSyntaxError,
    Ordinals,
    Surroundings,
    compile_expression,
)
from tests.interop.fhirpath_disagreements import DISAGREEMENTS
from tests.interop.fhirpath_response import FORM, RESPONSE, VARIABLES, item_at

_HERE = Path(__file__).parent
_LIBRARY = _HERE.parents[1] / ".venv/node/node_modules/fhirpath"
_AT = re.compile(r"at (\w+): (.*)")
_UCUM_OF_WORDS = {"years": "a", "year": "a", "months": "mo", "month": "mo", "weeks": "wk", "week": "wk", "days": "d", "day": "d", "hours": "h", "hour": "h", "minutes": "min", "minute": "min", "seconds": "s", "second": "s"}  # fmt: skip

pytestmark = [
    pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed"),
    pytest.mark.skipif(not _LIBRARY.is_dir(), reason="npm fhirpath is not installed in .venv/node"),
]


def _lines() -> list[str]:
    lines = (_HERE / "fhirpath_expressions.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _split(line: str) -> tuple[dict[str, Any] | None, str]:
    """Where the expression of a line stands (None: the response itself), and the expression."""
    found = _AT.fullmatch(line)
    return (None, line) if found is None else (item_at(found[1]), found[2])


@cache
def _theirs() -> dict[str, Any]:
    jobs = []
    for line in _lines():
        item, expression = _split(line)
        start = RESPONSE if item is None else item
        variables = {**VARIABLES, "resource": RESPONSE, "questionnaire": FORM}
        path = "" if item is None else "QuestionnaireResponse.item"
        jobs.append({"base": start, "path": path, "expression": expression, "variables": variables})
    given = {
        "library": (_LIBRARY / "esm/fhirpath.mjs").as_uri(),
        "model": (_LIBRARY / "fhir-context/r4/index.mjs").as_uri(),
        "jobs": jobs,
    }
    ran = subprocess.run(
        [str(shutil.which("node")), str(_HERE / "fhirpath_judge.mjs")],
        input=json.dumps(given, default=float).encode(),
        capture_output=True,
        check=True,
        timeout=120,
    )
    return dict(zip(_lines(), json.loads(ran.stdout), strict=True))


def _ours(line: str) -> list[Any] | str:
    item, text = _split(line)
    variables = {name: _listed(value) for name, value in VARIABLES.items()}
    surroundings = Surroundings(RESPONSE, item, variables, questionnaire=FORM, ordinals=Ordinals(FORM))
    try:
        return [_comparable(value) for value in compile_expression(text).evaluate(surroundings)]
    except (ExpressionError, ExpressionSyntaxError):
        return "error"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _comparable(value: Any) -> Any:
    """A value of ours as `_judged` writes those of the other side."""
    if isinstance(value, bool):
        return ("truth", value)
    if isinstance(value, int | float | Decimal):
        return ("number", _number(value))
    if isinstance(value, dict) and "value" in value and value.keys() <= {"value", "unit", "system", "code"}:
        return ("quantity", _number(value["value"]), value["code"])
    return (
        ("text", value)
        if isinstance(value, str)
        else ("element", json.dumps(value, sort_keys=True, default=float))
    )


def _judged(result: dict[str, Any]) -> list[Any] | str:
    return "error" if "error" in result else [_written(one) for one in result["values"]]


def _written(one: dict[str, Any]) -> Any:
    [(kind, value)] = one.items()
    if kind == "number":
        return (kind, _number(value))
    if kind == "quantity":
        unit = value[1].strip("'")
        return (kind, _number(value[0]), _UCUM_OF_WORDS.get(unit, unit))
    if kind == "element":
        return _comparable(value)
    return (kind, value)


def _number(value: Any) -> Decimal:
    """To twelve digits: one side counts in decimals, the other may do so in binary fractions."""
    return Decimal(f"{Decimal(str(value)):.12g}").normalize()


@pytest.mark.parametrize("line", _lines())
def test_both_give_the_same(line: str) -> None:
    ours, theirs = _ours(line), _judged(_theirs()[line])
    if line in DISAGREEMENTS:
        assert ours != theirs, f"they agree now: {ours}"
        pytest.xfail(DISAGREEMENTS[line])
    assert ours == theirs


def test_each_disagreement_is_about_an_expression_of_the_list() -> None:
    assert DISAGREEMENTS.keys() <= set(_lines())
