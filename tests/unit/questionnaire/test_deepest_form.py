"""How deep the deepest form lies in its JSON, and the deepest answer: far from what the reading of JSON refuses."""

from __future__ import annotations

import json
from typing import Any

from prevent_desktop.questionnaire.definition import MAX_DEPTH, load_questionnaire
from prevent_desktop.questionnaire.response import parse_response
from prevent_desktop.strict_json import MOST_LEVELS

_WELSH = {
    "extension": [
        {
            "url": "http://hl7.org/fhir/StructureDefinition/translation",
            "extension": [{"url": "lang", "valueCode": "cy"}, {"url": "content", "valueString": "Oes"}],
        }
    ]
}


def levels(parsed: Any) -> int:
    """Objects and lists inside of each other."""
    if not isinstance(parsed, dict | list):
        return 0
    return 1 + max(map(levels, parsed.values() if isinstance(parsed, dict) else parsed), default=0)


def test_the_deepest_question_takes_49_levels() -> None:
    option = {"valueCoding": {"code": "y", "display": "Yes", "_display": _WELSH}}
    item: dict[str, Any] = {"linkId": "q", "type": "choice", "text": "Is it?", "answerOption": [option]}
    for number in range(MAX_DEPTH - 1):
        item = {"linkId": f"g{number}", "type": "group", "text": "Group", "item": [item]}
    form = {"resourceType": "Questionnaire", "url": "https://forms.example/Questionnaire/deep", "version": "1.0.0",
            "title": "Deep", "status": "active", "item": [item]}  # fmt: skip
    assert load_questionnaire(json.dumps(form).encode()).by_link_id.keys() >= {"q", "g0"}
    assert levels(form) == 49 < MOST_LEVELS


def test_the_deepest_answer_takes_82_levels() -> None:
    item: dict[str, Any] = {"linkId": "q", "answer": [{"valueCoding": {"code": "y"}}]}
    for number in range(MAX_DEPTH - 1):
        item = {"linkId": f"q{number}", "answer": [{"valueBoolean": True, "item": [item]}]}
    response = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": [item]}
    parse_response(json.dumps(response).encode())
    assert levels(response) == 82 < MOST_LEVELS
