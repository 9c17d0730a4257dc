"""What members said differently about one thing: each waits for a person, who settles it once for all of them."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from prevent_desktop.casework.identifiers import derived_id
from prevent_desktop.casework.record_kinds import RESPONSES
from prevent_desktop.casework.team.change_set import ROW, STATE, Operation
from prevent_desktop.casework.team.precedence import Side, is_finished, value_digest
from prevent_desktop.casework.team.set_codec import operation_id
from prevent_desktop.casework.team.shared_kinds import shared_kind
from prevent_desktop.vault.repositories.columns import read_time
from prevent_desktop.vault.sql_errors import missing
from prevent_desktop.vault.team.capture import write_sets
from prevent_desktop.vault.team.materialise import Forms, Writers, materialise
from prevent_desktop.vault.team.row_writing import RowWriter
from prevent_desktop.vault.team.rows import read_key
from prevent_desktop.vault.vault import Vault

SETTLED: Final = "difference.settled"
"""The entry of the audit: the case, and the id of the difference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDifference:
    """What was said differently about a unit of a row. The first side is shown; `found_at` is when this vault knew it.

    `finished` where the first side is a finished form: only a draft beside it is asked about, and it cannot take its place.
    """

    id: str
    case_id: str
    table: str
    key: tuple[Any, ...]
    unit: str
    sides: tuple[Side, ...]
    found_at: datetime

    @property
    def finished(self) -> bool:
        """Whether the first side is a finished form."""
        return is_finished(self.table, self.sides[0].value)


def differences(vault: Vault, case_ids: Collection[str] | None = None) -> tuple[TeamDifference, ...]:
    """All that wait for a person, or those of these cases, the one found first first."""
    sql = """
        SELECT * FROM team_conflicts WHERE ?1 IS NULL OR case_id IN (SELECT value FROM json_each(?1)) ORDER BY found_at, id
    """
    which = None if case_ids is None else json.dumps(list(case_ids))
    return tuple(map(_read, vault.database.rows(sql, (which,))))


def written_beside(vault: Vault) -> tuple[str, ...]:
    """The cases in which something waits for a person, and something was written here that is no change-set yet.

    What is written over one side stands beside the other, and which of them is shown is the same at everybody: once their sets are joined again.
    """
    sql = "SELECT DISTINCT case_id FROM team_dirty JOIN team_conflicts USING (case_id) ORDER BY case_id"
    return () if vault.is_read_only else tuple(row["case_id"] for row in vault.database.rows(sql))


def count_differences(vault: Vault) -> int:
    """How many wait."""
    return int(vault.database.value("SELECT count(*) FROM team_conflicts"))


def difference(vault: Vault, difference_id: str) -> TeamDifference:
    """One of them. RecordError where it does not wait (any more)."""
    row = vault.database.row("SELECT * FROM team_conflicts WHERE id = ?", (difference_id,))
    if row is None:
        raise missing(difference_id)
    return _read(row)


def settle(
    vault: Vault, difference_id: str, side: int, *, writers: Writers, forms: Forms, keep_others: bool = False
) -> None:
    """Let one side stand, for everybody. With `keep_others` the other sides of a draft go on as drafts of their own.

    RecordError where it does not wait (any more), as where somebody settled it or wrote on meanwhile.
    """
    case_id = difference(vault, difference_id).case_id
    circle = vault.team.circle_of(case_id) or ""
    materialise(vault, case_id, circle, writers=writers, forms=forms)  # stays where the difference goes by it
    with vault.transaction():
        found = difference(vault, difference_id)
        writer, kind = writers(circle), shared_kind(found.table)
        if writer is None or kind is None or not 0 <= side < len(found.sides) or (found.finished and side):
            raise missing(difference_id)
        if keep_others and found.table == RESPONSES.table:
            for one in (*found.sides[:side], *found.sides[side + 1 :]):
                _keep_as_draft(vault, found, one)
        value = found.sides[side].value
        for asked in (found, *_the_same_elsewhere(vault, found, value)):
            _say(vault, asked, value, writers)
            vault.audit.append(SETTLED, asked.case_id, asked.id)
            its_circle = vault.team.circle_of(asked.case_id) or ""
            materialise(vault, asked.case_id, its_circle, writers=writers, forms=forms)


def _the_same_elsewhere(vault: Vault, found: TeamDifference, value: Any) -> list[TeamDifference]:
    """The same question about a person in their other shared cases: whoever settles it is not asked twice."""
    return [
        one
        for one in differences(vault)
        if one.id != found.id
        and (one.table, one.key, one.unit) == (found.table, found.key, found.unit)
        and any(side.value == value for side in one.sides)
    ]


def _say(vault: Vault, found: TeamDifference, value: Any, writers: Writers) -> None:
    """One operation that takes the place of all sides."""
    writer = writers(vault.team.circle_of(found.case_id) or "")
    if writer is None:
        return
    if found.unit == ROW:
        value = {**_row(vault, found), **value}
    replaces = tuple(sorted(each for one in found.sides for each in one.to_replace))
    operation = Operation(table=found.table, key=found.key, unit=found.unit, value=value, replaces=replaces)
    tuple(write_sets(vault, found.case_id, writer, [operation]))


def _read(row: Any) -> TeamDifference:
    sides = tuple(
        Side(
            tuple(map(operation_id, one["operations"])),
            one["value"],
            one["author"],
            datetime.fromisoformat(one["at"]),
            tuple(map(operation_id, one.get("passed_over", ()))),
        )
        for one in json.loads(row["sides"])
    )
    return TeamDifference(
        id=row["id"], case_id=row["case_id"], table=row["record_table"], key=read_key(row["record_key"]), unit=row["unit"],
        sides=sides, found_at=read_time(row["found_at"]),
    )  # fmt: skip


def _row(vault: Vault, found: TeamDifference) -> dict[str, Any]:
    kind = shared_kind(found.table)
    where = " AND ".join(f"{name} = ?" for name in kind.key) if kind else ""
    return dict(vault.database.row(f"SELECT * FROM {found.table} WHERE {where}", found.key))  # noqa: S608 - our own names


def _keep_as_draft(vault: Vault, found: TeamDifference, side: Side) -> None:
    """Another side of a draft, as a draft of its own from now on; nothing where it stands so already."""
    twin = derived_id("team-draft", str(found.key[0]), value_digest(side.value))
    if found.unit == STATE and vault.database.value("SELECT 1 FROM responses WHERE id = ?", (twin,)) is None:
        RowWriter(vault, found.case_id).insert(RESPONSES, {**_row(vault, found), **side.value, "id": twin})
