"""What came into the record of a shared case, told as any joining tells it; what can be undone goes with the words it belongs to."""

from __future__ import annotations

from collections.abc import Mapping

from prevent_desktop.casework.correspondence_kinds import PACKS
from prevent_desktop.casework.merge_report import OTHER
from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.casework.record_kinds import CASES, PEOPLE, RESPONSES
from prevent_desktop.casework.team.shared_kinds import shared_kind
from prevent_desktop.vault.merging.state import Joining, Row
from prevent_desktop.vault.team.rows import RowPlace


def tell_news(joining: Joining, before: Mapping[RowPlace, Row], after: Mapping[RowPlace, Row]) -> None:
    """Count what came, by the rows of a case before and after."""
    for place, row in after.items():
        kind, old = shared_kind(place.table), before.get(place)
        if kind is None or row == old:
            continue
        news = _news(kind, old, row)
        if news:
            joining.came(news, row[kind.time] if old is None and kind.time else None)
        if kind is PACKS:
            _note_pack(joining, old, row)
        elif kind is RESPONSES:
            _take_history(joining, row)


def _news(kind: RecordKind, old: Row | None, row: Row) -> str:
    """The line of the report; empty where it is not told."""
    if kind is RESPONSES:
        return "drafts" if row["finalised_at"] is None else "forms"
    if old is None:
        return kind.news_name
    if kind is CASES:
        return "" if old["status"] == row["status"] else "statuses"
    if kind is PACKS and row["receipt"] and not old["receipt"]:
        return "receipts"
    return "details" if kind is PEOPLE else OTHER


def _note_pack(joining: Joining, old: Row | None, row: Row) -> None:
    if old is None:
        joining.came_packs.append(row["id"])
    elif row["receipt"] and not old["receipt"]:
        joining.delivered.append(row["id"])


def _take_history(joining: Joining, row: Row) -> None:
    there = joining.theirs.database.value("SELECT content FROM responses WHERE id = ?", (row["id"],))
    if row["finalised_at"] is None and there == row["content"]:
        joining.ours.undo_histories.keep(row["id"], joining.theirs.undo_histories.get(row["id"]))
