from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.delivery.mailbox import FolderMailbox
from tests.unit.workflows.receiving.packs_in import Desk, make_desk


@pytest.fixture(scope="session")
def desk() -> Desk:
    return make_desk()


@pytest.fixture
def mailbox(tmp_path: Path) -> FolderMailbox:
    return FolderMailbox.create(tmp_path / "mailbox")
