"""The SQL of a new kind of record, as its declaration says: table, index and triggers, for a migration and for schema.sql.

    python3 packaging/start.py python packaging/kind_sql.py visits > prevent_desktop/vault/migrations/NNNN_visits.sql

The kind stands in `KINDS` already, and is one of a case. What a column may not be without is for you to say: here only what
points to another record may be empty. A released migration is never written anew by this.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from prevent_desktop.casework.record_kind import Field, Reach, RecordKind, Type
from prevent_desktop.casework.record_kinds import kind_of_table

_AFFINITY = {Type.NUMBER: "INTEGER", Type.FLAG: "INTEGER", Type.BYTES: "BLOB"}
_IN_A_CIRCLE = {"added": ("INSERT", "NEW"), "changed": ("UPDATE", "NEW"), "removed": ("DELETE", "OLD")}


def main(arguments: list[str]) -> int:
    """Print it."""
    kind = kind_of_table(arguments[0]) if arguments else None
    if kind is None or kind.owner != "case_id":
        print(__doc__, file=sys.stderr)
        return 2
    print(kind_sql(kind), end="")
    return 0


def kind_sql(kind: RecordKind) -> str:
    """The statements, with blank lines between them."""
    return "\n\n".join(_statements(kind)) + "\n"


def _statements(kind: RecordKind) -> Iterator[str]:
    columns = ",\n".join(f"    {_column(kind, one)}" for one in kind.fields)
    yield f"CREATE TABLE {kind.table} (\n{columns}\n) STRICT;"
    by = ", ".join(filter(None, ("case_id", kind.time)))
    yield f"CREATE INDEX {kind.table}_by_case ON {kind.table} ({by});"
    if kind.sets_clock:
        sets = "INSERT OR IGNORE INTO clocks_to_set (case_id) VALUES (NEW.case_id);"
        yield _trigger(f"{kind.table}_set_clock AFTER INSERT ON {kind.table}", sets)
    if kind.held:
        held = [one.column for one in kind.fields if not one.moves]
        of = "" if len(held) == len(kind.fields) else f"OF {', '.join(held)} "
        yield _trigger(
            f"{kind.table}_never_change BEFORE UPDATE {of}ON {kind.table}", _frozen(kind, "changes")
        )
    if kind.kept:
        when = "OLD.case_id NOT IN (SELECT id FROM disposing)"
        yield _trigger(
            f"{kind.table}_are_never_deleted BEFORE DELETE ON {kind.table} WHEN {when}", _frozen(kind, "goes")
        )
    if Reach.CIRCLE in kind.reaches:
        for done, (event, row) in _IN_A_CIRCLE.items():
            which = "IN (OLD.case_id, NEW.case_id)" if done == "changed" else f"= {row}.case_id"
            marks = f"INSERT OR IGNORE INTO team_dirty (case_id) SELECT case_id FROM team_cases WHERE case_id {which};"  # noqa: S608 - our own words
            yield _trigger(f"{kind.table}_{done}_for_team AFTER {event} ON {kind.table}", marks)


def _column(kind: RecordKind, one: Field) -> str:
    key = " PRIMARY KEY" if kind.key == (one.column,) else ""
    needed = " NOT NULL" if key or not one.refers or one.column == kind.owner else ""
    refers = f" REFERENCES {one.refers} (id)" if one.refers else ""
    return f"{one.column} {_AFFINITY.get(one.type, 'TEXT')}{key}{needed}{refers}"


def _trigger(when: str, does: str) -> str:
    return f"CREATE TRIGGER {when}\nBEGIN\n    {does}\nEND;"


def _frozen(kind: RecordKind, verb: str) -> str:
    return f"SELECT RAISE (ABORT, 'frozen: no row of {kind.table} {verb}');"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
