"""What a store answers to boto3, within bounds of size and time: by itself that library reads an answer to its end, whatever comes.

An answer about objects is short and is read whole. The bytes of an object are read by whoever asked, who says how many; both have to come
at the least speed that a connection carries. What comes before them, such as headers of which a store sends a byte now and then, has a minute
beside the time in which the request itself can go.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic
from typing import Any, Final

from prevent_desktop.delivery.clock import SLOWEST
from prevent_desktop.delivery.connection.cancellation import Wire
from prevent_desktop.files.durable import PIECE

LARGEST: Final = 8 * 1024 * 1024
"""Bytes: a thousand keys of a thousand letters, each written as three, and what stands around them."""
FIRST: Final = 60.0
"""Seconds that a store has before its speed counts, and in which its answer begins."""
_ERRORS: Final = 300


class EndlessAnswerError(ValueError):
    """More came than such an answer can hold."""


class BoundedSession:
    """Sends requests by botocore's `session`, and gives its answers bounded. Its `clock` counts seconds; an answer begins within `first` of them."""

    def __init__(self, session: Any, clock: Callable[[], float] = monotonic, first: float = FIRST) -> None:
        self._session, self._clock, self._first = session, clock, first
        self._under_way = _UnderWay()
        _tell_sockets(session, self._under_way)

    def send(self, request: Any) -> Any:
        """The answer (botocore's AWSResponse); its content was read, unless it is an object that was asked for.

        EndlessAnswerError or TimeoutError where that broke its bounds, and what the library raises.
        """
        from botocore.awsrequest import AWSResponse

        is_object, request.stream_output = request.stream_output, True
        try:
            answer = self._begun(request)
        finally:
            request.stream_output = is_object
        body = PacedBody(answer.raw, self._clock)
        bounded = AWSResponse(answer.url, answer.status_code, answer.headers, body)
        if not is_object or answer.status_code >= _ERRORS:
            try:
                bounded.content  # noqa: B018  # it is read where it is first asked for
            finally:
                body.close()
        return bounded

    def _begun(self, request: Any) -> Any:
        """The answer as far as its body, in time. One that was shut within its headers reads as whole, and is left."""
        size = int(request.headers.get("Content-Length", 0))
        with ExitStack() as left:
            with Wire() as wire, self._under_way.by(wire), wire.until(self._first + size / SLOWEST):
                answer = self._session.send(request)
                left.callback(answer.raw.close)
            left.pop_all()
        return answer

    def close(self) -> None:
        """End its connections."""
        self._session.close()


class _UnderWay(threading.local):
    """The wire of the request that this thread makes."""

    wire: Wire | None = None

    @contextmanager
    def by(self, wire: Wire) -> Iterator[None]:
        """While it lasts, the request goes by this one."""
        self.wire = wire
        try:
            yield
        finally:
            self.wire = None

    def goes_by(self, made: socket.socket) -> None:
        """The request goes by this socket."""
        if self.wire is not None:
            self.wire.carries(made)


def _tell_sockets(session: Any, under_way: _UnderWay) -> None:
    """Each connection of botocore's session says by which socket a request goes: of a new one before any word is spoken over it."""

    def told(connection: Any) -> Any:
        class Told(connection):  # type: ignore[misc]  # which of the library's classes it is, is its own affair
            def _new_conn(self) -> Any:
                made = super()._new_conn()
                under_way.goes_by(made)
                return made

            def request(self, *args: Any, **how: Any) -> Any:
                if self.sock is not None:
                    under_way.goes_by(self.sock)
                return super().request(*args, **how)

        return Told

    pools = session._pool_classes_by_scheme  # noqa: SLF001 - it has no public way
    for scheme, pool in pools.items():
        pools[scheme] = type(pool.__name__, (pool,), {"ConnectionCls": told(pool.ConnectionCls)})


class PacedBody:
    """The bytes of an answer (`raw` is urllib3's), which have to come in time: what drips is left."""

    def __init__(self, raw: Any, clock: Callable[[], float] = monotonic) -> None:
        self._raw, self._clock = raw, clock
        self._begun, self._come = clock(), 0

    def read(self, amount: int | None = None) -> bytes:
        """So many bytes, fewer where they end, or all of a short answer. EndlessAnswerError, TimeoutError."""
        if amount is None:
            return b"".join(self.stream())
        found = bytearray()
        while len(found) < amount and (piece := self._piece(amount - len(found))):
            found += piece
        return bytes(found)

    def stream(self) -> Iterator[bytes]:
        """All of a short answer, in pieces. EndlessAnswerError, TimeoutError."""
        left = LARGEST
        while piece := self._piece(min(PIECE, left + 1)):
            left -= len(piece)
            if left < 0:
                raise EndlessAnswerError
            yield piece

    def close(self) -> None:
        """End its connection, unless all of the answer was read."""
        self._raw.close()

    def _piece(self, at_most: int) -> bytes:
        """What has come, and one wait for it at the most."""
        piece: bytes = self._raw.read1(at_most)
        self._come += len(piece)
        if self._clock() - self._begun > FIRST + self._come / SLOWEST:
            raise TimeoutError
        return piece
