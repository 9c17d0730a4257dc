"""Which tests wait is found by looking on while they run, and those alone are run again (`tests/waiting.py`)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="how long a thread slept is asked of Linux"
)

ROOT = Path(__file__).resolve().parents[3]
TRIAL = """
import os, socket, threading

import pytest


def test_that_only_counts():
    assert sum(range(2_000_000)) > 0


def test_that_waits_for_a_thread():
    stopped = threading.Event()
    assert not stopped.wait(0.2)


def test_whose_wait_stands_elsewhere():
    sleeper()


def sleeper():
    one, _other = socket.socketpair()
    one.settimeout(0.2)
    with pytest.raises(TimeoutError):
        one.recv(1)


def test_that_has_a_copy_made_of_itself():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == 0


@pytest.fixture
def broken():
    yield
    raise OSError("its end went wrong")


@pytest.mark.parametrize("said", ["a b", "c::d"])
def test_that_fails_at_its_end(broken, said):
    pass
"""


def looked_on(folder: Path, *options: str) -> dict[str, dict[str, Any]]:
    """What was told of each test of the trial."""
    (folder / "test_trial.py").write_text(TRIAL, "utf-8")
    told = folder / "told.jsonl"
    told.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.waiting", "--told-in", str(told), *options]
    subprocess.run(
        [*command, "--rootdir", str(folder), str(folder)], cwd=ROOT, capture_output=True, check=False
    )
    lines = [json.loads(line) for line in told.read_text("utf-8").splitlines()]
    return {line["test"].partition("::test_")[2]: line for line in lines}


def test_each_says_whether_it_waits_and_whether_it_failed(tmp_path: Path) -> None:
    tests = looked_on(tmp_path)
    assert {name for name, line in tests.items() if line["waits"]} == {
        "that_waits_for_a_thread",
        "whose_wait_stands_elsewhere",
        "that_has_a_copy_made_of_itself",
    }
    assert {name for name, line in tests.items() if line["failed"]} == {
        "that_fails_at_its_end[a b]",
        "that_fails_at_its_end[c::d]",
    }
    assert tests["that_only_counts"]["seconds"] > tests["that_waits_for_a_thread"]["seconds"]


def test_only_those_that_are_asked_for_run_again(tmp_path: Path) -> None:
    asked = tmp_path / "asked.json"
    asked.write_text(
        json.dumps(["test_trial.py::test_that_fails_at_its_end[c::d]", "test_trial.py::test_gone"])
    )
    assert set(looked_on(tmp_path, "--only-of", str(asked))) == {"that_fails_at_its_end[c::d]"}
