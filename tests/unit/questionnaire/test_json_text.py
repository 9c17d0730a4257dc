from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.questionnaire.json_text import JsonRefusedError, json_text, read_object
from prevent_desktop.strict_json import MOST_LEVELS

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
SCALARS = (
    st.none() | st.booleans() | st.integers() | TEXTS | st.decimals(allow_nan=False, allow_infinity=False)
)


def _around(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """What is drawn level by level: `st.recursive` draws most of its values again and again."""
    return SCALARS | st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4)


OBJECTS = st.dictionaries(TEXTS, _around(_around(_around(SCALARS))), max_size=6)


@given(OBJECTS)
def test_every_object_comes_back_with_the_digits_of_its_numbers(value: dict[str, Any]) -> None:
    text = json_text(value)
    text.encode()
    found = read_object(text, megabytes=1)
    assert found == value
    assert json_text(found) == text


def test_decimals_are_written_as_they_were_read() -> None:
    text = '{"a":2.50,"b":[1.0,1E+2,0.000001],"c":"2.50"}'
    assert json_text(read_object(text, megabytes=1)) == text


def test_sorted_text_does_not_depend_on_the_order_of_members() -> None:
    one, other = {"b": Decimal("1.0"), "a": 1}, {"a": 1, "b": Decimal("1.0")}
    assert json_text(one, sort_keys=True) == json_text(other, sort_keys=True) == '{"a":1,"b":1.0}'


def test_half_a_surrogate_pair_is_written_as_an_escape() -> None:
    assert json_text({"a": "\ud800", "b": Decimal("1.0")}) == '{"a":"\\ud800","b":1.0}'
    assert json_text("\ud800") == '"\\ud800"'


@pytest.mark.parametrize("value", [float("nan"), Decimal("NaN"), Decimal("Infinity"), object(), {1, 2}, b"x"])
def test_what_json_cannot_say_is_refused(value: object) -> None:
    with pytest.raises(JsonRefusedError):
        json_text({"decimal": Decimal(1), "value": value})
    with pytest.raises(JsonRefusedError):
        json_text({"value": value})


def test_only_so_many_levels_are_read_whatever_the_python() -> None:
    most = '{"a":' * MOST_LEVELS + "1" + "}" * MOST_LEVELS
    assert json_text(read_object(most, megabytes=1)) == most
    for levels in (MOST_LEVELS + 1, 5_000, 100_000):
        with pytest.raises(JsonRefusedError, match="nested too deeply"):
            read_object('{"a":' * levels + "1" + "}" * levels, megabytes=1)
        with pytest.raises(JsonRefusedError, match="nested too deeply"):
            read_object('{"a":' + "[" * levels + "]" * levels + "}", megabytes=1)


@pytest.mark.parametrize("first", [1, Decimal("1.5")])
def test_endless_nesting_is_refused(first: object) -> None:
    deep: list[Any] = []
    for _level in range(100_000):
        deep = [deep]
    with pytest.raises(JsonRefusedError, match="nested too deeply"):
        json_text([first, deep])
    round_trip: dict[str, Any] = {}
    round_trip["self"] = round_trip
    with pytest.raises(JsonRefusedError):
        json_text(round_trip)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(JsonRefusedError, match="UTF-8"):
        read_object(b'{"a":"\xff"}', megabytes=1)


def test_text_that_is_too_large_is_refused() -> None:
    with pytest.raises(JsonRefusedError, match="larger than 1 MB"):
        read_object(" " * (1024 * 1024 + 1), megabytes=1)


@pytest.mark.parametrize("typed", ["\\u0000", "a\\\\u0000", "\\u00001", "\\\\\\u0000"])
def test_the_letters_of_the_escape_of_nul_are_text_like_any_other(typed: str) -> None:
    assert read_object(json_text({"a": typed}), megabytes=1) == {"a": typed}


@pytest.mark.parametrize("escape", ["\\u0000", "x\\u0000", "\\\\\\u0000", "\\n\\u0000"])
def test_nul_itself_is_refused(escape: str) -> None:
    with pytest.raises(JsonRefusedError, match="control character"):
        read_object('{"a":"' + escape + '"}', megabytes=1)
