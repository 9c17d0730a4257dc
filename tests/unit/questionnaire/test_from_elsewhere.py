"""A response from elsewhere, with ids and extensions beside every primitive: read once, written back whole, judged alike."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_desktop.data_files import resources
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.reading import reading
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.workflows.demo.demo_vault import read_cases
from prevent_desktop.workflows.forms.form_library import FormLibrary

NOTE = {"url": "http://example.org/note", "valueString": "as told"}
BESIDES = st.one_of(
    st.just({"id": "i-1"}),
    st.just({"extension": [NOTE]}),
    st.just({"id": "i-2", "extension": [NOTE, {"url": "http://example.org/other", "valueCode": "a"}]}),
)


@pytest.fixture(scope="module")
def library() -> FormLibrary:
    from prevent_desktop.data_files import forms

    return FormLibrary(forms())


def responses() -> list[dict[str, Any]]:
    return [form for case in read_cases(resources())["cases"] for form in case["forms"]]


def primitives(node: Any) -> list[tuple[dict[str, Any], str]]:
    """Every object with the name of a primitive in it, but for what names the response itself."""
    found: list[tuple[dict[str, Any], str]] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            found += [
                (one, key) for key, value in one.items() if isinstance(value, str | int | Decimal | bool)
            ]
            waiting += one.values()
    return [(one, key) for one, key in found if key not in {"resourceType", "linkId", "questionnaire", "url"}]


@settings(max_examples=40)
@given(st.data())
def test_what_stands_beside_primitives_changes_no_answer_and_is_written_back(
    library: FormLibrary, data: st.DataObject
) -> None:
    form = data.draw(st.sampled_from(responses()))
    questionnaire: Questionnaire = library.version(form["form"], form["version"])
    plain = json.loads(json.dumps(form["response"]), parse_float=Decimal)
    decorated = copy.deepcopy(plain)
    places = primitives(decorated)
    for number in data.draw(st.lists(st.integers(0, len(places) - 1), max_size=12, unique=True)):
        one, key = places[number]
        one[f"_{key}"] = data.draw(BESIDES)
    before = Response.read(questionnaire, json.dumps(plain, default=float))
    after = Response.read(questionnaire, json.dumps(decorated, default=float))
    assert reading(after) == reading(before)
    written = json.loads(after.to_json(keep_disabled=True), parse_float=Decimal)
    assert sorted(_besides(written)) == sorted(_besides(decorated))


def _besides(node: Any) -> list[str]:
    """All that stands under an underscore, as text."""
    if isinstance(node, list):
        return [text for one in node for text in _besides(one)]
    if not isinstance(node, dict):
        return []
    own = [f"{key} {json.dumps(part, sort_keys=True)}" for key, part in node.items() if key.startswith("_")]
    return own + [text for one in node.values() for text in _besides(one)]
