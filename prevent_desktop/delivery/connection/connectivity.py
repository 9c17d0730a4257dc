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
from datetime import timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from prevent_desktop.delivery.clock import Clock, http_date
from prevent_desktop.delivery.connection.peer_certificates import PeerCertificates
from prevent_desktop.delivery.connection.unexpected_responses import ServerResponse, is_portal
from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.errors import DeliveryError

_Kind = TypeVar("_Kind", bound=BaseException)

_TLS_REFUSALS = re.compile(r"PROTOCOL|VERSION|NO_SHARED|HANDSHAKE_FAILURE", re.ASCII)
_CLOCK_TOLERANCE = timedelta(days=1)

# Codes of OpenSSL (x509_vfy.h), Windows (winerror.h) and macOS (SecBase.h), as ssl and truststore hand them on.
_NOT_YET_VALID = {9}
_EXPIRED = {10, 0x800B0101, -67818}
_WRONG_NAME = {62, 64, 0x800B010F, -67602}
_REVOKED = {23, 0x80092010, 0x800B010C, -67820}
_OTHER_PURPOSE = {26, 0x800B0110, -67609}
_WEAK = {66, 67, 68, 0x80096019, -67852}

# Alerts by which a server says what it makes of our certificate (RFC 8446 section 6.2), as OpenSSL names them.
_CERTIFICATE_WANTED = re.compile(r"ALERT_CERTIFICATE_REQUIRED", re.ASCII)
_CERTIFICATE_REFUSED = re.compile(
    r"ALERT_(BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_(REVOKED|EXPIRED|UNKNOWN)|UNKNOWN_CA|ACCESS_DENIED)",
    re.ASCII,
)


Probe = Callable[[str], ServerResponse | None]
Look = Callable[[str], PeerCertificates]


class Connectivity:
    """Tells troubles apart. `probe` asks an ``http:`` URL without redirects, and gives None where nothing answers.

    `look` makes a TLS connection to a URL's server once more, without trust, to read its certificates, and ends it before
    any request. `has_route` says whether this computer has any way out, without sending anything.
    """

    def __init__(
        self, probe: Probe, look: Look, clock: Clock, has_route: Callable[[], bool] | None = None
    ) -> None:
        self._probe = probe
        self._look = look
        self._clock = clock
        self._has_route = has_route or has_route_out

    def explain(self, error: Exception, url: str, *, proxied: bool) -> DeliveryError:
        """The trouble behind a failed request to `url`; what a proxy itself answered is told by `proxies`."""
        import httpx

        host = urlsplit(url).hostname or ""
        if failed := _cause(error, ssl.SSLCertVerificationError):
            return self._explain_certificate(failed, url, host)
        if _cause(error, ssl.SSLError):
            return self._explain_tls(error, url, host)
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            return self._explain_no_connection(error, url, host, proxied=proxied)
        if isinstance(error, httpx.TimeoutException):
            return waiting(FailureReason.NO_ANSWER, host)
        return waiting(FailureReason.CUT_OFF, host)

    def _explain_certificate(
        self, failed: ssl.SSLCertVerificationError, url: str, host: str
    ) -> DeliveryError:
        answer = self._ask_in_clear(url)
        if answer and is_portal(answer, certainly_not_receiver=True):
            return waiting(FailureReason.CAPTIVE_PORTAL, host)
        code = failed.verify_code
        if code in _NOT_YET_VALID or (code in _EXPIRED and answer and self._clock_is_off(answer)):
            return waiting(FailureReason.CLOCK_WRONG, host)
        peer = self._look(url)
        kind = _certificate_trouble(code, peer)
        return waiting(kind, host, issuer=peer.issuer) if peer.issuer else waiting(kind, host)

    def _explain_tls(self, error: Exception, url: str, host: str) -> DeliveryError:
        reasons = [part.reason or "" for part in _chain(error) if isinstance(part, ssl.SSLError)]
        if any(_CERTIFICATE_WANTED.search(reason) for reason in reasons):
            return refused(FailureReason.CLIENT_CERTIFICATE_WANTED, host)
        if any(_CERTIFICATE_REFUSED.search(reason) for reason in reasons):
            return refused(FailureReason.CLIENT_CERTIFICATE_REFUSED, host)
        answer = self._ask_in_clear(url)
        if answer and is_portal(answer, certainly_not_receiver=True):
            return waiting(FailureReason.CAPTIVE_PORTAL, host)
        if any(_TLS_REFUSALS.search(reason) for reason in reasons):
            return waiting(FailureReason.NOT_SECURE, host)
        return waiting(FailureReason.CUT_OFF, host)

    def _explain_no_connection(
        self, error: Exception, url: str, host: str, *, proxied: bool
    ) -> DeliveryError:
        if _cause(error, socket.gaierror):
            unknown = FailureReason.PROXY_DOWN if proxied else FailureReason.NAME_UNKNOWN
            return waiting(unknown if self._has_route() else FailureReason.OFFLINE, host)
        if _is_unreachable(error) and not self._has_route():
            return waiting(FailureReason.OFFLINE, host)
        if proxied:
            return waiting(FailureReason.PROXY_DOWN, host)
        answer = self._ask_in_clear(url)
        if answer and is_portal(answer, certainly_not_receiver=False):
            return waiting(FailureReason.CAPTIVE_PORTAL, host)
        refused_at_once = _cause(error, ConnectionRefusedError) is not None
        return waiting(FailureReason.SERVER_DOWN if refused_at_once else FailureReason.NO_ANSWER, host)

    def _ask_in_clear(self, url: str) -> ServerResponse | None:
        """What answers for the receiver's name without TLS: a portal shows itself there, a server redirects to itself."""
        return self._probe(url) if urlsplit(url).scheme == "https" else None

    def _clock_is_off(self, answer: ServerResponse) -> bool:
        its_now = http_date(answer.headers.get("date", ""))
        return its_now is not None and abs(its_now - self._clock()) > _CLOCK_TOLERANCE


def _certificate_trouble(code: int, peer: PeerCertificates) -> FailureReason:
    if peer.reads_like_a_filter:
        return FailureReason.INSPECTED
    known = (
        (_EXPIRED, FailureReason.CERTIFICATE_EXPIRED),
        (_WRONG_NAME, FailureReason.CERTIFICATE_WRONG_NAME),
        (_REVOKED, FailureReason.CERTIFICATE_REVOKED),
        (_OTHER_PURPOSE, FailureReason.CERTIFICATE_OTHER_PURPOSE),
        (_WEAK, FailureReason.CERTIFICATE_WEAK),
    )
    for codes, kind in known:
        if code in codes:
            return kind
    return FailureReason.CERTIFICATE_SELF_MADE if peer.is_self_made else FailureReason.CERTIFICATE_NOT_TRUSTED


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
