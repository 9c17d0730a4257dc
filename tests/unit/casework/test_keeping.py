from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.casework.clock_doubt import LONG_REST, DoubtKind, clock_doubt
from prevent_desktop.casework.keeping import (
    KeepingDecision,
    KeepingKind,
    extended_until,
    left_channel_on,
    open_holds,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def decided(
    kind: KeepingKind, number: int = 1, *, until: date | None = None, lifts: str | None = None
) -> KeepingDecision:
    return KeepingDecision(
        id=f"{kind}-{number}", case_id="c", kind=kind, reason="because", until=until, lifts=lifts,
        decided_by="Lead", decided_at=NOW + timedelta(minutes=number),
    )  # fmt: skip


def test_a_hold_stays_until_that_very_hold_is_lifted() -> None:
    one, two = decided(KeepingKind.HOLD, 1), decided(KeepingKind.HOLD, 2)
    assert open_holds([one, two]) == (one, two)
    assert open_holds([one, two, decided(KeepingKind.LIFT, 3, lifts=one.id)]) == (two,)


def test_the_latest_day_of_all_extensions_counts() -> None:
    days = [date(2030, 1, 1), date(2028, 1, 1)]
    assert (
        extended_until([decided(KeepingKind.EXTENSION, n, until=day) for n, day in enumerate(days)])
        == days[0]
    )
    assert extended_until([]) is None


def test_the_day_of_leaving_channel_is_the_one_written_down_last() -> None:
    days = [date(2026, 1, 1), date(2025, 1, 1)]
    assert (
        left_channel_on([decided(KeepingKind.LEFT_CHANNEL, n, until=day) for n, day in enumerate(days)])
        == days[1]
    )


@pytest.mark.parametrize(
    ("kind", "reason", "lifts"),
    [
        (KeepingKind.EXTENSION, "r", None),
        (KeepingKind.LIFT, "r", None),
        (KeepingKind.HOLD, "r", "x"),
        (KeepingKind.HOLD, " ", None),
    ],
)
def test_a_decision_that_does_not_say_enough_is_refused(
    kind: KeepingKind, reason: str, lifts: str | None
) -> None:
    with pytest.raises(ValueError, match=r"needs|lift"):
        KeepingDecision(
            id="i", case_id="c", kind=kind, reason=reason, lifts=lifts, decided_by="", decided_at=NOW
        )


class TestClockDoubt:
    def test_a_clock_that_fits_is_not_doubted(self) -> None:
        assert clock_doubt(NOW, newest=NOW, rest=(NOW - timedelta(days=170), NOW - timedelta(days=1))) is None
        assert clock_doubt(NOW, newest=None, rest=None) is None

    @given(st.integers(2, 3650))
    def test_a_clock_set_back_shows_by_what_was_written(self, days: int) -> None:
        doubt = clock_doubt(NOW - timedelta(days=days), newest=NOW, rest=None)
        assert doubt is not None
        assert doubt.kind is DoubtKind.BEHIND
        assert "24 November 2026" in doubt.words

    @given(st.integers(LONG_REST.days + 1, 3650))
    def test_a_clock_set_forward_shows_by_the_pause(self, days: int) -> None:
        leapt = NOW + timedelta(days=days)
        doubt = clock_doubt(leapt, newest=leapt, rest=(NOW, leapt))
        assert doubt is not None
        assert doubt.kind is DoubtKind.LEAPT
