"""Which line about an owner or a cover counts, in whatever order they came and whatever the clocks said."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.casework.ownership import (
    CaseOwner,
    Cover,
    Someone,
    ownership,
    standing,
    standing_covers,
)

THEN = datetime(2026, 11, 21, 9, tzinfo=UTC)
SF, PL, KM = (Someone(name=name, member=name.lower()) for name in ("SF", "PL", "KM"))


@dataclass(frozen=True)
class Plain:
    id: str
    follows: tuple[str, ...] = ()


def owner(own: str, who: Someone, *follows: str, at: datetime = THEN) -> CaseOwner:
    return CaseOwner(
        id=own, case_id="c", owned_by=who.name, member=who.member, set_by="SF", set_at=at, follows=follows
    )


def cover(own: str, first: int, last: int, *follows: str, absence: str = "a", case_id: str = "c") -> Cover:
    return Cover(
        id=own, case_id=case_id, cover=absence, owned_by="SF", away_member="sf", covered_by="PL", covering_member="pl",
        first_day=date(2026, 12, first), last_day=date(2026, 12, last), set_by="SF", set_at=THEN, follows=follows,
    )  # fmt: skip


def test_the_line_that_took_the_place_of_all_others_counts_whatever_its_clock_said() -> None:
    lines = (
        owner("1", SF, at=THEN),
        owner("2", PL, "1", at=THEN - timedelta(days=900)),
        owner("3", KM, "2", at=THEN - timedelta(days=1800)),
    )
    for order in itertools.permutations(lines):
        assert [one.owned_by for one in standing(order)] == ["KM"]


def test_two_that_were_set_apart_both_stand_and_every_vault_takes_the_same_one_first() -> None:
    lines = (owner("1", SF), owner("8", PL, "1"), owner("9", KM, "1"), owner("2", SF, "8"))
    for order in itertools.permutations(lines):
        assert [one.id for one in standing(order)] == ["2", "9"], (
            "the one written after more others, then the greater id"
        )
    settled = (*lines, owner("0", PL, "2", "9"))
    assert [one.id for one in standing(settled)] == ["0"]


@given(st.lists(st.sets(st.integers(0, 11), max_size=3), max_size=12), st.randoms())
def test_the_order_in_which_lines_come_changes_nothing(
    follows: list[set[int]], chance: random.Random
) -> None:
    """Lines that name later ones or themselves too, as no program writes them: they end, and all stand."""
    lines = [Plain(str(own), tuple(str(each) for each in those)) for own, those in enumerate(follows)]
    found = standing(lines)
    assert bool(found) == bool(lines)
    chance.shuffle(lines)
    assert standing(lines) == found


def test_nobody_owns_a_case_of_which_no_line_says_so() -> None:
    assert standing([]) == ()
    assert ownership([], [cover("1", 1, 9)], date(2026, 12, 3)).owner is None


def test_a_cover_counts_on_its_days_for_the_owner_who_counts() -> None:
    held = [owner("1", SF)]
    covers = [cover("1", 21, 28)]
    days = {day: ownership(held, covers, date(2026, 12, day)).cover for day in (20, 21, 28, 29)}
    assert [day for day, found in days.items() if found] == [21, 28]
    handed_over = [*held, owner("2", KM, "1")]
    assert ownership(handed_over, covers, date(2026, 12, 22)).cover is None


def test_a_cover_is_cut_short_or_taken_back_by_a_line_that_takes_its_place() -> None:
    covers = [cover("1", 21, 28), cover("2", 21, 23, "1")]
    assert [one.id for one in standing_covers(covers)] == ["2"]
    assert standing_covers([*covers, cover("3", 21, 20, "2")]) == ()
    other_case = cover("4", 21, 28, case_id="d")
    assert {one.case_id for one in standing_covers([*covers, other_case])} == {"c", "d"}


def test_somebody_is_the_same_by_the_teams_id_else_by_name() -> None:
    assert SF.is_same(Someone(name="Sam Field", member="sf"))
    assert not SF.is_same(Someone(name="SF", member="another"))
    assert Someone(name="sam field ").is_same(Someone(name="Sam Field", member="sf"))
    assert not Someone(name="").is_same(Someone(name=""))
    assert [one.initials for one in (Someone(name="Sam Field"), Someone(name="SF"))] == ["SF", "SF"]
