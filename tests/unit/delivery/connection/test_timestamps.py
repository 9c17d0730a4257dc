"""An authority for timestamps that drips holds nobody's signature."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from prevent_desktop.delivery.connection.timestamps import TimestampAuthority
from prevent_desktop.errors import WaitingError

_BODY = b"HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: 60\r\n\r\n"
_HEADERS = b"HTTP/1.1 200 OK\r\nX-Long: "


@contextmanager
def dripping(begin: bytes) -> Iterator[str]:
    """An address at which each byte comes within the time of one read, for three seconds in all, and then the end."""

    def serve() -> None:
        with suppress(OSError):
            caller, _where = listening.accept()
            with caller:
                caller.recv(4096)
                caller.sendall(begin)
                for _turn in range(60):
                    caller.sendall(b"x")
                    heard.wait(0.05)
                if begin is _HEADERS:
                    caller.sendall(
                        b"\r\nContent-Type: application/timestamp-reply\r\nContent-Length: 0\r\n\r\n"
                    )

    heard = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        finally:
            heard.set()
            thread.join()


@pytest.mark.parametrize("begin", [_BODY, _HEADERS], ids=["body", "headers"])
def test_an_answer_that_drips_is_waited_for_no_longer_than_one_that_is_silent(begin: bytes) -> None:
    with dripping(begin) as address, pytest.raises(WaitingError, match="did not answer in time"):
        TimestampAuthority(address, whole=0.5)(b"request")


def test_a_slow_answer_within_its_time_is_taken() -> None:
    with dripping(_BODY) as address:
        assert TimestampAuthority(address, whole=30)(b"request") == b"x" * 60
