"""Resumable upload to a tus 1.0 server (https://tus.io/protocols/resumable-upload), receipt and answers beside it.

The order keeps the promise that no pack byte leaves before the server has shown what it is: OPTIONS must offer tus
1.0.0, then POST (creation, without a body) or HEAD must bear ``Tus-Resumable: 1.0.0``; only then PATCH sends.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import urljoin, urlsplit, urlunsplit

from prevent_desktop.delivery.connectivity import Answer, explain_refusal, explain_strange
from prevent_desktop.delivery.mailbox import ANSWER_ENDING, PACK_ENDING, RECEIPT_ENDING
from prevent_desktop.delivery.transports import Journal, Parcel
from prevent_desktop.delivery.transports.chunks import ChunkSize
from prevent_desktop.delivery.transports.http_line import HttpLine, HttpLines
from prevent_desktop.delivery.troubles import Trouble, refused, waiting

VERSION = "1.0.0"
_HEADERS = {"Tus-Resumable": VERSION}
_PIECE = 256 * 1024
_GONE = {404, 410}
_NOT_FOUND = {403, 404, 410}  # tus core, "HEAD"
_OUT_OF_STEP = {400, 409, 423}  # another request was at the upload: ask for the offset again
_QUESTIONS = 3  # how often in a row, before the line is left alone for a while
_PATIENCE = 5  # attempts on one upload that the server no longer makes sense of, before a new one is begun
_NOT_YET = {202, 204, 403, 404, 410}  # object stores answer 403 for what is not there


class TusTransport:
    """Delivers to ``https:`` endpoints (and ``http:`` on this computer). `largest_chunk` is in bytes."""

    def __init__(self, lines: HttpLines | None = None, *, largest_chunk: int | None = None) -> None:
        self._lines = lines or HttpLines()
        self._limits = {} if largest_chunk is None else {"largest": largest_chunk}

    def upload(self, parcel: Parcel, journal: Journal) -> None:
        """See `Transport.upload`."""
        with self._lines.open(parcel.endpoint) as line, parcel.open() as sealed:
            _Upload(line, parcel, journal, sealed, ChunkSize(**self._limits)).run()

    def take_back(self, parcel: Parcel) -> bool:
        """See `Transport.take_back`; by the termination extension, where the server has it."""
        if not parcel.upload_url:
            return True
        with self._lines.open(parcel.endpoint) as line:
            known = line.ask("HEAD", parcel.upload_url, {**_HEADERS, "Cache-Control": "no-store"})
            _require_tus(known)
            if known.status in _NOT_FOUND:
                return True
            if known.status >= 300:  # noqa: PLR2004 - anything but success
                raise explain_refusal(known)
            if _number(known, "upload-offset") == parcel.size:
                return False
            answer = line.ask("DELETE", parcel.upload_url, _HEADERS)
        if answer.status >= 500:  # noqa: PLR2004 - a fault that passes
            raise explain_refusal(answer)
        return answer.status == 204 or answer.status in _GONE  # noqa: PLR2004 - No Content

    def receipt(self, parcel: Parcel) -> bytes | None:
        """See `Transport.receipt`."""
        return self._what_lies_at(parcel.endpoint, receipt_url(parcel.endpoint, parcel.pack_id))

    def answer(self, endpoint: str, pack_id: str, number: int) -> bytes | None:
        """See `Transport.answer`."""
        return self._what_lies_at(endpoint, answer_url(endpoint, pack_id, number))

    def _what_lies_at(self, endpoint: str, url: str) -> bytes | None:
        with self._lines.open(endpoint) as line:
            answer = line.ask("GET", url, {"Cache-Control": "no-cache"})
        if answer.status == 200 and not answer.is_page:  # noqa: PLR2004 - OK
            return answer.body
        if answer.status in _NOT_YET and not (answer.status == 403 and answer.is_page):  # noqa: PLR2004 - a block page
            return None
        raise explain_strange(answer)


class _Upload:
    """One attempt to bring one parcel to its end."""

    def __init__(
        self, line: HttpLine, parcel: Parcel, journal: Journal, sealed: BinaryIO, chunk: ChunkSize
    ) -> None:
        self._line = line
        self._parcel = parcel
        self._journal = journal
        self._sealed = sealed
        self._chunk = chunk

    def run(self) -> None:
        self._greet()
        url = self._parcel.upload_url
        offset = self._offset(url) if url else None
        if offset is None:
            url, offset = self._create(), 0
        questions = 0
        while offset < self._parcel.size:
            reached = self._send(url, offset)
            if reached is None:
                questions += 1
                reached = self._ask_again(url, questions)
            else:
                questions = 0
            offset = reached

    def _greet(self) -> None:
        """Make sure that a tus server answers that can create uploads of this size (tus core and creation)."""
        answer = self._line.ask("OPTIONS", self._parcel.endpoint, {})
        offered = answer.headers.get("tus-version", "").split(",")
        if VERSION not in (version.strip() for version in offered):
            _require_tus(answer)
        if answer.status >= 300:  # noqa: PLR2004 - anything but success
            raise explain_refusal(answer)
        largest = answer.headers.get("tus-max-size", "")
        if largest.isascii() and largest.isdigit() and self._parcel.size > int(largest):
            raise refused(Trouble.TOO_LARGE, answer.host)

    def _create(self) -> str:
        """Create the upload and remember its address before any byte is sent to it."""
        headers = {
            **_HEADERS,
            "Upload-Length": str(self._parcel.size),
            "Upload-Metadata": _metadata(
                filename=f"{self._parcel.pack_id}{PACK_ENDING}", sha256=self._parcel.digest
            ),
        }
        answer = self._line.ask("POST", self._parcel.endpoint, headers)
        _require_tus(answer)
        if answer.status != 201:  # noqa: PLR2004 - Created
            raise explain_refusal(answer)
        url = _on_same_server(self._parcel.endpoint, answer)
        self._journal.remember(url)
        return url

    def _offset(self, url: str) -> int | None:
        """How many bytes the server has; None where it has forgotten the upload, or never knew this one."""
        answer = self._line.ask("HEAD", url, {**_HEADERS, "Cache-Control": "no-store"})
        _require_tus(answer)
        gone = answer.status in _NOT_FOUND or (answer.status >= 500 and self._parcel.attempts >= _PATIENCE)  # noqa: PLR2004 - 5xx
        if gone:
            self._journal.remember("")
            return None
        if answer.status >= 300:  # noqa: PLR2004 - anything but success
            raise explain_refusal(answer)
        if _number(answer, "upload-length") not in {None, self._parcel.size}:
            self._journal.remember("")
            return None
        offset = self._within(answer, 0)
        self._journal.acknowledge(offset)
        return offset

    def _ask_again(self, url: str, questions: int) -> int:
        offset = self._offset(url) if questions < _QUESTIONS else None
        if offset is None:
            raise waiting(Trouble.SERVER_BUSY, urlsplit(url).hostname or "")
        return offset

    def _send(self, url: str, offset: int) -> int | None:
        """Send one chunk; return the new offset, or None where it has to be asked for again."""
        size = min(self._chunk.next, self._parcel.size - offset)
        headers = {
            **_HEADERS,
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
            "Content-Length": str(size),
        }
        started = time.monotonic()
        answer = self._line.ask("PATCH", url, headers, self._pieces(offset, size))
        if answer.status == 413 and self._chunk.was_too_large():  # noqa: PLR2004 - of a proxy with a limit of its own
            return None
        _require_tus(answer)
        if answer.status in _GONE:
            self._journal.remember("")
            raise waiting(Trouble.CUT_OFF, answer.host)
        if answer.status in _OUT_OF_STEP:
            return None
        if answer.status >= 300:  # noqa: PLR2004 - anything but success
            raise explain_refusal(answer)
        reached = self._within(answer, offset + 1)
        rate = self._chunk.went(reached - offset, time.monotonic() - started)
        self._journal.acknowledge(reached, rate=rate)
        return reached

    def _pieces(self, offset: int, size: int) -> Iterator[bytes]:
        self._sealed.seek(offset)
        while size > 0:
            self._journal.check()
            piece = self._sealed.read(min(_PIECE, size))
            if not piece:
                return  # cut short on this disk: the request is then too short, and fails
            size -= len(piece)
            yield piece

    def _within(self, answer: Answer, least: int) -> int:
        offset = _number(answer, "upload-offset")
        if offset is None or not least <= offset <= self._parcel.size:
            raise refused(Trouble.NOT_ACCEPTED, answer.host)
        return offset


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


def _require_tus(answer: Answer) -> None:
    """Raise unless the answer bears ``Tus-Resumable: 1.0.0``: then it is from a tus server."""
    version = answer.headers.get("tus-resumable")
    if version == VERSION:
        return
    if version is not None or answer.status == 412:  # noqa: PLR2004 - Precondition Failed: tus core, "Tus-Version"
        raise refused(Trouble.WRONG_VERSION, answer.host)
    raise explain_strange(answer)


def _on_same_server(endpoint: str, answer: Answer) -> str:
    """The upload's address, always at the endpoint's own origin.

    Behind a proxy that ends TLS a server often gives its inner scheme and port; only its path is used. Another
    host would be a redirect in disguise.
    """
    location = answer.headers.get("location", "")
    own = urlsplit(endpoint)
    try:
        untrusted = urlsplit(urljoin(endpoint, location))
    except ValueError as error:
        raise refused(Trouble.NOT_ACCEPTED, answer.host) from error
    if not location or untrusted.hostname != own.hostname:
        raise refused(Trouble.REDIRECTED if location else Trouble.NOT_ACCEPTED, answer.host)
    return urlunsplit((own.scheme, own.netloc, untrusted.path, untrusted.query, ""))


def _number(answer: Answer, name: str) -> int | None:
    text = answer.headers.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None  # noqa: PLR2004 - beyond any pack


def _metadata(**values: str) -> str:
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in values.items())
