from __future__ import annotations

from prevent_desktop import data_files
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.workflows.forms.known_value_sets import known_value_sets

KNOWN = known_value_sets(data_files.resources() / "value-sets")


def test_a_form_may_name_every_known_value_set() -> None:
    items = [
        {"linkId": str(number), "type": "choice", "answerValueSet": url} for number, url in enumerate(KNOWN)
    ]
    found = load_questionnaire({"resourceType": "Questionnaire", "item": items}, value_sets=KNOWN)
    assert all(item.answer_options for item in found.items)
    assert all(option.label for item in found.items for option in item.answer_options)
    assert found.not_followed == ()


def test_yes_no_and_do_not_know_are_offered() -> None:
    item = {
        "linkId": "a",
        "type": "choice",
        "answerValueSet": "http://hl7.org/fhir/ValueSet/yesnodontknow|4.0.1",
    }
    found = load_questionnaire({"resourceType": "Questionnaire", "item": [item]}, value_sets=KNOWN)
    assert [option.label for option in found.items[0].answer_options] == ["Yes", "No", "Don't know"]
