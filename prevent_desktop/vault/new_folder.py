"""A folder that appears under its name whole, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prevent_desktop.errors import VaultExistsError
from prevent_desktop.translation import _
from prevent_desktop.vault.instance_lock import InstanceLock
from prevent_desktop.vault.safe_files import OWNER_ONLY_FOLDER, file_error, make_folder, sync_folder


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A folder beside `target` to be filled; it takes the name `target` when the block ends well, else it goes.

    Raises VaultExistsError where `target` holds anything; VaultInUseError where somebody else is making it.
    """
    _require_free(target)
    make_folder(target.parent)
    making = target.with_name(f".{target.name}.new")
    _remove_leftover(making)
    try:
        making.mkdir(mode=OWNER_ONLY_FOLDER)
    except OSError as error:
        raise file_error(error) from error
    try:
        yield making
        _put_in_place(making, target)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise


def _require_free(target: Path) -> None:
    try:
        free = not target.exists() or (target.is_dir() and not any(target.iterdir()))
    except OSError as error:
        raise file_error(error) from error
    if not free:
        raise VaultExistsError(
            _("The folder is not empty"),
            _("There is a vault or something else in it already. Nothing was changed."),
            _("Choose another folder, or unlock the vault that is there."),
        )


def _remove_leftover(making: Path) -> None:
    if making.exists():
        InstanceLock(making).release()  # raises where whoever makes it is still alive
        shutil.rmtree(making, ignore_errors=True)


def _put_in_place(making: Path, target: Path) -> None:
    try:
        sync_folder(making)
        if target.exists():
            target.rmdir()
        making.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise file_error(error) from error
