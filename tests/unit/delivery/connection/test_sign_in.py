"""Signing in on another device, the tokens that it gives, and how they are shown, renewed and refused."""

from __future__ import annotations

import datetime as dt
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from prevent_desktop.delivery.connection.connection_settings import SignInPlace
from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.connection.sign_in import SignIn
from prevent_desktop.delivery.connection.tokens import Tokens, TokenStore
from prevent_desktop.delivery.transports.tus import TusTransport
from prevent_desktop.errors import DeliveryError, RefusedError, WaitingError
from tests.unit.delivery.connection.test_strange_networks import StrangeWay
from tests.unit.delivery.line_stage import Computer, a_computer
from tests.unit.delivery.oauth_server import Identity
from tests.unit.delivery.strange_servers import TUS, StrangeServer, answer, page
from tests.unit.delivery.transport_contract import CHUNK, CONTENT, RecordingJournal, parcel

GREETING = answer(204, TUS, "Tus-Version: 1.0.0")


@pytest.fixture
def computer(tmp_path: Path) -> Iterator[Computer]:
    with a_computer(tmp_path) as made:
        yield made


def place(identity: Identity, **more: str) -> SignInPlace:
    return SignInPlace(
        **{"issuer": identity.issuer, "client_id": "prevent-desktop", "scope": "packs", **more}
    )


def waits(then: Callable[[], None] = lambda: None) -> tuple[Callable[[float], bool], list[float]]:
    """A `wait` that does not wait, and what it was asked for; `then` is done at the second time."""
    asked: list[float] = []

    def wait(seconds: float) -> bool:
        asked.append(seconds)
        if len(asked) == 2:
            then()
        return len(asked) < 20

    return wait, asked


def sign_in(computer: Computer, identity: Identity, url: str = "") -> Tokens:
    """All of it, as a person would do it."""
    flow = SignIn(HttpConnections(settings=computer))
    code = flow.begin(place(identity))
    identity.approve(code.user_code)
    tokens = flow.finish(place(identity), code, waits()[0])
    assert tokens is not None
    if url:
        computer.know_sign_in(url, place(identity))
        TokenStore(computer).keep(url, tokens)
    return tokens


@pytest.mark.parametrize("path", ["", "/realms/council"])
@pytest.mark.parametrize("openid", [False, True])
def test_a_person_enters_the_code_and_is_signed_in(computer: Computer, path: str, openid: bool) -> None:
    with Identity(path=path, openid_only=openid) as identity:
        flow = SignIn(HttpConnections(settings=computer))
        code = flow.begin(place(identity))
        assert code.address == f"{identity.issuer}/enter"
        assert code.whole_address.endswith(f"?code={code.user_code}")
        wait, asked = waits(lambda: identity.approve(code.user_code))
        tokens = flow.finish(place(identity), code, wait)
        assert tokens is not None
        assert {tokens.access} == identity.access
        assert asked == [1, 1]
        forms = [form for where, form in identity.asked if where.endswith("/device")]
        assert forms == [{"client_id": "prevent-desktop", "scope": "packs"}]


def test_a_server_that_is_asked_too_often_is_asked_less_often(computer: Computer) -> None:
    with Identity(answers=["slow_down", "authorization_pending", "slow_down"]) as identity:
        flow = SignIn(HttpConnections(settings=computer))
        code = flow.begin(place(identity))
        identity.approve(code.user_code)
        wait, asked = waits()
        assert flow.finish(place(identity), code, wait) is not None
        assert asked == [1, 6, 6, 11]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("access_denied", "sign_in_denied"),
        ("expired_token", "sign_in_too_late"),
        ("invalid_scope", "sign_in_not_set_up"),
    ],
)
def test_each_no_has_its_words(computer: Computer, said: str, kind: str) -> None:
    with Identity(answers=[said]) as identity:
        flow = SignIn(HttpConnections(settings=computer))
        code = flow.begin(place(identity))
        with pytest.raises(RefusedError) as caught:
            flow.finish(place(identity), code, waits()[0])
        assert caught.value.kind == kind


def test_a_code_that_nobody_enters_runs_out_and_one_may_stop_waiting(computer: Computer) -> None:
    with Identity(extra={"expires_in": 3}) as identity:
        flow = SignIn(HttpConnections(settings=computer))
        code = flow.begin(place(identity))
        with pytest.raises(RefusedError) as caught:
            flow.finish(place(identity), code, waits()[0])
        assert caught.value.kind == "sign_in_too_late"
        assert flow.finish(place(identity), code, lambda _seconds: False) is None


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"metadata": {"issuer": "https://elsewhere.example"}}, "sign_in_elsewhere"),
        ({"metadata": {"device_authorization_endpoint": "http://10.0.0.1/device"}}, "sign_in_not_offered"),
        ({"metadata": {"token_endpoint": None}}, "sign_in_not_offered"),
        ({"extra": {"verification_uri": "http://evil.example/"}}, "sign_in_strange"),
        ({"extra": {"verification_uri": "file://localhost/etc/passwd"}}, "sign_in_strange"),
        ({"extra": {"verification_uri_complete": "ms-msdt://127.0.0.1/"}}, "sign_in_strange"),
        ({"metadata": {"token_endpoint": "ftp://localhost/"}}, "sign_in_not_offered"),
        ({"extra": {"user_code": "A" * 100}}, "sign_in_strange"),
        ({"extra": {"expires_in": float("inf")}}, "sign_in_strange"),
        ({"extra": {"device_code": 7}}, "sign_in_strange"),
        ({"extra": {"expires_in": "soon"}}, "sign_in_strange"),
    ],
    ids=str,
)
def test_a_server_that_tells_what_does_not_fit_is_left(
    computer: Computer, change: dict[str, dict[str, object]], kind: str
) -> None:
    with Identity(**change) as identity, pytest.raises(RefusedError) as caught:  # type: ignore[arg-type]
        SignIn(HttpConnections(settings=computer)).begin(place(identity))
    assert caught.value.kind == kind


def test_a_client_that_the_server_does_not_know_and_a_page_in_its_place_are_told(computer: Computer) -> None:
    flow = SignIn(HttpConnections(settings=computer))
    with Identity() as identity, pytest.raises(RefusedError) as caught:
        flow.begin(place(identity, client_id="somebody"))
    assert caught.value.kind == "sign_in_not_set_up"
    with StrangeServer(lambda _method, _path: page(200, "<html>Welcome</html>")) as server:
        strange = SignInPlace(issuer=f"http://127.0.0.1:{server.port}", client_id="x")
        with pytest.raises(WaitingError) as waited:
            flow.begin(strange)
    assert waited.value.kind == "captive_portal"
    with pytest.raises(RefusedError) as unprotected:
        flow.begin(SignInPlace(issuer="http://id.example", client_id="x"))
    assert unprotected.value.kind == "unprotected"


class Receiver(StrangeServer):
    """Lets in whoever shows a token of `identity`, and keeps what was shown."""

    def __init__(self, identity: Identity) -> None:
        self.shown: list[str] = []
        self._identity = identity
        super().__init__(self._guard)

    def _head(self, readline: Callable[[], bytes]) -> list[str]:
        head = super()._head(readline)
        self.shown += [line.partition(": ")[2] for line in head if line.lower().startswith("authorization:")]
        self._bears = (
            self.shown[-1].partition(" ")[2] if any("uthorization:" in line for line in head) else ""
        )
        return head

    def _guard(self, _method: str, _path: str) -> bytes:
        if self._bears in self._identity.access:
            return GREETING
        return answer(401, 'WWW-Authenticate: Bearer realm="packs", error="invalid_token"')

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/files"


def ask(computer: Computer, url: str, clock: Callable[[], dt.datetime] | None = None) -> int:
    lines = HttpConnections(settings=computer, **({"clock": clock} if clock else {}))  # type: ignore[arg-type]
    with lines.open(url) as line:
        return line.ask("OPTIONS", url, {}).status


def test_the_token_is_shown_to_the_receiver_that_it_is_for_and_to_no_other(computer: Computer) -> None:
    with Identity() as identity, Receiver(identity) as receiver, Receiver(identity) as other:
        tokens = sign_in(computer, identity, receiver.url)
        assert ask(computer, receiver.url) == 204
        assert receiver.shown == [f"Bearer {tokens.access}"]
        assert ask(computer, other.url) == 401
        assert other.shown == []
        TokenStore(computer).forget(receiver.url)
        assert ask(computer, receiver.url) == 401
        assert computer.keyring.kept == {}


def test_one_that_the_receiver_no_longer_takes_is_renewed_and_the_request_made_again(
    computer: Computer,
) -> None:
    with Identity() as identity, Receiver(identity) as receiver:
        sign_in(computer, identity, receiver.url)
        identity.end_access()
        assert ask(computer, receiver.url) == 204
        assert identity.refreshes == 1
        assert ask(computer, receiver.url) == 204
        assert identity.refreshes == 1


def test_one_that_runs_out_is_renewed_before_it_is_shown(computer: Computer) -> None:
    with Identity(life=600) as identity, Receiver(identity) as receiver:
        old = sign_in(computer, identity, receiver.url)
        later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=590)
        assert ask(computer, receiver.url, lambda: later) == 204
        assert f"Bearer {old.access}" not in receiver.shown
        assert identity.refreshes == 1


def test_a_sign_in_that_has_ended_is_told(computer: Computer) -> None:
    from prevent_desktop.delivery.connection.unexpected_responses import explain_unexpected

    with Identity() as identity, Receiver(identity) as receiver:
        sign_in(computer, identity, receiver.url)
        identity.end_access()
        identity.refresh.clear()
        lines = HttpConnections(settings=computer)
        with lines.open(receiver.url) as line:
            error = explain_unexpected(line.ask("OPTIONS", receiver.url, {}))
    assert isinstance(error, RefusedError)
    assert error.kind == "sign_in_again"


def test_one_that_ends_in_the_middle_of_an_upload_costs_one_chunk(computer: Computer) -> None:
    """The server took nothing of that chunk: it goes again, from its beginning, with the new token."""
    taken = bytearray()

    class Store(Receiver):
        def _serve(self, connection: socket.socket) -> None:
            with connection, connection.makefile("rb") as reader:
                while head := self._head(reader.readline):
                    method, path, _version = head[0].split(" ")
                    length = [
                        line.partition(": ")[2] for line in head if line.lower().startswith("content-length")
                    ]
                    body = reader.read(int(length[0])) if length else b""
                    said = self._say(method, path)
                    if b" 204 " in said and method == "PATCH":
                        taken.extend(body)
                        said = answer(204, TUS, f"Upload-Offset: {len(taken)}").replace(
                            b"Connection: close\r\n", b""
                        )
                        if len(taken) == CHUNK:
                            self._identity.end_access()
                    elif b" 204 " in said and method == "POST":
                        said = answer(201, TUS, "Location: /files/1")
                    connection.sendall(said)
                    if b"Connection: close" in said:
                        return

    with Identity() as identity, Store(identity) as receiver:
        sign_in(computer, identity, receiver.url)
        way = StrangeWay(receiver.url)
        way.transport = TusTransport(HttpConnections(settings=computer), largest_chunk=CHUNK)
        sealed, read = parcel(way)
        way.transport.upload(sealed, RecordingJournal())
        assert bytes(taken) == CONTENT
        assert identity.refreshes == 1
        assert sum(read) == len(CONTENT) + CHUNK


def test_many_at_once_renew_once(computer: Computer) -> None:
    """A server takes each refresh token once, and may end the whole sign-in where one comes again."""
    with Identity() as identity, Receiver(identity) as receiver:
        sign_in(computer, identity, receiver.url)
        identity.end_access()
        store, flow = TokenStore(computer), SignIn(HttpConnections(settings=computer))
        stale = store.find(receiver.url)
        assert stale is not None
        found: list[str] = []
        threads = [
            threading.Thread(
                target=lambda: found.append(TokenStore(computer).renewed(receiver.url, stale.access, flow))
            )
            for _number in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(set(found)) == 1
        assert found[0] in identity.access
        assert (identity.refreshes, identity.reused) == (1, 0)


def test_a_server_that_cannot_be_asked_ends_no_sign_in(computer: Computer) -> None:
    with Identity() as identity, Receiver(identity) as receiver:
        before = sign_in(computer, identity, receiver.url)
        identity.end_access()
        identity.__exit__()
        with pytest.raises(DeliveryError) as caught:
            ask(computer, receiver.url)
        assert isinstance(caught.value, WaitingError)
        assert TokenStore(computer).find(receiver.url) == before
        identity.__enter__()


def test_no_token_stands_in_a_repr() -> None:
    assert "secret-token" not in repr(Tokens(access="secret-token", refresh="secret-token"))


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"access_token": "a"},
        {"access_token": "a", "token_type": "mac"},
        {"access_token": "a\r\nX: y", "token_type": "Bearer"},
        {"access_token": "é", "token_type": "Bearer"},
        {"access_token": "a" * 20_000, "token_type": "Bearer"},
    ],
)
def test_what_is_no_bearer_token_is_not_taken(parts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="no bearer token"):
        Tokens.of_answer(parts, dt.datetime.now(dt.UTC))
