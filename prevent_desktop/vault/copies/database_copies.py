"""An encrypted copy of the database under the same key, on the disk when it is done (SQLite's online backup)."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.vault.database import Database
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.safe_files import remove_file, sync_file


def copy_database(database: Database, target: Path, key: VaultKey) -> None:
    """Copy `database` to `target`, in place of what is there. DiskFullError or ReadOnlyFolderError: nothing is left."""
    remove_file(target)
    try:
        copy = Database.create(target, key)
        try:
            database.copy_to(copy)
        finally:
            copy.close()
        sync_file(target)
    except BaseException:
        remove_file(target)
        raise
