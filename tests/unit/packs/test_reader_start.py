"""What the confined process loads before its first question: a person waits for it whenever a pack is opened."""

from __future__ import annotations

import subprocess
import sys

NOT_FOR_READING = {"aiohttp", "reportlab"}
"""What asks the network, and what draws pages."""
ASK = "import sys, prevent_desktop.packs.reader.child as reader; reader._load(); print(*sys.modules)"


def test_the_process_that_reads_packs_loads_nothing_that_draws_pages_or_asks_the_network() -> None:
    told = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True)
    assert sorted(NOT_FOR_READING & set(told.stdout.split())) == []
