"""Put the key slots of a backup in the place of damaged or missing ones. Nothing else of the vault changes."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.errors import BackupError, DatabaseDamagedError
from prevent_desktop.files.durable import rename
from prevent_desktop.translation import _
from prevent_desktop.vault.damage.damaged_file import DamagedFile
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME, SLOTS_NAME, VaultKey, read_slots
from prevent_desktop.vault.keys.slot_file import slot_file_bytes
from prevent_desktop.vault.safe_files import in_our_words, write_replacing


def put_back_slots(folder: Path, backup: Path, key: VaultKey) -> None:
    """Write the slots of the backup in the folder `backup`, which `key` came from, into the vault in `folder`.

    The damaged file stays beside, under a name of its own. Raises BackupError where `key` does not open the
    database, HeaderDamagedError, DiskFullError, ReadOnlyFolderError; nothing is changed then.
    """
    slots = read_slots(backup)
    try:
        with DamagedFile(folder / DATABASE_NAME, key):
            pass
    except DatabaseDamagedError as error:
        raise _of_others() from error
    damaged = folder / SLOTS_NAME
    with in_our_words():
        if damaged.exists():
            rename(damaged, _free_name(damaged))
    write_replacing(damaged, slot_file_bytes(slots))


def _free_name(damaged: Path) -> Path:
    numbered = (damaged.with_name(f"{damaged.name}.damaged-{number}") for number in range(1, 1000))
    return next(path for path in numbered if not path.exists())


def _of_others() -> BackupError:
    return BackupError(
        _("This backup is not of these records"),
        _("Its ways in do not open them, or their database is damaged too. Nothing was changed."),
        _("Choose another backup, or restore this one into new records."),
    )
