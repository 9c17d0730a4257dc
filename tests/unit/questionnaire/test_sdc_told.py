"""What a form asks for and this engine does not do is told by the form, and the rest of it works (HL7 FHIR SDC)."""

from __future__ import annotations

from typing import Any

import pytest

from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.response import Response
from tests.unit.questionnaire.forms import CODES, CORE, SDC, coding, extension, item, loaded, options
from tests.unit.questionnaire.sdc import calculated, extended, fhirpath, found, opened, put, says, top

WORKED_OUT = {
    "extension": [
        extension(CORE + "cqf-expression", **fhirpath("%resource.item.where(linkId='a').answer.value"))
    ]
}


def told(form: Questionnaire, *words: str) -> bool:
    return any(all(word in sentence for word in words) for sentence in form.not_followed)


def works(form: Questionnaire) -> bool:
    response = Response.start(form)
    response.catch_up()
    put(response, "a", to=3)
    return found(response, "a") == (3,)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"_required": WORKED_OUT}, "required"),
        ({"_readOnly": WORKED_OUT}, "readOnly"),
        ({"_repeats": WORKED_OUT}, "repeats"),
        ({"extension": [{"url": CORE + "questionnaire-minOccurs", "_valueInteger": WORKED_OUT}]}, "minOccurs"),
        ({"extension": [{"url": CORE + "questionnaire-maxOccurs", "_valueInteger": WORKED_OUT}]}, "maxOccurs"),
        ({"extension": [{"url": CORE + "minValue", "_valueInteger": WORKED_OUT}]}, "minValue"),
        ({"extension": [{"url": CORE + "maxValue", "_valueInteger": WORKED_OUT}]}, "maxValue"),
        ({"extension": [extension(SDC + "sdc-questionnaire-contextExpression", extension=[])]}, "contextExpression"),
        ({"extension": [extension(SDC + "sdc-questionnaire-lookupQuestionnaire", valueCanonical="http://example.org/Q")]}, "lookupQuestionnaire"),
        ({"extension": [extension(CORE + "questionnaire-signatureRequired", valueCodeableConcept={})]}, "signatureRequired"),
    ],
)  # fmt: skip
def test_what_is_not_done_is_told(parts: dict[str, Any], words: str) -> None:
    form = loaded(item("a", "integer"), item("the-item", "integer", **parts))
    assert told(form, words, "the-item"), form.not_followed
    assert works(form)


def test_a_list_that_is_worked_out_is_told() -> None:
    form = loaded(item("a", "integer"), item("the-item", "choice", _answerValueSet=WORKED_OUT))
    assert told(form, "answerValueSet", "the-item"), form.not_followed
    assert works(form)


@pytest.mark.parametrize("language", ["text/cql", "text/cql-identifier", "application/x-fhir-query"])
@pytest.mark.parametrize("name", ["enableWhen", "calculated", "initial", "answer", "candidate"])
def test_other_languages_are_told(language: str, name: str) -> None:
    other = {
        "url": f"{SDC}sdc-questionnaire-{name}Expression",
        "valueExpression": {"language": language, "expression": "X"},
    }
    form = loaded(item("a", "integer"), item("the-item", "integer", extension=[other]))
    assert told(form, language, "the-item")
    assert works(form)


def test_a_condition_in_another_language_shows_its_item() -> None:
    other = {
        "url": f"{SDC}sdc-questionnaire-enableWhenExpression",
        "valueExpression": {"language": "text/cql", "expression": "X"},
    }
    assert opened(item("x", "string", extension=[other])).node((("x", 0),)).enabled


def test_what_must_be_shown_and_cannot_be_is_told() -> None:
    critical = extension(SDC + "sdc-rendering-criticalExtension", valueUri=CORE + "rendering-style")
    form = loaded(item("a", "integer"), modifierExtension=[critical])
    assert told(form, "criticalExtension")


def test_a_modifier_that_nobody_knows_is_refused() -> None:
    with pytest.raises(QuestionnaireError):
        loaded(
            item("a", "integer"),
            modifierExtension=[extension("http://example.org/unknown", valueBoolean=True)],
        )
    with pytest.raises(QuestionnaireError):
        loaded(
            item(
                "a", "integer", modifierExtension=[extension("http://example.org/unknown", valueBoolean=True)]
            )
        )


def test_pictures_from_elsewhere_are_not_fetched() -> None:
    media = extension(
        SDC + "sdc-questionnaire-itemMedia",
        valueAttachment={"contentType": "image/png", "url": "https://evil.example/x.png"},
    )
    assert loaded(item("a", "integer", extension=[media])).by_link_id["a"].image == ""


@pytest.mark.parametrize(
    "expression",
    [
        f"{top('a')}.resolve()",
        "%resource.subject.resolve().name",
        f"{top('a')}.memberOf('http://example.org/ValueSet/x')",
        "%terminologies.expand('http://example.org/ValueSet/x')",
        f"{top('a')}.conformsTo('http://example.org/x')",
    ],
)
def test_nothing_is_looked_up_anywhere(expression: str) -> None:
    response = opened(item("a", "integer"), item("x", "string", text="X", **calculated(expression)))
    put(response, "a", to=1)
    assert found(response, "x") == ()


def test_both_a_fixed_start_and_one_to_be_worked_out() -> None:
    """The invariant sdc-behave-1 forbids it; the fixed one is there first."""
    response = opened(item("x", "integer", initial=[{"valueInteger": 3}], **says(initial="4")))
    assert found(response, "x") == (3,)


def test_both_options_and_an_expression_for_them() -> None:
    """SDC makes them exclusive; what is worked out takes the place of what is fixed."""
    response = opened(
        item(
            "x",
            "choice",
            answerOption=options("a", "b"),
            **says(answer="%questionnaire.item.answerOption.value.where(code='b')"),
        )
    )
    assert [option.label for option in response.node((("x", 0),)).options] == ["b"]


def test_a_toggle_of_an_option_that_is_not_there_changes_nothing() -> None:
    away = {"url": SDC + "sdc-questionnaire-answerOptionsToggleExpression", "extension": [{"url": "option", "valueCoding": {"system": CODES, "code": "zzz"}}, {"url": "expression", **fhirpath("false")}]}  # fmt: skip
    response = opened(item("x", "choice", answerOption=[{"valueCoding": coding("a")}], **extended(away)))
    assert [option.label for option in response.node((("x", 0),)).options] == ["a"]
