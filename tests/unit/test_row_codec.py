"""A dataclass becomes a row and comes back, and what stands otherwise in its column is told where the table is."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest

from prevent_desktop.row_codec import Column, RowCodec
from prevent_desktop.strict_json import JsonError


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    title: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    id: str
    colour: Colour | None = None
    is_so: bool = False
    at: datetime | None = None
    words: tuple[str, ...] = ()
    why: Why | None = None
    marks: frozenset[str] = frozenset()


class Millis(RowCodec[Any]):
    usual = {  # noqa: RUF012 - nobody changes it
        datetime: (
            lambda at: round(at.timestamp() * 1000),
            lambda millis: datetime.fromtimestamp(millis / 1000, UTC),
        )
    }


CODEC = Millis(Thing, {"colour": Column("shade", none=""), "title": Column("why_title")})
FULL = Thing(
    id="1", colour=Colour.RED, is_so=True, at=datetime(2026, 11, 28, tzinfo=UTC), words=("a", "é"),
    why=Why(title="t", step="s"), marks=frozenset({"b", "a"}),
)  # fmt: skip


def _row(columns: dict[str, object]) -> sqlite3.Row:
    database = sqlite3.connect(":memory:")
    try:
        database.row_factory = sqlite3.Row
        database.execute(f"CREATE TABLE t ({', '.join(columns)})")
        places = ", ".join("?" * len(columns))
        database.execute(f"INSERT INTO t VALUES ({places})", tuple(columns.values()))  # noqa: S608 - marks alone
        row: sqlite3.Row = database.execute("SELECT * FROM t").fetchone()
        return row
    finally:
        database.close()


def test_the_columns_are_those_that_were_told() -> None:
    assert CODEC.columns(FULL) == {
        "id": "1", "shade": "red", "is_so": True, "at": 1795824000000, "words": '["a", "\\u00e9"]', "marks": '["a", "b"]',
        "why_title": "t", "step": "s",
    }  # fmt: skip


@pytest.mark.parametrize("thing", [FULL, replace(FULL, colour=None, at=None, words=(), why=None)])
def test_it_comes_back_as_it_was(thing: Thing) -> None:
    assert CODEC.read(_row(CODEC.columns(thing))) == thing


def test_what_stands_in_several_columns_is_none_where_all_are_empty() -> None:
    columns = {**CODEC.columns(FULL), "why_title": None, "step": None}
    assert CODEC.read(_row(columns)).why is None


@pytest.mark.parametrize("wrong", [{"shade": "blue"}, {"words": '["a", 1]'}, {"words": "{}"}])
def test_a_value_of_another_kind_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"blue|wanted") as caught:
        CODEC.read(_row({**CODEC.columns(FULL), **wrong}))
    assert isinstance(caught.value, JsonError) == ("words" in wrong)


@pytest.mark.parametrize(
    ("column", "value"),
    [("shade", "red"), ("shade", None), ("shade", ""), ("at", 5), ("at", None), ("words", '["a"]'), ("why_title", None), ("no field", object())],
)  # fmt: skip
def test_a_value_that_can_be_read_holds_against_its_column(column: str, value: object) -> None:
    CODEC.check(column, value)


@pytest.mark.parametrize(
    ("column", "value"),
    [("shade", "blue"), ("at", "x"), ("at", 10**30), ("words", "[1]"), ("words", "{"), ("id", None), ("words", None)],
)  # fmt: skip
def test_a_value_that_cannot_be_read_does_not_hold(column: str, value: object) -> None:
    with pytest.raises((ValueError, TypeError, OverflowError)):
        CODEC.check(column, value)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", None), ("id", "2"), ("shade", ""), ("shade", "grey"), ("is_so", None), ("at", "soon"), ("words", "[1]"), ("words", None),
        ("why_title", None), ("step", None), ("marks", "{"), ("at", None),
    ],
)  # fmt: skip
def test_a_full_row_that_can_be_read_has_no_value_that_is_refused_by_itself(
    column: str, value: object
) -> None:
    row = {**CODEC.columns(FULL), column: value}
    try:
        CODEC.check(column, value)
    except (ValueError, TypeError):
        assert not CODEC.is_full(row) or not _can_be_read(row)
    else:
        assert CODEC.is_full(row)


def _can_be_read(row: dict[str, object]) -> bool:
    try:
        CODEC.read(row)
    except (ValueError, TypeError):
        return False
    return True
