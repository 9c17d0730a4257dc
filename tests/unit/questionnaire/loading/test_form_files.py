from __future__ import annotations

import json
from typing import Any

import pytest

from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.questionnaire.definition import load_questionnaire, reopen_questionnaire
from prevent_desktop.questionnaire.response import Response
from tests.unit.questionnaire.forms import SDC, extension, form, item

VALUE_SET = {
    "resourceType": "ValueSet",
    "url": "https://prevent-desktop.example/sets/v",
    "compose": {"include": [{"system": "x", "concept": [{"code": "a"}]}]},
}


def bundle(*resources: Any, kind: str = "Bundle", entries: str = "entry") -> dict[str, Any]:
    return {"resourceType": kind, "type": "collection", entries: [{"resource": one} for one in resources]}


def test_a_byte_order_mark_does_not_matter() -> None:
    assert load_questionnaire(b"\xef\xbb\xbf" + json.dumps(form(item("a", "string"))).encode()).items


def test_a_form_needs_no_address_no_version_and_no_status() -> None:
    found = load_questionnaire(
        {"resourceType": "Questionnaire", "item": [{"linkId": "a", "type": "string"}], "_lforms": {}}
    )
    assert (found.url, found.version, found.status, found.canonical) == ("", "", "", "")
    draft = Response.start(found).to_json()
    assert Response.read(found, draft).to_json() == draft


@pytest.mark.parametrize(("kind", "entries"), [("Bundle", "entry"), ("Parameters", "parameter")])
def test_the_one_form_in_a_bundle_is_taken_with_its_value_sets(kind: str, entries: str) -> None:
    inside = form(item("a", "choice", answerValueSet=VALUE_SET["url"]))
    whole = bundle({"resourceType": "Patient"}, inside, VALUE_SET, kind=kind, entries=entries)
    found = load_questionnaire(whole)
    assert [option.label for option in found.items[0].answer_options] == ["a"]
    assert found.raw == inside
    again = reopen_questionnaire(found.canonical_json)
    assert again.digest == found.digest
    assert again.items[0].answer_options == found.items[0].answer_options


def test_several_forms_are_refused_by_their_names() -> None:
    other = {**form(item("b", "string")), "url": "https://elsewhere.example/q", "title": "The other"}
    with pytest.raises(QuestionnaireError, match="The other"):
        load_questionnaire(bundle({**form(item("a", "string")), "title": "The one"}, other))


def test_the_same_form_in_several_languages_is_one() -> None:
    norsk = {**form(item("a", "string", text="Navn")), "language": "nb-NO"}
    english = {**form(item("a", "string", text="Name")), "language": "en-GB", "url": "Questionnaire/252"}
    whole = bundle(norsk, english)
    assert load_questionnaire(whole).items[0].text == "Navn"
    assert load_questionnaire(whole, language="en").items[0].text == "Name"
    assert load_questionnaire(whole, language="fr").items[0].text == "Navn"


def test_a_bundle_brings_the_parts_of_a_modular_form() -> None:
    part = {**form(item("b", "string", text="From the part")), "url": "https://elsewhere.example/part"}
    stand_in = item("a", "display", extension=[extension(SDC + "sdc-questionnaire-subQuestionnaire", valueCanonical=part["url"] + "|1")])  # fmt: skip
    found = load_questionnaire(bundle(part, form(stand_in)))
    assert [one.text for one in found.items] == ["From the part"]
    assert reopen_questionnaire(found.canonical_json).digest == found.digest


@pytest.mark.parametrize(
    "broken",
    [
        {"resourceType": "Bundle"},
        {"resourceType": "Bundle", "entry": []},
        {"resourceType": "Bundle", "entry": [{"resource": "x"}, {}, {"resource": {"resourceType": 1}}]},
        {"resourceType": "Bundle", "entry": [1]},
        {"resourceType": "Bundle", "entry": {"resource": {}}},
        {"resourceType": ["Bundle"]},
        {"resourceType": "Parameters", "parameter": [{"name": "return"}]},
        {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Questionnaire", "item": [1]}}]},
        {
            "resourceType": "Bundle",
            "entry": [{"resource": {"resourceType": "Questionnaire", "item": "x"}}] * 2,
        },
        {},
    ],
)
def test_a_file_without_a_form_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(QuestionnaireError):
        load_questionnaire(broken)
