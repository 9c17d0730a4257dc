"""Our parser makes the tree that the library's own parser makes, for whatever the grammar allows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fhirpathpy.parser import parse as library_parse
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_desktop.errors import ExpressionSyntaxError
from prevent_desktop.questionnaire.expressions import compile_expression
from prevent_desktop.questionnaire.expressions.parsing import parse

SHARED = Path(__file__).resolve().parents[5] / "shared" / "fhir"

WRONG_EXAMPLE = "answer.count() = 3 asdf aqwe"
"""Wrong on purpose; the library evaluates what comes before the first wrong word."""

NAMES = st.sampled_from(
    [
        "a",
        "item",
        "linkId",
        "answer",
        "value",
        "_x1",
        "is",
        "as",
        "in",
        "contains",
        "`a b`",
        "`div`",
        "Quantity",
        "Z",
    ]
)
TEXTS = st.sampled_from(
    ["''", "'a b'", r"'it\'s'", r"'\u00e9\\n'", "'%x'", r"'^\d+$'", "'// no comment'", "'\"'", "'£ é'"]
)
UNITS = st.sampled_from(
    ["year", "months", "week", "days", "hour", "minutes", "second", "milliseconds", "'kg'", "'mm[Hg]'"]
)
LITERALS = st.one_of(
    TEXTS,
    st.sampled_from(
        ["true", "false", "{}", "{ }", "0", "1", "007", "3.14", "@2014", "@2014-01", "@2014-01-25"]
    ),
    st.sampled_from(
        ["@2014-01-25T14:30:14.559+10:00", "@2014-01-25T14:30", "@2014-01-25T14Z", "@T12:30:01.5", "@T09"]
    ),
    st.builds("{} {}".format, st.sampled_from(["4", "2.5"]), UNITS),
    st.builds("%{}".format, NAMES | st.sampled_from(["'vs-name'", "`us-zip`", " resource"])),
    st.sampled_from(["$this", "$index", "$total"]),
    NAMES,
)
SPACE = st.sampled_from(["", " ", "\n\t", " /* a ' comment */ ", " // to the end\n"])
OPERATORS = ["implies", "or", "xor", "and", "in", "contains", "=", "~", "!=", "!~", "<=", "<", ">", ">=", "|"]
OPERATORS += ["+", "-", "&", "*", "/", "div", "mod"]
TYPES = st.builds(".".join, st.lists(NAMES, min_size=1, max_size=2))


def _binary(left: str, operator: str, right: str, space: str) -> str:
    return f"{left} {space}{operator}{space} {right}"


def _larger(smaller: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    arguments = st.lists(smaller, max_size=3).map(", ".join)
    return st.one_of(
        st.builds(_binary, smaller, st.sampled_from(OPERATORS), smaller, SPACE),
        st.builds("({})".format, smaller),
        st.builds("{}{}".format, st.sampled_from(["-", "+", "- "]), smaller),
        st.builds("{}.{}".format, smaller, NAMES | st.just("$this")),
        st.builds("{}[{}]".format, smaller, smaller),
        st.builds("{}.{}({})".format, smaller, NAMES, arguments),
        st.builds("{}({})".format, NAMES, arguments),
        st.builds("{} {} {}".format, smaller, st.sampled_from(["is", "as"]), TYPES),
    )


EXPRESSIONS = st.recursive(LITERALS, _larger, max_leaves=12)

SPEC_EXAMPLES = """
Patient.name.given
Patient.name.where(use = 'official').given
Patient.telecom.where(use = 'official').exists()
Observation.value.value > 100
Patient.name[0].given
generalPractitioner.all($this.resolve() is Practitioner)
Patient.contact.relationship.coding.where($this.system = 'http://hl7.org/fhir/v2/0131' and code = 'mother').exists()
ValueSet.expansion.repeat(contains)
Questionnaire.repeat(item)
Questionnaire.descendants().select(item)
Patient.name.select(given.first() + ' ' + family)
Bundle.entry.select((resource as Patient).telecom.where(system = 'phone'))
use = 'usual' or use = 'official' and given.exists()
iif(Patient.name.exists(), Patient.name.first(), {})
(1 | 2 | 3).aggregate($this + $total, 0)
value.aggregate(iif($total.empty(), $this, iif($this < $total, $this, $total)))
-7.combine(3)
@2018-03-01T00:00:00.000Z = @2018-03-01
today() + 3 months - 1 day
4.5 'mg' * 2 = 9 'mg'
10 div 3 mod 2 = 1
'abcdefg'.substring(3, 2).length() = 2
%vitals.where(code = %`vs-observation-vitalsignresult`).exists()
name.given | name.family & 'x'
Observation.component.where(code.coding.code = '8480-6').value as Quantity > 140 'mm[Hg]'
a is System.Boolean and b as FHIR.Quantity = 1 'kg' implies $this.c
1 + 2 * 3 > 6 xor 2 in (1 | 2) and (1 | 2) contains 2
a is Quantity.exists()
a as Coding[0]
a.contains('b').is(String).in.as
""".strip().splitlines()


@settings(max_examples=400, deadline=None)
@given(EXPRESSIONS)
def test_any_expression_of_the_grammar_gives_the_tree_of_the_library(expression: str) -> None:
    assert parse(expression) == library_parse(expression)


def test_a_text_that_ends_with_a_backslash_ends_there_though_the_library_reads_on_to_the_next_mark() -> None:
    assert parse(r"'a\\' = 'b'")["children"][0]["children"][0]["text"] == r"'a\\'"
    assert library_parse(r"'a\\' = 'b'")["children"][0]["text"] == r"'a\\' = '"


@pytest.mark.parametrize("expression", SPEC_EXAMPLES)
def test_examples_of_the_specification_give_the_tree_of_the_library(expression: str) -> None:
    assert parse(expression) == library_parse(expression)


def _expressions(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        found = document.get("expression")
        if isinstance(found, str) and document.get("language", "text/fhirpath") == "text/fhirpath":
            yield found
        if str(document.get("url", "")).rsplit("-", 1)[-1] in {"expression", "calculatedValue"}:
            yield from (value for key, value in document.items() if key == "valueString")
    if isinstance(document, dict | list):
        for child in document.values() if isinstance(document, dict) else document:
            yield from _expressions(child)


def test_each_expression_of_the_published_examples_gives_the_tree_of_the_library() -> None:
    if not SHARED.is_dir():
        pytest.skip("the published examples (../shared/fhir) are not here")
    found = {
        expression
        for file in sorted(SHARED.rglob("*.json"))
        for expression in _expressions(json.loads(file.read_text(encoding="utf-8-sig")))
        if "resourceType" not in expression and not expression.startswith("http")
    }
    assert found
    assert [one for one in sorted(found) if not _reads_alike(one)] == [WRONG_EXAMPLE]


def _reads_alike(expression: str) -> bool:
    try:
        return bool(parse(expression) == library_parse(expression))
    except ExpressionSyntaxError:
        return False


@pytest.mark.parametrize(
    ("expression", "position", "word"),
    [
        ("", 0, "ends"),
        ("a +", 3, "ends"),
        ("a b", 2, "“b”"),
        ("(a", 2, "“)”"),
        ("a.", 2, "a name"),
        ("a.where(", 8, "ends"),
        ("a.where(linkId='x'", 18, "“)”"),
        ('a = "b"', 4, "single quotation"),
        ("a = 'b", 4, "never ends"),
        ("a # b", 2, "“#”"),
        ("a.b[1", 5, "“]”"),
        ("a, b", 1, "“,”"),
        ("@20", 0, "date"),
        ("$that", 0, "$this"),
        ("a.-b", 2, "a name"),
        ("a.day", 2, "a name"),
        ("and", 0, "a value"),
        ("x is 3", 5, "a name"),
        ("/* never ends", 0, "a value"),
        ("a..b", 2, "a name"),
        ("{a}", 1, "“}”"),
        ("   ", 3, "ends"),
        ("é", 0, "“é”"),
        ("1 'kg", 2, "never ends"),
    ],
)
def test_a_wrong_expression_is_refused_at_the_character_that_is_wrong(
    expression: str, position: int, word: str
) -> None:
    with pytest.raises(ExpressionSyntaxError) as raised:
        compile_expression(expression)
    assert raised.value.position == position
    assert word in raised.value.what_happened


@settings(max_examples=300, deadline=None)
@given(EXPRESSIONS | st.text(max_size=60), st.integers(0, 60), st.text(max_size=3))
def test_any_text_is_either_read_or_refused_with_a_position_inside_it(text: str, at: int, more: str) -> None:
    changed = text[:at] + more + text[at + 1 :]
    assert 0 <= _position(changed) <= len(changed)


def _position(text: str) -> int:
    try:
        compile_expression(text)
    except ExpressionSyntaxError as error:
        return error.position
    return 0


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 61 + "1" + ")" * 61,
        "a.where(" * 61 + "true" + ")" * 61,
        "-" * 200 + "1",
        "1" + " + 1" * 300,
        "a" + "[0]" * 400,
        "1" * 61,
        "'" + "x" * 8_000 + "'",
        "x" * 1_000_000,
    ],
)
def test_an_expression_larger_than_any_that_is_needed_is_refused(expression: str) -> None:
    with pytest.raises(ExpressionSyntaxError):
        compile_expression(expression)


@pytest.mark.parametrize(
    "expression",
    ["(" * 55 + "1" + ")" * 55, "a" + ".item" * 1_000, "1" + " + 1" * 120, "true" + " or a" * 100],
)
def test_an_expression_as_large_as_real_ones_get_is_read(expression: str) -> None:
    assert compile_expression(expression).reads.functions == frozenset()
