"""What expressions give, over a response like real ones."""

from __future__ import annotations

import copy
import re
from decimal import Decimal
from typing import Any

import pytest

from prevent_desktop.errors import ExpressionError
from prevent_desktop.questionnaire.expressions import Ordinals, Surroundings, compile_expression
from tests.unit.questionnaire.expressions.responses import (
    GROUP,
    RESPONSE,
    UCUM,
    YES,
    answered,
    response,
    values,
)

A = "%resource.item.where(linkId='a').answer.value"
B = "item.where(linkId='b').answer.value"
DATE = "item.where(linkId='d').answer.value"
WEIGHT = "item.where(linkId='q').answer.value"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        # Answers, with the type that FHIR gives them
        (A, [5]),
        (f"{A} + 1", [6]),
        (B, [YES]),
        (f"{B}.code", ["yes"]),
        ("%context.item.where(linkId='b').answer.value.display", ["Yes"]),
        ("item.answer.value.ofType(Coding).code", ["yes"]),
        ("item.answer.value.ofType(date)", ["2008-01-02"]),
        (f"{B} is Coding", [True]),
        (f"({B} as Coding).code", ["yes"]),
        ("item.where(linkId='t').answer.value", [False]),
        ("item.where(answer.value = false).linkId", ["t"]),
        ("item.where(linkId='t' and answer.value).count()", [0]),
        ("item.where(linkId='b' and answer.value).count()", [1]),
        ("item.where(answer.value).linkId", ["b", "d", "q"]),
        ("%resource is QuestionnaireResponse", [True]),
        ("%resource.repeat(item).linkId", ["a", "g", "b", "d", "q", "t"]),
        ("%resource.descendants().where(linkId='t').answer.value", [False]),
        ("item.linkId.join(', ')", ["b, d, q, t"]),
        ("item.first().answer.value.display", ["Yes"]),
        ("$this.linkId", ["g"]),
        ("item.where(linkId='b').combine(%resource.item.where(linkId='a')).answer.value.count()", [2]),
        ("%resource.status", ["in-progress"]),
        ("QuestionnaireResponse.item", []),
        ("%ucum", [UCUM]),
        # Numbers
        ("1 / 3", [Decimal("0.3333333333333333333333333333")]),
        ("0.1 + 0.2 = 0.3", [True]),
        ("7 div 2", [3]),
        ("-7 div 2", [-3]),
        ("-7 mod 3", [-1]),
        ("5.5 mod 2", [Decimal("1.5")]),
        ("1 / 0", []),
        ("2.5.round(0)", [Decimal(3)]),
        ("1.005.round(2)", [Decimal("1.01")]),
        ("(-2.5).round()", [Decimal(-3)]),
        (f"-{A}", [-5]),
        ("-{}", []),
        ("+3", [3]),
        ("- - 3", [3]),
        ("(1 | 2 | 3).sum()", [6]),
        ("{}.sum()", []),
        (f"{A}.sum() + {A}.max() - {A}.min() + {A}.avg()", [10]),
        ("(1|2|3).aggregate($this + $total, 0)", [6]),
        ("(3|1|2).aggregate(iif($total.empty() or $this < $total, $this, $total))", [1]),
        ("2.power(10)", [1024]),
        # Quantities
        ("(150 '[lb_av]').toQuantity('kg').value", [Decimal("68.0388555")]),
        ("(5 'mg').toQuantity('g').value", [Decimal("0.005")]),
        ("(1 'kg').toQuantity('[lb_av]').value", [Decimal("2.20462262184878")]),
        ("(1500 'g').toQuantity('kg').toString()", ["1.5 'kg'"]),
        ("(100 'Cel').toQuantity('[degF]').toString()", ["212 '[degF]'"]),
        ("'4 days'.toQuantity('hours').toString()", ["96 hours"]),
        ("1 year.toQuantity('months').toString()", ["12 months"]),
        ("1 year.toQuantity('days')", []),
        ("(5 'mg').toQuantity('m')", []),
        ("(5 'mg').toQuantity('nothing')", []),
        ("5 'mg'.convertsToQuantity('g') and 5 'mg'.convertsToQuantity('m').not()", [True]),
        ("true.toQuantity().toString()", ["1 '1'"]),
        ("false.toQuantity() = 0 '1'", [True]),
        ("'5 mg'.toQuantity()", []),
        ("1 'a' = 365.25 'd'", [True]),
        ("(2 'a').toQuantity('d').toString()", ["730.5 'd'"]),
        ("1 'a' > 1 month and 1 year = 1 'a'", [True]),
        ("1 year > 300 days and 1 month < 5 weeks", [True]),
        ("1 '%' = 0.01 '1'", [True]),
        ("1 'nothing' = 1 'kg'", []),
        ("1 'kg' != 1 'nothing'", []),
        ("1 'nothing' ~ 1 'kg'", [False]),
        ("1 'nothing' = 1 'nothing'", [True]),
        ("100 'Cel' = 212 '[degF]'", [True]),
        ("37.5 'Cel' > 99 '[degF]'", [True]),
        ("5 '1' = 5", [True]),
        ("(12 'cm' * 3 'cm').toString()", ["36 'cm2'"]),
        ("(12 'cm2' / 3 'cm').toString()", ["4 'cm'"]),
        ("2 'cm' * 2 'm' = 0.04 'm2'", [True]),
        ("(70 'kg' / (2 'm' * 2 'm')).toString()", ["17.5 'kg/m2'"]),
        ("6 'm' / 2 'm' = 3", [True]),
        ("6 'm' / 0 'm'", []),
        ("(6 'm' / 2).toString()", ["3 'm'"]),
        ("50 '%' * 70 'kg' = 35 'kg'", [True]),
        ("(1 'kg' | 1000 'g' | 2 'kg').count()", [2]),
        ("10 'Cel' + 5 'Cel' = 15 'Cel'", [True]),
        (f"{WEIGHT}.toQuantity('g') = {WEIGHT}", [True]),
        # What one value is made of is nothing where there is none (4.4.1), and a type is kept (5.7)
        ("(1|2) + {} | {}.indexOf(5) | {}.length()", []),
        ("2.power(3) is Integer and 1.5.ceiling() is Integer and 2.sqrt() is Decimal", [True]),
        ("(-5.5 'mg').abs() = 5.5 'mg' and (1 'kg' | 500 'g').sum() = 1.5 'kg'", [True]),
        ("(1 'kg' | 500 'g').max() = 1 'kg' and (3 'm').avg() = 3 'm'", [True]),
        ("1.type().name & item.first().type().namespace", ["IntegerFHIR"]),
        ("(1|2|3).skip(-1).count()", [3]),
        ("%resource.children().where($this = 'QuestionnaireResponse').exists()", [False]),
        (
            "%'vs-a' & ' ' & %`ext-b`",
            ["http://hl7.org/fhir/ValueSet/a http://hl7.org/fhir/StructureDefinition/b"],
        ),
        ("1 ~ '1'", [False]),
        # Texts
        (r"'a\u0041\\n\'\n'", ["aA\\n'\n"]),
        (r"'12'.matches('^\d+$')", [True]),
        ("'abc'.replaceMatches('(b)', '<$1>')", ["a<b>c"]),
        ("'aXbX'.replace('X', '-')", ["a-b-"]),
        ("'a' & {} & 'b'", ["ab"]),
        ("'abc'.contains({})", []),
        ("'a,b'.split(',')", ["a", "b"]),
        ("'5'.toInteger() + 1", [6]),
        (f"{DATE}.toString().substring(0, 4).toInteger()", [2008]),
        ("'x'.trace('name')", ["x"]),
        ("true.toString() & 1.50.toString()", ["true1.50"]),
        ("item.where(linkId='b').toString()", []),
        ("item.where(linkId='t').answer.value.hasValue()", [True]),
        ("item.where(linkId='t').answer.value.getValue()", [False]),
        ("item.hasValue()", [False]),
        # Dates
        ("@2020-02-29 + 1 year", ["2021-02-28"]),
        ("@2014-01", ["2014-01"]),
        ("@2014-01-25T14:30", ["2014-01-25T14:30"]),
        ("@T10:30", ["10:30"]),
        ("@T10:30 < @T11:00", [True]),
        (f"{DATE} <= @2008-01-02", [True]),
        (f"{DATE} = @2008-01-02", [True]),
        (f"{DATE} = @2008-01", []),
        (f"{DATE} > today() - 200 years", [True]),
        ("today() - 18 years < today()", [True]),
        ("'2008' <= '2008-11-25'", []),
        ("today() = today() and now() = now()", [True]),
        # Quantities
        (f"{WEIGHT} > 3 'kg'", [True]),
        (f"{WEIGHT} > 6000 'g'", [False]),
        (f"{WEIGHT} = 5500 'g'", [True]),
        (f"{WEIGHT} != 5500 'g'", [False]),
        (f"{WEIGHT} > 3 'cm'", []),
        (f"{WEIGHT}.value > 5", [True]),
        ("1 year = 12 months", [True]),
        ("3 'kg' + 500 'g'", [{"value": Decimal(3500), "unit": "g", "system": UCUM, "code": "g"}]),
        (f"{WEIGHT} - 500 'g' = 5 'kg'", [True]),
        (f"2 * {WEIGHT} = 11 'kg' and {WEIGHT} / 2 = 2.75 'kg'", [True]),
        ("3 'kg' + {}", []),
        ("@2020-01-31 + 1 month", ["2020-02-29"]),
        ("@2020-03-31 - 1 month", ["2020-02-29"]),
        ("@2020-01-01 - 1 day", ["2019-12-31"]),
        ("@2020-01-01 + 2 weeks", ["2020-01-15"]),
        ("@2020-01-01 + 47 hours", ["2020-01-02"]),
        ("@2020-01-01 + 1.9 days", ["2020-01-02"]),
        ("@2014 + 24 months", ["2016"]),
        ("@2014 - 23 months", ["2013"]),
        ("@2014-03 - 65 days", ["2014-01"]),
        ("@2020-01-01T10:00:00 + 90 minutes", ["2020-01-01T11:30:00"]),
        ("@2020-01-01T10:30 + 1 day", ["2020-01-02T10:30"]),
        ("@2020-01-01T23:30:00+01:00 + 1 hour", ["2020-01-02T00:30:00+01:00"]),
        ("@2020-01-01T10:30:00.250Z + 1.5 seconds", ["2020-01-01T10:30:01.750Z"]),
        ("@2020-01-01T10:30 + 59 seconds", ["2020-01-01T10:30"]),
        ("@T23:00 + 2 hours", ["01:00"]),
        ("@T12:00:30 - 31 seconds", ["11:59:59"]),
        (f"{DATE} + 18 years", ["2026-01-02"]),
        ("@2020-01-01T10:30.toDate()", ["2020-01-01"]),
        ("today().toDate() = today()", [True]),
        ("'x'.toDate()", []),
        (f"{DATE} in (@2009-01-01 | @2010-01-01)", [False]),
        (f"{DATE} in (@2009-01-01 | @2008-01-02)", [True]),
        ("(1 | 2) contains 2", [True]),
        ("2 in {}", [False]),
        ("{} in (1|2)", []),
        ("(1|2|3).exclude(2|4)", [1, 3]),
        ("(1|2|3).intersect(2|4)", [2]),
        ("(1|2).subsetOf(1|2|3) and (1|2|3).supersetOf(3)", [True]),
        ("90 minutes >= 1 hour", [True]),
        ("3 'kg'", [{"value": 3, "unit": "kg", "system": UCUM, "code": "kg"}]),
        ("-3 days", [{"value": -3, "unit": "days", "system": UCUM, "code": "d"}]),
        # Several values, and none
        ("(1|2) = (1|3)", [False]),
        ("(1|2) = (1|2)", [True]),
        ("(1|2) ~ (2|1)", [True]),
        ("(1|1.0|2).count()", [2]),
        ("(1|true|'1').count()", [3]),
        ("(1.combine(1)).isDistinct()", [False]),
        ("1.combine(2).combine(1).distinct()", [1, 2]),
        ("true and {}", []),
        ("'x' and true", [True]),
        ("true xor {}", []),
        ("true xor false", [True]),
        ("{} implies true", [True]),
        ("true implies {}", []),
        ("true implies false", [False]),
        ("false implies {}", [True]),
        ("{} or false", []),
        ("false and {}", [False]),
        ("{} or true", [True]),
        ("{} = 1", []),
        ("1 = true", [False]),
        ("{}.exists()", [False]),
        ("(1|2|3).all($this > 0)", [True]),
        ("iif({}, 'a', 'b')", ["b"]),
        ("iif(item.first(), 'a', 'b')", ["a"]),
        ("coalesce({}, 'a', 'b')", ["a"]),
        ("(1|2|3).where($index > 0)", [2, 3]),
        ("(1|2|3).select($this * 2)", [2, 4, 6]),
        ("(1|2|3).exists($this = 2)", [True]),
        ("(1|2|3).first() in (1|2)", [True]),
        # What is around stays as it is after a criterion was asked
        ("item.select(iif(%resource.item.where(linkId='a').exists(), $this.linkId, 'no')).first()", ["b"]),
        ("item.where(linkId='t').union(item.where(linkId='b')).linkId", ["t", "b"]),
    ],
)
def test_an_expression_gives(expression: str, expected: list[Any]) -> None:
    assert values(expression) == expected


def test_the_clock_gives_dates_and_times_as_fhir_writes_them() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", values("today()")[0])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d", values("now()")[0])


def test_variables_keep_the_types_that_their_shapes_tell() -> None:
    variables: dict[str, list[Any]] = {
        "item": [GROUP["item"][0]],
        "answer": [GROUP["item"][0]["answer"][0]],
        "weight": [{"value": Decimal(4), "unit": "kg", "code": "kg"}],
        "code": [YES],
        "none": [],
        "many": [1, 2, 3],
        "patient": [{"resourceType": "Patient", "birthDate": "2010-05-06", "deceasedBoolean": False}],
        "strange": [{"a": {"b": 1}}],
    }

    def given(expression: str) -> list[Any]:
        return values(expression, variables=variables)

    assert given("%item.answer.value.code") == ["yes"]
    assert given("%answer.value.code") == ["yes"]
    assert given("%weight > 3 'kg'") == [True]
    assert given("%code.display & %`code`.code & %'code'.system") == ["Yesyess"]
    assert given("%none.exists()") == [False]
    assert given("%many.sum()") == [6]
    assert given("%patient.birthDate < today() and %patient.deceased = false") == [True]
    assert given("%patient.ofType(Patient).birthDate") == ["2010-05-06"]
    assert given("%strange.descendants().count()") == [2]
    assert given("-%many.first() + %many.first()") == [0]


def test_the_form_and_the_item_in_it_can_be_read() -> None:
    form = {
        "resourceType": "Questionnaire",
        "title": "T",
        "item": [{"linkId": "g", "type": "group", "text": "G"}],
    }
    item = {"linkId": "g", "type": "group", "text": "G", "initial": [{"valueInteger": 3}]}
    assert values("%questionnaire.item.where(linkId = %context.linkId).text", questionnaire=form) == ["G"]
    assert values("%qitem.text & %qitem.initial.value.toString()", qitem=item) == ["G3"]
    assert values("%qitem.exists() or %questionnaire.exists()") == [False]


def test_answers_weigh_what_the_form_says_that_they_weigh() -> None:
    def option(code: str, weight: int, url: str, *, inside: bool) -> dict[str, Any]:
        extension = [{"url": url, "valueDecimal": Decimal(weight)}]
        coding: dict[str, Any] = {"system": "s", "code": code}
        return (
            {"valueCoding": coding | {"extension": extension}}
            if inside
            else {"valueCoding": coding, "extension": extension}
        )

    weight = "http://hl7.org/fhir/StructureDefinition/itemWeight"
    ordinal = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
    form = {
        "item": [
            {"linkId": "g", "item": [{"linkId": "b", "answerOption": [option("yes", 3, weight, inside=False)]}]},
            {"linkId": "c", "answerOption": [option("yes", 1, ordinal, inside=True), option("no", 0, ordinal, inside=True)]},
        ]
    }  # fmt: skip
    ordinals = Ordinals(form)
    whole = response(
        answered("b", {"valueCoding": YES}, {"valueCoding": {"code": "else"}}),
        answered(
            "c",
            {"valueCoding": {"system": "s", "code": "yes"}},
            {"valueCoding": {"system": "s", "code": "no"}},
        ),
        answered(
            "d", {"valueCoding": {"code": "x", "extension": [{"url": ordinal, "valueDecimal": Decimal(9)}]}}
        ),
    )

    def given(expression: str, **variables: list[Any]) -> list[Any]:
        return compile_expression(expression).evaluate(
            Surroundings(whole, variables=variables, ordinals=ordinals)
        )

    assert given("item.where(linkId='b').answer.weight()") == [3]
    assert given("item.where(linkId='b').answer.value.ordinal()") == [3]
    assert given("item.answer.value.weight().sum()") == [13]
    assert given("%v.weight()", v=[{"system": "s", "code": "no"}]) == [0]
    # The same code weighs differently in two questions, and it is not known to which this one belongs.
    assert given("%v.weight()", v=[{"system": "s", "code": "yes"}]) == []
    assert given("1.weight()") == []


def test_nothing_that_was_given_is_changed_and_the_answer_stays_the_same() -> None:
    variables: dict[str, list[Any]] = {"v": [3], "items": list(GROUP["item"])}
    before = copy.deepcopy((RESPONSE, variables))
    for text in (
        f"-%v + %v + -{A}",
        "%items.answer.value",
        "%resource.descendants()",
        "item.answer | %items.answer",
    ):
        expression = compile_expression(text)
        surroundings = Surroundings(RESPONSE, GROUP, variables)
        first = expression.evaluate(surroundings)
        assert expression.evaluate(surroundings) == first
    assert (RESPONSE, variables) == before


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("resolve()", "uses resolve(), which cannot be used here"),
        ("'a'.memberOf('http://x')", "uses memberOf()"),
        ("defineVariable('a', 1)", "uses defineVariable()"),
        ("%unknown", "reads %unknown, which is not there"),
        ("%resource.repeat(item).single()", "expects one value"),
        ("'a' + 1", "do not fit"),
        ("1 > 'a'", "do not fit"),
        ("$total", "do not fit"),
        ("(1|2) + 1", "expects one value"),
        ("-'a'", "minus sign"),
        ("'a'.round()", "no number"),
        ("(1|2).replace('a', 'b')", "expects a text"),
        ("(1|2).where((1|2))", "several answers"),
        ("@2020-01-01 + 1 'kg'", "do not fit"),
        ("@2020-01-01 + 1 'a'", "adds to a date"),
        ("@T10:00 + 1 year", "do not fit"),
        ("'x' + 1 year", "do not fit"),
        ("3 'kg' + 1 'cm'", "different things"),
        ("'a' * 2", "no number"),
        ("1 / 'a'", "no number"),
        ("@9999-12-31 + 1 day", "do not fit"),
        ("('a'|'b').sum()", "no number"),
        ("(true|false).not()", "several answers"),
        ("'abc'.substring(1.5)", "whole number"),
        ("1.is(2)", "do not fit"),
    ],
)
def test_an_expression_without_a_result_says_so_and_quotes_no_answer(expression: str, words: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        values(expression)
    assert words in raised.value.what_happened
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_equal_texts_are_equal_expressions() -> None:
    assert compile_expression("1 + 1") == compile_expression("1 + 1")
    assert len({compile_expression("1"), compile_expression("1"), compile_expression("2")}) == 2
    assert repr(compile_expression("a")) == "Expression('a')"
