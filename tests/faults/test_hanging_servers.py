from __future__ import annotations

import sys

import pytest

from tests.faults.harness import run_small
from tests.patience import PATIENCE


@pytest.mark.skipif(sys.platform == "win32", reason="it makes a pipe in a folder")
def test_no_server_holds_another_receivers_packs_nor_a_person() -> None:
    run_small("hanging_servers", 6, "--within", str(PATIENCE))
