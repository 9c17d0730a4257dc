"""What ends a request from outside of its thread: its own deadline, or somebody who wants it ended now.

A library's limits are for single reads and writes, so a server that sends one byte now and then holds a request for ever. A
thread that waits in a read or a write wakes up when its socket is shut down.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Self

from prevent_desktop.delivery.clock import SLOWEST

_LONGEST_REQUEST = 600.0
"""Seconds; what arrived of a chunk by then stays with the server, and the next attempt goes on from there."""


class CutError(Exception):
    """Somebody wants that ended which was under way: sending was paused, a pack held or cancelled, or the program stops."""


class CancelToken:
    """What is under way on one thread, so that another one can `cut` it, once and for all that follows."""

    _here = threading.local()

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._end: Callable[[], None] | None = None
        self._is_cut = False

    @classmethod
    def here(cls) -> CancelToken:
        """That of this thread; one that nobody cuts where it has none."""
        found: CancelToken | None = getattr(cls._here, "cancel_token", None)
        return found or cls()

    def take(self) -> None:
        """Make it that of this thread."""
        self._here.cancel_token = self

    @property
    def is_cut(self) -> bool:
        """Whether somebody cut it."""
        return self._is_cut

    def cut(self) -> None:
        """End what is under way, and let nothing more begin. From any thread."""
        with self._guard:
            self._is_cut = True
            if self._end is not None:
                self._end()

    def check(self) -> None:
        """Raise CutError once it is cut."""
        if self._is_cut:
            raise CutError

    @contextmanager
    def holding(self, end: Callable[[], None]) -> Iterator[None]:
        """While it lasts, `cut` calls `end`, which must not wait. CutError where it was cut before."""
        with self._guard:
            self.check()
            self._end = end
        try:
            yield
        finally:
            with self._guard:
                self._end = None


class Wire:
    """The connection under one client: shut down at a deadline, and when its thread is cancelled.

    Of httpx it is the client's trace (``extensions={"trace": …}``); what it holds is a second handle of the socket, which stays good
    while TLS is put around the first one.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._twin: socket.socket | None = None
        self._is_over = False
        self._is_late = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._hold(None)

    def __call__(self, event: str, told: dict[str, Any]) -> None:
        """What httpx says of a connection that it makes."""
        if event.endswith("connect_tcp.complete"):
            made = told["return_value"].get_extra_info("socket")
            self._hold(None if made is None else _twin_of(made))

    def carries(self, made: socket.socket) -> None:
        """The request goes by this socket, which was made for it or stood open."""
        self._hold(_twin_of(made))

    @contextmanager
    def until(self, seconds: float) -> Iterator[None]:
        """One request, which ends after so many seconds at the latest.

        TimeoutError where that was the end, CutError where somebody ended it; whatever else the request raised.
        """
        cancel_token = CancelToken.here()
        with self._guard:
            self._is_over = self._is_late = False
        timer = threading.Timer(seconds, self._expire)
        timer.daemon = True
        timer.start()
        try:
            with cancel_token.holding(self._shut):
                yield
        except Exception as error:
            self._explain(cancel_token, error)
            raise
        finally:
            timer.cancel()
        self._explain(
            cancel_token, None
        )  # where an answer ends with its connection, one that was shut reads as whole

    def _explain(self, cancel_token: CancelToken, error: Exception | None) -> None:
        if cancel_token.is_cut:
            raise CutError from error
        if self._is_late:
            raise TimeoutError from error

    def _expire(self) -> None:
        self._is_late = True
        self._shut()

    def _shut(self) -> None:
        with self._guard:
            self._is_over = True
            self._shut_down()

    def _hold(self, twin: socket.socket | None) -> None:
        with self._guard:
            if self._twin is not None:
                self._twin.close()
            self._twin = twin
            if self._is_over:
                self._shut_down()

    def _shut_down(self) -> None:
        if self._twin is not None:
            with suppress(OSError):
                self._twin.shutdown(socket.SHUT_RDWR)


def _twin_of(made: socket.socket) -> socket.socket:
    """A second handle; one under TLS, as of a proxy that itself speaks it, has no `dup`."""
    if isinstance(made, ssl.SSLSocket):
        return socket.fromfd(made.fileno(), made.family, made.type)
    return made.dup()


def seconds_for(size: int, least: float) -> float:
    """How long a request with so many bytes may take, however slow the connection is."""
    return max(least, min(_LONGEST_REQUEST, least + size / SLOWEST))
