"""A vault made once, at the floor cost, and copied for each test: deriving a key is what takes the time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from tests.made_vaults import copied_vault

PASSPHRASE = "violet tractor lamp seventeen"


@dataclass(frozen=True)
class Made:
    folder: Path
    key: VaultKey
    recovery_code: str
    passphrase: str = PASSPHRASE


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("made") / "vault"
    created = copied_vault(folder, PASSPHRASE)
    return Made(folder, created.key, created.recovery_code)


@pytest.fixture
def made(made_once: Made, tmp_path: Path) -> Made:
    """A closed vault of the test's own."""
    folder = tmp_path / "vault"
    shutil.copytree(made_once.folder, folder)
    return Made(folder, made_once.key, made_once.recovery_code)


@pytest.fixture
def vault(made: Made) -> Iterator[Vault]:
    """An open vault of the test's own."""
    with Vault.open(made.folder, made.key) as opened:
        yield opened
