"""What two copies say of one row goes through the team's engine: what is known to be gone on from gives way, whoever looks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.correspondence_kinds import PACKS
from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.casework.record_kinds import CASES, RESPONSES
from prevent_desktop.casework.team.precedence import PACK_ORDER, value_digest
from prevent_desktop.casework.team.shared_kinds import frozen
from prevent_desktop.vault.merging.forked import standing, state_of
from tests.unit.vault.examples import answers

Row = dict[str, Any]
TIMES = st.sampled_from([f"2026-11-{day}T09:00:00+00:00" for day in range(10, 20)])


def rows_of(kind: RecordKind, **moving: st.SearchStrategy[Any]) -> st.SearchStrategy[Row]:
    """Rows of one id that differ in what may move."""
    same = dict.fromkeys(frozen(kind), "x")
    left = {one.column: st.none() for one in kind.fields if one.moves}
    return st.fixed_dictionaries({**{name: st.just(value) for name, value in same.items()}, **left, **moving})


ROWS: dict[str, tuple[RecordKind, st.SearchStrategy[Row]]] = {
    "cases": (CASES, rows_of(CASES, status=st.sampled_from([*map(str, CaseStatus)]), changed_at=TIMES)),
    "packs": (PACKS, rows_of(PACKS, status=st.sampled_from(PACK_ORDER), receipt=st.sampled_from(["", "a", "b"]))),
    "responses": (
        RESPONSES,
        rows_of(
            RESPONSES, changed_at=TIMES, finalised_at=st.none() | TIMES,
            content=st.sampled_from([answers("He"), answers("He was"), answers("She was"), answers("They")]),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
@given(data=st.data())
def test_both_copies_come_to_the_same_whichever_takes_the_other_in(name: str, data: st.DataObject) -> None:
    kind, rows = ROWS[name]
    one, other = data.draw(rows), data.draw(rows)
    before = data.draw(st.sampled_from([None, one, other]))
    found = [standing(kind, *both, before) for both in ((one, other), (other, one))]
    assert [value_digest(state) for state in found[0]] == [value_digest(state) for state in found[1]]


@pytest.mark.parametrize("name", ROWS)
@given(data=st.data())
def test_what_is_gone_on_from_gives_way_and_nobody_is_asked(name: str, data: st.DataObject) -> None:
    kind, rows = ROWS[name]
    before, after = data.draw(rows), data.draw(rows)
    if before.get("finalised_at") is None:
        assert standing(kind, before, after, before) == (state_of(kind, after),)
        assert standing(kind, after, before, before) == (state_of(kind, after),)


@given(data=st.data())
def test_a_finished_form_stands_whatever_its_draft_says(data: st.DataObject) -> None:
    draft, finished = (data.draw(ROWS["responses"][1]) for _one in range(2))
    draft, finished = (
        {**draft, "finalised_at": None},
        {**finished, "finalised_at": "2026-11-09T09:00:00+00:00"},
    )
    for before in (None, draft, finished):
        shown, *others = standing(RESPONSES, draft, finished, before)
        assert shown == state_of(RESPONSES, finished)
        assert others in ([], [state_of(RESPONSES, draft)])
