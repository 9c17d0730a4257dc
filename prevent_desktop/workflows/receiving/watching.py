"""Takes packs in as they come, until it is told to stop: for a service, beside as many others as there are processors.

What waits (a disk that is full, a drive that is away) is tried again after the same growing, drawn times as the courier's, so
that many workers do not ask a store in step.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from random import Random
from typing import TypeAlias

from prevent_desktop.delivery.backoff import wait_for
from prevent_desktop.errors import PreventDesktopError, reason_of
from prevent_desktop.translation import _
from prevent_desktop.workflows.receiving.file_sink import Kept
from prevent_desktop.workflows.receiving.outcomes import Settled, Waits, WithAnother, held_up

Round: TypeAlias = Callable[[Callable[[str], bool]], Iterator[Kept | Settled]]
"""Takes what has come, but for the files that it is told to leave alone. May raise OSError and PreventDesktopError."""


class HeldBack:
    """The names of files that wait, each until its time has come. Times are of the clock that only runs forward."""

    def __init__(self, random: Random, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._random = random
        self._monotonic = monotonic
        self._waiting: dict[str, tuple[int, float]] = {}
        self._seen: set[str] = set()

    def is_held(self, name: str) -> bool:
        """Whether this file is to be left alone now."""
        self._seen.add(name)
        return name in self._waiting and self._waiting[name][1] > self._monotonic()

    def hold(self, name: str) -> bool:
        """It could not be taken; whether that is news."""
        failures = self._waiting.get(name, (0, 0.0))[0]
        wait = wait_for(failures, self._random).total_seconds()
        self._waiting[name] = (failures + 1, self._monotonic() + wait)
        return failures == 0

    def forget_what_left(self) -> None:
        """After a round: what no longer lies there waits for nothing."""
        self._waiting = {name: held for name, held in self._waiting.items() if name in self._seen}
        self._seen.clear()


def watch(
    one_round: Round, stop: threading.Event, *, every: float, random: Random, held: HeldBack | None = None
) -> Iterator[Kept | Settled]:
    """Rounds until `stop` is set, `every` so many seconds. Tells what became of each file; one that waits is told once.

    What stands in the way of all (`Waits` with an empty name) is raised in the first round, because a service that cannot begin
    should say so; later it is told once, and tried again.
    """
    held = held or HeldBack(random)
    troubles, told, has_begun = 0, "", False
    while not stop.is_set():
        pause = every
        try:
            yield from _news(one_round, held)
            has_begun, troubles, told = True, 0, ""
        except (OSError, PreventDesktopError) as error:
            if not has_begun:
                raise
            trouble = _in_the_way(error)
            if trouble.what_happened != told:
                yield trouble
            told = trouble.what_happened
            pause = max(every, wait_for(troubles, random).total_seconds())
            troubles += 1
        stop.wait(pause)


def _news(one_round: Round, held: HeldBack) -> Iterator[Kept | Settled]:
    for outcome in one_round(held.is_held):
        if isinstance(outcome, WithAnother):
            continue
        if not isinstance(outcome, Waits) or held.hold(outcome.name):
            yield outcome
    held.forget_what_left()


def _in_the_way(error: OSError | PreventDesktopError) -> Waits:
    if isinstance(error, PreventDesktopError):
        return held_up("", error)
    return Waits(
        name="",
        title=_("Nothing can be taken in just now"),
        what_happened=_("{folder}: {reason}.").format(folder=error.filename or "", reason=reason_of(error)),
        next_step=_("It is tried again by itself. See that the drive is there and has room."),
    )
