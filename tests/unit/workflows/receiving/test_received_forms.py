"""Forms inside a pack are read as their sender finished them, whether their questionnaire is here or not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from prevent_desktop import data_files
from prevent_desktop.questionnaire.reading import reading
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.workflows.demo.demo_vault import read_cases
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.receiving.received_forms import ReceivedLine, read_forms


@pytest.fixture(scope="module")
def library() -> FormLibrary:
    return FormLibrary(data_files.forms())


@pytest.fixture(scope="module")
def screening() -> str:
    cases = read_cases(data_files.resources())["cases"]
    found = next(
        form for case in cases for form in case["forms"]
        if form["form"] == "screening-tool" and form["status"] == "completed"
    )  # fmt: skip
    return json.dumps(found["response"])


def test_a_form_that_is_here_is_read_by_its_questionnaire(library: FormLibrary, screening: str) -> None:
    (form,) = read_forms(library, [screening])
    assert (form.title, form.is_known) == ("Screening tool", True)
    said = reading(Response.read(library.newest("screening-tool"), screening))
    assert [section.title for section in form.sections] == [section.for_receiver for section in said]
    assert form.sections[0].lines[0].answers == said[0].lines[0].answers


@pytest.mark.parametrize(
    "changed",
    [
        {"questionnaire": "https://prevent-desktop.example/fhir/Questionnaire/screening-tool|99.0.0"},
        {"questionnaire": "https://elsewhere.example/fhir/Questionnaire/screening-tool|1.1.0"},
        {"questionnaire": "https://prevent-desktop.example/fhir/Questionnaire/unheard-of|1.0.0"},
        {"questionnaire": None},
    ],
    ids=["another version", "somebody else's", "unknown", "none"],
)
def test_a_form_that_is_not_here_tells_its_answers_all_the_same(
    library: FormLibrary, screening: str, changed: dict[str, Any]
) -> None:
    (known,) = read_forms(library, [screening])
    (form,) = read_forms(library, [json.dumps({**json.loads(screening), **changed})])
    assert not form.is_known
    told = {answer for section in form.sections for line in section.lines for answer in line.answers}
    texts = {answer for section in known.sections for line in section.lines for answer in line.answers}
    assert len(told & texts) > len(texts) / 2


def test_answers_of_every_kind_are_told(library: FormLibrary) -> None:
    answers = [
        {"valueString": "text"}, {"valueBoolean": True}, {"valueBoolean": False}, {"valueInteger": 7},
        {"valueDate": "2026-11-24"}, {"valueCoding": {"code": "a", "display": "Display"}}, {"valueCoding": {"code": "b"}},
        {"valueQuantity": {"value": 5, "unit": "km"}}, {"valueString": "in\u202eside\x00"}, {},
    ]  # fmt: skip
    response = {"resourceType": "QuestionnaireResponse", "item": [
        {"linkId": "1", "text": "Part", "item": [{"linkId": "1.1", "text": "Asked", "answer": answers}]},
        {"linkId": "2", "text": "Empty part", "item": [{"linkId": "2.1", "text": "Asked"}]},
    ]}  # fmt: skip
    (form,) = read_forms(library, [json.dumps(response)])
    (section,) = form.sections
    assert section.title == "Part"
    assert section.lines == (
        ReceivedLine("Asked", ("text", "Yes", "No", "7", "2026-11-24", "Display", "b", "5 km", "inside")),
    )


@pytest.mark.parametrize(
    "untrusted",
    ["", "{", "[]", "7", '"text"', "[" * 50_000, '{"item": [{"item": 3}, 4, null]}', '{"item": {"a": 1}}'],
)
def test_what_makes_no_sense_harms_nothing(library: FormLibrary, untrusted: str) -> None:
    assert all(form.sections == () for form in read_forms(library, [untrusted]))


def test_a_form_without_end_is_read_to_some_depth(library: FormLibrary) -> None:
    item: dict[str, Any] = {"text": "deep", "answer": [{"valueString": "down here"}]}
    for _level in range(400):
        item = {"text": "level", "item": [item]}
    (form,) = read_forms(library, [json.dumps({"item": [item]})])
    assert form.sections == ()
