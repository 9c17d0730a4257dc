"""Numbered objects of one sender: whatever order a mailbox gives them in, each is asked for until it has come."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.strict_json import value_of, write
from prevent_desktop.workflows.team.circles.numbered import AHEAD, MOST_MISSED, Numbered, in_one


def look(came: Numbered, there: set[int], noise: frozenset[int] = frozenset()) -> Numbered:
    """One look for everything: what is wanted and lies there is taken."""
    for number in came.wanted:
        if number in there | noise:
            came = came.after(number, is_good=number in there)
    return came


@given(st.lists(st.sets(st.integers(1, 20)), max_size=8), st.frozensets(st.integers(1, 20)))
def test_all_come_in_the_end_in_whatever_order_and_beside_whatever_noise(
    days: list[set[int]], noise: frozenset[int]
) -> None:
    came, good = Numbered(), set[int]()
    for brought in days:
        good |= brought
        came = look(came, good, noise)
    everything = set(range(1, 21))
    for _ in range(10):
        came = look(came, everything)
    assert came == Numbered(newest=20)


@given(st.integers(1, 300))
def test_who_takes_names_without_end_makes_nobody_ask_without_end(taken: int) -> None:
    came = Numbered()
    for number in range(1, taken + 1):
        came = came.after(number, is_good=False)
    assert len(came.wanted) <= MOST_MISSED + AHEAD
    assert came.wanted[-1] == taken + AHEAD


def test_what_older_vaults_kept_in_two_is_read_as_one() -> None:
    older = b'{"version":1,"sent":{"b":4},"got":{"a":7,"b":2},"missed":{"a":[3,5]}}'
    members = in_one(older, "got")
    assert members == {
        "version": 1,
        "sent": {"b": 4},
        "came": {"a": {"newest": 7, "missed": [3, 5]}, "b": {"newest": 2, "missed": []}},
    }
    assert in_one(write(members), "got") == members
    assert in_one(b'{"heard":{"a":1}}', "heard") == {"came": {"a": {"newest": 1, "missed": []}}}
    assert value_of(Numbered, members["came"]["a"]) == Numbered(newest=7, missed=(3, 5))
