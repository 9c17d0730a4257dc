"""Secrets that live nowhere but in the vault: the signing key, the identity that attachments are sealed to."""

from __future__ import annotations

from prevent_desktop.vault.database import Database


class Secrets:
    """Bytes by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> bytes | None:
        """The bytes under `name`, or None."""
        found = self._database.value("SELECT value FROM secrets WHERE name = ?", (name,))
        return None if found is None else bytes(found)

    def set(self, name: str, value: bytes) -> None:
        """Keep `value` under `name` in place of what was there."""
        self._database.run(
            "INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )
