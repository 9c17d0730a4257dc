"""Between a row of the spool's database and what the program says about it."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from prevent_desktop.delivery.clock import from_millis
from prevent_desktop.delivery.outbox.items import Reason, SpoolItem, State
from prevent_desktop.errors import PreventDesktopError


def item_of(row: sqlite3.Row) -> SpoolItem:
    """The item that a row of ``items`` tells of."""
    return SpoolItem(
        pack_id=row["pack_id"],
        digest=row["digest"],
        size=row["size"],
        endpoint=row["endpoint"],
        receipt_certificate=row["receipt_certificate"],
        state=State(row["state"]),
        offset=row["acknowledged"],
        upload_url=row["upload_url"],
        attempts=row["attempts"],
        rate=row["rate"],
        next_try_at=_maybe_moment(row["next_try_at"]),
        reason=_reason_of(row),
        receipt=row["receipt"],
        reference=row["reference"],
        received_at=_maybe_moment(row["received_at"]),
        queued_at=from_millis(row["queued_at"]),
        changed_at=from_millis(row["changed_at"]),
        sent_at=_maybe_moment(row["sent_at"]),
        priority=row["priority"],
        held=bool(row["held"]),
        to_tell=bool(row["to_tell"]),
        asked_until=_maybe_moment(row["asked_until"]),
        recorded_at=_maybe_moment(row["recorded_at"]),
    )


def reason_columns(error: PreventDesktopError | None) -> dict[str, str | None]:
    """The columns that keep why a pack waits or needs a person; all empty without a reason."""
    if error is None:
        return dict.fromkeys(("reason_kind", "reason_title", "reason_what", "reason_next"))
    return {
        "reason_kind": getattr(error, "kind", "") or type(error).__name__,
        "reason_title": error.title,
        "reason_what": error.what_happened,
        "reason_next": error.next_step,
    }


def _reason_of(row: sqlite3.Row) -> Reason | None:
    if row["reason_title"] is None:
        return None
    return Reason(
        kind=row["reason_kind"],
        title=row["reason_title"],
        what_happened=row["reason_what"],
        next_step=row["reason_next"],
    )


def _maybe_moment(millis: int | None) -> datetime | None:
    return None if millis is None else from_millis(millis)
