"""What two copies of a vault say of one row, as change-sets of the team's engine: made in memory, signed by nobody, kept nowhere.

What a copy says takes the place of what stood before they parted. Where one copy is proved to have had what the other says, it
goes on from that, and stands alone, whatever the clocks say; else `casework.team.folding` says which of both is shown.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any, Final

from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.casework.team.change_set import ROW, STATE, ChangeSet, Operation, OperationId
from prevent_desktop.casework.team.folding import NamedSet, RowName, fold
from prevent_desktop.casework.team.precedence import value_digest
from prevent_desktop.casework.team.roster import writer_id
from prevent_desktop.casework.team.shared_kinds import of_unit
from prevent_desktop.vault.merging.state import MARKED, Joining, Row

_AT: Final = datetime.min.replace(tzinfo=UTC)
"""The time of a set orders nothing."""
_VAULT: Final = "copied"
"""Both are copies of one vault: each may say how far a row is that it began."""


def state_of(kind: RecordKind, row: Row) -> Row:
    """What may move in a row."""
    state: Row = of_unit(kind, STATE, row)
    return state


def standing(kind: RecordKind, mine: Row, theirs: Row, before: Row | None) -> tuple[Row, ...]:
    """The states that stand of a row: first the one that is shown, then those that a person has to settle with it.

    `before` is the one of both rows from which the other goes on; None where that is not known.
    """
    key = tuple(mine[name] for name in kind.key)
    begun = _set("before", Operation(table=kind.table, key=key, unit=ROW, value={**mine, **(before or {})}))
    sets = [begun]
    for copy, row in (("ours", mine), ("theirs", theirs)):
        if row is not before:
            sets.append(_set(copy, _operation(kind, key, row, begun.id_of(0))))
    folded = fold(sets)
    if folded.differences:
        (asked,) = folded.differences
        return tuple(side.value for side in asked.sides)
    return (state_of(kind, dict(folded.rows[RowName(kind.table, key)].values)),)


def _operation(kind: RecordKind, key: tuple[Any, ...], row: Row, replaces: OperationId) -> Operation:
    return Operation(table=kind.table, key=key, unit=STATE, value=state_of(kind, row), replaces=(replaces,))


def _set(copy: str, operation: Operation) -> NamedSet:
    change_set = ChangeSet(
        team="", circle="", epoch=0, profile=0, vault=writer_id(_VAULT, copy), number=1, previous="", case_id="", author="",
        at=_AT, operations=(operation,),
    )  # fmt: skip
    return NamedSet(copy, change_set)


def gone_on_from(joining: Joining, kind: RecordKind, mine: Row, theirs: Row) -> Row | None:
    """Which of two rows the other one goes on from, as the audits prove; of two that both copies have had, the one written first.

    None for kinds of which no mark says when they were written.
    """
    if kind.table not in MARKED:
        return None
    row_id = mine["id"]
    agreed = _agreed(joining, row_id)
    had = [
        row
        for row, is_had in ((mine, joining.knows_ours(row_id)), (theirs, joining.knows_theirs(row_id)))
        if is_had or digest_of(row) in agreed
    ]
    return min(had, key=lambda row: written(kind, row), default=None)


def written(kind: RecordKind, row: Row) -> tuple[bool, str, str]:
    """The order in which states of a form or case were written, by the clocks that their writers had; a finished form is the last."""
    return row.get("finalised_at") is not None, row["changed_at"], value_digest(state_of(kind, row))


def _agreed(joining: Joining, row_id: str) -> set[str]:
    """Digests of what both copies had at an earlier joining: whoever still has it wrote nothing since."""
    sql = "SELECT agreed FROM write_marks WHERE record_id = ?"
    return {vault.database.value(sql, (row_id,)) for vault in (joining.ours, joining.theirs)} - {None, ""}


def digest_of(row: Row) -> str:
    """The digest of the answers of a draft; a case has none."""
    return hashlib.sha256(row.get("content", "").encode()).hexdigest()
