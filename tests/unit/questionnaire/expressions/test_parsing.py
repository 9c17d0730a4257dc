"""What an expression says is what its tree means, and nothing else: whatever the grammar allows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_desktop.errors import ExpressionSyntaxError
from prevent_desktop.questionnaire.expressions import compile_expression, tree
from prevent_desktop.questionnaire.expressions.parsing import parse
from prevent_desktop.questionnaire.expressions.values import Moment, Quantity

SHARED = Path(__file__).resolve().parents[5] / "shared" / "fhir"

WRONG_EXAMPLE = "answer.count() = 3 asdf aqwe"
"""Wrong on purpose."""

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


@settings(max_examples=400)
@given(EXPRESSIONS)
def test_a_tree_written_out_with_all_its_brackets_is_read_as_the_same_tree(expression: str) -> None:
    read = parse(expression)
    assert parse(_written(read)) == read


def _written(node: tree.Node) -> str:  # noqa: C901, PLR0911 - a case for each kind of node
    """The expression of a tree, with a bracket around each part that may have one."""
    match node:
        case tree.Nothing():
            return "{}"
        case tree.Literal(value):
            return _literal(value)
        case tree.Own(name):
            return name
        case tree.Variable(name):
            return f"%{_quoted(name, '`')}"
        case tree.Member(name):
            return _quoted(name, "`")
        case tree.TypeName(namespace, name):
            return ".".join(_quoted(one, "`") for one in (namespace, name) if one)
        case tree.Call(name, arguments):
            return f"{_quoted(name, '`')}({', '.join(map(_written, arguments))})"
        case tree.Path(start, steps):
            return ".".join([f"({_written(start)})", *map(_written, steps)])
        case tree.Index(values, index):
            return f"({_written(values)})[{_written(index)}]"
        case tree.Sign(sign, operand):
            return f"({sign}({_written(operand)}))"
        case tree.Operation(sign, left, right):
            return f"({_written(left)}) {sign} ({_written(right)})"
    raise AssertionError(node)


def _literal(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case Moment(text, kind):
            return f"@{'T' if kind == 'Time' else ''}{text}{'T' if kind == 'DateTime' and 'T' not in text else ''}"
        case Quantity(amount, unit):
            return f"{amount} {unit}"
        case str():
            return _quoted(value, "'")
    return str(value)


def _quoted(text: str, mark: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(mark, "\\" + mark)
    return mark + escaped + mark


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        ("a or b and c implies d", "(a or (b and c)) implies d"),
        ("a implies b implies c", "(a implies b) implies c"),
        ("a = b | c", "a = (b | c)"),
        ("a in b = c", "a in (b = c)"),
        ("a = b is C", "a = (b is C)"),
        ("a < b is C", "(a < b) is C"),
        ("a | b + c * d", "a | (b + (c * d))"),
        ("a - b - c", "(a - b) - c"),
        ("a & b * -c.d", "a & (b * (-(c.d)))"),
        ("-7.combine(3)", "-(7.combine(3))"),
        ("a.b[1].c", "((a.b)[1]).c"),
        ("(a.b).c", "a.b.c"),
        ("a is B.C", "a.is(B.C)"),
        ("a as B", "a.as(B)"),
        ("a is Quantity.exists()", "(a is Quantity).exists()"),
        ("`item`.where(`linkId` = 'a')", "item.where(linkId = 'a')"),
        ("1 /* two */ + // three\n 4", "1 + 4"),
        ("%'a b'", "%`a b`"),
        (r"'\u0061\\'", r"'a\\'"),
    ],
)
def test_an_operator_binds_as_tightly_as_the_specification_says(expression: str, meant: str) -> None:
    assert parse(expression) == parse(meant)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1", 1),
        ("1.0", Decimal("1.0")),
        (r"'a\\'", "a\\"),
        (r"'\d\'\t'", "\\d'\t"),
        ("@2014", Moment("2014", "Date")),
        ("@2014T", Moment("2014", "DateTime")),
        ("@2014-01-25T14:30", Moment("2014-01-25T14:30", "DateTime")),
        ("@T09", Moment("09", "Time")),
        ("4 days", Quantity(Decimal(4), "days")),
        ("4.5 'mg'", Quantity(Decimal("4.5"), "'mg'")),
    ],
)
def test_a_literal_is_the_value_that_it_says(expression: str, value: Any) -> None:
    assert parse(expression) == tree.Literal(value)


@pytest.mark.parametrize("expression", SPEC_EXAMPLES)
def test_examples_of_the_specification_are_read(expression: str) -> None:
    assert parse(_written(parse(expression))) == parse(expression)


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


def test_each_expression_of_the_published_examples_is_read() -> None:
    if not SHARED.is_dir():
        pytest.skip("the published examples (../shared/fhir) are not here")
    found = {
        expression
        for file in sorted(SHARED.rglob("*.json"))
        for expression in _expressions(json.loads(file.read_text(encoding="utf-8-sig")))
        if "resourceType" not in expression and not expression.startswith("http")
    }
    assert found
    assert [one for one in sorted(found) if not _reads(one)] == [WRONG_EXAMPLE]


def _reads(expression: str) -> bool:
    try:
        return parse(_written(parse(expression))) == parse(expression)
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
        ("a < @2020-13", 4, "no such date"),
        ("@T25:00", 0, "no such date"),
    ],
)
def test_a_wrong_expression_is_refused_at_the_character_that_is_wrong(
    expression: str, position: int, word: str
) -> None:
    with pytest.raises(ExpressionSyntaxError) as raised:
        compile_expression(expression)
    assert raised.value.position == position
    assert word in raised.value.what_happened


@settings(max_examples=300)
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
    assert compile_expression(expression).reads.variables == frozenset()
