"""Some states after a power cut, and what the model of the disk and the reading of the log say of a small example."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from tests.faults.disk_log import Log, Sync, Told, Write, recorded, why_not
from tests.faults.disk_model import Disk
from tests.faults.harness import run_small

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")

SCRIPT = """
import os, sys
root, told = sys.argv[1:]
say = os.open(told, os.O_WRONLY | os.O_CREAT)
handle = os.open(root + "/part", os.O_RDWR | os.O_CREAT)
os.write(handle, b"first")
os.fsync(handle)
os.pwrite(handle, b"L", 4)
os.rename(root + "/part", root + "/whole")
folder = os.open(root, os.O_RDONLY)
os.fsync(folder)
os.write(say, b"done\\n")
os.link(root + "/whole", root + "/second")
os.unlink(root + "/whole")
os.fsync(folder)
os.unlink(root + "/kept")
"""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Log:
    folder = tmp_path_factory.mktemp("log")
    root = folder / "root"
    root.mkdir()
    (root / "kept").write_bytes(b"there before")
    command = [sys.executable, "-c", SCRIPT, str(root), str(folder / "told")]
    return recorded(command, root=root, told=folder / "told", cwd=Path.cwd())


def states_after(log: Log, count: int) -> set[frozenset[tuple[str, bytes]]]:
    disk = Disk.first(log)
    for operation in log.operations[:count]:
        disk.do(operation)
    chance = random.Random(4)
    return {frozenset(disk.after_a_cut(chance).files.items()) for _ in range(300)}


def test_the_log_has_each_write_name_and_sync_in_order(log: Log) -> None:
    kinds = [type(each).__name__ for each in log.operations]
    assert kinds == [
        "Names",
        "Write",
        "Sync",
        "Write",
        "Names",
        "Sync",
        "Told",
        "Names",
        "Names",
        "Sync",
        "Names",
    ]
    assert log.operations[1] == Write(2, 0, b"first")
    assert log.operations[5] == Sync(0)
    assert log.operations[6] == Told("done")


def test_before_a_sync_anything_may_be_there_and_after_it_only_what_was_synced(log: Log) -> None:
    kept = ("kept", b"there before")
    parts = {None, b"", b"first", bytes(5)}  # no name yet, no bytes yet, all, a size without bytes
    expected = {frozenset({kept} if part is None else {kept, ("part", part)}) for part in parts}
    assert expected <= states_after(log, 2)
    after = states_after(log, 6)
    assert after == {frozenset({kept, ("whole", word)}) for word in (b"first", b"firsL")}
    assert frozenset({kept, ("whole", b"first"), ("second", b"first")}) in states_after(log, 8)
    assert states_after(log, 10) == {frozenset({kept, ("second", word)}) for word in (b"first", b"firsL")}
    assert frozenset({("second", b"first")}) in states_after(log, 11)


def test_nothing_that_was_told_is_lost_to_a_power_cut_and_broken_programs_are_caught() -> None:
    """A small number; `python -m tests.faults power_cuts --runs 100000` is the full one.

    All of the job is recorded, packs and receipts too: a call that is not modelled is found here.
    """
    told = run_small("power_cuts", 40, "--seed", "3")
    assert " failures=0 " in told
    assert told.count(": caught (after") == 3
