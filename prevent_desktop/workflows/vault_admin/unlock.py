"""Create, unlock and recover a vault. Deriving a key is slow and needs no vault: run it on a worker."""

from __future__ import annotations

import contextlib
import os
import platform
from pathlib import Path

from prevent_desktop.errors import DatabaseDamagedError, DiskFullError, RolledBackError, VaultError
from prevent_desktop.vault import creation, integrity
from prevent_desktop.vault.audit.audit_chain import ACCEPTED, NOT_ANCHORED, UNLOCKED
from prevent_desktop.vault.creation import CreatedVault
from prevent_desktop.vault.keys import key_slots
from prevent_desktop.vault.keys.argon2_cost import Argon2Cost
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.merging.state import LAPTOP
from prevent_desktop.vault.vault import Vault, utc_now
from prevent_desktop.workflows.vault_admin import unlock_methods

BY_CODE, BY_LOGIN, BY_PIN = "recovery code", "login, new passphrase", "PIN, new passphrase"
_AHEAD = 128 * 1024
"""Linux reads no more ahead for one piece of advice than a disk's read-ahead window, which is this by default."""
_RECOVERED = frozenset({BY_CODE, BY_LOGIN, BY_PIN})
"""How a vault was opened for which a new passphrase was chosen without the old one."""


def create(
    folder: Path, passphrase: str, *, cost: Argon2Cost | None = None, recovery_code: str = ""
) -> CreatedVault:
    """Make a new vault in `folder` (slow). The recovery code in the result is shown once and kept nowhere.

    `recovery_code` is one that was shown already.
    """
    return creation.create_vault(folder, passphrase, cost=cost, recovery_code=recovery_code)


def read_ahead(folder: Path) -> None:
    """Have the system read the database into its memory while the passphrase is typed; where it cannot, nothing.

    Unlocking reads all of the file once, and a slow disk would make that long. The file stays open until this process
    ends or replaces itself: closing it once the vault is open would drop SQLite's locks.
    """
    if hasattr(os, "posix_fadvise"):
        with contextlib.suppress(OSError):
            database = os.open(folder / key_slots.DATABASE_NAME, os.O_RDONLY | os.O_CLOEXEC)
            for start in range(0, os.fstat(database).st_size, _AHEAD):
                os.posix_fadvise(database, start, _AHEAD, os.POSIX_FADV_WILLNEED)


def derive_key(folder: Path, passphrase: str) -> VaultKey:
    """The vault's key from the passphrase (slow). Raises WrongSecretError where it does not fit."""
    return key_slots.unlock_key(folder, passphrase)


def derive_key_from_recovery_code(folder: Path, code: str) -> VaultKey:
    """The vault's key from the recovery code (slow). Raises WrongSecretError where it does not fit."""
    return key_slots.unlock_key_with_recovery(folder, code)


def choose_new_passphrase(folder: Path, key: VaultKey, passphrase: str) -> None:
    """Rewrite the passphrase's slot alone (slow); the records and the recovery code stay as they are."""
    key_slots.change_passphrase(folder, key, passphrase)


def open_vault(folder: Path, key: VaultKey, *, how: str = "passphrase", accepted_because: str = "") -> Vault:
    """Open the vault on this thread, which is then the only one to use it, check it, and write down that it was opened.

    Raises, beside what `Vault.open` does, DatabaseDamagedError or AuditChainError; RolledBackError where an older
    copy, or part of one, stands there: whoever knows why goes on with it by `accepted_because`, which is written down.
    """
    vault = Vault.open(folder, key)
    try:
        _check(vault, accepted_because)
        _write_down(vault, how)
        _name_laptop(vault)
        _finish_disposals(vault)
    except BaseException:
        vault.close()
        raise
    return vault


def engine(vault: Vault) -> str:
    """What keeps the vault, with its versions."""
    value = vault.database.value
    return f"SQLCipher {value('PRAGMA cipher_version')}, SQLite {value('SELECT sqlite_version()')}"


def _check(vault: Vault, accepted_because: str) -> None:
    try:
        integrity.check_at_unlock(vault)
    except RolledBackError:
        if not accepted_because:
            raise
        from prevent_desktop.workflows.team.circles.own_vault import go_on_as_new_writer

        vault.audit.accept_rollback(accepted_because)
        go_on_as_new_writer(vault, ACCEPTED)
    vault.anchor.try_to_write(vault.audit.write_anchor)


def _write_down(vault: Vault, how: str) -> None:
    """A full disk hinders nobody from reading: then nothing can be written down until there is room."""
    detail = f"{how}, {NOT_ANCHORED}" if vault.anchor.is_behind else how
    with contextlib.suppress(DiskFullError):
        vault.audit.append(UNLOCKED, "", detail)
        if how in _RECOVERED:
            vault.audit.append("vault.recovered", "", how)
        unlock_methods.note_changes(vault)


def _name_laptop(vault: Vault) -> None:
    """Remember on which machine it was opened, so that what two laptops wrote can be told apart when they are joined."""
    name = platform.node()
    if name and not vault.is_read_only and vault.settings.get(LAPTOP) != name:
        with contextlib.suppress(DiskFullError):
            vault.settings.set(LAPTOP, name)


def _finish_disposals(vault: Vault) -> None:
    """A disposal that a crash cut short ends now; its packs in the outbox follow with `follow_up`."""
    if not vault.is_read_only and vault.disposals.left():
        from prevent_desktop.workflows.retention.dispose import finish_disposals

        try:
            finish_disposals(vault, None, now=utc_now())
        except DatabaseDamagedError:
            raise
        except VaultError:
            return  # no room, or a file that is in use: the records can be worked with, and the next unlock tries again
