"""What a circle may know of a person who has cases in several: not what a form in a case of another circle told.

Such a change stays in the circle in whose case its form stands. For everybody else the value is the one from before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_changes import PersonChange
from prevent_desktop.casework.person_values import LISTS, as_text, from_text, read_member, with_value
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.people import CHANGE_ROWS, PERSON_ROWS


def seen_by(database: Database, circle: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a person as this circle may see it."""
    hidden = _told_elsewhere(database, circle, row["id"])
    if not hidden:
        return dict(row)
    person, fields = PERSON_ROWS.read(row), set()
    for change in hidden:
        before = _without(person, change)
        fields |= {change.field} if before != person else set()
        person = before
    seen = PERSON_ROWS.columns(person)
    return {**row, **{name: seen[name] for name in fields}}


def _told_elsewhere(database: Database, circle: str, person_id: str) -> list[PersonChange]:
    """Changes that a form of a case in no or another circle told, the newest first."""
    sql = """
        SELECT person_changes.* FROM person_changes JOIN responses ON responses.id = response_id
        LEFT JOIN team_cases ON team_cases.case_id = responses.case_id
        WHERE person_id = ? AND team_cases.circle IS NOT ? ORDER BY person_changes.changed_at DESC, person_changes.rowid DESC
    """
    return list(map(CHANGE_ROWS.read, database.rows(sql, (person_id, circle))))


def _without(person: Person, change: PersonChange) -> Person:
    """The person before this change, where what it said still stands."""
    if change.field not in LISTS:
        stands = as_text(person, change.field) == change.new_value
        return (
            with_value(person, change.field, from_text(change.field, change.old_value)) if stands else person
        )
    members = list(getattr(person, change.field))
    old, new = (
        read_member(change.field, text) if text else None for text in (change.old_value, change.new_value)
    )
    if new is not None and new not in members:
        return person
    if new is None:
        return person if old in members else with_value(person, change.field, (*members, old))
    place = members.index(new)
    members[place : place + 1] = [] if old is None else [old]
    return with_value(person, change.field, tuple(members))
