"""Whatever is changed, the live form with expressions is the form worked out from nothing: hypothesis makes both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.questionnaire.validation import validate
from prevent_desktop.questionnaire.values import Value
from tests.unit.questionnaire.forms import CODES, CORE, extension
from tests.unit.questionnaire.ruled import constraint, fhirpath, sdc, toggle, variable
from tests.unit.questionnaire.test_properties import TODAY, change, forms, loads, nodes

NUMBERS = [
    "%resource.descendants().where(linkId = '{a}').answer.value.count()",
    "%resource.repeat(item | answer.item).where(linkId = '{a}' or linkId = '{b}').answer.count()",
    "%resource.item.where(linkId = '{a}').item.where(linkId = '{b}').answer.value.count() + 1",
    "%resource.item.where(linkId = '{a}').descendants().where(linkId = '{b}').answer.value.count()",
    "%near + 1",
    "%far + %near",
    "%far",
    "%resource.descendants().where(linkId in ('{a}' | '{b}')).exists().toString().length()",
    "descendants().where(linkId = '{a}').answer.count()",
    "%context.descendants().where(linkId = '{b}').answer.value.count()",
]
WIDE = "%resource.item.where(linkId != '{me}').count()"
TRUTHS = [f"{text} > 1" for text in NUMBERS] + ["%far.exists()", "%near = 0"]
FITS = {"integer", "decimal", "string", "text", "quantity"}


@st.composite
def ruled_forms(draw: st.DrawFn) -> dict[str, Any]:
    """A form of which items are calculated, shown, offered and named by expressions over others."""
    form = draw(forms())
    items = _all_items(form)
    names = [one["linkId"] for one in items]

    def text(texts: list[str], me: str) -> str:
        a, b = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        return draw(st.sampled_from(texts)).format(a=a, b=b, me=me)

    form["extension"] = [variable("far", text(NUMBERS[:4], "")), variable("near", "1")]
    for one in items:
        for kind in draw(st.lists(st.sampled_from(list(RULES)), max_size=2, unique=True)):
            fits, texts = RULES[kind]
            if fits(one):
                _put(one, kind, text(texts, one["linkId"]), read_only=draw(st.booleans()))
    return form


def _all_items(form: dict[str, Any]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    waiting = list(form["item"])
    while waiting:
        items.append(waiting.pop())
        waiting += items[-1].get("item", ())
    return items


RULES: dict[str, tuple[Callable[[dict[str, Any]], bool], list[str]]] = {
    "variable": (lambda _item: True, [*NUMBERS[:4], "item.where(linkId = '{a}').answer.value.count()", "%near + 1"]),
    "calculated": (lambda item: item["type"] in FITS, NUMBERS),
    "shown": (lambda _item: True, TRUTHS),
    "label": (lambda _item: True, [*NUMBERS, WIDE]),
    "options": (lambda item: "answerOption" in item, TRUTHS),
    "rule": (lambda _item: True, [*TRUTHS, f"{WIDE} > 1"]),
}  # fmt: skip


def _put(item: dict[str, Any], kind: str, text: str, *, read_only: bool) -> None:
    if kind == "label":
        expression = fhirpath(f"'Asked: ' & ({text}).toString()")
        item["_text"] = {"extension": [extension(CORE + "cqf-expression", valueExpression=expression)]}
        return
    made = {
        "variable": lambda: variable("near", text),
        "calculated": lambda: sdc("calculatedExpression", text),
        "shown": lambda: sdc("enableWhenExpression", text),
        "options": lambda: toggle(text, {"valueCoding": {"system": CODES, "code": "a"}}),
        "rule": lambda: constraint(text, "A rule"),
    }[kind]()
    item.setdefault("extension", []).append(made)
    if kind == "calculated":
        item["readOnly"] = read_only


LOADED = ruled_forms().map(loads).filter(lambda found: found is not None)


def state_of(response: Response) -> list[tuple[object, ...]]:
    """All that a screen can see: of a hidden question that includes no label, which is worked out when it is shown."""
    return [
        (node.path, node.answers, node.enabled, node.options, node.enabled and node.label, node.calculated)
        for node in nodes(response)
    ]


@settings(max_examples=50)
@given(LOADED, st.data())
def test_a_live_form_is_the_form_worked_out_from_nothing(
    questionnaire: Questionnaire, data: st.DataObject
) -> None:
    response = Response.start(questionnaire)
    response.catch_up()
    for _number in range(6):
        change(data, response)
        if data.draw(st.booleans()):
            response.catch_up()
    response.catch_up()
    assert not response.is_behind
    again = Response.read(questionnaire, response.to_json(keep_disabled=True))
    again.catch_up()
    assert state_of(again) == state_of(response)
    assert again.to_json() == response.to_json()
    assert validate(again, today=TODAY) == validate(response, today=TODAY)


@settings(max_examples=40)
@given(LOADED, st.data())
def test_what_changed_is_told(questionnaire: Questionnaire, data: st.DataObject) -> None:
    response = Response.start(questionnaire)
    response.catch_up()
    for _number in range(6):
        before = {node.path: node for node in nodes(response)}
        changes = change(data, response)
        told = response.catch_up() if changes is None else changes | response.catch_up()
        if told.structure:
            continue
        after = {node.path: node for node in nodes(response)}
        assert after.keys() == before.keys()
        for path, node in after.items():
            old = before[path]
            assert node.enabled == old.enabled or path in (told.shown if node.enabled else told.hidden)
            assert path not in (told.hidden if node.enabled else told.shown)
            assert path in told.answered or node.answers == old.answers
            assert path in told.offered or node.options == old.options
            assert path in told.labelled or node.label == old.label


@settings(max_examples=40)
@given(LOADED, st.data())
def test_doing_it_at_the_keystroke_or_later_is_the_same(
    questionnaire: Questionnaire, data: st.DataObject
) -> None:
    at_once, later = Response.start(questionnaire), Response.start(questionnaire)
    at_once.catch_up()
    paths = [node.path for node in nodes(at_once) if node.item.is_question and not node.item.read_only]
    for _number in range(4 if paths else 0):
        path = data.draw(st.sampled_from(paths))
        if path not in {node.path for node in nodes(later)}:
            return
        for response in (at_once, later):
            response.set_answers(path, _same_value(response, path))
    at_once.catch_up()
    later.catch_up()
    assert state_of(at_once) == state_of(later)


def _same_value(response: Response, path: Path) -> list[Value]:
    values: dict[str, list[Value]] = {"boolean": [True], "integer": [2], "string": ["a"], "text": ["b"]}
    return values.get(response.node(path).item.type.value, [])
