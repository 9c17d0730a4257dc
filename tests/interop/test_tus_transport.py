from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.transports.tus import TusTransport
from prevent_desktop.errors import RefusedError, WaitingError
from tests.interop.tus_parts import BadLine, Cut, TusServer, why_no_tus_server
from tests.interop.upload_way import UploadWay
from tests.unit.delivery.receivers import PACK
from tests.unit.delivery.strange_servers import Authority
from tests.unit.delivery.transport_contract import (
    CHUNK,
    CONTENT,
    RecordingJournal,
    StoppedHereError,
    TransportContract,
    parcel,
)

pytestmark = pytest.mark.skipif(bool(why_no_tus_server()), reason=why_no_tus_server() or "-")


class TusWay(UploadWay[TusServer]):
    """npm @tus/server at the other end."""

    def arrived(self, pack_id: str) -> bytes | None:
        whole = [upload for upload in self.server.whole_uploads() if upload.pack_id == pack_id]
        assert len(whole) <= 1, "the same pack arrived twice"
        return whole[0].path.read_bytes() if whole else None

    def has_a_part(self) -> bool:
        return any(upload.received < upload.size for upload in self.server.uploads())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TusServer]:
    """One for all tests: each finds it empty."""
    with TusServer(tmp_path_factory.mktemp("receiver")) as started:
        yield started


@pytest.fixture
def way(server: TusServer) -> TusWay:
    server.empty()
    return TusWay(server)


class TestTusTransport(TransportContract):
    """tus passes the contract, with an independent implementation as receiver."""


def test_the_server_learns_the_pack_id_and_the_digest_and_nothing_else(way: TusWay) -> None:
    sealed = parcel(way)[0]
    way.transport.upload(sealed, RecordingJournal())
    upload = next(way.server.uploads())
    assert upload.metadata == {"filename": f"{PACK}.pdf.age", "sha256": sealed.digest}


def test_a_server_killed_in_the_middle_gets_the_rest_when_it_is_back(way: TusWay) -> None:
    killed_at = 4 * CHUNK

    class KillingJournal(RecordingJournal):
        def acknowledge(self, offset: int, *, rate: float = 0.0) -> None:
            super().acknowledge(offset, rate=rate)
            if offset == killed_at:
                way.server.kill()

    journal = KillingJournal()
    with pytest.raises(WaitingError):
        way.transport.upload(parcel(way)[0], journal)
    way.server.start()
    rest, read = parcel(way, journal=journal)
    way.transport.upload(rest, RecordingJournal())
    assert way.arrived(PACK) == CONTENT
    assert sum(read) <= len(CONTENT) - killed_at


def test_a_cut_in_the_middle_of_a_chunk_costs_at_most_that_chunk(way: TusWay) -> None:
    fates = iter([Cut(after=3 * CHUNK + CHUNK // 2, upward=True)])
    sent: list[int] = []
    journal = RecordingJournal()
    with BadLine(lambda: way.server.port, lambda: next(fates, None)) as line:
        way.endpoint = line.endpoint
        for _attempt in range(5):
            rest, read = parcel(way, journal=journal)
            with suppress(WaitingError):
                way.transport.upload(rest, journal)
            sent.append(sum(read))
            if journal.offsets[-1:] == [len(CONTENT)]:
                break
        assert line.cuts == 1
    assert way.arrived(PACK) == CONTENT
    assert len(CONTENT) < sum(sent) <= len(CONTENT) + CHUNK


@pytest.mark.parametrize("after", [0, 100, 400, 700, 1000, 1500, 3000])
def test_an_answer_lost_on_its_way_back_never_makes_a_second_pack(way: TusWay, after: int) -> None:
    fates = iter([Cut(after=after, upward=False)] * 3)
    journal = RecordingJournal()
    with BadLine(lambda: way.server.port, lambda: next(fates, None)) as line:
        way.endpoint = line.endpoint
        for _attempt in range(8):
            with suppress(WaitingError):
                way.transport.upload(parcel(way, journal=journal)[0], journal)
                break
    assert way.arrived(PACK) == CONTENT


def test_a_creation_whose_answer_was_lost_leaves_only_an_empty_upload(way: TusWay) -> None:
    class LostJournal(RecordingJournal):
        def remember(self, upload_url: str) -> None:
            assert upload_url
            raise StoppedHereError

    with pytest.raises(StoppedHereError):
        way.transport.upload(parcel(way)[0], LostJournal())
    way.transport.upload(parcel(way)[0], RecordingJournal())
    assert sorted(upload.received for upload in way.server.uploads()) == [0, len(CONTENT)]


def test_two_senders_of_one_upload_leave_it_whole(way: TusWay) -> None:
    started = RecordingJournal(stop_at=0)
    with pytest.raises(StoppedHereError):
        way.transport.upload(parcel(way)[0], started)
    # The first acknowledgement comes after the first chunk; both go on from the same place.
    journals = [RecordingJournal(upload_url=started.upload_url) for _ in range(2)]

    def send(journal: RecordingJournal) -> None:
        for _attempt in range(20):
            with suppress(WaitingError):
                way.transport.upload(parcel(way, journal=journal)[0], journal)
                return

    threads = [threading.Thread(target=send, args=(journal,)) for journal in journals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert way.arrived(PACK) == CONTENT
    assert [journal.offsets[-1] for journal in journals] == [len(CONTENT)] * 2


def expire(server: TusServer) -> None:
    for path in server.store.glob("*.json"):
        known = json.loads(path.read_text())
        path.write_text(json.dumps({**known, "creation_date": "2020-01-01T00:00:00.000Z"}))


def test_an_upload_that_expired_at_the_server_is_begun_again(tmp_path: Path) -> None:
    with TusServer(tmp_path / "receiver", expiry_ms=3_600_000) as server:
        way = TusWay(server)
        journal = RecordingJournal(stop_at=5 * CHUNK)
        with pytest.raises(StoppedHereError):
            way.transport.upload(parcel(way)[0], journal)
        expire(server)
        way.transport.upload(parcel(way, journal=journal)[0], RecordingJournal())
        assert way.arrived(PACK) == CONTENT


def test_an_upload_that_expires_under_way_is_begun_again_at_the_next_attempt(tmp_path: Path) -> None:
    with TusServer(tmp_path / "receiver", expiry_ms=3_600_000) as server:
        way = TusWay(server)

        class ExpiringJournal(RecordingJournal):
            def acknowledge(self, offset: int, *, rate: float = 0.0) -> None:
                super().acknowledge(offset, rate=rate)
                expire(server)

        journal = ExpiringJournal()
        with pytest.raises(WaitingError):
            way.transport.upload(parcel(way)[0], journal)
        assert (journal.upload_url, journal.offsets[-1]) == ("", 0)
        way.transport.upload(parcel(way, journal=journal)[0], RecordingJournal())
        assert way.arrived(PACK) == CONTENT


def test_a_pack_beyond_the_servers_limit_needs_a_person_and_no_byte_leaves(tmp_path: Path) -> None:
    with TusServer(tmp_path / "receiver", max_size=1000) as server:
        way = TusWay(server)
        sealed, read = parcel(way)
        with pytest.raises(RefusedError) as caught:
            way.transport.upload(sealed, RecordingJournal())
        assert caught.value.kind == "too_large"
        assert (read, list(server.uploads())) == ([], [])


def test_an_address_beside_the_upload_place_needs_a_person(way: TusWay) -> None:
    way.endpoint = way.endpoint.replace("/files", "/receipts/files")
    sealed, read = parcel(way)
    with pytest.raises(RefusedError) as caught:
        way.transport.upload(sealed, RecordingJournal())
    assert caught.value.kind == "no_such_address"
    assert read == []


def test_through_tls_the_pack_goes_to_the_endpoint_though_the_server_names_its_inner_address(
    way: TusWay, tmp_path: Path
) -> None:
    authority = Authority.make()
    context = authority.server_context(tmp_path)
    with BadLine(lambda: way.server.port, lambda: None, context) as line:
        way.endpoint = line.endpoint
        way.transport = TusTransport(
            HttpConnections(context=authority.trusting_context()), largest_chunk=CHUNK
        )
        journal = RecordingJournal(stop_at=5 * CHUNK)
        with pytest.raises(StoppedHereError):
            way.transport.upload(parcel(way)[0], journal)
        assert journal.upload_url.startswith(line.endpoint)
        way.transport.upload(parcel(way, journal=journal)[0], RecordingJournal())
        way.answer(PACK, b"a.b.c")
        assert way.transport.receipt(parcel(way)[0]) == b"a.b.c"
    assert way.arrived(PACK) == CONTENT


def test_a_proxy_that_takes_only_small_requests_gets_small_ones(tmp_path: Path) -> None:
    limit = 300 * 1024
    with TusServer(tmp_path / "receiver", largest_body=limit) as server:
        way = TusWay(server)
        way.transport = TusTransport()
        content = CONTENT * 5
        assert len(content) > 4 * limit
        journal = RecordingJournal()
        way.transport.upload(parcel(way, content=content)[0], journal)
        assert way.arrived(PACK) == content
        steps = [after - before for before, after in itertools.pairwise(journal.offsets)]
        assert max(steps) <= limit


def test_a_proxy_that_takes_hardly_anything_is_told(tmp_path: Path) -> None:
    with TusServer(tmp_path / "receiver", largest_body=1000) as server:
        way = TusWay(server)
        with pytest.raises(RefusedError) as caught:
            way.transport.upload(parcel(way)[0], RecordingJournal())
        assert caught.value.kind == "too_large"
