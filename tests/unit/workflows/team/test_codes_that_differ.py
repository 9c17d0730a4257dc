"""A difference in codes that have no words of their own: the sides never look the same."""

from __future__ import annotations

from datetime import UTC, datetime

from prevent_desktop.casework.record_kind import Type
from prevent_desktop.casework.team.precedence import Side
from prevent_desktop.casework.team.shared_kinds import shared_kinds
from prevent_desktop.vault.team.conflicts import TeamDifference
from prevent_desktop.workflows.team.cases.settling import _of_fields

AT = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def test_no_two_sides_that_differ_in_a_code_alone_look_the_same() -> None:
    looked_at = 0
    for kind in shared_kinds():
        for code in (one for one in kind.fields if one.type is Type.CODE and one.labels is None):
            sides = tuple(
                Side(operations=(), value={code.column: value}, author="", at=AT) for value in ("one", "two")
            )
            differing = TeamDifference(
                id="d", case_id="c", table=kind.table, key=("k",), unit="", sides=sides, found_at=AT
            )
            ((thing, words),) = _of_fields(kind, differing)
            assert thing
            assert words == ("one", "two")
            looked_at += 1
    assert looked_at
