"""Items that say something with expressions, as plain JSON objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.values import Value
from tests.unit.questionnaire.forms import CORE, SDC, extension, item, loaded


def fhirpath(text: str, **more: str) -> dict[str, Any]:
    """A FHIR Expression."""
    return {"language": "text/fhirpath", "expression": text, **more}


def sdc(feature: str, text: str, **more: str) -> dict[str, Any]:
    """An SDC extension such as ``calculatedExpression`` with its expression."""
    return extension(f"{SDC}sdc-questionnaire-{feature}", valueExpression=fhirpath(text, **more))


def variable(name: str, text: str) -> dict[str, Any]:
    """A variable."""
    return extension(CORE + "variable", valueExpression=fhirpath(text, name=name))


def toggle(text: str, *options: Mapping[str, Any]) -> dict[str, Any]:
    """A toggle of some options."""
    parts = [extension("option", **option) for option in options]
    return {
        "url": SDC + "sdc-questionnaire-answerOptionsToggleExpression",
        "extension": [*parts, extension("expression", valueExpression=fhirpath(text))],
    }


def constraint(text: str, human: str, severity: str = "error", **more: str) -> dict[str, Any]:
    """A targetConstraint."""
    parts = [
        extension("key", valueId="k"),
        extension("severity", valueCode=severity),
        extension("expression", valueExpression=fhirpath(text)),
        extension("human", valueString=human),
        *(extension(name, valueString=one) for name, one in more.items()),
    ]
    return {"url": CORE + "targetConstraint", "extension": parts}


def calculated(link_id: str, kind: str, expression: str, **more: Any) -> dict[str, Any]:
    """A read-only calculated question."""
    more.setdefault("readOnly", True)
    return item(link_id, kind, extension=[sdc("calculatedExpression", expression)], **more)


def of(link_id: str) -> str:
    """The answers to a question, wherever it stands."""
    return f"%resource.descendants().where(linkId = '{link_id}').answer.value"


def ready(*items: Mapping[str, Any], launch: Mapping[str, Any] | None = None, **more: Any) -> Response:
    """A fresh response in which everything is worked out."""
    response = Response.start(loaded(*items, **more), launch)
    response.catch_up()
    return response


def at(link_id: str, *above: tuple[str, int]) -> tuple[tuple[str, int], ...]:
    """The path of a first occurrence."""
    return (*above, (link_id, 0))


def answers(response: Response, link_id: str, *above: tuple[str, int]) -> tuple[Value, ...]:
    """The answers at a first occurrence."""
    return response.node(at(link_id, *above)).answers
