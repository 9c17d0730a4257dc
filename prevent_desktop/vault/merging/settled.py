"""What was decided in the other copy about earlier joinings and disposals, and what search finds of all that came."""

from __future__ import annotations

import json
from collections.abc import Mapping

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.merge_conflict import Choice, ConflictKind
from prevent_desktop.casework.merge_report import OTHER
from prevent_desktop.vault.merging.state import Joining, Row
from prevent_desktop.vault.repositories.columns import read_time

_TEXTS = ("kind", "record_id", "case_id", "label", "body")


def join_conflicts(joining: Joining) -> None:
    """Unite them. One that was settled there is settled here too; what was put away there goes here, if it is the same."""
    for rows in joining.their_chunks("merge_conflicts"):
        known = joining.ours_by_id("merge_conflicts", "id", (row["id"] for row in rows))
        for untouched in rows:
            row = joining.mapped(untouched, ("record_id", "twin_id"))
            mine = known.get(row["id"])
            if mine is None:
                joining.insert("merge_conflicts", {**row, "kept_here": 1 - row["kept_here"]})
                joining.came(OTHER)
            elif mine["settled_at"] is None and row["settled_at"] is not None:
                _settle(joining, row)


def _settle(joining: Joining, row: Row) -> None:
    choice = Choice(row["choice"])
    put_away = (row["kept"], row["other"]) if _takes_away(row, choice) else None
    joining.ours.merge_conflicts.settle(
        row["id"], choice, at=read_time(row["settled_at"]), by=row["settled_by"], put_away=put_away
    )
    joining.came(OTHER)
    if put_away is not None:
        joining.ours.responses.remove_draft(row["twin_id"], row["other"])


def _takes_away(row: Row, choice: Choice) -> bool:
    return bool(row["kind"] == ConflictKind.DRAFT and choice is not Choice.KEEP_BOTH)


def join_disposals(joining: Joining) -> None:
    """Know what was erased: here it stays away, and what was erased there is asked about where it stands here."""
    here = joining.ours.database
    joining.erased = frozenset(row["id"] for row in here.rows("SELECT id FROM disposed"))
    for rows in joining.their_chunks("disposed"):
        for row in rows:
            if row["id"] in joining.erased:
                continue
            case = here.row("SELECT id, person_id FROM cases WHERE id = ?", (row["id"],))
            if case is not None:
                _ask(joining, case["person_id"], case["id"], row["disposal_id"])
            elif here.value("SELECT 1 FROM people WHERE id = ?", (row["id"],)) is None:
                _keep_away(joining, row)
    joining.erased = frozenset(row["id"] for row in here.rows("SELECT id FROM disposed"))
    _cut_links(joining)


def _ask(joining: Joining, person_id: str, case_id: str, disposal_id: str) -> None:
    disposed_at = joining.theirs.database.value(
        "SELECT disposed_at FROM disposals WHERE id = ?", (disposal_id,)
    )
    joining.conflict(
        ConflictKind.ERASED, sides=("here", disposal_id), person_id=person_id, case_id=case_id, record_id=case_id,
        kept_at=joining.at, kept_here=True, other_at=disposed_at,
    )  # fmt: skip


def _keep_away(joining: Joining, row: Row) -> None:
    """It never was here, or went with the copy from which this one came: it must not come by a third one."""
    certificate = joining.theirs.database.row("SELECT * FROM disposals WHERE id = ?", (row["disposal_id"],))
    joining.insert_if_new(
        "disposals",
        {**dict(certificate), "finished_at": certificate["finished_at"] or certificate["disposed_at"]},
    )
    if joining.insert_if_new("disposed", row):
        joining.came(OTHER)


def _cut_links(joining: Joining) -> None:
    """What theirs points to and was erased here is not pointed to any more."""
    ids = json.dumps(sorted(joining.erased))
    sql = "SELECT id FROM {} WHERE case_id IN (SELECT value FROM json_each(?))"
    for table in {one.refers for kind in record_kinds.KINDS for one in kind.fields if one.leaves_case}:
        joining.ids.update(
            (row["id"], None) for row in joining.theirs.database.rows(sql.format(table), (ids,))
        )


def join_record_texts(joining: Joining) -> None:
    """What search finds of a record comes with it, and not of one that stays away, as a draft that was put away here.

    The texts themselves are read for what is new alone.
    """
    sql = f"SELECT {', '.join(_TEXTS)} FROM record_texts WHERE record_id = ?"  # noqa: S608 - our own names
    for rows in joining.their_chunks("record_texts", columns="kind, record_id, case_id"):
        places = {row["record_id"]: joining.mapped(row, ("record_id",))["record_id"] for row in rows}
        new = _records_here(joining, rows, places) - joining.known_here(
            "record_texts", "record_id", places.values()
        )
        for source, place in places.items():
            if place in new:
                text = joining.theirs.database.row(sql, (source,))
                joining.insert("record_texts", {**dict(text), "record_id": place})


def _records_here(joining: Joining, rows: list[Row], places: Mapping[str, str]) -> set[str]:
    """Those of the records of these texts that stand here by now, by their ids here."""
    found = set[str]()
    for name in {row["kind"] for row in rows}:
        ids = (places[row["record_id"]] for row in rows if row["kind"] == name)
        found |= joining.known_here(record_kinds.kind_named(name).table, "id", ids)
    return found


def join_waiting_drafts(joining: Joining) -> None:
    """A draft whose newest words were not indexed there is indexed here when somebody searches."""
    for rows in joining.their_chunks("drafts_to_index"):
        for untouched in rows:
            row = joining.mapped(untouched, ("response_id",))
            if joining.known_here("record_texts", "record_id", (row["response_id"],)):
                joining.insert_if_new("drafts_to_index", row)
