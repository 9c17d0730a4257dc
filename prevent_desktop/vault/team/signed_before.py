"""Whose laptops signed words of a case, where no change-set that counts says it any more: the case went on elsewhere, or the vault left its team."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from prevent_desktop.vault.database import Database


class SignedWords(NamedTuple):
    """That a row was begun, or what moves in it was written, with the digest of its words."""

    table: str
    record_id: str
    words: str


class SignedBy(NamedTuple):
    """Whose laptop signed something: the vault, and its member's name and id. Of an earlier team there is no id; None is whoever has it in this one."""

    vault: str
    name: str | None
    member: str = ""


class SignedBefore:
    """The table of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, case_id: str) -> dict[SignedWords, tuple[SignedBy, ...]]:
        """Who signed which words of a case."""
        found: dict[SignedWords, tuple[SignedBy, ...]] = {}
        sql = (
            "SELECT record_table, record_id, words, vault, name FROM signed_before WHERE case_id = ? "
            "ORDER BY record_table, record_id, words, vault"
        )
        for row in self._database.rows(sql, (case_id,)):
            words = SignedWords(*row[:3])
            found[words] = (*found.get(words, ()), SignedBy(*row[3:]))
        return found

    def keep(self, case_id: str, signed: Mapping[SignedWords, Sequence[SignedBy]]) -> None:
        """Keep who signed which words, in place of what was kept of vaults of this team. In the caller's transaction."""
        self._database.run("DELETE FROM signed_before WHERE case_id = ? AND name IS NULL", (case_id,))
        rows = [[*words, one.vault, one.name] for words, by in signed.items() for one in by]
        self._database.run(
            "INSERT OR IGNORE INTO signed_before (case_id, record_table, record_id, words, vault, name) "
            "SELECT ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?)",
            (case_id, json.dumps(rows)),
        )
