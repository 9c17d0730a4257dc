"""Workers, one for each receiver: what one receiver's server does holds up nobody else's packs.

Whoever starts them looks after them: what nobody wants any more is cut, and a worker that the system holds all the same (a name
server or a network drive that does not answer) is left behind, with what it had let go.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Protocol

from prevent_desktop.delivery.connection.cancellation import CancelToken

_LOOK_EVERY = 0.25
"""Seconds between two looks after workers."""
_GRACE = 0.3
"""Seconds in which a worker that was cut may end by itself."""


class Job(Protocol):
    """What a worker does for one receiver."""

    def run(self) -> None:
        """Do it, on the worker's thread."""

    def is_unwanted(self) -> bool:
        """Whether it is to end now. On the thread that looks after it."""

    def let_go(self) -> None:
        """The worker was cut and does not end: let others have what it held. On the thread that looks after it."""


@dataclass(slots=True)
class _Worker:
    job: Job
    cancel_token: CancelToken
    cut_at: float | None = None
    is_left: bool = False


class WorkerPool:
    """The workers by receiver. All but what a worker does is for one thread. `name` is that of the workers' threads."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._guard = threading.Lock()
        self._workers: dict[str, _Worker] = {}
        self._one_ended = threading.Event()
        self._failures: list[Exception] = []

    def start(self, receiver: str, job: Job) -> None:
        """Begin a job; the receiver must not be among the `busy`."""
        worker = _Worker(job, CancelToken())
        with self._guard:
            self._workers[receiver] = worker
        threading.Thread(target=self._run, args=(receiver, worker), name=self._name, daemon=True).start()

    def busy(self) -> frozenset[str]:
        """The receivers that a worker is at, also those that it was left behind at."""
        with self._guard:
            return frozenset(self._workers)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way, but for what was left behind."""
        return all(each.is_left for each in self._at_work())

    def look_after(self) -> None:
        """Cut what nobody wants any more, and leave behind what does not end by that."""
        for worker in self._at_work():
            if worker.cut_at is None:
                if worker.job.is_unwanted():
                    self._cut(worker)
            elif not worker.is_left and time.monotonic() - worker.cut_at > _GRACE:
                worker.is_left = True
                worker.job.let_go()

    def rest(self, seconds: float, wake: threading.Event) -> bool:
        """Look after them until `wake`, until one ended, or so many seconds are over; False for the last."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            idle = self.is_idle
            if self._one_ended.is_set():
                self._one_ended.clear()
                return True
            if wake.wait(left if idle else min(left, _LOOK_EVERY)):
                return True
            self.look_after()
        return False

    def wait_for_one(self) -> None:
        """Until a worker ends, or it is time to look after them."""
        self._one_ended.wait(_LOOK_EVERY)
        self._one_ended.clear()

    def end(self) -> None:
        """Cut all, and come back once they ended or were left behind: within a second."""
        for worker in self._at_work():
            if worker.cut_at is None:
                self._cut(worker)
        while not self.is_idle:
            self.look_after()
            self.wait_for_one()

    def raise_failure(self) -> None:
        """Raise what a worker failed with, once."""
        if self._failures:
            raise self._failures.pop()

    def _at_work(self) -> list[_Worker]:
        with self._guard:
            return list(self._workers.values())

    @staticmethod
    def _cut(worker: _Worker) -> None:
        worker.cut_at = time.monotonic()
        worker.cancel_token.cut()

    def _run(self, receiver: str, worker: _Worker) -> None:
        worker.cancel_token.take()
        try:
            worker.job.run()
        except Exception as error:  # noqa: BLE001 - the last stop of a thread: whoever looks after it is told
            self._failures.append(error)
        finally:
            with self._guard:
                self._one_ended.set()
                del self._workers[receiver]
