"""Questionnaires that a response was written on, kept by digest, so that an old response always opens with its form."""

from __future__ import annotations

from prevent_desktop.vault.database import Database
from prevent_desktop.vault.sql_errors import missing


class Questionnaires:
    """The form definitions that the vault's responses need."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, digest: str, url: str, version: str, content: str) -> None:
        """Keep a definition's JSON text; keeping the same digest again does nothing."""
        self._database.run(
            "INSERT INTO questionnaires (digest, url, version, content) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (digest) DO NOTHING",
            (digest, url, version, content),
        )

    def has(self, digest: str) -> bool:
        """Whether the JSON text with this digest is here."""
        return self._database.value("SELECT 1 FROM questionnaires WHERE digest = ?", (digest,)) is not None

    def get(self, digest: str) -> str:
        """The JSON text with this digest. RecordError where it was never kept."""
        content = self._database.value("SELECT content FROM questionnaires WHERE digest = ?", (digest,))
        if content is None:
            raise missing(digest)
        return str(content)
