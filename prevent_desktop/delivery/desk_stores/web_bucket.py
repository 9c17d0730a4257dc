"""A bucket as this computer reaches it: by its proxies, its trust and its deadlines, signed in to with an access key of one vault.

A large object comes in pieces, each asked for by itself (RFC 9110, section 14), so that no deadline is one of its size. A connection lasts for
one call of `Bucket`: several threads may ask at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO, Final
from urllib.parse import quote, urlencode

from prevent_desktop.delivery.clock import http_date, utc_now
from prevent_desktop.delivery.connection.access_keys import AccessKey
from prevent_desktop.delivery.connection.bucket_address import BucketAddress, quoted
from prevent_desktop.delivery.connection.cancellation import CancelToken
from prevent_desktop.delivery.connection.http_connection import Content, HttpConnection, HttpConnections
from prevent_desktop.delivery.connection.unexpected_responses import (
    ServerResponse,
    explain_storage,
    is_web_page,
)
from prevent_desktop.delivery.desk_stores.desk_words import DESK
from prevent_desktop.delivery.desk_stores.list_page import LARGEST, read_page
from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.delivery.mailboxes.bucket import MOST_PAGES, Bucket, Listed
from prevent_desktop.delivery.mailboxes.mailbox import LARGEST_PACK
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials
from prevent_desktop.files.durable import PIECE, digest_in

_AT_ONCE: Final = 4 * 1024 * 1024
_OK, _PARTLY = 200, 206
_ERRORS: Final = 300
_GONE: Final = frozenset({404, 410})
_THERE: Final = frozenset({409, 412})
_NO_BUCKET: Final = b"<Code>NoSuchBucket</Code>"


class WebBucket(Bucket):
    """See `Bucket`. `connections` is asked for when something is first asked of the store. Nothing is asked without an access key."""

    def __init__(
        self,
        address: BucketAddress,
        credentials: StoreCredentials,
        connections: Callable[[], HttpConnections],
    ) -> None:
        super().__init__(address.bucket, address.prefix)
        self._address = address
        self._key = AccessKey(key_id=credentials.user, secret=credentials.password, region=address.region)
        self._connections = connections

    def _listed(self, under: str, delimiter: str) -> Iterator[Listed]:
        more = ""
        with self._asking() as ask:
            for _page in range(MOST_PAGES):
                asked = {
                    "continuation-token": more, "delimiter": delimiter, "encoding-type": "url", "list-type": "2",
                    "prefix": self._prefix + under,
                }  # fmt: skip
                answer = ask.once(
                    "GET", query={name: value for name, value in asked.items() if value}, longest=LARGEST
                )
                if answer.status != _OK or is_web_page(answer):
                    raise explain_storage(answer)
                self._store_time = http_date(answer.headers.get("date", "")) or self._store_time
                try:
                    page = read_page(answer.body)
                except ValueError as error:
                    raise waiting(FailureReason.SPOILED, answer.host) from error
                for each in page.objects:
                    yield Listed(
                        key=each.key.removeprefix(self._prefix), size=each.size, etag=each.etag,
                        written_at=each.written_at,
                    )  # fmt: skip
                if not page.more:
                    return
                more = page.more
        raise self._endless()

    def read(self, key: str, *, at_most: int) -> bytes | None:
        """See `Bucket`."""
        with self._asking() as ask:
            answer = ask.once("GET", key, longest=at_most)
            if _is_gone(answer):
                return None
            if answer.status != _OK or is_web_page(answer):
                raise explain_storage(answer)
            return answer.body

    def has(self, key: str) -> bool:
        """See `Bucket`."""
        with self._asking() as ask:
            return _head(ask, key) is not None

    def copy_to(
        self, key: str, target: BinaryIO, watch: Callable[[int], object] = lambda _read: None, *, at_most: int
    ) -> bool:
        """See `Bucket`."""
        with self._asking() as ask:
            head = _head(ask, key)
            if head is None:
                return False
            if "content-length" not in head.headers:  # as some proxies leave it out; it is not empty for that
                raise waiting(FailureReason.SPOILED, head.host)
            size, etag = min(int(head.headers["content-length"]), at_most), head.headers.get("etag", "")
            for begin in range(0, size, _AT_ONCE):
                end = min(begin + _AT_ONCE, size)
                piece = ask.once("GET", key, {"Range": f"bytes={begin}-{end - 1}"}, longest=end - begin)
                if _is_gone(piece):
                    return False
                whole = piece.status == _OK and end - begin == size
                if not whole and piece.status != _PARTLY:
                    raise explain_storage(piece)
                if piece.headers.get("etag", "") != etag or len(piece.body) != end - begin:
                    raise waiting(FailureReason.CUT_OFF, piece.host)
                target.write(piece.body)
                watch(len(piece.body))
            return True

    def digest(self, key: str) -> str:
        """See `Bucket`."""
        found = _Digest()
        if not self.copy_to(key, found, at_most=LARGEST_PACK):  # type: ignore[arg-type]  # all that is done to it is to write
            raise FileNotFoundError(2, "No such object", self.address(key))
        return found.sha256.hexdigest()

    def _create(self, key: str, content: bytes | BinaryIO) -> bool:
        with self._asking() as ask:
            answer = ask.put(key, content, {"If-None-Match": "*"})
            if answer.status in _THERE:
                return False
            _require_done(answer)
            return True

    def put(self, key: str, content: bytes) -> None:
        """See `Bucket`."""
        with self._asking() as ask:
            _require_done(ask.put(key, content))

    def copy(self, key: str, target: str) -> bool:
        """See `Bucket`."""
        source = "/" + quoted(f"{self.name}/{self._prefix}{key}")
        with self._asking() as ask:
            answer = ask.once("PUT", target, {"Content-Length": "0", "x-amz-copy-source": source})
            if _is_gone(answer):
                return False
            _require_done(answer)
            if b"<Error>" in answer.body:  # a copy that fails on its way says so below its 200
                raise waiting(FailureReason.SERVER_FAULT, answer.host)
            return True

    def delete(self, key: str) -> None:
        """See `Bucket`."""
        with self._asking() as ask:
            answer = ask.once("DELETE", key)
            if not _is_gone(answer):
                _require_done(answer)

    @contextmanager
    def _asking(self) -> Iterator[_Asking]:
        with DESK.instead(self._address.server.partition("://")[2]):
            if not self._key.key_id:
                raise refused(FailureReason.NOT_ALLOWED, self._address.server)
            with self._connections().open(self._address.server, for_receiver=False) as connection:
                yield _Asking(connection, self._address, self._key)


class _Asking:
    """Requests over one connection."""

    def __init__(self, connection: HttpConnection, address: BucketAddress, key: AccessKey) -> None:
        self._connection = connection
        self._address = address
        self._key = key

    def once(
        self,
        method: str,
        key: str = "",
        headers: Mapping[str, str] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        content: Content | None = None,
        digest: str = "",
        longest: int = 4096,
    ) -> ServerResponse:
        """One request: about an object, or with a `query` about all of them."""
        CancelToken.here().check()
        where = self._address
        path = f"{where.bucket}/{where.prefix}{key}" if query is None else where.bucket
        url = f"{where.server}/{quoted(path)}"
        if query is not None:
            url += "?" + urlencode(sorted(query.items()), quote_via=quote, safe="-_.~")
        signed = self._key.headers(method, url, b"", utc_now(), own=headers, digest=digest)
        return self._connection.ask(method, url, {**(headers or {}), **signed}, content, longest)

    def put(
        self, key: str, content: bytes | BinaryIO, headers: Mapping[str, str] | None = None
    ) -> ServerResponse:
        """Send an object."""
        if isinstance(content, bytes):
            size, digest, pieces = len(content), hashlib.sha256(content).hexdigest(), lambda: iter([content])
        else:
            begin = content.tell()
            digest = digest_in(content)
            size, pieces = content.tell() - begin, lambda: _pieces(content, begin)
        more = {"Content-Length": str(size), "Content-Type": "application/octet-stream"}
        return self.once("PUT", key, {**(headers or {}), **more}, content=pieces, digest=digest)


class _Digest:
    """Takes the pieces of an object, and keeps none."""

    def __init__(self) -> None:
        self.sha256 = hashlib.sha256()

    def write(self, piece: bytes) -> int:
        self.sha256.update(piece)
        return len(piece)


def _pieces(file: BinaryIO, begin: int) -> Iterator[bytes]:
    file.seek(begin)
    while piece := file.read(PIECE):
        yield piece


def _head(ask: _Asking, key: str) -> ServerResponse | None:
    answer = ask.once("HEAD", key)
    if answer.status in _GONE:
        return None
    if answer.status != _OK:
        raise explain_storage(answer)
    return answer


def _is_gone(answer: ServerResponse) -> bool:
    """Whether the object is not there; of a bucket that is not there nothing can be said to be gone."""
    return answer.status in _GONE and _NO_BUCKET not in answer.body


def _require_done(answer: ServerResponse) -> None:
    if answer.status >= _ERRORS or is_web_page(answer):
        raise explain_storage(answer)
