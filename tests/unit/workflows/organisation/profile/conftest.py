from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from tests.made_vaults import copied_vault
from tests.profiles import Administrator


@pytest.fixture(scope="module")
def ada(request: pytest.FixtureRequest) -> Administrator:
    """Her certificate begins when the module's time does, however long ago that was read."""
    return Administrator.create(now=getattr(request.module, "NOW", None))


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, VaultKey]:
    """Its keys are derived once; each test has a copy."""
    folder = tmp_path_factory.mktemp("made") / "vault"
    return folder, copied_vault(folder, "seven quiet otters under bridges").key


@pytest.fixture
def vault(made_once: tuple[Path, VaultKey], tmp_path: Path) -> Iterator[Vault]:
    folder, key = made_once
    shutil.copytree(folder, tmp_path / "vault")
    with Vault.open(tmp_path / "vault", key) as opened:
        opened.audit.append("vault.unlocked", "")
        yield opened
