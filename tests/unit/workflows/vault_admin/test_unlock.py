"""The database is in the system's memory before it is unlocked, so that the checks do not wait for a slow disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.vault.keys.key_slots import DATABASE_NAME
from prevent_desktop.workflows.vault_admin.unlock import read_ahead

SIZE = 48 << 20
MOST_SECONDS = 20.0


def in_memory(path: Path) -> int:
    """How many bytes of a file the system holds in its memory, as fincore counts them."""
    tool = shutil.which("fincore")
    if tool is None:
        pytest.skip("fincore (util-linux) is not here")
    told = subprocess.run(
        [tool, "--bytes", "--noheadings", "--output", "RES", path], capture_output=True, check=True
    )
    return int(told.stdout)


@pytest.fixture
def on_disk() -> Iterator[Path]:
    """A folder that is not in memory, as the suite's own may be."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        yield Path(folder)


@pytest.mark.skipif(not hasattr(os, "posix_fadvise"), reason="this system takes no such advice")
def test_all_of_the_database_is_read_ahead(on_disk: Path) -> None:
    database = on_disk / DATABASE_NAME
    with database.open("wb") as file:
        file.write(os.urandom(SIZE))
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    if in_memory(database) > SIZE // 2:
        pytest.skip("this file system keeps its files in memory")
    read_ahead(on_disk)
    until = time.monotonic() + MOST_SECONDS
    while in_memory(database) < SIZE and time.monotonic() < until:
        time.sleep(0.05)
    assert in_memory(database) == SIZE


def test_where_there_is_no_database_nothing_happens(tmp_path: Path) -> None:
    read_ahead(tmp_path)
    assert list(tmp_path.iterdir()) == []
