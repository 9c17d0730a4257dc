"""Secrets that live nowhere but in the vault: the signing key, the identity that attachments are sealed to."""

from __future__ import annotations

from prevent_desktop.vault.audit.audit_chain import Audit
from prevent_desktop.vault.database import Database

BOUND = frozenset({"form-authorities", "signing-card", "signing-key", "trusted-certificates"})
"""Secrets whose change is written down, bound to the value: who signs, and whom this vault trusts."""


class Secrets:
    """Bytes by name."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def get(self, name: str) -> bytes | None:
        """The bytes under `name`, or None."""
        found = self._database.value("SELECT value FROM secrets WHERE name = ?", (name,))
        return None if found is None else bytes(found)

    def set(self, name: str, value: bytes) -> None:
        """Keep `value` under `name` in place of what was there."""
        if name in BOUND and self.get(name) != value:
            with self._database.transaction():
                self._put(name, value)
                self._audit.bind(name, value)
        else:
            self._put(name, value)

    def _put(self, name: str, value: bytes) -> None:
        self._database.run(
            "INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )
