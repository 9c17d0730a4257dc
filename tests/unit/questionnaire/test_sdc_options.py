"""Which answers are offered: answerExpression, candidateExpression, toggles, exclusive options (HL7 FHIR SDC)."""

from __future__ import annotations

from typing import Any

import pytest

from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.values import Coding, Reference
from tests.unit.questionnaire.forms import (
    CODES,
    CORE,
    answered,
    coding,
    extension,
    group,
    item,
    loaded,
    options,
    reply,
)
from tests.unit.questionnaire.sdc import (
    add,
    calculated,
    code,
    constraint,
    extended,
    fhirpath,
    found,
    launch_context,
    node,
    offers,
    opened,
    path,
    problems,
    put,
    reopened,
    said,
    says,
    toggle,
    top,
    variable,
)

LIST = {
    "resourceType": "ValueSet",
    "id": "list",
    "expansion": {"contains": [{"system": CODES, "code": name, "display": name} for name in ("a", "b", "c")]},
}


def test_options_are_worked_out_where_the_label_waits_for_something_that_came_later() -> None:
    worked_out = extension(CORE + "cqf-expression", **fhirpath(f"'Which of ' & {top('sum')}.toString()"))
    response = opened(
        item("x", "choice", answerOption=options("a", "b"), _text={"extension": [worked_out]}, **extended(toggle("false", "b"))),
        item("sum", "integer", **calculated("1 + 1")),
    )  # fmt: skip
    assert node(response, "x").label == "Which of 2"
    assert offers(response, "x") == ["a"]


def test_answers_of_one_question_are_offered_by_another() -> None:
    response = opened(
        item("known", "choice", repeats=True, answerOption=options("a", "b", "c")),
        item("x", "choice", **says(answer=top("known"))),
    )
    assert offers(response, "x") == []
    put(response, "known", to=(code("a"), code("c")))
    assert offers(response, "x") == ["a", "c"]
    put(response, "x", to=code("c"))
    assert not problems(response, "x")


def test_texts_of_rows_are_offered() -> None:
    names = "%resource.item.where(linkId='person').item.where(linkId='name').answer.value"
    response = opened(
        group("person", item("name", "string"), repeats=True),
        item("who", "open-choice", **says(answer=names)),
        item("whom", "string", **says(answer=names)),
    )
    put(response, "person", "name", to="Ana")
    add(response, "person")
    put(response, ("person", 1), "name", to="Omar")
    assert offers(response, "who") == ["Ana", "Omar"]
    assert offers(response, "whom") == ["Ana", "Omar"]
    response.remove_occurrence(path(("person", 0)))
    response.catch_up()
    assert offers(response, "who") == ["Omar"]


@pytest.mark.parametrize("kind", ["choice", "open-choice"])
def test_a_choice_may_be_among_words(kind: str) -> None:
    """SDC wants codings there; forms give texts all the same, and other fillers offer them as codings of words."""
    response = opened(item("names", "string", repeats=True), item("x", kind, **says(answer=top("names"))))
    put(response, "names", to=("Ana", "Omar"))
    assert offers(response, "x") == ["Ana", "Omar"]
    put(response, "x", to=Coding(display="Omar"))
    assert not problems(response)
    assert '"valueCoding":{"display":"Omar"}' in response.to_json()
    put(response, "names", to="Ana")
    assert bool(problems(response, "x")) is (kind == "choice")


def test_a_contained_value_set_filtered_by_an_answer() -> None:
    codes = "%questionnaire.contained.where(id = 'list').expansion.contains"
    response = opened(
        item("a", "boolean"),
        item("x", "choice", **says(answer=f"iif({top('a')} = true, {codes}.where(code != 'b'), {codes})")),
        contained=[LIST],
    )
    assert offers(response, "x") == ["a", "b", "c"]
    put(response, "a", to=True)
    assert offers(response, "x") == ["a", "c"]


def test_resources_that_were_handed_over_are_offered_as_references() -> None:
    people = [
        {"resourceType": "RelatedPerson", "id": name, "name": [{"text": name}]} for name in ("ana", "omar")
    ]
    bundle = {"resourceType": "Bundle", "entry": [{"resource": one} for one in people]}
    response = opened(
        item("x", "reference", **says(answer="%family.entry.resource")),
        launch={"family": bundle},
        **extended(launch_context("family", "Bundle")),
    )
    assert offers(response, "x") == ["ana", "omar"]
    put(response, "x", to=Reference("RelatedPerson/omar", "omar"))
    assert not problems(response)


def test_an_answer_that_is_offered_no_longer_stays_and_is_told() -> None:
    response = opened(
        item("known", "choice", repeats=True, answerOption=options("a", "b")),
        item("x", "choice", **says(answer=top("known"))),
    )
    put(response, "known", to=(code("a"), code("b")))
    put(response, "x", to=code("b"))
    put(response, "known", to=code("a"))
    assert found(response, "x") == (code("b"),)
    assert [one.severity for one in problems(response, "x")] == ["error"]
    put(response, "known", to=(code("a"), code("b")))
    assert not problems(response, "x")


def test_changes_name_what_offers_other_answers() -> None:
    response = opened(
        item("known", "choice", repeats=True, answerOption=options("a", "b")),
        item("x", "choice", **says(answer=top("known"))),
    )
    changes = response.set_answers(path("known"), (code("a"),)) | response.catch_up()
    assert path("x") in changes.offered


def test_each_row_offers_its_own() -> None:
    response = opened(
        group("row", item("all", "string", repeats=True), item("best", "string", **says(answer="%all")), repeats=True, **extended(variable("all", "item.where(linkId='all').answer.value")))
    )  # fmt: skip
    add(response, "row")
    put(response, ("row", 0), "all", to=("a", "b"))
    put(response, ("row", 1), "all", to=("c",))
    assert offers(response, ("row", 0), "best") == ["a", "b"]
    assert offers(response, ("row", 1), "best") == ["c"]


def test_candidates_stand_before_the_options_and_take_none_away() -> None:
    response = opened(
        item("known", "choice", answerOption=options("a", "b", "c")),
        item("x", "choice", answerOption=options("a", "b", "c"), **says(candidate=top("known"))),
    )
    assert offers(response, "x") == ["a", "b", "c"]
    put(response, "known", to=code("c"))
    assert offers(response, "x") == ["c", "a", "b"]
    put(response, "x", to=code("b"))
    assert not problems(response)


def test_beside_candidates_alone_any_answer_may_be_given() -> None:
    response = opened(item("x", "string", **says(candidate="'Ana' | 'Omar'")))
    assert offers(response, "x") == ["Ana", "Omar"]
    put(response, "x", to="Somebody else")
    assert not problems(response)


def _toggled(*toggles: dict[str, Any], **more: Any) -> Any:
    return opened(
        item("m", "boolean"),
        item("n", "boolean"),
        item("x", "choice", answerOption=options("a", "b", "c"), **extended(*toggles), **more),
    )


def test_an_option_is_offered_while_its_toggle_is_true() -> None:
    response = _toggled(toggle(f"{top('m')} = true", "b", "c"))
    assert offers(response, "x") == ["a"]
    put(response, "m", to=True)
    assert offers(response, "x") == ["a", "b", "c"]
    put(response, "m", to=False)
    assert offers(response, "x") == ["a"]


def test_an_option_of_several_toggles_is_offered_when_any_is_true() -> None:
    """SDC: “it SHALL be enabled if it appears in ANY of the extensions whose expressions are evaluated as true.”"""
    response = _toggled(toggle(f"{top('m')} = true", "b"), toggle(f"{top('n')} = true", "b", "c"))
    assert offers(response, "x") == ["a"]
    put(response, "m", to=True)
    assert offers(response, "x") == ["a", "b"]
    put(response, "n", to=True)
    assert offers(response, "x") == ["a", "b", "c"]
    put(response, "m", to=False)
    assert offers(response, "x") == ["a", "b", "c"]


def test_a_toggle_goes_by_the_code_and_passes_over_what_is_not_there() -> None:
    bare = toggle(f"{top('m')} = true", "zzz")
    bare["extension"].insert(0, {"url": "option", "valueCoding": {"system": CODES, "code": "b"}})
    response = _toggled(bare)
    assert offers(response, "x") == ["a", "c"]


def test_a_toggle_that_fails_takes_nothing_away() -> None:
    response = _toggled(toggle(f"{top('m')} + 1 = 2", "b"))
    put(response, "m", to=True)
    assert offers(response, "x") == ["a", "b", "c"]
    assert problems(response, "x")


def test_a_switched_off_answer_stays_and_is_told() -> None:
    response = _toggled(toggle(f"{top('m')} = true", "b"))
    put(response, "m", to=True)
    put(response, "x", to=code("b"))
    put(response, "m", to=False)
    assert found(response, "x") == (code("b"),)
    assert [one.severity for one in problems(response, "x")] == ["error"]
    again = reopened(response)
    assert found(again, "x") == (code("b"),)
    assert offers(again, "x") == ["a", "c"]


def test_toggles_act_on_what_an_expression_offers() -> None:
    response = opened(
        item("m", "boolean"),
        item(
            "x",
            "choice",
            **extended(
                said("answer", "%questionnaire.contained.where(id='list').expansion.contains"),
                toggle(f"{top('m')} = true", "b"),
            ),
        ),
        contained=[LIST],
    )
    assert offers(response, "x") == ["a", "c"]
    put(response, "m", to=True)
    assert offers(response, "x") == ["a", "b", "c"]


def test_toggles_act_on_a_value_set() -> None:
    response = opened(
        item("m", "boolean"),
        item("x", "choice", answerValueSet="#list", **extended(toggle(f"{top('m')} = true", "b"))),
        contained=[LIST],
    )
    assert offers(response, "x") == ["a", "c"]


def test_an_exclusive_option_stands_alone() -> None:
    none = {
        "extension": [extension(CORE + "questionnaire-optionExclusive", valueBoolean=True)],
        "valueCoding": coding("none"),
    }
    response = opened(item("x", "choice", repeats=True, answerOption=[*options("a", "b"), none]))
    assert [option.exclusive for option in response.node(path("x")).options] == [False, False, True]
    put(response, "x", to=(code("a"), code("b")))
    assert not problems(response)
    put(response, "x", to=code("none"))
    assert not problems(response)
    put(response, "x", to=(code("a"), code("none")))
    assert [one.severity for one in problems(response, "x")] == ["error"]


@pytest.mark.parametrize("url", [CORE + "itemWeight", CORE + "ordinalValue"])
@pytest.mark.parametrize("place", ["option", "coding"])
def test_weights_stand_on_the_option_or_on_its_coding(url: str, place: str) -> None:
    weight = {"extension": [extension(url, valueDecimal=3)]}
    offered = (
        {"valueCoding": coding("a"), **weight}
        if place == "option"
        else {"valueCoding": {**coding("a"), **weight}}
    )
    response = opened(
        item("q", "choice", answerOption=[offered]),
        item("x", "integer", **calculated(f"{top('q')}.weight().sum()")),
        item("y", "integer", **calculated(f"{top('q')}.ordinal().sum()")),
    )
    put(response, "q", to=code("a"))
    assert (found(response, "x"), found(response, "y")) == ((3,), (3,))


def test_weights_of_a_contained_value_set() -> None:
    weighed = {
        "extension": [extension(CORE + "itemWeight", valueDecimal=2)],
        "code": "a",
        "display": "A",
        "system": CODES,
    }
    vs = {"resourceType": "ValueSet", "id": "w", "expansion": {"contains": [weighed]}}
    response = opened(
        item("q", "choice", answerValueSet="#w"),
        item("x", "integer", **calculated(f"{top('q')}.weight().sum()")),
        contained=[vs],
    )
    put(response, "q", to=Coding(CODES, "a", "A"))
    assert found(response, "x") == (2,)


def test_a_rule_may_read_the_weights() -> None:
    weighed = [
        {"extension": [extension(CORE + "itemWeight", valueDecimal=n)], "valueCoding": coding(name)}
        for n, name in enumerate("abc")
    ]
    response = opened(
        group("g", item("q", "choice", answerOption=weighed), item("r", "choice", answerOption=weighed), **extended(constraint("item.answer.value.weight().sum() < 4", "Too much"))),
    )  # fmt: skip
    put(response, "g", "q", to=code("c"))
    assert not problems(response)
    put(response, "g", "r", to=code("c"))
    assert [one.severity for one in problems(response)] == ["error"]


@pytest.mark.parametrize(
    "weight",
    [
        {"extension": [extension(CORE + "itemWeight", valueDecimal=7)]},
        {"property": [{"code": "itemWeight", "valueDecimal": 7}]},
    ],
)
def test_weights_of_a_contained_code_system(weight: dict[str, Any]) -> None:
    system = {
        "resourceType": "CodeSystem",
        "id": "cs",
        "url": CODES,
        "concept": [{"code": "top", "concept": [{"code": "a", **weight}]}],
    }
    response = opened(
        item("q", "choice", answerOption=options("a")),
        item("x", "integer", **calculated(f"{top('q')}.weight().sum()")),
        contained=[system],
    )
    put(response, "q", to=code("a"))
    assert found(response, "x") == (7,)


def test_a_weight_on_the_answer_itself_counts_first() -> None:
    """SDC: “If an itemWeight extension is defined on the QuestionnaireResponse answer, it SHALL be returned.”"""
    form = loaded(
        group("g", item("q", "choice", answerOption=options("a", "b"))),
        item(
            "x", "integer", **calculated("%resource.item.item.where(linkId='q').answer.value.weight().sum()")
        ),
    )
    weighed = {**coding("a"), "extension": [extension(CORE + "itemWeight", valueDecimal=9)]}
    draft = answered({"linkId": "g", "item": [reply("q", {"valueCoding": weighed})]}, status="in-progress")
    response = Response.read(form, draft)
    response.catch_up()
    assert found(response, "x") == (9,)
    put(response, "g", "q", to=code("b"))
    assert found(response, "x") == ()
