"""What holds for each way to a receiver. tus, the folder mailbox and SFTP pass this same suite, mail what of it
a mail can have.

Every line of delivery is in it: going on at the receiver's offset after any cut, duplicates, cancelling, the receipt, the
answers, and a stop in the middle.
"""

from __future__ import annotations

import hashlib
import io
import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO

import pytest

from prevent_desktop.delivery.signed.answers import LARGEST_SEALED, looks_sealed
from prevent_desktop.delivery.signed.receipts import looks_like_receipt
from prevent_desktop.delivery.transports import Parcel, Transport
from prevent_desktop.errors import WaitingError
from tests.unit.delivery.receivers import OTHER_PACK, PACK

CHUNK = 64 * 1024
CONTENT = os.urandom(10 * CHUNK + 123)
SEALED_ANSWER = b"age-encryption.org/v1\n"


class StoppedHereError(Exception):
    pass


@dataclass
class RecordingJournal:
    """Keeps what a transport reports; stops it after so many acknowledged bytes, or the so manieth time it asks.

    `at_offset` is called once, with `do` as what is done: what happens to the receiver in the middle of an upload.
    """

    stop_at: int | None = None
    stop_at_check: int | None = None
    at_offset: int | None = None
    do: Callable[[], object] = lambda: None
    upload_url: str = ""
    offsets: list[int] = field(default_factory=list)
    checks: int = 0

    def remember(self, upload_url: str) -> None:
        self.upload_url = upload_url
        self.offsets.append(0)

    def acknowledge(self, offset: int, *, rate: float = 0.0) -> None:
        assert rate >= 0
        self.offsets.append(offset)
        if self.stop_at is not None and offset >= self.stop_at:
            raise StoppedHereError
        if self.at_offset is not None and offset >= self.at_offset:
            self.at_offset = None
            self.do()

    def check(self) -> None:
        self.checks += 1
        if self.stop_at_check is not None and self.checks >= self.stop_at_check:
            raise StoppedHereError


class CountingFile(io.BytesIO):
    """Counts the bytes that were read, which are the bytes that left."""

    def __init__(self, content: bytes, counter: list[int]) -> None:
        super().__init__(content)
        self._counter = counter

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        self._counter.append(len(piece))
        return piece


class Way(ABC):
    """A transport with a real receiver at its other end."""

    transport: Transport
    endpoint: str

    @abstractmethod
    def arrived(self, pack_id: str) -> bytes | None:
        """What the receiver has as a whole pack."""

    @abstractmethod
    def has_a_part(self) -> bool:
        """Whether the receiver has a part of a pack that is not whole."""

    @abstractmethod
    def answer(self, pack_id: str, receipt: bytes) -> None:
        """The receiver puts a receipt out."""

    @abstractmethod
    def put_answer(self, pack_id: str, number: int, sealed: bytes) -> None:
        """The receiver puts a sealed answer out."""

    @abstractmethod
    def go_away(self) -> None:
        """The receiver cannot be reached."""

    @abstractmethod
    def come_back(self) -> None:
        """The receiver can be reached again."""

    @abstractmethod
    def forget(self) -> None:
        """The receiver forgets all uploads that are not whole."""


def parcel(
    way: Way, pack_id: str = PACK, content: bytes = CONTENT, *, journal: RecordingJournal | None = None
) -> tuple[Parcel, list[int]]:
    """A parcel that goes on from what `journal` has, and the sizes of what is read from it."""
    read: list[int] = []

    def opened() -> BinaryIO:
        return CountingFile(content, read)

    made = Parcel(
        pack_id=pack_id,
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        endpoint=way.endpoint,
        upload_url=journal.upload_url if journal else "",
        offset=journal.offsets[-1] if journal and journal.offsets else 0,
        attempts=0,
        open=opened,
    )
    return made, read


class HandedOverContract:
    """What holds for each way, also where a person takes the pack along. Subclasses give the fixture `way`."""

    def test_a_pack_arrives_byte_for_byte(self, way: Way) -> None:
        way.transport.upload(parcel(way)[0], RecordingJournal())
        assert way.arrived(PACK) == CONTENT

    def test_what_never_left_needs_no_taking_back(self, way: Way) -> None:
        sealed, read = parcel(way)
        assert way.transport.take_back(sealed)
        assert read == []

    def test_a_pack_that_is_there_whole_stays(self, way: Way) -> None:
        journal = RecordingJournal()
        way.transport.upload(parcel(way)[0], journal)
        assert not way.transport.take_back(parcel(way, journal=journal)[0])
        assert way.arrived(PACK) == CONTENT

    def test_an_upload_that_was_whole_sends_nothing_again(self, way: Way) -> None:
        journal = RecordingJournal()
        way.transport.upload(parcel(way)[0], journal)
        again, read = parcel(way, journal=journal)
        way.transport.upload(again, RecordingJournal())
        assert sum(read) == 0

    def test_packs_do_not_meet(self, way: Way) -> None:
        other = CONTENT[::-1]
        way.transport.upload(parcel(way)[0], RecordingJournal())
        way.transport.upload(parcel(way, OTHER_PACK, other)[0], RecordingJournal())
        assert (way.arrived(PACK), way.arrived(OTHER_PACK)) == (CONTENT, other)

    def test_a_pack_of_one_byte_arrives(self, way: Way) -> None:
        way.transport.upload(parcel(way, content=b"x")[0], RecordingJournal())
        assert way.arrived(PACK) == b"x"

    def test_the_receipt_is_there_once_the_receiver_has_answered(self, way: Way) -> None:
        sealed = parcel(way)[0]
        assert way.transport.receipt(sealed) is None
        way.answer(PACK, b"a.b.c")
        assert way.transport.receipt(sealed) == b"a.b.c"

    def test_no_more_of_a_receipt_is_read_than_one_may_have(self, way: Way) -> None:
        way.answer(PACK, b"a.b." + b"c" * 300_000)
        found = way.transport.receipt(parcel(way)[0])
        assert found is not None
        assert not looks_like_receipt(found)
        assert len(found) <= 64 * 1024

    def test_answers_are_there_by_their_numbers_once_the_receiver_has_given_them(self, way: Way) -> None:
        def answers(*numbers: int) -> list[bytes | None]:
            return [way.transport.answer(way.endpoint, PACK, number) for number in numbers]

        assert answers(1, 2) == [None, None]
        first, second = SEALED_ANSWER + b"first", SEALED_ANSWER + os.urandom(9000)
        way.put_answer(PACK, 1, first)
        way.put_answer(PACK, 2, second)
        way.put_answer(OTHER_PACK, 3, b"x")
        assert answers(1, 2, 3) == [first, second, None]
        assert answers(2, 1) == [second, first], "asking changes nothing"

    def test_no_more_of_an_answer_is_read_than_one_may_have(self, way: Way) -> None:
        way.put_answer(PACK, 1, SEALED_ANSWER + bytes(LARGEST_SEALED * 4))
        found = way.transport.answer(way.endpoint, PACK, 1)
        assert found is not None
        assert LARGEST_SEALED < len(found) <= 64 * 1024
        assert not looks_sealed(found)


class TransportContract(HandedOverContract):
    """What holds besides for each way on which this program itself brings the bytes there. Subclasses give the fixture `way`."""

    def test_each_step_forward_is_reported_and_the_last_is_the_size(self, way: Way) -> None:
        journal = RecordingJournal()
        way.transport.upload(parcel(way)[0], journal)
        assert journal.offsets == sorted(journal.offsets)
        assert journal.offsets[-1] == len(CONTENT)
        assert len(set(journal.offsets)) > 5

    def test_nothing_stands_there_as_whole_before_it_is(self, way: Way) -> None:
        with pytest.raises(StoppedHereError):
            way.transport.upload(parcel(way)[0], RecordingJournal(stop_at=5 * CHUNK))
        assert way.arrived(PACK) is None

    def test_after_a_stop_only_the_rest_is_sent(self, way: Way) -> None:
        journal = RecordingJournal(stop_at=5 * CHUNK)
        with pytest.raises(StoppedHereError):
            way.transport.upload(parcel(way)[0], journal)
        rest, read = parcel(way, journal=journal)
        way.transport.upload(rest, RecordingJournal())
        assert way.arrived(PACK) == CONTENT
        assert sum(read) == len(CONTENT) - journal.offsets[-1]

    def test_a_stop_is_obeyed_also_within_a_chunk(self, way: Way) -> None:
        journal = RecordingJournal(stop_at_check=4)
        sealed, read = parcel(way)
        with pytest.raises(StoppedHereError):
            way.transport.upload(sealed, journal)
        assert sum(read) < len(CONTENT)
        assert way.arrived(PACK) is None
        way.transport.upload(parcel(way, journal=journal)[0], RecordingJournal())
        assert way.arrived(PACK) == CONTENT

    def test_a_receiver_that_goes_away_in_the_middle_gets_the_rest_when_it_is_back(self, way: Way) -> None:
        journal = RecordingJournal(at_offset=5 * CHUNK, do=way.go_away)
        with pytest.raises(WaitingError):
            way.transport.upload(parcel(way)[0], journal)
        way.come_back()
        assert way.arrived(PACK) is None
        rest, read = parcel(way, journal=journal)
        way.transport.upload(rest, RecordingJournal())
        assert way.arrived(PACK) == CONTENT
        assert sum(read) <= len(CONTENT) - 5 * CHUNK + CHUNK, "at most one chunk goes again"

    def test_cuts_again_and_again_never_send_more_than_one_chunk_each_again(self, way: Way) -> None:
        cuts, sent, journal = 0, 0, RecordingJournal()
        for _attempt in range(40):
            rest, read = parcel(way, journal=journal)
            going_on = journal.offsets[-1] if journal.offsets else 0
            journal.at_offset, journal.do = going_on + CHUNK, way.go_away
            try:
                way.transport.upload(rest, journal)
            except WaitingError:
                cuts += 1
                way.come_back()
            sent += sum(read)
            if way.arrived(PACK) is not None:
                break
        way.come_back()
        assert way.arrived(PACK) == CONTENT
        assert cuts
        assert sent <= len(CONTENT) + cuts * CHUNK

    def test_the_same_upload_twice_at_once_is_one_whole_pack(self, way: Way) -> None:
        journal = RecordingJournal(stop_at=2 * CHUNK)
        with pytest.raises(StoppedHereError):
            way.transport.upload(parcel(way)[0], journal)
        begun = threading.Barrier(2)
        faults: list[BaseException] = []

        def again() -> None:
            own = RecordingJournal(at_offset=1, do=begun.wait)
            try:
                way.transport.upload(parcel(way, journal=journal)[0], own)
            except (WaitingError, threading.BrokenBarrierError):
                pass  # it ended before the other one began
            except BaseException as error:  # noqa: BLE001 - whatever it is, the test tells of it
                faults.append(error)
            finally:
                begun.abort()

        both = [threading.Thread(target=again) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert faults == []
        way.transport.upload(parcel(way, journal=journal)[0], RecordingJournal())
        assert way.arrived(PACK) == CONTENT

    def test_one_who_sleeps_in_the_middle_while_another_ends_the_upload_spoils_nothing(
        self, way: Way
    ) -> None:
        journal = RecordingJournal(stop_at=2 * CHUNK)
        with pytest.raises(StoppedHereError):
            way.transport.upload(parcel(way)[0], journal)

        def meanwhile() -> None:
            with ThreadPoolExecutor(1) as other:
                other.submit(
                    way.transport.upload, parcel(way, journal=journal)[0], RecordingJournal()
                ).result()

        with suppress(WaitingError):
            way.transport.upload(
                parcel(way, journal=journal)[0], RecordingJournal(at_offset=4 * CHUNK, do=meanwhile)
            )
        assert way.arrived(PACK) == CONTENT

    def test_one_that_was_not_whole_is_taken_back(self, way: Way) -> None:
        journal = RecordingJournal(stop_at=5 * CHUNK)
        with pytest.raises(StoppedHereError):
            way.transport.upload(parcel(way)[0], journal)
        assert way.has_a_part()
        cancelled = parcel(way, journal=journal)[0]
        assert way.transport.take_back(cancelled)
        assert not way.has_a_part()
        assert way.transport.take_back(cancelled), "again is no matter"
        assert way.arrived(PACK) is None

    def test_a_receiver_that_is_away_is_told_later_of_what_was_cancelled(self, way: Way) -> None:
        journal = RecordingJournal(stop_at=5 * CHUNK)
        with pytest.raises(StoppedHereError):
            way.transport.upload(parcel(way)[0], journal)
        way.go_away()
        with pytest.raises(WaitingError):
            way.transport.take_back(parcel(way, journal=journal)[0])
        way.come_back()
        assert way.transport.take_back(parcel(way, journal=journal)[0])
        assert not way.has_a_part()

    def test_what_the_receiver_forgot_is_sent_again_from_the_start(self, way: Way) -> None:
        journal = RecordingJournal(stop_at=5 * CHUNK)
        with pytest.raises(StoppedHereError):
            way.transport.upload(parcel(way)[0], journal)
        way.forget()
        way.transport.upload(parcel(way, journal=journal)[0], RecordingJournal())
        assert way.arrived(PACK) == CONTENT

    def test_a_receiver_that_is_away_is_waited_for(self, way: Way) -> None:
        way.go_away()
        journal = RecordingJournal()
        sealed, read = parcel(way)
        with pytest.raises(WaitingError) as caught:
            way.transport.upload(sealed, journal)
        assert caught.value.kind
        assert (journal.offsets, read) == ([], [])
        with pytest.raises(WaitingError):
            way.transport.receipt(sealed)
        way.come_back()
        way.transport.upload(sealed, journal)
        assert way.arrived(PACK) == CONTENT

    def test_a_receiver_that_is_away_is_asked_for_answers_later(self, way: Way) -> None:
        way.put_answer(PACK, 1, SEALED_ANSWER)
        way.go_away()
        with pytest.raises(WaitingError):
            way.transport.answer(way.endpoint, PACK, 1)
        way.come_back()
        assert way.transport.answer(way.endpoint, PACK, 1) == SEALED_ANSWER
