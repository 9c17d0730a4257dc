"""Settings of the vault's owner, as texts by key."""

from __future__ import annotations

import json
from collections.abc import Iterable

from prevent_desktop.vault.audit.audit_chain import Audit
from prevent_desktop.vault.database import Database

BOUND = frozenset(
    {
        "escrow-key",
        "lock-minutes",
        "practitioner",
        "recipients",
        "retention-rules",
        "schools",
        "sharing-basis",
    }
)
"""Settings that decide who can read what: each change is written down, bound to the value, so that an older one shows."""


class Settings:
    """Who I am, the organisation profile, lock time and the like; what a text means is the workflows' affair."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def get(self, key: str) -> str | None:
        """The text under `key`, or None."""
        found = self._database.value("SELECT value FROM settings WHERE key = ?", (key,))
        return None if found is None else str(found)

    def set(self, key: str, text: str) -> None:
        """Keep `text` under `key` in place of what was there."""
        if key in BOUND and self.get(key) != text:
            with self._database.transaction():
                self._put(key, text)
                self._audit.bind(key, text.encode())
        else:
            self._put(key, text)

    def _put(self, key: str, text: str) -> None:
        self._database.run(
            "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, text),
        )

    def forget_about(self, ids: Iterable[str]) -> None:
        """Drop every text in which, or in whose key, one of these ids stands, such as a place to return to."""
        sql = (
            "DELETE FROM settings WHERE EXISTS "
            "(SELECT 1 FROM json_each(?) AS gone WHERE instr(settings.key || ' ' || settings.value, gone.value))"
        )
        self._database.run(sql, (json.dumps(list(ids)),))
