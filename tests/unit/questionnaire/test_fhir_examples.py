"""Public FHIR material (HL7's R4 and SDC examples, FHIR's validator cases), which lies beside the repository."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.data_files import resources
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.questionnaire.progress import sections
from prevent_desktop.questionnaire.reading import reading
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.validation import Problem, Severity, validate, validate_json
from prevent_desktop.questionnaire.validation.fhir_shape import shape_problems
from prevent_desktop.questionnaire.validation.header_problems import form_inside, form_not_found
from prevent_desktop.workflows.forms.known_value_sets import known_value_sets

SHARED = Path(__file__).resolve().parents[4] / "shared" / "fhir"
PAIRS = SHARED / "validator-pairs"

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared FHIR material is not beside this checkout"
)

FORMS = sorted(
    path
    for path in SHARED.glob("*/*.json")  # on Windows a pattern takes capitals for small letters
    if path.name.startswith("Questionnaire-") or path.match("validator-pairs/*-q.json")
)
MANIFEST: list[dict[str, Any]] = (
    json.loads((PAIRS / "manifest.json").read_text("utf-8"))["cases"] if PAIRS.is_dir() else []
)

NEEDS_TERMINOLOGY = {
    "choice-invalid-value-set-async-qr.json": "that a value set does not exist only a terminology server can tell",
    "string-with-coding-async-qr.json": "a text is judged by http://hl7.org/fhir/ValueSet/jurisdiction",
}
"""Cases that nobody can judge offline: we warn that the answers could not be checked, and find no error."""

RESPONSES = {
    "hl7-r4-examples/QuestionnaireResponse-gcs.json": "hl7-r4-examples/Questionnaire-gcs.json",
    "sdc-examples/QuestionnaireResponse-adaptive-questionnaireresponse-sdc-example-phq9.json": "",
    "sdc-examples/QuestionnaireResponse-map-populate-out.json": "sdc-examples/Questionnaire-questionnaire-sdc-test-fhirpath-prepop-source-query.json",
    "sdc-examples/QuestionnaireResponse-questionnaireresponse-sdc-example-ussg-fht-answers.json": "sdc-examples/Questionnaire-questionnaire-sdc-profile-example-ussg-fht.json",
    "sdc-examples/QuestionnaireResponse-questionnaireresponse-sdc-profile-example-PHQ9.json": "sdc-examples/Questionnaire-questionnaire-sdc-profile-example-PHQ9.json",
    "sdc-examples/QuestionnaireResponse-questionnaireresponse-sdc-profile-example-loinc.json": "sdc-examples/Questionnaire-questionnaire-sdc-profile-example-loinc.json",
    "sdc-examples/QuestionnaireResponse-questionnaireresponse-sdc-profile-example-multi-subject.json": "sdc-examples/Questionnaire-questionnaire-sdc-profile-example-multi-subject.json",
}
"""Each response with its form; none where the response carries its form inside."""

OTHERS = {
    "hl7-r4-examples/QuestionnaireResponse-3141.json": "answers questions that Questionnaire 3141 does not have",
    "hl7-r4-examples/QuestionnaireResponse-bb.json": "answers questions that Questionnaire bb does not have",
    "hl7-r4-examples/QuestionnaireResponse-f201.json": "has items right under a question, which R4 forbids",
    "hl7-r4-examples/QuestionnaireResponse-ussg-fht-answers.json": "its form, Questionnaire/ussg-fht of R4, is not here",
    "sdc-examples/QuestionnaireResponse-questionnaireresponse-sdc-profile-example.json": "its form is not here",
}
"""Responses that fit no form of the material, and why."""


def _name(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", FORMS, ids=_name)
def test_every_public_form_loads_and_its_fresh_draft_comes_back_equal(path: Path) -> None:
    questionnaire = load_questionnaire(path.read_bytes())
    raw = json.loads(path.read_bytes(), parse_float=Decimal)
    assert json.loads(questionnaire.canonical_json, parse_float=Decimal) == raw
    response = Response.start(questionnaire)
    draft = response.to_json(keep_disabled=True)
    assert Response.read(questionnaire, draft).to_json(keep_disabled=True) == draft
    validate(response)
    sections(response)
    reading(response)


def test_every_item_type_is_in_the_material() -> None:
    met = {item.type for path in FORMS for item in load_questionnaire(path.read_bytes()).by_link_id.values()}
    assert met == set(ItemType)


@pytest.mark.parametrize("name", RESPONSES)
def test_a_public_response_comes_back_equal(name: str) -> None:
    text = (SHARED / name).read_bytes()
    raw = json.loads(text, parse_float=Decimal)
    inside = [one for one in raw.get("contained", []) if one["resourceType"] == "Questionnaire"]
    form: Any = (SHARED / RESPONSES[name]).read_bytes() if RESPONSES[name] else inside[0]
    response = Response.read(load_questionnaire(form), text)
    assert json.loads(response.to_json(keep_disabled=True), parse_float=Decimal) == raw


def test_no_public_response_is_left_out_without_a_reason() -> None:
    there = {path.relative_to(SHARED).as_posix() for path in SHARED.glob("*/QuestionnaireResponse-*.json")}
    assert there == RESPONSES.keys() | OTHERS.keys()


def judged(case: dict[str, Any]) -> list[Problem]:
    """What `form validate` tells of a case, but for what it only informs of."""
    text = (PAIRS / case["response"]).read_bytes()
    if not case["questionnaire"]:
        return [form_not_found(json.loads(text))]
    form = (PAIRS / case["questionnaire"][0]).read_bytes()
    questionnaire = load_questionnaire(form, value_sets=known_value_sets(resources() / "value-sets"))
    problems = validate_json(questionnaire, text)
    return [problem for problem in problems if problem.severity is not Severity.INFORMATION]


@pytest.mark.parametrize("case", MANIFEST, ids=lambda case: str(case["response"]))
def test_we_judge_as_the_reference_validator_does(case: dict[str, Any]) -> None:
    problems = judged(case)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if case["response"] in NEEDS_TERMINOLOGY:
        assert errors == []
        assert [problem.code for problem in problems] == ["not-supported"]
        return
    assert (not errors) == case["valid"]
    told = sorted((problem.code, problem.expression) for problem in problems)
    reference = sorted((issue["code"], place) for issue in case["reference_issues"] for place in issue["at"])
    assert told == reference


def test_the_table_of_agreement_is_kept() -> None:
    table = [
        (case["response"], case["valid"], not any(one.severity is Severity.ERROR for one in judged(case)))
        for case in MANIFEST
    ]
    for name, reference, ours in table:
        print(f"{name:60} reference {reference!s:5} ours {ours!s:5}")
    assert {name for name, reference, ours in table if reference != ours} == NEEDS_TERMINOLOGY.keys()
    assert len(table) == 37


@pytest.mark.parametrize("name", RESPONSES)
def test_a_published_response_is_valid_to_us_too(name: str) -> None:
    text = (SHARED / name).read_bytes()
    inside = form_inside(json.loads(text))
    form = inside if inside is not None else (SHARED / RESPONSES[name]).read_bytes()
    found = validate_json(load_questionnaire(form), text)
    errors = [problem.expression for problem in found if problem.severity is Severity.ERROR]
    assert errors == (NOT_IN_ITS_EXPANSION if name.endswith("profile-example-PHQ9.json") else [])


NOT_IN_ITS_EXPANSION = [f"QuestionnaireResponse.item[0].item[{number}].answer[0]" for number in range(3)]
"""The expansion of this form's value set says “not-at-all”, its definition and the response “Not-at-all”."""


@pytest.mark.parametrize("path", sorted(SHARED.glob("*/QuestionnaireResponse-*.json")), ids=_name)
def test_a_published_response_is_fhir(path: Path) -> None:
    assert list(shape_problems(json.loads(path.read_bytes(), parse_float=Decimal))) == []
