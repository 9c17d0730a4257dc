"""What may stand between a sender and a receiver: one scene for each, with the kind of trouble that it has to be told as.

Each is built of real sockets, TLS and proxies on this machine. A scene that is not a kind of its own says so by having the
same trouble as another one: a portal has many faces.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from prevent_desktop.delivery.connection.client_certificates import ClientCertificates
from prevent_desktop.delivery.connection.connection_settings import ConnectionSettings, ProxyWay, SignInPlace
from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.connection.tokens import Tokens, TokenStore
from prevent_desktop.delivery.outbox.database import Database
from prevent_desktop.delivery.outbox.spool_settings import SpoolSettings
from prevent_desktop.system_store import SystemStore
from tests.ports import free_port
from tests.unit.delivery.memory_store import MemoryKeyring
from tests.unit.delivery.strange_servers import (
    CONNECTED,
    DROP,
    TUS,
    Authority,
    Say,
    StrangeProxy,
    StrangeServer,
    answer,
    page,
    self_made_context,
)

LOGIN = "<html><form><input name=u><input type='password' name=p></form></html>"
AUTHORITY = Authority.make()
OFFICE = Authority.make("Council authority")
STRANGER = Authority.make("Somebody's authority")
FILTER = Authority.make("Smoothwall Filter Root CA")
NOWHERE = "receiver.invalid"
"""A name that no network knows (RFC 2606)."""
TUS_OPTIONS = answer(204, TUS, "Tus-Version: 1.0.0", "Tus-Extension: creation,termination")
IETF_OPTIONS = answer(204, "Accept-Patch: application/partial-upload", "Upload-Limit: max-size=1000000000")
NGINX_NO_CERTIFICATE = (
    "<html><head><title>400 No required SSL certificate was sent</title></head><body>"
    "<center><h1>400 Bad Request</h1></center><center>No required SSL certificate was sent</center></body></html>"
)
NGINX_WRONG_CERTIFICATE = (
    "<html><head><title>400 The SSL certificate error</title></head><body>"
    "<center><h1>400 Bad Request</h1></center><center>The SSL certificate error</center></body></html>"
)


@dataclass
class Stage:
    """Where a scene is set: the address of the receiver, how this computer connects, and all servers that take part."""

    folder: Path
    stack: ExitStack
    endpoint: str = ""
    trust: ssl.SSLContext | None = None
    in_clear: bytes = DROP
    clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    has_route: bool = True
    patience: float = 30.0
    keyring: MemoryKeyring = field(default_factory=MemoryKeyring)
    servers: list[StrangeServer] = field(default_factory=list)

    def __post_init__(self) -> None:
        database = Database(self.folder)
        self.stack.callback(database.close)
        self.settings = ConnectionSettings(
            SpoolSettings(database), self.folder, lambda: SystemStore(self.keyring)
        )

    def serve(self, say: Say | bytes, context: ssl.SSLContext | None = None) -> StrangeServer:
        """A server at the receiver's address, with TLS where there is a context."""
        said = (lambda _method, _path: say) if isinstance(say, bytes) else say
        server = self.add(StrangeServer(said, context))
        self.endpoint = f"http{'' if context is None else 's'}://127.0.0.1:{server.port}/files"
        return server

    def add(self, server: StrangeServer) -> StrangeServer:
        self.servers.append(self.stack.enter_context(server))
        return server

    def go_by_proxy(self, say: Say | bytes, target: int = 0, host: str = "receiver.example") -> None:
        """Between this computer and the receiver stands a proxy."""
        said = (lambda _method, _given: say) if isinstance(say, bytes) else say
        proxy = self.add(StrangeProxy(said, target))
        self.choose_proxy(f"http://127.0.0.1:{proxy.port}")
        self.endpoint = f"https://{host}/files"

    def set_variable(self, name: str, value: str) -> None:
        """A variable of this process's environment, while the scene lasts."""
        os.environ[name] = value
        self.stack.callback(os.environ.pop, name)

    def choose_proxy(self, address: str, user: str = "") -> None:
        self.settings.choose(
            replace(self.settings.choices(), proxy=ProxyWay.MANUAL, proxy_address=address, proxy_user=user)
        )

    def lines(self) -> HttpConnections:
        """Lines from this computer. What answers in clear at the receiver's name is a server of its own."""
        clear = self.add(StrangeServer(lambda _method, _path: self.in_clear))
        return HttpConnections(
            settings=self.settings,
            context=self.trust or AUTHORITY.trusting_context(),
            clock=self.clock,
            probe_url=lambda _endpoint: f"http://127.0.0.1:{clear.port}/",
            has_route=lambda: self.has_route,
            patience=self.patience,
        )


@dataclass(frozen=True)
class Scene:
    """`at_once` tells that OPTIONS already fails, so that an upload that was begun earlier meets the same."""

    name: str
    trouble: str
    set_up: Callable[[Stage], None]
    at_once: bool = True


def _says(name: str, trouble: str, said: bytes | Say, *, at_once: bool = True) -> Scene:
    def set_up(stage: Stage) -> None:
        stage.serve(said)

    return Scene(name, trouble, set_up, at_once)


def _after(options: bytes, said: bytes) -> Say:
    return lambda method, _path: options if method == "OPTIONS" else said


def _tls(
    name: str,
    trouble: str,
    make: Callable[[Path], ssl.SSLContext],
    said: bytes | Say = TUS_OPTIONS,
    clear: bytes = DROP,
) -> Scene:
    def set_up(stage: Stage) -> None:
        stage.serve(said, make(stage.folder))
        stage.in_clear = clear

    return Scene(name, trouble, set_up)


def _proxied(name: str, trouble: str, said: bytes | Say) -> Scene:
    return Scene(name, trouble, lambda stage: stage.go_by_proxy(said))


def _days(number: int) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(days=number)


# -- no connection


def _offline(stage: Stage) -> None:
    stage.endpoint, stage.has_route = f"https://{NOWHERE}/files", False


def _name_unknown(stage: Stage) -> None:
    stage.endpoint = f"https://{NOWHERE}/files"


def _server_down(stage: Stage) -> None:
    stage.endpoint = f"http://127.0.0.1:{free_port()}/files"


def _silent(stage: Stage) -> None:
    listener = stage.stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    stage.endpoint, stage.patience = f"http://127.0.0.1:{listener.getsockname()[1]}/files", 0.3


# -- proxies


def _wrong_password(stage: Stage) -> None:
    stage.go_by_proxy(answer(407, 'Proxy-Authenticate: Basic realm="x"'))
    stage.choose_proxy(stage.settings.choices().proxy_address, "sender")
    stage.settings.keep_proxy_password("wrong")


def _unknown_proxy(stage: Stage) -> None:
    """This network names one, and the name and password were entered for another."""
    proxy = stage.add(StrangeProxy(lambda _method, _given: answer(407, _BASIC), 0))
    stage.settings.choose(replace(stage.settings.choices(), proxy_user="sender"))
    stage.settings.keep_proxy_password("right")
    stage.settings.know_proxy("http://proxy.school.example:8080")
    stage.set_variable("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
    stage.endpoint = "https://receiver.example/files"


def _proxy_down(stage: Stage) -> None:
    stage.choose_proxy(f"http://127.0.0.1:{free_port()}")
    stage.endpoint = "https://receiver.example/files"


def _socks(stage: Stage) -> None:
    stage.choose_proxy("socks5://127.0.0.1:1080")
    stage.endpoint = "https://receiver.example/files"


def _inspecting_proxy(stage: Stage) -> None:
    server = stage.serve(TUS_OPTIONS, FILTER.server_context(stage.folder, host="receiver.example"))
    stage.go_by_proxy(CONNECTED, server.port)


def _proxied_stranger(stage: Stage) -> None:
    server = stage.serve(TUS_OPTIONS, STRANGER.server_context(stage.folder, host="receiver.example"))
    stage.go_by_proxy(CONNECTED, server.port)


# -- certificates


def _revoked(stage: Stage) -> None:
    stage.serve(TUS_OPTIONS, AUTHORITY.server_context(stage.folder))
    stage.trust = AUTHORITY.revoking_context(stage.folder)


def _old_clock(stage: Stage) -> None:
    stage.serve(TUS_OPTIONS, AUTHORITY.server_context(stage.folder, valid_until=_days(-1)))
    stage.in_clear = answer(301, "Location: https://127.0.0.1/", "Date: Wed, 25 Nov 2020 12:00:00 GMT")


def _old_protocol(folder: Path) -> ssl.SSLContext:
    context = AUTHORITY.server_context(folder)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


class _PlainServer(StrangeServer):
    def _serve(self, connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(answer(400))


def _no_tls(stage: Stage) -> None:
    server = stage.add(_PlainServer(lambda _method, _path: DROP))
    stage.endpoint = f"https://127.0.0.1:{server.port}/files"


# -- who asks


def _with_certificate(
    authority: Authority, valid_until: dt.datetime | None = None
) -> Callable[[Stage], None]:
    def set_up(stage: Stage) -> None:
        stage.serve(TUS_OPTIONS, AUTHORITY.server_context(stage.folder, lets_in=OFFICE))
        key, certificate = authority.client_pem(valid_until=valid_until)
        long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        ClientCertificates(stage.settings, lambda: long_ago).take(key, "", certificate)

    return set_up


def _key_gone(stage: Stage) -> None:
    _with_certificate(OFFICE)(stage)
    stage.keyring.kept.clear()


def _store_locked(stage: Stage) -> None:
    _with_certificate(OFFICE)(stage)
    stage.keyring.locked = True


def _signed_in(receiver: Say | bytes, identity: Say | bytes = DROP) -> Callable[[Stage], None]:
    def set_up(stage: Stage) -> None:
        own = (lambda _method, _path: identity) if isinstance(identity, bytes) else identity
        issuer: list[str] = []
        server = stage.add(
            StrangeServer(lambda method, path: own(method, path).replace(b"ISSUER", issuer[0].encode()))
        )
        issuer.append(f"http://127.0.0.1:{server.port}")
        stage.serve(receiver, AUTHORITY.server_context(stage.folder))
        stage.settings.know_sign_in(stage.endpoint, SignInPlace(issuer=issuer[0], client_id="prevent"))
        TokenStore(stage.settings).keep(stage.endpoint, Tokens(access="old", refresh="older"))

    return set_up


def _identity(method: str, _path: str) -> bytes:
    if method == "GET":
        # As long as what stands in for it, so that the length stays right.
        told = {"issuer": "ISSUER", "device_authorization_endpoint": "ISSUER/d", "token_endpoint": "ISSUER/t"}
        return b"HTTP/1.1 200 Said\r\nConnection: close\r\n\r\n" + json.dumps(told).encode()
    return answer(400, "Content-Type: application/json", body='{"error": "invalid_grant"}')


def _fixed(endpoint: str) -> Callable[[Stage], None]:
    def set_up(stage: Stage) -> None:
        stage.endpoint = endpoint

    return set_up


_BEARER = 'WWW-Authenticate: Bearer realm="packs"'
_BASIC, _NTLM = 'Proxy-Authenticate: Basic realm="x"', "Proxy-Authenticate: NTLM"
_TICKET, _DIGEST = "Proxy-Authenticate: Negotiate", 'Proxy-Authenticate: Digest realm="x"'
_OWN_TLS = answer(301, "Location: https://127.0.0.1/")
_PORTAL = answer(302, "Location: https://portal.example/")


def _rsa_1024() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 1024)  # noqa: S505 - a weak one is what this is about


SCENES: tuple[Scene, ...] = (
    Scene("no network", "offline", _offline),
    Scene("an unknown name", "name_unknown", _name_unknown),
    Scene("nobody listens", "server_down", _server_down),
    Scene("nobody answers", "no_answer", _silent),
    _says("dropped without a word", "cut_off", DROP),
    _says("not HTTP at all", "cut_off", b"SSH-2.0-OpenSSH_9.9\r\n"),
    _says("portal by status 511", "captive_portal", page(511, "Sign in")),
    _says("portal that redirects", "captive_portal", answer(302, "Location: https://portal.example/login")),
    _says("portal by a page for everything", "captive_portal", page(200, LOGIN)),
    _says("portal that lets OPTIONS through", "captive_portal", _after(TUS_OPTIONS, answer(307, "Location: http://portal.example/"))),
    _says("portal that lets the newer OPTIONS through", "captive_portal", _after(IETF_OPTIONS, _PORTAL)),
    _tls("portal behind a certificate of its own", "captive_portal", STRANGER.server_context, clear=_PORTAL),
    _proxied("portal in place of a proxy", "captive_portal", page(511, "Sign in")),
    _proxied("portal that redirects CONNECT", "captive_portal", _PORTAL),
    _says("sign-in page of the server", "login_page", page(401, LOGIN)),
    _says("sign-in path on the same server", "login_page", answer(302, "Location: /login?next=x")),
    _tls("sign-in page under a trusted certificate", "login_page", AUTHORITY.server_context, page(200, LOGIN)),
    _says("filter's block page", "block_page", page(403, "<html>Category: unknown</html>")),
    _says("filter's legal block page", "block_page", page(451, "<html>Blocked</html>")),
    _proxied("proxy wants a password", "proxy_sign_in", answer(407, _BASIC)),
    Scene("proxy does not take the password", "proxy_password_wrong", _wrong_password),
    Scene("another proxy than the one it was entered for", "proxy_unknown", _unknown_proxy),
    _proxied("proxy wants a Windows sign-in", "proxy_ntlm_forbidden", answer(407, _NTLM)),
    _proxied("proxy wants a ticket", "proxy_no_ticket", answer(407, _TICKET)),
    _proxied("proxy wants what nobody speaks", "proxy_other_sign_in", answer(407, _DIGEST)),
    _proxied("proxy does not allow it", "proxy_refuses", answer(403)),
    _proxied("proxy cannot get there", "proxy_cannot_reach", answer(502)),
    _proxied("proxy is overloaded", "proxy_down", answer(503)),
    Scene("proxy is switched off", "proxy_down", _proxy_down),
    Scene("proxy of an unknown kind", "proxy_unusable", _socks),
    Scene("proxy that inspects", "inspected", _inspecting_proxy),
    Scene("stranger behind a proxy", "certificate_not_trusted", _proxied_stranger),
    _tls("web filter that inspects", "inspected", FILTER.server_context, clear=_OWN_TLS),
    _tls("unknown authority", "certificate_not_trusted", STRANGER.server_context, clear=_OWN_TLS),
    _tls("router that vouches for itself", "certificate_self_made", self_made_context),
    _tls("another server’s certificate", "certificate_wrong_name", lambda folder: AUTHORITY.server_context(folder, host="elsewhere.example")),
    _tls("expired certificate", "certificate_expired", lambda folder: AUTHORITY.server_context(folder, valid_until=_days(-1))),
    _tls("a person's certificate", "certificate_other_purpose", lambda folder: AUTHORITY.server_context(folder, purpose=ExtendedKeyUsageOID.CLIENT_AUTH)),
    _tls("weak certificate", "certificate_weak", lambda folder: AUTHORITY.server_context(folder, key=_rsa_1024())),
    Scene("revoked certificate", "certificate_revoked", _revoked),
    _tls("certificate of tomorrow", "clock_wrong", lambda folder: AUTHORITY.server_context(folder, valid_from=_days(1))),
    Scene("expired by a clock that is wrong", "clock_wrong", _old_clock),
    _tls("TLS 1.2", "not_secure", _old_protocol),
    Scene("no TLS at a protected address", "not_secure", _no_tls),
    _tls("certificate wanted", "client_certificate_wanted", lambda folder: AUTHORITY.server_context(folder, lets_in=OFFICE)),
    _tls("certificate wanted, by nginx", "client_certificate_wanted", AUTHORITY.server_context, page(400, NGINX_NO_CERTIFICATE)),
    Scene("certificate not known there", "client_certificate_refused", _with_certificate(STRANGER)),
    _tls("certificate not known there, by nginx", "client_certificate_refused", AUTHORITY.server_context, page(400, NGINX_WRONG_CERTIFICATE)),
    Scene("own certificate has run out", "client_certificate_expired", _with_certificate(OFFICE, valid_until=_days(-1))),
    Scene("own certificate cannot be opened", "client_certificate_locked", _key_gone),
    Scene("store of secrets is locked", "secrets_locked", _store_locked),
    _says("token wanted", "sign_in_wanted", answer(401, _BEARER)),
    Scene("token has run out", "sign_in_again", _signed_in(answer(401, _BEARER), _identity)),
    Scene("token does not let in", "sign_in_refused", _signed_in(answer(403, 'WWW-Authenticate: Bearer error="insufficient_scope"'))),
    _says("busy", "server_busy", answer(503, "Retry-After: 120")),
    _says("too many", "server_busy", _after(TUS_OPTIONS, answer(429, TUS, "Retry-After: 120"))),
    _says("gateway's fault", "server_busy", page(502, "<html>Bad gateway</html>")),
    _says("server's fault", "server_fault", answer(500)),
    _says("server is full", "server_full", _after(TUS_OPTIONS, answer(507, TUS)), at_once=False),
    _says("moved on the same server", "redirected", answer(301, "Location: /elsewhere")),
    _says("moved for good", "redirected", answer(308, "Location: /new/files")),
    _says("creation elsewhere", "redirected", _after(TUS_OPTIONS, answer(201, TUS, "Location: https://elsewhere.example/1")), at_once=False),
    _says("plain web server", "not_tus", answer(200, body="It works")),
    _says("creation by something else", "not_tus", _after(TUS_OPTIONS, answer(201, "Location: /1"))),
    _says("older tus", "wrong_version", answer(204, "Tus-Resumable: 0.2.2", "Tus-Version: 0.2.2")),
    _says("version not accepted", "wrong_version", answer(412, "Tus-Version: 2.0.0")),
    _says("newer way offered and not gone", "wrong_version", _after(IETF_OPTIONS, answer(201, "Location: /files/1"))),
    _says("nothing at the address", "no_such_address", answer(404)),
    _says("page for nothing", "no_such_address", page(404, "<html>404 Not Found</html>")),
    _says("method not allowed", "no_such_address", answer(405)),
    Scene("address that is none", "bad_address", _fixed("https://user:secret@receiver.example/files")),
    Scene("address that is not protected", "unprotected", _fixed("http://receiver.example/files")),
    _says("not allowed", "not_allowed", answer(403)),
    _says("too large", "too_large", answer(204, TUS, "Tus-Version: 1.0.0", "Tus-Max-Size: 1000")),
    _says("too large for the newer way", "too_large", answer(204, "Accept-Patch: application/partial-upload", "Upload-Limit: max-size=1000")),
    _says("creation without an address", "not_accepted", _after(TUS_OPTIONS, answer(201, TUS)), at_once=False),
)  # fmt: skip


@contextmanager
def staged(scene: Scene, folder: Path) -> Iterator[Stage]:
    """The scene, until it ends."""
    folder.mkdir()
    with ExitStack() as stack:
        stage = Stage(folder, stack)
        scene.set_up(stage)
        yield stage
