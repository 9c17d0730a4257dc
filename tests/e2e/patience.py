"""How long a program may take, by its own time: where others keep the processor busy it waits, and that is not its fault."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path


def waited_for_a_processor(pid: int) -> dict[str, float]:
    """By thread of a process, the seconds in which it could run and had no processor (Linux's schedstat); none where no system tells."""
    waited = {}
    for told in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with suppress(OSError):  # the thread ended
            waited[told.parent.name] = int(told.read_text(encoding="ascii").split()[1]) / 1e9
    return waited


class Patience:
    """So many seconds of a process, without those in which it waited for a processor. One that is held up by itself uses them up."""

    def __init__(self, pid: int, seconds: float) -> None:
        self._pid, self._seconds = pid, seconds
        self._begun, self._waited, self._kept_waiting = time.monotonic(), waited_for_a_processor(pid), 0.0

    def is_over(self) -> bool:
        """Whether they are used up now. A wait is told once it has ended, so all of them are counted together."""
        before, self._waited = self._waited, waited_for_a_processor(self._pid)
        self._kept_waiting += sum(waited - before.get(thread, 0.0) for thread, waited in self._waited.items())
        return time.monotonic() - self._begun - self._kept_waiting > self._seconds
