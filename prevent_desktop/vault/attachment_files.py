"""Attachments on disk: each a file of its own, sealed (age, hybrid) to an identity that lives inside the vault.

Sealing and opening need no database, so they may run on any thread.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.errors import DatabaseDamagedError, DiskFullError, SealingError
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.files.durable import PART, overwrite, replace_synced, sync, sync_folder
from prevent_desktop.files.own import new_file, remove_file
from prevent_desktop.formatting import size_in_words
from prevent_desktop.sealing import Identity, open_sealed, seal, sealed_reader
from prevent_desktop.translation import _
from prevent_desktop.vault.safe_files import file_error, in_our_words, make_folder
from prevent_desktop.vault.sql_errors import read_only_vault

ATTACHMENTS_NAME = "attachments"
_BUFFER_BYTES = 1 << 18
_SPARE_BYTES = 16 << 20
"""What the database needs beside a new file, and what sealing adds to it (one part in 4,000)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file that was sealed into the folder; `size` in bytes and `sha256` (hexadecimal) are of the plain bytes."""

    id: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedFile:
    """A sealed file that is whole on the disk, and has a temporary name until it is kept."""

    stored: StoredFile
    path: Path

    def discard(self) -> None:
        """Take it away again, where it has not been kept."""
        remove_file(self.path)


class AttachmentFiles:
    """The sealed files of one vault."""

    def __init__(self, folder: Path, identity: Identity, *, read_only: bool = False) -> None:
        self._folder = folder
        self._identity = identity
        self._read_only = read_only

    def in_folder(self, folder: Path) -> AttachmentFiles:
        """The same vault's sealed files in another folder: a backup's, or those that a backup is brought to."""
        return AttachmentFiles(folder, self._identity)

    def put(self, plain: BinaryIO) -> StoredFile:
        """Seal all of `plain` into a new file: temporary name, fsync, rename, fsync of the folder.

        Raises DiskFullError, ReadOnlyVaultError.
        """
        return self.keep(self.stage(plain))

    def require_room(self, size: int) -> None:
        """Raise DiskFullError where the disk has no room for a file of so many bytes and a little more."""
        folder = self._folder if self._folder.is_dir() else self._folder.parent
        try:
            free = shutil.disk_usage(folder).free
        except OSError as error:
            raise file_error(error) from error
        if free < size + _SPARE_BYTES:
            raise DiskFullError(
                _("There is no room on the disk"),
                _("The file has {size}, and {free} are free. Nothing was kept of it.").format(
                    size=size_in_words(size), free=size_in_words(free)
                ),
                _("Free some space, then add it again."),
            )

    def stage(self, plain: BinaryIO, file_id: str = "") -> StagedFile:
        """As `put`, without the rename: what is not kept is gone with the next start. Raises as `put`.

        `file_id` is that of a file which came with its record from another vault; a new one has an id of its own.
        """
        if self._read_only:
            raise read_only_vault()
        file_id, counted = file_id or new_id(), _Counted(plain)
        temporary = self.path(file_id).with_suffix(PART)
        make_folder(self._folder)
        with in_our_words():
            try:
                with new_file(temporary) as sealed:
                    seal(io.BufferedReader(counted, _BUFFER_BYTES), sealed, [self._identity.recipient])
                    sync(sealed)
            except BaseException:
                remove_file(temporary)
                raise
        return StagedFile(
            stored=StoredFile(id=file_id, size=counted.size, sha256=counted.digest), path=temporary
        )

    def keep(self, staged: StagedFile) -> StoredFile:
        """Give a staged file the name under which it is found. Raises DiskFullError."""
        with in_our_words():
            try:
                replace_synced(staged.path, self.path(staged.stored.id))
            finally:
                staged.discard()
        return staged.stored

    def open(self, file_id: str) -> io.BufferedReader:
        """The plain bytes as a file to be read from any place, with no copy of them anywhere.

        Each piece verifies before it is given, but nothing compares the digest of the whole: see `SealedSource`. Raises
        DatabaseDamagedError; SealBrokenError comes at a piece that was changed.
        """
        return self._reader(self.path(file_id))

    def open_staged(self, staged: StagedFile) -> BinaryIO:
        """As `open`, for a file that has not been kept yet."""
        return self._reader(staged.path)

    def _reader(self, path: Path) -> io.BufferedReader:
        sealed = None
        try:
            sealed = open_chosen(path)
            return io.BufferedReader(sealed_reader(sealed, [self._identity]), _BUFFER_BYTES)
        except (SealingError, FileNotFoundError) as error:
            if sealed is not None:
                sealed.close()
            raise _damaged() from error
        except OSError as error:
            raise file_error(error) from error

    def source(self, stored: StoredFile) -> SealedSource:
        """The same for whoever reads it later, and more than once."""
        return SealedSource(files=self, stored=stored)

    def read(self, file_id: str, sha256: str) -> bytes:
        """All plain bytes, once they are known to have this digest. DatabaseDamagedError where they have not."""
        plain = io.BytesIO()
        self._open(self.path(file_id), plain)
        if hashlib.sha256(plain.getbuffer()).hexdigest() != sha256:
            raise _damaged()
        return plain.getvalue()

    def copy_to(self, file_id: str, sha256: str, plain: BinaryIO) -> None:
        """Write the plain bytes to `plain`; nothing is written before `verify` has passed."""
        self.verify(file_id, sha256)
        self._open(self.path(file_id), plain)

    def verify(self, file_id: str, sha256: str) -> None:
        """Raise DatabaseDamagedError where the file is missing, does not open or has another digest."""
        self.verify_at(self.path(file_id), sha256)

    def verify_at(self, path: Path, sha256: str) -> None:
        """As `verify`, for a sealed file of this vault wherever it stands."""
        try:
            with self._reader(path) as plain:
                digest = hashlib.file_digest(plain, "sha256").hexdigest()
        except SealingError as error:
            raise _damaged() from error
        except OSError as error:
            raise file_error(error) from error
        if digest != sha256:
            raise _damaged()

    def remove(self, file_id: str) -> None:
        """Take the file away, where it is. ReadOnlyVaultError."""
        if self._read_only:
            raise read_only_vault()
        remove_file(self.path(file_id))

    def destroy(self, file_id: str) -> None:
        """Take the file away, where it is, so that not even the vault's key opens what a disk may keep of it.

        Its beginning, which holds the key of its own wrapped for the vault, is written over first. On a disk that writes
        elsewhere (flash, copy on write) the old blocks may stay until they are reused.
        """
        if self._read_only:
            raise read_only_vault()
        path = self.path(file_id)
        try:
            overwrite(path, os.urandom(min(_BUFFER_BYTES, path.stat().st_size)))
            remove_file(path)
            sync_folder(self._folder)
        except FileNotFoundError:
            return
        except OSError as error:
            raise file_error(error) from error

    def ids(self) -> frozenset[str]:
        """The ids of all files in the folder."""
        return frozenset(path.stem for path in self._folder.glob("*.age"))

    def path(self, file_id: str) -> Path:
        """Where the file stands."""
        return self._folder / f"{file_id}.age"

    def _open(self, path: Path, plain: BinaryIO) -> None:
        try:
            with open_chosen(path) as sealed:
                open_sealed(sealed, plain, [self._identity])
        except (SealingError, FileNotFoundError) as error:
            raise _damaged() from error
        except OSError as error:
            raise file_error(error) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedSource:
    """Plain bytes that are drawn from a sealed file each time that they are asked for, on any thread."""

    files: AttachmentFiles
    stored: StoredFile

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self.stored.size

    def open(self) -> BinaryIO:
        """From the beginning; seekable. Raises DatabaseDamagedError."""
        return self.files.open(self.stored.id)


class _Counted(io.RawIOBase):
    """Reads from another stream, and counts and hashes what passes."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._hash = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        view = memoryview(buffer)
        chunk = self._source.read(len(view))
        view[: len(chunk)] = chunk
        self._hash.update(chunk)
        self.size += len(chunk)
        return len(chunk)

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


def _damaged() -> DatabaseDamagedError:
    return DatabaseDamagedError(
        _("An attachment is damaged"),
        _("Its file in the vault is missing, changed or cut. The other records are not touched by this."),
        _("Restore it from your newest backup, or ask for the document again."),
    )
