"""The spool's SQLite file: how it is opened, what holds in it, and how its errors read in plain words."""

from __future__ import annotations

import errno
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from prevent_desktop.errors import SpoolDamagedError, SpoolError
from prevent_desktop.files.durable import make_empty
from prevent_desktop.translation import _

FILE_NAME = "spool.db"
_APPLICATION_ID = 0x5072_5370  # "PrSp", so that another program's database is never taken for a spool
_BUSY_SECONDS = 20.0

# Times are milliseconds since 1970 UTC. A delivered row without a receipt cannot be written.
_FIRST = """
CREATE TABLE items (
    pack_id             TEXT    NOT NULL PRIMARY KEY,
    digest              TEXT    NOT NULL CHECK (length(digest) = 64),
    size                INTEGER NOT NULL CHECK (size > 0),
    endpoint            TEXT    NOT NULL,
    receipt_certificate TEXT    NOT NULL,
    state               TEXT    NOT NULL
        CHECK (state IN ('queued', 'sending', 'sent', 'delivered', 'waiting', 'needs_you')),
    acknowledged        INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged BETWEEN 0 AND size),
    upload_url          TEXT    NOT NULL DEFAULT '',
    uploaded            INTEGER NOT NULL DEFAULT 0 CHECK (uploaded IN (0, 1)),
    attempts            INTEGER NOT NULL DEFAULT 0,
    rate                REAL    NOT NULL DEFAULT 0,
    next_try_at         INTEGER,
    reason_kind         TEXT,
    reason_title        TEXT,
    reason_what         TEXT,
    reason_next         TEXT,
    receipt             TEXT    NOT NULL DEFAULT '',
    reference           TEXT    NOT NULL DEFAULT '',
    received_at         INTEGER,
    queued_at           INTEGER NOT NULL,
    changed_at          INTEGER NOT NULL,
    lease               TEXT,
    lease_until         INTEGER,
    CHECK (state <> 'delivered' OR (receipt <> '' AND uploaded = 1)),
    CHECK (state <> 'sent' OR uploaded = 1),
    CHECK (uploaded = 0 OR acknowledged = size),
    CHECK ((lease IS NULL) = (lease_until IS NULL))
) STRICT;
CREATE TABLE settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""

# Answers: which packs are asked about, until when; and what came, sealed. What was taken into a vault leaves its digest.
_ANSWERS = """
ALTER TABLE items ADD COLUMN sent_at INTEGER;
UPDATE items SET sent_at = changed_at WHERE uploaded = 1;
CREATE TABLE watches (
    pack_id   TEXT    NOT NULL PRIMARY KEY,
    endpoint  TEXT    NOT NULL,
    news_at   INTEGER NOT NULL,
    until     INTEGER NOT NULL,
    next_at   INTEGER,
    asked_at  INTEGER,
    failures  INTEGER NOT NULL DEFAULT 0,
    trouble   TEXT    NOT NULL DEFAULT ''
) STRICT;
INSERT INTO watches (pack_id, endpoint, news_at, until)
    SELECT pack_id, endpoint, changed_at, changed_at + 34560000000 FROM items WHERE state = 'delivered';
CREATE TABLE answers (
    pack_id    TEXT    NOT NULL,
    number     INTEGER NOT NULL CHECK (number > 0),
    digest     TEXT    NOT NULL CHECK (length(digest) = 64),
    state      TEXT    NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'taken', 'refused')),
    content    BLOB,
    fetched_at INTEGER NOT NULL,
    PRIMARY KEY (pack_id, number, digest),
    CHECK ((state = 'new') = (content IS NOT NULL))
) STRICT;
"""

# What a person decides about a pack: send it first, hold it, cancel it (`to_tell`: the receiver is to be told of
# that); how long the receiver itself asked for patience; and when the record took what became of it. SQLite cannot
# widen a CHECK, so the table is made anew, in the order of its rows.
_DECISIONS = """
CREATE TABLE new_items (
    pack_id             TEXT    NOT NULL PRIMARY KEY,
    digest              TEXT    NOT NULL CHECK (length(digest) = 64),
    size                INTEGER NOT NULL CHECK (size > 0),
    endpoint            TEXT    NOT NULL,
    receipt_certificate TEXT    NOT NULL,
    state               TEXT    NOT NULL
        CHECK (state IN ('queued', 'sending', 'sent', 'delivered', 'waiting', 'needs_you', 'cancelled')),
    acknowledged        INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged BETWEEN 0 AND size),
    upload_url          TEXT    NOT NULL DEFAULT '',
    uploaded            INTEGER NOT NULL DEFAULT 0 CHECK (uploaded IN (0, 1)),
    attempts            INTEGER NOT NULL DEFAULT 0,
    rate                REAL    NOT NULL DEFAULT 0,
    next_try_at         INTEGER,
    reason_kind         TEXT,
    reason_title        TEXT,
    reason_what         TEXT,
    reason_next         TEXT,
    receipt             TEXT    NOT NULL DEFAULT '',
    reference           TEXT    NOT NULL DEFAULT '',
    received_at         INTEGER,
    queued_at           INTEGER NOT NULL,
    changed_at          INTEGER NOT NULL,
    lease               TEXT,
    lease_until         INTEGER,
    sent_at             INTEGER,
    priority            INTEGER NOT NULL DEFAULT 0,
    held                INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1)),
    to_tell             INTEGER NOT NULL DEFAULT 0 CHECK (to_tell IN (0, 1)),
    asked_until         INTEGER,
    recorded_at         INTEGER,
    listed_on           INTEGER,
    listed_days         INTEGER NOT NULL DEFAULT 0,
    CHECK (state <> 'delivered' OR (receipt <> '' AND uploaded = 1)),
    CHECK (state <> 'sent' OR uploaded = 1),
    CHECK (state <> 'cancelled' OR uploaded = 0),
    CHECK (to_tell = 0 OR state = 'cancelled'),
    CHECK (uploaded = 0 OR acknowledged = size),
    CHECK ((lease IS NULL) = (lease_until IS NULL))
) STRICT;
INSERT INTO new_items (pack_id, digest, size, endpoint, receipt_certificate, state, acknowledged, upload_url, uploaded,
        attempts, rate, next_try_at, reason_kind, reason_title, reason_what, reason_next, receipt, reference,
        received_at, queued_at, changed_at, lease, lease_until, sent_at)
    SELECT pack_id, digest, size, endpoint, receipt_certificate, state, acknowledged, upload_url, uploaded,
        attempts, rate, next_try_at, reason_kind, reason_title, reason_what, reason_next, receipt, reference,
        received_at, queued_at, changed_at, lease, lease_until, sent_at FROM items ORDER BY rowid;
DROP TABLE items;
ALTER TABLE new_items RENAME TO items;
ALTER TABLE watches ADD COLUMN over INTEGER NOT NULL DEFAULT 0;
"""

_STEPS = (_FIRST, _ANSWERS, _DECISIONS)
SCHEMA_VERSION = len(_STEPS)


class Database:
    """One connection, used by any thread one at a time; other processes have their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard = threading.RLock()
        with self.translated():
            # SQLite would make one that others can read, and syncs the name of none that it did not make.
            make_empty(folder / FILE_NAME)
            self._connection = sqlite3.connect(
                folder / FILE_NAME, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise

    def _prepare(self) -> None:
        self._connection.row_factory = sqlite3.Row
        self._refuse_foreign()
        for pragma in ("trusted_schema=OFF", "secure_delete=ON", "fullfsync=ON", "synchronous=FULL"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._require("PRAGMA journal_mode=WAL", "wal")
        self._require("PRAGMA synchronous", 2)
        with self.transaction() as connection:
            version = _pragma(connection, "user_version")
            if version < SCHEMA_VERSION:
                _bring_up(connection, version)
        self._require("PRAGMA quick_check(1)", "ok")

    def _refuse_foreign(self) -> None:
        version, owner = (_pragma(self._connection, name) for name in ("user_version", "application_id"))
        if version and owner != _APPLICATION_ID:
            raise self._damaged()
        if version > SCHEMA_VERSION:
            raise SpoolError(
                _("The outbox was written by a newer version"),
                _("This version of the program cannot read it, and has changed nothing."),
                _("Install the newest version of Prevent Desktop and open it again."),
            )

    def _require(self, question: str, answer: str | int) -> None:
        row = self._connection.execute(question).fetchone()
        if row is None or row[0] != answer:
            raise self._damaged()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; the write lock is taken at once, so that two processes never both read and then write."""
        with self._guard, self.translated():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.rollback()
                raise

    def rows(
        self, query: str, parameters: tuple[object, ...] | Mapping[str, object] = ()
    ) -> list[sqlite3.Row]:
        """Read what is committed."""
        with self._guard, self.translated():
            return self._connection.execute(query, parameters).fetchall()

    def close(self) -> None:
        """Close the connection; what was committed stays."""
        with self._guard:
            self._connection.close()

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Tell errors of SQLite and of the disk in plain words."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._in_words(error) from error
        except OSError as error:
            raise disk_trouble(error, self._folder) from error

    def _in_words(self, error: sqlite3.Error) -> SpoolError:
        extended = getattr(error, "sqlite_errorcode", 0)
        code = extended & 0xFF
        if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}:
            return self._damaged()
        # Where there is no room for the index of the log, SQLite says that its size was refused.
        if code == sqlite3.SQLITE_FULL or extended == sqlite3.SQLITE_IOERR_SHMSIZE:
            return disk_trouble(OSError(errno.ENOSPC, ""), self._folder)
        if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
            return disk_trouble(OSError(errno.EACCES, ""), self._folder)
        if code == sqlite3.SQLITE_BUSY:
            return SpoolError(
                _("The outbox is busy"),
                _(
                    "Another window or command of this program has been writing to the outbox for a long time."
                ),
                _("Close the other one, or wait a minute, and try again."),
            )
        return SpoolError(
            _("The outbox could not be used"),
            _("The disk answered with an error. The sealed packs are kept."),
            _("Try again; if it stays, restart the computer and ask your IT support to look at its disk."),
        )

    def _damaged(self) -> SpoolDamagedError:
        return SpoolDamagedError(
            _("The outbox’s list is damaged"),
            _(
                "The list of packs to send cannot be read. The sealed packs themselves are kept in {folder}."
            ).format(folder=self._folder),
            _(
                "Rebuild the outbox on its page, or with “prevent-desktop outbox rebuild”: the damaged list is set aside, and each pack that is still here is queued again."
            ),
        )


def disk_trouble(error: OSError, folder: Path) -> SpoolError:
    """An error of the disk under the spool, in plain words."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return SpoolError(
            _("The disk is full"),
            _("There is no room to keep the pack in the outbox. Nothing that was there is lost."),
            _("Free some space and try again."),
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return SpoolError(
            _("The outbox cannot be written"),
            _("The folder {folder} does not let this program write.").format(folder=folder),
            _("Ask your IT support to give you the right to write there."),
        )
    return SpoolError(
        _("The outbox could not be used"),
        _("The folder {folder} could not be read or written.").format(folder=folder),
        _("Check that the disk is connected, and try again."),
    )


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _bring_up(connection: sqlite3.Connection, version: int) -> None:
    """From any older version to the newest, inside the caller's transaction."""
    for step in _STEPS[version:]:
        for statement in step.split(";"):
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id={_APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
