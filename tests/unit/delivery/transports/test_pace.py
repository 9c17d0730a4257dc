"""The bandwidth limit, and chunks that follow the line."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.transports.chunks import ChunkSize
from prevent_desktop.delivery.transports.pace import Pace
from prevent_desktop.delivery.transports.tus import TusTransport
from tests.patience import PATIENCE
from tests.unit.delivery.connection.test_strange_networks import StrangeWay
from tests.unit.delivery.line_stage import a_computer
from tests.unit.delivery.strange_servers import TUS, StrangeServer, answer
from tests.unit.delivery.transport_contract import CONTENT, RecordingJournal, StoppedHereError, parcel


class Watch:
    """A clock that only sleeping moves on."""

    def __init__(self) -> None:
        self.now = 100.0
        self.sleeps: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now += seconds

    def pace(self, most: int) -> Pace:
        return Pace(most, clock=lambda: self.now, sleep=self.sleep)


@given(most=st.integers(1, 10**8), sizes=st.lists(st.integers(1, 300_000), min_size=1, max_size=30))
def test_no_more_leaves_than_is_allowed(most: int, sizes: list[int]) -> None:
    watch = Watch()
    pace = watch.pace(most)
    for size in sizes:
        pace.wait(size, lambda: None)
    before_the_last = sum(sizes[:-1])
    assert watch.now - 100.0 >= before_the_last / most - 1e-3


def test_after_a_pause_nothing_is_caught_up() -> None:
    watch = Watch()
    pace = watch.pace(1000)
    pace.wait(1000, lambda: None)
    watch.now += 3600
    began = watch.now
    for _time in range(5):
        pace.wait(1000, lambda: None)
    assert watch.now - began == pytest.approx(4.0)


def test_while_it_waits_it_looks_whether_to_stop() -> None:
    watch = Watch()
    pace = watch.pace(100)
    pace.wait(1000, lambda: None)
    looks = 0

    def check() -> None:
        nonlocal looks
        looks += 1
        if looks == 3:
            raise StoppedHereError

    with pytest.raises(StoppedHereError):
        pace.wait(1000, check)
    assert sum(watch.sleeps) < 1.0


def test_without_a_limit_nothing_waits_and_with_one_pieces_are_small() -> None:
    watch = Watch()
    watch.pace(0).wait(10**9, lambda: None)
    assert watch.sleeps == []
    assert watch.pace(0).piece == 256 * 1024
    assert watch.pace(1_000_000).piece == 100_000
    assert watch.pace(1).piece == 4096


class SlowServer(StrangeServer):
    """A tus server that takes at most so many bytes a second, and keeps how large each chunk was."""

    def __init__(self, bytes_a_second: float) -> None:
        self._pace = bytes_a_second
        self.chunks: list[int] = []
        self.taken = 0
        super().__init__(self._tus)

    def _tus(self, method: str, _path: str) -> bytes:
        if method == "POST":
            return answer(201, TUS, "Location: /files/1")
        if method == "PATCH":
            return answer(204, TUS, f"Upload-Offset: {self.taken}")
        return answer(204, TUS, "Tus-Version: 1.0.0")

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(PATIENCE)
        with connection, connection.makefile("rb") as reader:
            head = self._head(reader.readline)
            if not head:
                return
            method, path, _version = head[0].split(" ")
            length = next(
                (int(line.partition(":")[2]) for line in head if line.lower().startswith("content-length:")),
                0,
            )
            self._take(reader.read, length)
            if method == "PATCH":
                self.chunks.append(length)
            connection.sendall(self._say(method, path))

    def _take(self, read: Callable[[int], bytes], length: int) -> None:
        self.taken += len(read(length))
        time.sleep(length / self._pace)


def send(server: SlowServer, content: bytes) -> None:
    way = StrangeWay(f"http://127.0.0.1:{server.port}/files")
    way.transport.upload(parcel(way, content=content)[0], RecordingJournal())


def test_chunks_follow_the_line() -> None:
    """A slow line gets chunks of three seconds' worth at the most, however fast the computer is."""
    with SlowServer(100_000) as slow:
        send(slow, os.urandom(500_000))
    assert sum(slow.chunks) == 500_000
    assert max(slow.chunks[1:]) <= 300_000, "three seconds at the pace of this line"


@given(pace=st.floats(1_000, 10**9), first=st.integers(1, 32 * 1024 * 1024))
def test_a_chunk_is_what_the_line_carries_in_a_few_seconds(pace: float, first: int) -> None:
    chunk = ChunkSize(first=first)
    for _time in range(12):
        chunk.went(chunk.next, chunk.next / pace)
    smallest, largest = 16 * 1024, 128 * 1024 * 1024
    assert chunk.next == pytest.approx(min(max(pace * 3.0, smallest), largest), rel=0.01)


def test_attempts_that_brought_nothing_begin_with_a_smaller_chunk() -> None:
    assert [ChunkSize(attempts=number).next // 1024 for number in (0, 1, 2, 4, 50)] == [256, 128, 64, 16, 16]
    assert ChunkSize(attempts=3, largest=1000).next == 1000


def test_the_limit_that_is_set_holds_for_an_upload(tmp_path: Path) -> None:
    with a_computer(tmp_path) as computer, SlowServer(10**9) as server:
        computer.choose(replace(computer.choices(), most_bytes=len(CONTENT)))
        way = StrangeWay(f"http://127.0.0.1:{server.port}/files")
        way.transport = TusTransport(HttpConnections(settings=computer))
        began = time.monotonic()
        way.transport.upload(parcel(way)[0], RecordingJournal())
        at_once = Pace(len(CONTENT)).piece
        assert time.monotonic() - began >= (len(CONTENT) - at_once) / len(CONTENT) - 0.01
