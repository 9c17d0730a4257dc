"""What the marks of an annotation do, and what a refusal says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import pytest

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.strict_json import (
    CANONICAL,
    DEEPEST,
    HEX,
    MOMENT,
    MOST_LEVELS,
    ZULU,
    AsList,
    Held,
    Inline,
    JsonError,
    Named,
    Spelt,
    parse,
    parts_of,
    read,
    text_of,
    time_of,
    value_of,
    write,
)

WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    title: Annotated[str, Named("called"), Held(most=5, form=WORD)]
    top: Annotated[Point, Inline]
    corners: tuple[Annotated[Point, AsList], ...] = ()
    last: Annotated[Point | None, AsList] = None
    code: Annotated[bytes, HEX, Held(most=2)] = b""
    at: Annotated[datetime | None, ZULU] = None
    came: Annotated[date | None, Spelt(date.isoformat, date.fromisoformat, none="")] = None
    born: PartialDate | None = None
    where: Path | None = None
    several: Annotated[tuple[int, ...], Held(least=1, most=2)] = (1,)
    inside: tuple[Sheet, ...] = field(default_factory=tuple)


SHEET = Sheet(
    "abc", Point(1, 2), last=Point(3), code=b"\x01\xff", at=datetime(2026, 11, 28, 9, tzinfo=UTC),
    born=PartialDate(2010, 3), where=Path("a/b"), several=(4, 5),
)  # fmt: skip
WHOLE = {
    "called": "abc", "x": 1, "y": 2, "corners": [], "last": [3, 0], "code": "01ff", "at": "2026-11-28T09:00:00Z",
    "came": "", "born": "2010-03", "where": str(Path("a/b")), "several": [4, 5], "inside": [],
}  # fmt: skip


def test_each_mark_stands_in_the_json_and_comes_back() -> None:
    assert parts_of(SHEET) == WHOLE
    assert value_of(Sheet, WHOLE) == SHEET
    assert value_of(Sheet, {**WHOLE, "corners": [[7, 8]]}).corners == (Point(7, 8),)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"called": "abcdef"}, ".called"),
        ({"called": "A"}, ".called"),
        ({"x": True}, ".x"),
        ({"last": [3]}, ".last"),
        ({"code": "01FF"}, ".code"),
        ({"code": "01 ff"}, ".code"),
        ({"code": "010203"}, ".code"),
        ({"at": "2026-11-28T09:00:00+00:00"}, ".at"),
        ({"several": [1, 2, 3]}, ".several"),
        ({"several": []}, ".several"),
        ({"several": [1, "2"]}, ".several[1]"),
        ({"inside": [{**WHOLE, "y": None}]}, ".inside[0].y"),
        ({"more": 1}, ".more"),
    ],
)
def test_what_does_not_hold_is_refused_with_its_place(wrong: dict[str, object], where: str) -> None:
    with pytest.raises(JsonError) as caught:
        value_of(Sheet, {**WHOLE, **wrong})
    assert caught.value.where == where
    assert str(caught.value).endswith(f"at ${where}")


@pytest.mark.parametrize(
    "untrusted",
    [
        '{"x": 1, "x": 1, "y": 2}', '{"x": NaN, "y": 2}', '{"x": 1}', b'\xff{"x": 1, "y": 2}', '{"x": 1, "y": 2} ,',
        '\ufeff{"x": 1, "y": 2}', '{"x": 1, "y": 1' + "0" * 5_000 + "}",
    ],
)  # fmt: skip
def test_a_name_twice_a_member_too_few_and_what_is_no_json_are_refused(untrusted: str | bytes) -> None:
    with pytest.raises(JsonError):
        read(Point, untrusted)


@pytest.mark.parametrize("half", ["\\ud800", "\\uDFFF", "\\ude00\\ud83d", "x\\\\\\ud800"])
def test_half_of_a_character_is_refused_wherever_it_stands(half: str) -> None:
    for untrusted in (f'"{half}"', f'{{"{half}": 1}}', f'[["{half}"]]'):
        with pytest.raises(JsonError, match="half of a character"):
            parse(untrusted)


@pytest.mark.parametrize("whole", ["\\ud83d\\ude00", "\\\\ud800", "\\\\\\\\ud800"])
def test_a_whole_character_by_its_halves_and_a_text_that_only_tells_of_them_are_read(whole: str) -> None:
    assert parse(f'"{whole}"').encode()


@pytest.mark.parametrize("untrusted", ["1e999", "[-1e400]", '{"a": 1E+309}'])
def test_a_number_beyond_all_numbers_is_refused(untrusted: str) -> None:
    with pytest.raises(JsonError, match="none"):
        parse(untrusted)


def test_an_older_writer_may_leave_out_what_has_a_default_and_others_may_say_more() -> None:
    assert read(Point, '{"x": 1}', older=True) == Point(1)
    assert read(Point, '{"x": 1, "y": 2, "z": 3}', more=True) == Point(1, 2)
    with pytest.raises(JsonError, match="missing"):
        read(Point, '{"y": 1}', older=True)


def test_fixed_members_are_written_first_and_have_to_be_there_just_so() -> None:
    fixed = {"format": "f", "version": 1}
    assert write(Point(1), fixed=fixed) == b'{"format": "f", "version": 1, "x": 1, "y": 0}'
    assert read(Point, write(Point(1), fixed=fixed), fixed=fixed) == Point(1)
    for wrong in ("1.0", "true", '"1"', "2"):
        with pytest.raises(JsonError) as caught:
            read(Point, f'{{"format": "f", "version": {wrong}, "x": 1, "y": 0}}', fixed=fixed)
        assert caught.value.where == ".version"


def test_size_and_depth_are_bounded() -> None:
    with pytest.raises(JsonError, match="too long"):
        read(str, '"123456"', largest=7)
    deep = WHOLE
    for _level in range(DEEPEST):
        deep = {**WHOLE, "inside": [deep]}
    with pytest.raises(JsonError, match="too deep"):
        value_of(Sheet, deep)
    assert parse("[" * MOST_LEVELS + "]" * MOST_LEVELS)
    for levels in (MOST_LEVELS + 1, 5_000, 100_000):
        with pytest.raises(JsonError):
            parse("[" * levels + "]" * levels)


def test_canonical_words_are_always_the_same() -> None:
    assert text_of(Point(1, 2), fixed={"version": 1}, **CANONICAL) == '{"version":1,"x":1,"y":2}'
    assert text_of({"é": frozenset({"b", "a"})}, **CANONICAL) == '{"é":["a","b"]}'


@pytest.mark.parametrize("text", ["2026-11-19T24:00:00Z", "2026-11-19 24:00+01:00", "2026-W47-4T24:00Z"])
def test_no_time_is_the_end_of_a_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a time|hour"):
        time_of(text)


def test_a_moment_of_others_may_have_any_offset() -> None:
    noon = datetime(2026, 11, 28, 12, tzinfo=UTC)
    for text in ("2026-11-28T12:00:00Z", "2026-11-28t13:00:00.000+01:00"):
        assert MOMENT.read(text) == noon
    for wrong in ("2026-11-28", "2026-11-28T12:00:00", "20261128T120000Z"):
        with pytest.raises(JsonError):
            MOMENT.read(wrong)
    with pytest.raises(JsonError):
        read(date, '"20261128"')
