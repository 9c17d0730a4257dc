"""New vaults for tests that are about something else: each is made once in a process and copied, as deriving its keys takes long."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from prevent_desktop.vault.creation import CreatedVault, create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST, Argon2Cost

PASSPHRASE = "violet tractor lamp seventeen"


def copied_vault(folder: Path, passphrase: str = PASSPHRASE, *, number: int = 0) -> CreatedVault:
    """What `create_vault` does in `folder`, at the floor cost; vaults of one passphrase and `number` are the same one."""
    made, created = _made(passphrase, number)
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return created


@functools.cache
def _made(passphrase: str, number: int) -> tuple[Path, CreatedVault]:
    folder = Path(tempfile.mkdtemp(dir=_folder(), prefix=f"{number}-"))
    return folder, create_vault(folder, passphrase, cost=FLOOR_COST)


@functools.cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="prevent-desktop-made-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@contextmanager
def derived_once() -> Iterator[None]:
    """This process derives a key once from the same secret and salt at the same cost: the result can be no other."""
    derive = functools.cache(Argon2Cost.derive)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Argon2Cost, "derive", lambda cost, secret, salt: derive(cost, bytes(secret), salt))
        yield
