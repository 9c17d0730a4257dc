"""Forms come from outside: whatever their expressions ask for, they end soon, with an answer or an ExpressionError."""

from __future__ import annotations

import time
import tracemalloc
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from prevent_desktop.errors import ExpressionError
from prevent_desktop.questionnaire.expressions import Surroundings, compile_expression
from tests.unit.questionnaire.expressions.responses import RESPONSE, answered, response
from tests.unit.questionnaire.expressions.test_parsing import EXPRESSIONS

ITEMS = [answered(f"i{number}", {"valueString": "x" * 50}) for number in range(300)]
LARGE = response(*ITEMS)
DOUBLED = ".select($this & $this)"
LONG = f"('a'{DOUBLED * 16})"
"""A text of 65,536 characters."""
NUMBERS = "%resource.descendants().select($index)"
NEGATIVE = "%resource.descendants().select(-1 - $index)"
SECONDS = 3.0
"""Each ends within 0.3 s; a busy machine is given ten times as long."""

HOSTILE = {
    "text doubled": f"'a'{DOUBLED * 60}",
    "number squared": "2" + ".select($this * $this)" * 50,
    "decimal squared": "1.1" + ".select($this * $this)" * 50,
    "aggregate doubles": "%resource.item.aggregate($total & $total, 'ab')",
    "repeat never ends": "'a'.repeat($this & 'a')",
    "repeat adds": "'a'.repeat($this + 'a')",
    "repeat counts": "1.repeat($this + 1)",
    "combine doubles": "%resource.item" + ".select($this.combine($this))" * 20,
    "combine adds": "%resource.item" + ".combine(%resource.item)" * 100,
    "select in select": "%resource.item.select(%resource.item.select(%resource.item.select(linkId)))",
    "where in where": "%resource.item.where(%resource.item.where(%resource.item.where(linkId='z').exists()).exists())",
    "exists nested": "%resource.item.exists(" * 30 + "true" + ")" * 30,
    "descendants of each": "%resource.descendants().select(%resource.descendants())",
    "union of all": "%resource.descendants()" + " | %resource.descendants()" * 80,
    "equivalent pairs": f"{NUMBERS}.combine({NEGATIVE}) ~ {NEGATIVE}.combine({NUMBERS})",
    "long path for each": "%resource.item.select(" + ".".join(["item"] * 1_500) + ")",
    "long sum for each": "%resource.item.select(%resource.item.select(1" + " + 1" * 100 + "))",
    "replace grows": "'aaaaaaaaaa'" + f".replace('a', '{'a' * 50}')" * 10,
    "replace nothing": f"{LONG}.replace('', '{'x' * 3_000}')",
    "replaceMatches grows": "'aaaa'" + ".replaceMatches('a', '$0$0$0$0$0$0$0$0$0$0')" * 11,
    "join grows": f"{LONG}.toChars().join('xxxxxxxxxxxx')",
    "encode grows": f"{LONG}.encode('hex').encode('hex')",
    "upper grows": "('\u00df'" + DOUBLED * 16 + ").upper()",
    "split": f"('a,'{DOUBLED * 16}).split(',').repeat($this & 'x')",
    "power": "10.power(1000000000)",
    "power of power": "2.power(100)" + ".power(2)" * 20,
    "exponent": "1000000.exp()",
    "logarithm of nothing": "0.ln()",
    "round": "1.5.round(900000)",
    "integer of many digits": f"('1'{DOUBLED * 16}).toInteger()",
    "decimal of many digits": f"('1'{DOUBLED * 16}).toDecimal()",
    "date far away": "@2020-01-01 + 999999999999 years",
    "date before all dates": "@0001-01-01 - 1 day",
    "hours": "@2020-01-01 + 99999999999999999999999999999999 hours",
    "no date": "@2020-99-99 < @2020-01-01",
    "pattern too large": "'a'.matches('(((a{100}){100}){100})')",
    "no pattern": "'a'.matches('(')",
    "decode": "'zz'.decode('hex')",
    "resolve": "%resource.resolve()",
    "variables": "defineVariable('b', 1)" + ".defineVariable('b', %b)" * 200,
}
HARMLESS = {
    "pattern that others hang on": ("'" + "a" * 60 + "!'.matches('(a+)+$')", [False]),
    "brackets": ("(" * 55 + "1" + ")" * 55, [1]),
    "signs": ("-" * 50 + "1", [1]),
    "a long or": ("false" + " or false" * 100, [False]),
    "a long path": ("%resource" + ".item" * 1_300, []),
    "where in where": ("item.where(" * 30 + "true" + ")" * 30, []),
    "far index": ("%resource.item[99999999999999999999999]", []),
    "skip": ("%resource.item.skip(99999999999999999999999).count()", [0]),
    "look for": (f"{LONG}.indexOf('aaaaaaaaaaab')", [-1]),
    "all equal": ("%resource.descendants() = %resource.descendants()", [True]),
    "exclude pairs": ("%resource.descendants().exclude(%resource.descendants())", []),
    "subset pairs": ("%resource.descendants().subsetOf(%resource.descendants())", [True]),
    "distinct": ("%resource.descendants().distinct().count()", [603]),
    "all below all": ("%resource.repeat(descendants()).count()", [603]),
}


@pytest.mark.parametrize("expression", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_expression_ends_soon_with_an_error(expression: str) -> None:
    before = time.process_time()
    with pytest.raises(ExpressionError):
        compile_expression(expression).evaluate(Surroundings(LARGE))
    assert time.process_time() - before < SECONDS


@pytest.mark.parametrize("name", ["repeat never ends", "repeat adds"])
def test_a_text_that_grows_for_ever_takes_little_memory(name: str) -> None:
    """All of them together took 1.6 GB before the steps were used up."""
    tracemalloc.start()
    with pytest.raises(ExpressionError):
        compile_expression(HOSTILE[name]).evaluate(Surroundings(LARGE))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100_000_000


@pytest.mark.parametrize(("expression", "expected"), HARMLESS.values(), ids=HARMLESS)
def test_a_large_expression_that_means_something_has_its_answer(expression: str, expected: list[Any]) -> None:
    before = time.process_time()
    assert compile_expression(expression).evaluate(Surroundings(LARGE)) == expected
    assert time.process_time() - before < SECONDS


def test_numbers_in_answers_may_be_larger_than_results_may() -> None:
    large = Surroundings(RESPONSE, variables={"v": [10**5_000], "d": [Decimal("1." + "1" * 5_000)]})
    assert compile_expression("%v > 3").evaluate(large) == [True]
    assert compile_expression("(%d * 1).round(2)").evaluate(large) == [Decimal("1.11")]
    with pytest.raises(ExpressionError):
        compile_expression("%v * 2").evaluate(large)


@pytest.mark.parametrize(
    "expression",
    [
        "1 'Ym30.Ym30.Ym30.Ym30.Ym30.Ym30.Ym30.Ym30.Ym30.Ym30.Ym30.Ym30' * 1 'Ym30'",
        "(1 'Ym30.Ym30.Ym30.Ym30.Ym30.Ym30.Ym30.Ym30').toQuantity('ym240')",
        "(1 'Ym30.Ym30.Ym30.Ym30').toQuantity('m120')",
        "%huge * 1 'Ym30'",
        "(%huge & ' ').toQuantity('g')",
        "(1|2|3|4|5).aggregate(iif($total.empty(), 1 'Ym2', $total * $total), {})",
    ],
)
def test_units_and_amounts_beyond_all_measure_end_soon(expression: str) -> None:
    surroundings = Surroundings(RESPONSE, None, {"huge": [{"value": Decimal("9E+999999"), "code": "kg"}]})
    started = time.process_time()
    try:
        values = compile_expression(expression).evaluate(surroundings)
    except ExpressionError:
        values = []
    assert time.process_time() - started < 1
    assert all(abs(value["value"].adjusted()) <= 60 for value in values)


def test_a_large_response_may_cost_more() -> None:
    whole = response(*(answered(f"i{number}", {"valueInteger": number}) for number in range(4_000)))
    expression = compile_expression(
        "%resource.item.where(answer.value > 3998 and linkId.length() > 2).answer.value"
    )
    assert expression.evaluate(Surroundings(whole)) == [3_999]


def test_nothing_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    compile_expression("%resource.item.trace('answers').answer.trace('more', value)").evaluate(
        Surroundings(LARGE)
    )
    assert capsys.readouterr() == ("", "")


@settings(max_examples=300)
@given(EXPRESSIONS)
def test_any_expression_ends_with_values_or_an_expression_error(text: str) -> None:
    try:
        values = compile_expression(text).evaluate(Surroundings(RESPONSE))
    except ExpressionError:
        return
    assert all(isinstance(value, bool | int | Decimal | str | dict) for value in values)
