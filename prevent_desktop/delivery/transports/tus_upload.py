"""An upload by tus 1.0 (https://tus.io/protocols/resumable-upload): core, creation and termination."""

from __future__ import annotations

import base64
from typing import Final

from prevent_desktop.delivery.connection.http_connection import HttpConnection
from prevent_desktop.delivery.connection.unexpected_responses import (
    ServerResponse,
    explain_refusal,
    explain_unexpected,
)
from prevent_desktop.delivery.failure_reasons import FailureReason, refused
from prevent_desktop.delivery.mailboxes.mailbox import PACK_ENDING
from prevent_desktop.delivery.transports import Parcel
from prevent_desktop.delivery.transports.upload import (
    ERRORS,
    GONE,
    NOT_FOUND,
    SERVER_ERRORS,
    Upload,
    does_not_fit,
    number,
    on_same_server,
)

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

    def create(self) -> tuple[str, int]:
        """See `Upload.create`; by the creation extension, without a body."""
        headers = {
            **_HEADERS,
            "Upload-Length": str(self.parcel.size),
            "Upload-Metadata": _metadata(
                filename=f"{self.parcel.pack_id}{PACK_ENDING}", sha256=self.parcel.digest
            ),
        }
        answer = self.connection.ask("POST", self.parcel.endpoint, headers)
        require_tus(answer)
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
