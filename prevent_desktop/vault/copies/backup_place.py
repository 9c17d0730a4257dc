"""Where the backups of one vault stand: a folder for each, and one folder of sealed attachments that they share.

    <chosen folder>/prevent-desktop-backups/<vault id>/
        attachments/<id>.age      each sealed file once: it never changes once it is written
        2026-11-26-063000/        backup.json, vault.db, slots.json, anchor.json, attachments.txt

Sharing by name rather than by hard links works on every file system that sticks and shares have, FAT included.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.errors import VaultError
from prevent_desktop.vault.attachment_files import ATTACHMENTS_NAME
from prevent_desktop.vault.copies.manifest import (
    FILE_LIST_NAME,
    MANIFEST_NAME,
    Manifest,
    Part,
    not_trusted,
    read_manifest,
)
from prevent_desktop.vault.safe_files import PART, file_error, make_folder, remove_file

PLACE_NAME = "prevent-desktop-backups"
_DEEPEST = 4
_DAY_SECONDS = 86_400
_MAKING, _REMOVING = ".new", ".removing-"


@dataclass(frozen=True, slots=True)
class FoundBackup:
    """A finished backup, told by its manifest alone: nothing of it is verified yet."""

    folder: Path
    manifest: Manifest

    @property
    def attachments(self) -> Path:
        """Where its sealed attachments stand: in it, or beside it where backups share them."""
        own = self.folder / ATTACHMENTS_NAME
        return own if own.is_dir() else self.folder.parent / ATTACHMENTS_NAME

    def attachment_ids(self) -> frozenset[str]:
        """The ids of its sealed files. BackupError where their list is not as it was written."""
        path = self.folder / FILE_LIST_NAME
        if not path.is_file() or Part.of(path) != self.manifest.parts.get(FILE_LIST_NAME):
            raise not_trusted()
        return frozenset(line.split(" ")[0] for line in path.read_text("ascii").splitlines())


class BackupPlace:
    """The backups of the vault `vault_id` below the folder that the person chose."""

    def __init__(self, chosen: Path, vault_id: bytes) -> None:
        above = chosen if chosen.name == PLACE_NAME else chosen / PLACE_NAME
        self.folder = above / vault_id.hex()
        self.attachments = self.folder / ATTACHMENTS_NAME

    @property
    def is_there(self) -> bool:
        """Whether it was made before and can be reached: the stick is plugged in, the share is connected."""
        try:
            return self.attachments.is_dir()
        except OSError:
            return False

    def make(self) -> None:
        """Make its folders, and take away what a crash left half written. DiskFullError, ReadOnlyFolderError.

        What is younger than a day stays: another laptop with a copy of the vault may be writing it.
        """
        make_folder(self.attachments)
        for part in self.attachments.glob(f"*{PART}"):
            if _is_old(part):
                remove_file(part)
        for leftover in self.folder.glob(".*"):
            unfinished = leftover.name.endswith(_MAKING) or leftover.name.startswith(_REMOVING)
            if unfinished and _is_old(leftover):
                shutil.rmtree(leftover, ignore_errors=True)

    def free_name(self, made_at: datetime) -> Path:
        """A folder for a backup of this time."""
        name = f"{made_at.astimezone(UTC):%Y-%m-%d-%H%M%S}"
        numbered = (self.folder / (name if number == 1 else f"{name}-{number}") for number in range(1, 100))
        return next(path for path in numbered if not path.exists())

    def backups(self) -> tuple[FoundBackup, ...]:
        """The finished backups, the newest first."""
        return _newest_first(_in(self.folder))

    def remove(self, backup: FoundBackup) -> None:
        """Take a backup away; a crash leaves it whole or unseen. Its attachments stay for `remove_unused`."""
        going = backup.folder.with_name(f"{_REMOVING}{backup.folder.name}")
        try:
            backup.folder.rename(going)
        except OSError as error:
            raise file_error(error) from error
        shutil.rmtree(going, ignore_errors=True)

    def remove_unused(self) -> int:
        """Take away sealed files that no backup names, older than a day as in `make`; how many.

        BackupError where a backup's list cannot be read.
        """
        used = frozenset[str]().union(*(backup.attachment_ids() for backup in self.backups()))
        unused = [path for path in self.attachments.glob("*.age") if path.stem not in used and _is_old(path)]
        for path in unused:
            with contextlib.suppress(OSError):
                path.unlink()
        return len(unused)


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > _DAY_SECONDS
    except OSError:
        return False


def find_backups(folder: Path) -> tuple[FoundBackup, ...]:
    """Every finished backup in `folder` and a few folders below it, the newest first."""
    return _newest_first(_below(folder, _DEEPEST))


def _below(folder: Path, depth: int) -> Iterator[FoundBackup]:
    yield from _in_one(folder)
    if depth == 0:
        return
    try:
        below = [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
    except OSError:
        return
    for path in below:
        yield from _below(path, depth - 1)


def _in(folder: Path) -> Iterator[FoundBackup]:
    for path in folder.glob(f"[!.]*/{MANIFEST_NAME}"):
        yield from _in_one(path.parent)


def _in_one(folder: Path) -> Iterator[FoundBackup]:
    if (folder / MANIFEST_NAME).is_file():
        with contextlib.suppress(VaultError):  # one that cannot be read is none
            yield FoundBackup(folder, read_manifest(folder))


def _newest_first(found: Iterator[FoundBackup]) -> tuple[FoundBackup, ...]:
    return tuple(sorted(found, key=lambda backup: backup.manifest.made_at, reverse=True))
