"""What unlocking left unread is read while somebody works: all pages, references, records, the audit, each file.

On a connection of its own that only reads, on any thread but the vault's: SQLite and SQLCipher let go of Python's lock
while they work, and the vault's thread waits for nothing. What Python itself has to do comes in short pieces with
pauses between them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prevent_desktop.errors import DatabaseDamagedError, PreventDesktopError
from prevent_desktop.vault import structure
from prevent_desktop.vault.attachment_files import AttachmentFiles
from prevent_desktop.vault.audit.anchor import START, Anchored
from prevent_desktop.vault.audit.audit_chain import require_chain
from prevent_desktop.vault.audit.branches import Branches
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME, VaultKey

_PIECE = 100
_PAUSE_SECONDS = 0.004
_FILES_SECONDS = 60.0  # for attachments each time; the next time goes on after them
_BUSY_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class QuietResult:
    """All was whole. `verified` is the newest entry of the audit that was read; `files_after` the last file's id.

    `files_after` is empty once all files have been read.
    """

    verified: Anchored
    files_after: str


class QuietCheck:
    """One check of the vault in `folder`. `files_after` is where the files of the check before ended.

    `seconds_for_files` is for how long attachments are read, `busy_share` the part of that time that is not spent
    resting.
    """

    def __init__(self, folder: Path, key: VaultKey, files: AttachmentFiles, files_after: str = "") -> None:
        self._path = folder / DATABASE_NAME
        self._key = key
        self._files = files
        self._after = files_after
        self.seconds_for_files = _FILES_SECONDS
        self.busy_share = _BUSY_SHARE
        self._stopped = threading.Event()
        self._away = threading.Event()
        self._away.set()

    def stop(self, seconds: float = 0.5) -> None:
        """End it, and wait until its connection is closed: before the vault closes, or empties its log."""
        self._stopped.set()
        self._away.wait(seconds)

    def run(self) -> QuietResult | None:
        """Check; None where it was stopped. Raises DatabaseDamagedError or AuditChainError."""
        self._away.clear()
        try:
            if self._stopped.is_set():
                return None
            verified = self._check_database()
        except PreventDesktopError:
            if self._stopped.is_set():
                return None
            raise
        finally:
            self._away.set()
        after = self._check_files()
        return None if self._stopped.is_set() else QuietResult(verified, after)

    def _check_database(self) -> Anchored:
        database = self._open()
        try:
            verified = require_chain(
                self._paced(database.stream("SELECT * FROM audit ORDER BY position")), Anchored(0, START)
            )
            Branches(database).verify()
            structure.require_tree(database)
            structure.require_records(database)
        finally:
            database.close()
        return verified

    def _open(self) -> Database:
        database = Database.open(self._path, self._key, read_only=True)
        database.forbid_writing()
        database.stop_when(self._stopped.is_set)
        return database

    def _paced(self, rows: Iterable[Any]) -> Iterator[Any]:
        for number, row in enumerate(rows):
            if number % _PIECE == 0 and self._stopped.wait(_PAUSE_SECONDS):
                return
            yield row

    def _check_files(self) -> str:
        """Read attachments against their digests for a while; where the next time has to go on."""
        begun = time.monotonic()
        for file_id, digest in self._known_files():
            started = time.monotonic()
            if self._stopped.is_set():
                return self._after
            self._check_file(file_id, digest)
            self._after = file_id
            if time.monotonic() - begun > self.seconds_for_files:
                return self._after
            self._stopped.wait((time.monotonic() - started) * (1 / self.busy_share - 1))
        return ""

    def _check_file(self, file_id: str, digest: str) -> None:
        try:
            self._files.verify(file_id, digest)
        except DatabaseDamagedError:
            if (file_id, digest) in self._known_files(file_id):  # it may have been disposed of meanwhile
                raise

    def _known_files(self, only: str = "") -> list[tuple[str, str]]:
        self._away.clear()
        try:
            if self._stopped.is_set():
                return []
            database = self._open()
            try:
                rows = database.rows(
                    "SELECT id, sha256 FROM attachments WHERE id > ? AND (? = '' OR id = ?) ORDER BY id",
                    ("" if only else self._after, only, only),
                )
            finally:
                database.close()
        finally:
            self._away.set()
        return [(row["id"], row["sha256"]) for row in rows]
