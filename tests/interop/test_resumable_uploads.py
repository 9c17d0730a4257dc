"""The IETF's resumable uploads against a server that was written from the draft: the same contract as every other way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.delivery.transports.resumable_upload import limits
from prevent_desktop.delivery.transports.tus import TusTransport
from prevent_desktop.errors import RefusedError, WaitingError
from tests.interop.resumable_server import ResumableServer, Rules
from tests.interop.upload_way import UploadWay
from tests.unit.delivery.receivers import PACK
from tests.unit.delivery.strange_servers import TUS, StrangeServer, answer
from tests.unit.delivery.transport_contract import (
    CHUNK,
    CONTENT,
    RecordingJournal,
    StoppedHereError,
    TransportContract,
    parcel,
)


class ResumableWay(UploadWay[ResumableServer]):
    """The server of the draft at the other end."""

    def arrived(self, pack_id: str) -> bytes | None:
        found = [
            path
            for facts, path in self.server.uploads()
            if facts["complete"] and pack_id in facts["disposition"]
        ]
        assert len(found) <= 1, "the same pack arrived twice"
        return found[0].read_bytes() if found else None

    def has_a_part(self) -> bool:
        return any(not facts["complete"] and path.stat().st_size for facts, path in self.server.uploads())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ResumableServer]:
    """One for all tests: each finds it empty."""
    with ResumableServer(tmp_path_factory.mktemp("receiver")) as started:
        yield started


@pytest.fixture
def way(server: ResumableServer) -> Iterator[ResumableWay]:
    server.empty()
    yield ResumableWay(server)
    assert server.faults == [], "the client went against the draft"


class TestResumableUploads(TransportContract):
    """It passes the contract."""


def methods(server: ResumableServer) -> list[str]:
    return [request.split(" ")[0] for request in server.requests]


def test_the_server_shows_what_it_is_before_a_byte_leaves(way: ResumableWay) -> None:
    way.transport.upload(parcel(way)[0], RecordingJournal())
    asked = methods(way.server)
    assert asked[:3] == ["OPTIONS", "POST", "HEAD"]
    assert set(asked[3:]) == {"PATCH"}


def test_a_server_that_speaks_both_is_spoken_to_in_the_newer_way(tmp_path: Path) -> None:
    with ResumableServer(tmp_path / "r", Rules(offers_tus=True)) as server:
        way = ResumableWay(server)
        way.transport.upload(parcel(way)[0], RecordingJournal())
        assert way.arrived(PACK) == CONTENT
        assert server.faults == []


def test_a_server_that_offers_the_newer_way_and_does_not_go_it_is_spoken_to_by_tus() -> None:
    both = answer(204, TUS, "Tus-Version: 1.0.0", "Accept-Patch: application/partial-upload")

    def said(method: str, _path: str) -> bytes:
        created = answer(201, TUS, "Location: /files/1")
        return {"OPTIONS": both, "POST": created, "HEAD": answer(200, TUS, "Upload-Offset: 0")}.get(
            method, answer(500, TUS)
        )

    with StrangeServer(said) as server:
        way = ResumableWay.__new__(ResumableWay)
        way.transport, way.endpoint = TusTransport(), f"http://127.0.0.1:{server.port}/files"
        with pytest.raises(WaitingError):
            way.transport.upload(parcel(way)[0], RecordingJournal())
        assert [line.split(" ")[0] for line in server.requests] == [
            "OPTIONS",
            "POST",
            "HEAD",
            "POST",
            "PATCH",
        ]


@pytest.mark.parametrize(
    "named",
    [
        {"max-append-size": 30_000},
        {"min-append-size": 100_000},
        {"min-append-size": len(CONTENT) * 2},
        {"max-size": len(CONTENT)},
        {"max-age": 3600},
    ],
    ids=str,
)
def test_the_limits_that_the_server_names_are_kept(tmp_path: Path, named: dict[str, int]) -> None:
    with ResumableServer(tmp_path / "r", Rules(limits=named)) as server:
        way = ResumableWay(server)
        way.transport.upload(parcel(way)[0], RecordingJournal())
        assert way.arrived(PACK) == CONTENT
        assert server.faults == []


def test_a_pack_that_is_too_large_is_told_before_anything_is_created(tmp_path: Path) -> None:
    with ResumableServer(tmp_path / "r", Rules(limits={"max-size": len(CONTENT) - 1})) as server:
        way = ResumableWay(server)
        with pytest.raises(RefusedError) as caught:
            way.transport.upload(parcel(way)[0], RecordingJournal())
        assert caught.value.kind == "too_large"
        assert methods(server) == ["OPTIONS"]


def test_all_bytes_without_the_word_that_it_is_all_is_not_the_end(way: ResumableWay) -> None:
    journal = RecordingJournal(stop_at=5 * CHUNK)
    with pytest.raises(StoppedHereError):
        way.transport.upload(parcel(way)[0], journal)
    ((_facts, path),) = way.server.uploads()
    path.write_bytes(CONTENT)
    rest, read = parcel(way, journal=journal)
    way.transport.upload(rest, RecordingJournal())
    assert way.arrived(PACK) == CONTENT
    assert sum(read) == 0


def test_an_upload_that_is_spoiled_on_its_way_is_refused_by_its_digest(way: ResumableWay) -> None:
    journal = RecordingJournal(stop_at=5 * CHUNK)
    with pytest.raises(StoppedHereError):
        way.transport.upload(parcel(way)[0], journal)
    ((_facts, path),) = way.server.uploads()
    path.write_bytes(bytes(path.stat().st_size))
    with pytest.raises(RefusedError) as caught:
        way.transport.upload(parcel(way, journal=journal)[0], RecordingJournal())
    assert caught.value.kind == "not_accepted"
    assert way.arrived(PACK) is None


def test_the_last_answer_is_lost_and_the_pack_is_still_one(tmp_path: Path) -> None:
    with ResumableServer(tmp_path / "r") as server:
        way = ResumableWay(server)

        class LosingJournal(RecordingJournal):
            def acknowledge(self, offset: int, *, rate: float = 0.0) -> None:
                if offset == len(CONTENT) and rate:
                    raise StoppedHereError
                super().acknowledge(offset, rate=rate)

        journal = LosingJournal()
        with pytest.raises(StoppedHereError):
            way.transport.upload(parcel(way)[0], journal)
        rest, read = parcel(way, journal=journal)
        way.transport.upload(rest, RecordingJournal())
        assert way.arrived(PACK) == CONTENT
        assert sum(read) == 0


@pytest.mark.parametrize("size", [len(CONTENT), 100])
def test_a_server_that_never_gets_further_is_left_alone_for_a_while(size: int) -> None:
    """It takes each chunk, or the word that it was all, and says that it has as much as before."""

    def said(method: str, _path: str) -> bytes:
        told = {
            "OPTIONS": answer(204, "Accept-Patch: application/partial-upload"),
            "POST": answer(201, "Location: /files/1"),
            "HEAD": answer(204, "Upload-Offset: 0", "Upload-Complete: ?0"),
        }
        return told.get(method, answer(204, "Upload-Offset: 0", "Upload-Complete: ?0"))

    with StrangeServer(said) as server:
        way = ResumableWay.__new__(ResumableWay)
        way.transport, way.endpoint = TusTransport(), f"http://127.0.0.1:{server.port}/files"
        with pytest.raises(WaitingError) as caught:
            way.transport.upload(parcel(way, content=CONTENT[:size])[0], RecordingJournal())
        assert caught.value.kind == "server_busy"
        assert len(server.requests) < 12


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("", None),
        ("max-size=10", {"max-size": 10}),
        ("max-size=10;x=1, max-age=5, new-one=?1, other", {"max-size": 10, "max-age": 5}),
        ("max-size=many", None),
        ("max-size=10, min-size=-1", None),
        ("max-size", None),
        ("=;,", None),
        ("max-size=1000000000000000000", None),
    ],
)
def test_limits_are_read_as_the_draft_says(header: str, found: dict[str, int] | None) -> None:
    assert limits(header) == found
