"""Make a new vault from a backup: everything is checked before anything is written, and it appears whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prevent_desktop.errors import BackupError, DatabaseDamagedError
from prevent_desktop.translation import _, ngettext
from prevent_desktop.vault.attachment_files import ATTACHMENTS_NAME
from prevent_desktop.vault.audit.anchor import ANCHOR_NAME
from prevent_desktop.vault.copies.backup_place import FoundBackup
from prevent_desktop.vault.copies.looking import look_at
from prevent_desktop.vault.copies.manifest import Part, not_trusted
from prevent_desktop.vault.copies.progress import SILENT, Progress, Stage
from prevent_desktop.vault.copies.sealed_files import SealedFilesCopy
from prevent_desktop.vault.copies.target_errors import require_room, telling_of
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME, SLOTS_NAME, VaultKey
from prevent_desktop.vault.new_folder import new_folder
from prevent_desktop.vault.safe_files import copy_synced, make_folder
from prevent_desktop.vault.vault import Vault

_COPIED = (DATABASE_NAME, SLOTS_NAME, ANCHOR_NAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A new vault. `missing` are the ids of attachments that the backup does not hold whole."""

    folder: Path
    made_at: datetime
    missing: tuple[str, ...]


def check_backup(backup: FoundBackup, key: VaultKey, progress: Progress = SILENT) -> tuple[str, ...]:
    """Check all of a backup with the vault's key; tells the ids of listed attachments that are not whole.

    Raises BackupError where the backup is not as it was written, DatabaseDamagedError, NewerVaultError,
    CopyStoppedError. Reads all of it.
    """
    manifest = backup.manifest
    manifest.verify(key)
    for name, part in manifest.parts.items():
        if not (backup.folder / name).is_file() or Part.of(backup.folder / name) != part:
            raise not_trusted()
    listed, broken, done = backup.attachment_ids(), list[str](), 0
    with look_at(backup.folder, key) as copy:
        files = copy.attachments.files.in_folder(backup.attachments)
        for each in copy.attachments.all():
            if each.id in listed:
                progress.at(Stage.CHECKING, done, manifest.attachment_bytes)
                try:
                    files.verify(each.id, each.sha256)
                except DatabaseDamagedError:
                    broken.append(each.id)
                done += each.size
    return tuple(broken)


def restore(
    backup: FoundBackup,
    key: VaultKey,
    target: Path,
    finish: Callable[[Vault], None],
    *,
    accept_missing: bool = False,
    progress: Progress = SILENT,
) -> Restored:
    """Make a vault in `target`, which is empty or not there yet, from `backup`; `finish` gets it open, at the end.

    Any thread. Raises BackupError (also where attachments are broken, unless `accept_missing`), VaultExistsError,
    DiskFullError, ReadOnlyFolderError, CopyStoppedError and what opening a vault raises; then nothing is left.
    """
    broken = check_backup(backup, key, progress)
    if broken and not accept_missing:
        raise _broken(len(broken))
    with telling_of(target.parent), new_folder(target) as making:
        require_room(making, backup.manifest.size)
        for number, name in enumerate(_COPIED):
            progress.at(Stage.RECORDS, number, len(_COPIED))
            copy_synced(backup.folder / name, making / name)
            if Part.of(making / name) != backup.manifest.parts[name]:
                raise not_trusted()
        make_folder(making / ATTACHMENTS_NAME)
        with look_at(making, key) as copy:
            files = copy.attachments.files
            brought = SealedFilesCopy(
                copy.attachments.all(), files.in_folder(backup.attachments), files.in_folder(making / ATTACHMENTS_NAME), progress
            ).run()  # fmt: skip
        with Vault.open(making, key) as vault:
            finish(vault)
    return Restored(folder=target, made_at=backup.manifest.made_at, missing=brought.damaged)


def _broken(count: int) -> BackupError:
    return BackupError(
        _("Part of this backup is damaged"),
        ngettext(
            "{number} attachment in it cannot be read; the records themselves are whole. Nothing was written.",
            "{number} attachments in it cannot be read; the records themselves are whole. Nothing was written.",
            count,
        ).format(number=count),
        _("Choose another backup, or restore this one without what is damaged."),
    )
