"""Which proxy stands between this computer and a server, and what it said when it did not let us through.

To sign in to a proxy there is name and password (Basic, RFC 7617), which the proxy reads, and what `tunnel` does (Negotiate, NTLM);
Digest is not there, and no SOCKS. What this computer itself is set to is told by `system_proxies`.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from prevent_desktop.delivery.connection.connection_settings import ConnectionChoices, ProxyWay
from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.errors import WaitingError
from prevent_desktop.formatting import each_of

if TYPE_CHECKING:
    import httpx

_SCHEME = re.compile(r"(?:^|,)\s*([A-Za-z][A-Za-z0-9-]*)(?=\s+[^=,\s]|\s*$|\s*,|\s+\w+=)", re.ASCII)
_KNOWN = {"http", "https"}
_REFUSES = {403, 405, 451}
_CANNOT_REACH = {500, 502, 504}
_AUTHENTICATE = b"proxy-authenticate"
_LOCATION = b"location"


@dataclass(frozen=True, slots=True, repr=False)
class Proxy:
    """A proxy to go through; `user` and `password` may be empty. It has no repr, so that no log tells the password."""

    address: str
    user: str = ""
    password: str = ""

    @property
    def signs_in(self) -> bool:
        """Whether a name and password are offered."""
        return bool(self.user)

    def for_client(self, context: ssl.SSLContext) -> httpx.Proxy:
        """As the HTTP client takes it; `context` is for a proxy that itself speaks TLS."""
        import httpx

        auth = (self.user, self.password) if self.user else None
        return httpx.Proxy(
            self.address, auth=auth, ssl_context=context if self.address.startswith("https:") else None
        )


def proxy_for(
    endpoint: str, choices: ConnectionChoices, password: str, systems_own: Callable[[str], str]
) -> Proxy | None:
    """The proxy to go through to `endpoint`; None where there is none. RefusedError for one that cannot be used.

    `systems_own` tells what this computer is set to (`SystemProxies.proxy_for`).

    `password` belongs to the name in `choices`; both are offered to the system's proxy too, where that gives none of
    its own and they were entered for it.
    """
    if choices.proxy is ProxyWay.NONE:
        return None
    address = choices.proxy_address if choices.proxy is ProxyWay.MANUAL else systems_own(endpoint)
    if not address:
        return None
    address = address if "://" in address else f"http://{address}"
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise refused(FailureReason.PROXY_UNUSABLE, proxy=address[:200]) from error
    if parts.scheme not in _KNOWN or not host:
        raise refused(FailureReason.PROXY_UNUSABLE, proxy=f"{parts.scheme}://{host or ''}"[:200])
    user, own = unquote(parts.username or ""), unquote(parts.password or "")
    shown = f"[{host}]" if ":" in host else host
    plain = f"{parts.scheme}://{shown}{'' if port is None else f':{port}'}"
    if not user and not choices.proxy_refused and choices.offers_to(plain):
        user, own = choices.proxy_user, password
    return Proxy(plain, user, own)


class ProxyWatch:
    """Looks on while a request is made, and keeps what the proxy answered to CONNECT: the client tells its status alone."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[bytes, bytes] = {}

    def __call__(self, event: str, told: dict[str, Any]) -> None:
        """What httpcore calls for each step of a request (its extension "trace")."""
        if event == "http11.receive_response_headers.complete":
            _version, self.status, _reason, headers = told["return_value"][:4]
            self.headers = {}
            for name, value in headers:  # a proxy names each way to sign in in a header of its own
                before = self.headers.get(name.lower())
                self.headers[name.lower()] = value if before is None else before + b", " + value

    @property
    def ways_to_sign_in(self) -> tuple[str, ...]:
        """The schemes that the proxy named (RFC 9110 section 11.7.1)."""
        return tuple(_SCHEME.findall(self.headers.get(_AUTHENTICATE, b"").decode("latin-1")))


def explain_proxy(watch: ProxyWatch, proxy: Proxy, choices: ConnectionChoices, host: str) -> WaitingError:
    """The trouble behind a proxy that answered and did not let us through to `host`."""
    if watch.status == 407:  # noqa: PLR2004 - Proxy Authentication Required
        return _explain_sign_in(watch, proxy, choices, host)
    if watch.status == 511 or (300 <= watch.status < 400 and watch.headers.get(_LOCATION)):  # noqa: PLR2004 - a portal
        return waiting(FailureReason.CAPTIVE_PORTAL, host)
    if watch.status in _REFUSES:
        return waiting(FailureReason.PROXY_REFUSES, host)
    if watch.status in _CANNOT_REACH:
        return waiting(FailureReason.PROXY_CANNOT_REACH, host)
    return waiting(FailureReason.PROXY_DOWN, host)


def _explain_sign_in(watch: ProxyWatch, proxy: Proxy, choices: ConnectionChoices, host: str) -> WaitingError:
    schemes = watch.ways_to_sign_in
    if schemes and "basic" not in {way.lower() for way in schemes}:
        return waiting(FailureReason.PROXY_OTHER_SIGN_IN, host, ways=each_of(dict.fromkeys(schemes)))
    refused_before = choices.proxy_refused and bool(choices.proxy_user)
    wrong = proxy.signs_in or refused_before
    return waiting(FailureReason.PROXY_PASSWORD_WRONG if wrong else FailureReason.PROXY_SIGN_IN, host)
