"""One pack over a line that harms single answers, to npm @tus/server: nobody has to do anything about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from prevent_desktop.delivery.transports.tus import TusTransport
from prevent_desktop.errors import WaitingError
from tests.faults.http_relay import Harm, HttpRelay, Mishap
from tests.faults.relay_books import Exchange
from tests.interop.test_tus_transport import TusWay
from tests.interop.tus_parts import TusServer, why_no_tus_server
from tests.unit.delivery.receivers import PACK
from tests.unit.delivery.transport_contract import (
    CHUNK,
    CONTENT,
    RecordingJournal,
    StoppedHereError,
    parcel,
)

pytestmark = pytest.mark.skipif(bool(why_no_tus_server()), reason=why_no_tus_server() or "-")


@pytest.fixture
def way(tmp_path: Path) -> Iterator[TusWay]:
    with TusServer(tmp_path / "receiver") as server:
        yield TusWay(server)


CASES = [
    (Harm.TWICE, "OPTIONS", 1), (Harm.TWICE, "POST", 1), (Harm.TWICE, "HEAD", 1), (Harm.TWICE, "PATCH", 2),
    (Harm.OLD_ANSWER, "OPTIONS", 2), (Harm.OLD_ANSWER, "HEAD", 2), (Harm.OLD_ANSWER, "PATCH", 2),
]  # fmt: skip


@pytest.mark.parametrize("place", [0.0, 1.0], ids=["at once", "in place of the next"])
@pytest.mark.parametrize(("harm", "method", "time"), CASES)
def test_an_answer_that_belongs_to_another_request_sets_no_pack_aside(
    way: TusWay, harm: Harm, method: str, time: int, place: float
) -> None:
    seen: list[str] = []

    def decide(exchange: Exchange) -> Mishap | None:
        seen.append(exchange.method)
        return Mishap(harm, place) if exchange.method == method and seen.count(method) == time else None

    journal = RecordingJournal()
    with HttpRelay(lambda: way.server.port, decide) as relay:
        way.endpoint = relay.endpoint
        for stop_at in (3 * CHUNK, 6 * CHUNK, None, None, None):
            journal.stop_at = stop_at
            with suppress(WaitingError, StoppedHereError):
                way.transport.upload(parcel(way, journal=journal)[0], journal)
        assert not relay.books.problems(faults=2)
    assert seen.count(method) >= time
    assert way.arrived(PACK) == CONTENT


def test_a_pack_that_was_taken_in_while_we_were_away_is_not_sent_again(way: TusWay) -> None:
    journal = RecordingJournal()
    way.transport.upload(parcel(way)[0], journal)
    way.answer(PACK, b"a.b.c")
    way.forget()
    with pytest.raises(WaitingError):
        way.transport.upload(parcel(way, journal=journal)[0], journal)
    assert list(way.server.uploads()) == []
    assert way.transport.receipt(parcel(way)[0]) == b"a.b.c"


def test_what_was_lost_without_a_receipt_is_sent_again(way: TusWay) -> None:
    journal = RecordingJournal()
    way.transport.upload(parcel(way)[0], journal)
    way.forget()
    TusTransport(largest_chunk=CHUNK).upload(parcel(way, journal=journal)[0], journal)
    assert way.arrived(PACK) == CONTENT
