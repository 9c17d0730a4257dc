"""What stands between this computer and a receiver: failures and strange answers, told apart.

A captive portal, a web filter's page, a false certificate and a server that is down all look like "it did not
work". They need different things from different people, so each gets its own kind. No pack byte takes part: all
that is judged here happens before the server has shown that it is the right one.
"""

from __future__ import annotations

import errno
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

from prevent_desktop.delivery.clock import Clock
from prevent_desktop.delivery.troubles import Trouble, refused, waiting
from prevent_desktop.errors import DeliveryError

_Kind = TypeVar("_Kind", bound=BaseException)

_LATER = {423, 425, 429, 502, 503, 504}
_TLS_REFUSALS = re.compile(r"PROTOCOL|VERSION|NO_SHARED|HANDSHAKE_FAILURE", re.ASCII)
_SIGN_IN = re.compile(rb"type\s*=\s*[\"']?password", re.IGNORECASE)
_SIGN_IN_ADDRESS = re.compile(r"log-?in|sign-?in|auth|sso|saml", re.IGNORECASE)
_CLOCK_TOLERANCE = timedelta(days=1)

# Codes of OpenSSL (x509_vfy.h), Windows (winerror.h) and macOS (SecBase.h), as ssl and truststore hand them on.
_NOT_YET_VALID = {9}
_EXPIRED = {10, 0x800B0101, -67818}
_WRONG_NAME = {62, 64, 0x800B010F, -67602}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered. `headers` have lower-case names; `body` is its beginning, at most 64 KiB."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def host(self) -> str:
        """The server that was asked."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_page(self) -> bool:
        """Whether this is a web page, which no part of tus ever is."""
        return "html" in self.headers.get("content-type", "").lower() or self.body.lstrip()[:1] == b"<"

    @property
    def leads_elsewhere(self) -> str:
        """The host that a redirect points to, if it is another one; else empty."""
        target = self.host
        with suppress(ValueError):  # an address that is none leads nowhere
            target = urlsplit(urljoin(self.url, self.headers.get("location", ""))).hostname or ""
        return target if 300 <= self.status < 400 and target != self.host else ""  # noqa: PLR2004 - redirects are 3xx

    def retry_after(self) -> float | None:
        """The seconds that the server asks to wait (RFC 9110 section 10.2.3), by its own clock; None if it does not."""
        text = self.headers.get("retry-after", "").strip()
        if text.isascii() and text.isdigit():
            return float(text[:9])
        until, its_now = _http_date(text), _http_date(self.headers.get("date", ""))
        return (until - its_now).total_seconds() if until and its_now else None


Probe = Callable[[str], Answer | None]


class Connectivity:
    """Tells troubles apart. `probe` asks an ``http:`` URL without redirects, and gives None where nothing answers.

    `has_route` says whether this computer has any way out, without sending anything.
    """

    def __init__(self, probe: Probe, clock: Clock, has_route: Callable[[], bool] | None = None) -> None:
        self._probe = probe
        self._clock = clock
        self._has_route = has_route or has_route_out

    def explain(self, error: Exception, url: str, *, proxied: bool) -> DeliveryError:
        """The trouble behind a failed request to `url`."""
        import httpx

        host = urlsplit(url).hostname or ""
        if isinstance(error, httpx.ProxyError):
            return waiting(Trouble.PROXY_SIGN_IN if "407" in str(error) else Trouble.PROXY_DOWN, host)
        if failed := _cause(error, ssl.SSLCertVerificationError):
            return self._explain_certificate(failed, url, host)
        if _cause(error, ssl.SSLError):
            return self._explain_tls(error, url, host)
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            return self._explain_no_connection(error, url, host, proxied=proxied)
        if isinstance(error, httpx.TimeoutException):
            return waiting(Trouble.NO_ANSWER, host)
        return waiting(Trouble.CUT_OFF, host)

    def _explain_certificate(
        self, failed: ssl.SSLCertVerificationError, url: str, host: str
    ) -> DeliveryError:
        answer = self._ask_in_clear(url)
        if answer and is_portal(answer, certainly_not_receiver=True):
            return waiting(Trouble.CAPTIVE_PORTAL, host)
        code = failed.verify_code
        if code in _NOT_YET_VALID or (code in _EXPIRED and answer and self._clock_is_off(answer)):
            return waiting(Trouble.CLOCK_WRONG, host)
        if code in _EXPIRED:
            return waiting(Trouble.CERTIFICATE_EXPIRED, host)
        if code in _WRONG_NAME:
            return waiting(Trouble.CERTIFICATE_WRONG_NAME, host)
        return waiting(Trouble.CERTIFICATE_NOT_TRUSTED, host)

    def _explain_tls(self, error: Exception, url: str, host: str) -> DeliveryError:
        answer = self._ask_in_clear(url)
        if answer and is_portal(answer, certainly_not_receiver=True):
            return waiting(Trouble.CAPTIVE_PORTAL, host)
        reasons = (part.reason or "" for part in _chain(error) if isinstance(part, ssl.SSLError))
        if any(_TLS_REFUSALS.search(reason) for reason in reasons):
            return waiting(Trouble.NOT_SECURE, host)
        return waiting(Trouble.CUT_OFF, host)

    def _explain_no_connection(
        self, error: Exception, url: str, host: str, *, proxied: bool
    ) -> DeliveryError:
        if _cause(error, socket.gaierror):
            return waiting(Trouble.NAME_UNKNOWN if self._has_route() else Trouble.OFFLINE, host)
        if _is_unreachable(error) and not self._has_route():
            return waiting(Trouble.OFFLINE, host)
        if proxied:
            return waiting(Trouble.PROXY_DOWN, host)
        answer = self._ask_in_clear(url)
        if answer and is_portal(answer, certainly_not_receiver=False):
            return waiting(Trouble.CAPTIVE_PORTAL, host)
        refused_at_once = _cause(error, ConnectionRefusedError) is not None
        return waiting(Trouble.SERVER_DOWN if refused_at_once else Trouble.NO_ANSWER, host)

    def _ask_in_clear(self, url: str) -> Answer | None:
        """What answers for the receiver's name without TLS: a portal shows itself there, a server redirects to itself."""
        return self._probe(url) if urlsplit(url).scheme == "https" else None

    def _clock_is_off(self, answer: Answer) -> bool:
        its_now = _http_date(answer.headers.get("date", ""))
        return its_now is not None and abs(its_now - self._clock()) > _CLOCK_TOLERANCE


def is_portal(answer: Answer, *, certainly_not_receiver: bool) -> bool:
    """Whether a network, rather than a server, gave this answer (RFC 6585 section 6 for status 511)."""
    if answer.status == 511 or answer.leads_elsewhere:  # noqa: PLR2004 - Network Authentication Required
        return True
    return certainly_not_receiver and answer.is_page and answer.status < 300  # noqa: PLR2004 - a page in place of ours


def explain_strange(answer: Answer) -> DeliveryError:
    """The trouble behind an answer that does not come from a tus server."""
    host = answer.host
    verified = urlsplit(answer.url).scheme == "https"
    if is_portal(answer, certainly_not_receiver=not verified) and not (verified and answer.leads_elsewhere):
        return waiting(Trouble.CAPTIVE_PORTAL, host)
    if answer.status == 407:  # noqa: PLR2004 - Proxy Authentication Required
        return waiting(Trouble.PROXY_SIGN_IN, host)
    if answer.status in _LATER:
        return waiting(Trouble.SERVER_BUSY, host, retry_after=answer.retry_after())
    if answer.status >= 500:  # noqa: PLR2004 - server errors are 5xx
        return waiting(Trouble.SERVER_FAULT, host, retry_after=answer.retry_after())
    if 300 <= answer.status < 400:  # noqa: PLR2004 - redirects are 3xx
        asks = _SIGN_IN_ADDRESS.search(answer.headers.get("location", ""))
        return waiting(Trouble.LOGIN_PAGE, host) if asks else refused(Trouble.REDIRECTED, host)
    return _explain_page(answer) if answer.is_page else _explain_status(answer)


def _explain_page(answer: Answer) -> DeliveryError:
    if _SIGN_IN.search(answer.body):
        return waiting(Trouble.LOGIN_PAGE, answer.host)
    if answer.status in {403, 451}:
        return waiting(Trouble.BLOCK_PAGE, answer.host)
    return _explain_status(answer)


def _explain_status(answer: Answer) -> DeliveryError:
    kind = {
        401: Trouble.NOT_ALLOWED,
        403: Trouble.NOT_ALLOWED,
        404: Trouble.NO_SUCH_ADDRESS,
        405: Trouble.NO_SUCH_ADDRESS,
        410: Trouble.NO_SUCH_ADDRESS,
        413: Trouble.TOO_LARGE,
    }.get(answer.status, Trouble.NOT_TUS)
    return refused(kind, answer.host)


def explain_refusal(answer: Answer) -> DeliveryError:
    """The trouble behind an error that a tus server itself gave."""
    if answer.status in _LATER:
        return waiting(Trouble.SERVER_BUSY, answer.host, retry_after=answer.retry_after())
    if answer.status >= 500:  # noqa: PLR2004 - server errors are 5xx
        return waiting(Trouble.SERVER_FAULT, answer.host, retry_after=answer.retry_after())
    kind = {
        401: Trouble.NOT_ALLOWED,
        403: Trouble.NOT_ALLOWED,
        404: Trouble.NO_SUCH_ADDRESS,
        410: Trouble.NO_SUCH_ADDRESS,
        412: Trouble.WRONG_VERSION,
        413: Trouble.TOO_LARGE,
    }.get(answer.status, Trouble.NOT_ACCEPTED)
    return refused(kind, answer.host)


def has_route_out() -> bool:
    """Whether this computer has a way to other networks.

    A UDP socket is pointed at an address that belongs to nobody (RFC 5737, RFC 3849): the system looks for a route,
    and nothing is sent.
    """
    for family, address in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((address, 9))
        except OSError:
            continue
        return True
    return False


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _cause(error: BaseException, kind: type[_Kind]) -> _Kind | None:
    return next((part for part in _chain(error) if isinstance(part, kind)), None)


def _is_unreachable(error: BaseException) -> bool:
    nowhere = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}
    return any(isinstance(part, OSError) and part.errno in nowhere for part in _chain(error))


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
