"""One connection to a receiver's server: protected, never redirected, and with every failure in plain words.

Nothing of the environment takes part but the proxies that it names: no ``.netrc``, and no file of certificates.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from prevent_desktop.delivery.clock import Clock, utc_now
from prevent_desktop.delivery.connection.cancellation import Wire, seconds_for
from prevent_desktop.delivery.connection.connection_settings import (
    ConnectionChoices,
    ConnectionSettings,
    SeenConnection,
    secrets_unlocked,
)
from prevent_desktop.delivery.connection.connectivity import Connectivity
from prevent_desktop.delivery.connection.http_requests import (
    HEADERS,
    LONGEST_ANSWER,
    ask_in_clear,
    fetched,
    front_page,
    look_at_certificates,
    one_answer,
)
from prevent_desktop.delivery.connection.own_computer import is_loopback
from prevent_desktop.delivery.connection.peer_certificates import PeerCertificates, PublicAuthorities
from prevent_desktop.delivery.connection.proxies import (
    Proxy,
    ProxyWatch,
    explain_proxy,
    proxy_for,
)
from prevent_desktop.delivery.connection.set_proxies import SetProxies
from prevent_desktop.delivery.connection.sign_in import SignIn
from prevent_desktop.delivery.connection.tls_contexts import TlsContexts
from prevent_desktop.delivery.connection.tokens import TokenStore
from prevent_desktop.delivery.connection.unexpected_responses import ServerResponse
from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.errors import SpoolError, WaitingError
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import PROXY_NTLM

if TYPE_CHECKING:
    import httpx

_CONNECT, _READ, _WRITE, _POOL = 10.0, 30.0, 30.0, 5.0  # seconds; each for one read or write
_WHOLE = 60.0
"""Seconds for a whole request with its answer; for each 512 bytes that it sends a second more."""
_SIGN_IN = 407  # Proxy Authentication Required
_WANTS_A_NAME = {
    FailureReason.PROXY_SIGN_IN,
    FailureReason.PROXY_NO_TICKET,
    FailureReason.PROXY_LOGIN_REFUSED,
}

Content = Callable[[], Iterable[bytes]]
"""Gives the bytes to send; called anew where a request is made again."""


class HttpConnection:
    """A connection that stays open over several requests to one server."""

    def __init__(
        self,
        connections: HttpConnections,
        client: httpx.Client,
        wire: Wire,
        proxy: Proxy | None,
        endpoint: str,
    ) -> None:
        self._connections = connections
        self._client = client
        self._wire = wire
        self._proxy = proxy
        self._endpoint = endpoint
        self._token: str | None = None
        self._seen = False
        self._way = ""
        self._wanted: ProxyWatch | None = None
        self._more = ExitStack()

    def close(self) -> None:
        """End what was opened beside its first client."""
        self._more.close()

    def ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: Content | None = None,
        longest: int = LONGEST_ANSWER,
    ) -> ServerResponse:
        """One request and its answer, whatever its status; raise the WaitingError that says why there is none.

        It bears the token that is kept for this server. Where the server no longer takes it, it is renewed once. At most
        `longest` bytes of the answer are read.
        """
        if self._token is None:
            self._token = self._connections.token(self._endpoint)
        answer = self._ask(method, url, headers, content, longest)
        if answer.wants_token and self._token:
            self._token = self._connections.another_token(self._endpoint, self._token)
            answer = self._ask(method, url, headers, content, longest) if self._token else answer
        return answer

    def _ask(
        self, method: str, url: str, headers: Mapping[str, str], content: Content | None, longest: int
    ) -> ServerResponse:
        try:
            return self._ask_once(method, url, headers, content, longest)
        except _WantsSignInError as error:
            self._wanted = error.watch
            self._client = self._signed_in(error.way)
        return self._ask_once(method, url, headers, content, longest)

    def _signed_in(self, way: str) -> httpx.Client:
        assert self._proxy is not None  # noqa: S101 -- it was a proxy that wants it
        client = self._connections.through_sign_in(self._endpoint, self._proxy, way)
        self._more.enter_context(client)
        self._way = way
        return client

    def _ask_once(
        self, method: str, url: str, headers: Mapping[str, str], content: Content | None, longest: int
    ) -> ServerResponse:
        import httpx

        watch = ProxyWatch() if self._proxy else None
        if self._token:
            headers = {**headers, "Authorization": f"Bearer {self._token}"}
        carried = int(headers.get("Content-Length", 0)) + longest - LONGEST_ANSWER
        seconds = seconds_for(carried, self._connections.whole)
        try:
            with self._wire.until(seconds):
                return one_answer(
                    self._client,
                    method,
                    url,
                    headers,
                    content() if content else None,
                    watch,
                    self._look_at,
                    wire=self._wire,
                    longest=longest,
                )
        except TimeoutError as error:
            raise waiting(FailureReason.NO_ANSWER, _host_of(url)) from error
        except httpx.InvalidURL as error:
            raise refused(FailureReason.BAD_ADDRESS) from error
        except httpx.ProxyError as error:
            watch = watch or ProxyWatch()
            if not self._way and (way := self._connections.way_to_sign_in(watch, self._proxy)):
                raise _WantsSignInError(way, watch) from error
            asked = self._wanted if self._wanted is not None and not watch.status else watch
            raise self._connections.explain_proxy(asked, self._proxy, url, error, self._way) from error
        except httpx.TransportError as error:
            raise self._connections.connectivity.explain(
                error, url, proxied=self._proxy is not None
            ) from error

    def _look_at(self, connection: Any) -> None:
        if not self._seen and connection is not None:
            self._seen = True
            self._connections.note(self._endpoint, connection)


class HttpConnections:
    """Opens connections to servers.

    `settings` is how this computer connects (without: no proxy of its own, no certificate, no sign-in, as the system is
    set). `context` is the TLS context; by default the system's own trust with TLS 1.3. `probe_url` gives, for an
    endpoint, the clear URL at which a captive portal would show itself. `has_route` as in `Connectivity`. `patience` is how many
    seconds a server may be silent, `whole` how many a request may take besides what it sends.
    """

    def __init__(
        self,
        *,
        settings: ConnectionSettings | None = None,
        context: ssl.SSLContext | None = None,
        clock: Clock = utc_now,
        probe_url: Callable[[str], str] | None = None,
        has_route: Callable[[], bool] | None = None,
        patience: float = _READ,
        whole: float = _WHOLE,
    ) -> None:
        self._patience = patience
        self.whole = whole
        self._guard = threading.Lock()
        self._settings = settings
        self._tls = TlsContexts(settings, context, clock)
        self._clock = clock
        self._probe_url = probe_url or front_page
        self._public = PublicAuthorities()
        self._set = SetProxies(lambda address: fetched(address, self._tls.of("", shows_certificate=False)))
        self.connectivity = Connectivity(self._probe, self._look, clock, has_route)

    @property
    def most_bytes(self) -> int:
        """The most bytes to send in a second; 0 for no limit."""
        return self._choices.most_bytes

    @contextmanager
    def open(self, endpoint: str, *, for_receiver: bool = True) -> Iterator[HttpConnection]:
        """A connection to the server of `endpoint`; raise RefusedError for an address that no pack may go to.

        Where that is no receiver, this login's token and certificate are not shown to it.
        """
        with self._client(endpoint, for_receiver=for_receiver) as (client, proxy), Wire() as wire:
            connection = HttpConnection(self, client, wire, proxy, endpoint if for_receiver else "")
            with closing(connection):
                yield connection

    def ask_once(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> ServerResponse:
        """One request to a server that is no receiver: without a token, and without this computer's certificate."""
        with self.open(url, for_receiver=False) as connection:
            if not body:
                return connection.ask(method, url, headers)
            return connection.ask(method, url, {**headers, "Content-Length": str(len(body))}, lambda: [body])

    def token(self, endpoint: str) -> str:
        """The token to show to the server of `endpoint`; empty for none."""
        if self._settings is None or not endpoint:
            return ""
        with secrets_unlocked(_host_of(endpoint)):
            return TokenStore(self._settings, self._clock).access(endpoint, SignIn(self, self._clock))

    def another_token(self, endpoint: str, refused_token: str) -> str:
        """Another one than the token that the server refused; empty where there is none."""
        if self._settings is None:
            return ""
        with secrets_unlocked(_host_of(endpoint)):
            store = TokenStore(self._settings, self._clock)
            return store.renewed(endpoint, refused_token, SignIn(self, self._clock))

    def way_to_sign_in(self, watch: ProxyWatch, proxy: Proxy | None) -> str:
        """How to sign in on the connection itself, where the proxy wants that; empty for not at all."""
        if proxy is None or watch.status != _SIGN_IN or self._choices.proxy_refused:
            return ""
        from prevent_desktop.delivery.connection.tunnel import usable_way

        return usable_way(watch.ways_to_sign_in, proxy, ntlm_allowed=_ntlm_allowed())

    def through_sign_in(self, endpoint: str, proxy: Proxy, way: str) -> httpx.Client:
        """A client that goes through a proxy which signs in by `way`."""
        from prevent_desktop.delivery.connection.tunnel import TunnelBackend, TunnelTransport

        host = _host_of(endpoint)
        context = self._tls.of(host, shows_certificate=bool(endpoint))
        plain = self._tls.of(host, shows_certificate=False)
        backend = TunnelBackend(proxy, plain, way, ntlm_allowed=_ntlm_allowed())
        return self._new_client(transport=TunnelTransport(context, backend))

    def _new_client(self, **more: Any) -> httpx.Client:
        """A client that follows no redirect and nothing that the environment says."""
        import httpx

        timeout = httpx.Timeout(connect=_CONNECT, read=self._patience, write=_WRITE, pool=_POOL)
        return httpx.Client(follow_redirects=False, timeout=timeout, trust_env=False, headers=HEADERS, **more)

    def explain_proxy(
        self, watch: ProxyWatch, proxy: Proxy | None, url: str, cause: Exception | None = None, way: str = ""
    ) -> WaitingError:
        """The trouble behind a proxy that did not let us through; a password that it refused is not offered again.

        `cause` is what the client raised, `way` how we were signing in.
        """
        proxy = proxy or Proxy("")
        choices, host = self._choices, _host_of(url)
        error = _explain_way(way, cause, watch, proxy, host) or explain_proxy(watch, proxy, choices, host)
        if error.kind in _WANTS_A_NAME and choices.proxy_user and not choices.offers_to(proxy.address):
            return waiting(FailureReason.PROXY_UNKNOWN, host, proxy=proxy.address)
        if (
            error.kind == FailureReason.PROXY_PASSWORD_WRONG
            and proxy.user == choices.proxy_user
            and self._settings
        ):
            self._settings.proxy_refused()
        return error

    def note(self, endpoint: str, connection: Any) -> None:
        """Keep by whom the server was vouched for: a web filter that the system trusts is seen by that."""
        host = _host_of(endpoint)
        if self._settings is None or not host or not endpoint.startswith("https:"):
            return
        vouching = PeerCertificates.of(connection).vouching(self._public)
        seen = SeenConnection(
            authority=vouching.authority, public=vouching.public, protocol=connection.version() or ""
        )
        with suppress(SpoolError):  # what is only noted holds up no pack
            self._settings.note_seen(host, seen)

    @contextmanager
    def _client(self, url: str, *, for_receiver: bool) -> Iterator[tuple[httpx.Client, Proxy | None]]:
        host = _require_protected(url)
        direct = is_loopback(host)
        with self._guard:  # packs and answers have a thread each: one of them imports, and the other waits
            protected = urlsplit(url).scheme == "https"
            context = self._tls.of(host, shows_certificate=for_receiver and protected)
            proxy = None if direct else self._proxy(url)
            through = proxy.for_client(self._tls.of(host, shows_certificate=False)) if proxy else None
            client = self._new_client(verify=context, proxy=through)
        with client:
            yield client, proxy

    @property
    def _choices(self) -> ConnectionChoices:
        return self._settings.choices() if self._settings else ConnectionChoices()

    def _proxy(self, url: str) -> Proxy | None:
        choices = self._choices
        with secrets_unlocked(_host_of(url)):
            password = self._settings.proxy_password(choices) if self._settings else ""
        found = proxy_for(url, choices, password, self._set.proxy_for)
        if self._settings and found is not None and found.signs_in and found.user == choices.proxy_user:
            self._settings.know_proxy(found.address)
        return found

    def _probe(self, endpoint: str) -> ServerResponse | None:
        return ask_in_clear(self._probe_url(endpoint))

    def _look(self, url: str) -> PeerCertificates:
        direct = is_loopback(_host_of(url))
        return look_at_certificates(url, None if direct else self._proxy(url))


class _WantsSignInError(Exception):
    """The proxy wants a sign-in on the connection itself, by `way`."""

    def __init__(self, way: str, watch: ProxyWatch) -> None:
        super().__init__(way)
        self.way, self.watch = way, watch


def _explain_way(
    way: str, cause: Exception | None, watch: ProxyWatch, proxy: Proxy, host: str
) -> WaitingError | None:
    if not way:
        return None
    from prevent_desktop.delivery.connection.tunnel import explain_tunnel

    return explain_tunnel(cause, watch, proxy, host, way)


def _ntlm_allowed() -> bool:
    return bool(in_force().locked(PROXY_NTLM))


def _host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def _require_protected(endpoint: str) -> str:
    """The host of an endpoint that may be used: by TLS, or on this very computer."""
    try:
        parts = urlsplit(endpoint)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise refused(FailureReason.BAD_ADDRESS) from error
    if not host or parts.username is not None or parts.query or parts.fragment:
        raise refused(FailureReason.BAD_ADDRESS)
    if parts.scheme != "https" and not is_loopback(host):
        raise refused(FailureReason.UNPROTECTED, host)
    return host
