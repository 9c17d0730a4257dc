"""The vaults on this machine. No Qt, and nothing is opened: a folder with key slots is a vault."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

_SLOTS = "slots.json"
_TRIES = "tries.json"
_UNCONFIRMED = "unconfirmed-"


class VaultList:
    """The folder that holds one folder for each vault, under opaque names.

    A new vault is made under a name that says it is unconfirmed, and gets its own name once the recovery code has
    been typed back: until then nobody can have written anything into it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def vaults(self) -> Sequence[Path]:
        """The confirmed vaults, the one used last first."""
        if not self.folder.is_dir():
            return ()
        found = [path for path in self.folder.iterdir() if _is_confirmed(path)]
        return sorted(found, key=last_used, reverse=True)

    def place_for_new(self) -> Path:
        """A free folder name for a vault that is not confirmed yet."""
        import secrets

        from prevent_desktop.files.durable import make_folder  # none of this at the start

        make_folder(self.folder)
        return self.folder / f"{_UNCONFIRMED}{secrets.token_hex(6)}"

    def place_for_restored(self) -> Path:
        """A free folder name for a vault that comes from a backup: its secrets are known already."""
        unconfirmed = self.place_for_new()
        return unconfirmed.with_name(unconfirmed.name.removeprefix(_UNCONFIRMED))

    def confirm(self, unconfirmed: Path) -> Path:
        """The recovery code was typed back: from now on it counts."""
        from prevent_desktop.files.durable import replace_synced

        confirmed = unconfirmed.with_name(unconfirmed.name.removeprefix(_UNCONFIRMED))
        replace_synced(unconfirmed, confirmed)
        return confirmed

    def remove_unconfirmed(self) -> None:
        """Remove vaults whose recovery code was never typed back; they hold a key and nothing else."""
        if self.folder.is_dir():
            from prevent_desktop.files.durable import remove_tree

            for path in self.folder.glob(f"{_UNCONFIRMED}*"):
                remove_tree(path, ignore_errors=True)


def is_vault(folder: Path) -> bool:
    """Whether `folder` looks like a vault."""
    return (folder / _SLOTS).is_file()


def _is_confirmed(path: Path) -> bool:
    return is_vault(path) and not path.name.startswith(_UNCONFIRMED)


def last_used(path: Path) -> float:
    """When the vault was last used, in seconds since 1970; a wrong passphrase is no use."""
    files = (file for file in path.iterdir() if file.is_file() and file.name != _TRIES)
    return max((file.stat().st_mtime for file in files), default=0.0)
