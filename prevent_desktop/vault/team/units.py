"""What of the change-sets stands in the record: a line for each unit of each row of a shared case, and which operations said it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, NamedTuple, Self

from prevent_desktop.casework.team.change_set import ROW, OperationId
from prevent_desktop.casework.team.precedence import Side
from prevent_desktop.strict_json import compact
from prevent_desktop.vault.database import Database

_SAID_BY_OTHERS: Final = """
SELECT unit.record_table, unit.record_key, unit.unit, json_group_array(one.vault) AS vaults FROM json_each(?2) AS place
CROSS JOIN team_cases ON team_cases.case_id = ?1
CROSS JOIN team_units AS unit ON unit.case_id = ?1 AND unit.record_table = place.value ->> 0
    AND unit.record_key = place.value ->> 1 AND unit.unit = place.value ->> 2
CROSS JOIN json_each(unit.operations) AS operation
CROSS JOIN team_sets AS one ON one.circle = team_cases.circle AND one.vault = operation.value ->> 0
    AND one.number = operation.value ->> 1 AND +one.case_id = ?1
    AND substr(one.digest, 1, length(operation.value ->> 2)) = operation.value ->> 2
GROUP BY 1, 2, 3 HAVING NOT max(one.here)
"""
"""From the units to the sets by their names: the sets of a long case are not read for each of them."""


class UnitState(NamedTuple):
    """What stands of a unit: the digest of what the row says, the operations that said it, and those that gave way to it."""

    digest: str
    operations: tuple[OperationId, ...]
    passed_over: tuple[OperationId, ...] = ()

    @classmethod
    def of(cls, digest: str, side: Side | None) -> Self:
        """That of a side which is shown; None where no operation says it."""
        return cls(digest, ()) if side is None else cls(digest, side.operations, side.passed_over)

    @property
    def to_replace(self) -> tuple[OperationId, ...]:
        """What whoever writes over it takes the place of."""
        return tuple(sorted({*self.operations, *self.passed_over}))


class UnitPlace(NamedTuple):
    """Which unit, as the table has it; `key` is JSON."""

    table: str
    key: str
    unit: str


def key_text(key: Iterable[Any]) -> str:
    """The key of a row as it stands in a column."""
    return compact(list(key))


def _operations_text(operations: Collection[OperationId]) -> str:
    """Ids of operations as they stand in a column."""
    return compact([list(one) for one in sorted(operations)]) if operations else "[]"


def _read_operations(text: str) -> tuple[OperationId, ...]:
    """The ids that `_operations_text` wrote."""
    return tuple(OperationId(*one) for one in json.loads(text))


class TeamUnits:
    """The units of all shared cases."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, case_id: str) -> dict[UnitPlace, UnitState]:
        """What stands of each unit of a case."""
        rows = self._database.rows(
            "SELECT record_table, record_key, unit, digest, operations, passed_over FROM team_units WHERE case_id = ?",
            (case_id,),
        )
        return {
            UnitPlace(*row[:3]): UnitState(
                row["digest"], _read_operations(row["operations"]), _read_operations(row["passed_over"])
            )
            for row in rows
        }

    def said_by_others(self, case_id: str, places: Iterable[UnitPlace]) -> dict[UnitPlace, frozenset[str]]:
        """The vaults whose sets say what stands of these units of a case; none of which a set of this vault says it."""
        wanted = [list(place) for place in places]
        rows = self._database.rows(_SAID_BY_OTHERS, (case_id, json.dumps(wanted))) if wanted else ()
        return {UnitPlace(*row[:3]): frozenset(json.loads(row["vaults"])) for row in rows}

    def digests(self, case_id: str, places: Iterable[UnitPlace]) -> dict[UnitPlace, str]:
        """What stands of these units of a case, by its digest."""
        sql = """
            SELECT record_table, record_key, unit, digest FROM json_each(?2) AS place CROSS JOIN team_units ON case_id = ?1
            AND record_table = place.value ->> 0 AND record_key = place.value ->> 1 AND unit = place.value ->> 2
        """
        rows = self._database.rows(sql, (case_id, json.dumps([list(place) for place in places])))
        return {UnitPlace(*row[:3]): row["digest"] for row in rows}

    def put(self, case_id: str, units: Mapping[UnitPlace, UnitState]) -> None:
        """What stands of these units from now on."""
        rows = [
            [*place, state.digest, _operations_text(state.operations), _operations_text(state.passed_over)]
            for place, state in units.items()
        ]
        if rows:
            self._database.run(
                "INSERT INTO team_units (case_id, record_table, record_key, unit, digest, operations, passed_over) "
                "SELECT ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(?) WHERE TRUE "
                "ON CONFLICT (case_id, record_table, record_key, unit) DO UPDATE SET digest = excluded.digest, "
                "operations = excluded.operations, passed_over = excluded.passed_over",
                (case_id, json.dumps(rows)),
            )

    def forget(self, case_id: str, rows: Iterable[tuple[str, str]]) -> None:
        """Nothing stands of these rows, by table and key (JSON)."""
        for table, key in rows:
            self._database.run(
                "DELETE FROM team_units WHERE case_id = ? AND record_table = ? AND record_key = ?",
                (case_id, table, key),
            )

    def written_elsewhere(self, case_id: str, table: str, *key: Any) -> bool:
        """Whether a row of a shared case came from another vault: a pack that is on its way from there, above all."""
        return bool(self.said_by_others(case_id, [UnitPlace(table, key_text(key), ROW)]))

    def writers_of(self, case_id: str, table: str, *key: Any) -> frozenset[str] | None:
        """Whose signed sets brought a row of a shared case; None where it is in no set yet, nobody's for another row written under one id."""
        rows = self._database.rows(
            "SELECT operations FROM team_units WHERE case_id = ? AND record_table = ? AND record_key = ? AND unit = ''",
            (case_id, table, key_text(key)),
        )
        made = [one.vault for row in rows for one in _read_operations(row["operations"])]
        return frozenset(made) if rows else None
