"""Sends a request to a timestamp authority and brings its answer back (RFC 3161, section 3.4: over HTTP).

What goes out is the digest of a signature and a random number: nothing of a pack. An authority signs its answers, and
whoever asked checks them, so that ``http:`` addresses, which most authorities have, are used too.
"""

from __future__ import annotations

import ssl
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from prevent_desktop.delivery.connection.cancellation import Wire
from prevent_desktop.errors import WaitingError
from prevent_desktop.translation import _

if TYPE_CHECKING:
    import httpx

_CONNECT, _ANSWER, _WHOLE = 4.0, 8.0, 16.0  # seconds: somebody waits for the signature
_LARGEST = 64 * 1024
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"


class TimestampAuthority:
    """The authority at `url`, asked by calling it; by TLS it is trusted as the system trusts it.

    It has `whole` seconds for all of its answer: one that sends a byte now and then would hold the signature for days.
    """

    def __init__(self, url: str, *, whole: float = _WHOLE) -> None:
        self._url, self._whole = url, whole
        self._context: ssl.SSLContext | None = None

    def __call__(self, request: bytes) -> bytes:
        """The answer (DER) to a request (DER), unchecked. Raises WaitingError where there is none."""
        import httpx

        from prevent_desktop.delivery.connection.own_computer import is_loopback

        host = _host(self._url)
        timeout = httpx.Timeout(connect=_CONNECT, read=_ANSWER, write=_ANSWER, pool=_CONNECT)
        try:
            with (
                Wire() as wire,
                wire.until(self._whole),
                httpx.Client(
                    verify=self._tls(),
                    timeout=timeout,
                    follow_redirects=False,
                    trust_env=not is_loopback(host),
                ) as client,
                client.stream(
                    "POST",
                    self._url,
                    content=request,
                    headers={"Content-Type": _QUERY, "Accept": _REPLY, "User-Agent": "prevent-desktop"},
                    extensions={"trace": wire},
                ) as answer,
            ):
                return _read(answer, host)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise _no_timestamp(
                _("The timestamp authority {host} was not reached, or did not answer in time."), host
            ) from error

    def _tls(self) -> ssl.SSLContext:
        if self._context is None:
            import truststore

            self._context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return self._context


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.scheme in {"http", "https"} else None
    except ValueError:
        host = None
    if host:
        return host
    raise _no_timestamp(_("The address of the timestamp authority cannot be read."), "")


def _read(answer: httpx.Response, host: str) -> bytes:
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if answer.status_code != HTTPStatus.OK or kind != _REPLY:
        raise _no_timestamp(_("Something other than a timestamp authority answered at {host}."), host)
    body = b""
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > _LARGEST:
            raise _no_timestamp(_("The answer of the timestamp authority {host} is too long."), host)
    return body


def _no_timestamp(what_happened: str, host: str) -> WaitingError:
    return WaitingError(
        _("There is no timestamp"),
        what_happened.format(host=host),
        _("The signature holds without it; its time is then the one that this computer’s clock says."),
        kind="no_timestamp",
    )
