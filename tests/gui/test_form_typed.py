"""What is typed becomes a value and back; nothing that was typed is lost on the way."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.values import (
    Coding,
    DateTimeValue,
    Quantity,
    Reference,
    Unparsed,
    same_choice,
)
from prevent_desktop.ui.forms.editors import typed
from prevent_desktop.ui.widgets.date_boxes import DateParts

BOXES = st.text(st.characters(codec="utf-8", exclude_characters="/"), max_size=6).map(str.strip)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("14", 14),
        (" 14 ", 14),
        ("-3", -3),
        ("\N{MINUS SIGN}3", -3),
        ("1,204", 1204),
        ("1 204 000", 1_204_000),
    ],
)
def test_whole_numbers_as_people_write_them(text: str, number: int) -> None:
    assert typed.read_integer(text) == (number,)


@pytest.mark.parametrize("text", ["fourteen", "14.5", "1,20", "1e3", "9" * 19])
def test_what_is_no_whole_number_stays_as_typed(text: str) -> None:
    assert typed.read_integer(text) == (Unparsed(text),)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1.2.3", "abc", "1,5"])
def test_what_is_no_decimal_number_stays_as_typed(text: str) -> None:
    assert typed.read_decimal(text) == (Unparsed(text),)


def test_a_decimal_keeps_its_places() -> None:
    assert str(typed.read_decimal("36.70")[0]) == "36.70"
    assert typed.shown(Decimal("36.70")) == "36.70"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("14:03", time(14, 3)), ("1403", time(14, 3)), ("9.30", time(9, 30)), ("2pm", time(14)), ("2.05 PM", time(14, 5)),
        ("12am", time(0)), ("12:15pm", time(12, 15)), ("23:59:58", time(23, 59, 58)),
    ],
)  # fmt: skip
def test_times_as_people_write_them(text: str, at: time) -> None:
    assert typed.read_time(text) == (at,)


@pytest.mark.parametrize("text", ["25:00", "14", "13pm", "0am", "noon", "14:60"])
def test_what_is_no_time_stays_as_typed(text: str) -> None:
    assert typed.read_time(text) == (Unparsed(text),)


@given(st.times().map(lambda at: at.replace(microsecond=0)))
def test_a_time_that_is_shown_reads_back(at: time) -> None:
    assert typed.read_time(typed.shown(at)) == (at,)


@given(BOXES, BOXES, BOXES)
def test_whatever_stands_in_the_date_boxes_comes_back_or_is_a_date(day: str, month: str, year: str) -> None:
    parts = DateParts(day, month, year)
    read = typed.read_date(parts.text)
    if parts.empty:
        assert read == ()
        return
    again = DateParts.of(typed.date_text(read[0]))
    if isinstance(read[0], Unparsed):
        assert [part.lstrip("0") for part in (again.day, again.month, again.year)] == [
            part.lstrip("0") for part in (day, month, year)
        ]
    else:
        assert isinstance(read[0], PartialDate)
        assert typed.read_date(again.text) == read


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-11-24", PartialDate(2026, 11, 24)),
        ("24/nov/2026", PartialDate(2026, 11, 24)),
        ("/September/2026", PartialDate(2026, 9)),
        ("24//2026", Unparsed("24//2026")),
        ("2026-02-31", Unparsed("2026-02-31")),
        ("3/5/12", Unparsed("3/5/12")),
    ],
)
def test_dates_as_the_boxes_say_them(text: str, found: object) -> None:
    assert typed.read_date(text) == (found,)


def test_a_moment_shows_what_was_typed_and_reads_back() -> None:
    read = typed.read_date_time("2026-11-24", "2pm")[0]
    assert isinstance(read, DateTimeValue)
    assert typed.date_time_texts(read) == ("2026-11-24", "14:00")
    assert typed.read_date_time(*typed.date_time_texts(read)) == (read,)


@pytest.mark.parametrize("day", ["0001-01-01", "1950-06-01", "3001-06-01", "9999-12-31"])
def test_a_moment_of_any_year_is_taken(day: str) -> None:
    """Windows has no local times before 1970 and after 3000, and the calendar none before its first day."""
    read = typed.read_date_time(day, "10:00")[0]
    assert isinstance(read, DateTimeValue)
    assert typed.date_time_texts(read) == (day, "10:00")


@pytest.mark.parametrize(
    ("day", "clock"), [("2026-11", "14:00"), ("3/5/12", ""), ("2026-11-24", "25:00"), ("", "14:00")]
)
def test_half_a_moment_stays_as_typed(day: str, clock: str) -> None:
    read = typed.read_date_time(day, clock)[0]
    assert isinstance(read, Unparsed)
    shown = typed.date_time_texts(read) if clock else (read.text, "")
    assert shown == (day, clock)


def test_a_wrong_quantity_keeps_number_and_unit() -> None:
    kilograms = Quantity(unit="kg", code="kg")
    assert typed.read_quantity("about ten", kilograms) == (Unparsed("about ten kg"),)
    assert typed.read_quantity("10", kilograms) == (Quantity(Decimal(10), "kg", None, "kg", None),)
    assert typed.read_quantity(" ", kilograms) == ()


@given(st.text())
def test_writing_is_kept_to_the_letter(text: str) -> None:
    assert typed.read_string(text) == ((text,) if text.strip() else ())


def test_a_reference_and_a_choice_are_named_in_words() -> None:
    assert typed.read_reference("The nurse") == (Reference(display="The nurse"),)
    assert typed.read_coding("Blue") == (Coding(display="Blue"),)
    assert typed.shown(Reference(reference="Person/1")) == "Person/1"


def test_choices_are_the_same_by_their_codes() -> None:
    assert same_choice(Coding("s", "a", "A"), Coding(None, "a", "other words"))
    assert not same_choice(Coding("s", "a"), Coding("s", "b"))
    assert not same_choice(1, True)
