"""Open a vault, or what is left of it; find the last good backup; put back damaged key slots; rescue into a new vault."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

from prevent_desktop.errors import (
    AuditChainError,
    DatabaseDamagedError,
    DiskFullError,
    HeaderDamagedError,
    ReadOnlyFolderError,
    RolledBackError,
    VaultError,
)
from prevent_desktop.vault import integrity
from prevent_desktop.vault.copies.backup_place import FoundBackup
from prevent_desktop.vault.copies.progress import SILENT, Progress
from prevent_desktop.vault.damage import marked
from prevent_desktop.vault.damage import rescue as rescuing
from prevent_desktop.vault.damage.opening import open_what_is_left
from prevent_desktop.vault.damage.rescue import Rescued
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.sql_errors import database_damaged
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import backup_plan
from prevent_desktop.workflows.vault_admin.back_up import place_of
from prevent_desktop.workflows.vault_admin.unlock import open_vault

_LEADS_TO_READING = (DatabaseDamagedError, AuditChainError, DiskFullError, ReadOnlyFolderError)


def open_or_what_is_left(
    folder: Path, key: VaultKey, *, how: str = "passphrase", accepted_because: str = ""
) -> Vault:
    """As `open_vault`; a damaged vault, or one that cannot be written, is opened read-only instead (`Vault.findings`).

    Raises what neither can be opened with, such as VaultInUseError, or DatabaseDamagedError where nothing can be read.
    """
    try:
        if marked.is_marked(folder):
            with contextlib.suppress(RolledBackError):  # told by the opening itself
                _require_whole(folder, key)
        return open_vault(folder, key, how=how, accepted_because=accepted_because)
    except RolledBackError:
        raise  # its owner is asked, and may go on
    except _LEADS_TO_READING as error:
        return open_what_is_left(folder, key, error)


def _require_whole(folder: Path, key: VaultKey) -> None:
    """Damage was found while somebody worked: all is read before anything may be written again."""
    with Vault.open(folder, key) as vault:
        integrity.check(vault)
    marked.remove_mark(folder)


def good_backups(vault: Vault) -> Sequence[FoundBackup]:
    """The backups of this vault that can be reached now, the newest first, told by their manifests' codes.

    They are looked for where copies are made by themselves, and where the last one was made.
    """
    places = {backup_plan.plan(vault).place}
    last = backup_plan.last_backup(vault)
    if last is not None:
        places.add(last.place)
    found = [backup for place in places if place for backup in place_of(vault.folder, place).backups()]
    ours = [backup for backup in found if backup.manifest.is_under(vault.key)]
    return sorted(ours, key=lambda backup: backup.manifest.made_at, reverse=True)


def why_not(folder: Path, key: VaultKey) -> VaultError | None:
    """The error that a full check of the vault ends with; None where it is whole."""
    try:
        with open_vault(folder, key, how="rescue") as vault:
            integrity.check(vault)
    except (*_LEADS_TO_READING, HeaderDamagedError) as error:
        return error
    return None


def rescue(
    folder: Path,
    key: VaultKey,
    target: Path,
    error: VaultError | None = None,
    *,
    slots: Path | None = None,
    progress: Progress = SILENT,
    held: bool = False,
) -> Rescued:
    """Write a new vault to `target` from what can be read in `folder` (slow). Raises as `vault.damage.rescue.rescue`.

    `error` is why it cannot be opened whole; None where that was found while somebody worked.
    """
    return rescuing.rescue(
        folder, key, target, error or database_damaged(), slots=slots, progress=progress, held=held
    )


def note_damage(vault: Vault) -> None:
    """Damage was found while somebody works: the next unlock reads all before anything may be written again."""
    marked.mark(vault.folder)
