"""SQLCipher's exceptions, translated once into ours."""

from __future__ import annotations

from collections.abc import Callable

from sqlcipher3 import dbapi2

from prevent_desktop.errors import (
    DatabaseDamagedError,
    PreventDesktopError,
    ProgramError,
    ReadOnlyVaultError,
    RecordError,
    VaultInUseError,
)
from prevent_desktop.translation import _
from prevent_desktop.vault.safe_files import disk_failed, disk_full, read_only_folder

_FROZEN = "frozen: "  # how the messages of the schema's own triggers begin


def database_damaged() -> DatabaseDamagedError:
    """The error for a page that does not verify."""
    return DatabaseDamagedError(
        _("The vault’s database is damaged"),
        _(
            "Part of the file is not as it was written: it was changed, cut, or the disk is failing. Nothing was changed."
        ),
        _("Do not use this vault further. Restore your newest backup, and tell your IT team."),
    )


def read_only_vault() -> ReadOnlyVaultError:
    """The error for a change to a vault that is open for reading only."""
    return ReadOnlyVaultError(
        _("These records are open for reading only"),
        _("They are damaged, or there is no room to write. Nothing was changed."),
        _("You can read and copy them. The line on top of the window says what to do next."),
    )


def frozen() -> RecordError:
    """The error for a change to what must never change."""
    return RecordError(
        _("This record is frozen"),
        _("What is finished or recorded never changes afterwards. Nothing was changed."),
        _("Write an addendum instead."),
    )


def missing(what: str) -> RecordError:
    """The error for a record that is not there."""
    return RecordError(
        _("The record is not in this vault"),
        _("It was looked for ({what}) and not found. Nothing was changed.").format(what=what),
        _("Go back to the list and open it again."),
    )


def _does_not_fit() -> RecordError:
    return RecordError(
        _("The record does not fit"),
        _("It is there already, or belongs to something that is not in this vault. Nothing was changed."),
        _("Go back to the list and try again."),
    )


def not_storable() -> RecordError:
    """The error for half a character, or a number of more than 64 bits."""
    return RecordError(
        _("This text cannot be kept as it is"),
        _("It holds a broken character or a number that is far too large. Nothing was changed."),
        _("Take out the last thing that you pasted or typed, and type it again."),
    )


def in_use() -> VaultInUseError:
    """The error for a database that somebody else holds."""
    return VaultInUseError(
        _("The vault is busy"),
        _("Another program is using the vault’s database. Nothing was changed."),
        _("Close the other program, then try again."),
    )


def _misused(code: str) -> ProgramError:
    return ProgramError(
        _("The vault was used in a wrong way"),
        _("This is a fault of the program ({code}). What was saved before is safe.").format(code=code),
        _("Close the program and open it again. Tell your IT team if it happens twice."),
    )


# SQLite's result codes by name (https://www.sqlite.org/rescode.html). SQLCipher says CORRUPT or NOTADB for a page
# that does not verify, so IOERR is left for a disk that took or gave nothing.
_OURS: dict[str, Callable[[], PreventDesktopError]] = {
    "SQLITE_FULL": disk_full,
    "SQLITE_IOERR": disk_failed,
    "SQLITE_READONLY": read_only_folder,
    "SQLITE_CANTOPEN": read_only_folder,
    "SQLITE_PERM": read_only_folder,
    "SQLITE_NOTADB": database_damaged,
    "SQLITE_CORRUPT": database_damaged,
    "SQLITE_BUSY": in_use,
    "SQLITE_LOCKED": in_use,
    "SQLITE_CONSTRAINT": _does_not_fit,
}


# The online backup tells no code: what SQLite says in words then (sqlite3_errstr).
_CODES_OF_WORDS = {
    "database or disk is full": "SQLITE_FULL",
    "disk I/O error": "SQLITE_IOERR",
    "attempt to write a readonly database": "SQLITE_READONLY",
    "unable to open database file": "SQLITE_CANTOPEN",
    "file is not a database": "SQLITE_NOTADB",
    "database disk image is malformed": "SQLITE_CORRUPT",
    "database is locked": "SQLITE_BUSY",
}


def sql_error(error: dbapi2.Error) -> PreventDesktopError:
    """Our error for one of SQLCipher's."""
    code = getattr(error, "sqlite_errorname", None) or _CODES_OF_WORDS.get(str(error)) or type(error).__name__
    if str(error).startswith(_FROZEN):
        return frozen()
    if "vtable constructor failed" in str(error):
        return database_damaged()  # the tables under a search index are damaged
    return _OURS[code]() if code in _OURS else _misused(code)
