"""What the person set about sending, kept in the spool: it holds while the vault is locked, and in every process."""

from __future__ import annotations

from prevent_desktop.delivery.outbox.database import Database


class SpoolSettings:
    """Short texts by name. They name no person, and hold no secret: those are the keyring's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str | None:
        """What is set; None where nothing is."""
        rows = self._database.rows("SELECT value FROM settings WHERE name = ?", (name,))
        return str(rows[0]["value"]) if rows else None

    def put(self, name: str, value: str) -> None:
        """Set it, durably."""
        with self._database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    def remove(self, name: str) -> None:
        """Set it no more; what is not set is no matter."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM settings WHERE name = ?", (name,))
