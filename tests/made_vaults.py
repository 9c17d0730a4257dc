"""New vaults for tests that are about something else: each is made once and copied, as deriving its keys takes long.

Once in a run of `packaging/start.py`, which names a folder for all its processes; without one, once in a process.
"""

from __future__ import annotations

import atexit
import functools
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from prevent_desktop.vault.creation import CreatedVault, create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST, MEASURED, Argon2Cost
from prevent_desktop.vault.keys.key_slots import put_slot, read_slots, recovery_slot
from prevent_desktop.vault.keys.recovery_code import new_recovery_code
from prevent_desktop.vault.keys.slots import SlotKind
from prevent_desktop.vault.keys.vault_key import VaultKey

RUN_FOLDER = "PREVENT_DESKTOP_TEST_MADE"
"""The variable with the folder of a whole run."""
PASSPHRASE = "violet tractor lamp seventeen"


def copied_vault(folder: Path, passphrase: str = PASSPHRASE, *, number: int = 0) -> CreatedVault:
    """What `create_vault` does in `folder`, at the floor cost; vaults of one passphrase and `number` are the same one."""
    made, created = _made(passphrase, number)
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return created


@functools.cache
def _made(passphrase: str, number: int) -> tuple[Path, CreatedVault]:
    place = _folder() / f"{hashlib.sha256(passphrase.encode()).hexdigest()[:16]}-{number}"
    if not place.exists():
        making = Path(tempfile.mkdtemp(dir=_folder(), prefix="making-"))
        _make(making, passphrase)
        with suppress(OSError):  # another process was faster: what it made is taken
            making.rename(place)
    held = json.loads((place / "held.json").read_text("ascii"))
    return place / "vault", CreatedVault(VaultKey(bytes.fromhex(held["key"])), held["recovery_code"])


def _make(folder: Path, passphrase: str) -> None:
    created = create_vault(folder / "vault", passphrase, cost=FLOOR_COST)
    held = {"key": created.key.raw.hex(), "recovery_code": created.recovery_code}
    (folder / "held.json").write_text(json.dumps(held), "ascii")


@functools.cache
def _folder() -> Path:
    """The run's own folder, or one of this process."""
    if RUN_FOLDER in os.environ:
        return Path(os.environ[RUN_FOLDER])
    folder = Path(tempfile.mkdtemp(prefix="prevent-desktop-made-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@contextmanager
def derived_once() -> Iterator[None]:
    """A run derives a key once from the same secret and salt at the same cost: the result can be no other.

    Not what is derived to see how long it takes.
    """
    derive = Argon2Cost.derive

    @functools.cache
    def found(cost: Argon2Cost, secret: bytes, salt: bytes) -> bytes:
        words = repr((cost, secret, salt)).encode()
        place = _folder() / f"derived-{hashlib.sha256(words).hexdigest()}"
        if not place.exists():
            with tempfile.NamedTemporaryFile(dir=_folder(), prefix="making-", delete=False) as making:
                making.write(derive(cost, secret, salt))
            Path(making.name).replace(place)
        return place.read_bytes()

    def derived(cost: Argon2Cost, secret: bytes, salt: bytes) -> bytes:
        if secret == MEASURED:
            return derive(cost, secret, salt)
        return found(cost, bytes(secret), salt)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Argon2Cost, "derive", derived)
        yield


def renewed_code(folder: Path, key: VaultKey) -> str:
    """A fresh recovery code in place of all that there were."""
    file, code = read_slots(folder), new_recovery_code()
    old = tuple(slot.id for slot in file.of_kind(SlotKind.RECOVERY))
    put_slot(folder, recovery_slot(file, key, code), without=old)
    return code
