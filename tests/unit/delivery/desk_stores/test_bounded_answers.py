"""A store that answers without end, or a byte now and then, is left: by real sockets, and by a clock of the test's own."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count

import pytest

from prevent_desktop.delivery.desk_stores.boto_bucket import BotoBucket
from prevent_desktop.delivery.desk_stores.bounded_answers import LARGEST, EndlessAnswerError, PacedBody
from prevent_desktop.errors import DeliveryError

pytest.importorskip("boto3")

_PIECE = b" " * 65_536
_FAR_TOO_MUCH = 8 * LARGEST


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Invented ones, found nowhere else."""
    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "invented")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


@contextmanager
def answering(status: str) -> Iterator[tuple[str, list[int]]]:
    """The address of a store that answers each request with spaces, and how many bytes it got rid of."""
    sent: list[int] = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                caller, _where = listening.accept()
                with caller, suppress(OSError):
                    caller.recv(65_536)
                    caller.sendall(f"HTTP/1.1 {status}\r\nContent-Type: application/xml\r\n\r\n".encode())
                    for _turn in range(_FAR_TOO_MUCH // len(_PIECE)):
                        caller.sendall(_PIECE)
                        sent.append(len(_PIECE))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}", sent
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


@pytest.mark.parametrize("status", ["200 OK", "403 Forbidden"])
def test_a_list_or_an_error_without_end_is_not_read_whole(status: str) -> None:
    with answering(status) as (address, sent):
        bucket = BotoBucket.open("s3://packs/kept", endpoint=address)
        with pytest.raises(DeliveryError):
            bucket.list()
        with pytest.raises(DeliveryError):
            bucket.put("a", b"1")
    assert sum(sent) < _FAR_TOO_MUCH, "each is left once it is too long"


def test_of_an_object_as_much_is_read_as_was_asked_for() -> None:
    with answering("200 OK") as (address, sent):
        bucket = BotoBucket.open("s3://packs/kept", endpoint=address)
        assert bucket.read("a", at_most=100_000) == b" " * 100_000
        target = io.BytesIO()
        assert bucket.copy_to("a", target, at_most=100_000)
        assert target.tell() == 100_000
    assert sum(sent) < _FAR_TOO_MUCH


def test_an_error_instead_of_an_object_is_not_read_whole() -> None:
    with answering("403 Forbidden") as (address, sent):
        bucket = BotoBucket.open("s3://packs/kept", endpoint=address)
        with pytest.raises(DeliveryError):
            bucket.read("a", at_most=100)
    assert sum(sent) < _FAR_TOO_MUCH


@contextmanager
def dripping_headers() -> Iterator[str]:
    """The address of a store that sends a byte of a header now and then for ever."""

    def answer(caller: socket.socket) -> None:
        with caller, suppress(OSError):
            caller.recv(65_536)
            caller.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not ended.wait(0.05):
                caller.sendall(b"x")

    def serve() -> None:
        with suppress(OSError):
            while True:
                callers.append(threading.Thread(target=answer, args=(listening.accept()[0],)))
                callers[-1].start()

    ended, callers = threading.Event(), list[threading.Thread]()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            ended.set()
            listening.shutdown(socket.SHUT_RDWR)
            for one in (thread, *callers):
                one.join()


def test_headers_that_drip_are_left_once_the_time_of_an_answer_is_over() -> None:
    with dripping_headers() as address:
        bucket = BotoBucket.open("s3://packs/kept", endpoint=address, first=0.3)
        for ask in (bucket.list, lambda: bucket.read("a", at_most=100), lambda: bucket.put("a", b"1")):
            with pytest.raises(DeliveryError):
                ask()


class Dripping:
    """Gives a byte at each read, for ever."""

    def read1(self, _at_most: int) -> bytes:
        """One byte."""
        return b"x"


@pytest.mark.parametrize("whole", [True, False])
def test_what_drips_is_left_after_a_minute_and_what_its_bytes_are_worth(whole: bool) -> None:
    ticking = count()
    body = PacedBody(Dripping(), clock=lambda: float(next(ticking)))
    with pytest.raises(TimeoutError):
        body.read(None if whole else 1_000_000)
    assert next(ticking) < 70


def test_a_slow_line_that_carries_its_bytes_is_not_dripping() -> None:
    ticking = count(step=4)
    body = PacedBody(io.BytesIO(b"x" * 300_000), clock=lambda: float(next(ticking)))
    pieces = iter(lambda: body.read(2048), b"")
    assert sum(map(len, pieces)) == 300_000


def test_a_short_answer_that_is_longer_than_one_can_be_is_refused() -> None:
    assert len(PacedBody(io.BytesIO(b"x" * LARGEST)).read()) == LARGEST
    with pytest.raises(EndlessAnswerError):
        PacedBody(io.BytesIO(b"x" * (LARGEST + 1))).read()
