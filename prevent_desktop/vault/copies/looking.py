"""Look at a copy of a vault without changing a byte of it: no lock, no log, no setting in the file."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.vault import structure
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
    if not structure.pages_verify(copy.database):
        raise database_damaged()
    structure.require_tree(copy.database)
    structure.require_records(copy.database)
    copy.audit.verify()
