"""People in two copies: field by field. What gave way to something newer stays as an earlier value, and is told."""

from __future__ import annotations

from collections import defaultdict

from prevent_desktop.casework.identifiers import derived_id
from prevent_desktop.casework.merge_conflict import ConflictKind
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_changes import PersonChange
from prevent_desktop.casework.person_merging import Overruled, Side, merge_person
from prevent_desktop.vault.merging.state import Joining, Row
from prevent_desktop.vault.repositories.columns import time_text
from prevent_desktop.vault.repositories.people import PERSON_ROWS
from prevent_desktop.vault.team.person_view import seen_by


def join_people(joining: Joining) -> None:
    """Take people who are only there, and join those whose rows differ."""
    circles = _circles(joining)
    for rows in joining.their_chunks("people"):
        known = joining.ours_by_id("people", "id", (row["id"] for row in rows))
        for row in rows:
            mine = known.get(row["id"])
            if mine is None:
                if row["id"] not in joining.erased:
                    joining.insert("people", row)
                    joining.came("people", row["created_at"])
            elif mine != row:
                hidden = _hidden(joining, mine, row, circles.get(row["id"], set()))
                _join_person(joining, row["id"], PERSON_ROWS.read({**mine, **hidden}))


def _circles(joining: Joining) -> dict[str, set[str]]:
    """The circles of the cases that the team's engine has joined, by the person whom they are about."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in joining.ours_by_id("cases", "id", joining.shared).values():
        found[row["person_id"]].add(joining.shared[row["id"]])
    return found


def _hidden(joining: Joining, mine: Row, theirs: Row, circles: set[str]) -> Row:
    """What theirs says of a person that none of these circles may see: the engine has joined the rest. All of it without any."""
    if not circles:
        return theirs
    sides = ((joining.ours, mine), (joining.theirs, theirs))
    unseen: set[str] = set.union(
        *(
            set.intersection(*(_differing(row, seen_by(vault.database, circle, row)) for circle in circles))
            for vault, row in sides
        )
    )
    return {name: theirs[name] for name in unseen}


def _differing(row: Row, seen: Row) -> set[str]:
    return {name for name, value in row.items() if seen[name] != value}


def _join_person(joining: Joining, person_id: str, said_there: Person) -> None:
    ours, theirs = (_changes(joining, person_id, here=here) for here in (True, False))
    before = joining.ours.people.get(person_id)
    merged, overruled = merge_person(
        Side(person=before, changes=tuple(ours[key] for key in ours.keys() - theirs.keys()), here=True),
        Side(
            person=said_there,
            changes=tuple(theirs[key] for key in theirs.keys() - ours.keys()),
            here=False,
        ),
    )
    if merged != before:
        joining.ours.people.update(merged)
        joining.came("details", time_text(merged.changed_at))
    for one in overruled:
        _tell(joining, person_id, one)


def _changes(joining: Joining, person_id: str, *, here: bool) -> dict[str, PersonChange]:
    vault = joining.ours if here else joining.theirs
    return {change.id: change for change in vault.people.changes(person_id)}


def _tell(joining: Joining, person_id: str, one: Overruled) -> None:
    if one.other:
        joining.touched_people.add(person_id)
        joining.insert_if_new(
            "person_changes",
            {
                "id": derived_id("overruled", person_id, one.field, one.other, one.kept, time_text(one.kept_at)),
                "person_id": person_id, "field": one.field, "old_value": one.other, "new_value": one.kept,
                "changed_at": time_text(one.kept_at), "changed_by": one.kept_by, "response_id": None,
            },
        )  # fmt: skip
    joining.conflict(
        ConflictKind.PERSON, sides=(one.kept, one.other), person_id=person_id, record_id=person_id, field=one.field,
        texts=(one.kept, one.other), kept_at=one.kept_at, kept_here=one.kept_here, other_at=one.other_at,
    )  # fmt: skip


def join_changes(joining: Joining) -> None:
    """Unite the earlier values; search finds people by them."""
    for rows in joining.their_chunks("person_changes"):
        known = joining.known_here("person_changes", "id", (row["id"] for row in rows))
        for row in rows:
            told_by = row["response_id"]
            erased = told_by is not None and joining.ids.get(told_by, told_by) is None
            if row["id"] not in known and not erased:
                joining.insert("person_changes", joining.mapped(row, ("response_id",)))
                joining.touched_people.add(row["person_id"])


def join_person_texts(joining: Joining) -> None:
    """Let search find people by what is known of them now."""
    for rows in joining.their_chunks("person_texts"):
        known = joining.known_here("person_texts", "person_id", (row["person_id"] for row in rows))
        for row in rows:
            if row["person_id"] not in known:
                joining.insert(
                    "person_texts", {name: row[name] for name in ("person_id", "names", "details")}
                )
    for person_id in joining.touched_people:
        joining.ours.people.update(joining.ours.people.get(person_id))
