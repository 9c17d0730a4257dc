"""Patience with a program counts its own time: not the time for which others kept the processor from it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.e2e.patience import Patience, times_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="schedstat is Linux's")
_LAST = 19
"""The niceness of what comes after all else."""


@pytest.fixture
def second() -> Iterator[int]:
    """A process that never rests, on one processor with another that comes first."""
    started = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _process in range(2)]
    one = next(iter(os.sched_getaffinity(0)))
    for process in started:
        os.sched_setaffinity(process.pid, {one})
    os.setpriority(os.PRIO_PROCESS, started[0].pid, _LAST)
    yield started[0].pid
    for process in started:
        process.kill()
        process.wait()


def test_while_it_waits_for_a_processor_it_is_waited_for(second: int) -> None:
    def waited() -> float:
        return sum(each.waited for each in times_of(second).values())

    patience, before = Patience(second, 2.0), waited()
    while waited() < before + 4.0:
        assert not patience.is_over()


def test_one_that_is_held_still_is_given_up(second: int) -> None:
    os.kill(second, signal.SIGSTOP)
    patience = Patience(second, 0.3)
    while not patience.is_over():
        pass


def test_one_that_has_ended_is_given_up() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    patience = Patience(ended.pid, 0.1)
    while not patience.is_over():
        pass


def test_a_wait_that_has_not_ended_is_counted(second: int) -> None:
    """The kernel tells a wait once it is over: with a limit shorter than the waits, one that goes on must not count as the process's own time."""
    patience, begun = Patience(second, 0.3), times_of(second)
    while sum(each.waited for each in times_of(second).values()) == sum(
        each.waited for each in begun.values()
    ):
        assert not patience.is_over()
