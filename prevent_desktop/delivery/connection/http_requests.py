"""Single requests, below a connection: one answer, a look in clear, and a look at a server's certificates without trust."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from prevent_desktop.delivery.connection.cancellation import Wire
from prevent_desktop.delivery.connection.peer_certificates import PeerCertificates
from prevent_desktop.delivery.connection.proxies import Proxy, ProxyWatch
from prevent_desktop.delivery.connection.unexpected_responses import ServerResponse
from prevent_desktop.proxy_scripts.questions import LARGEST_SCRIPT

if TYPE_CHECKING:
    import httpx

HEADERS: Final = {"User-Agent": "prevent-desktop", "Accept": "*/*", "Accept-Encoding": "identity"}
LONGEST_ANSWER: Final = 64 * 1024
_OK = 200
_PROBE, _WHOLE_PROBE = 5.0, 10.0  # seconds, for one read or write, and for all of it


def one_answer(
    client: httpx.Client,
    method: str,
    url: str,
    headers: Mapping[str, str],
    content: Iterable[bytes] | None,
    watch: ProxyWatch | None = None,
    look_at: Callable[[Any], None] | None = None,
    *,
    wire: Wire,
    longest: int = LONGEST_ANSWER,
) -> ServerResponse:
    """One request and its answer, of which at most `longest` bytes are read. `look_at` is given the TLS connection, or None."""

    def trace(event: str, told: dict[str, Any]) -> None:
        wire(event, told)
        if watch is not None:
            watch(event, told)

    extensions = {"trace": trace}
    with client.stream(
        method, url, headers=dict(headers), content=content, extensions=extensions
    ) as response:
        if look_at is not None:
            stream = response.extensions.get("network_stream")
            look_at(stream.get_extra_info("ssl_object") if stream else None)
        body = bytearray()
        for piece in response.iter_raw():
            body += piece
            if len(body) >= longest:
                break
        lowered = {name.lower(): value for name, value in response.headers.items()}
        return ServerResponse(
            url, response.status_code, lowered, bytes(body[:longest]), "Authorization" in headers
        )


def front_page(endpoint: str) -> str:
    """The clear address of the server of an endpoint, at which a captive portal shows itself."""
    host = urlsplit(endpoint).hostname or ""
    return f"http://[{host}]/" if ":" in host else f"http://{host}/"


def ask_in_clear(url: str) -> ServerResponse | None:
    """What answers at an ``http:`` address, without redirects; None where nothing does."""
    import httpx

    clear = httpx.Client(timeout=_PROBE, follow_redirects=False, trust_env=False, headers=HEADERS)
    try:
        with clear as client, Wire() as wire, wire.until(_WHOLE_PROBE):
            return one_answer(client, "GET", url, {}, None, wire=wire)
    except (httpx.TransportError, TimeoutError):
        return None


def fetched(address: str, context: ssl.SSLContext) -> bytes:
    """The script at an address, straight and without redirects; one byte more than it may have where it is larger. OSError."""
    import httpx

    client = httpx.Client(
        verify=context, timeout=_PROBE, follow_redirects=False, trust_env=False, headers=HEADERS
    )
    try:
        with client, Wire() as wire, wire.until(_WHOLE_PROBE):
            found = one_answer(client, "GET", address, {}, None, wire=wire, longest=LARGEST_SCRIPT + 1)
    except (httpx.TransportError, httpx.InvalidURL) as error:
        raise OSError(str(error)) from error
    if found.status != _OK:
        raise OSError(f"status {found.status}")
    return found.body


def look_at_certificates(url: str, proxy: Proxy | None) -> PeerCertificates:
    """The certificates that a server shows, read without trust; the connection ends before any request."""
    import httpx

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    found: list[PeerCertificates] = []
    of_the_proxy = 1 if proxy and proxy.address.startswith("https:") else 0

    wire = Wire()

    def look(event: str, told: dict[str, Any]) -> None:
        nonlocal of_the_proxy
        wire(event, told)
        if not event.endswith("start_tls.complete"):
            return
        if of_the_proxy:
            of_the_proxy -= 1
            return
        stream = told["return_value"]
        found.append(PeerCertificates.of(stream.get_extra_info("ssl_object")))
        stream.close()
        raise _SeenEnoughError

    through = proxy.for_client(context) if proxy else None
    try:
        client = httpx.Client(verify=context, timeout=_PROBE, trust_env=False, proxy=through)
        with client, wire, wire.until(_WHOLE_PROBE):
            client.get(url, extensions={"trace": look})
    except (httpx.TransportError, httpx.InvalidURL, TimeoutError, _SeenEnoughError):
        pass
    return found[0] if found else PeerCertificates(())


class _SeenEnoughError(Exception):
    """The certificates have been read: end the connection."""
