"""Proxies: which one is used, what is offered to it, and that a password that it refuses is not offered again."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from prevent_desktop.delivery.connection.connection_settings import ConnectionChoices, ProxyWay
from prevent_desktop.delivery.connection.proxies import Proxy, ProxyWatch, proxy_for
from prevent_desktop.delivery.connection.system_proxies import SystemProxies
from prevent_desktop.errors import RefusedError, WaitingError
from tests.unit.delivery.line_stage import Computer
from tests.unit.delivery.proxy_stage import AUTHORITY, HOST, URL, ask, forget_proxies
from tests.unit.delivery.strange_servers import CONNECTED, Authority, StrangeProxy, StrangeServer, answer

own = SystemProxies().proxy_for
WANTS = answer(407, 'Proxy-Authenticate: Basic realm="x"')
OFFERED = "Basic " + base64.b64encode(b"sender:s\xc3\xa9same").decode()


@pytest.fixture(autouse=True)
def no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_proxies(monkeypatch)


def test_name_and_password_let_us_through_to_the_receiver(
    computer: Computer, receiver: StrangeServer
) -> None:
    given: list[str] = []

    def guard(_method: str, offered: str) -> bytes:
        given.append(offered)
        return CONNECTED if offered == OFFERED else WANTS

    with StrangeProxy(guard, receiver.port) as proxy:
        computer.use_proxy(f"127.0.0.1:{proxy.port}", "sender", "sésame")
        assert ask(computer) == 204
        assert proxy.requests == [f"CONNECT {HOST}:443"]
        assert b"OPTIONS" not in bytes(proxy.got), "what goes on within is protected from the proxy"
    assert given == [OFFERED]
    assert receiver.requests == ["OPTIONS /files"]
    assert b"proxy-authorization" not in bytes(receiver.got).lower()


def test_a_password_that_is_refused_is_not_offered_again_until_it_is_entered_anew(
    computer: Computer, receiver: StrangeServer
) -> None:
    given: list[str] = []

    def guard(_method: str, offered: str) -> bytes:
        given.append(offered)
        return CONNECTED if offered == OFFERED else WANTS

    with StrangeProxy(guard, receiver.port) as proxy:
        computer.use_proxy(f"http://127.0.0.1:{proxy.port}", "sender", "wrong")
        for _time in range(3):
            with pytest.raises(WaitingError) as caught:
                ask(computer)
            assert caught.value.kind == "proxy_password_wrong"
        assert [bool(offered) for offered in given] == [True, False, False]
        computer.keep_proxy_password("sésame")
        assert ask(computer) == 204


def test_a_proxy_of_the_environment_is_used_unless_something_else_is_chosen(
    computer: Computer, receiver: StrangeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        StrangeProxy(lambda _method, _given: CONNECTED, receiver.port) as named,
        StrangeProxy(lambda _method, _given: CONNECTED, receiver.port) as chosen,
    ):
        monkeypatch.setenv("HTTPS_PROXY", f"http://own:word@127.0.0.1:{named.port}")
        assert ask(computer) == 204
        assert len(named.requests) == 1
        computer.use_proxy(f"http://127.0.0.1:{chosen.port}")
        assert ask(computer) == 204
        assert (len(named.requests), len(chosen.requests)) == (1, 1)
        monkeypatch.setenv("NO_PROXY", "example")
        choices = ConnectionChoices(proxy=ProxyWay.SYSTEM)
        assert proxy_for(URL, choices, "", own) is None
        assert proxy_for("https://other.test/", choices, "", own) is not None
    assert proxy_for("https://other.test/", ConnectionChoices(proxy=ProxyWay.NONE), "", own) is None


@dataclass
class Guarded:
    """A proxy that wants a name and password, and keeps what it was offered."""

    offered: list[str] = field(default_factory=list)

    def __call__(self, _method: str, offered: str) -> bytes:
        self.offered.append(offered)
        return CONNECTED if offered == OFFERED else WANTS


def test_what_was_entered_at_one_proxy_of_the_systems_is_offered_to_no_other(
    computer: Computer, receiver: StrangeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network in a café may name a proxy as well: by a script of its own, where the system looks for one."""
    at_school, elsewhere = Guarded(), Guarded()
    with StrangeProxy(at_school, receiver.port) as own_one, StrangeProxy(elsewhere, receiver.port) as other:
        computer.choose(replace(ConnectionChoices(), proxy_user="sender"))
        computer.keep_proxy_password("sésame")
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{own_one.port}")
        assert ask(computer) == 204
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{other.port}")
        with pytest.raises(WaitingError) as caught:
            ask(computer)
        assert not any(elsewhere.offered)
        assert caught.value.kind == "proxy_unknown"
        assert f"127.0.0.1:{other.port}" in caught.value.what_happened
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{own_one.port}")
        assert ask(computer) == 204
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{other.port}")
        computer.keep_proxy_password("sésame")
        assert ask(computer) == 204
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{own_one.port}")
        assert ask(computer) == 204
    assert at_school.offered == [OFFERED] * 3


def test_a_proxy_that_the_person_typed_gets_what_they_entered(
    computer: Computer, receiver: StrangeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_the_system, typed = Guarded(), Guarded()
    with StrangeProxy(of_the_system, receiver.port) as one, StrangeProxy(typed, receiver.port) as other:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{one.port}")
        computer.choose(replace(ConnectionChoices(), proxy_user="sender"))
        computer.keep_proxy_password("sésame")
        assert ask(computer) == 204
        computer.choose(
            replace(computer.choices(), proxy=ProxyWay.MANUAL, proxy_address=f"127.0.0.1:{other.port}")
        )
        assert ask(computer) == 204
    assert (of_the_system.offered, typed.offered) == ([OFFERED], [OFFERED])


def test_another_name_is_for_the_proxy_that_is_met_next(computer: Computer) -> None:
    computer.choose(replace(ConnectionChoices(), proxy_user="sender"))
    computer.know_proxy("http://proxy.school.example:8080")
    assert computer.choices().offers_to("http://proxy.school.example:8080")
    assert not computer.choices().offers_to("http://proxy.cafe.example:8080")
    computer.choose(replace(computer.choices(), proxy_user="other"))
    assert computer.choices().offers_to("http://proxy.cafe.example:8080")
    computer.know_proxy("http://proxy.cafe.example:8080")
    assert not computer.choices().offers_to("http://proxy.school.example:8080")


@pytest.fixture
def closed_proxy(receiver: StrangeServer, tmp_path: Path) -> Iterator[StrangeProxy]:
    """A proxy that itself speaks TLS."""
    context = AUTHORITY.server_context(tmp_path)
    with StrangeProxy(lambda _method, _given: CONNECTED, receiver.port, context) as proxy:
        yield proxy


def test_a_proxy_that_itself_speaks_tls_is_gone_through(
    computer: Computer, receiver: StrangeServer, closed_proxy: StrangeProxy
) -> None:
    computer.use_proxy(f"https://127.0.0.1:{closed_proxy.port}")
    assert ask(computer) == 204
    assert receiver.requests == ["OPTIONS /files"]


def test_a_filter_behind_such_a_proxy_is_named_and_not_the_proxy(
    computer: Computer, closed_proxy: StrangeProxy, tmp_path: Path
) -> None:
    context = Authority.make("Smoothwall Root").server_context(tmp_path, host=HOST)
    with StrangeServer(lambda _method, _path: answer(204), context) as inspecting:
        closed_proxy._target = inspecting.port
        computer.use_proxy(f"https://127.0.0.1:{closed_proxy.port}")
        with pytest.raises(WaitingError) as caught:
            ask(computer)
    assert caught.value.kind == "inspected"
    assert "Smoothwall Root" in caught.value.what_happened


def test_what_the_environment_says_of_secrets_is_not_read(
    computer: Computer, receiver: StrangeServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine {HOST} login somebody password secret\n", encoding="ascii")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with StrangeProxy(lambda _method, _given: CONNECTED, receiver.port) as proxy:
        computer.use_proxy(f"http://127.0.0.1:{proxy.port}")
        assert ask(computer) == 204
    assert b"authorization" not in bytes(receiver.got).lower()


@pytest.mark.parametrize(
    "address",
    ["socks5://127.0.0.1:1080", "http://", "ftp://proxy.example", "http://proxy:99999", "http://[::1"],
)
def test_an_address_that_cannot_be_a_proxy_is_told(address: str) -> None:
    with pytest.raises(RefusedError) as caught:
        proxy_for(URL, ConnectionChoices(proxy=ProxyWay.MANUAL, proxy_address=address), "", own)
    assert caught.value.kind == "proxy_unusable"


def test_an_address_of_a_proxy_tells_no_password_by_itself() -> None:
    found = proxy_for(
        URL, ConnectionChoices(proxy=ProxyWay.MANUAL, proxy_address="http://me:hidden@[::1]:3128"), "", own
    )
    assert found is not None
    assert (found.address, found.user, found.password) == ("http://[::1]:3128", "me", "hidden")
    assert "hidden" not in repr(found)
    assert "hidden" not in repr(Proxy("http://p", "u", "hidden"))


@pytest.mark.parametrize(
    ("header", "ways"),
    [
        ('Basic realm="x"', ("Basic",)),
        ("NTLM", ("NTLM",)),
        ("Negotiate, NTLM", ("Negotiate", "NTLM")),
        ('Digest realm="a, b", nonce="c", Basic realm="x"', ("Digest", "Basic")),
        ("", ()),
    ],
)
def test_the_ways_to_sign_in_are_read(header: str, ways: tuple[str, ...]) -> None:
    watch = ProxyWatch()
    watch.headers = {b"proxy-authenticate": header.encode()}
    assert watch.ways_to_sign_in == ways


def test_settings_that_cannot_be_read_are_the_programs_own(computer: Computer) -> None:
    for text in ("", "[]", "{", '{"proxy": "by pigeon"}', '{"unknown": 1}', "null"):
        computer._settings.put("line", text)
        assert computer.choices() == ConnectionChoices()
    computer.choose(replace(ConnectionChoices(), most_bytes=1000))
    assert computer.choices().most_bytes == 1000
