"""A real vault and outbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.vault.vault import Vault
from tests.made_vaults import copied_vault

PASSPHRASE = "seven quiet otters under bridges"


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    created = copied_vault(tmp_path / "vault", PASSPHRASE)
    with Vault.open(tmp_path / "vault", created.key) as opened:
        yield opened


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    with Spool.open(tmp_path / "outbox") as opened:
        yield opened
