"""Forms put together from others, as HL7 FHIR SDC's “Modular Forms” and $assemble say."""

from __future__ import annotations

from typing import Any

import pytest

from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.questionnaire.definition import load_questionnaire, reopen_questionnaire
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.response import Response
from tests.unit.questionnaire.forms import (
    CODES,
    CORE,
    SDC,
    coding,
    extension,
    form,
    group,
    item,
    options,
    when,
)
from tests.unit.questionnaire.sdc import (
    calculated,
    constraint,
    extended,
    found,
    path,
    problems,
    put,
    said,
    variable,
)

SUB = "https://prevent-desktop.example/forms/sub"
EXPECTATION = SDC + "sdc-questionnaire-assemble-expectation"


def place(link_id: str, address: str = SUB, *more: dict[str, Any]) -> dict[str, Any]:
    """A display in the place of another form."""
    sub = extension(SDC + "sdc-questionnaire-subQuestionnaire", valueCanonical=address)
    return item(link_id, "display", text="The other form is not here", extension=[sub, *more])


def part(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A form that is part of others."""
    return form(*items, **{"url": SUB, **more})


def assembled(whole: dict[str, Any], *parts: dict[str, Any]) -> Questionnaire:
    library = {one["url"]: one for one in parts}
    return load_questionnaire(whole, library=lambda address: library.get(address.partition("|")[0]))


def test_the_items_of_the_other_form_stand_in_the_place_of_the_display() -> None:
    whole = form(item("a", "string"), place("p"), item("z", "string"))
    found_ = assembled(whole, part(item("s1", "string"), group("s2", item("s3", "string"))))
    assert list(found_.by_link_id) == ["a", "s1", "s2", "s3", "z"]


def test_forms_in_forms_in_forms() -> None:
    deep = "https://prevent-desktop.example/forms/deep"
    found_ = assembled(
        form(group("g", place("p"))),
        part(item("s", "string"), place("q", deep)),
        form(item("d", "string"), url=deep),
    )
    assert list(found_.by_link_id) == ["g", "s", "d"]
    assert found_.by_link_id["d"].parent_link_id == "g"


def test_a_form_in_itself_is_refused() -> None:
    with pytest.raises(QuestionnaireError):
        assembled(form(place("p")), part(place("q", SUB)))


def test_two_items_of_one_link_id_are_refused() -> None:
    with pytest.raises(QuestionnaireError, match="“a”"):
        assembled(form(item("a", "string"), place("p")), part(item("a", "string")))


def test_one_form_twice_under_two_prefixes() -> None:
    sub = part(
        item("a", "boolean"),
        item("b", "string", enableWhen=[when("a", answerBoolean=True)]),
        extension=[extension(SDC + "sdc-questionnaire-assembleContext", valueString="linkIdPrefix")],
    )
    whole = form(
        *(
            group(name, place(f"p{name}"), **extended(variable("linkIdPrefix", f"'{name}.'")))
            for name in ("x", "y")
        )
    )
    found_ = assembled(whole, sub)
    assert list(found_.by_link_id) == ["x", "x.a", "x.b", "y", "y.a", "y.b"]
    response = Response.start(found_)
    put(response, "y", "y.a", to=True)
    assert [response.node(path(name, f"{name}.b")).enabled for name in ("x", "y")] == [False, True]


def test_expressions_of_the_other_form_read_by_the_prefix() -> None:
    total = "%resource.repeat(item).where(linkId = %linkIdPrefix + 'a').answer.value * 2"
    sub = part(
        item("a", "integer"),
        item("x", "integer", **calculated(total)),
        extension=[extension(SDC + "sdc-questionnaire-assembleContext", valueString="linkIdPrefix")],
    )
    whole = form(
        *(
            group(name, place(f"p{name}"), **extended(variable("linkIdPrefix", f"'{name}.'")))
            for name in ("x", "y")
        )
    )
    response = Response.start(assembled(whole, sub))
    response.catch_up()
    put(response, "x", "x.a", to=1)
    put(response, "y", "y.a", to=5)
    assert (found(response, "x", "x.x"), found(response, "y", "y.x")) == ((2,), (10,))


def test_variables_and_rules_go_to_the_item_that_holds_the_display() -> None:
    sub = part(
        item("a", "integer"),
        item("x", "integer", **calculated("%v + 1")),
        **extended(
            variable("v", "item.where(linkId='a').answer.value"),
            constraint("item.where(linkId='a').answer.value < 9", "Less than nine"),
        ),
    )
    response = Response.start(assembled(form(group("g", place("p"))), sub))
    response.catch_up()
    put(response, "g", "a", to=9)
    assert found(response, "g", "x") == (10,)
    assert [one.path for one in problems(response)] == [path("g")]


def test_a_variable_that_both_say_is_refused() -> None:
    sub = part(item("a", "integer"), **extended(variable("v", "1")))
    with pytest.raises(QuestionnaireError, match="“v”"):
        assembled(form(place("p"), **extended(variable("v", "2"))), sub)


def test_contained_lists_come_along_once() -> None:
    contained = {"resourceType": "ValueSet", "id": "list", "compose": {"include": [{"system": CODES, "concept": [{"code": "a", "display": "A"}]}]}}  # fmt: skip
    sub = part(item("a", "choice", answerValueSet="#list"), contained=[contained])
    found_ = assembled(
        form(place("p"), item("b", "choice", answerValueSet="#list"), contained=[contained]), sub
    )
    assert [found_.by_link_id[name].answer_options[0].label for name in "ab"] == ["A", "A"]
    assert len(found_.raw["contained"]) == 1


def test_launch_contexts_go_to_the_whole() -> None:
    context = {"url": SDC + "sdc-questionnaire-launchContext", "extension": [extension("name", valueCoding={"code": "patient"}), extension("type", valueCode="Patient")]}  # fmt: skip
    sub = part(item("a", "date", extension=[said("initial", "%patient.birthDate")]), extension=[context])
    found_ = assembled(form(group("g", place("p"))), sub)
    assert [one.name for one in found_.launch_contexts] == ["patient"]


def test_an_adaptive_form_is_no_part() -> None:
    with pytest.raises(QuestionnaireError):
        assembled(
            form(place("p")),
            part(
                item("a", "string"),
                extension=[extension(SDC + "sdc-questionnaire-questionnaireAdaptive", valueBoolean=True)],
            ),
        )


@pytest.mark.parametrize("key", ["language", "implicitRules"])
def test_what_must_agree_and_does_not_is_refused(key: str) -> None:
    with pytest.raises(QuestionnaireError):
        assembled(form(place("p"), **{key: "en"}), part(item("a", "string"), **{key: "fr"}))


@pytest.mark.parametrize(
    ("before", "after"), [("assemble-root", None), ("assemble-root-or-child", "independent-root-or-child")]
)
def test_the_expectation_tells_that_it_is_assembled(before: str, after: str | None) -> None:
    found_ = assembled(
        form(place("p"), extension=[extension(EXPECTATION, valueCode=before)]), part(item("a", "string"))
    )
    codes = [one["valueCode"] for one in found_.raw.get("extension", ()) if one["url"] == EXPECTATION]
    assert codes == ([] if after is None else [after])


def test_a_form_that_is_not_here_is_told() -> None:
    with pytest.raises(QuestionnaireError, match="sub"):
        assembled(form(place("p")))
    assert load_questionnaire(form(place("p"))).not_followed


def test_the_assembled_form_is_what_is_kept() -> None:
    found_ = assembled(form(place("p")), part(item("a", "choice", answerOption=options("x"))))
    again = reopen_questionnaire(found_.canonical_json)
    assert again.digest == found_.digest
    assert again.by_link_id["a"].answer_options[0].label == coding("x")["display"]


def test_a_bundle_brings_its_parts() -> None:
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": form(place("p"))}, {"resource": part(item("a", "string"))}],
    }
    assert list(load_questionnaire(bundle).by_link_id) == ["a"]


def test_core_expressions_of_the_part_go_on_working() -> None:
    sub = part(
        item("a", "integer"),
        item("x", "integer", **calculated("%resource.repeat(item).where(linkId='a').answer.value * 2")),
        extension=[extension(CORE + "cqf-library", valueCanonical="http://example.org/Library/x")],
    )
    response = Response.start(assembled(form(group("g", place("p"))), sub))
    response.catch_up()
    put(response, "g", "a", to=4)
    assert found(response, "g", "x") == (8,)
