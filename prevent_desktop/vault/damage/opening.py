"""Opens what is left of a vault, for reading alone. Not a byte of the vault changes."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from prevent_desktop.errors import (
    AuditChainError,
    DiskFullError,
    ReadOnlyFolderError,
    VaultError,
)
from prevent_desktop.files.durable import PART
from prevent_desktop.vault.damage.damaged_file import DamagedFile, open_for_reading
from prevent_desktop.vault.damage.findings import Findings, Why
from prevent_desktop.vault.damage.salvage import Salvage
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.instance_lock import InstanceLock
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME, VaultKey
from prevent_desktop.vault.migrating import our_migrations, schema_version
from prevent_desktop.vault.safe_files import remove_file
from prevent_desktop.vault.sql_errors import database_damaged
from prevent_desktop.vault.vault import Vault, utc_now

_MOST_IN_MEMORY = 96_000_000  # bytes of the database; a larger one is salvaged into an encrypted file
_SALVAGED = (
    "salvaged"  # how the name of such a file begins; an opening that succeeds takes it away after a crash
)


def open_what_is_left(
    folder: Path,
    key: VaultKey,
    error: VaultError,
    *,
    now: Callable[[], datetime] = utc_now,
    held: bool = False,
) -> Vault:
    """The vault in `folder`, which did not open because of `error`, read-only, with what is known of the damage.

    `held` where this process holds the vault's lock already, for reading alone. Raises DatabaseDamagedError where nothing can be read, VaultInUseError, NewerVaultError; DiskFullError where there
    is room for the salvaged records neither in memory nor on the disk.
    """
    path = folder / DATABASE_NAME
    if not path.is_file() or path.stat().st_size == 0:
        raise database_damaged() from error
    lock = None if held else _lock(folder)
    try:
        if isinstance(error, AuditChainError | DiskFullError | ReadOnlyFolderError):
            with contextlib.suppress(VaultError):
                return _in_place(folder, key, error, lock, now)
        return _salvaged(folder, key, error, lock, now)
    except BaseException:
        if lock is not None:
            lock.release()
        raise


class SalvagedVault(Vault):
    """A vault over salvaged records; a file that holds them (`beside`) goes with it."""

    beside: Path | None = None

    def close(self) -> None:
        """Close, and take the salvaged records away."""
        super().close()
        if self.beside is not None:
            remove_file(self.beside)


def _lock(folder: Path) -> InstanceLock | None:
    """No lock where nobody can write anyway."""
    try:
        return InstanceLock(folder)
    except (ReadOnlyFolderError, DiskFullError):
        return None


def _in_place(
    folder: Path, key: VaultKey, error: VaultError, lock: InstanceLock | None, now: Callable[[], datetime]
) -> Vault:
    """The pages are whole: read the database where it stands."""
    database = open_for_reading(folder / DATABASE_NAME, key)
    try:
        _require_readable(database)
        database.forbid_writing()
    except BaseException:
        database.close()
        raise
    return Vault(folder, key, database, lock, now, findings=Findings(why=_why(error), reason=error.title))


def _require_readable(database: Database) -> None:
    older = schema_version(database) != our_migrations()[-1].number
    if older or database.rows("PRAGMA integrity_check(1)")[0][0] != "ok":
        raise database_damaged()


def _salvaged(
    folder: Path, key: VaultKey, error: VaultError, lock: InstanceLock | None, now: Callable[[], datetime]
) -> Vault:
    path = folder / DATABASE_NAME
    fits = path.stat().st_size <= _MOST_IN_MEMORY
    beside = None if fits else folder / f"{_SALVAGED}.{secrets.token_hex(4)}{PART}"
    with DamagedFile(path, key) as source:
        database = Database.in_memory(key) if beside is None else Database.create(beside, key)
        try:
            database.run("PRAGMA journal_mode = MEMORY")
            salvage = Salvage(source, database, now())
            salvage.run()
            database.forbid_writing()
        except BaseException:
            database.close()
            if beside is not None:
                remove_file(beside)
            raise
    findings = Findings(
        why=_why(error), reason=error.title, lost=salvage.lost, placeholders=salvage.placeholders
    )
    vault = SalvagedVault(folder, key, database, lock, now, findings=findings)
    vault.beside = beside
    return vault


def _why(error: VaultError) -> Why:
    if isinstance(error, DiskFullError):
        return Why.DISK_FULL
    return Why.READ_ONLY_FOLDER if isinstance(error, ReadOnlyFolderError) else Why.DAMAGED
