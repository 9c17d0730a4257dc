"""Write a backup: the records, the key slots and the sealed attachments, encrypted as the vault is, and verified.

It reads through a connection of its own on whichever thread it runs, from one snapshot, so that whoever writes in the
vault meanwhile neither waits nor makes it begin again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prevent_desktop.vault.attachment_files import ATTACHMENTS_NAME
from prevent_desktop.vault.audit.anchor import ANCHOR_NAME
from prevent_desktop.vault.copies.database_copies import PAGE_BYTES, copy_database
from prevent_desktop.vault.copies.looking import check_copy, look_at
from prevent_desktop.vault.copies.manifest import FILE_LIST_NAME, Manifest, Part
from prevent_desktop.vault.copies.progress import SILENT, Progress, Stage
from prevent_desktop.vault.copies.sealed_files import CopiedFiles, SealedFilesCopy
from prevent_desktop.vault.copies.target_errors import require_room, telling_of
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME, SLOTS_NAME, VaultKey, read_slots
from prevent_desktop.vault.migrating import schema_version
from prevent_desktop.vault.new_folder import new_folder
from prevent_desktop.vault.safe_files import copy_synced, make_folder, write_replacing
from prevent_desktop.vault.sql_errors import read_only_vault
from prevent_desktop.vault.vault import Vault, utc_now


@dataclass(frozen=True, slots=True)
class BackupSource:
    """What a backup is made from; may go to another thread, while the vault stays open on its own."""

    folder: Path
    key: VaultKey


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupMade:
    """A finished backup. `damaged` are the ids of attachments that are whole neither in the vault nor in the backup."""

    folder: Path
    manifest: Manifest
    damaged: tuple[str, ...]


def backup_source(vault: Vault) -> BackupSource:
    """What to back up. On the vault's thread.

    Raises AuditChainError for an older database that was put back, ReadOnlyVaultError for a damaged vault: neither
    must pass for a good copy.
    """
    if vault.is_read_only:
        raise read_only_vault()
    vault.audit.verify_anchor()
    return BackupSource(vault.folder, vault.key)


def back_up(vault: Vault, target: Path, *, now: Callable[[], datetime] = utc_now) -> BackupMade:
    """A backup of its own in `target`, attachments included, on the vault's thread. As `write_backup`."""
    return write_backup(backup_source(vault), target, made_at=now())


def write_backup(
    source: BackupSource,
    target: Path,
    *,
    made_at: datetime,
    shared_attachments: Path | None = None,
    automatic: bool = False,
    progress: Progress = SILENT,
) -> BackupMade:
    """Write a backup to `target`, which is empty or not there yet; it appears whole or not at all.

    Attachments go into the backup, or into `shared_attachments`, where whole files stay also after a stop, so that
    the next try goes on from there. Any thread. Raises VaultExistsError, ReadOnlyFolderError, DiskFullError,
    DatabaseDamagedError, AuditChainError, BackupError, CopyStoppedError.
    """
    with telling_of(target.parent), new_folder(target) as making:
        _copy_records(source, making, progress)
        files = shared_attachments or making / ATTACHMENTS_NAME
        make_folder(files)
        with look_at(making, source.key) as copy:
            copied = _copy_attachments(source, copy, files, progress)
            progress.at(Stage.CHECKING, 0, 1)
            copy.audit.make_anchor()
            check_copy(copy)
            manifest = _manifest(copy, copied, made_at, automatic=automatic)
        manifest.write(making, source.key)
        progress.at(Stage.CHECKING, 1, 1)
    return BackupMade(folder=target, manifest=manifest, damaged=copied.damaged)


def _copy_records(source: BackupSource, making: Path, progress: Progress) -> None:
    database = Database.open(source.folder / DATABASE_NAME, source.key, read_only=True)
    try:
        database.run("BEGIN")  # one snapshot: what is written meanwhile does not make the copy begin again
        require_room(making, database.value("PRAGMA page_count") * PAGE_BYTES)
        copy_database(database, making / DATABASE_NAME, source.key, progress)
    finally:
        database.close()
    copy_synced(source.folder / SLOTS_NAME, making / SLOTS_NAME)


def _copy_attachments(source: BackupSource, copy: Vault, files: Path, progress: Progress) -> CopiedFiles:
    work = SealedFilesCopy(
        copy.attachments.all(),
        copy.attachments.files.in_folder(source.folder / ATTACHMENTS_NAME),
        copy.attachments.files.in_folder(files),
        progress,
    )
    require_room(files, work.bytes_to_copy)
    return work.run()


def _manifest(copy: Vault, copied: CopiedFiles, made_at: datetime, *, automatic: bool) -> Manifest:
    making = copy.folder
    lines = "".join(f"{file_id} {size}\n" for file_id, size in sorted(copied.sizes.items()))
    write_replacing(making / FILE_LIST_NAME, lines.encode("ascii"))
    return Manifest(
        vault_id=read_slots(making).vault_id.hex(),
        made_at=made_at,
        automatic=automatic,
        schema=schema_version(copy.database),
        head=copy.audit.head,
        attachments=len(copied.sizes),
        attachment_bytes=sum(copied.sizes.values()),
        parts={
            name: Part.of(making / name) for name in (DATABASE_NAME, SLOTS_NAME, ANCHOR_NAME, FILE_LIST_NAME)
        },
    )
