"""One connection to a receiver's server: protected, never redirected, and with every failure in plain words."""

from __future__ import annotations

import ipaddress
import ssl
import threading
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from prevent_desktop.delivery.clock import Clock, utc_now
from prevent_desktop.delivery.connectivity import Answer, Connectivity
from prevent_desktop.delivery.troubles import Trouble, refused

if TYPE_CHECKING:
    import httpx

_LONGEST_ANSWER = 64 * 1024
_CONNECT, _READ, _WRITE, _POOL = 10.0, 30.0, 30.0, 5.0  # seconds
_PROBE = 5.0  # seconds

Content = Iterable[bytes] | None


class HttpLine:
    """A connection that stays open over several requests to one server."""

    def __init__(self, client: httpx.Client, connectivity: Connectivity, *, proxied: bool) -> None:
        self._client = client
        self._connectivity = connectivity
        self._proxied = proxied

    def ask(self, method: str, url: str, headers: Mapping[str, str], content: Content = None) -> Answer:
        """One request and its answer, whatever its status; raise the WaitingError that says why there is none."""
        import httpx

        try:
            return _answer(self._client, method, url, headers, content)
        except httpx.InvalidURL as error:
            raise refused(Trouble.BAD_ADDRESS) from error
        except httpx.TransportError as error:
            raise self._connectivity.explain(error, url, proxied=self._proxied) from error


class HttpLines:
    """Opens lines to servers.

    `context` is the TLS context; by default the system's own trust with TLS 1.3. `probe_url` gives, for an
    endpoint, the clear URL at which a captive portal would show itself. `has_route` as in `Connectivity`.
    """

    def __init__(
        self,
        *,
        context: ssl.SSLContext | None = None,
        clock: Clock = utc_now,
        probe_url: Callable[[str], str] | None = None,
        has_route: Callable[[], bool] | None = None,
    ) -> None:
        self._guard = threading.Lock()
        self._context = context
        self._probe_url = probe_url or _front_page
        self._connectivity = Connectivity(self._probe, clock, has_route)

    @contextmanager
    def open(self, endpoint: str) -> Iterator[HttpLine]:
        """A line to the server of `endpoint`; raise RefusedError for an address that no pack may go to."""
        with self._guard:  # packs and answers have a thread each: one of them imports, and the other waits
            import httpx

            context = self._tls()
        host = _require_protected(endpoint)
        direct = is_loopback(host)
        timeout = httpx.Timeout(connect=_CONNECT, read=_READ, write=_WRITE, pool=_POOL)
        with httpx.Client(
            verify=context,
            follow_redirects=False,
            timeout=timeout,
            trust_env=not direct,
            headers=_HEADERS,
        ) as client:
            yield HttpLine(client, self._connectivity, proxied=not direct and _has_proxy(endpoint, host))

    def _tls(self) -> ssl.SSLContext:
        if self._context is None:
            import truststore

            self._context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            self._context.minimum_version = ssl.TLSVersion.TLSv1_3
        return self._context

    def _probe(self, endpoint: str) -> Answer | None:
        import httpx

        url = self._probe_url(endpoint)
        try:
            with httpx.Client(
                timeout=_PROBE, follow_redirects=False, trust_env=False, headers=_HEADERS
            ) as client:
                return _answer(client, "GET", url, {}, None)
        except httpx.TransportError:
            return None


_HEADERS = {"User-Agent": "prevent-desktop", "Accept": "*/*", "Accept-Encoding": "identity"}


def _answer(
    client: httpx.Client, method: str, url: str, headers: Mapping[str, str], content: Content
) -> Answer:
    with client.stream(method, url, headers=dict(headers), content=content) as response:
        body = b""
        for piece in response.iter_raw():
            body += piece
            if len(body) >= _LONGEST_ANSWER:
                break
        lowered = {name.lower(): value for name, value in response.headers.items()}
        return Answer(url, response.status_code, lowered, body[:_LONGEST_ANSWER])


def is_loopback(host: str) -> bool:
    """Whether `host` is this very computer."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _require_protected(endpoint: str) -> str:
    """The host of an endpoint that may be used: by TLS, or on this very computer."""
    try:
        parts = urlsplit(endpoint)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise refused(Trouble.BAD_ADDRESS) from error
    if not host or parts.username is not None or parts.query or parts.fragment:
        raise refused(Trouble.BAD_ADDRESS)
    if parts.scheme != "https" and not is_loopback(host):
        raise refused(Trouble.UNPROTECTED, host)
    return host


def _has_proxy(endpoint: str, host: str) -> bool:
    proxies = urllib.request.getproxies()
    return bool({urlsplit(endpoint).scheme, "all"} & set(proxies)) and not urllib.request.proxy_bypass(host)


def _front_page(endpoint: str) -> str:
    host = urlsplit(endpoint).hostname or ""
    return f"http://[{host}]/" if ":" in host else f"http://{host}/"
