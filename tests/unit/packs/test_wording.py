from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from prevent_desktop.casework.chronology import EntryKind
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.formatting import (
    days_in_words,
    exact_size,
    inside_a_sentence,
    long_day_near,
    near_day,
    percent,
)
from prevent_desktop.packs.document.wording import moment, short_day, short_head, signer, when_known
from prevent_desktop.partial_dates import PartialDate
from tests.unit.packs.examples import entry

EVENT = entry(EntryKind.EVENT, 19, "Remark", "What", "Told by someone")


@pytest.mark.parametrize(
    ("when", "words", "short"),
    [
        (PartialDate(2026, 11, 3), "3 November 2026", "3 Nov"),
        (PartialDate(2026, 11), "November 2026", "Nov 2026"),
        (PartialDate(2026), "2026", "2026"),
    ],
)
def test_a_date_says_as_much_as_is_known(when: PartialDate, words: str, short: str) -> None:
    assert when_known(replace(EVENT, when=when)) == words
    assert short_day(when) == short


def test_a_date_that_is_about_or_not_known_says_so() -> None:
    assert when_known(replace(EVENT, approximate=True)) == "About 19 November 2026"
    assert when_known(replace(EVENT, when=None)) == "Not known"
    assert short_day(None) == "no date"


def test_an_entry_with_a_time_shows_it() -> None:
    assert when_known(replace(EVENT, at=EVENT.written_at)) == "19 November 2026 09:30"


def test_a_day_shows_its_year_only_where_it_is_another() -> None:
    assert long_day_near(date(2026, 11, 25), date(2026, 11, 23)) == "25 November"
    assert long_day_near(date(2027, 1, 5), date(2026, 11, 23)) == "5 January 2027"


def test_a_moment_at_utc_has_no_offset() -> None:
    assert moment(datetime(2026, 11, 23, 16, 40, tzinfo=UTC)) == "23 November 2026 16:40"


def test_the_signer_is_named_as_far_as_given() -> None:
    assert signer(Practitioner(name="Sam", role="", organisation="School")) == "Sam, School"


def test_a_day_that_is_near_is_small_inside_a_sentence() -> None:
    tomorrow = near_day(date(2026, 11, 24), date(2026, 11, 23))
    assert (tomorrow, inside_a_sentence(tomorrow)) == ("Tomorrow", "tomorrow")


def test_a_day_inside_what_was_found_is_written_as_everywhere() -> None:
    assert (
        days_in_words("…2026-11-18 I did 2026-02-30 A-2026-11-18")
        == "…18 Nov 2026 I did 2026-02-30 A-2026-11-18"
    )


def test_a_percentage_is_written_as_the_language_has_it() -> None:
    assert percent(40) == "40%"


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 bytes"), (999, "999 bytes"), (1000, "1 kB"), (1_499_999, "1.5 MB")]
)
def test_a_size_is_told_in_words(count: int, words: str) -> None:
    assert exact_size(count) == words


def test_a_short_head_is_shown_whole() -> None:
    assert short_head("7c1ea402") == "7c1ea402"
    assert short_head("7c1e" + "0" * 56 + "a402") == "7c1e…a402"
