"""``form validate``: what it takes, how it ends, and what it prints for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit

FORM: dict[str, Any] = {
    "resourceType": "Questionnaire",
    "url": "https://example.org/q",
    "status": "active",
    "item": [{"linkId": "name", "text": "Name", "type": "string", "required": True}],
}
RESPONSE: dict[str, Any] = {
    "resourceType": "QuestionnaireResponse",
    "questionnaire": "https://example.org/q",
    "status": "completed",
    "item": [{"linkId": "name", "answer": [{"valueString": "Ada"}]}],
}


def judged(
    folder: Path, capsys: pytest.CaptureFixture[str], response: object, form: object = None
) -> tuple[Exit, dict[str, Any]]:
    """How the command ended, and the JSON that it printed."""
    arguments = ["form", "validate", "--json"]
    if form is not None:
        arguments += ["--questionnaire", _file(folder, "q.json", form)]
    ended = run_command([*arguments, _file(folder, "r.json", response)])
    return Exit(ended), json.loads(capsys.readouterr().out)


def _file(folder: Path, name: str, content: object) -> str:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def test_a_form_inside_the_response_will_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    holding = {**RESPONSE, "questionnaire": "#f", "contained": [{**FORM, "id": "f"}]}
    assert judged(tmp_path, capsys, holding) == (Exit.DONE, {"valid": True, "problems": []})
    empty = {key: part for key, part in holding.items() if key != "item"}
    ended, told = judged(tmp_path, capsys, empty)
    assert ended is Exit.NOT_VALID
    assert [problem["code"] for problem in told["problems"]] == ["required"]


def test_a_form_that_is_not_at_hand_cannot_be_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended, told = judged(tmp_path, capsys, RESPONSE)
    assert ended is Exit.NOT_VALID
    assert told["problems"] == [
        {
            "severity": "error",
            "code": "not-found",
            "linkId": "",
            "expression": "QuestionnaireResponse.questionnaire",
            "message": "Give the form too: “https://example.org/q” is not at hand, so the response could not be checked",
        }
    ]
    nameless = {key: part for key, part in RESPONSE.items() if key != "questionnaire"}
    assert judged(tmp_path, capsys, nameless)[0] is Exit.NOT_VALID


@pytest.mark.parametrize("response", ["", "no JSON", "[]", {"resourceType": "Patient"}, "{" * 5_000])
def test_what_is_no_response_is_not_valid(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], response: object
) -> None:
    ended, told = judged(tmp_path, capsys, response, FORM)
    assert ended is Exit.NOT_VALID
    assert [problem["expression"] for problem in told["problems"]] == ["QuestionnaireResponse"]


def test_a_form_that_cannot_be_used_is_told_with_its_item(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = {**FORM, "item": [FORM["item"][0], {"linkId": "name", "type": "string"}]}
    ended, told = judged(tmp_path, capsys, RESPONSE, broken)
    assert ended is Exit.NOT_VALID
    [problem] = told["problems"]
    assert (problem["expression"], problem["linkId"]) == ("Questionnaire", "name")


def test_a_rule_that_is_broken_itself_is_information_and_not_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = [
        {"url": "key", "valueId": "k"},
        {"url": "severity", "valueCode": "error"},
        {"url": "human", "valueString": "Three"},
        {"url": "expression", "valueString": "answer.count() = 3 asdf"},
    ]
    rule = {"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-constraint", "extension": parts}
    form = {**FORM, "item": [{**FORM["item"][0], "extension": [rule]}]}
    ended, told = judged(tmp_path, capsys, RESPONSE, form)
    assert ended is Exit.DONE
    [problem] = told["problems"]
    assert (problem["severity"], problem["expression"]) == ("information", "Questionnaire")
    assert "name" in problem["message"]


def test_a_file_that_is_not_there_is_the_command_lines_fault(tmp_path: Path) -> None:
    assert run_command(["form", "validate", str(tmp_path / "nothing.json")]) == Exit.USAGE


def test_people_read_one_line_for_each_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form, response = _file(tmp_path, "q.json", FORM), _file(tmp_path, "r.json", {**RESPONSE, "foo": 1})
    assert run_command(["form", "validate", "--questionnaire", form, response]) == Exit.NOT_VALID
    assert capsys.readouterr().out.splitlines() == [
        "error: QuestionnaireResponse: Take “foo” out of “QuestionnaireResponse”: FHIR has nothing of that name there",
        "Not valid",
    ]
