"""No key, passphrase or word is left in memory after a lock, and nobody but root can look."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.driving import Program
from tests.faults.lock_memory import lock_once, make_home, memory_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")


@pytest.mark.skipif(sys.platform == "linux" and os.geteuid() != 0, reason="only root may read the memory")
def test_a_lock_leaves_nothing_in_memory(tmp_path: Path) -> None:
    home, key = make_home(tmp_path)
    with Program(home, {"QT_QPA_PLATFORM": "offscreen"}) as program:
        for number in range(2):
            before, after = lock_once(program, key, f"Zebedee canary {number} remark")
            assert before == {"key", "passphrase", "typed"}  # the control: it can find them
            assert after == set()
        program.close()


def test_the_scan_finds_what_lies_in_memory() -> None:
    if os.geteuid() != 0 and Path("/proc/sys/kernel/yama/ptrace_scope").exists():
        pytest.skip("the kernel lets nobody but root read memory")
    with subprocess.Popen(
        [sys.executable, "-c", "kept = 'zebra ' + 'crossing'; print(1, flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert any(b"zebra crossing" in part for part in memory_of(process.pid))
        process.kill()
