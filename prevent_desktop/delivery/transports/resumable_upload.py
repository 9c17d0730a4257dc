"""An upload by the IETF's resumable uploads for HTTP (draft-ietf-httpbis-resumable-upload-12, interop version 8).

It is the careful way of the draft ("Careful Upload Creation"): an empty request creates the upload, and only what is asked
of the upload itself shows that it is one. Interim answers (104) are read past: all that they tell comes in answers too.
"""

from __future__ import annotations

import base64
import re
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
    number,
    on_same_server,
)

PARTIAL: Final = "application/partial-upload"
INTEROP: Final = "8"
_HEADERS = {"Upload-Draft-Interop-Version": INTEROP}
_YES, _NO = "?1", "?0"
_KNOWN_LIMITS = {"max-size", "min-size", "max-append-size", "min-append-size", "max-age"}
_MEMBER = re.compile(r"([a-z*][a-z0-9_.*-]*)(?:=([^;,]*))?(?:;[^,]*)?", re.ASCII)
_INTEGER = re.compile(r"\d{1,15}", re.ASCII)


class NotSpokenError(Exception):
    """The server offered this way, and then did not go it."""

    def __init__(self, answer: ServerResponse) -> None:
        super().__init__()
        self.answer = answer


class ResumableUpload(Upload):
    """OPTIONS must name ``application/partial-upload``, and HEAD must tell of an upload that is not complete; then bytes go."""

    _limits: dict[str, int] | None = None
    _complete = False

    @staticmethod
    def is_offered(greeting: ServerResponse) -> bool:
        """Whether OPTIONS offers it (draft, section 4.1.4)."""
        offered = greeting.headers.get("accept-patch", "").lower().split(",")
        return greeting.status < ERRORS and PARTIAL in (one.partition(";")[0].strip() for one in offered)

    def require_room(self) -> None:
        """See `Upload.require_room`."""
        self._learn(self.greeting)
        self._require_room(self.greeting)

    def create(self) -> tuple[str, int]:
        """See `Upload.create`. Where the server takes no empty request, the smallest that it takes is the first chunk."""
        size = min(self._limit("min-append-size") or 0, self.parcel.size)
        whole = size == self.parcel.size
        headers = {
            **_HEADERS,
            "Upload-Complete": _YES if whole else _NO,
            "Upload-Length": str(self.parcel.size),
            "Content-Length": str(size),
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f'inline; filename="{self.parcel.pack_id}{PACK_ENDING}"',
            "Repr-Digest": _digest(self.parcel.digest),
        }
        content = (lambda: self.pieces(0, size)) if size else None
        answer = self.connection.ask("POST", self.parcel.endpoint, headers, content)
        if answer.status >= ERRORS:
            raise self._refusal(answer)
        if whole and _completeness(answer) == _YES:
            self._complete = True
            self.journal.acknowledge(self.parcel.size)
            return "", self.parcel.size
        if answer.is_page:
            raise explain_unexpected(answer)
        url = on_same_server(self.parcel.endpoint, answer)
        self._learn(answer)
        self._require_room(answer)
        self.journal.remember(url)
        offset = self.offset(url)
        if offset is None:
            raise NotSpokenError(answer)
        return url, offset

    def offset(self, url: str) -> int | None:
        """See `Upload.offset`."""
        answer = self.connection.ask("HEAD", url, {**_HEADERS, "Cache-Control": "no-store"})
        if self.is_forgotten(answer):
            self.forget()
            return None
        if answer.status >= ERRORS:
            raise self._refusal(answer)
        complete = _completeness(answer)
        if complete is None or "upload-offset" not in answer.headers:
            self.forget()
            raise NotSpokenError(answer)
        if number(answer, "upload-length") not in {None, self.parcel.size}:
            self.forget()
            return None
        self._learn(answer)
        offset = self.within(answer, 0)
        self._complete = complete == _YES
        if self._complete and offset != self.parcel.size:
            raise refused(FailureReason.NOT_ACCEPTED, answer.host)
        self.journal.acknowledge(offset)
        return offset

    def is_done(self, offset: int) -> bool:
        """See `Upload.is_done`: the server must have been told that it has all, and have said that it knows."""
        return self._complete and offset == self.parcel.size

    def size_of_chunk(self, offset: int) -> int:
        """See `Upload.size_of_chunk`; within the limits that the server named."""
        rest = self.parcel.size - offset
        size = max(super().size_of_chunk(offset), min(self._limit("min-append-size") or 0, rest))
        return min(size, self._limit("max-append-size") or size)

    def headers_of_chunk(self, offset: int, size: int) -> dict[str, str]:
        """See `Upload.headers_of_chunk`."""
        return {
            **_HEADERS,
            "Upload-Complete": _YES if offset + size == self.parcel.size else _NO,
            "Upload-Offset": str(offset),
            "Content-Type": PARTIAL,
        }

    def reached(self, answer: ServerResponse, offset: int, size: int) -> int | None:
        """See `Upload.reached`. An answer to a chunk need not repeat the offset; it must say whether all is there."""
        if self.refuse_chunk(answer):
            return None
        complete = _completeness(answer)
        if complete is None:
            raise explain_unexpected(answer)
        self._complete = complete == _YES
        told = "upload-offset" in answer.headers
        reached = self.within(answer, offset) if told else offset + size
        # A server that gets no further and says no error would be sent to for ever.
        return None if reached == offset and not self._complete else reached

    @staticmethod
    def take_back(connection: HttpConnection, parcel: Parcel) -> bool:
        """See `Transport.take_back` (draft, "Upload Cancellation")."""
        known = connection.ask("HEAD", parcel.upload_url, {**_HEADERS, "Cache-Control": "no-store"})
        if known.status in NOT_FOUND:
            return True
        if known.status >= ERRORS:
            raise explain_refusal(known)
        if _completeness(known) is None:
            raise explain_unexpected(known)
        if _completeness(known) == _YES:
            return False
        answer = connection.ask("DELETE", parcel.upload_url, _HEADERS)
        if answer.status >= SERVER_ERRORS:
            raise explain_refusal(answer)
        return answer.status < ERRORS or answer.status in GONE

    def _refusal(self, answer: ServerResponse) -> Exception:
        """A server for uploads refused, or something else answered: a page, or a redirect."""
        strange = answer.is_page or answer.status < 400  # noqa: PLR2004 - redirects are 3xx
        return explain_unexpected(answer) if strange else explain_refusal(answer)

    def _require_room(self, answer: ServerResponse) -> None:
        largest = self._limit("max-size")
        if largest is not None and self.parcel.size > largest:
            raise refused(FailureReason.TOO_LARGE, answer.host)

    def _limit(self, name: str) -> int | None:
        return (self._limits or {}).get(name)

    def _learn(self, answer: ServerResponse) -> None:
        if (found := limits(answer.headers.get("upload-limit", ""))) is not None:
            self._limits = found


def limits(untrusted: str) -> dict[str, int] | None:
    """The members of an ``Upload-Limit`` header that are known; None where there are none, or the header is to be ignored.

    A dictionary of RFC 9651, of which only integers have a meaning here.
    """
    found: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in untrusted.split(","))):
        member = _MEMBER.fullmatch(part)
        if member is None:
            return None
        name, value = member.groups()
        if name not in _KNOWN_LIMITS:
            continue
        if value is None or not _INTEGER.fullmatch(value.strip()):
            return None
        found[name] = int(value)
    return found or None


def _completeness(answer: ServerResponse) -> str | None:
    said = answer.headers.get("upload-complete", "").partition(";")[0].strip()
    return said if said in {_YES, _NO} else None


def _digest(hexadecimal: str) -> str:
    """As RFC 9530 section 3 writes it."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(hexadecimal)).decode('ascii')}:"
