"""Forms with expressions for the tests of what HL7 FHIR SDC says, and short ways to fill them in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prevent_desktop.questionnaire.response import Launch, Node, Path, Response
from prevent_desktop.questionnaire.validation import Problem, validate
from prevent_desktop.questionnaire.values import Coding, Value
from tests.unit.questionnaire.forms import CODES, CORE, SDC, coding, extension, loaded

Where = str | tuple[str, int]


def fhirpath(text: str, name: str = "") -> dict[str, Any]:
    """An expression, as the extensions hold it."""
    named = {"name": name} if name else {}
    return {"valueExpression": {"language": "text/fhirpath", "expression": text, **named}}


def said(name: str, text: str, called: str = "") -> dict[str, Any]:
    """One of SDC's expressions: calculated, initial, enableWhen, answer, candidate."""
    return extension(f"{SDC}sdc-questionnaire-{name}Expression", **fhirpath(text, called))


def says(**expressions: str) -> dict[str, Any]:
    """The extensions of an item that says these expressions, and nothing else."""
    return extended(*(said(name, text) for name, text in expressions.items()))


def calculated(text: str, **more: Any) -> dict[str, Any]:
    """What makes an item a calculated one that nobody types."""
    return {"readOnly": True, **says(calculated=text), **more}


def variable(name: str, text: str) -> dict[str, Any]:
    """A variable."""
    return extension(CORE + "variable", **fhirpath(text, name))


def extended(*extensions: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """The parts of an item or form with these extensions."""
    return {"extension": list(extensions), **more}


def toggle(text: str, *codes: str) -> dict[str, Any]:
    """Options that are offered where an expression is true."""
    options = [{"url": "option", "valueCoding": coding(code)} for code in codes]
    return {
        "url": SDC + "sdc-questionnaire-answerOptionsToggleExpression",
        "extension": [*options, {"url": "expression", **fhirpath(text)}],
    }


def constraint(text: str, human: str, severity: str = "error", **more: str) -> dict[str, Any]:
    """A rule of a form, as SDC 4 writes it."""
    parts = [
        extension("key", valueId=more.pop("key", "rule-1")),
        extension("severity", valueCode=severity),
        extension("expression", **fhirpath(text)),
        extension("human", valueString=human),
        *(extension(name, valueString=words) for name, words in more.items()),
    ]
    return {"url": CORE + "targetConstraint", "extension": parts}


def launch_context(name: str, kind: str) -> dict[str, Any]:
    """What a form wants to be handed."""
    return {
        "url": SDC + "sdc-questionnaire-launchContext",
        "extension": [extension("name", valueCoding={"code": name}), extension("type", valueCode=kind)],
    }


def opened(*items: Mapping[str, Any], launch: Launch | None = None, **more: Any) -> Response:
    """A fresh response, with all worked out that waits."""
    response = Response.start(loaded(*items, **more), launch)
    response.catch_up()
    return response


def reopened(response: Response, launch: Launch | None = None) -> Response:
    """The same response, saved as a draft and read again."""
    again = Response.read(response.questionnaire, response.to_json(keep_disabled=True), launch)
    again.catch_up()
    return again


def path(*where: Where) -> Path:
    """A path; a link id alone is its first occurrence."""
    return tuple((one, 0) if isinstance(one, str) else one for one in where)


def put(response: Response, *where: Where, to: Value | tuple[Value, ...]) -> None:
    """Answer a question, and work out what waits."""
    response.set_answers(path(*where), to if isinstance(to, tuple) else (to,))
    response.catch_up()


def clear(response: Response, *where: Where) -> None:
    """Take the answers of a question away, and work out what waits."""
    put(response, *where, to=())


def add(response: Response, link_id: str, *parent: Where) -> None:
    """One more occurrence of a group."""
    response.add_occurrence(path(*parent), link_id)
    response.catch_up()


def node(response: Response, *where: Where) -> Node:
    """A node."""
    return response.node(path(*where))


def found(response: Response, *where: Where) -> tuple[Value, ...]:
    """The answers of a question."""
    return node(response, *where).answers


def shown(response: Response, *where: Where) -> bool:
    """Whether an item is shown."""
    return node(response, *where).enabled


def offers(response: Response, *where: Where) -> list[str]:
    """The labels of what a question offers now."""
    return [option.label for option in node(response, *where).options]


def problems(response: Response, link_id: str | None = None) -> list[Problem]:
    """What is wrong with an item, or with anything."""
    return [one for one in validate(response) if link_id is None or one.link_id == link_id]


def code(name: str) -> Coding:
    """A coding of our own system."""
    return Coding(CODES, name, name)


def top(link_id: str) -> str:
    """The expression for the answers of an item at the top."""
    return f"%resource.item.where(linkId='{link_id}').answer.value"
