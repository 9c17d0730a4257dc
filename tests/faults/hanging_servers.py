"""Servers that hold whoever sends to them: silent, a byte now and then, headers without end, deaf, a pipe in a receipt's place (FAULTS 29).

    python -m tests.faults hanging_servers --runs 300 [--seed 1] [--within 1]

Each run is an outbox with the real courier, one receiver whose server holds a request (the greeting, the beginning of an upload, its
bytes, the question for the receipt), and one that is as it should be. A pack for the second, queued while the first holds, must
leave within `--within` seconds. Then a person pauses all or this pack, cancels it, or ends the program: within the same time no
request is under way. Or nobody does anything, and the request ends by its own deadline, with the pack waiting and saying why.

Broken on purpose, and to be caught: one courier for all receivers, requests without a deadline, orders that end nothing.
"""

from __future__ import annotations

import os
import random
import re
import select
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from unittest import mock

from prevent_desktop.delivery.connection import cancellation, http_connection
from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.courier import Courier
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports.folder import FolderTransport
from prevent_desktop.delivery.transports.tus import TusTransport
from tests.faults.harness import ask
from tests.patience import PATIENCE
from tests.unit.delivery.receivers import OTHER_PACK, PACK, Receiver

_NOW_AND_THEN = 0.02  # seconds between two bytes of a server that drips
_FOREVER = 3600.0
_SOON = 0.4  # seconds for a whole request where its own deadline is to end it
_CONTROL = 2.0  # seconds in which a control has to have failed
_PACK = os.urandom(6 << 20)
"""More than the buffers of a connection hold."""
_RECEIVER = Receiver.make()
_TUS = b"Tus-Resumable: 1.0.0\r\nTus-Version: 1.0.0\r\nTus-Extension: creation\r\n"
_ANSWERS = {
    b"GET": b"HTTP/1.1 404 Not yet\r\nContent-Length: 0\r\n\r\n",
    b"OPTIONS": b"HTTP/1.1 204 Fine\r\n" + _TUS + b"\r\n",
    b"POST": b"HTTP/1.1 201 Made\r\nContent-Length: 0\r\nLocation: /files/1\r\n" + _TUS + b"\r\n",
}
_NUMBERS = re.compile(rb"(content-length|upload-offset): (\d+)")
MANNERS = ("silent", "drips headers", "headers without end", "drips a body", "body without end", "deaf")
HELD_AT = (b"OPTIONS", b"POST", b"PATCH", b"GET")
ENDS = ("pause", "hold", "cancel", "stop", "deadline")


class HangingServer:
    """A tus server that answers as one should until a request of the method `held_at`, and then never ends."""

    def __init__(self, manner: str, held_at: bytes) -> None:
        self._manner = manner
        self._held_at = held_at
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"http://127.0.0.1:{self._listener.getsockname()[1]}/files"
        self.holds = threading.Event()
        self._over = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._over.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _address = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            while (head := _head_of(connection)) and not head.startswith(self._held_at):
                connection.sendall(_answer(connection, head))
            if head:
                self.holds.set()
                self._hold(connection)

    def _hold(self, connection: socket.socket) -> None:
        """Until the other side is gone."""
        say = {
            "drips headers": (b"HTTP/1.1 200 Fine\r\nX-Slow: ", b"x"),
            "headers without end": (b"HTTP/1.1 200 Fine\r\n", b"X-More: x\r\n"),
            "drips a body": (b"HTTP/1.1 200 Fine\r\nContent-Length: 60000\r\n\r\n", b"x"),
            "body without end": (b"HTTP/1.1 200 Fine\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        }
        first, more = say.get(self._manner, (b"", b""))
        connection.sendall(first)
        while not self._over.is_set() and not _is_gone(connection, drink=self._manner != "deaf"):
            if more:
                connection.sendall(more)


def _head_of(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(1)
        if not piece:
            return b""
        head += piece
    return head


def _answer(connection: socket.socket, head: bytes) -> bytes:
    """What a tus server says, once it has all of a request."""
    method = head.partition(b" ")[0]
    if method != b"PATCH":
        return _ANSWERS[method]
    numbers = {name: int(value) for name, value in _NUMBERS.findall(head.lower())}
    left = numbers[b"content-length"]
    while left:
        left -= len(connection.recv(min(left, 1 << 16))) or left
    reached = numbers[b"upload-offset"] + numbers[b"content-length"]
    return b"HTTP/1.1 204 Fine\r\nUpload-Offset: %d\r\n" % reached + _TUS + b"\r\n"


def _is_gone(connection: socket.socket, *, drink: bool) -> bool:
    """Whether the other side closed, after a moment; what it sends is drunk, or by the deaf left where it is."""
    if not drink:
        time.sleep(_NOW_AND_THEN)
        watch = select.poll()
        watch.register(connection, select.POLLRDHUP | select.POLLHUP)
        return bool(watch.poll(0))
    ready, _, _ = select.select([connection], [], [], _NOW_AND_THEN)
    return bool(ready) and not connection.recv(1 << 16)


class PipedMailbox:
    """A shared folder where a pipe lies in the receipt's place. Nobody writes into it."""

    def __init__(self, folder: Path) -> None:
        self.mailbox = FolderMailbox.create(folder)
        self.endpoint = self.mailbox.endpoint
        os.mkfifo(self.mailbox.receipt_path(PACK))
        self.holds = threading.Event()
        self.holds.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        """Nothing to end."""


@dataclass(frozen=True)
class Scene:
    """What holds, at what, and how it ends."""

    manner: str
    held_at: bytes
    end: str

    @classmethod
    def drawn(cls, chance: random.Random) -> Scene:
        manner = chance.choice((*MANNERS, "pipe"))
        held_at = b"PATCH" if manner == "deaf" else chance.choice(HELD_AT)
        # So many bytes may well take minutes on a poor line: their deadline is far.
        ends = ENDS[:-1] if manner == "pipe" or held_at == b"PATCH" else ENDS
        return cls(manner, held_at, chance.choice(ends))

    @property
    def may_hold(self) -> bool:
        """Whether not all of the pack is sent, so that there is anything to hold back."""
        return self.manner != "pipe" and self.held_at != b"GET"

    def __str__(self) -> str:
        return f"{self.manner} at {self.held_at.decode()}, {self.end}"

    def server(self, folder: Path) -> HangingServer | PipedMailbox:
        if self.manner == "pipe":
            return PipedMailbox(folder / "piped")
        return HangingServer(self.manner, self.held_at)


class OverdueError(AssertionError):
    """It did not happen in time."""


def until(met: Callable[[], bool], seconds: float, what: str) -> float:
    """Wait for a condition; how long it took. OverdueError."""
    began = time.monotonic()
    while not met():
        if time.monotonic() - began > seconds:
            raise OverdueError(what)
        time.sleep(0.005)
    return time.monotonic() - began


def nobody_is_at_work() -> bool:
    """Whether no request is under way: its worker would be there."""
    return not any("worker" in thread.name for thread in threading.enumerate())


def run(scene: Scene, within: float) -> None:
    """One run. OverdueError where somebody was held."""
    with (
        tempfile.TemporaryDirectory(prefix="hanging-") as name,
        scene.server(Path(name)) as server,
        Spool.open(Path(name) / "outbox") as spool,
    ):
        good = FolderMailbox.create(Path(name) / "good")
        whole = _SOON if scene.end == "deadline" else _FOREVER
        web = TusTransport(HttpConnections(whole=whole, patience=_FOREVER))
        stop, wake = threading.Event(), threading.Event()
        courier = Courier(spool, {"http": web, "file": FolderTransport()})
        spool.queue(PACK, _PACK, endpoint=server.endpoint, receipt_certificate=_RECEIVER.certificate_pem)
        thread = threading.Thread(target=courier.run, args=(stop, wake), daemon=True)
        thread.start()
        try:
            until(server.holds.is_set, PATIENCE, "the server was never asked")
            spool.queue(
                OTHER_PACK, b"x", endpoint=good.endpoint, receipt_certificate=_RECEIVER.certificate_pem
            )
            wake.set()
            until(
                lambda: _state(spool, OTHER_PACK) is State.SENT, within, "the other receiver's pack was held"
            )
            _end(scene, spool, stop, within)
            until(nobody_is_at_work, within, "a request went on")
            if scene.end == "stop":
                thread.join(within)
                if thread.is_alive():
                    raise OverdueError("the courier did not end")
        finally:
            stop.set()
            wake.set()
            server.__exit__()
            thread.join(PATIENCE)


def _end(scene: Scene, spool: Spool, stop: threading.Event, within: float) -> None:
    if scene.end == "pause" or (scene.end in {"hold", "cancel"} and not scene.may_hold):
        spool.pause()
    elif scene.end == "hold":
        spool.orders.hold(PACK)
    elif scene.end == "cancel":
        spool.orders.cancel(PACK)
    elif scene.end == "stop":
        stop.set()
    elif scene.end == "deadline":
        # Two requests may be held one after the other: what was sent is asked about again.
        until(lambda: _reason(spool) == "no_answer", 3 * _SOON + within, "no deadline ended the request")


def _state(spool: Spool, pack_id: str) -> State | None:
    item = spool.get(pack_id)
    return None if item is None else item.state


def _reason(spool: Spool) -> str:
    item = spool.get(PACK)
    return "" if item is None or item.reason is None else item.reason.kind


def _one_for_all() -> Any:
    """The courier as it was: what one receiver holds, all wait for."""
    begin = Courier._begin

    def only_when_idle(self: Courier, worker_pool: Any, *rest: Any) -> bool:
        if worker_pool.busy():
            return False
        with mock.patch.object(Spool, "due_endpoints", _first_alone(Spool.due_endpoints)):
            return begin(self, worker_pool, *rest)

    return mock.patch.object(Courier, "_begin", only_when_idle)


def _first_alone(due: Callable[..., tuple[str, ...]]) -> Callable[..., tuple[str, ...]]:
    return lambda *arguments, **named: due(*arguments, **named)[:1]


def _without_deadlines() -> Any:
    return mock.patch.object(http_connection, "seconds_for", return_value=_FOREVER)


def _orders_that_end_nothing() -> Any:
    return mock.patch.object(cancellation.CancelToken, "cut", return_value=None)


CONTROLS = {
    "one courier for all": (_one_for_all, Scene("drips headers", b"OPTIONS", "pause")),
    "requests without a deadline": (_without_deadlines, Scene("drips headers", b"OPTIONS", "deadline")),
    "orders that end nothing": (_orders_that_end_nothing, Scene("silent", b"POST", "pause")),
}


def _caught(name: str) -> bool:
    broken, scene = CONTROLS[name]
    try:
        with broken():
            run(scene, _CONTROL)
    except OverdueError:
        return True
    return False


def main(arguments: Sequence[str]) -> int:
    """See the module."""
    asked = ask(
        arguments, __doc__, name="hanging_servers", runs=50,
        more=lambda parser: parser.add_argument("--within", type=float, default=1.0, metavar="SECONDS"),
    )  # fmt: skip
    failures = []
    for number in range(asked.runs):
        scene = Scene.drawn(asked.chance)
        try:
            run(scene, asked.options.within)
        except OverdueError as error:
            failures.append(f"run {number}: {scene}: {error}")
    return asked.tell(failures, controls={name: _caught(name) for name in CONTROLS})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
