"""Expressions in a live form (HL7 FHIR SDC): what is calculated, shown, offered and named, and when."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from prevent_desktop.errors import QuestionnaireError, ResponseError
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.values import Absent, AbsentReason, Coding, Quantity, Unparsed
from tests.unit.questionnaire.forms import CODES, CORE, coding, extension, group, item, loaded, options, when
from tests.unit.questionnaire.ruled import answers, at, calculated, fhirpath, of, ready, sdc, toggle, variable

BMI = "(%weight / %height.power(2)).round(1)"


def test_a_calculated_answer_follows_what_it_reads() -> None:
    response = ready(
        item("w", "decimal"),
        item("h", "decimal"),
        calculated("bmi", "decimal", BMI),
        extension=[variable("weight", of("w")), variable("height", of("h"))],
    )
    assert answers(response, "bmi") == ()
    response.set_answers(at("w"), [Decimal(80)])
    changes = response.set_answers(at("h"), [Decimal(2)])
    assert answers(response, "bmi") == (Decimal("20.0"),)
    assert changes.answered == {at("h"), at("bmi")}
    response.set_answers(at("h"), [])
    assert answers(response, "bmi") == ()


def test_nothing_is_evaluated_before_the_first_catching_up() -> None:
    response = Response.start(loaded(item("a", "integer"), calculated("b", "integer", f"{of('a')} + 1")))
    assert response.is_behind
    response.set_answers(at("a"), [1])
    assert answers(response, "b") == ()
    changes = response.catch_up()
    assert answers(response, "b") == (2,)
    assert changes.answered == {at("b")}
    assert not response.is_behind


def test_a_calculated_answer_shows_other_questions() -> None:
    response = ready(
        item("a", "integer"),
        calculated("double", "integer", f"{of('a')} * 2"),
        item("c", "string", enableWhen=[when("double", ">", answerInteger=9)]),
    )
    changes = response.set_answers(at("a"), [5])
    assert changes.shown == {at("c")}
    changes = response.set_answers(at("a"), [4])
    assert changes.hidden == {at("c")}


def test_an_expression_shows_and_hides() -> None:
    response = ready(
        item("a", "integer"),
        item("b", "string", extension=[sdc("enableWhenExpression", f"{of('a')} > 3")]),
    )
    assert not response.node(at("b")).enabled
    assert response.set_answers(at("a"), [4]).shown == {at("b")}
    assert response.set_answers(at("a"), [Absent(AbsentReason.UNKNOWN)]).hidden == {at("b")}


def test_conditions_and_an_expression_must_both_hold() -> None:
    response = ready(
        item("a", "integer"),
        item("s", "boolean"),
        item("b", "string", enableWhen=[when("s", answerBoolean=True)], extension=[sdc("enableWhenExpression", f"{of('a')} > 3")]),
    )  # fmt: skip
    response.set_answers(at("a"), [4])
    assert not response.node(at("b")).enabled
    response.set_answers(at("s"), [True])
    assert response.node(at("b")).enabled
    response.set_answers(at("a"), [1])
    assert not response.node(at("b")).enabled


def test_what_is_hidden_is_not_read() -> None:
    response = ready(
        item("s", "boolean"),
        item("a", "integer", enableWhen=[when("s", answerBoolean=True)]),
        calculated("sum", "integer", f"{of('a')}.count()"),
    )
    response.set_answers(at("s"), [True])
    response.set_answers(at("a"), [7])
    assert answers(response, "sum") == (1,)
    response.set_answers(at("s"), [False])
    assert answers(response, "sum") == (0,)


def test_what_is_not_known_reads_as_no_value() -> None:
    response = ready(item("a", "integer"), calculated("b", "integer", f"{of('a')}.count()"))
    response.set_answers(at("a"), [Absent(AbsentReason.UNKNOWN)])
    assert answers(response, "b") == (0,)
    response.set_answers(at("a"), [Unparsed("seven")])
    assert answers(response, "b") == (0,)


def test_each_occurrence_has_its_own_context() -> None:
    response = ready(
        group(
            "g",
            item("a", "integer"),
            calculated("b", "integer", "%mine + 1"),
            repeats=True,
            extension=[variable("mine", "item.where(linkId = 'a').answer.value")],
        ),
        calculated("sum", "integer", f"{of('b')}.sum()"),
    )
    response.add_occurrence((), "g")
    response.set_answers((("g", 0), ("a", 0)), [1])
    changes = response.set_answers((("g", 1), ("a", 0)), [10])
    assert (("g", 0), ("b", 0)) not in changes.answered
    assert answers(response, "b", ("g", 0)) == (2,)
    assert answers(response, "b", ("g", 1)) == (11,)
    assert answers(response, "sum") == (13,)
    removed = response.remove_occurrence((("g", 0),)).removed
    assert answers(response, "sum") == (11,)
    assert removed is not None
    response.restore(removed)
    assert answers(response, "sum") == (13,)


def test_an_inner_variable_hides_an_outer_one_and_may_build_on_it() -> None:
    response = ready(
        group("g", calculated("a", "string", "%x"), extension=[variable("x", "%x + '.in'")]),
        calculated("b", "string", "%x"),
        extension=[variable("x", "'out'")],
    )
    assert answers(response, "a", ("g", 0)) == ("out.in",)
    assert answers(response, "b") == ("out",)


def test_a_named_expression_is_a_variable_of_what_lies_under_it() -> None:
    named = item("a", "integer", item("b", "integer", readOnly=True, extension=[sdc("calculatedExpression", "%score + 1")]), readOnly=True, extension=[sdc("calculatedExpression", "40 + 1", name="score")])  # fmt: skip
    response = ready(named)
    assert answers(response, "b", ("a", 0)) == (42,)


def test_what_a_person_typed_over_a_calculated_answer_stays() -> None:
    response = ready(item("a", "integer"), calculated("b", "integer", f"{of('a')} + 1", readOnly=False))
    response.set_answers(at("a"), [1])
    assert answers(response, "b") == (2,)
    response.set_answers(at("b"), [50])
    response.set_answers(at("a"), [2])
    assert answers(response, "b") == (50,)
    again = Response.read(response.questionnaire, response.to_json(keep_disabled=True))
    again.catch_up()
    again.set_answers(at("a"), [3])
    assert answers(again, "b") == (50,)
    again.set_answers(at("b"), [])
    again.set_answers(at("a"), [4])
    assert answers(again, "b") == (5,)


def test_an_untouched_calculated_answer_follows_again_after_reading() -> None:
    response = ready(item("a", "integer"), calculated("b", "integer", f"{of('a')} + 1", readOnly=False))
    response.set_answers(at("a"), [1])
    again = Response.read(response.questionnaire, response.to_json(keep_disabled=True))
    assert answers(again, "b") == (2,)
    again.catch_up()
    again.set_answers(at("a"), [2])
    assert answers(again, "b") == (3,)


def test_a_finished_response_is_not_calculated_anew() -> None:
    questionnaire = loaded(item("a", "integer"), calculated("b", "integer", f"{of('a')} + 1"))
    written = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": [{"linkId": "a", "answer": [{"valueInteger": 1}]}, {"linkId": "b", "answer": [{"valueInteger": 99}]}]}  # fmt: skip
    response = Response.read(questionnaire, written)
    response.catch_up()
    assert answers(response, "b") == (99,)


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("decimal", "1 + 1", (Decimal(2),)),
        ("integer", "2.0", (2,)),
        ("integer", "2.5", ()),
        ("integer", "'two'", ()),
        ("boolean", "1 = 1", (True,)),
        ("boolean", "'true'", ()),
        ("string", "1.5", ("1.5",)),
        ("string", "'a' & 'b'", ("ab",)),
        ("date", "@2020-05", (PartialDate(2020, 5),)),
        ("date", "@2020-05-06T10:00:00Z", (PartialDate(2020, 5, 6),)),
        ("date", "'yesterday'", ()),
        ("dateTime", "@2020-05-06", ("2020-05-06",)),
        ("time", "@T10:30:00", ("10:30:00",)),
        ("quantity", "5 'kg'", (Quantity(Decimal(5), "kg", "http://unitsofmeasure.org", "kg"),)),
        ("url", "'https://example.org'", ("https://example.org",)),
        ("choice", "'a'", (Coding(CODES, "a", "a"),)),
        ("choice", "'z'", ()),
        ("open-choice", "'z'", ("z",)),
        ("string", "1 | 2", ("1",)),
        ("attachment", "1", ()),
        ("reference", "1", ()),
    ],
)
def test_a_result_becomes_an_answer_of_the_right_type_or_none(
    kind: str, text: str, found: tuple[object, ...]
) -> None:
    offers = {"answerOption": options("a", "b")} if "choice" in kind else {}
    response = ready(calculated("q", kind, text, **offers))
    given = tuple(
        getattr(one, "text", None) or (one.isoformat() if kind == "time" else one)  # type: ignore[union-attr]
        for one in answers(response, "q")
    )
    assert given == found
    assert [type(one) for one in given] == [type(one) for one in found]


def test_a_repeating_question_takes_all_results() -> None:
    response = ready(item("a", "integer", repeats=True), calculated("q", "integer", of("a"), repeats=True))
    response.set_answers(at("a"), [3, 1])
    assert answers(response, "q") == (3, 1)


def test_an_expression_that_fails_keeps_the_answer_and_shows_the_item() -> None:
    response = ready(
        item("a", "integer"),
        calculated("b", "integer", f"iif({of('a')} = 2, %nowhere, {of('a')})"),
        item("c", "string", extension=[sdc("enableWhenExpression", "%nowhere")]),
    )
    assert response.node(at("c")).enabled
    assert any("%nowhere" in sentence for sentence in response.questionnaire.not_followed)


def test_what_was_not_handed_over_is_not_known() -> None:
    launch = {"patient": {"resourceType": "Patient", "gender": "female", "birthDate": "2009-03-02"}}
    form = (
        item("a", "string", extension=[sdc("enableWhenExpression", "%patient.gender = 'male'")]),
        item("b", "date", extension=[sdc("initialExpression", "%patient.birthDate")]),
        calculated("c", "string", "%patient.gender"),
    )
    response = ready(*form)
    assert response.node(at("a")).enabled
    assert answers(response, "b") == answers(response, "c") == ()
    response = ready(*form, launch=launch)
    assert not response.node(at("a")).enabled
    assert answers(response, "b") == (PartialDate(2009, 3, 2),)
    assert answers(response, "c") == ("female",)
    draft = response.to_json(keep_disabled=True)
    bare = Response.read(response.questionnaire, draft)
    bare.catch_up()
    assert answers(bare, "c") == ("female",)


def test_person_and_patient_are_one() -> None:
    response = ready(calculated("a", "string", "%person.id"), launch={"patient": {"id": "p"}})
    assert answers(response, "a") == ("p",)


def test_an_initial_value_is_given_once() -> None:
    response = ready(
        item("a", "string", extension=[sdc("initialExpression", "'x'")]),
        item("s", "boolean"),
        item("b", "string", enableWhen=[when("s", answerBoolean=True)], extension=[sdc("initialExpression", of("a"))]),
    )  # fmt: skip
    assert answers(response, "a") == ("x",)
    response.set_answers(at("a"), [])
    response.catch_up()
    assert answers(response, "a") == ()
    response.set_answers(at("a"), ["y"])
    assert answers(response, "b") == ()
    response.set_answers(at("s"), [True])
    assert response.is_behind
    assert response.catch_up().answered == {at("b")}
    assert answers(response, "b") == ("y",)
    again = Response.read(response.questionnaire, response.to_json(keep_disabled=True))
    again.set_answers(at("b"), [])
    again.catch_up()
    assert answers(again, "b") == ()


def test_each_new_occurrence_gets_its_initial_value() -> None:
    response = ready(
        group("g", item("a", "string", extension=[sdc("initialExpression", "'x'")]), repeats=True)
    )
    response.add_occurrence((), "g")
    response.catch_up()
    assert answers(response, "a", ("g", 1)) == ("x",)


def test_options_are_toggled() -> None:
    response = ready(
        item("a", "boolean"),
        item("b", "choice", answerOption=options("x", "y", "z"), extension=[toggle(f"{of('a')} = true", {"valueCoding": {"system": CODES, "code": "y"}})]),
    )  # fmt: skip

    def offered() -> list[str]:
        return [option.label for option in response.node(at("b")).options]

    assert offered() == ["x", "z"]
    response.set_answers(at("b"), [Coding(CODES, "x", "x")])
    assert response.set_answers(at("a"), [True]).offered == {at("b")}
    assert offered() == ["x", "y", "z"]
    response.set_answers(at("b"), [Coding(CODES, "y", "y")])
    response.set_answers(at("a"), [False])
    assert offered() == ["x", "z"]
    assert answers(response, "b") == (Coding(CODES, "y", "y"),)


def test_answers_come_from_what_is_at_hand() -> None:
    contact = [{"name": {"text": "Ama"}, "relationship": [{"coding": [{"code": "M", "display": "Mother"}]}]}]
    response = ready(
        item("names", "string", repeats=True),
        item("who", "open-choice", extension=[sdc("answerExpression", of("names"))]),
        item("kin", "choice", extension=[sdc("answerExpression", "%patient.contact.relationship.coding")]),
        item("hint", "choice", answerOption=options("x"), extension=[sdc("candidateExpression", "%qitem.answerOption.value | %patient.contact.relationship.coding")]),
        launch={"patient": {"resourceType": "Patient", "contact": contact}},
    )  # fmt: skip
    assert response.set_answers(at("names"), ["Ada", "Bo"]).offered == {at("who")}
    assert [one.label for one in response.node(at("who")).options] == ["Ada", "Bo"]
    assert [one.label for one in response.node(at("kin")).options] == ["Mother"]
    assert [one.label for one in response.node(at("hint")).options] == ["x", "Mother"]


def test_a_label_is_made() -> None:
    text = {
        "extension": [extension(CORE + "cqf-expression", valueExpression=fhirpath(f"'About ' & {of('a')}"))]
    }
    response = ready(item("a", "string"), item("b", "string", text="About", _text=text))
    assert response.node(at("b")).label == "About "
    assert response.set_answers(at("a"), ["Ama"]).labelled == {at("b")}
    assert response.node(at("b")).label == "About Ama"


def test_what_reads_everything_waits() -> None:
    response = ready(
        item("a", "integer"),
        item("b", "integer"),
        calculated("sum", "integer", "%resource.item.where(linkId != 'sum').answer.value.sum()"),
    )
    response.set_answers(at("a"), [1])
    response.set_answers(at("b"), [2])
    assert response.is_behind
    assert response.catch_up().answered == {at("sum")}
    assert answers(response, "sum") == (3,)
    assert not response.is_behind


def test_what_never_comes_to_rest_is_left_and_told() -> None:
    response = ready(calculated("a", "integer", "iif(%resource.item.answer.value.exists(), %resource.item.answer.value.sum() + 1, 1)"))  # fmt: skip
    assert not response.is_behind
    assert response.state(at("a")).live is not None
    assert response.state(at("a")).live.faults  # type: ignore[union-attr]


def test_a_total_may_stand_in_the_group_that_it_adds_up() -> None:
    response = ready(
        group("g", item("a", "integer"), item("b", "integer"), calculated("sum", "decimal", "%resource.item.where(linkId = 'g').item.where(linkId != 'sum').answer.value.sum()")),
    )  # fmt: skip
    response.set_answers(at("a", ("g", 0)), [1])
    response.set_answers(at("b", ("g", 0)), [2])
    response.catch_up()
    assert answers(response, "sum", ("g", 0)) == (Decimal(3),)


def test_catching_up_can_be_done_in_small_parts() -> None:
    response = Response.start(
        loaded(
            item("a", "integer"), *(calculated(f"c{n}", "integer", f"{of('a')} + {n}") for n in range(200))
        )
    )
    response.set_answers(at("a"), [1])
    response.catch_up(0)
    rounds = 0
    while response.is_behind:
        response.catch_up(0.001)
        rounds += 1
    assert rounds > 0
    assert answers(response, "c199") == (200,)


def test_many_dependents_wait_behind_the_keystroke() -> None:
    response = ready(
        item("a", "integer"), *(calculated(f"c{n}", "integer", f"{of('a')} + {n}") for n in range(100))
    )
    changes = response.set_answers(at("a"), [1])
    assert 0 < len(changes.answered) < 100
    assert response.is_behind
    response.catch_up()
    assert answers(response, "c99") == (100,)


def test_a_finished_text_holds_what_is_worked_out_and_the_screens_hear_of_it_later() -> None:
    response = Response.start(loaded(item("a", "integer"), calculated("b", "integer", f"{of('a')} + 1")))
    response.set_answers(at("a"), [1])
    assert json.loads(response.to_json())["item"][1]["answer"] == [{"valueInteger": 2}]
    assert response.is_behind
    assert response.catch_up().answered == {at("b")}
    assert not response.is_behind


CIRCLES = {
    "a calculated answer of itself": ([calculated("a", "integer", f"{of('a')} + 1")], "a → a"),
    "two calculated answers": (
        [calculated("a", "integer", of("b")), calculated("b", "integer", of("a"))],
        "a → b → a",
    ),
    "a condition and a calculated answer": (
        [calculated("a", "integer", of("b")), item("b", "integer", enableWhen=[when("a", answerInteger=1)])],
        "a → b → a",
    ),
    "by way of a variable": (
        [item("g", "group", calculated("a", "integer", "%v"), extension=[variable("v", of("a"))])],
        "a → a",
    ),
    "an expression that shows": (
        [
            item("a", "integer", extension=[sdc("enableWhenExpression", f"{of('b')} = 1")]),
            item("b", "integer", extension=[sdc("enableWhenExpression", f"{of('a')} = 1")]),
        ],
        "a → b → a",
    ),
}


@pytest.mark.parametrize(("items", "circle"), CIRCLES.values(), ids=CIRCLES)
def test_a_circle_is_refused_by_the_names_in_it(items: list[dict[str, object]], circle: str) -> None:
    with pytest.raises(QuestionnaireError, match="in a circle") as refused:
        loaded(*items)
    assert circle in refused.value.what_happened


def test_a_circle_of_variables_is_refused() -> None:
    with pytest.raises(QuestionnaireError, match="in a circle") as refused:
        loaded(calculated("a", "integer", "%x"), extension=[variable("x", "%y"), variable("y", "%x")])
    assert "%x → %y → %x" in refused.value.what_happened


def test_what_is_not_fhirpath_is_told_and_not_followed() -> None:
    query = {"language": "application/x-fhir-query", "expression": "Patient?active=true", "name": "all"}
    library = {"language": "text/fhirpath", "reference": "https://example.org/Library/1#a"}
    questionnaire = loaded(
        item("a", "choice", extension=[extension("http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-answerExpression", valueExpression=query)]),
        item("b", "string", extension=[extension("http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression", valueExpression=library)]),
        item("c", "string", extension=[sdc("initialExpression", "1 +")]),
    )  # fmt: skip
    told = "\n".join(questionnaire.not_followed)
    assert "“a”" in told
    assert "x-fhir-query" in told
    assert "“b”" in told
    assert "library" in told
    assert "“c”" in told


def test_a_response_to_another_version_is_refused() -> None:
    response = Response.start(loaded(item("a", "string")))
    with pytest.raises(ResponseError, match="version"):
        Response.read(loaded(item("a", "string"), item("b", "string")), response.to_json())


def test_a_value_of_one_coding_does_not_need_its_words() -> None:
    response = ready(calculated("q", "choice", "%qitem.answerOption.value.where(code = 'b')", answerOption=[{"valueCoding": coding("b", "Bee")}]))  # fmt: skip
    assert answers(response, "q") == (Coding(CODES, "b", "Bee"),)


def test_a_repeating_group_is_filled_from_a_list() -> None:
    contacts = [
        {"name": {"family": "Vaughan", "given": ["Jo"]}, "gender": "female"},
        {"name": {"family": "Reed"}},
    ]
    kin = group(
        "kin",
        item("family", "string", extension=[sdc("initialExpression", "%contact.name.family")]),
        item("given", "string", extension=[sdc("initialExpression", "%contact.name.given")]),
        repeats=True,
        extension=[sdc("itemPopulationContext", "%patient.contact", name="contact")],
    )
    response = Response.start(loaded(kin), {"patient": {"resourceType": "Patient", "contact": contacts}})
    changes = response.catch_up()
    assert changes.structure == {()}
    assert [answers(response, "family", ("kin", number)) for number in (0, 1)] == [("Vaughan",), ("Reed",)]
    assert [answers(response, "given", ("kin", number)) for number in (0, 1)] == [("Jo",), ()]
    again = Response.read(response.questionnaire, response.to_json(keep_disabled=True))
    again.catch_up()
    assert len(again.children()) == 2


def test_a_required_that_is_to_be_worked_out_is_told() -> None:
    worked_out = {"extension": [extension(CORE + "cqf-expression", valueExpression=fhirpath("true"))]}
    questionnaire = loaded(item("a", "string", _required=worked_out))
    assert any("“required”" in sentence and "“a”" in sentence for sentence in questionnaire.not_followed)


def test_weights_of_options_and_of_contained_value_sets_are_added_up() -> None:
    def weighed(element: dict[str, object], weight: int) -> dict[str, object]:
        return element | {"extension": [extension(CORE + "itemWeight", valueDecimal=weight)]}

    concepts = [
        weighed({"code": "few", "display": "Few"}, 1),
        weighed({"code": "many", "display": "Many"}, 3),
    ]
    value_set = {"resourceType": "ValueSet", "id": "v", "compose": {"include": [{"system": CODES, "concept": concepts}]}}  # fmt: skip
    response = ready(
        item("a", "choice", answerValueSet="#v"),
        item("b", "choice", answerOption=[weighed({"valueCoding": coding("often")}, 2)]),
        calculated(
            "sum", "integer", "%resource.item.where(linkId in ('a' | 'b')).answer.value.weight().sum()"
        ),
        contained=[value_set],
    )
    response.set_answers(at("a"), [Coding(CODES, "many", "Many")])
    response.set_answers(at("b"), [Coding(CODES, "often", "often")])
    assert answers(response, "sum") == (5,)


def test_what_a_finished_response_shows_depends_on_nothing_later() -> None:
    shown = sdc("enableWhenExpression", f"{of('a')} > 1 and today() < @2000-01-01")
    questionnaire = loaded(item("a", "integer"), item("b", "string", extension=[shown]))
    written = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": [{"linkId": "a", "answer": [{"valueInteger": 2}]}, {"linkId": "b", "answer": [{"valueString": "x"}]}]}  # fmt: skip
    response = Response.read(questionnaire, written)
    response.catch_up()
    assert response.node(at("b")).enabled
    assert json.loads(response.to_json())["item"] == written["item"]
