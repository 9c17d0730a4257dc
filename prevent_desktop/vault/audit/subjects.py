"""What belongs to one person in the audit: the opaque ids of the person and of all in their cases."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from prevent_desktop.casework import record_kinds
from prevent_desktop.vault.database import Database


@dataclass(frozen=True, slots=True)
class Subject:
    """`name` is a form's title, a file's name or a pack's receiver; empty for what has none. `is_short_id` as declared."""

    id: str
    name: str
    is_short_id: bool


def subjects_of(database: Database, person_id: str) -> tuple[Subject, ...]:
    """All that an entry about this person can be about."""
    one = "UNION ALL SELECT {0}, {1}, {2} FROM {3} WHERE case_id IN theirs"
    parts = [
        one.format(told.id, told.title or "''", int(told.is_short_id), kind.table)
        for kind in record_kinds.KINDS
        if (told := kind.subject) is not None and kind.owner == "case_id"
    ]
    sql = " ".join([_PERSON_AND_CASES, *parts])
    rows = database.rows(sql, {"person": person_id})
    return tuple(Subject(row["id"], row["name"], bool(row["short"])) for row in rows)


_PERSON_AND_CASES = """
WITH theirs AS (SELECT id FROM cases WHERE person_id = :person)
SELECT :person AS id, '' AS name, 0 AS short UNION ALL SELECT id, '', 0 FROM theirs
"""


def cases_of(database: Database, subjects: Collection[str]) -> dict[str, str]:
    """The case that each of these subjects is of, for those that are something in a case; of a person none is told."""
    one = "SELECT {0} AS id, case_id FROM {1} WHERE {0} IN (SELECT value FROM json_each(:ids))"
    parts = [
        one.format(told.id, kind.table)
        for kind in record_kinds.KINDS
        if (told := kind.subject) is not None and kind.owner == "case_id"
    ]
    sql = " UNION ALL ".join(
        ["SELECT id, id AS case_id FROM cases WHERE id IN (SELECT value FROM json_each(:ids))", *parts]
    )
    return {row["id"]: row["case_id"] for row in database.rows(sql, {"ids": json.dumps(list(subjects))})}
