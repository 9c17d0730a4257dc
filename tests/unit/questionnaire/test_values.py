from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.comparing import compare, condition_holds
from prevent_desktop.questionnaire.items import ItemType, Operator
from prevent_desktop.questionnaire.value_codec import read_absent, read_value, write_value
from prevent_desktop.questionnaire.values import (
    Absent,
    AbsentReason,
    AttachmentValue,
    Coding,
    DateTimeValue,
    Quantity,
    Reference,
    Unparsed,
    Value,
)
from prevent_desktop.questionnaire.words import in_words


@pytest.mark.parametrize(
    "text", ["2026", "2026-11", "2026-11-24", "2026-11-24T14:03:22Z", "2026-11-24T14:03:22.123+01:00", "2016-12-31T23:59:60Z"]
)  # fmt: skip
def test_a_moment_keeps_its_text(text: str) -> None:
    assert DateTimeValue(text).text == text


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2026-13", "２０２６", "2026-02-30", "2026-11T10:00:00Z", "2026-11-24T14:03", "2026-11-24T14:03:22", "2026-11-24T24:00:00Z", "2026-11-24T14:03:22+15:00"],
)  # fmt: skip
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        DateTimeValue(text)


def test_a_moment_knows_its_instant_its_day_and_whether_it_has_a_time() -> None:
    moment = DateTimeValue("2026-11-24T14:03:22.123456789+01:00")
    assert moment.instant == datetime(2026, 11, 24, 14, 3, 22, 123456, timezone(timedelta(hours=1)))
    assert moment.date == PartialDate(2026, 11, 24)
    assert moment.has_time
    assert DateTimeValue("2026-11").instant is None
    assert DateTimeValue.of(datetime(2026, 11, 24, 14, 3, 22, 5, UTC)).text == "2026-11-24T14:03:22+00:00"


EVERY_KIND: list[tuple[ItemType, str, object, Value]] = [
    (ItemType.BOOLEAN, "valueBoolean", False, False),
    (ItemType.INTEGER, "valueInteger", -3, -3),
    (ItemType.DECIMAL, "valueDecimal", Decimal("2.50"), Decimal("2.50")),
    (ItemType.DATE, "valueDate", "2026-11", PartialDate(2026, 11)),
    (ItemType.DATE_TIME, "valueDateTime", "2026-11-24T14:03:22Z", DateTimeValue("2026-11-24T14:03:22Z")),
    (ItemType.TIME, "valueTime", "14:03:22", time(14, 3, 22)),
    (ItemType.STRING, "valueString", "x", "x"),
    (ItemType.URL, "valueUri", "https://x.example", "https://x.example"),
    (ItemType.CHOICE, "valueCoding", {"system": "s", "code": "c", "display": "d"}, Coding("s", "c", "d")),
    (ItemType.QUANTITY, "valueQuantity", {"value": Decimal("1.5"), "comparator": "<", "unit": "kg", "system": "s", "code": "kg"}, Quantity(Decimal("1.5"), "kg", "s", "kg", "<")),
    (ItemType.ATTACHMENT, "valueAttachment", {"contentType": "a/b", "data": "AA==", "url": "u", "size": 1, "hash": "h", "title": "t"}, AttachmentValue("a/b", "t", "u", 1, "h", "AA==")),
    (ItemType.REFERENCE, "valueReference", {"reference": "Patient/1", "display": "AB"}, Reference("Patient/1", "AB")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "key", "raw", "value"), EVERY_KIND)
def test_every_kind_of_value_is_read_and_written(kind: ItemType, key: str, raw: object, value: Value) -> None:
    assert read_value(key, raw) == value
    assert write_value(kind, value) == {key: raw}


def test_a_whole_number_answers_a_decimal_question() -> None:
    assert write_value(ItemType.DECIMAL, 3) == {"valueDecimal": 3}


@pytest.mark.parametrize(
    ("key", "raw"),
    [("valueBoolean", 1), ("valueInteger", True), ("valueInteger", Decimal("1.0")), ("valueDecimal", "1"), ("valueString", 1), ("valueCoding", "x"), ("valueCoding", {"code": 1}), ("valueQuantity", {"value": "1"}), ("valueAttachment", {"size": "one"}), ("valueDate", 2026), ("valueReference", []), ("valueMoney", {})],
)  # fmt: skip
def test_json_of_another_type_is_refused(key: str, raw: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_value(key, raw)


@pytest.mark.parametrize("key", ["valueDate", "valueDateTime", "valueTime"])
def test_text_that_is_no_date_or_time_is_kept_as_it_is(key: str) -> None:
    assert read_value(key, "next week") == Unparsed("next week")


@pytest.mark.parametrize(
    "value",
    [Absent(AbsentReason.UNKNOWN), Absent(AbsentReason.NOT_ASKED, "there was no time"), Unparsed("12/")],
)
def test_why_there_is_no_value_is_written_and_read(value: Absent | Unparsed) -> None:
    assert read_absent(write_value(ItemType.DATE, value)) == value


def test_an_absent_reason_is_standard_fhir() -> None:
    assert write_value(ItemType.DATE, Absent(AbsentReason.UNKNOWN)) == {
        "extension": [
            {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
        ]
    }


def test_an_absent_reason_is_read_from_the_value_too() -> None:
    reason = {
        "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
        "valueCode": "asked-declined",
    }
    assert read_absent({"_valueString": {"extension": [reason]}}) == Absent(AbsentReason.DECLINED)
    assert read_absent({"extension": [{"url": reason["url"], "valueCode": "whim"}]}) is None
    assert read_absent({"extension": "x"}) is None


ORDERED: list[tuple[Value, Value, int | None]] = [
    (1, 2, -1),
    (Decimal("2.0"), 2, 0),
    (True, 1, None),
    ("b", "a", 1),
    (time(10), time(9), 1),
    (PartialDate(2026), PartialDate(2025, 12, 31), 1),
    (PartialDate(2026), PartialDate(2026, 1, 1), None),
    (PartialDate(2026, 3), PartialDate(2026, 3), 0),
    (PartialDate(2026, 3), PartialDate(2026, 4, 1), -1),
    (DateTimeValue("2026-01-01T00:00:00+01:00"), DateTimeValue("2025-12-31T23:30:00Z"), -1),
    (DateTimeValue("2026-01-02"), PartialDate(2026, 1, 1), 1),
    (DateTimeValue("2026-01-01T10:00:00Z"), PartialDate(2026, 1, 1), None),
    (Quantity(Decimal(1), "kg"), Quantity(Decimal(2), "kg"), -1),
    (Quantity(Decimal(1), "kg"), Quantity(Decimal(2), "g"), None),
    (Quantity(Decimal(1), "kg", "u", "kg"), Quantity(Decimal(1), "kilo", "u", "kg"), 0),
    (Quantity(Decimal(1), "kg", comparator="<"), Quantity(Decimal(2), "kg"), None),
    (Quantity(None, "kg"), Quantity(Decimal(2), "kg"), None),
    (Quantity(Decimal(1), "kg"), 2, -1),
    (Coding("s", "a"), Coding("s", "b"), None),
    ("1", 1, None),
]


@pytest.mark.parametrize(("one", "other", "order"), ORDERED)
def test_values_compare_only_as_far_as_they_are_known(one: Value, other: Value, order: int | None) -> None:
    assert compare(one, other) == order
    if not isinstance(one, Quantity) or isinstance(other, Quantity):
        assert compare(other, one) == (None if order is None else -order)


def test_codings_mean_the_same_by_code_and_system() -> None:
    assert Coding("s", "c", "words").means(Coding("s", "c"))
    assert Coding(None, "c").means(Coding("s", "c"))
    assert not Coding("s", "c").means(Coding("t", "c"))
    assert not Coding("s", "c").means(Coding("s", None, "c"))
    assert Coding(None, None, "words").means(Coding("s", None, "words"))


HOLDS: list[tuple[list[Value], Operator, Value, bool]] = [
    ([], Operator.EXISTS, True, False),
    ([], Operator.EXISTS, False, True),
    (["x"], Operator.EXISTS, True, True),
    ([Absent(AbsentReason.UNKNOWN)], Operator.EXISTS, True, False),
    ([Unparsed("1/")], Operator.EXISTS, True, False),
    ([1, 2, 3], Operator.EQUAL, 2, True),
    ([1, 2, 3], Operator.EQUAL, 4, False),
    ([1, 2, 3], Operator.NOT_EQUAL, 2, False),
    ([1, 3], Operator.NOT_EQUAL, 2, True),
    ([], Operator.NOT_EQUAL, 2, True),
    ([1, 5], Operator.GREATER, 4, True),
    ([1, 4], Operator.GREATER, 4, False),
    ([4], Operator.GREATER_OR_EQUAL, 4, True),
    ([3], Operator.LESS, 4, True),
    ([4], Operator.LESS, 4, False),
    ([4], Operator.LESS_OR_EQUAL, 4, True),
    ([PartialDate(2026)], Operator.GREATER, PartialDate(2026, 3), False),
    ([PartialDate(2026)], Operator.LESS, PartialDate(2026, 3), False),
    ([True], Operator.EQUAL, True, True),
    ([False], Operator.EQUAL, True, False),
    ([1], Operator.EQUAL, True, False),
    ([Coding("s", "a")], Operator.EQUAL, Coding("s", "a", "A"), True),
    ([Reference("P/1", "x")], Operator.EQUAL, Reference("P/1"), True),
    ([Coding(None, None, "own words")], Operator.EQUAL, "own words", True),
]


@pytest.mark.parametrize(("answers", "operator", "expected", "result"), HOLDS)
def test_conditions_hold_as_r4_says(
    answers: list[Value], operator: Operator, expected: Value, result: bool
) -> None:
    assert condition_holds(answers, operator, expected) is result


IN_WORDS: list[tuple[Value, str]] = [
    (True, "Yes"),
    (False, "No"),
    (1234, "1,234"),
    (Decimal("2.50"), "2.50"),
    (Decimal("1e999999"), "1E+999999"),
    (PartialDate(2026, 11, 24), "24 November 2026"),
    (PartialDate(2026, 11), "November 2026"),
    (PartialDate(2026), "2026"),
    (DateTimeValue("2026-11-24T14:03:22Z"), "24 November 2026 at 14:03"),
    (DateTimeValue("2026-11"), "November 2026"),
    (time(9, 5), "09:05"),
    (time(9, 5, 7), "09:05:07"),
    ("as it is", "as it is"),
    (Coding("s", "c", "Words"), "Words"),
    (Coding("s", "c"), "c"),
    (Quantity(Decimal("3.5"), "kg"), "3.5 kg"),
    (Quantity(Decimal(3), None, "s", "kg", "<"), "< 3 kg"),
    (AttachmentValue(title="photo.jpg"), "photo.jpg"),
    (AttachmentValue(), "A file with no name"),
    (Reference("Patient/1", "AB"), "AB"),
    (Absent(AbsentReason.UNKNOWN), "Not known"),
    (Absent(AbsentReason.NOT_ASKED, "the parent was there"), "Not asked, because: the parent was there"),
    (Absent(AbsentReason.DECLINED), "Asked, declined to say"),
    (Unparsed("12/"), "12/"),
]


@pytest.mark.parametrize(("value", "words"), IN_WORDS)
def test_every_kind_of_value_has_words(value: Value, words: str) -> None:
    assert in_words(value) == words


@pytest.mark.parametrize("reason", list(AbsentReason))
def test_every_reason_has_words(reason: AbsentReason) -> None:
    assert reason.label
