"""The connection to SQLCipher: how it is opened, the settings that are asserted, and transactions.

Source: SQLCipher API (raw key data, https://www.zetetic.net/sqlcipher/sqlcipher-api/); SQLite "Write-Ahead
Logging" and "Defense Against The Dark Arts". The choice of each setting was measured (DESIGN.md section 7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlcipher3 import dbapi2

from prevent_desktop.errors import ProgramError
from prevent_desktop.translation import _
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.safe_files import new_file
from prevent_desktop.vault.sql_errors import in_use, not_storable, read_only_vault, sql_error
from prevent_desktop.vault.transactions import Transactions

OLDEST_SQLITE = (3, 51, 3)  # older ones have the WAL-reset corruption bug

_PAGES = -32768  # 32 MiB at hand: a page read anew is decrypted anew, which halves a search's time
_MORE_PAGES = 3 * _PAGES

# Each is set, then read back: (pragma, text to set, value that must be read).
SETTINGS: tuple[tuple[str, str, object], ...] = (
    ("cipher_memory_security", "OFF", "0"),  # on costs 7 to 18 times the time and gains nothing
    ("temp_store", "MEMORY", 2),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("mmap_size", "0", 0),
    ("cache_size", str(_PAGES), _PAGES),
    ("secure_delete", "ON", 1),
    ("foreign_keys", "ON", 1),
    ("recursive_triggers", "ON", 1),  # so that REPLACE meets the triggers that forbid deleting
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("fullfsync", "ON", 1),  # on macOS a plain fsync does not reach the disk's own store
    ("checkpoint_fullfsync", "ON", 1),
)

# Set by the opening, or right from the start: encrypted, each page authenticated, no header in clear.
_ALSO_EXPECTED = (
    ("cipher_log_level", "NONE"),
    ("cipher_status", "1"),
    ("cipher_use_hmac", "1"),
    ("cipher_plaintext_header_size", "0"),
)

# ATTACH could export in clear; the rest could switch our own settings off or run foreign code.
_DENIED_ACTIONS = frozenset({dbapi2.SQLITE_ATTACH, dbapi2.SQLITE_DETACH})
_DENIED_FUNCTIONS = frozenset({"load_extension", "sqlcipher_export", "fts3_tokenizer"})
_DENIED_PRAGMAS = frozenset({"writable_schema", "key", "rekey", "hexkey", "hexrekey", "cipher_migrate"})
_OK = int(dbapi2.SQLITE_OK)
_LOOKED_AT = _DENIED_ACTIONS | {dbapi2.SQLITE_FUNCTION, dbapi2.SQLITE_PRAGMA}

_STOP_STEPS = 5000  # of SQLite's machine between two questions whether to stop: less than a millisecond

_RUNS_OVER = 400  # characters; a row of less stands on one page

_SCHEMA = "SELECT count(*) FROM sqlite_schema"
_VERSION = "PRAGMA user_version"  # stands on the first page; the schema is not read for it

Parameters = Sequence[object] | Mapping[str, object]


def _authorize(action: int, first: str | None, second: str | None, *_names: str | None) -> int:
    """SQLite asks for each table and column that a statement names: almost always it is none of those."""
    if action not in _LOOKED_AT:
        return _OK
    denied = (
        action in _DENIED_ACTIONS
        or (action == dbapi2.SQLITE_FUNCTION and second in _DENIED_FUNCTIONS)
        or (action == dbapi2.SQLITE_PRAGMA and first in _DENIED_PRAGMAS)
    )
    return int(dbapi2.SQLITE_DENY) if denied else _OK


def _authorize_rewriting(action: int, first: str | None, second: str | None, *names: str | None) -> int:
    """VACUUM attaches a nameless database of its own, which stands in memory (`temp_store`)."""
    if action == dbapi2.SQLITE_ATTACH and first == "":
        return _OK
    return _authorize(action, first, second, *names)


class Database:
    """A keyed connection. Used on the thread that made it; SQLCipher's exceptions leave as ours.

    `after_commit` is called after each outermost transaction that is on the disk; it raises nothing.
    `before_checkpoint` sends other readers away.
    """

    def __init__(self, connection: dbapi2.Connection) -> None:
        self._connection = connection
        self._transactions = Transactions(connection, self.run)
        self._writing_forbidden = False
        self.after_commit: Callable[[], None] | None = None
        self.before_checkpoint: Callable[[], None] | None = None

    @classmethod
    def create(cls, path: Path, key: VaultKey) -> Database:
        """Connect to a new, empty database, for the owner only. DiskFullError, ReadOnlyFolderError."""
        new_file(path)  # SQLite takes an empty file for a new database, and gives its logs the same rights
        return cls.open(path, key)

    @classmethod
    def open(cls, path: Path, key: VaultKey, *, read_only: bool = False, torn: bool = False) -> Database:
        """Connect to a file that is there and read its schema: a wrong key or a damaged page shows only then.

        `torn` is for reading what is left of a file whose end is missing. Raises DatabaseDamagedError. No setting is
        made yet, so a file with a newer schema stays as it is.
        """
        return cls._connect(_address(path, "ro" if read_only else "rw"), key, torn=torn)

    @classmethod
    def open_unchanging(cls, path: Path, key: VaultKey, *, torn: bool = False) -> Database:
        """Connect to a file that nobody writes and that has no log: no byte and no file beside it changes. As `open`."""
        return cls._connect(f"{_address(path, 'ro')}&immutable=1", key, torn=torn)

    @classmethod
    def version_in(cls, path: Path, key: VaultKey) -> int:
        """The number of the schema in a file that is there, by its first page alone. Raises as `open`."""
        database = cls._connect(_address(path, "ro"), key, first=_VERSION)
        try:
            return int(database.value(_VERSION))
        finally:
            database.close()

    @classmethod
    def in_memory(cls, key: VaultKey) -> Database:
        """A new, empty database that never touches the disk."""
        return cls._connect("file::memory:", key)

    @classmethod
    def _connect(cls, address: str, key: VaultKey, *, torn: bool = False, first: str = _SCHEMA) -> Database:
        _require_sqlite()
        connection: dbapi2.Connection | None = None
        try:
            connection = dbapi2.connect(address, isolation_level=None, uri=True)
            connection.row_factory = dbapi2.Row
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key.raw.hex()}'\"")
            if torn:  # SQLite then takes the pages that are there for all that there are
                connection.execute("PRAGMA writable_schema = ON")
            connection.execute(first).fetchone()
        except dbapi2.Error as error:
            if connection is not None:
                connection.close()
            raise sql_error(error) from error
        return cls(connection)

    def apply_settings(self) -> None:
        """Make the settings, read each one back, and shut the doors that we never use. ProgramError where one fails."""
        for name, text, _expected in SETTINGS:
            self.run(f"PRAGMA {name} = {text}")
        self.assert_settings()
        self._connection.set_authorizer(_authorize)

    def forbid_writing(self) -> None:
        """From now on every change raises ReadOnlyVaultError."""
        self.run("PRAGMA query_only = ON")
        self._writing_forbidden = True

    @property
    def is_read_only(self) -> bool:
        """Whether every change is refused, also of what would lie in memory alone."""
        return self._writing_forbidden

    def stop_when(self, stopped: Callable[[], bool]) -> None:
        """End whatever runs soon after `stopped()` is true: it then raises ProgramError. For a connection that only reads."""
        self._connection.set_progress_handler(lambda: int(stopped()), _STOP_STEPS)

    def assert_settings(self) -> None:
        """Raise ProgramError where a setting does not hold."""
        expected = [(name, value) for name, _text, value in SETTINGS]
        for name, value in [*expected, *_ALSO_EXPECTED]:
            if self.value(f"PRAGMA {name}") != value:
                raise setting_refused(name)

    def run(self, sql: str, parameters: Parameters = ()) -> dbapi2.Cursor:
        """Run one statement."""
        try:
            return self._connection.execute(sql, parameters)
        except dbapi2.Error as error:
            if self._writing_forbidden and _is_read_only(error):
                raise read_only_vault() from error
            raise sql_error(error) from error
        except (UnicodeEncodeError, OverflowError) as error:
            raise not_storable() from error

    def insert_new(self, table: str, rows: Sequence[Mapping[str, object]]) -> int:
        """Add rows of the same columns, and leave those out that are there; how many are new. Names as in `insert`."""
        if not rows:
            return 0
        sql = f"{_insertion(table, *rows[0])} ON CONFLICT DO NOTHING"
        try:
            return int(self._connection.executemany(sql, rows).rowcount)
        except dbapi2.Error as error:
            raise sql_error(error) from error
        except (UnicodeEncodeError, OverflowError) as error:
            raise not_storable() from error

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Any]:
        """All rows of a query, each by column name."""
        cursor = self.run(sql, parameters)
        try:
            found = list(cursor.fetchall())
        except dbapi2.Error as error:
            raise sql_error(error) from error
        if _may_be_damaged(found):
            self.require_sound()
        return found

    def stream(self, sql: str, parameters: Parameters = ()) -> Iterator[Any]:
        """The rows of a query one by one, for those that are too many to hold."""
        cursor = self.run(sql, parameters)
        try:
            for row in cursor:  # noqa: UP028 - `yield from` would close the cursor, after the connection at times
                yield row
        except dbapi2.Error as error:
            raise sql_error(error) from error

    def require_sound(self) -> None:
        """Raise DatabaseDamagedError where a page that was read did not verify. 20 microseconds.

        In place of a page that a long text runs over to SQLCipher gives zeros, and tells only when it reads the next
        page: so make it read one.
        """
        self.run("PRAGMA shrink_memory")
        self.value("SELECT 1 FROM sqlite_schema LIMIT 1")

    def row(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first row, or None."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.row(sql, parameters)
        return None if found is None else found[0]

    def insert(self, table: str, **columns: object) -> None:
        """Add one row. `table` and the column names are our own words, never data."""
        self.run(_insertion(table, *columns), columns)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; the outermost one commits to the disk, an inner one is a savepoint of it."""
        with self._ready_to_write(), self._transactions.begin():
            yield

    @contextmanager
    def transaction_in_one(self) -> Iterator[None]:
        """An outermost transaction whose inner ones are no savepoints. PartUndoneError where one of them failed, whoever caught that.

        For thousands of them at once: at each savepoint the search indexes write out what they have, and join it again and again.
        Whoever asks for it does the same once more in a `transaction` where this is raised. Inside another one it is a part of that, as any other.
        """
        with self._ready_to_write(), self._transactions.as_one():
            yield

    @contextmanager
    def _ready_to_write(self) -> Iterator[None]:
        if self._writing_forbidden:
            raise read_only_vault()
        yield
        if not self._transactions.is_open and self.after_commit is not None:
            self.after_commit()

    @contextmanager
    def more_pages(self) -> Iterator[None]:
        """Hold three times as many pages at hand for a while: for long work that writes all over a large file."""
        self.run(f"PRAGMA cache_size = {_MORE_PAGES}")
        try:
            yield
        finally:
            self.run(f"PRAGMA cache_size = {_PAGES}")

    def defer_foreign_keys(self) -> None:
        """Let rows refer to what comes later in the transaction that is open: all is held to it at its end.

        Said once for each: SQLite forgets how each statement runs whenever a setting is set, and so makes all of them out anew.
        """
        if not self.value("PRAGMA defer_foreign_keys"):
            self.run("PRAGMA defer_foreign_keys = ON")

    @property
    def changes(self) -> tuple[int, int]:
        """Another value after each change of a row, and after each change that was undone; this connection alone writes."""
        return self._connection.total_changes, self._transactions.times_undone

    @property
    def in_transaction(self) -> bool:
        """Whether changes wait for their commit."""
        return bool(self._connection.in_transaction)

    def checkpoint(self) -> None:
        """Bring all of the write-ahead log into the database file, and empty it. VaultInUseError where it is in use."""
        if self.before_checkpoint is not None:
            self.before_checkpoint()
        blocked = self.row("PRAGMA wal_checkpoint(TRUNCATE)")[0]
        if blocked:
            raise in_use()

    def rewrite(self) -> None:
        """Write the whole file anew, so that no gap and no free page holds what was deleted; empty the log after it.

        Not inside a transaction. For a while it takes as much memory as the file is large. DiskFullError, VaultInUseError.
        """
        self._connection.set_authorizer(_authorize_rewriting)
        try:
            self.run("VACUUM")
        finally:
            self._connection.set_authorizer(_authorize)
        self.checkpoint()

    def copy_to(
        self, target: Database, *, pages: int = -1, step: Callable[[int, int], None] | None = None
    ) -> None:
        """Copy all pages to a database under its own key (SQLite's online backup), `pages` at a time.

        `step(remaining, total)` hears of it, in pages; what it raises ends the copy.
        """

        def heard(_status: int, remaining: int, total: int) -> None:
            if step is not None:
                step(remaining, total)

        try:
            self._connection.backup(target._connection, pages=pages, progress=heard, sleep=0)
        except dbapi2.Error as error:
            raise sql_error(error) from error

    def close(self) -> None:
        """Undo what was not committed, checkpoint and close. Closing again does nothing."""
        if self.before_checkpoint is not None:
            self.before_checkpoint()
        try:
            self._connection.close()
        except dbapi2.Error as error:
            raise sql_error(error) from error


@lru_cache(maxsize=256)
def _insertion(table: str, *names: str) -> str:
    places = ", ".join(f":{name}" for name in names)
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})"  # noqa: S608 - names are our own


def _may_be_damaged(rows: Iterable[Iterable[object]]) -> bool:
    """Whether a text that is long enough to run over to another page holds a zero, which hardly anybody types."""
    for row in rows:
        for each in row:  # every value that is read comes by here
            if type(each) is str and len(each) > _RUNS_OVER and "\0" in each:
                return True
    return False


def _is_read_only(error: dbapi2.Error) -> bool:
    return str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_READONLY")


def _address(path: Path, mode: str) -> str:
    name = path.absolute().as_posix()
    return f"file://{'' if name.startswith('/') else '/'}{quote(name)}?mode={mode}"


def _require_sqlite() -> None:
    if dbapi2.sqlite_version_info < OLDEST_SQLITE:
        raise setting_refused(f"SQLite {dbapi2.sqlite_version}")


def setting_refused(name: str) -> ProgramError:
    """The error for a safety setting that does not hold."""
    return ProgramError(
        _("The vault cannot be opened safely"),
        _("A safety setting of the database does not hold on this machine: {name}.").format(name=name),
        _("Install Prevent Desktop again. Do not use the vault until it opens."),
    )
