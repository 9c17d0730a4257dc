from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from tests.unit.workflows.receiving.in_vault import (
    MadeVault,
    ReceivingVault,
    make_receiving_vault,
    receiving_vault,
)
from tests.unit.workflows.receiving.packs_in import Desk, make_desk


@pytest.fixture(scope="session")
def desk() -> Desk:
    return make_desk()


@pytest.fixture
def mailbox(tmp_path: Path) -> FolderMailbox:
    return FolderMailbox.create(tmp_path / "mailbox")


@pytest.fixture(scope="session")
def made_vault(tmp_path_factory: pytest.TempPathFactory, desk: Desk) -> MadeVault:
    return make_receiving_vault(tmp_path_factory.mktemp("receiver"), desk)


@pytest.fixture
def receiving(tmp_path: Path, made_vault: MadeVault) -> Iterator[ReceivingVault]:
    with receiving_vault(tmp_path / "receiver", made_vault) as opened:
        yield opened
