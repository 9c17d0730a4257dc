"""Copy the vault to a folder or stick: encrypted as it is, verified after writing, old automatic copies taken away."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prevent_desktop.errors import VaultError
from prevent_desktop.vault.copies.backup import BackupMade, BackupSource, backup_source, write_backup
from prevent_desktop.vault.copies.backup_place import BackupPlace, FoundBackup
from prevent_desktop.vault.copies.looking import look_at
from prevent_desktop.vault.copies.progress import SILENT, Progress
from prevent_desktop.vault.copies.rotation import Keep, to_remove
from prevent_desktop.vault.copies.target_errors import telling_of
from prevent_desktop.vault.keys.key_slots import read_slots
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import backup_plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A backup to be made: from what, to the folder that the person chose. May go to any thread."""

    source: BackupSource
    chosen: Path
    keep: Keep
    automatic: bool = False


def order(vault: Vault, chosen: Path, *, automatic: bool = False) -> Order:
    """What to back up and where to. On the vault's thread. Raises AuditChainError, ReadOnlyVaultError."""
    return Order(
        source=backup_source(vault), chosen=chosen, keep=backup_plan.plan(vault).keep, automatic=automatic
    )


def place_of(folder: Path, chosen: Path) -> BackupPlace:
    """Where the backups of the vault in `folder` stand below `chosen`."""
    return BackupPlace(chosen, read_slots(folder).vault_id)


def is_on_same_disk(folder: Path, chosen: Path) -> bool:
    """Whether a copy below `chosen` would be lost together with the vault in `folder`, as far as the system tells."""
    try:
        return folder.stat().st_dev == chosen.stat().st_dev
    except OSError:
        return False


def carry_out(wanted: Order, *, now: datetime, progress: Progress = SILENT) -> BackupMade:
    """Write and verify the backup (slow; any thread), then take away automatic ones that are not kept any more.

    Raises as `write_backup`; then no backup is left half, and no older one was touched.
    """
    place = place_of(wanted.source.folder, wanted.chosen)
    with telling_of(wanted.chosen):
        place.make()
    made = write_backup(
        wanted.source,
        place.free_name(now),
        made_at=now,
        shared_attachments=place.attachments,
        automatic=wanted.automatic,
        progress=progress,
    )
    _rotate(place, wanted, made, now)
    return made


def note_made(vault: Vault, made: BackupMade, chosen: Path) -> None:
    """Write down in the vault that a backup was made, and where."""
    with vault.transaction():
        backup_plan.remember_last(vault, made.manifest.made_at, chosen)
        vault.audit.append("backup.made", "", "automatic" if made.manifest.automatic else "by hand")


def back_up(vault: Vault, chosen: Path, *, now: datetime, progress: Progress = SILENT) -> BackupMade:
    """All of it in one go, on the vault's thread."""
    made = carry_out(order(vault, chosen), now=now, progress=progress)
    note_made(vault, made, chosen)
    return made


def _rotate(place: BackupPlace, wanted: Order, made: BackupMade, now: datetime) -> None:
    """What cannot be removed now is tried again after the next backup."""
    with contextlib.suppress(VaultError):
        ours = _ours(place, wanted, made)
        going = to_remove([backup.manifest.made_at for backup in ours], wanted.keep, now)
        for backup in ours:
            if backup.manifest.made_at in going:
                place.remove(backup)
        place.remove_unused()


def _ours(place: BackupPlace, wanted: Order, made: BackupMade) -> list[FoundBackup]:
    """The automatic backups of this laptop: the audit in them is the beginning of ours.

    Those of another laptop with a copy of the same vault stay, until it takes them away itself.
    """
    ours = []
    with look_at(made.folder, wanted.source.key) as newest:
        for backup in place.backups():
            with contextlib.suppress(VaultError):
                backup.manifest.verify(wanted.source.key)
                if backup.manifest.automatic and newest.audit.holds(backup.manifest.head):
                    ours.append(backup)
    return ours
