from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.custody import unlock
from tests.profiles import Administrator


@pytest.fixture(scope="session")
def ada() -> Administrator:
    return Administrator.create()


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    created = unlock.create(tmp_path / "vault", "seven quiet otters under bridges", cost=FLOOR_COST)
    with unlock.open_vault(tmp_path / "vault", created.key) as opened:
        yield opened
