"""Where the backups of one vault stand: a folder for each, and one folder of sealed attachments that they share.

    <chosen folder>/prevent-desktop-backups/<vault id>/
        attachments/<id>.age      each sealed file once: it never changes once it is written
        2026-11-26-063000/        backup.json, vault.db, slots.json, anchor.json, attachments.txt

Sharing by name rather than by hard links works on every file system that sticks and shares have, FAT included.
"""

from __future__ import annotations

import contextlib
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.errors import VaultError
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.files.shared import SharedFolder
from prevent_desktop.vault.attachment_files import ATTACHMENTS_NAME
from prevent_desktop.vault.copies.manifest import (
    FILE_LIST_NAME,
    MANIFEST_NAME,
    Manifest,
    Part,
    not_trusted,
    read_manifest,
)
from prevent_desktop.vault.safe_files import in_our_words, make_folder

PLACE_NAME = "prevent-desktop-backups"
_DEEPEST = 4
_DAY_SECONDS = 86_400
_LARGEST_LIST = 256 * 1024 * 1024
"""Bytes: a line of a sealed file has 50 at most. Until it is verified, a description may say any number."""
_REMOVING = ".removing-"
_BACKUP = re.compile(r"\d{4}-\d\d-\d\d-\d{6}(-\d{1,2})?", re.ASCII)
_LEFTOVER = re.compile(rf"\.{_BACKUP.pattern}\.new|{re.escape(_REMOVING)}{_BACKUP.pattern}", re.ASCII)
_SEALED = re.compile(r"[0-9a-f]{32}\.age")
_HALF_SEALED = re.compile(r"[0-9a-f]{32}\.part")
"""The names that we give; nothing else is ever taken away, whoever put it there."""


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
        listed = self.manifest.parts.get(FILE_LIST_NAME)
        if listed is None or not 0 <= listed.size <= _LARGEST_LIST:
            raise not_trusted()
        try:
            with open_chosen(self.folder / FILE_LIST_NAME) as file:
                content = file.read(listed.size + 1)
            if Part.of_bytes(content) != listed:
                raise not_trusted()
            return frozenset(line.split(" ")[0] for line in content.decode("ascii").splitlines())
        except (OSError, UnicodeDecodeError) as error:
            raise not_trusted() from error


class BackupPlace:
    """The backups of the vault `vault_id` below the folder that the person chose."""

    def __init__(self, chosen: Path, vault_id: bytes) -> None:
        names = (vault_id.hex(),) if chosen.name == PLACE_NAME else (PLACE_NAME, vault_id.hex())
        self._chosen = chosen
        self._levels = [SharedFolder(chosen, *names[: count + 1]) for count in range(len(names))]
        self._here = self._levels[-1]
        self._files = self._here.inside(ATTACHMENTS_NAME)
        self.folder = self._here.path
        self.attachments = self._files.path

    @property
    def is_there(self) -> bool:
        """Whether it was made before and can be reached: the stick is plugged in, the share is connected."""
        return self._files.is_there()

    def make(self) -> None:
        """Make its folders, and take away what a crash left half written. DiskFullError, ReadOnlyFolderError.

        What is younger than a day stays: another laptop with a copy of the vault may be writing it. VaultError where a
        link lies in the place of one of its folders: others may write in the chosen folder.
        """
        make_folder(self._chosen)
        with in_our_words():
            for folder in (*self._levels, self._files):
                folder.make(for_owner=True)
            self._files.tidy(_HALF_SEALED, older_than=_DAY_SECONDS)
            self._here.tidy(_LEFTOVER, older_than=_DAY_SECONDS)

    def free_name(self, made_at: datetime) -> Path:
        """A folder for a backup of this time."""
        name = f"{made_at.astimezone(UTC):%Y-%m-%d-%H%M%S}"
        numbered = (self.folder / (name if number == 1 else f"{name}-{number}") for number in range(1, 100))
        return next(path for path in numbered if not path.exists())

    def backups(self) -> tuple[FoundBackup, ...]:
        """The finished backups, the newest first."""
        return _newest_first(self._found())

    def _found(self) -> Iterator[FoundBackup]:
        with contextlib.suppress(OSError):
            for name in self._here.names():
                found = self._here.kind(name)
                if found is not None and stat.S_ISDIR(found.st_mode) and not name.startswith("."):
                    yield from _in_one(self.folder / name)

    def remove(self, backup: FoundBackup) -> None:
        """Take a backup away; a crash leaves it whole or unseen. Its attachments stay for `remove_unused`.

        One that a person gave another name stays.
        """
        name = backup.folder.name
        if _BACKUP.fullmatch(name):
            with in_our_words():
                self._here.remove_folder(name, going=_REMOVING + name)

    def remove_unused(self) -> int:
        """Take away sealed files that no backup names, older than a day as in `make`; how many.

        BackupError where a backup's list cannot be read.
        """
        used = frozenset[str]().union(*(backup.attachment_ids() for backup in self.backups()))
        with in_our_words():
            return self._files.tidy(
                _SEALED, older_than=_DAY_SECONDS, but=lambda name: name.removesuffix(".age") in used
            )


def find_backups(folder: Path) -> tuple[FoundBackup, ...]:
    """Every finished backup in `folder` and a few folders below it, the newest first."""
    return _newest_first(_below(folder, _DEEPEST))


def _below(folder: Path, depth: int) -> Iterator[FoundBackup]:
    yield from _in_one(folder)
    if depth == 0:
        return
    try:
        below = [
            path
            for path in folder.iterdir()
            if not path.is_symlink() and path.is_dir() and not path.name.startswith(".")
        ]
    except OSError:
        return
    for path in below:
        yield from _below(path, depth - 1)


def _in_one(folder: Path) -> Iterator[FoundBackup]:
    if (folder / MANIFEST_NAME).is_file():
        with contextlib.suppress(VaultError):  # one that cannot be read is none
            yield FoundBackup(folder, read_manifest(folder))


def _newest_first(found: Iterator[FoundBackup]) -> tuple[FoundBackup, ...]:
    return tuple(sorted(found, key=lambda backup: backup.manifest.made_at, reverse=True))
