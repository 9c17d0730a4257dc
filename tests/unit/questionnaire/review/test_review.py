"""A review tells all that is wrong with a form, at the line where it stands, and lets a good form pass."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop import data_files
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.review import FormReview, Severity, review_form
from prevent_desktop.questionnaire.review.reading_age import HIGHEST_GRADE, grade_of
from prevent_desktop.workflows.forms.known_value_sets import known_value_sets
from tests.faults.hostile_forms import ATTACKS

OUR = "https://prevent-desktop.example/fhir/"
CORE = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
SHARED = Path(__file__).parents[5] / "shared" / "fhir"
GOOD: dict[str, Any] = {
    "resourceType": "Questionnaire",
    "url": "https://example.org/q",
    "version": "1",
    "title": "Q",
    "status": "active",
    "item": [{"linkId": "a", "type": "string", "text": "A"}, {"linkId": "b", "type": "boolean", "text": "B"}],
}


def form_with(*items: dict[str, Any], **header: Any) -> str:
    return json.dumps({**GOOD, "item": [*GOOD["item"], *items], **header}, indent=1, ensure_ascii=False)


def review(text: str) -> FormReview:
    return review_form(text.encode())


def told(text: str) -> list[tuple[str, str, str]]:
    """Severity, code and link id of each finding."""
    return [(one.severity.value, one.code, one.link_id) for one in review(text).findings]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def question(link_id: str, **parts: Any) -> dict[str, Any]:
    return {"linkId": link_id, "type": "string", "text": link_id, **parts}


def when(name: str, **parts: Any) -> dict[str, Any]:
    return {"question": name, "operator": "exists", "answerBoolean": True, **parts}


def test_a_good_form_has_no_findings() -> None:
    assert told(form_with()) == []
    assert review(form_with()).questionnaire is not None


@pytest.mark.parametrize(
    ("item", "code", "at"),
    [
        (question("x", type="strng"), "item-type", '"strng"'),
        (question("x", text=5), "structure", '"text": 5'),
        (question("x", enableWhen=[when("nowhere")]), "condition", '"question": "nowhere"'),
        (question("x", modifierExtension=[{"url": "http://example.org/no"}]), "modifier", '"url": "http://exam'),
        (question("x", extension=[{"url": CORE + "regex", "valueString": "(("}]), "pattern", '"url": "http://hl7'),
        (question("x", answerOption=[{"valueCoding": 5}]), "option", '"valueCoding": 5'),
        ({"type": "string"}, "link-id", ""),
        (question("a"), "link-id", ""),
        (question("x", item=[3]), "structure", "   3"),
    ],
)  # fmt: skip
def test_what_the_loader_refuses_is_told_at_its_line(item: dict[str, Any], code: str, at: str) -> None:
    text = form_with(item)
    (found,) = review(text).findings
    assert (found.severity, found.code) == (Severity.ERROR, code)
    assert found.mend
    if at:
        assert found.line in {line_of(text, at), line_of(text, at) - 1}


def test_a_form_with_many_problems_tells_each_once() -> None:
    items = [
        question("c", maxLength="7"),
        question("d", enableWhen=[when("nowhere")]),
        question("e", enableWhen=[when("f")]),
        question("f", enableWhen=[when("e")]),
        question("c"),
        question("g", type="bolean"),
        question("h", enableWhen=[{"question": "g", "operator": "=", "answerBoolean": True}]),
    ]
    found = [(code, link_id) for _severity, code, link_id in told(form_with(*items))]
    assert sorted(found) == [
        ("circle", "e"), ("condition", "d"), ("item-type", "g"), ("link-id", "c"), ("structure", "c"),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(30))
def test_each_of_several_injuries_is_found_and_nothing_else(seed: int) -> None:
    chance = random.Random(seed)
    items = [question(f"q{number}") for number in range(20)]
    hurt = chance.sample(range(20), chance.randint(1, 6))
    injuries: tuple[dict[str, Any], ...] = (
        {"type": "nothing"}, {"text": []}, {"maxLength": 0}, {"required": "yes"}, {"enableWhen": [when("gone")]},
        {"extension": [{"valueString": "no address"}]}, {"answerOption": [{}]},
    )  # fmt: skip
    for number in hurt:
        items[number] |= copy.deepcopy(chance.choice(injuries))
    found = review(form_with(*items))
    assert sorted(one.link_id for one in found.errors) == sorted(f"q{number}" for number in hurt)
    assert found.questionnaire is None


def test_a_position_in_an_expression_is_a_position_in_the_file() -> None:
    expression = {"url": SDC + "calculatedExpression", "valueExpression": {"language": "text/fhirpath", "expression": "'é' & \"x\""}}  # fmt: skip
    escaped = json.dumps({**GOOD, "item": [question("x", extension=[expression])]}, indent=1)
    (found,) = review(escaped).findings
    assert (found.code, found.link_id) == ("expression", "x")
    line = escaped.splitlines()[found.line - 1]
    assert line[found.column - 1 :].startswith('\\"x')


@pytest.mark.parametrize(
    ("broken", "line", "column", "expected"),
    [
        ('{\n "a": 1\n "b": 2}', 3, 2, "comma"),
        ('{\n "a": }', 2, 7, "value"),
        ('{"a" 1}', 1, 6, "colon"),
        ('{"a": "x', 1, 7, "never ends"),
        ('{"a": 1} x', 1, 10, "ends before"),
        ('{"a": "\\q"}', 1, 8, "backslash"),
    ],
)
def test_broken_json_is_told_with_what_was_expected(
    broken: str, line: int, column: int, expected: str
) -> None:
    (found,) = review(broken).findings
    assert (found.code, found.line, found.column) == ("json", line, column)
    assert expected in found.message


def test_bytes_that_are_no_text_are_told_with_their_place() -> None:
    (found,) = review_form(b'{\n "a": "\xff"}').findings
    assert (found.code, found.line, found.column) == ("json", 2, 8)


def test_a_name_that_stands_twice_is_told_where_it_stands_again() -> None:
    text = form_with().replace('"status": "active",', '"status": "active",\n "status": "draft",')
    (found,) = review(text).findings
    assert (found.code, found.line) == ("duplicate-key", line_of(text, '"status": "draft"'))


def test_a_form_in_a_bundle_is_reviewed_at_its_lines() -> None:
    bundle = {
        "resourceType": "Bundle",
        "entry": [{"resource": {**GOOD, "item": [question("x", type="strng")]}}],
    }
    text = json.dumps(bundle, indent=1)
    (found,) = review(text).findings
    assert (found.line, found.where) == (line_of(text, '"strng"'), "Questionnaire.item[0].type")


def test_a_file_that_holds_no_form_is_told() -> None:
    assert told('{"resourceType": "Patient"}') == [("error", "not-a-form", "")]


@pytest.mark.parametrize(
    ("items", "code", "link_id"),
    [
        ([question("x", type="choice", answerValueSet="http://example.org/vs")], "value-set", "x"),
        (
            [
                {
                    **question("x", type="group"),
                    "extension": [{"url": CORE + "questionnaire-hidden", "valueBoolean": True}],
                    "item": [question("y")],
                }
            ],
            "under-hidden",
            "y",
        ),
        ([question("x", text="Risk level (score)")], "looks-like-score", "x"),
        (
            [
                question("x", type="choice", answerOption=[{"valueCoding": {"code": "yes"}}]),
                question(
                    "y", enableWhen=[{"question": "x", "operator": "=", "answerCoding": {"code": "no"}}]
                ),
            ],
            "never-shown",
            "y",
        ),
        (
            [
                question(
                    "y",
                    enableBehavior="all",
                    enableWhen=[
                        {"question": "a", "operator": "=", "answerString": "1"},
                        {"question": "a", "operator": "=", "answerString": "2"},
                    ],
                )
            ],
            "never-shown",
            "y",
        ),
        ([question("x", extension=[{"url": CORE + "questionnaire-signatureRequired"}])], "not-followed", "x"),
    ],
)
def test_advice_is_given_on_what_would_be_missed(
    items: list[dict[str, Any]], code: str, link_id: str
) -> None:
    assert told(form_with(*items)) == [("warning", code, link_id)]


def test_missing_headers_are_advised_on() -> None:
    text = json.dumps({"resourceType": "Questionnaire", "status": "active", "item": GOOD["item"]})
    assert {code for _severity, code, _link in told(text)} == {"no-address", "no-version", "no-title"}


def test_our_own_style_is_asked_of_our_own_forms_only() -> None:
    text = form_with(
        question("x", required=True, extension=[{"url": OUR + "no-absent", "valueBoolean": True}])
    )
    assert ("warning", "no-not-known", "x") in told(text)
    assert ("warning", "no-help", "a") in told(text)
    assert told(form_with(question("x", required=True))) == []


def test_a_text_that_lacks_a_language_of_the_form_is_told() -> None:
    spoken = {"extension": [{"url": CORE + "translation", "extension": [
        {"url": "lang", "valueCode": "cy"}, {"url": "content", "valueString": "Enw"}]}]}  # fmt: skip
    text = json.dumps({**GOOD, "_title": spoken, "item": [question("x", _text=spoken), question("y")]})
    assert told(text) == [("warning", "translation", "y")]


@pytest.mark.parametrize(
    "form", sorted(data_files.forms().rglob("*.json")), ids=lambda path: path.parent.name
)
def test_our_own_forms_need_no_advice_but_on_single_texts(form: Path) -> None:
    sets = known_value_sets(data_files.resources() / "value-sets")
    findings = review_form(form.read_bytes(), value_sets=sets).findings
    assert [one for one in findings if one.code != "hard-to-read"] == []


def test_a_text_that_is_hard_to_read_is_told_where_it_stands() -> None:
    hard = (
        "State your observations regarding the deterioration of behaviour, utilising contemporaneous notes."
    )
    text = form_with(question("x", text=hard, extension=[{"url": OUR + "no-absent", "valueBoolean": True}]))
    (found,) = [one for one in review(text).findings if one.code == "hard-to-read"]
    assert (found.severity, found.link_id, found.line) == (Severity.WARNING, "x", line_of(text, hard))


@pytest.mark.parametrize(
    "said", ["What is the person’s immigration status?", "Immigration status", "Who told you, and when?"]
)
def test_plain_texts_and_words_that_cannot_be_avoided_are_let_pass(said: str) -> None:
    assert grade_of(said) <= HIGHEST_GRADE


@pytest.mark.skipif(not SHARED.exists(), reason="the published examples are not beside this repository")
def test_published_forms_have_no_errors() -> None:
    for path in sorted(SHARED.rglob("*.json")):
        text = path.read_bytes()
        if b'"Questionnaire"' in text and json.loads(text).get("resourceType") == "Questionnaire":
            try:
                load_questionnaire(text)
            except Exception:  # noqa: BLE001, S112 - what the loader refuses is not asked here
                continue
            is_corrupted = "corrupted" in path.name  # its expression, on purpose
            assert [one.code for one in review_form(text).errors] == ["expression"] * is_corrupted, path.name


@pytest.mark.parametrize("attack", sorted(ATTACKS))
def test_hostile_forms_are_reviewed_to_the_end(attack: str) -> None:
    """Nothing raises, and what the loader refuses has an error."""
    made = ATTACKS[attack](random.Random(0))
    untrusted = made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass")
    found = review_form(untrusted)
    assert (found.questionnaire is None) <= bool(found.errors)
