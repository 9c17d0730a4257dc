"""What is new: told from a history of arrivals and looks, whatever their order."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.casework.news import Arrival, NewsKind, unseen

SUBJECTS = st.sampled_from(["ann", "ben", "P-1", "P-2"])
AT = datetime(2026, 11, 28, tzinfo=UTC)
came = st.tuples(st.just("came"), st.lists(SUBJECTS, min_size=1, max_size=2, unique=True).map(tuple))
looked = st.tuples(st.just("looked"), SUBJECTS)


def arrival(position: int, shown_by: tuple[str, ...]) -> Arrival:
    return Arrival(
        kind=NewsKind.FEEDBACK, position=position, at=AT, who="A desk", record_id="r", number="P-1", shown_by=shown_by
    )  # fmt: skip


@given(history=st.lists(came | looked, max_size=25), order=st.randoms(use_true_random=False))
def test_new_is_what_came_and_was_not_looked_at_since_newest_first(
    history: list[tuple[str, Any]], order: Random
) -> None:
    arrivals: list[Arrival] = []
    looks: dict[str, int] = {}
    waiting: list[Arrival] = []
    for position, (what, about) in enumerate(history, start=1):
        if what == "came":
            one = arrival(position, about)
            arrivals.append(one)
            waiting.append(one)
        else:
            looks[about] = position
            waiting = [one for one in waiting if about not in one.shown_by]
    order.shuffle(arrivals)
    assert unseen(arrivals, looks) == tuple(reversed(waiting))
