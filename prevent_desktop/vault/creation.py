"""Making a new vault: it appears whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from prevent_desktop.vault.database import Database
from prevent_desktop.vault.instance_lock import InstanceLock
from prevent_desktop.vault.keys.argon2_cost import Argon2Cost, calibrated_cost
from prevent_desktop.vault.keys.key_slots import (
    DATABASE_NAME,
    SLOTS_NAME,
    VaultKey,
    new_slots,
    new_vault_key,
)
from prevent_desktop.vault.keys.passphrases import require_acceptable
from prevent_desktop.vault.keys.recovery_code import new_recovery_code
from prevent_desktop.vault.keys.slot_file import slot_file_bytes
from prevent_desktop.vault.migrating import migrate, our_migrations
from prevent_desktop.vault.new_folder import new_folder
from prevent_desktop.vault.safe_files import sync_file, write_replacing
from prevent_desktop.vault.vault import Vault, utc_now


@dataclass(frozen=True, slots=True)
class CreatedVault:
    """What a new vault is opened with; the recovery code is shown once and kept nowhere."""

    key: VaultKey
    recovery_code: str = field(repr=False)


def create_vault(
    folder: Path, passphrase: str, *, cost: Argon2Cost | None = None, recovery_code: str = ""
) -> CreatedVault:
    """Make a vault in `folder`, which must be empty or not there yet. Slow: for a worker thread.

    `cost` is calibrated to this machine unless given, `recovery_code` made unless one was shown already. Raises WeakPassphraseError, VaultExistsError,
    ReadOnlyFolderError, DiskFullError; then nothing is left.
    """
    require_acceptable(passphrase)
    key, recovery_code = new_vault_key(), recovery_code or new_recovery_code()
    with new_folder(folder) as making:
        _make_database(making, key)
        slots = new_slots(key, passphrase, recovery_code, calibrated_cost() if cost is None else cost)
        write_replacing(making / SLOTS_NAME, slot_file_bytes(slots))
    return CreatedVault(key, recovery_code)


def _make_database(folder: Path, key: VaultKey) -> None:
    lock = InstanceLock(folder)
    try:
        database = Database.create(folder / DATABASE_NAME, key)
        try:
            database.apply_settings()
            migrate(database, our_migrations())
        except BaseException:
            database.close()
            raise
        with Vault(folder, key, database, lock, utc_now) as vault:
            with vault.transaction():
                vault.attachments.make_identity()
                vault.audit.append("vault.created", "")
            vault.audit.make_anchor()
    finally:
        lock.release()
    sync_file(folder / DATABASE_NAME)
