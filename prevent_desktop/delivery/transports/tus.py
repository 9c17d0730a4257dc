"""Resumable upload to a server, receipt and answers beside it: by the IETF's way where the server speaks it, else by tus 1.0.

Which one is decided by what the server answers to OPTIONS, before a byte of the pack leaves.
"""

from __future__ import annotations

import base64
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from prevent_desktop.delivery.connection.http_connection import HttpConnection, HttpConnections
from prevent_desktop.delivery.connection.unexpected_responses import (
    ServerResponse,
    explain_refusal,
    explain_unexpected,
)
from prevent_desktop.delivery.failure_reasons import FailureReason, refused
from prevent_desktop.delivery.mailboxes.mailbox import ANSWER_ENDING, PACK_ENDING, RECEIPT_ENDING
from prevent_desktop.delivery.transports import Journal, Parcel
from prevent_desktop.delivery.transports.chunks import ChunkSize
from prevent_desktop.delivery.transports.pace import shared_pace
from prevent_desktop.delivery.transports.resumable_upload import NotSpokenError, ResumableUpload
from prevent_desktop.delivery.transports.upload import (
    ERRORS,
    GONE,
    NOT_FOUND,
    SERVER_ERRORS,
    Means,
    Upload,
    does_not_fit,
    number,
    on_same_server,
)

_OK = 200
_FORBIDDEN = 403
_NOT_YET = {202, 204, 403, 404, 410}  # object stores answer 403 for what is not there


VERSION: Final = "1.0.0"
_HEADERS = {"Tus-Resumable": VERSION}
_CREATED = 201
_NO_CONTENT = 204
_PRECONDITION_FAILED = 412


class TusUpload(Upload):
    """No pack byte leaves before the server has shown what it is.

    OPTIONS must offer tus 1.0.0, then POST (creation, without a body) or HEAD must bear ``Tus-Resumable: 1.0.0``; only
    then PATCH sends.
    """

    @staticmethod
    def is_offered(greeting: ServerResponse) -> bool:
        """Whether OPTIONS offers it (tus core, "OPTIONS")."""
        offered = greeting.headers.get("tus-version", "").split(",")
        return VERSION in (version.strip() for version in offered)

    def require_room(self) -> None:
        """See `Upload.require_room`."""
        largest = number(self.greeting, "tus-max-size")
        if largest is not None and self.parcel.size > largest:
            raise refused(FailureReason.TOO_LARGE, self.greeting.host)

    @property
    def file_name(self) -> str:
        """Under which name it goes up."""
        return f"{self.parcel.pack_id}{PACK_ENDING}"

    def create(self) -> tuple[str, int]:
        """See `Upload.create`; by the creation extension, without a body."""
        headers = {
            **_HEADERS,
            "Upload-Length": str(self.parcel.size),
            "Upload-Metadata": _metadata(filename=self.file_name, sha256=self.parcel.digest),
        }
        answer = self.connection.ask("POST", self.parcel.endpoint, headers)
        require_tus(answer)
        return self.created(answer)

    def created(self, answer: ServerResponse) -> tuple[str, int]:
        """What the server said to its creation: the upload's address and offset."""
        if answer.status != _CREATED:
            raise does_not_fit(answer) if answer.status < ERRORS else explain_refusal(answer)
        url = on_same_server(self.parcel.endpoint, answer)
        self.journal.remember(url)
        return url, 0

    def offset(self, url: str) -> int | None:
        """See `Upload.offset`."""
        answer = self.connection.ask("HEAD", url, {**_HEADERS, "Cache-Control": "no-store"})
        require_tus(answer)
        if self.is_forgotten(answer):
            self.forget()
            return None
        if answer.status >= ERRORS:
            raise explain_refusal(answer)
        if number(answer, "upload-length") not in {None, self.parcel.size}:
            self.forget()
            return None
        offset = self.within(answer, 0)
        self.journal.acknowledge(offset)
        return offset

    def is_done(self, offset: int) -> bool:
        """See `Upload.is_done`."""
        return offset >= self.parcel.size

    def headers_of_chunk(self, offset: int, size: int) -> dict[str, str]:
        """See `Upload.headers_of_chunk`."""
        del size
        return {
            **_HEADERS,
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }

    def reached(self, answer: ServerResponse, offset: int, size: int) -> int | None:
        """See `Upload.reached`."""
        del size
        require_tus(answer)
        return None if self.refuse_chunk(answer) else self.within(answer, offset + 1)

    @staticmethod
    def take_back(connection: HttpConnection, parcel: Parcel) -> bool:
        """See `Transport.take_back`; by the termination extension, where the server has it."""
        known = connection.ask("HEAD", parcel.upload_url, {**_HEADERS, "Cache-Control": "no-store"})
        require_tus(known)
        if known.status in NOT_FOUND:
            return True
        if known.status >= ERRORS:
            raise explain_refusal(known)
        if number(known, "upload-offset") == parcel.size:
            return False
        answer = connection.ask("DELETE", parcel.upload_url, _HEADERS)
        if answer.status >= SERVER_ERRORS:
            raise explain_refusal(answer)
        return answer.status == _NO_CONTENT or answer.status in GONE


def require_tus(answer: ServerResponse) -> None:
    """Raise unless the answer bears ``Tus-Resumable: 1.0.0``: then it is from a tus server."""
    version = answer.headers.get("tus-resumable")
    if version == VERSION:
        return
    if version is not None or answer.status == _PRECONDITION_FAILED:  # tus core, "Tus-Version"
        raise refused(FailureReason.WRONG_VERSION, answer.host)
    raise explain_unexpected(answer)


def _metadata(**values: str) -> str:
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in values.items())


class TusTransport:
    """Delivers to ``https:`` endpoints (and ``http:`` on this computer). `largest_chunk` is in bytes."""

    def __init__(
        self, connections: HttpConnections | None = None, *, largest_chunk: int | None = None
    ) -> None:
        self._connections = connections or HttpConnections()
        self._limits = {} if largest_chunk is None else {"largest": largest_chunk}

    def upload(self, parcel: Parcel, journal: Journal) -> None:
        """See `Transport.upload`."""
        with self._connections.open(parcel.endpoint) as connection, parcel.open() as sealed:
            greeting = _greet(connection, parcel.endpoint)
            chunk = ChunkSize(**self._limits, attempts=parcel.attempts)
            means = Means(
                connection=connection,
                sealed=sealed,
                chunk=chunk,
                pace=shared_pace(self._connections.most_bytes),
                is_received=lambda: self.receipt(parcel) is not None,
            )
            if ResumableUpload.is_offered(greeting):
                try:
                    ResumableUpload(parcel, journal, means, greeting).run()
                except NotSpokenError as error:
                    if not TusUpload.is_offered(greeting):
                        raise refused(FailureReason.WRONG_VERSION, error.answer.host) from error
                else:
                    return
            TusUpload(parcel, journal, means, greeting).run()

    def try_connection(self, endpoint: str) -> None:
        """Ask the server what it is, and no more: no pack takes part. Raise as `upload` does."""
        with self._connections.open(endpoint) as connection:
            _greet(connection, endpoint)

    def take_back(self, parcel: Parcel) -> bool:
        """See `Transport.take_back`."""
        if not parcel.upload_url:
            return True
        with self._connections.open(parcel.endpoint) as connection:
            greeting = _greet(connection, parcel.endpoint)
            way = ResumableUpload if ResumableUpload.is_offered(greeting) else TusUpload
            return way.take_back(connection, parcel)

    def receipt(self, parcel: Parcel) -> bytes | None:
        """See `Transport.receipt`."""
        return self._what_lies_at(parcel.endpoint, receipt_url(parcel.endpoint, parcel.pack_id))

    def answer(self, endpoint: str, pack_id: str, number: int) -> bytes | None:
        """See `Transport.answer`."""
        return self._what_lies_at(endpoint, answer_url(endpoint, pack_id, number))

    def _what_lies_at(self, endpoint: str, url: str) -> bytes | None:
        with self._connections.open(endpoint) as connection:
            answer = connection.ask("GET", url, {"Cache-Control": "no-cache"})
        if answer.status == _OK and not answer.is_page:
            return answer.body
        blocked = answer.status == _FORBIDDEN and answer.is_page
        if answer.status in _NOT_YET and not blocked:
            return None
        raise explain_unexpected(answer)


def _greet(connection: HttpConnection, endpoint: str) -> ServerResponse:
    """Make sure that a server for uploads answers; what it says of itself."""
    answer = connection.ask("OPTIONS", endpoint, {})
    if ResumableUpload.is_offered(answer):
        return answer
    if not TusUpload.is_offered(answer):
        require_tus(answer)
    if answer.status >= ERRORS:
        raise explain_refusal(answer)
    return answer


def receipt_url(endpoint: str, pack_id: str) -> str:
    """Where the receipt of a pack is: in ``receipts/`` beside the endpoint."""
    return _beside(endpoint, f"receipts/{pack_id}{RECEIPT_ENDING}")


def answer_url(endpoint: str, pack_id: str, number: int) -> str:
    """Where an answer to a pack is: in ``answers/`` beside the endpoint."""
    return _beside(endpoint, f"answers/{pack_id}/{number}{ANSWER_ENDING}")


def _beside(endpoint: str, path: str) -> str:
    parts = urlsplit(endpoint)
    folder = parts.path.rstrip("/").rpartition("/")[0]
    return urlunsplit(parts._replace(path=f"{folder}/{path}"))
