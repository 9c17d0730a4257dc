"""Restore a backup into a new vault, with what that means for packs that were on their way."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.vault.copies import restore as restoring
from prevent_desktop.vault.copies.backup_place import FoundBackup
from prevent_desktop.vault.copies.manifest import read_manifest
from prevent_desktop.vault.copies.progress import SILENT, Progress
from prevent_desktop.vault.copies.restore import Restored
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.own_vault import RESTORED, go_on_as_new_writer
from prevent_desktop.workflows.vault_place import require_place

_NOT_SENT_BY_THEMSELVES = "restored-packs"


def backup_in(folder: Path) -> FoundBackup:
    """The backup in `folder`. BackupError where there is none."""
    return FoundBackup(folder, read_manifest(folder))


def restore(
    backup: FoundBackup,
    key: VaultKey,
    target: Path,
    *,
    accept_missing: bool = False,
    progress: Progress = SILENT,
) -> Restored:
    """Make a vault in `target` from `backup` (slow; any thread). Raises as `vault.copies.restore.restore`, and VaultPlaceError."""
    require_place(target)
    made_at = backup.manifest.made_at

    def finish(vault: Vault) -> None:
        with vault.transaction():
            _hold_packs(vault)
            go_on_as_new_writer(vault, RESTORED)
            vault.audit.append(RESTORED, "", made_at.isoformat())

    return restoring.restore(backup, key, target, finish, accept_missing=accept_missing, progress=progress)


def may_be_queued_again(vault: Vault, pack_id: str) -> bool:
    """Whether a signed pack that is in no outbox may be put into one by itself.

    A pack that came with a backup may have been sent after the backup was made: only a person knows.
    """
    return pack_id not in json.loads(vault.settings.get(_NOT_SENT_BY_THEMSELVES) or "[]")


def hold_packs(vault: Vault, pack_ids: Iterable[str]) -> None:
    """From now on, these are put into no outbox by themselves."""
    held = json.loads(vault.settings.get(_NOT_SENT_BY_THEMSELVES) or "[]")
    new = [one for one in pack_ids if one not in held]
    if new:
        vault.settings.set(_NOT_SENT_BY_THEMSELVES, json.dumps([*held, *new]))


def _hold_packs(vault: Vault) -> None:
    on_their_way = {PackStatus.AWAITING, PackStatus.SIGNED, PackStatus.QUEUED}
    hold_packs(vault, [pack.id for pack in vault.packs.all() if pack.status in on_their_way])
