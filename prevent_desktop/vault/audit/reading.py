"""The audit of one person, newest first, a page at a time: our own entries and those of a joined laptop."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from prevent_desktop.vault.audit.entries import AuditEntry, read_entry
from prevent_desktop.vault.database import Database

# An entry that was made on another laptop is ordered by its time, since its position is of another chain.
_PAGE = """
SELECT *, 0 AS elsewhere FROM audit WHERE subject IN (SELECT value FROM json_each(:subjects))
    AND (:all OR action IN (SELECT value FROM json_each(:actions)))
UNION ALL
SELECT *, 0 FROM audit WHERE subject = '' AND action IN (SELECT value FROM json_each(:vault)) AND position >= :first
UNION ALL
SELECT position, at, action, subject, detail, previous, digest, 1 FROM audit_branches
    WHERE subject IN (SELECT value FROM json_each(:subjects))
    AND (:all OR action IN (SELECT value FROM json_each(:actions)))
ORDER BY {order} DESC, position DESC LIMIT :limit OFFSET :skip
"""
_BY_ESCROW = """
SELECT position, (
    SELECT min(position) FROM audit WHERE subject = '' AND action = 'vault.unlocked' AND position > one.position
) AS until FROM audit AS one
WHERE subject = '' AND action = 'vault.unlocked' AND detail LIKE '%escrow%' ORDER BY position
"""


@dataclass(frozen=True, slots=True)
class Read:
    """An entry, and whether it was written down on another laptop."""

    entry: AuditEntry
    elsewhere: bool


def page_about(
    database: Database,
    subjects: Collection[str],
    *,
    actions: Collection[str] | None,
    of_vault: Collection[str],
    skip: int,
    limit: int,
) -> tuple[Read, ...]:
    """`limit` entries after the first `skip`, newest first; of all `actions` for None.

    `of_vault` are actions on the vault as a whole, shown from the first entry about these subjects on.
    """
    ids = json.dumps(list(subjects))
    about = "FROM {table} WHERE subject IN (SELECT value FROM json_each(?))"
    first = database.value(f"SELECT min(position) {about.format(table='audit')}", (ids,))
    joined = database.value(f"SELECT 1 {about.format(table='audit_branches')} LIMIT 1", (ids,))
    parameters = {
        "subjects": ids, "all": actions is None, "actions": json.dumps(list(actions or ())),
        "vault": json.dumps(list(of_vault)), "first": first or 0, "skip": skip, "limit": limit,
    }  # fmt: skip
    rows = database.rows(_PAGE.format(order="at" if joined else "position"), parameters)
    return tuple(Read(read_entry(row), bool(row["elsewhere"])) for row in rows)


def sittings_by_escrow(database: Database) -> tuple[tuple[int, int | None], ...]:
    """The sittings in which the vault was opened with the organisation's key, as positions from and until."""
    rows: list[Any] = database.rows(_BY_ESCROW)
    return tuple((row["position"], row["until"]) for row in rows)
