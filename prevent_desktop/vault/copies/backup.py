"""A backup is a vault of its own: the same key and secrets open it."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.vault import integrity
from prevent_desktop.vault.attachment_files import ATTACHMENTS_NAME
from prevent_desktop.vault.audit.anchor import ANCHOR_NAME
from prevent_desktop.vault.copies.database_copies import copy_database
from prevent_desktop.vault.integrity import IntegrityReport
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME, SLOTS_NAME
from prevent_desktop.vault.new_folder import new_folder
from prevent_desktop.vault.safe_files import copy_synced, make_folder, sync_folder
from prevent_desktop.vault.vault import Vault


def back_up(vault: Vault, target: Path) -> IntegrityReport:
    """Copy all of the vault, encrypted as it is, to `target`, then open the copy and check it whole.

    `target` is empty or not there yet. Not inside a transaction.

    Raises VaultExistsError, ReadOnlyFolderError, DiskFullError, DatabaseDamagedError, AuditChainError; then nothing
    is left at `target`.
    """
    vault.audit.write_anchor()
    with new_folder(target) as making:
        copy_database(vault.database, making / DATABASE_NAME, vault.key)
        for name in (SLOTS_NAME, ANCHOR_NAME):
            copy_synced(vault.folder / name, making / name)
        _copy_attachments(vault, making / ATTACHMENTS_NAME)
        with Vault.open(making, vault.key) as copy:
            return integrity.check(copy)


def _copy_attachments(vault: Vault, target: Path) -> None:
    make_folder(target)
    for attachment in vault.attachments.all():
        source = vault.attachments.files.path(attachment.id)
        if source.exists():  # a missing one is named by the check of the copy
            copy_synced(source, target / source.name)
    sync_folder(target)
