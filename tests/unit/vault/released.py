"""Vaults that earlier versions of the program left, one for each schema that people had: they open for ever.

How each was made, so that the next one can be made the same way: `create_vault` at `FLOOR_COST` with `PASSPHRASE`, rows
in every table with the ids below, by the code of the last commit with that schema (version 5: f947b97).
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from prevent_desktop.vault.database import Database
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME, VaultKey, unlock_key
from tests.unit.vault.conftest import PASSPHRASE

RELEASED = (1, 5)
PERSON, CASE, DONE, DRAFT, NOTE, EVENT, DECISION = (
    digits * 16 for digits in ("11", "22", "33", "44", "55", "66", "77")
)
Rows = dict[str, tuple[dict[str, Any], ...]]
"""The rows of each table, by column."""


def copy_of(version: int, folder: Path) -> VaultKey:
    """Put the vault of that schema at `folder`; its key."""
    copy_files(version, folder)
    return unlock_key(folder, PASSPHRASE)


def copy_files(version: int, folder: Path) -> None:
    """Put the vault of that schema at `folder`, where it may be changed (git keeps no rights of files)."""
    shutil.copytree(Path(__file__).parent / "vectors" / f"vault-{version}", folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)


def rows_of(folder: Path, key: VaultKey) -> Rows:
    """All that stands in the vault's tables, without what SQLite and its search index keep for themselves."""
    database = Database.open(folder / DATABASE_NAME, key, read_only=True)
    try:
        tables = [
            row["name"]
            for row in database.rows("PRAGMA table_list")
            if row["type"] == "table" and not row["name"].startswith("sqlite_")
        ]
        return {
            table: tuple(dict(row) for row in database.rows(f'SELECT * FROM "{table}" ORDER BY 1'))  # noqa: S608 - our names
            for table in tables
        }
    finally:
        database.close()
