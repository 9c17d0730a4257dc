"""The way through a proxy that signs in on the connection itself: Negotiate (RFC 4559) and NTLM.

Their tokens belong to one connection and take several requests with CONNECT, which the HTTP client does not make; so the client
is given a backend that has the way open already. The tokens themselves are pyspnego's: by SSPI for whoever is logged in to
Windows, by a Kerberos ticket where the system has its libraries, else by the name and password that are kept for the proxy.
"""

from __future__ import annotations

import base64
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

import h11
import httpcore
import httpx

from prevent_desktop.delivery.connection.proxies import Proxy, ProxyWatch
from prevent_desktop.delivery.failure_reasons import FailureReason, waiting
from prevent_desktop.errors import WaitingError

NEGOTIATE, NTLM = "Negotiate", "NTLM"
_NTLM_INSIDE = b"NTLMSSP\0"
_MOST_LEGS = 6
_LONGEST_ANSWER = 64 * 1024
_READ = 16 * 1024
_WANTS_SIGN_IN = 407
_SOCKET_OPTIONS = Iterable[Any] | None


class TunnelError(httpcore.ProxyError):
    """The proxy did not let us through. `headers` are in small letters; several of one name are joined by a comma."""

    def __init__(self, status: int, headers: dict[bytes, bytes]) -> None:
        super().__init__(f"the proxy answered {status}")
        self.status, self.headers = status, headers


class NoTicketError(httpcore.ProxyError):
    """There is nothing to sign in with: no ticket and no name."""


class NtlmForbiddenError(httpcore.ProxyError):
    """It would come to NTLM, and IT does not allow that."""


class SignsIn(Protocol):
    """What gives the tokens of one connection (a context of pyspnego)."""

    def step(self, in_token: bytes | None = None) -> bytes | None:
        """The next token for the proxy, after its own."""


@dataclass(slots=True)
class _Answer:
    status: int = 0
    headers: dict[bytes, bytes] = field(default_factory=dict)

    @property
    def lets_through(self) -> bool:
        return 200 <= self.status < 300  # noqa: PLR2004 - successful (RFC 9110 section 9.3.6)

    def token(self, way: str) -> bytes | None:
        """What the proxy answers to our token; None where it begins anew, or refuses."""
        for each in self.headers.get(b"proxy-authenticate", b"").decode("latin-1").split(","):
            scheme, _space, text = each.strip().partition(" ")
            if scheme.lower() == way.lower() and text:
                try:
                    return base64.b64decode(text, validate=True)
                except ValueError:
                    return None
        return None


class TunnelBackend(httpcore.NetworkBackend):
    """Connects through `proxy`, signed in by `way`. `context` is for a proxy that itself speaks TLS."""

    def __init__(self, proxy: Proxy, context: ssl.SSLContext, way: str, *, ntlm_allowed: bool) -> None:
        self._proxy, self._context, self._way, self._ntlm_allowed = proxy, context, way, ntlm_allowed
        parts = urlsplit(proxy.address)
        self._host = parts.hostname or ""
        self._is_closed = parts.scheme == "https"
        self._port = parts.port or (443 if self._is_closed else 80)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: _SOCKET_OPTIONS = None,
    ) -> httpcore.NetworkStream:
        """A stream to the server of `host`, on which TLS begins. TunnelError, NoTicketError, NtlmForbiddenError."""
        stream = httpcore.SyncBackend().connect_tcp(
            self._host, self._port, timeout, local_address, socket_options
        )
        try:
            if self._is_closed:
                stream = stream.start_tls(self._context, self._host, timeout)
            self._go_through(stream, f"[{host}]:{port}" if ":" in host else f"{host}:{port}", timeout)
        except BaseException:
            stream.close()
            raise
        return stream

    def _go_through(self, stream: httpcore.NetworkStream, target: str, timeout: float | None) -> None:
        signing, talk = self._signing(), h11.Connection(h11.CLIENT)
        answer, given = _Answer(), None
        for _leg in range(_MOST_LEGS):
            answer = _ask(stream, talk, target, self._offer(signing, given), timeout)
            if answer.lets_through:
                return
            given = answer.token(self._way)
            if answer.status != _WANTS_SIGN_IN or given is None or talk.our_state is not h11.DONE:
                break
            talk.start_next_cycle()
        raise TunnelError(answer.status, answer.headers)

    def _signing(self) -> SignsIn:
        import spnego

        if self._way.lower() == "ntlm" and not self._ntlm_allowed:
            raise NtlmForbiddenError
        user, password = self._proxy.user or None, self._proxy.password or None
        try:
            return spnego.client(
                user, password, hostname=self._host, service="HTTP", protocol=self._way.lower()
            )
        except (spnego.exceptions.SpnegoError, ValueError, ImportError) as error:
            raise NoTicketError(str(error)) from error

    def _offer(self, signing: SignsIn, given: bytes | None) -> str:
        from spnego.exceptions import SpnegoError

        try:
            token = signing.step(given)
        except (SpnegoError, ValueError) as error:
            raise NoTicketError(str(error)) from error
        if token is None:
            raise TunnelError(_WANTS_SIGN_IN, {})
        if _NTLM_INSIDE in token and not self._ntlm_allowed:  # without a ticket, Negotiate comes to NTLM
            raise NtlmForbiddenError if self._proxy.signs_in else NoTicketError("no ticket")
        return f"{self._way} {base64.b64encode(token).decode('ascii')}"


def _ask(
    stream: httpcore.NetworkStream, talk: h11.Connection, target: str, offer: str, timeout: float | None
) -> _Answer:
    """One CONNECT and its answer, whose words are read and dropped."""
    headers = [("Host", target), ("Proxy-Authorization", offer), ("User-Agent", "prevent-desktop")]
    request = talk.send(h11.Request(method="CONNECT", target=target, headers=headers))
    stream.write((request or b"") + (talk.send(h11.EndOfMessage()) or b""), timeout)
    answer, read = _Answer(), 0
    try:
        while True:
            event = talk.next_event()
            if event is h11.NEED_DATA:
                data = stream.read(_READ, timeout)
                read += len(data)
                if read > _LONGEST_ANSWER:
                    raise TunnelError(answer.status, answer.headers)
                talk.receive_data(data)
            elif isinstance(event, h11.Response):
                answer = _Answer(event.status_code, _joined(event.headers))
                if answer.lets_through:
                    return answer
            elif isinstance(event, h11.EndOfMessage | h11.ConnectionClosed):
                return answer
    except h11.RemoteProtocolError as error:
        raise httpcore.RemoteProtocolError(str(error)) from error


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        found[name] = f"{found[name].decode('latin-1')}, {value.decode('latin-1')}".encode("latin-1") if name in found else value  # fmt: skip
    return found


class TunnelTransport(httpx.HTTPTransport):
    """The client's own transport over such a way."""

    def __init__(self, context: ssl.SSLContext, backend: TunnelBackend) -> None:
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=backend)


def usable_way(ways: Iterable[str], proxy: Proxy, *, ntlm_allowed: bool) -> str:
    """The way of those that the proxy names, in which somebody can be signed in here; empty for none, and where it takes Basic."""
    named = {way.lower(): way for way in ways}
    if "basic" in named and proxy.signs_in:
        return ""
    if "negotiate" in named:
        return NEGOTIATE
    if "ntlm" not in named:
        return ""
    return NTLM if ntlm_allowed or "basic" not in named else ""


def explain_tunnel(
    cause: Exception | None, watch: ProxyWatch, proxy: Proxy, host: str, way: str
) -> WaitingError | None:
    """The trouble behind a sign-in on the connection itself. None where it is none of its own; `watch` then knows the answer."""
    found = None if cause is None else cause.__cause__
    gone_through = urlsplit(proxy.address).hostname or ""
    takes_basic = "basic" in {one.lower() for one in watch.ways_to_sign_in}
    if isinstance(found, NoTicketError | NtlmForbiddenError) and takes_basic:
        return None  # a name and a password do as well
    if isinstance(found, NtlmForbiddenError):
        return waiting(FailureReason.PROXY_NTLM_FORBIDDEN, host, proxy=gone_through)
    if isinstance(found, NoTicketError):
        return waiting(FailureReason.PROXY_NO_TICKET, host, proxy=gone_through, ways=way)
    if isinstance(found, TunnelError):
        watch.status, watch.headers = found.status, found.headers
        if found.status == _WANTS_SIGN_IN:
            if proxy.signs_in:
                return waiting(FailureReason.PROXY_PASSWORD_WRONG, host)
            return waiting(FailureReason.PROXY_LOGIN_REFUSED, host, proxy=gone_through, ways=way)
    return None
