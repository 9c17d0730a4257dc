"""A team's mailbox on a web server that takes PUT (RFC 9110, 9.3.4), or in S3-compatible storage, which speaks the same with signatures.

An object is put under the condition that nothing is there yet (``If-None-Match: *``); a head is got under the condition that it is
another one (``If-None-Match`` and its entity tag). No token and no certificate of this login takes part: a vault has its own
credentials. Whether the server heeds the first condition is found out with the first object, by putting the same once more.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

from prevent_desktop.delivery.clock import http_date, utc_now
from prevent_desktop.delivery.connection.access_keys import AccessKey
from prevent_desktop.delivery.connection.cancellation import CancelToken
from prevent_desktop.delivery.connection.http_connection import Content, HttpConnection, HttpConnections
from prevent_desktop.delivery.connection.unexpected_responses import (
    ServerResponse,
    explain_storage,
    is_web_page,
)
from prevent_desktop.delivery.failure_reasons import FailureReason, refused
from prevent_desktop.delivery.mailboxes.team_store import (
    HEADS,
    LARGEST_HEAD,
    NOTHING,
    SEAL_SIZE,
    Head,
    StoreCredentials,
    TeamStore,
    damaged,
    held_back,
    not_taken,
    require_name,
    whole,
    with_digest,
    without_digest,
)
from prevent_desktop.delivery.team_stores.team_words import in_team_words
from prevent_desktop.errors import RefusedError, WaitingError
from prevent_desktop.translation import _

Signing = Callable[[str, str, Mapping[str, str], bytes], Mapping[str, str]]
"""The headers by which a request shows who asks, from its method, its address, its own headers and what it sends."""

_OK, _NOT_MODIFIED = 200, 304
_GONE = frozenset({404, 410})
_THERE = frozenset({409, 412})  # S3 says 409 where two ask at the same moment
_CLOSED = frozenset({401, 403, 405})
_TOO_LARGE = 413
_ERRORS = 300
_PATIENCE = 2
_OF_ONE = frozenset(
    {FailureReason.CUT_OFF, FailureReason.NO_ANSWER, FailureReason.BLOCK_PAGE, FailureReason.SERVER_FAULT}
)
"""Troubles that may be one object's alone."""
_YOUNG = timedelta(seconds=2)
"""An entity tag that rests on a time in seconds is sure once the time has gone on (RFC 9110, 8.8.2.2)."""


class WebTeamStore(TeamStore):
    """See `TeamStore`. `address` is where the mailbox begins, with no slash behind it."""

    def __init__(self, address: str, signing: Signing, connections: HttpConnections) -> None:
        self._address = address
        self._host = urlsplit(address).hostname or ""
        self._signing = signing
        self._connections = connections
        self._open = ExitStack()
        self._connection: HttpConnection | None = None
        self._keeps_what_is_there = False
        self._went_well = 0
        self._in_the_way: dict[str, tuple[int, int]] = {}
        """By name: how many attempts failed, and how many things had gone well when the last one did."""

    def put(self, name: str, content: bytes) -> bool:
        """See `TeamStore`."""
        url, blob = self._url(name), with_digest(content)
        with self._about(name):
            if not self._create(url, blob):
                return self._is_there(url, blob)
            self._require_condition(url, blob)
            return True

    def get(self, name: str, at_most: int) -> bytes | None:
        """See `TeamStore`."""
        with self._about(name):
            answer = self._ask("GET", self._url(name), longest=at_most + SEAL_SIZE + 1)
            return self._content(answer, at_most)

    def head(self, name: str, known_tag: str = "") -> Head | None:
        """See `TeamStore`."""
        known_etag, _space, known_digest = known_tag.partition(" ")
        condition = {"If-None-Match": known_etag} if known_etag and known_digest else {}
        with in_team_words(self._host):
            answer = self._ask("GET", self._url(name, HEADS), condition, longest=LARGEST_HEAD + SEAL_SIZE + 1)
            if condition and answer.status == _NOT_MODIFIED:
                return None
            content = self._content(answer, LARGEST_HEAD)
        found = (
            NOTHING
            if content is None
            else Head(content, f"{_sure_etag(answer)} {hashlib.sha256(content).hexdigest()}")
        )
        return None if found.tag == known_tag else found

    def set_head(self, name: str, content: bytes) -> None:
        """See `TeamStore`."""
        with in_team_words(self._host):
            answer = self._ask("PUT", self._url(name, HEADS), body=with_digest(content))
            if answer.status >= _ERRORS:
                raise explain_storage(answer)

    def delete(self, name: str) -> None:
        """See `TeamStore`."""
        with in_team_words(self._host):
            self._remove(self._url(name))

    def close(self) -> None:
        """See `TeamStore`."""
        self._connection = None
        self._open.close()

    # -- how

    @contextmanager
    def _about(self, name: str) -> Iterator[None]:
        """One object. What stands in the way of it again and again, while others come and go, is told of it alone.

        A web filter takes sealed bytes for something else now and then, and cuts the connection or shows a page at each attempt.
        """
        try:
            with in_team_words(self._host):
                yield
        except WaitingError as error:
            times, others_then = self._in_the_way.get(name, (0, -1))
            if self._went_well > others_then:
                self._in_the_way[name] = (times + 1, self._went_well)
            if times >= _PATIENCE and error.kind in _OF_ONE:
                raise held_back(self._host) from error
            raise
        self._went_well += 1
        self._in_the_way.pop(name, None)

    def _url(self, name: str, *above: str) -> str:
        return "/".join((self._address, *above, require_name(name)))

    def _create(self, url: str, blob: bytes) -> bool:
        answer = self._ask("PUT", url, {"If-None-Match": "*"}, body=blob)
        if answer.status in _THERE:
            return False
        if answer.status == _TOO_LARGE:
            raise not_taken(self._host)
        if answer.status >= _ERRORS or (answer.status == _OK and is_web_page(answer)):
            raise explain_storage(answer)
        return True

    def _is_there(self, url: str, blob: bytes) -> bool:
        """Whether what has the name is this; what is damaged is put right."""
        there = self._ask("GET", url, longest=len(blob) + 1)
        if there.status in _GONE:  # deleted meanwhile
            return self._create(url, blob)
        if there.status != _OK or is_web_page(there):
            raise explain_storage(there)
        if there.body != blob and self._is_damaged(there.body, blob):
            return self._put_right(url, blob)
        return there.body == blob

    def _put_right(self, url: str, blob: bytes) -> bool:
        """Put it in the place of what is damaged, where the server lets that be taken away."""
        try:
            self._remove(url)
        except RefusedError as error:
            raise damaged(self._host) from error
        return self._create(url, blob)

    def _require_condition(self, url: str, blob: bytes) -> None:
        """The same once more changes nothing, and has to be turned away: else a store could lose what another vault wrote."""
        if self._keeps_what_is_there:
            return
        if self._create(url, blob):
            raise RefusedError(
                _("This store cannot keep a team’s mailbox"),
                _("{host} let one file be written over although that was forbidden (If-None-Match).").format(
                    host=self._host
                ),
                _("Ask whoever looks after the mailbox to set it up as the guide says, or use another one."),
                kind="writes_over",
            )
        self._keeps_what_is_there = True

    def _remove(self, url: str) -> None:
        answer = self._ask("DELETE", url)
        if answer.status in _CLOSED:
            raise refused(FailureReason.NOT_ALLOWED, self._host)
        if answer.status >= _ERRORS and answer.status not in _GONE:
            raise explain_storage(answer)

    @staticmethod
    def _is_damaged(there: bytes, blob: bytes) -> bool:
        return len(there) <= len(blob) and without_digest(there) is None

    def _content(self, answer: ServerResponse, at_most: int) -> bytes | None:
        if answer.status in _GONE:
            return None
        if answer.status != _OK or is_web_page(answer):
            raise explain_storage(answer)
        return whole(answer.body, at_most, self._host)

    def _ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        body: bytes = b"",
        content: Content | None = None,
        longest: int = 4096,
    ) -> ServerResponse:
        """One request over the connection that is open; once more over a new one where that was cut while nobody asked."""
        is_old = self._connection is not None
        try:
            return self._ask_once(method, url, headers or {}, body, content, longest)
        except WaitingError as error:
            self.close()
            if not is_old or error.kind != FailureReason.CUT_OFF:
                raise
        except BaseException:
            self.close()
            raise
        return self._ask_once(method, url, headers or {}, body, content, longest)

    def _ask_once(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes,
        content: Content | None,
        longest: int,
    ) -> ServerResponse:
        CancelToken.here().check()
        if self._connection is None:
            self._connection = self._open.enter_context(
                self._connections.open(self._address, for_receiver=False)
            )
        own = {**headers, "Cache-Control": "no-cache"}
        if method == "PUT":
            own |= {"Content-Length": str(len(body)), "Content-Type": "application/octet-stream"}
        all_headers = {**own, **self._signing(method, url, own, body)}
        sent = (lambda: [body]) if method == "PUT" else content
        return self._connection.ask(method, url, all_headers, sent, longest)


def _sure_etag(answer: ServerResponse) -> str:
    """The entity tag of a head; empty where the head is so young that another one could have the same."""
    etag = answer.headers.get("etag", "")
    told, written = (http_date(answer.headers.get(name, "")) for name in ("date", "last-modified"))
    if " " in etag or (told is not None and written is not None and told - written < _YOUNG):
        return ""
    return etag


def by_password(credentials: StoreCredentials) -> Signing:
    """A name and a password (RFC 7617); nothing where there are none."""
    if not credentials.user:
        return lambda _method, _url, _own, _body: {}
    pair = base64.b64encode(f"{credentials.user}:{credentials.password}".encode()).decode()
    return lambda _method, _url, _own, _body: {"Authorization": f"Basic {pair}"}


def by_access_key(credentials: StoreCredentials, region: str) -> Signing:
    """An access key of S3-compatible storage; where there is none, nothing is asked."""
    key = AccessKey(key_id=credentials.user, secret=credentials.password, region=region)

    def sign(method: str, url: str, own: Mapping[str, str], body: bytes) -> Mapping[str, str]:
        if not key.key_id:
            raise refused(FailureReason.NOT_ALLOWED)
        return key.headers(method, url, body, utc_now(), own=own)

    return sign
