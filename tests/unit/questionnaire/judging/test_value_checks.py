from __future__ import annotations

from datetime import date

import pytest

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.judging.value_checks import check_value
from prevent_desktop.questionnaire.problems import Severity
from prevent_desktop.questionnaire.values import DateTimeValue, Value

TODAY = date(2026, 11, 24)
ERROR, WARNING = Severity.ERROR, Severity.WARNING

CHECKED: list[tuple[str, Value, Severity | None]] = [
    ("nhs-number", "943 476 5919", None),
    ("nhs-number", "9434765919", None),
    ("nhs-number", "943-476-5919", None),
    ("nhs-number", "999 123 4567", ERROR),
    ("nhs-number", "943476591", ERROR),
    ("nhs-number", "unknown", ERROR),
    ("upn", "B801200005001", None),
    ("upn", "b801200005001", None),
    ("upn", "A801200005001", WARNING),
    ("upn", "S801200005001", WARNING),
    ("upn", "B80120000500", WARNING),
    ("postcode", " b1 1bb ", None),
    ("postcode", "B11BB", None),
    ("postcode", "SW1A 1AA", None),
    ("postcode", "EC1A 1BB", None),
    ("postcode", "M60 1NW", None),
    ("postcode", "GIR 0AA", None),
    ("postcode", "No fixed address", None),
    ("postcode", "B1", WARNING),
    ("postcode", "QQ1 1AA", WARNING),
    ("postcode", "B1 1BB, Birmingham", WARNING),
    ("phone", "07700 900123", None),
    ("phone", "+44 7700 900123", None),
    ("phone", "(01632) 960 001", None),
    ("phone", "+33 1 23 45 67 89", None),
    ("phone", "123", WARNING),
    ("phone", "ask the school", WARNING),
    ("email", "name@school.example", None),
    ("email", "name at school", WARNING),
    ("email", "name@school", WARNING),
    ("not-in-future", PartialDate(2026, 11, 24), None),
    ("not-in-future", PartialDate(2026, 11), None),
    ("not-in-future", PartialDate(2026, 11, 25), ERROR),
    ("not-in-future", PartialDate(2027), ERROR),
    ("not-in-future", DateTimeValue("2026-11-25T00:00:00Z"), ERROR),
    ("birth-date", PartialDate(2012, 5, 3), None),
    ("birth-date", PartialDate(2027), ERROR),
    ("birth-date", PartialDate(1906), None),
    ("birth-date", PartialDate(1905, 12, 31), ERROR),
    ("urn", "123456", None),
    ("urn", "12345", WARNING),
    ("teacher-reference", "1234567", None),
    ("teacher-reference", "12/34567", None),
    ("teacher-reference", "123456", WARNING),
    ("nmc-pin", "12A3456E", None),
    ("nmc-pin", "12a3456e", None),
    ("nmc-pin", "A23456E", WARNING),
    ("swe-number", "SW12345", None),
    ("swe-number", "12345", WARNING),
    ("a-check-of-tomorrow", "anything", None),
    ("nhs-number", "   ", None),
    ("nhs-number", PartialDate(2026), None),
]


@pytest.mark.parametrize(("code", "value", "severity"), CHECKED)
def test_a_check_refuses_points_out_or_is_content(code: str, value: Value, severity: Severity | None) -> None:
    finding = check_value(code, value, TODAY)
    assert (finding and finding.severity) == severity
    if finding is not None:
        assert "{question}" in finding.message
