"""What an expression reads is named only where that is certain."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_desktop.errors import ExpressionError
from prevent_desktop.questionnaire.expressions import Surroundings, compile_expression
from tests.unit.questionnaire.expressions.responses import find, over_what_it_reads, response

EVERYTHING = None


@pytest.mark.parametrize(
    ("expression", "items", "whole"),
    [
        ("%resource.item.where(linkId='a').answer.value", "a", ""),
        ("%resource.item.where(linkId='a').item.where(linkId='b').answer.value", "ab", ""),
        ("%resource.item.where('a' = linkId).answer.value + 1", "a", ""),
        ("%resource.item.where($this.linkId = 'a').answer.exists()", "a", ""),
        ("%resource.item.where((linkId='a')).answer.value.where($this > 3).count()", "a", ""),
        ("%resource.item.where(linkId in ('a'|'b')).answer.value", "ab", ""),
        ("%resource.item.where(('a'|'b'|'c') contains linkId).answer.value", "abc", ""),
        ("%resource.item.where(linkId='a' or linkId='b').answer.value", "ab", ""),
        ("%resource.item.where(linkId='a' and answer.exists()).answer.value", "a", ""),
        ("%resource.item.where(linkId='a').answer.where(value > 3).item.where(linkId='b')", "ab", "b"),
        ("%resource.item.item.where(linkId='b').answer.value", "b", ""),
        ("%resource.item.answer.item.where(linkId='b').answer.value", "b", ""),
        ("%resource.descendants().where(linkId='x').answer.value", "x", ""),
        ("%resource.repeat(item).where(linkId='x').answer.value", "x", "x"),
        ("%resource.repeat(answer.item | item).where(linkId='x').answer.value.ofType(Coding).code", "x", "x"),
        ("%resource.item.exists(linkId='a')", "a", ""),
        ("%resource.item.where(linkId='a').exists() and %resource.item.where(linkId='b').empty()", "ab", ""),
        ("%resource.item.where(linkId='a').answer.value.as(Quantity).value.sum()", "a", ""),
        ("(%resource.item.where(linkId='a').answer.value as Quantity).value", "a", ""),
        ("%resource.item.where(linkId='a')[0].answer.first().value", "a", ""),
        ("%resource.item.where(linkId='a').select(answer.value & 'x')", "a", ""),
        ("iif(%resource.item.where(linkId='a').exists(), 1, 2)", "a", ""),
        ("%resource.item.where(linkId='a').combine(%resource.item.where(linkId='b')).answer.value", "ab", ""),
        ("%resource.item.where(linkId='a').answer.value.aggregate($this + $total, 0)", "a", ""),
        ("%resource.item.where(linkId='a')", "a", "a"),
        ("%resource.item.where(linkId='a').item.count()", "a", "a"),
        ("%resource.item.where(linkId='a').descendants()", "a", "a"),
        ("%resource.item.where(linkId='a').descendants().where(linkId='b').answer.value", "ab", ""),
        ("%resource.item.where(linkId='a') | %resource.item.where(linkId='b')", "ab", "ab"),
        ("%resource.item.where(linkId='a') = 3", "a", "a"),
        ("%resource.item.where(linkId='a').answer = 3", "a", "a"),
        ("%rootResource.item.where(linkId='a').answer.value", "a", ""),
        ("%resource.`item`.where(`linkId`='a').answer.value", "a", ""),
        (r"%resource.item.where(linkId='\u0061').answer.value", "a", ""),
        ("%resource.status = 'completed'", "", ""),
        ("%questionnaire.item.where(linkId='x').text", "", ""),
        ("today() > @2020-01-01", "", ""),
    ],
)
def test_a_narrowed_path_reads_the_items_that_it_names(expression: str, items: str, whole: str) -> None:
    reads = compile_expression(expression).reads
    assert reads.items == frozenset(items)
    assert reads.whole == frozenset(whole)


@pytest.mark.parametrize(
    "expression",
    [
        "%resource",
        "%resource.item",
        "%resource.item.count()",
        "%resource.item.answer.value",
        "%resource.item[0].answer.value",
        "%resource.item.first().where(linkId='a')",
        "%resource.descendants().count()",
        "%resource.repeat(item).answer.value",
        "%resource.item.where(answer.exists())",
        "%resource.item.where(linkId != 'a').answer.value",
        "%resource.item.where(linkId ~ 'a').answer.value",
        "%resource.item.where(linkId = %x).answer.value",
        "%resource.item.where(linkId = 'a' or answer.value = 3).answer.value",
        "%resource.item.where(linkId = 'a' and $index = 0).answer.value",
        "%resource.item.where(linkId.startsWith('a')).answer.value",
        "%resource.item.where((linkId = 'a').not()).answer.value",
        "%resource.item.where(linkId = 'a' implies linkId = 'b').answer.value",
        "%resource.item.where(item.linkId = 'a').answer.value",
        "%resource.item.all(linkId = 'a')",
        "%resource.item.select(linkId = 'a')",
        "%resource.item.skip(1).where(linkId='a')",
        "%resource.item.ofType(BackboneElement).where(linkId='a')",
        "%resource.item.where(linkId='a' | 'b').count()",
        "%resource.repeat(item.first()).where(linkId='a')",
        "%resource.item.repeat(item | answer).where(linkId='a')",
        "iif(true, %resource, 1).item.where(linkId='a')",
        "%resource.unknown(item)",
        "%resource = 1",
    ],
)
def test_a_path_that_is_not_narrowed_reads_everything(expression: str) -> None:
    reads = compile_expression(expression).reads
    # The last but one asks for items below the element that carries the expression.
    assert EVERYTHING in {reads.items, reads.context_items}


def test_what_starts_at_the_item_is_told_apart() -> None:
    reads = compile_expression("item.where(linkId='a').answer.value + %context.answer.value").reads
    assert (reads.items, reads.context_items, reads.context_answers) == (frozenset(), frozenset("a"), True)
    reads = compile_expression("%resource.item.where(linkId='a').exists()").reads
    assert (reads.items, reads.context_items, reads.context_answers) == (frozenset("a"), frozenset(), False)
    reads = compile_expression("answer.value > 3").reads
    assert (reads.context_items, reads.context_answers) == (frozenset(), True)
    reads = compile_expression("%context").reads
    assert (reads.context_items, reads.context_answers) == (EVERYTHING, True)
    reads = compile_expression("answer.item.where(linkId='a')").reads
    assert (reads.context_items, reads.context_whole) == (frozenset("a"), frozenset("a"))


def test_variables_are_named() -> None:
    reads = compile_expression("%age + %'b c' > %qitem.x and today().toString() = %ucum").reads
    assert reads.variables == {"age", "b c", "qitem"}


# A form with groups in groups, questions under answers, and repeats; its link ids tell where an item stands.
VALUES = st.sampled_from(
    [
        {"valueInteger": 1}, {"valueInteger": 5}, {"valueString": "x"}, {"valueBoolean": False},
        {"valueCoding": {"code": "c1"}}, {"valueDate": "2020-02-03"},
    ]
)  # fmt: skip
LINKS = ["a", "b", "c", "d", "e", "f"]


def _items(depth: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    # An item stands at one depth of a form, as in a questionnaire.
    return st.lists(
        st.sampled_from(LINKS[2 * depth : 2 * depth + 2]).flatmap(lambda one: _one(one, depth)), max_size=3
    )


def _one(link_id: str, depth: int) -> st.SearchStrategy[dict[str, Any]]:
    below = _items(depth + 1) if depth < 2 else st.just([])
    answers = st.lists(st.builds(lambda value, items: {**value, **_held(items)}, VALUES, below), max_size=2)
    return st.builds(
        lambda answers, items: {
            "linkId": link_id,
            **({"answer": answers} if answers else {}),
            **_held(items),
        },
        answers,
        below,
    )


def _held(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"item": items} if items else {}


RESPONSES = _items(0).map(lambda items: response(*items))
STARTS = st.sampled_from(["%resource", "%resource", "%context", "", "%resource.item.where(linkId='a')"])
DOWN = st.sampled_from(
    [
        "item",
        "item.item",
        "answer.item",
        "descendants()",
        "repeat(item)",
        "repeat(item | answer.item)",
        "children()",
    ]
)
CRITERIA = st.sampled_from(
    [
        "linkId = 'a'", "linkId='c'", "linkId = 'e'", "'d' = $this.linkId", "linkId in ('c'|'b')", "linkId='f' or linkId='c'",
        "linkId = 'c' and answer.exists()", "linkId='b' and item.where(linkId='d').exists()", "answer.exists()",
        "linkId = 'c' and $index = 0", "linkId != 'c'", "linkId='d' or answer.empty()",
    ]
)  # fmt: skip
TAILS = st.sampled_from(
    [
        "", ".answer.value", ".answer.value.where($this = 5)", ".count()", ".exists()", ".answer.count()", ".item",
        ".item.where(linkId='e').answer.value", ".answer.item.where(linkId = 'd' or linkId='f').linkId", ".linkId",
        ".answer.value.ofType(Coding).code", ".descendants().count()", ".first().answer.value", "[1].answer.value",
        ".select(answer.count())", ".repeat(item).where(linkId='e').answer.value", ".distinct().count()",
        ".answer.where(value = 5).item.linkId", ".combine(%resource.item.where(linkId='b')).answer.value",
        ".descendants().where(linkId='f').answer.value", ".where(answer.count() > 1).linkId", ".tail().linkId",
        ".isDistinct()", ".answer.distinct().count()", " | %resource.item.where(linkId='b')",
        ".all(item.exists())", ".answer.item.item.where(linkId='e')", ".repeat(item).count()", ".children().count()",
        ".aggregate($total + $this.answer.count(), 0)", ".exists(item.where(linkId='e').exists())",
    ]
)  # fmt: skip
PATHS = st.builds(
    lambda start, down, criterion, tail: f"{start}{'.' if start else ''}{down}.where({criterion}){tail}",
    STARTS,
    DOWN,
    CRITERIA,
    TAILS,
)


@settings(max_examples=40)
@given(RESPONSES, PATHS, st.sampled_from([None, "a", "c"]))
def test_an_expression_gives_the_same_over_what_it_reads_as_over_the_whole(
    whole: dict[str, Any], path: str, context: str | None
) -> None:
    item = find(whole, context) if context else None
    expression = compile_expression(path)
    try:
        expected = expression.evaluate(Surroundings(whole, item))
    except ExpressionError:
        # An answer elsewhere that does not fit; without it the expression may well have a value.
        return
    assert over_what_it_reads(expression, whole, context if item else None) == expected


def test_answers_under_answers_are_found_with_their_type() -> None:
    under = {"linkId": "x", "answer": [{"valueCoding": {"code": "c"}}]}
    whole = response({"linkId": "a", "answer": [{"valueBoolean": True, "item": [under]}]})
    expression = compile_expression(
        "%resource.repeat(answer.item | item).where(linkId='x').answer.value.code"
    )
    assert expression.evaluate(Surroundings(whole)) == ["c"]
    assert over_what_it_reads(expression, whole) == ["c"]
