from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.loading.assembling import assemble
from prevent_desktop.questionnaire.response import Response
from tests.unit.questionnaire.forms import CORE, SDC, coding, extension, form, group, item, when

SHARED = Path(__file__).resolve().parents[5] / "shared" / "fhir" / "sdc-examples"
PART = "https://prevent-desktop.example/forms/part"


def stand_in(link_id: str, address: str = PART, **more: Any) -> dict[str, Any]:
    sub = extension(SDC + "sdc-questionnaire-subQuestionnaire", valueCanonical=address)
    return item(link_id, "display", text="Not here", extension=[sub], **more)


def part(*items: dict[str, Any], url: str = PART, **more: Any) -> dict[str, Any]:
    return {**form(*items, **more), "url": url}


def variable(name: str, expression: str) -> dict[str, Any]:
    return extension(CORE + "variable", valueExpression={"name": name, "language": "text/fhirpath", "expression": expression})  # fmt: skip


def library(*parts: Mapping[str, Any]) -> Callable[[str], Mapping[str, Any] | None]:
    by_url = {one["url"]: one for one in parts}
    return lambda address: by_url.get(address.partition("|")[0])


def link_ids(holder: Mapping[str, Any]) -> list[Any]:
    return [
        [one["linkId"], *([link_ids(one)] if "item" in one else [])] if "item" in one else one["linkId"]
        for one in holder.get("item", [])
    ]


def refused(root: Mapping[str, Any], *parts: Mapping[str, Any]) -> QuestionnaireError:
    with pytest.raises(QuestionnaireError) as found:
        assemble(root, library(*parts))
    return found.value


def test_the_items_of_the_part_stand_where_the_stand_in_stood() -> None:
    root = form(item("a", "string"), group("g", stand_in("x"), item("z", "string")), item("b", "string"))
    whole = assemble(root, library(part(item("p", "string"), group("q", item("r", "string")))))
    assert link_ids(whole) == ["a", ["g", ["p", ["q", ["r"]], "z"]], "b"]
    assert (whole["url"], whole["version"]) == (root["url"], root["version"])
    assert (
        extension(SDC + "sdc-questionnaire-assembledFrom", valueCanonical=PART + "|1") in whole["extension"]
    )


def test_nothing_that_was_given_is_changed() -> None:
    root, sub = (
        form(group("g", stand_in("x"), extension=[variable("linkIdPrefix", "'p.'")])),
        part(item("a", "string")),
    )
    before = copy.deepcopy((root, sub))
    assemble(root, library(sub))
    assert (root, sub) == before
    plain = form(item("a", "string"))
    assert assemble(plain, library()) is plain


def test_parts_of_parts_are_put_in() -> None:
    inner = part(item("c", "string"), url=PART + "/inner")
    outer = part(stand_in("y", PART + "/inner"), item("b", "string"))
    whole = assemble(form(stand_in("x"), item("a", "string")), library(inner, outer))
    assert link_ids(whole) == ["c", "b", "a"]


def test_a_prefix_goes_before_link_ids_conditions_and_local_references() -> None:
    value_set = {
        "resourceType": "ValueSet",
        "id": "v",
        "compose": {"include": [{"concept": [{"code": "k"}]}]},
    }
    sub = part(
        item("1", "boolean"),
        item("2", "choice", answerValueSet="#v", enableWhen=[when("1", answerBoolean=True)]),
        contained=[value_set],
    )
    groups = [
        group(name, stand_in(f"{name}.x"), extension=[variable("linkIdPrefix", f"'{name}.'")])
        for name in ("a", "b")
    ]
    found = load_questionnaire(form(*groups), library=library(sub))
    assert list(found.by_link_id) == ["a", "a.1", "a.2", "b", "b.1", "b.2"]
    assert found.by_link_id["b.2"].enable_when[0].question == "b.1"
    assert [option.label for option in found.by_link_id["b.2"].answer_options] == ["k"]
    assert [one["id"] for one in found.raw["contained"]] == ["a.v", "b.v"]


def test_a_prefix_may_be_made_of_the_prefix_around_it() -> None:
    inner = part(item("1", "string"), url=PART + "/inner")
    outer = part(
        group(
            "g",
            stand_in("y", PART + "/inner"),
            extension=[variable("linkIdPrefix", "%linkIdPrefix + 'name.'")],
        )
    )
    root = form(group("a", stand_in("x"), extension=[variable("linkIdPrefix", "'contact.'")]))
    whole = assemble(root, library(inner, outer))
    assert link_ids(whole) == [["a", [["contact.g", ["contact.name.1"]]]]]


def test_what_stands_at_the_root_of_a_part_goes_where_it_belongs() -> None:
    context = extension(
        SDC + "sdc-questionnaire-launchContext", extension=[extension("name", valueCoding=coding("patient"))]
    )
    constraint = extension(CORE + "targetConstraint", extension=[extension("key", valueId="k")])
    other = extension(SDC + "sdc-questionnaire-endpoint", valueUri="https://elsewhere.example")
    kept = {"resourceType": "ValueSet", "id": "v"}
    sub = part(
        item("p", "string"), extension=[context, constraint, variable("v", "1"), other], contained=[kept]
    )
    whole = assemble(form(group("g", stand_in("x")), extension=[context], contained=[kept]), library(sub))
    assert [one["url"].rpartition("/")[2] for one in whole["item"][0]["extension"]] == [
        "variable",
        "targetConstraint",
    ]
    assert [one["url"].rpartition("-")[2] for one in whole["extension"]] == ["launchContext", "assembledFrom"]
    assert whole["contained"] == [kept]


@pytest.mark.parametrize(
    ("code", "after"),
    [("assemble-root", None), ("assemble-root-or-child", "independent-root-or-child")],
)
def test_what_is_assembled_says_so(code: str, after: str | None) -> None:
    url = SDC + "sdc-questionnaire-assemble-expectation"
    whole = assemble(
        form(stand_in("x"), extension=[extension(url, valueCode=code)]), library(part(item("a", "string")))
    )
    assert [one["valueCode"] for one in whole["extension"] if one["url"] == url] == ([after] if after else [])


def test_a_missing_part_is_refused_by_the_item() -> None:
    error = refused(form(group("g", stand_in("x"))))
    assert error.link_id == "x"
    assert PART in error.what_happened


def test_a_form_without_a_library_loads_and_says_what_is_missing() -> None:
    found = load_questionnaire(form(stand_in("x")))
    assert found.items[0].text == "Not here"
    assert "subQuestionnaire" in found.not_followed[0]


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_part_that_contains_itself_is_refused(length: int) -> None:
    ring = [part(stand_in(f"x{n}", f"{PART}/{(n + 1) % length}"), url=f"{PART}/{n}") for n in range(length)]
    assert "contains itself" in refused(form(stand_in("x", PART + "/0")), *ring).what_happened


def test_parts_that_double_at_each_step_are_refused_in_time() -> None:
    bomb = [
        part(stand_in("x", f"{PART}/{n + 1}"), stand_in("y", f"{PART}/{n + 1}"), url=f"{PART}/{n}")
        for n in range(40)
    ]
    begin = time.process_time()
    assert refused(form(stand_in("x", PART + "/0")), *bomb).link_id
    assert time.process_time() - begin < 1


def test_the_same_link_id_twice_is_refused_when_the_whole_is_loaded() -> None:
    with pytest.raises(QuestionnaireError, match="two items have this link id"):
        load_questionnaire(form(stand_in("x"), stand_in("y")), library=library(part(item("a", "string"))))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"language": "cy"}, "“language”"),
        ({"implicitRules": "https://elsewhere.example"}, "“implicitRules”"),
        ({"extension": [extension(SDC + "sdc-questionnaire-questionnaireAdaptive", valueBoolean=True)]}, "cannot be part"),
        ({"extension": [extension(SDC + "sdc-questionnaire-assembleContext", valueString="person")]}, "“person”"),
        ({"extension": [variable("there", "1")]}, "“there”"),
        ({"modifierExtension": [{"url": "https://elsewhere.example"}]}, "modifier"),
        ({"resourceType": "ValueSet"}, "not a FHIR Questionnaire"),
        ({"contained": [{"resourceType": "ValueSet", "id": "v", "status": "draft"}]}, "“v”"),
        ({"item": "x"}, "list"),
        ({"item": [1]}, "list"),
        ({"extension": "x"}, "list"),
        ({"contained": {}}, "list"),
    ],
)  # fmt: skip
def test_a_part_that_does_not_fit_is_refused_by_the_item(more: dict[str, Any], words: str) -> None:
    root = form(
        group("g", stand_in("x"), extension=[variable("there", "1")]),
        contained=[{"resourceType": "ValueSet", "id": "v", "status": "active"}],
        language="en",
    )
    error = refused(root, {**part(item("a", "string")), **more})
    assert error.link_id == "x"
    assert words in error.what_happened


def test_a_condition_on_a_stand_in_is_not_lost_in_silence() -> None:
    root = form(item("a", "boolean"), stand_in("x", enableWhen=[when("a", answerBoolean=True)]))
    assert "condition" in refused(root, part(item("p", "string"))).what_happened


def test_a_prefix_that_is_worked_out_is_refused() -> None:
    root = form(group("g", stand_in("x"), extension=[variable("linkIdPrefix", "today().toString()")]))
    assert refused(root, part(item("p", "string"))).link_id == "g"


def example(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SHARED / f"Questionnaire-{name}.json").read_text("utf-8"))
    return found


needs_examples = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared FHIR material is not beside this checkout"
)


@needs_examples
def test_the_modular_example_of_sdc_is_assembled_as_its_guide_shows() -> None:
    root = example("sdc-modular-root")
    root["item"][4]["extension"][1]["valueExpression"]["expression"] = "'patientcontact.'"
    found = load_questionnaire(
        root, library=library(example("sdc-modular-name"), example("sdc-modular-contact"))
    )
    assert list(found.by_link_id) == [
        "1", "patientname.1", "patientname.2", "patientname.3", "2", "3", "4", "4.1", "5", "patientcontact.1",
        "patientcontact.name.1", "patientcontact.name.2", "patientcontact.name.3", "patientcontact.2",
    ]  # fmt: skip
    parts = [
        one.get("valueCanonical") for one in found.raw["extension"] if one["url"].endswith("assembledFrom")
    ]
    assert len(parts) == 2
    draft = Response.start(found).to_json()
    assert Response.read(found, draft).to_json() == draft


@needs_examples
def test_the_modular_example_as_it_was_published_uses_one_prefix_twice() -> None:
    parts = library(example("sdc-modular-name"), example("sdc-modular-contact"))
    with pytest.raises(QuestionnaireError, match="two items have this link id"):
        load_questionnaire(example("sdc-modular-root"), library=parts)


@needs_examples
@pytest.mark.parametrize("name", ["sdc-derivation-parent", "sdc-derivation-child"])
def test_a_derived_form_stands_by_itself(name: str) -> None:
    assert load_questionnaire(example(name), library=library()).items
