"""A request ends as a whole within its time, and at once where somebody wants that, whatever the other side does."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from prevent_desktop.delivery.connection.cancellation import CancelToken, CutError, seconds_for
from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.connection.http_requests import ask_in_clear
from prevent_desktop.delivery.connection.sftp_address import SftpAddress
from prevent_desktop.delivery.connection.sftp_keys import SftpKeys
from prevent_desktop.delivery.transports.sftp import SftpTransport
from prevent_desktop.errors import WaitingError
from tests.unit.delivery.memory_store import memory_store

LONG = 60.0
KEY = "fingerprint=ssh-ed25519-" + "A" * 43


@pytest.fixture
def dripping() -> Iterator[int]:
    """A server that sends a byte of a header now and then; its port."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            connections = []
            with suppress(OSError):
                while True:
                    connections.append(listener.accept()[0])
                    threading.Thread(target=drip_into, args=(connections[-1],), daemon=True).start()

        def drip_into(connection: socket.socket) -> None:
            with suppress(OSError), connection:
                connection.sendall(b"HTTP/1.1 200 Fine\r\nX-Slow: ")
                while not over.wait(0.02):
                    connection.sendall(b"x")

        threading.Thread(target=drip, daemon=True).start()
        yield listener.getsockname()[1]
        over.set()
        with suppress(OSError):  # Windows shuts down no listener; closing it is enough there
            listener.shutdown(socket.SHUT_RDWR)


def ask(port: int, whole: float) -> None:
    lines = HttpConnections(whole=whole, patience=LONG)
    lines.ask_once("GET", f"http://127.0.0.1:{port}/", {})


def by_sftp(port: int, whole: float) -> None:
    store = memory_store()
    keys = SftpKeys(lambda: store)
    keys.make_key()
    address = SftpAddress.parse(f"sftp://user;{KEY}@127.0.0.1:{port}/x")
    SftpTransport(keys, whole=whole).answer(str(address), "P-7QF2", 1)


@pytest.mark.parametrize("way", [ask, by_sftp])
def test_a_request_that_drips_ends_by_its_own_deadline_in_words(
    dripping: int, way: Callable[[int, float], None]
) -> None:
    with pytest.raises(WaitingError) as caught:
        way(dripping, 0.3)
    assert caught.value.kind in {"no_answer", "not_ssh"}


@pytest.mark.parametrize("way", [ask, by_sftp])
def test_another_thread_ends_what_is_under_way_and_nothing_more_begins(
    dripping: int, way: Callable[[int, float], None]
) -> None:
    cancel_token, raised = CancelToken(), []

    def work() -> None:
        cancel_token.take()
        for _twice in range(2):
            try:
                way(dripping, LONG)
            except (CutError, WaitingError) as error:
                raised.append(type(error))

    worker = threading.Thread(target=work)
    worker.start()
    time.sleep(0.2)  # it does not matter how far it is
    cancel_token.cut()
    worker.join(LONG / 2)
    assert not worker.is_alive()
    assert raised[1:] == [CutError]


def test_a_look_in_clear_has_a_deadline_too(dripping: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prevent_desktop.delivery.connection.http_requests._WHOLE_PROBE", 0.3)
    assert ask_in_clear(f"http://127.0.0.1:{dripping}/") is None


def test_large_requests_have_the_time_that_a_poor_line_needs_but_not_for_ever() -> None:
    assert seconds_for(0, 60.0) == 60.0
    assert seconds_for(256 * 1024, 60.0) == 572.0
    assert seconds_for(1 << 30, 60.0) == 600.0
