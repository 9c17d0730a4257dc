"""Settings of the vault's owner, as texts by key."""

from __future__ import annotations

import json
from collections.abc import Iterable

from prevent_desktop.vault.database import Database


class Settings:
    """Who I am, the organisation profile, lock time and the like; what a text means is the workflows' affair."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> str | None:
        """The text under `key`, or None."""
        found = self._database.value("SELECT value FROM settings WHERE key = ?", (key,))
        return None if found is None else str(found)

    def set(self, key: str, text: str) -> None:
        """Keep `text` under `key` in place of what was there."""
        self._database.run(
            "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, text),
        )

    def forget_about(self, ids: Iterable[str]) -> int:
        """Drop every text in which one of these ids stands, such as a place to return to; how many there were."""
        sql = "DELETE FROM settings WHERE EXISTS (SELECT 1 FROM json_each(?) AS gone WHERE instr(settings.value, gone.value))"
        return int(self._database.run(sql, (json.dumps(list(ids)),)).rowcount)
