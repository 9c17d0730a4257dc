"""An encrypted copy of the database under the same key, on the disk when it is done (SQLite's online backup)."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.vault.copies.progress import SILENT, Progress, Stage
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.safe_files import remove_file, sync_file

PAGE_BYTES = 4096
_PAGES_AT_ONCE = 512


def copy_database(database: Database, target: Path, key: VaultKey, progress: Progress = SILENT) -> None:
    """Copy `database` to `target`, in place of what is there.

    Raises DiskFullError, ReadOnlyFolderError or CopyStoppedError: nothing is left.
    """

    def step(remaining: int, total: int) -> None:
        progress.at(Stage.RECORDS, (total - remaining) * PAGE_BYTES, total * PAGE_BYTES)

    remove_file(target)
    try:
        copy = Database.create(target, key)
        try:
            database.copy_to(copy, pages=_PAGES_AT_ONCE, step=step)
        finally:
            copy.close()
        sync_file(target)
    except BaseException:
        remove_file(target)
        raise
