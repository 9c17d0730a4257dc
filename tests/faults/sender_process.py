"""The real sender in processes of its own, which can be killed at any moment.

Each has the real spool, courier and transport open and goes round after round. The processes come from a server of
forks that has the imports already, so that a kill does not cost a start of Python.
"""

from __future__ import annotations

import multiprocessing
import random
import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path

from prevent_desktop.delivery.courier import Courier
from prevent_desktop.delivery.outbox.leases import Lease
from prevent_desktop.delivery.outbox.presence import Presence
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports import Journal, Parcel
from prevent_desktop.delivery.transports.tus import TusTransport
from prevent_desktop.errors import SpoolError

_PAUSE = 0.02  # seconds between rounds in which nothing was to be done
ROUND, DONE = "round", "done"


class ForgetfulTransport(TusTransport):
    """A broken sender: it begins anew each time."""

    def upload(self, parcel: Parcel, journal: Journal) -> None:
        super().upload(replace(parcel, upload_url="", offset=0), journal)


class DeafTransport(TusTransport):
    """A broken sender: it never finds a receipt."""

    def receipt(self, parcel: Parcel) -> bytes | None:
        super().receipt(parcel)
        return None


class _LonelyPresence(Presence):
    """It takes every other process for dead, and what that one is sending for its own."""

    def is_alive(self, holder: str) -> bool:
        return holder == self.holder


class GrabbingSpool(Spool):
    """A broken sender: it takes over what another process is sending, and that one does not notice."""

    @classmethod
    def open(cls, folder: Path, **more: object) -> GrabbingSpool:
        spool = super().open(folder, **more)  # type: ignore[arg-type] # the clock alone
        spool._presence.__class__ = _LonelyPresence
        return spool

    def _lease(self, connection: sqlite3.Connection, row: sqlite3.Row, now: datetime) -> Lease:
        lease = super()._lease(connection, row, now)
        lease._token = "anybody/s"
        connection.execute("UPDATE items SET lease = ? WHERE pack_id = ?", (lease._token, row["pack_id"]))
        return lease


SENDERS: Mapping[str, tuple[type[Spool], Callable[..., TusTransport]]] = {
    "none": (Spool, TusTransport),
    "forgetful": (Spool, ForgetfulTransport),
    "deaf": (Spool, DeafTransport),
    "grabbing": (GrabbingSpool, TusTransport),
}


class NoWait(random.Random):
    """The shortest wait that the back-off allows."""

    def uniform(self, a: float, b: float) -> float:
        return min(a, b)


def _send(outbox: Path, chunk: int, control: str, line: Connection) -> None:
    """Round after round, until told to stop. It tells of each round, and of each trouble with the outbox itself."""
    spool_kind, transport_kind = SENDERS[control]
    while True:
        try:
            with spool_kind.open(outbox) as spool:
                courier = Courier(spool, {"http": transport_kind(largest_chunk=chunk)}, random=NoWait())
                while True:
                    tried = courier.run_once()
                    line.send(ROUND)
                    if line.poll():
                        return
                    if not tried:
                        time.sleep(_PAUSE)
        except SpoolError as error:
            line.send(error.title)
            time.sleep(_PAUSE)


class Sender:
    """One such process."""

    def __init__(self, context: ForkServerContext, outbox: Path, chunk: int, control: str) -> None:
        self._line, far_end = context.Pipe()
        self._process: BaseProcess = context.Process(
            target=_send, args=(outbox, chunk, control, far_end), daemon=True
        )
        self._process.start()
        far_end.close()

    def heard(self) -> list[str]:
        """What it has told since the last time."""
        told: list[str] = []
        with suppress(OSError, EOFError):
            while self._line.poll():
                told.append(self._line.recv())
        return told

    @property
    def is_running(self) -> bool:
        return self._process.is_alive()

    def kill(self) -> None:
        """SIGKILL: nothing is let go of, nothing is written down."""
        self._process.kill()

    def stop(self) -> str:
        """Ask it to end after its round; return what was wrong with its end, or nothing."""
        with suppress(OSError):
            self._line.send(DONE)
        while self._process.is_alive():
            self.heard()
            self._process.join(0.05)
        return self.bury()

    def bury(self) -> str:
        """Let go of one that has ended; return what was wrong with its end."""
        self._process.join()
        code = self._process.exitcode
        self._line.close()
        return "" if code in {0, -9} else f"a sender ended with {code}"


def nursery() -> ForkServerContext:
    """Where senders come from."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.sender_process", "httpx", "httpcore", "h11"])
    return context
