"""A desk is told where the day for its answer was over before the pack was signed, or before it came."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from prevent_desktop.casework.received_pack import LONGEST_ASKED, ReceivedPack, decision_due
from prevent_desktop.casework.working_days import WorkingDays
from prevent_desktop.ui.receiving.received_pack_words import verified_facts

SIGNED = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = date(2026, 11, 26)
PACK = ReceivedPack(
    id="r1", pack_id="P-7QF2ABCDEFGH", title="Prevent referral pack", sender_name="Sam Teacher",
    sender_organisation="Hillside Academy", fingerprint="ab" * 32, claimed_at=SIGNED, received_at=SIGNED + timedelta(days=2),
    reference="26-00001", receipt="a.b.c", sealed_digest="cd" * 32, attachment_id="a1", page_count=3,
)  # fmt: skip


def told(day: date) -> str:
    [words] = [
        fact.values[0]
        for fact in verified_facts(replace(PACK, answer_by=day), SIGNED + timedelta(days=2))
        if fact.label == "Answer asked for by"
    ]
    return words


def test_a_day_that_was_over_when_it_was_signed_or_came_is_told_as_such() -> None:
    assert (
        told(date(2026, 11, 23))
        == "23 Nov: that day was over when it was signed. Ask them which day they mean"
    )
    assert told(date(2026, 11, 25)) == "25 Nov: that day was over when it came in"
    assert told(TODAY) == "Today"


def test_such_a_day_makes_no_desk_late() -> None:
    for day in (date(2026, 11, 23), date(2026, 11, 25)):
        assert decision_due(replace(PACK, answer_by=day), WorkingDays()).day == date(2026, 11, 27)
    assert decision_due(replace(PACK, answer_by=TODAY), WorkingDays()).day == TODAY


def test_a_day_far_ahead_takes_no_pack_off_the_clock_of_a_desk() -> None:
    last = TODAY + LONGEST_ASKED
    asked = decision_due(replace(PACK, answer_by=last), WorkingDays())
    assert (asked.day, asked.counted) == (last, False)
    for day in (last + timedelta(days=1), date.max):
        found = decision_due(replace(PACK, answer_by=day), WorkingDays())
        assert (found.day, found.counted) == (date(2026, 11, 27), True)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo", "Europe/London"])
def test_an_answer_that_is_asked_for_by_the_last_day_of_the_calendar_is_due_in_every_time_zone(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    _read_zone()
    try:
        due = decision_due(replace(PACK, answer_by=date.max), WorkingDays())
        assert not due.is_over(SIGNED)
        assert due.moment.timestamp() > SIGNED.timestamp()
    finally:
        monkeypatch.undo()
        _read_zone()


def _read_zone() -> None:
    if hasattr(time, "tzset"):
        time.tzset()
