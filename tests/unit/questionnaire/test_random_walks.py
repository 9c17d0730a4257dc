"""Public FHIR forms filled at random: right and wrong values, more and fewer occurrences, saved and read again.

The material lies beside the repository (``../shared/fhir``).
"""

from __future__ import annotations

import functools
import math
from datetime import date, time
from decimal import Decimal
from pathlib import Path as FilePath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.items import ItemType, Questionnaire
from prevent_desktop.questionnaire.progress import sections
from prevent_desktop.questionnaire.reading import reading
from prevent_desktop.questionnaire.response import Node, Response
from prevent_desktop.questionnaire.validation import validate, validate_json
from prevent_desktop.questionnaire.values import (
    Absent,
    AbsentReason,
    AttachmentValue,
    Coding,
    DateTimeValue,
    Quantity,
    Reference,
    Unparsed,
    Value,
)
from tests.unit.questionnaire.test_expression_properties import state_of
from tests.unit.questionnaire.test_fhir_examples import FORMS, SHARED
from tests.unit.questionnaire.test_properties import nodes

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared FHIR material is not beside this checkout"
)

LAUNCH = {
    "patient": {
        "resourceType": "Patient",
        "id": "p1",
        "gender": "female",
        "birthDate": "2009-03-02",
        "name": [{"use": "official", "family": "Vaughan", "given": ["Ama", "Mary"]}],
        "address": [{"use": "home", "line": ["1 High Street"], "city": "Anytown", "postalCode": "ZZ99 3CZ"}],
    },
    "user": {"resourceType": "Practitioner", "id": "u1", "name": [{"family": "Reed", "given": ["Jo"]}]},
}
WORDS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=12)
SOME_WORDS = WORDS.filter(lambda text: bool(text.strip()))
RIGHT: dict[ItemType, st.SearchStrategy[Value]] = {
    ItemType.BOOLEAN: st.booleans(),
    ItemType.INTEGER: st.integers(-5, 200),
    ItemType.DECIMAL: st.decimals(-5, 200, places=2),
    ItemType.DATE: st.dates(date(1950, 1, 1), date(2026, 1, 1)).map(PartialDate.of),
    ItemType.DATE_TIME: st.sampled_from(["2020", "2020-06-01T00:00:00Z"]).map(DateTimeValue),
    ItemType.TIME: st.just(time(11, 30)),
    ItemType.STRING: WORDS,
    ItemType.TEXT: WORDS,
    ItemType.URL: st.just("https://example.org/a"),
    ItemType.QUANTITY: st.builds(Quantity, st.decimals(0, 9, places=1), st.sampled_from(["kg", "cm"])),
    ItemType.ATTACHMENT: st.builds(AttachmentValue, st.just("text/plain"), SOME_WORDS),
    ItemType.REFERENCE: st.builds(Reference, st.just("Patient/1"), SOME_WORDS),
    ItemType.CHOICE: st.builds(Coding, st.none(), st.sampled_from(["a", "LA6568-5"]), SOME_WORDS),
    ItemType.OPEN_CHOICE: WORDS,
}
WRONG = st.builds(Unparsed, WORDS.filter(bool)) | st.builds(Absent, st.sampled_from(AbsentReason), WORDS)


@functools.cache
def loaded(path: FilePath) -> Questionnaire:
    """The form, read once."""
    return load_questionnaire(path.read_bytes())


def answer(data: st.DataObject, node: Node) -> list[Value]:
    """Some answers to a question: what it offers, what fits its type, or what does not."""
    if node.item.type not in RIGHT:
        return []
    one = RIGHT[node.item.type] | WRONG
    if node.options:
        one = st.sampled_from([option.value for option in node.options]) | one
    return data.draw(st.lists(one, max_size=3 if node.item.repeats else 1))


def step(data: st.DataObject, response: Response) -> None:
    """One random step anywhere."""
    node = data.draw(st.sampled_from(list(nodes(response))))
    if node.item.is_question:
        response.set_answers(node.path, answer(data, node))
    elif node.item.type is ItemType.GROUP and node.item.repeats:
        if data.draw(st.booleans()):
            response.add_occurrence(node.path[:-1], node.item.link_id)
        else:
            response.remove_occurrence(node.path)
    if data.draw(st.booleans()):
        response.catch_up()


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_form_filled_at_random_comes_back_equal(path: FilePath, data: st.DataObject) -> None:
    questionnaire = loaded(path)
    response = Response.start(questionnaire, LAUNCH)
    response.catch_up()
    for _number in range(data.draw(st.integers(0, 12)) if response.children() else 0):
        step(data, response)
    response.catch_up()
    assert not response.is_behind
    draft = response.to_json(keep_disabled=True)
    again = Response.read(questionnaire, draft, LAUNCH)
    assert again.to_json(keep_disabled=True) == draft
    again.catch_up()
    assert state_of(again) == state_of(response)
    assert again.to_json(keep_disabled=True) == draft
    finished = response.to_json()
    assert Response.read(questionnaire, finished, LAUNCH).to_json() == finished
    problems = validate_json(questionnaire, finished)
    assert [
        problem for problem in problems if problem.code == "structure" and "blank" not in problem.message
    ] == []
    validate(response)
    sections(response)
    reading(response)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_nothing_in_a_public_form_fails_to_be_worked_out(path: FilePath) -> None:
    response = Response.start(loaded(path), LAUNCH)
    response.catch_up()
    faults = {
        node.path: live.faults
        for node in nodes(response)
        if (live := response.state(node.path).live) is not None and live.faults
    }
    told = {fault for found in faults.values() for fault in found.values()}
    assert told <= {
        "It uses “%Immunization”, which the form does not say.",
        "The answers do not fit what it does with them.",  # it adds a date to a text, which FHIRPath does not
    }


def filled(name: str, numbers: dict[str, Decimal], which: int) -> dict[str, tuple[Value, ...]]:
    """The answers of a published SDC form after its choices were answered with their option `which`."""
    response = Response.start(loaded(SHARED / "sdc-examples" / f"Questionnaire-questionnaire-sdc-profile-example-{name}.json"))  # fmt: skip
    response.catch_up()
    for node in list(nodes(response)):
        if node.item.link_id in numbers:
            response.set_answers(node.path, [numbers[node.item.link_id]])
        elif node.options and node.item.calculated_expression is None:
            response.set_answers(node.path, [node.options[which].value])
    response.catch_up()
    return {node.item.link_id: node.answers for node in nodes(response)}


def test_the_published_forms_calculate_what_they_say() -> None:
    weighed = filled("weight-height-tracking-panel", {"/29463-7": Decimal(70), "/8302-2": Decimal(70)}, 0)
    assert weighed["/39156-5"] == (Decimal("22.1"),)
    (risk,) = filled("hunger-vital-signs", {}, 0)["/88124-3"]
    assert isinstance(risk, Coding)
    assert risk.display == "At risk"


def test_a_long_published_formula_gives_what_its_arithmetic_says() -> None:
    measured = {"/age": Decimal(55), "/8480-6": Decimal(130), "/2093-3": Decimal(200), "/2085-9": Decimal(50)}
    answers = filled("framingham-hchd-lhc", measured, 0)
    (risk,) = answers["riskDecimal"]
    age, cholesterol, hdl, pressure = math.log(55), math.log(200), math.log(50), math.log(130)
    exponent = (
        52.00961 * (age - 3.8926095) + 20.014077 * (cholesterol - 5.3441475) - 0.905964 * (hdl - 3.7731132)
        + 1.305784 * (pressure - 4.8618212) + 0.241549 * (1 - 0.1180474) + 12.096316 * (1 - 0.335602)
        - 4.605038 * (age * cholesterol - 20.8111562) - 2.84367 * (age - 1.2890301)
        - 2.93323 * (age * age - 15.2144965)
    )  # fmt: skip
    assert isinstance(risk, Decimal)
    assert float(risk) == pytest.approx(1 - 0.9402 ** math.exp(exponent))
    assert answers["riskPercentage"] == (f"{float(risk) * 100:.2f}%",)
