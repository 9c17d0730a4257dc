"""What may stand in place of a receiver: each told apart in words, and no byte of a pack leaves (FAULTS 17)."""

from __future__ import annotations

import datetime as dt
import errno
import os
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.connection.unexpected_responses import (
    ServerResponse,
    explain_refusal,
    explain_unexpected,
)
from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.delivery.transports.tus import TusTransport, receipt_url
from prevent_desktop.errors import DeliveryError, PreventDesktopError, RefusedError, WaitingError
from tests.ports import free_port
from tests.unit.delivery.receivers import PACK
from tests.unit.delivery.strange_servers import DROP, TUS, Authority, Say, StrangeServer, answer, page
from tests.unit.delivery.transport_contract import CONTENT, RecordingJournal, Way, parcel

LOGIN = "<html><form><input name=u><input type='password' name=p></form></html>"
AUTHORITY = Authority.make()


class StrangeWay(Way):
    """Only the sending side; nothing ever arrives."""

    def __init__(self, endpoint: str, lines: HttpConnections | None = None) -> None:
        self.endpoint = endpoint
        self.transport = TusTransport(lines or HttpConnections())

    def arrived(self, pack_id: str) -> bytes | None:
        raise NotImplementedError(pack_id)

    def has_a_part(self) -> bool:
        raise NotImplementedError

    def answer(self, pack_id: str, receipt: bytes) -> None:
        raise NotImplementedError(pack_id, receipt)

    def put_answer(self, pack_id: str, number: int, sealed: bytes) -> None:
        raise NotImplementedError(pack_id, number, sealed)

    def go_away(self) -> None:
        raise NotImplementedError

    def come_back(self) -> None:
        raise NotImplementedError

    def forget(self) -> None:
        raise NotImplementedError


def trouble_of(way: StrangeWay) -> tuple[str, DeliveryError]:
    """The kind of trouble that an upload meets, which reads nothing of the pack and acknowledges nothing."""
    sealed, read = parcel(way)
    journal = RecordingJournal()
    with pytest.raises(DeliveryError) as caught:
        way.transport.upload(sealed, journal)
    assert (read, journal.offsets) == ([], [])
    assert isinstance(caught.value, WaitingError | RefusedError)
    return caught.value.kind, caught.value


def options_only(said: bytes) -> Say:
    """A tus server for OPTIONS, and then something else."""
    return lambda method, _path: (
        answer(204, TUS, "Tus-Version: 1.0.0", "Tus-Extension: creation") if method == "OPTIONS" else said
    )


STRANGE: dict[str, tuple[bytes | Say, str]] = {
    "portal by status 511": (page(511, "Sign in"), "captive_portal"),
    "portal that redirects": (answer(302, "Location: https://portal.example/login"), "captive_portal"),
    "portal by a page for everything": (page(200, LOGIN), "captive_portal"),
    "portal that lets OPTIONS through": (
        options_only(answer(307, "Location: http://portal.example/")),
        "captive_portal",
    ),
    "proxy sign-in": (answer(407, 'Proxy-Authenticate: Basic realm="x"'), "proxy_sign_in"),
    "filter's block page": (page(403, "<html>Category: unknown</html>"), "block_page"),
    "filter's legal block page": (page(451, "<html>Blocked</html>"), "block_page"),
    "sign-in page of the server": (page(401, LOGIN), "login_page"),
    "moved on the same server": (answer(301, "Location: /elsewhere"), "redirected"),
    "permanent move": (answer(308, "Location: /new/files"), "redirected"),
    "sign-in path on the same server": (answer(302, "Location: /login?next=x"), "login_page"),
    "plain web server": (answer(200, body="It works"), "not_tus"),
    "nothing at the address": (answer(404), "no_such_address"),
    "nginx page for nothing": (page(404, "<html>404 Not Found</html>"), "no_such_address"),
    "method not allowed": (answer(405), "no_such_address"),
    "not allowed": (answer(403), "not_allowed"),
    "token wanted": (answer(401, "WWW-Authenticate: Bearer"), "sign_in_wanted"),
    "older tus": (answer(204, "Tus-Resumable: 0.2.2", "Tus-Version: 0.2.2"), "wrong_version"),
    "version not accepted": (answer(412, "Tus-Version: 2.0.0"), "wrong_version"),
    "too large": (
        answer(204, TUS, "Tus-Version: 1.0.0", "Tus-Max-Size: 1000"),
        "too_large",
    ),
    "too large at creation": (options_only(answer(413, TUS)), "too_large"),
    "creation refused": (options_only(answer(403, TUS)), "not_allowed"),
    "creation without an address": (options_only(answer(201, TUS)), "not_accepted"),
    "creation at an address that is none": (
        options_only(answer(201, TUS, "Location: http://[")),
        "not_accepted",
    ),
    "creation elsewhere": (
        options_only(answer(201, TUS, "Location: https://elsewhere.example/1")),
        "redirected",
    ),
    "creation by something that is not tus": (options_only(answer(201, "Location: /1")), "not_tus"),
    "busy": (answer(503, "Retry-After: 120"), "server_busy"),
    "too many": (options_only(answer(429, TUS, "Retry-After: 120")), "server_busy"),
    "gateway's fault": (page(502, "<html>Bad gateway</html>"), "server_busy"),
    "server's fault": (answer(500), "server_fault"),
    "dropped without a word": (DROP, "cut_off"),
    "not HTTP at all": (b"SSH-2.0-OpenSSH_9.9\r\n", "cut_off"),
}


@pytest.mark.parametrize(("said", "kind"), STRANGE.values(), ids=STRANGE.keys())
def test_each_strange_answer_is_told_apart_and_no_byte_leaves(said: bytes | Say, kind: str) -> None:
    say = said if callable(said) else lambda _method, _path: said
    with StrangeServer(say) as server:
        found, error = trouble_of(StrangeWay(f"http://127.0.0.1:{server.port}/files"))
        assert found == kind
        assert CONTENT[:16] not in bytes(server.got)
        assert not any(request.startswith("PATCH") for request in server.requests)
    assert "{" not in str(error)


def test_this_harness_would_notice_a_pack_byte_that_left() -> None:
    """The control: a server that does show itself as tus gets bytes, and the same check finds them."""

    def tus(method: str, _path: str) -> bytes:
        if method == "POST":
            return answer(201, TUS, "Location: /files/1")
        return answer(500, TUS) if method == "PATCH" else answer(204, TUS, "Tus-Version: 1.0.0")

    with StrangeServer(tus) as server:
        way = StrangeWay(f"http://127.0.0.1:{server.port}/files")
        with pytest.raises(WaitingError):
            way.transport.upload(parcel(way)[0], RecordingJournal())
        assert CONTENT[:16] in bytes(server.got)


def test_a_redirect_is_never_followed() -> None:
    with StrangeServer(lambda _method, _path: answer(204, TUS, "Tus-Version: 1.0.0")) as target:
        location = f"Location: http://127.0.0.1:{target.port}/files"
        with StrangeServer(lambda _method, _path: answer(307, location)) as server:
            way = StrangeWay(f"http://127.0.0.1:{server.port}/files")
            trouble_of(way)
            with pytest.raises(DeliveryError):
                way.transport.receipt(parcel(way)[0])
            with pytest.raises(DeliveryError):
                way.transport.answer(way.endpoint, PACK, 1)
        assert target.requests == []


def test_the_servers_wish_to_wait_is_kept() -> None:
    for wish in (
        "Retry-After: 120",
        "Retry-After: Wed, 25 Nov 2026 12:02:00 GMT\r\nDate: Wed, 25 Nov 2026 12:00:00 GMT",
    ):
        with StrangeServer(lambda _method, _path, wish=wish: answer(503, *wish.split("\r\n"))) as server:  # type: ignore[misc]  # bound by default
            _kind, error = trouble_of(StrangeWay(f"http://127.0.0.1:{server.port}/files"))
        assert isinstance(error, WaitingError)
        assert error.retry_after == 120.0


@pytest.mark.parametrize(
    "said", [page(200, LOGIN), answer(302, "Location: http://p.example/"), page(403, "<html>no")]
)
def test_a_page_in_place_of_a_receipt_is_waited_for_and_not_taken_for_a_false_one(said: bytes) -> None:
    with StrangeServer(lambda _method, _path: said) as server:
        way = StrangeWay(f"http://127.0.0.1:{server.port}/files")
        with pytest.raises(WaitingError):
            way.transport.receipt(parcel(way)[0])


@pytest.mark.parametrize("status", [202, 204, 403, 404, 410])
def test_no_receipt_yet_is_no_trouble(status: int) -> None:
    with StrangeServer(lambda _method, _path: answer(status)) as server:
        way = StrangeWay(f"http://127.0.0.1:{server.port}/files")
        assert way.transport.receipt(parcel(way)[0]) is None
        assert server.requests == [f"GET /receipts/{PACK}.jws"]


class TestTls:
    """Certificates: the server is a real TLS server, the client trusts one authority."""

    @contextmanager
    def way(
        self,
        context: ssl.SSLContext,
        *,
        trust: ssl.SSLContext | None = None,
        in_clear: bytes | None = None,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> Iterator[tuple[StrangeWay, StrangeServer]]:
        """`in_clear` is what answers at the receiver's name without TLS."""
        in_clear_server = StrangeServer(lambda _method, _path: in_clear or DROP)
        with (
            in_clear_server,
            StrangeServer(lambda _method, _path: page(200, LOGIN), context) as server,
        ):
            lines = HttpConnections(
                context=trust or AUTHORITY.trusting_context(),
                clock=clock,
                probe_url=lambda _endpoint: f"http://127.0.0.1:{in_clear_server.port}/",
            )
            yield StrangeWay(f"https://127.0.0.1:{server.port}/files", lines), server
            assert CONTENT[:16] not in bytes(server.got + in_clear_server.got)
            assert in_clear_server.requests in ([], ["GET /"])

    def test_a_sign_in_page_under_a_trusted_certificate_is_no_portal(self, tmp_path: Path) -> None:
        with self.way(AUTHORITY.server_context(tmp_path)) as (way, _server):
            assert trouble_of(way)[0] == "login_page"

    def test_an_unknown_issuer_is_not_trusted(self, tmp_path: Path) -> None:
        with self.way(Authority.make().server_context(tmp_path)) as (way, server):
            assert trouble_of(way)[0] == "certificate_not_trusted"
            assert server.requests == []

    def test_an_unknown_issuer_on_a_network_with_a_portal_is_the_portal(self, tmp_path: Path) -> None:
        context = Authority.make().server_context(tmp_path)
        for said in (
            answer(302, "Location: https://portal.example/"),
            page(511, "Sign in"),
            page(200, LOGIN),
        ):
            with self.way(context, in_clear=said) as (way, _server):
                assert trouble_of(way)[0] == "captive_portal"

    def test_a_server_that_redirects_to_its_own_tls_is_no_portal(self, tmp_path: Path) -> None:
        own = answer(301, "Location: https://127.0.0.1/")
        with self.way(Authority.make().server_context(tmp_path), in_clear=own) as (way, _server):
            assert trouble_of(way)[0] == "certificate_not_trusted"

    def test_the_certificate_of_another_server_is_told(self, tmp_path: Path) -> None:
        context = AUTHORITY.server_context(tmp_path, host="elsewhere.example")
        with self.way(context) as (way, _server):
            assert trouble_of(way)[0] == "certificate_wrong_name"

    def test_an_expired_certificate_is_told(self, tmp_path: Path) -> None:
        context = AUTHORITY.server_context(
            tmp_path, valid_until=dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
        )
        with self.way(context) as (way, _server):
            assert trouble_of(way)[0] == "certificate_expired"

    def test_an_expired_certificate_by_a_clock_that_is_wrong_is_the_clock(self, tmp_path: Path) -> None:
        context = AUTHORITY.server_context(
            tmp_path, valid_until=dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
        )
        said = answer(301, "Location: https://127.0.0.1/", "Date: Wed, 25 Nov 2020 12:00:00 GMT")
        with self.way(context, in_clear=said) as (way, _server):
            assert trouble_of(way)[0] == "clock_wrong"

    def test_a_certificate_that_is_not_valid_yet_is_the_clock(self, tmp_path: Path) -> None:
        later = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
        context = AUTHORITY.server_context(tmp_path, valid_from=later)
        with self.way(context) as (way, _server):
            assert trouble_of(way)[0] == "clock_wrong"

    def test_an_old_protocol_is_told(self, tmp_path: Path) -> None:
        context = AUTHORITY.server_context(tmp_path)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with self.way(context) as (way, _server):
            assert trouble_of(way)[0] == "not_secure"

    def test_a_server_without_tls_at_a_protected_address_is_told(self) -> None:
        class PlainServer(StrangeServer):
            def _serve(self, connection: socket.socket) -> None:
                connection.recv(1000)
                connection.sendall(answer(400))

        with PlainServer(lambda _method, _path: DROP) as server:
            lines = HttpConnections(
                context=AUTHORITY.trusting_context(), probe_url=lambda _endpoint: "http://127.0.0.1:1/"
            )
            way = StrangeWay(f"https://127.0.0.1:{server.port}/files", lines)
            assert trouble_of(way)[0] == "not_secure"

    def test_the_systems_own_trust_refuses_a_stranger(self, tmp_path: Path) -> None:
        with StrangeServer(
            lambda _method, _path: answer(204, TUS, "Tus-Version: 1.0.0"), AUTHORITY.server_context(tmp_path)
        ) as server:
            lines = HttpConnections(probe_url=lambda _endpoint: "http://127.0.0.1:1/")
            way = StrangeWay(f"https://127.0.0.1:{server.port}/files", lines)
            assert trouble_of(way)[0] == "certificate_not_trusted"
            assert server.requests == []


class TestNoConnection:
    def test_a_port_that_nobody_listens_at_is_a_server_that_is_down(self) -> None:
        assert trouble_of(StrangeWay(f"http://127.0.0.1:{free_port()}/files"))[0] == "server_down"

    @pytest.mark.parametrize(("route", "kind"), [(True, "name_unknown"), (False, "offline")])
    def test_an_unknown_name_and_no_network_are_told_apart(
        self, monkeypatch: pytest.MonkeyPatch, route: bool, kind: str
    ) -> None:
        def no_name(*_arguments: object, **_more: object) -> None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", no_name)
        lines = HttpConnections(has_route=lambda: route)
        assert trouble_of(StrangeWay("https://receiver.example/files", lines))[0] == kind

    def test_no_way_to_other_networks_is_offline(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def unreachable(*_arguments: object, **_more: object) -> None:
            raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))

        monkeypatch.setattr(socket, "create_connection", unreachable)
        lines = HttpConnections(has_route=lambda: False)
        assert trouble_of(StrangeWay("https://192.0.2.1/files", lines))[0] == "offline"

    def test_an_answer_that_does_not_come_is_told(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            way = StrangeWay(
                f"http://127.0.0.1:{silent.getsockname()[1]}/files", HttpConnections(patience=0.3)
            )
            assert trouble_of(way)[0] == "no_answer"

    @pytest.mark.parametrize(
        ("said", "kind"), [(answer(407), "proxy_sign_in"), (answer(503), "proxy_down"), (DROP, None)]
    )
    def test_a_proxy_in_the_way_is_told(
        self, monkeypatch: pytest.MonkeyPatch, said: bytes, kind: str | None
    ) -> None:
        with StrangeServer(lambda _method, _path: said) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
            found, _error = trouble_of(StrangeWay("https://receiver.example/files"))
            assert proxy.requests == ["CONNECT receiver.example:443"]
        assert kind is None or found == kind

    def test_a_proxy_that_is_down_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{free_port()}")
        assert trouble_of(StrangeWay("https://receiver.example/files"))[0] == "proxy_down"


@pytest.mark.parametrize(
    ("endpoint", "kind"),
    [
        ("http://receiver.example/files", "unprotected"),
        ("http://10.0.0.1/files", "unprotected"),
        ("https://user:secret@receiver.example/files", "bad_address"),
        ("https://receiver.example/files?token=1", "bad_address"),
        ("https:///files", "bad_address"),
        ("https://[::1/files", "bad_address"),
        ("https://receiver.example:99999/files", "bad_address"),
    ],
)
def test_an_address_that_no_pack_may_go_to_is_refused_without_a_connection(endpoint: str, kind: str) -> None:
    assert trouble_of(StrangeWay(endpoint))[0] == kind


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("https://r.example/files", "https://r.example/receipts/P-1AAA.jws"),
        ("https://r.example/files/", "https://r.example/receipts/P-1AAA.jws"),
        ("https://r.example:8443/a/b/files", "https://r.example:8443/a/b/receipts/P-1AAA.jws"),
    ],
)
def test_the_receipt_is_beside_the_endpoint(endpoint: str, expected: str) -> None:
    assert receipt_url(endpoint, "P-1AAA") == expected


@pytest.mark.parametrize("kind", list(FailureReason))
def test_each_kind_of_trouble_has_whole_sentences(kind: FailureReason) -> None:
    errors: list[PreventDesktopError] = []
    for make in (waiting, refused):
        try:
            errors.append(make(kind, "receiver.example"))
        except KeyError:
            continue
    assert len(errors) == 1, "each kind either passes or needs a person"
    error = errors[0]
    assert not error.title.endswith(".")
    assert error.what_happened.endswith(".")
    assert error.next_step.endswith(".")


def test_no_two_kinds_of_trouble_read_the_same() -> None:
    said = set()
    for kind in FailureReason:
        try:
            error: PreventDesktopError = waiting(kind, "h")
        except KeyError:
            error = refused(kind, "h")
        said.add((error.title, error.what_happened))
    assert len(said) == len(FailureReason)


def test_a_wish_to_wait_that_makes_no_sense_is_no_wish() -> None:
    for wish in ("", "soon", "-5", "1.5", "\u0661"):
        assert ServerResponse("https://r.example/", 503, {"retry-after": wish}, b"").retry_after() is None


HEADER = st.sampled_from(
    ["location", "content-type", "retry-after", "date", "tus-resumable", "upload-offset"]
)
VALUE = st.one_of(
    st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60),
    st.sampled_from(
        ["http://[", "//", "https://r.example:99999/", "text/html", "Mon, 1 Jan 99999 00:00:00 GMT"]
    ),
)


@given(
    status=st.integers(100, 999),
    headers=st.dictionaries(HEADER, VALUE),
    body=st.binary(max_size=100),
    scheme=st.sampled_from(["http", "https"]),
)
def test_any_answer_at_all_is_explained(
    status: int, headers: dict[str, str], body: bytes, scheme: str
) -> None:
    said = ServerResponse(f"{scheme}://r.example/files", status, headers, body)
    for explain in (explain_unexpected, explain_refusal):
        error = explain(said)
        assert isinstance(error, WaitingError | RefusedError)
        assert error.next_step
