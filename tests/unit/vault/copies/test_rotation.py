from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.vault.copies.rotation import Keep, to_remove

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SOME_TIMES = st.lists(
    st.integers(-20_000, 500).map(lambda hours: NOW + timedelta(hours=hours)), unique=True, max_size=60
)
SOME_KEEP = st.builds(Keep, days=st.integers(0, 9), weeks=st.integers(0, 6), months=st.integers(0, 14))


def test_a_copy_each_day_for_two_years_leaves_seven_days_four_weeks_and_twelve_months() -> None:
    kept: set[datetime] = set()
    for day in range(730):
        at = NOW + timedelta(days=day - 729)
        kept.add(at)
        kept -= to_remove(sorted(kept), Keep(), at)
    days = {NOW - timedelta(days=day) for day in range(7)}
    assert days <= kept
    assert len(kept) <= 7 + 4 + 12
    assert min(kept) < NOW - timedelta(days=300)


@given(SOME_TIMES, SOME_KEEP)
def test_the_newest_and_those_from_the_future_always_stay(made: list[datetime], keep: Keep) -> None:
    going = to_remove(made, keep, NOW)
    assert not going & {at for at in made if at > NOW}
    assert max((at for at in made if at <= NOW), default=None) not in going


@given(SOME_TIMES, SOME_KEEP)
def test_what_stays_is_not_more_than_was_chosen_and_removing_again_changes_nothing(
    made: list[datetime], keep: Keep
) -> None:
    kept = [at for at in made if at <= NOW and at not in to_remove(made, keep, NOW)]
    assert len(kept) <= max(1, keep.days + keep.weeks + keep.months)
    assert to_remove(kept, keep, NOW) == frozenset()


def test_after_a_long_pause_the_old_ones_stay() -> None:
    old = [NOW - timedelta(days=900 + day) for day in range(3)]
    assert to_remove([NOW, *old], Keep(), NOW) == frozenset()
