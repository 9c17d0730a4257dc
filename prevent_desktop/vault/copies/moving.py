"""Records move to another disk: copied, compared, and only then taken away where they were. Whatever ends it, they are whole in one place."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from prevent_desktop.errors import VaultError
from prevent_desktop.files.durable import copy_synced, digest_of, remove_tree, sync_folder
from prevent_desktop.files.own import new_folder as own_folder
from prevent_desktop.translation import _
from prevent_desktop.vault.instance_lock import LOCK_NAME, InstanceLock
from prevent_desktop.vault.new_folder import new_folder
from prevent_desktop.vault.safe_files import in_our_words


def move_vault(source: Path, target: Path) -> None:
    """Move a vault that nobody has open (slow; any thread) to `target`, which is empty or not there yet.

    Raises VaultInUseError, VaultExistsError, DiskFullError, VaultError; then it is where it was.
    """
    lock = InstanceLock(source)
    try:
        with in_our_words(), new_folder(target) as making:
            for each in source.iterdir():
                if each.name != LOCK_NAME and not is_elsewhere(each):
                    copy_whole(each, making / each.name)
                    require_same(each, making / each.name)
    finally:
        lock.release()
    with suppress(OSError):  # what cannot be removed is a copy
        remove_tree(source)


def is_elsewhere(path: Path) -> bool:
    """Whether it is a link, a pipe or a device: nobody's records, and it stays behind."""
    mode = path.lstat().st_mode
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def copy_whole(source: Path, target: Path) -> None:
    """A file or a folder, for the owner only, on the disk when this returns. OSError."""
    if stat.S_ISREG(source.lstat().st_mode):
        copy_synced(source, target)
    elif not is_elsewhere(source):
        own_folder(target)
        for each in source.iterdir():
            copy_whole(each, target / each.name)
        sync_folder(target)


def require_same(source: Path, target: Path) -> None:
    """VaultError where a file came out otherwise."""
    for file in _files(source):
        copied = target / file.relative_to(source) if file != source else target
        if file.name != LOCK_NAME and digest_of(file) != digest_of(copied):
            raise VaultError(
                _("The copy is not the same"),
                _("{file} came out otherwise on the new disk. Nothing was changed.").format(file=file.name),
                _("Tell your IT team: the new disk or its driver may be failing."),
            )


def _files(path: Path) -> Iterator[Path]:
    if stat.S_ISDIR(path.lstat().st_mode):
        for each in path.iterdir():
            yield from _files(each)
    elif stat.S_ISREG(path.lstat().st_mode):
        yield path
