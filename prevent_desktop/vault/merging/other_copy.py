"""The other copy: its database is copied beside ours, and only that is opened, checked and brought to the newest schema.

Nothing is ever written where the other copy stands; its sealed attachments are read there. What is copied is as
encrypted as it was, and goes when the joining is over, at the latest when the vault is opened the next time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.errors import MergeError, VaultInUseError
from prevent_desktop.files import locks
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.files.durable import remove_tree
from prevent_desktop.files.own import new_file
from prevent_desktop.translation import _
from prevent_desktop.vault import integrity
from prevent_desktop.vault.attachment_files import ATTACHMENTS_NAME, AttachmentFiles
from prevent_desktop.vault.audit.anchor import ANCHOR_NAME
from prevent_desktop.vault.copies.backup_place import find_backups
from prevent_desktop.vault.copies.progress import Progress, Stage
from prevent_desktop.vault.instance_lock import LOCK_NAME
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME, SLOTS_NAME, VaultKey, read_slots
from prevent_desktop.vault.merging.fork import another_vault
from prevent_desktop.vault.repositories.attachments import Attachments
from prevent_desktop.vault.safe_files import (
    in_our_words,
    make_folder,
    new_folder,
)
from prevent_desktop.vault.search import SearchIndex
from prevent_desktop.vault.vault import JOINING_NAME, Vault

_CHUNK_BYTES = 1 << 20
_LOG = f"{DATABASE_NAME}-wal"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCopy:
    """A copy of the vault that was found whole: where it stands, and `working`, the copy of its database beside ours."""

    folder: Path
    attachments: Path
    working: Path
    key: VaultKey

    @property
    def staged(self) -> Path:
        """Where its attachments are put before all of them take their places."""
        return self.working / ATTACHMENTS_NAME

    @contextmanager
    def opened(self) -> Iterator[Vault]:
        """The working copy, on this thread; its attachments are those of the original, for reading."""
        with Vault.open(self.working, self.key) as vault:
            vault.attachments = Attachments(
                vault.database,
                SearchIndex(vault.database),
                vault.secrets,
                self.attachments.parent,
                read_only=True,
            )
            yield vault

    def staged_files(self, vault: Vault) -> AttachmentFiles:
        """The sealed files that were brought beside ours."""
        return Attachments(vault.database, SearchIndex(vault.database), vault.secrets, self.working).files


def take_other(ours: Path, key: VaultKey, chosen: Path, progress: Progress) -> OtherCopy:
    """Copy the other copy's database beside ours and check all of it, the attachments included. Slow; any thread.

    `chosen` is the folder of a vault, of a backup, or of several backups, of which the newest of this vault counts.

    Raises MergeError for anything but another copy of this vault; VaultInUseError while it is open; NewerVaultError,
    HeaderDamagedError, DatabaseDamagedError, AuditChainError where it is not whole; DiskFullError, CopyStoppedError.
    """
    folder, attachments = _find(ours, key, chosen)
    working = ours / JOINING_NAME
    leave_other(ours)
    new_folder(working)
    try:
        _copy(folder, working, progress)
        other = OtherCopy(folder=folder, attachments=attachments, working=working, key=key)
        _check(other, progress)
    except BaseException:
        leave_other(ours)
        raise
    return other


def leave_other(ours: Path) -> None:
    """Take away what was copied beside our vault."""
    remove_tree(ours / JOINING_NAME, ignore_errors=True)


def _find(ours: Path, key: VaultKey, chosen: Path) -> tuple[Path, Path]:
    """The folder of the copy, and of its attachments. Whoever can write there may describe backups that are none: they stand behind ours."""
    our_id = read_slots(ours).vault_id
    if _is_same(ours, chosen):
        raise MergeError(
            _("This is the vault that is open"),
            _("It cannot be joined with itself. Nothing was changed."),
            _("Choose a backup of this vault, or its folder on the other laptop."),
        )
    if (chosen / SLOTS_NAME).exists() or (chosen / DATABASE_NAME).exists():
        if read_slots(chosen).vault_id != our_id:
            raise another_vault()
        own = chosen / ATTACHMENTS_NAME
        return chosen, own if own.is_dir() else chosen.parent / ATTACHMENTS_NAME
    backups = find_backups(chosen)
    of_ours = [one for one in backups if one.manifest.vault_id == our_id.hex()]
    if of_ours:
        newest = next((one for one in of_ours if one.manifest.is_under(key)), of_ours[0])
        return newest.folder, newest.attachments
    if backups:
        raise another_vault()
    raise MergeError(
        _("There is no copy of the vault in that folder"),
        _("It holds neither a vault nor a backup. Nothing was changed."),
        _("Choose a backup of this vault, or its folder on the other laptop."),
    )


def _is_same(ours: Path, chosen: Path) -> bool:
    try:
        return ours.samefile(chosen)
    except OSError:
        return False


def _copy(folder: Path, working: Path, progress: Progress) -> None:
    names = [name for name in (DATABASE_NAME, _LOG, SLOTS_NAME, ANCHOR_NAME) if (folder / name).exists()]
    with in_our_words(), _held(folder):
        total = sum((folder / name).stat().st_size for name in names)
        done = 0
        for name in names:
            done = _copy_file(folder / name, working / name, progress, done, total)


def _copy_file(source: Path, target: Path, progress: Progress, done: int, total: int) -> int:
    with open_chosen(source) as reading, new_file(target) as writing:
        while chunk := reading.read(_CHUNK_BYTES):
            progress.at(Stage.RECORDS, done, total)
            writing.write(chunk)
            done += len(chunk)
    return done


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Nobody opens the vault there meanwhile. Its lock is only read: where there is none, nobody has it open."""
    try:
        handle = locks.open_lock_file(folder / LOCK_NAME, make=False, read_only=True)
    except FileNotFoundError:
        yield
        return
    try:
        try:
            locks.take(handle)
        except OSError as error:
            raise VaultInUseError(
                _("The other copy is open"),
                _("A window of Prevent Desktop holds it. Nothing was changed."),
                _("Close that window, or choose a backup instead."),
            ) from error
        yield
    finally:
        os.close(handle)


def _check(other: OtherCopy, progress: Progress) -> None:
    """All of it: seal, pages, chain and attachments. A key of another vault shows as a page that does not verify."""
    progress.at(Stage.CHECKING, 0, 1)
    make_folder(other.staged)
    with other.opened() as vault:
        integrity.check(vault)
    progress.at(Stage.CHECKING, 1, 1)
