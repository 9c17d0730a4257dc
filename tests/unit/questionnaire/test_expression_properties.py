"""Whatever is changed, the live form with expressions is the form worked out from nothing: hypothesis makes both."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.validation import validate
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
    items: list[dict[str, Any]] = []
    waiting = list(form["item"])
    while waiting:
        one = waiting.pop()
        items.append(one)
        waiting += one.get("item", ())
    names = [one["linkId"] for one in items]

    def text(texts: list[str], me: str) -> str:
        a, b = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        return draw(st.sampled_from(texts)).format(a=a, b=b, me=me)

    form["extension"] = [variable("far", text(NUMBERS[:4], "")), variable("near", "1")]
    for one in items:
        me = one["linkId"]
        kinds = draw(st.lists(st.sampled_from(["variable", "calculated", "shown", "label", "options", "rule"]), max_size=2))  # fmt: skip
        found: list[dict[str, Any]] = []
        if "variable" in kinds:
            near = [*NUMBERS[:4], "item.where(linkId = '{a}').answer.value.count()", "%near + 1"]
            found.append(variable("near", text(near, me)))
        if "calculated" in kinds and one["type"] in FITS:
            found.append(sdc("calculatedExpression", text(NUMBERS, me)))
            one["readOnly"] = draw(st.booleans())
        if "shown" in kinds:
            found.append(sdc("enableWhenExpression", text(TRUTHS, me)))
        if "label" in kinds:
            expression = fhirpath(f"'Asked: ' & ({text([*NUMBERS, WIDE], me)}).toString()")
            one["_text"] = {"extension": [extension(CORE + "cqf-expression", valueExpression=expression)]}
        if "options" in kinds and "answerOption" in one:
            found.append(toggle(text(TRUTHS, me), {"valueCoding": {"system": CODES, "code": "a"}}))
        if "rule" in kinds:
            found.append(constraint(text([*TRUTHS, f"{WIDE} > 1"], me), "A rule"))
        if found:
            one["extension"] = found
    return form


LOADED = ruled_forms().map(loads).filter(lambda found: found is not None)


def state_of(response: Response) -> list[tuple[object, ...]]:
    """All that a screen can see."""
    return [
        (node.path, node.answers, node.enabled, node.options, node.label, node.calculated)
        for node in nodes(response)
    ]


@settings(max_examples=150, deadline=None)
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


@settings(max_examples=80, deadline=None)
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
            assert (path in told.shown) == (node.enabled and not old.enabled)
            assert (path in told.hidden) == (old.enabled and not node.enabled)
            assert path in told.answered or node.answers == old.answers
            assert path in told.offered or node.options == old.options
            assert path in told.labelled or node.label == old.label


@settings(max_examples=40, deadline=None)
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


def _same_value(response: Response, path: Any) -> list[Any]:
    kind = response.node(path).item.type.value
    return {"boolean": [True], "integer": [2], "string": ["a"], "text": ["b"]}.get(kind, [])
