"""Answers that are not what a receiver's server says: a network's page, a refusal, a fault, each told apart.

Nothing is decided by words of a page alone where a status or a header says it too.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from prevent_desktop.delivery.clock import http_date
from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.errors import DeliveryError

_LATER = {423, 425, 429, 502, 503, 504}
_FULL = 507  # RFC 4918 section 11.5
_SIGN_IN = re.compile(rb"type\s*=\s*[\"']?password", re.IGNORECASE)
_SIGN_IN_ADDRESS = re.compile(r"log-?in|sign-?in|auth|sso|saml", re.IGNORECASE)
_BEARER = re.compile(r"(^|,)\s*bearer\b", re.IGNORECASE)
# The words of nginx for its statuses 496 and 495, which it gives as 400.
_NO_CERTIFICATE = re.compile(rb"no required ssl certificate was sent", re.IGNORECASE)
_WRONG_CERTIFICATE = re.compile(rb"the ssl certificate error", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ServerResponse:
    """What a server answered. `headers` have lower-case names; `body` is its beginning, at most 64 KiB unless more was asked for.

    `signed_in` tells whether the question bore a token.
    """

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    signed_in: bool = False

    @property
    def host(self) -> str:
        """The server that was asked."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_page(self) -> bool:
        """Whether this is a web page, which no part of an upload ever is."""
        return "html" in self.headers.get("content-type", "").lower() or self.body.lstrip()[:1] == b"<"

    @property
    def leads_elsewhere(self) -> str:
        """The host that a redirect points to, if it is another one; else empty."""
        target = self.host
        with suppress(ValueError):  # an address that is none leads nowhere
            target = urlsplit(urljoin(self.url, self.headers.get("location", ""))).hostname or ""
        return target if 300 <= self.status < 400 and target != self.host else ""  # noqa: PLR2004 - redirects are 3xx

    @property
    def wants_token(self) -> bool:
        """Whether the server asks for a bearer token (RFC 6750 section 3)."""
        return self.status == 401 and _BEARER.search(self.headers.get("www-authenticate", "")) is not None  # noqa: PLR2004 - Unauthorized

    def retry_after(self) -> float | None:
        """The seconds that the server asks to wait (RFC 9110 section 10.2.3), by its own clock; None if it does not."""
        text = self.headers.get("retry-after", "").strip()
        if text.isascii() and text.isdigit():
            return float(text[:9])
        until, its_now = http_date(text), http_date(self.headers.get("date", ""))
        return (until - its_now).total_seconds() if until and its_now else None


def is_portal(answer: ServerResponse, *, certainly_not_receiver: bool) -> bool:
    """Whether a network, rather than a server, gave this answer (RFC 6585 section 6 for status 511)."""
    if answer.status == 511 or answer.leads_elsewhere:  # noqa: PLR2004 - Network Authentication Required
        return True
    return certainly_not_receiver and answer.is_page and answer.status < 300  # noqa: PLR2004 - a page in place of ours


def explain_unexpected(answer: ServerResponse) -> DeliveryError:
    """The trouble behind an answer that does not come from a server for uploads."""
    host = answer.host
    verified = urlsplit(answer.url).scheme == "https"
    if is_portal(answer, certainly_not_receiver=not verified) and not (verified and answer.leads_elsewhere):
        return waiting(FailureReason.CAPTIVE_PORTAL, host)
    if answer.status == 407:  # noqa: PLR2004 - Proxy Authentication Required
        return waiting(FailureReason.PROXY_SIGN_IN, host)
    if passing := _explain_passing(answer):
        return passing
    if 300 <= answer.status < 400:  # noqa: PLR2004 - redirects are 3xx
        asks = _SIGN_IN_ADDRESS.search(answer.headers.get("location", ""))
        return waiting(FailureReason.LOGIN_PAGE, host) if asks else refused(FailureReason.REDIRECTED, host)
    if wanted := _explain_who_asks(answer):
        return wanted
    return _explain_page(answer) if answer.is_page else _explain_status(answer, FailureReason.NOT_TUS)


def explain_refusal(answer: ServerResponse) -> DeliveryError:
    """The trouble behind an error that a server for uploads itself gave."""
    if answer.status == 412:  # noqa: PLR2004 - Precondition Failed: tus core, "Tus-Version"
        return refused(FailureReason.WRONG_VERSION, answer.host)
    known = _explain_passing(answer) or _explain_who_asks(answer)
    return known or _explain_status(answer, FailureReason.NOT_ACCEPTED)


def is_web_page(answer: ServerResponse) -> bool:
    """Whether it is a web page, by its header alone: an object may begin with any byte, and S3 says its errors in XML."""
    return "html" in answer.headers.get("content-type", "").lower()


def explain_storage(answer: ServerResponse) -> DeliveryError:
    """The trouble behind an error of a server that keeps objects, or behind what stands in its place."""
    if b"RequestTimeTooSkewed" in answer.body:
        return waiting(FailureReason.CLOCK_WRONG, answer.host)
    if is_web_page(answer) or answer.status < 400:  # noqa: PLR2004 - errors begin there
        return explain_unexpected(answer)
    return explain_refusal(answer)


def _explain_passing(answer: ServerResponse) -> DeliveryError | None:
    if answer.status in _LATER:
        return waiting(FailureReason.SERVER_BUSY, answer.host, retry_after=answer.retry_after())
    if answer.status == _FULL:
        return waiting(FailureReason.SERVER_FULL, answer.host, retry_after=answer.retry_after())
    if answer.status >= 500:  # noqa: PLR2004 - server errors are 5xx
        return waiting(FailureReason.SERVER_FAULT, answer.host, retry_after=answer.retry_after())
    return None


def _explain_who_asks(answer: ServerResponse) -> DeliveryError | None:
    """A server that wants to know who asks: by a token, or by a certificate."""
    if answer.wants_token:
        return refused(
            FailureReason.SIGN_IN_AGAIN if answer.signed_in else FailureReason.SIGN_IN_WANTED, answer.host
        )
    if answer.status == 403 and answer.signed_in and not answer.is_page:  # noqa: PLR2004 - Forbidden
        return refused(FailureReason.SIGN_IN_REFUSED, answer.host)
    if answer.status == 400 and _NO_CERTIFICATE.search(answer.body):  # noqa: PLR2004 - see above
        return refused(FailureReason.CLIENT_CERTIFICATE_WANTED, answer.host)
    if answer.status == 400 and _WRONG_CERTIFICATE.search(answer.body):  # noqa: PLR2004 - see above
        return refused(FailureReason.CLIENT_CERTIFICATE_REFUSED, answer.host)
    return None


def _explain_page(answer: ServerResponse) -> DeliveryError:
    if _SIGN_IN.search(answer.body):
        return waiting(FailureReason.LOGIN_PAGE, answer.host)
    if answer.status in {403, 451}:
        return waiting(FailureReason.BLOCK_PAGE, answer.host)
    return _explain_status(answer, FailureReason.NOT_TUS)


def _explain_status(answer: ServerResponse, otherwise: FailureReason) -> DeliveryError:
    kind = {
        401: FailureReason.NOT_ALLOWED,
        403: FailureReason.NOT_ALLOWED,
        404: FailureReason.NO_SUCH_ADDRESS,
        405: FailureReason.NO_SUCH_ADDRESS if otherwise is FailureReason.NOT_TUS else otherwise,
        410: FailureReason.NO_SUCH_ADDRESS,
        413: FailureReason.TOO_LARGE,
    }.get(answer.status, otherwise)
    return refused(kind, answer.host)
