"""The rows of a shared case, as they stand in this vault and as its circle may see them, and the units of each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.casework.team.change_set import ROW
from prevent_desktop.casework.team.precedence import value_digest
from prevent_desktop.casework.team.shared_kinds import of_unit, shared_kinds, units
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.team.person_view import seen_by
from prevent_desktop.vault.team.units import UnitPlace, key_text

Row = dict[str, Any]


class RowPlace(NamedTuple):
    """Which row, as `team_units` has it; `key` is JSON."""

    table: str
    key: str


@dataclass(frozen=True, slots=True)
class CaseRows:
    """All rows of a shared case. `seen` are those that differ for the circle from what stands here: a person's."""

    rows: dict[RowPlace, Row] = field(default_factory=dict)
    seen: dict[RowPlace, Row] = field(default_factory=dict)

    def of_circle(self, place: RowPlace) -> Row:
        """A row as the circle may see it."""
        return self.seen.get(place) or self.rows[place]


def place_of(kind: RecordKind, row: Mapping[str, Any]) -> RowPlace:
    """Which row it is."""
    return RowPlace(kind.table, key_text(row[name] for name in kind.key))


def unit_digests(kind: RecordKind, row: Mapping[str, Any]) -> Iterator[tuple[UnitPlace, str]]:
    """Each unit of a row with the digest of what it says; of what never changes it is enough that it is there."""
    place = place_of(kind, row)
    yield UnitPlace(*place, ROW), ""
    for unit in units(kind):
        yield UnitPlace(*place, unit), value_digest(of_unit(kind, unit, row))


def rows_of_case(database: Database, case_id: str, circle: str) -> CaseRows:
    """Every row that the circle shares of a case; none where the case is not here."""
    found = CaseRows()
    case = database.row("SELECT * FROM cases WHERE id = ?", (case_id,))
    if case is None:
        return found
    for kind in shared_kinds():
        for row in _rows(database, kind, dict(case)):
            found.rows[place_of(kind, row)] = row
            if kind.table == "people" and (seen := seen_by(database, circle, row)) != row:
                found.seen[place_of(kind, row)] = seen
    return found


def _rows(database: Database, kind: RecordKind, case: Row) -> Iterator[Row]:
    match kind.table:
        case "cases":
            yield case
        case "people":
            yield from map(dict, database.rows("SELECT * FROM people WHERE id = ?", (case["person_id"],)))
        case "person_changes":
            yield from map(dict, database.rows(_CHANGES, (case["person_id"], case["id"])))
        case table:
            yield from map(dict, database.rows(f"SELECT * FROM {table} WHERE case_id = ?", (case["id"],)))  # noqa: S608 - our own names


_CHANGES = """
SELECT * FROM person_changes WHERE person_id = ?
AND (response_id IS NULL OR response_id IN (SELECT id FROM responses WHERE case_id = ?))
"""
"""What a form told about the person is told to the circle of that form's case alone."""


def other_cases_cut(database: Database, kind: RecordKind, row: Row) -> Row:
    """The row without links to records of other cases, which other members may not have, or may not know of."""
    cut = dict(row)
    for one in kind.fields:
        if one.leaves_case and row[one.column] is not None:
            sql = f"SELECT case_id FROM {one.refers} WHERE id = ?"  # noqa: S608 - our own names
            if database.value(sql, (row[one.column],)) != row["case_id"]:
                cut[one.column] = None
    return cut


def read_key(text: str) -> tuple[Any, ...]:
    """The key that `key_text` wrote."""
    return tuple(json.loads(text))
