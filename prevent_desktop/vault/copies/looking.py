"""Look at a copy of a vault without changing a byte of it: no lock, no log, no setting in the file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from prevent_desktop.vault.damage.findings import Findings, Why
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME, VaultKey
from prevent_desktop.vault.migrating import newer_schema, our_migrations, schema_version
from prevent_desktop.vault.sql_errors import database_damaged
from prevent_desktop.vault.vault import Vault, utc_now


def look_at(folder: Path, key: VaultKey) -> Vault:
    """The copy in `folder`, for reading alone; it has no log, and nobody else writes it.

    Raises DatabaseDamagedError (also where `key` is not the copy's), NewerVaultError.
    """
    database = Database.open_unchanging(folder / DATABASE_NAME, key)
    if schema_version(database) > our_migrations()[-1].number:
        database.close()
        raise newer_schema()
    database.forbid_writing()
    return Vault(folder, key, database, None, utc_now, findings=Findings(why=Why.COPY, reason=""))


def check_copy(copy: Vault) -> None:
    """Check every page, reference, finalised answer and audit entry of a copy. DatabaseDamagedError, AuditChainError."""
    database = copy.database
    whole = (
        not database.rows("PRAGMA cipher_integrity_check")
        and [row[0] for row in database.rows("PRAGMA integrity_check")] == ["ok"]
        and not database.rows("PRAGMA foreign_key_check")
    )
    if not whole:
        raise database_damaged()
    for row in database.stream(
        "SELECT content, content_digest FROM responses WHERE finalised_at IS NOT NULL"
    ):
        if hashlib.sha256(row["content"].encode()).hexdigest() != row["content_digest"]:
            raise database_damaged()
    copy.audit.verify()
