"""One attempt to bring one parcel to its end, in whichever way the server speaks: ask, create, send chunk by chunk."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol
from urllib.parse import urljoin, urlsplit, urlunsplit

from prevent_desktop.delivery.connection.http_connection import Content
from prevent_desktop.delivery.connection.unexpected_responses import ServerResponse, explain_refusal
from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.delivery.transports import Journal, Parcel
from prevent_desktop.delivery.transports.chunks import ChunkSize
from prevent_desktop.delivery.transports.pace import Pace
from prevent_desktop.errors import WaitingError

GONE: Final = frozenset({404, 410})
NOT_FOUND: Final = frozenset({403, 404, 410})
"""What a server says at HEAD about an upload that it does not know (tus core, "HEAD")."""
OUT_OF_STEP: Final = frozenset({400, 409, 423})
"""Another request was at the upload: ask for the offset again."""
ERRORS: Final = 300
"""The first status that is no success."""
SERVER_ERRORS: Final = 500
_QUESTIONS = 3  # how often in a row, before the connection is left alone for a while
_PATIENCE = 5  # attempts on one upload that the server no longer makes sense of, before a new one is begun
_TOO_LARGE = 413
_LONGEST_NUMBER = 15


class Asking(Protocol):
    """A connection to the server, as `HttpConnection.ask`."""

    def ask(
        self, method: str, url: str, headers: Mapping[str, str], content: Content | None = None, /
    ) -> ServerResponse:
        """One request and its answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What an attempt works with: the open connection, the sealed file, the chunk's size, the pace, and a look for the receipt."""

    connection: Asking
    sealed: BinaryIO
    chunk: ChunkSize
    pace: Pace
    is_received: Callable[[], bool]


class Upload(ABC):
    """What the two protocols have in common. `greeting` is what the server answered to OPTIONS."""

    def __init__(self, parcel: Parcel, journal: Journal, means: Means, greeting: ServerResponse) -> None:
        self.parcel = parcel
        self.journal = journal
        self.means = means
        self.connection = means.connection
        self.greeting = greeting

    def run(self) -> None:
        """Send what the server does not have; return once it has all of it."""
        self.require_room()
        url = self.parcel.upload_url
        offset = self.offset(url) if url else None
        if offset is None:
            # What the receiver has just taken in is gone too: then the next attempt begins with the receipt.
            if url and self.means.is_received():
                raise waiting(FailureReason.CUT_OFF, self.greeting.host)
            url, offset = self.create()
        questions = 0
        while not self.is_done(offset):
            reached = self._send(url, offset)
            if reached is None:
                questions += 1
                reached = self._ask_again(url, questions)
            else:
                questions = 0
            offset = reached

    @abstractmethod
    def require_room(self) -> None:
        """RefusedError where the server has said that it takes no upload of this size."""

    @abstractmethod
    def create(self) -> tuple[str, int]:
        """Create an upload and remember its address before any byte is sent to it; its address and offset."""

    @abstractmethod
    def offset(self, url: str) -> int | None:
        """How many bytes the server has, acknowledged; None where it has forgotten the upload, or never knew this one."""

    @abstractmethod
    def is_done(self, offset: int) -> bool:
        """Whether the server has all of it."""

    @abstractmethod
    def headers_of_chunk(self, offset: int, size: int) -> dict[str, str]:
        """The headers of a chunk."""

    @abstractmethod
    def reached(self, answer: ServerResponse, offset: int, size: int) -> int | None:
        """The offset after a chunk, by the server's answer; None where it has to be asked for."""

    def size_of_chunk(self, offset: int) -> int:
        """How many bytes to send next."""
        return min(self.means.chunk.next, self.parcel.size - offset)

    def forget(self) -> None:
        """The server has forgotten the upload, or never knew it."""
        self.journal.remember("")

    def is_forgotten(self, answer: ServerResponse) -> bool:
        """Whether HEAD says that there is no such upload, or has made no sense for some attempts."""
        makes_no_sense = answer.status >= SERVER_ERRORS and self.parcel.attempts >= _PATIENCE
        return answer.status in NOT_FOUND or makes_no_sense

    def within(self, answer: ServerResponse, least: int) -> int:
        """The offset in an answer. WaitingError for one that cannot be, such as that of an earlier request."""
        offset = number(answer, "upload-offset")
        if offset is None or not least <= offset <= self.parcel.size:
            raise does_not_fit(answer)
        return offset

    def _ask_again(self, url: str, questions: int) -> int:
        offset = self.offset(url) if questions < _QUESTIONS else None
        if offset is None:
            raise waiting(FailureReason.SERVER_BUSY, urlsplit(url).hostname or "")
        return offset

    def _send(self, url: str, offset: int) -> int | None:
        """Send one chunk; return the new offset, or None where it has to be asked for again."""
        size = self.size_of_chunk(offset)
        headers = {**self.headers_of_chunk(offset, size), "Content-Length": str(size)}
        started = time.monotonic()
        answer = self.connection.ask("PATCH", url, headers, lambda: self.pieces(offset, size))
        if answer.status == _TOO_LARGE and self.means.chunk.was_too_large():
            return offset  # of a proxy with a limit of its own: nothing of it has come further
        reached = self.reached(answer, offset, size)
        if reached is None:
            return None
        rate = (
            self.means.chunk.went(reached - offset, time.monotonic() - started) if reached > offset else 0.0
        )
        self.journal.acknowledge(reached, rate=rate)
        return reached

    def refuse_chunk(self, answer: ServerResponse) -> bool:
        """Raise what an answer to a chunk means where it is no success; whether the offset has to be asked for."""
        if answer.status in GONE:
            self.forget()
            raise waiting(FailureReason.CUT_OFF, answer.host)
        if answer.status in OUT_OF_STEP:
            return True
        if answer.status >= ERRORS:
            raise explain_refusal(answer)
        return False

    def pieces(self, offset: int, size: int) -> Iterable[bytes]:
        """The bytes of a chunk, at the pace that is allowed."""
        if size:
            self.means.sealed.seek(offset)
        return self._read(size)

    def _read(self, size: int) -> Iterator[bytes]:
        pace = self.means.pace
        while size > 0:
            pace.wait(min(pace.piece, size), self.journal.check)
            piece = self.means.sealed.read(min(pace.piece, size))
            if not piece:
                return  # cut short on this disk: the request is then too short, and fails
            size -= len(piece)
            yield piece


def does_not_fit(answer: ServerResponse) -> WaitingError:
    """A success that cannot be one. On a new connection it may well fit."""
    return waiting(FailureReason.SERVER_FAULT, answer.host)


def on_same_server(endpoint: str, answer: ServerResponse) -> str:
    """The upload's address in an answer, always at the endpoint's own origin.

    Behind a proxy that ends TLS a server often gives its inner scheme and port; only its path is used. Another
    host would be a redirect in disguise.
    """
    location = answer.headers.get("location", "")
    own = urlsplit(endpoint)
    try:
        untrusted = urlsplit(urljoin(endpoint, location))
    except ValueError as error:
        raise refused(FailureReason.NOT_ACCEPTED, answer.host) from error
    if not location or untrusted.hostname != own.hostname:
        raise refused(FailureReason.REDIRECTED if location else FailureReason.NOT_ACCEPTED, answer.host)
    return urlunsplit((own.scheme, own.netloc, untrusted.path, untrusted.query, ""))


def number(answer: ServerResponse, name: str) -> int | None:
    """A whole number in a header; None where there is none, or one beyond any pack."""
    text = answer.headers.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else None
