"""Work that is killed at each of its steps: a step is each file that is opened, renamed or removed, and each SQL statement."""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.vault.database import Database
from tests.faults.harness import fork, was_killed

_FILE_STEPS = frozenset(
    {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "shutil.rmtree"}
)
_LATEST = 0.002  # seconds after a step: SQLite's writing and syncing of it lie within


class Tried(Protocol):
    """What is killed."""

    def prepare(self) -> None:
        """Begin anew."""

    def work(self) -> None:
        """In a child, which may die."""

    def check(self) -> None:
        """AssertionError, or an error of ours, where something is half there; then the work is done to its end."""


@dataclass(frozen=True)
class WithoutTransaction:
    """The control: no transaction holds together what `tried` writes."""

    tried: Tried

    def prepare(self) -> None:
        self.tried.prepare()

    def work(self) -> None:
        @contextmanager
        def nothing(_database: Database) -> Iterator[None]:
            yield

        Database.transaction = nothing  # type: ignore[method-assign,assignment]  # in a child that dies
        self.tried.work()

    def check(self) -> None:
        self.tried.check()


class Steps:
    """Counts the steps of this process, and kills it `after` so many seconds from the one that was chosen."""

    def __init__(self, last: int, after: float = 0.0) -> None:
        self._left = last
        self._after = after

    def watch(self) -> None:
        sys.addaudithook(lambda event, _arguments: self._step() if event in _FILE_STEPS else None)
        run = Database.run

        def counted(database: Database, sql: str, parameters: Any = ()) -> Any:
            self._step()
            return run(database, sql, parameters)

        Database.run = counted  # type: ignore[method-assign,assignment]  # mypy cannot bind it

    def _step(self) -> None:
        self._left -= 1
        if self._left == 0 and self._after:
            signal.setitimer(
                signal.ITIMER_REAL, self._after
            )  # nobody handles it: it ends the process like a kill
        elif self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def killed_at(step: int, work: Callable[[], object], after: float = 0.0) -> bool:
    """Do `work` in a child that kills itself `after` `step`; False where it came to its end before."""

    def watched() -> None:
        Steps(step, after).watch()
        work()

    return was_killed(fork(watched))


def kill_at_every_step(
    tried: Tried, every: int = 1, times: int = 1, chance: random.Random | None = None
) -> int:
    """How many kills it took to come to the end. AssertionError, or ours, where something was half there.

    Of the `times` at a step the first kill comes exactly there, and the others up to two milliseconds later.
    """
    kills, step = 0, 1
    while True:
        for number in range(times):
            tried.prepare()
            killed = killed_at(step, tried.work, chance.uniform(0, _LATEST) if number and chance else 0.0)
            tried.check()
            kills += killed
            if not (killed or number):  # at the step itself: there is no such step any more
                return kills
        step += every


def is_caught(tried: Tried, every: int = 1) -> str:
    """How the check notices that the work is broken; empty where it does not."""
    try:
        kill_at_every_step(tried, every)
    except (PreventDesktopError, AssertionError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def every_option(parser: argparse.ArgumentParser) -> None:
    """The option of every harness that kills so."""
    parser.add_argument("--every", type=int, default=1, help="kill at every so many steps only")
