"""Resumable upload to a server, receipt and answers beside it: by the IETF's way where the server speaks it, else by tus 1.0.

Which one is decided by what the server answers to OPTIONS, before a byte of the pack leaves.
"""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from prevent_desktop.delivery.connection.http_connection import HttpConnection, HttpConnections
from prevent_desktop.delivery.connection.unexpected_responses import (
    ServerResponse,
    explain_refusal,
    explain_unexpected,
)
from prevent_desktop.delivery.failure_reasons import FailureReason, refused
from prevent_desktop.delivery.mailboxes.mailbox import ANSWER_ENDING, RECEIPT_ENDING
from prevent_desktop.delivery.transports import Journal, Parcel
from prevent_desktop.delivery.transports.chunks import ChunkSize
from prevent_desktop.delivery.transports.pace import shared_pace
from prevent_desktop.delivery.transports.resumable_upload import NotSpokenError, ResumableUpload
from prevent_desktop.delivery.transports.tus_upload import TusUpload, require_tus
from prevent_desktop.delivery.transports.upload import ERRORS, Means

_OK = 200
_FORBIDDEN = 403
_NOT_YET = {202, 204, 403, 404, 410}  # object stores answer 403 for what is not there


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
