"""A folder that appears under its name whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prevent_desktop.errors import VaultExistsError
from prevent_desktop.files.durable import remove_empty, remove_tree, rename, sync_folder
from prevent_desktop.translation import _
from prevent_desktop.vault import safe_files
from prevent_desktop.vault.instance_lock import InstanceLock
from prevent_desktop.vault.safe_files import in_our_words, make_folder


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A folder beside `target` to be filled; it takes the name `target` when the block ends well, else it goes.

    Raises VaultExistsError where `target` holds anything; VaultInUseError where somebody else is making it.
    """
    _require_free(target)
    make_folder(target.parent)
    making = target.with_name(f".{target.name}.new")
    _remove_leftover(making)
    safe_files.new_folder(making)
    try:
        yield making
        _put_in_place(making, target)
    except BaseException:
        remove_tree(making, ignore_errors=True)
        raise


def _require_free(target: Path) -> None:
    with in_our_words():
        free = not target.exists() or (target.is_dir() and not any(target.iterdir()))
    if not free:
        raise VaultExistsError(
            _("The folder is not empty"),
            _("There is a vault or something else in it already. Nothing was changed."),
            _("Choose another folder, or unlock the vault that is there."),
        )


def _remove_leftover(making: Path) -> None:
    if making.exists():
        InstanceLock(making).release()  # raises where whoever makes it is still alive
        remove_tree(making, ignore_errors=True)


def _put_in_place(making: Path, target: Path) -> None:
    with in_our_words():
        sync_folder(making)
        if target.exists():
            remove_empty(target)
        rename(making, target)
        sync_folder(target.parent)
