"""How long a program may take, by its own time: where others keep the processor busy it waits, and that is not its fault."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_CAN_RUN = "R"


class ThreadTimes(NamedTuple):
    """How long a thread `ran` and how long it `waited` for a processor, in seconds (Linux's schedstat), and whether it could run just now.

    A wait is in `waited` once it has ended.
    """

    ran: float
    waited: float
    can_run: bool


def times_of(pid: int) -> dict[str, ThreadTimes]:
    """Of each thread of a process; none where no system tells."""
    found = {}
    for task in Path(f"/proc/{pid}/task").glob("*"):
        with suppress(OSError):  # the thread ended
            ran, waited, _slices = (task / "schedstat").read_text(encoding="ascii").split()
            state = (
                (task / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
            )
            found[task.name] = ThreadTimes(int(ran) / 1e9, int(waited) / 1e9, state == _CAN_RUN)
    return found


class Patience:
    """So many seconds of a process, without those in which it waited for a processor. One that is held up by itself uses them up."""

    def __init__(self, pid: int, seconds: float) -> None:
        self._pid, self._seconds = pid, seconds
        self._begun, self._kept_waiting = time.monotonic(), 0.0
        self._times, self._since = times_of(pid), dict[str, float]()

    def is_over(self) -> bool:
        """Whether they are used up now. Waits that go on are counted by when they were seen first."""
        now, before, self._times = time.monotonic(), self._times, times_of(self._pid)
        for thread, times in self._times.items():
            known = before.get(thread)
            self._kept_waiting += times.waited - (0.0 if known is None else known.waited)
            if not times.can_run or times != known:
                self._since.pop(thread, None)
        still = self._still_waiting(before, now)
        return now - self._begun - self._kept_waiting - still > self._seconds

    def _still_waiting(self, before: Mapping[str, ThreadTimes], now: float) -> float:
        """The longest wait that has not ended: of a thread that could run at two looks, and did not run between them."""
        waiting = (one for one, times in self._times.items() if times.can_run and times == before.get(one))
        return max((now - self._since.setdefault(one, now) for one in waiting), default=0.0)
