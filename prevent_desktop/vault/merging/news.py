"""What came into the record by a joining, told alike whichever way it came; what can be undone goes with the words it belongs to."""

from __future__ import annotations

from collections.abc import Mapping

from prevent_desktop.casework.correspondence_kinds import PACKS
from prevent_desktop.casework.merge_report import OTHER
from prevent_desktop.casework.record_kind import RecordKind, Type
from prevent_desktop.casework.record_kinds import CASES, PEOPLE, RESPONSES
from prevent_desktop.casework.team.shared_kinds import shared_kind
from prevent_desktop.vault.merging.state import Joining, Row
from prevent_desktop.vault.team.rows import RowPlace


def tell_news(joining: Joining, before: Mapping[RowPlace, Row], after: Mapping[RowPlace, Row]) -> None:
    """Count what came, by the rows of a case before and after."""
    for place, row in after.items():
        kind, old = shared_kind(place.table), before.get(place)
        if kind is not None and row != old:
            tell_row(joining, kind, old, row)


def tell_row(joining: Joining, kind: RecordKind, old: Row | None, row: Row) -> None:
    """Count one row that is new, or says otherwise than the `old` one."""
    news = _news(kind, old, row)
    if news:
        joining.came(news, _moment(kind, old, row))
    if kind is PACKS:
        _note_pack(joining, old, row)
    elif kind is RESPONSES:
        _take_history(joining, row)


def _news(kind: RecordKind, old: Row | None, row: Row) -> str:
    """The line of the report; empty where it is not told."""
    if kind is RESPONSES:
        if old is not None and old["content"] == row["content"] and row["finalised_at"] is None:
            return ""
        return "drafts" if row["finalised_at"] is None else "forms"
    if old is None:
        return kind.news_name
    if kind is CASES:
        return "" if old["status"] == row["status"] else "statuses"
    if kind is PACKS and row["receipt"] and not old["receipt"]:
        return "receipts"
    return "details" if kind is PEOPLE else OTHER


def _moment(kind: RecordKind, old: Row | None, row: Row) -> str | None:
    """When it was written: of a form, and of what went on, the newest of its times that are others than before."""
    if old is None and kind is not RESPONSES:
        return row[kind.time] if kind.time else None
    times = [one.column for one in kind.fields if one.type is Type.TIME]
    new = (row[name] for name in times if old is None or row[name] != old[name])
    return max(filter(None, new), default=None)


def _note_pack(joining: Joining, old: Row | None, row: Row) -> None:
    if old is None:
        joining.came_packs.append(row["id"])
    elif row["receipt"] and not old["receipt"]:
        joining.delivered.append(row["id"])


def _take_history(joining: Joining, row: Row) -> None:
    there = joining.theirs.database.value("SELECT content FROM responses WHERE id = ?", (row["id"],))
    if row["finalised_at"] is None and there == row["content"]:
        joining.ours.undo_histories.keep(row["id"], joining.theirs.undo_histories.get(row["id"]))
