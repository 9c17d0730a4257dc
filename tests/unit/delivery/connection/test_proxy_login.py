"""Proxies that sign in by Negotiate and NTLM, by pyspnego's own server side; and in which words they are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.delivery.connection.proxies import Proxy, ProxyWatch
from prevent_desktop.delivery.connection.tunnel import usable_way
from prevent_desktop.errors import WaitingError
from tests.managed import managed
from tests.unit.delivery.line_stage import Computer
from tests.unit.delivery.proxy_stage import AUTHORITY, ask
from tests.unit.delivery.sign_in_proxy import SignInProxy
from tests.unit.delivery.strange_servers import StrangeServer

NTLM_INSIDE = b"NTLMSSP\0"


@pytest.fixture(autouse=True)
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whom the proxy knows."""
    file = tmp_path / "accounts"
    file.write_text("SCHOOL:sender:sésame\n", encoding="utf-8")
    monkeypatch.setenv("NTLM_USER_FILE", str(file))
    monkeypatch.delenv("KRB5CCNAME", raising=False)


def refused(computer: Computer) -> WaitingError:
    with pytest.raises(WaitingError) as caught:
        ask(computer)
    return caught.value


@pytest.mark.parametrize("ways", [("NTLM",), ("Negotiate",), ("Negotiate", "NTLM")])
def test_a_proxy_that_signs_in_lets_us_through_where_it_is_allowed(
    computer: Computer, receiver: StrangeServer, ways: tuple[str, ...]
) -> None:
    with SignInProxy(ways, receiver.port) as proxy, managed({"ProxyNtlm": True}):
        computer.use_proxy(f"127.0.0.1:{proxy.port}", "SCHOOL\\sender", "sésame")
        assert ask(computer, times=2) == 204
        assert any(NTLM_INSIDE in token for token in proxy.told)
        assert b"OPTIONS" not in bytes(proxy.got), "what goes on within is protected from the proxy"
        assert b"s\xc3\xa9same" not in bytes(proxy.got), "the password itself is never sent"
    assert receiver.requests == ["OPTIONS /files"] * 2
    assert b"proxy-authorization" not in bytes(receiver.got).lower()


def test_a_proxy_that_ends_the_connection_with_its_refusal_is_come_to_again(
    computer: Computer, receiver: StrangeServer
) -> None:
    with SignInProxy(("NTLM",), receiver.port, closes=True) as proxy, managed({"ProxyNtlm": True}):
        computer.use_proxy(f"127.0.0.1:{proxy.port}", "SCHOOL\\sender", "sésame")
        assert ask(computer) == 204


def test_a_proxy_that_itself_speaks_tls(computer: Computer, receiver: StrangeServer, tmp_path: Path) -> None:
    context = AUTHORITY.server_context(tmp_path)
    with SignInProxy(("NTLM",), receiver.port, context=context) as proxy, managed({"ProxyNtlm": True}):
        computer.use_proxy(f"https://127.0.0.1:{proxy.port}", "SCHOOL\\sender", "sésame")
        assert ask(computer) == 204


@pytest.mark.parametrize("ways", [("NTLM",), ("Negotiate",)])
def test_without_a_policy_nothing_of_ntlm_leaves(
    computer: Computer, receiver: StrangeServer, ways: tuple[str, ...]
) -> None:
    with SignInProxy(ways, receiver.port) as proxy:
        computer.use_proxy(f"127.0.0.1:{proxy.port}", "SCHOOL\\sender", "sésame")
        error = refused(computer)
        assert not proxy.told
    assert error.kind == "proxy_ntlm_forbidden"
    assert "ProxyNtlm" in error.next_step
    assert "Kerberos" in error.next_step
    assert not receiver.requests


def test_a_wrong_password_is_told_and_not_offered_again(computer: Computer, receiver: StrangeServer) -> None:
    with SignInProxy(("NTLM",), receiver.port) as proxy, managed({"ProxyNtlm": True}):
        computer.use_proxy(f"127.0.0.1:{proxy.port}", "SCHOOL\\sender", "wrong")
        assert refused(computer).kind == "proxy_password_wrong"
        before = len(proxy.told)
        refused(computer)
        assert len(proxy.told) == before
        computer.keep_proxy_password("sésame")
        assert ask(computer) == 204


def test_without_a_ticket_and_a_name_it_says_what_to_look_at(
    computer: Computer, receiver: StrangeServer
) -> None:
    with SignInProxy(("Negotiate",), receiver.port) as proxy:
        computer.use_proxy(f"127.0.0.1:{proxy.port}")
        error = refused(computer)
    assert error.kind == "proxy_no_ticket"
    assert "HTTP/127.0.0.1" in error.next_step


def test_where_the_proxy_takes_basic_too_name_and_password_are_asked_for(
    computer: Computer, receiver: StrangeServer
) -> None:
    with SignInProxy(("Negotiate", 'Basic realm="x"'), receiver.port) as proxy:
        computer.use_proxy(f"127.0.0.1:{proxy.port}")
        assert refused(computer).kind == "proxy_sign_in"


def test_an_endless_answer_of_a_proxy_is_read_no_further(computer: Computer, receiver: StrangeServer) -> None:
    with SignInProxy(("NTLM",), receiver.port, words=b"x" * 1_000_000) as proxy, managed({"ProxyNtlm": True}):
        computer.use_proxy(f"127.0.0.1:{proxy.port}", "SCHOOL\\sender", "sésame")
        refused(computer)


def test_ways_in_headers_of_their_own_are_all_read() -> None:
    watch = ProxyWatch()
    headers = [(b"Proxy-Authenticate", b'Basic realm="x"'), (b"Proxy-Authenticate", b"NTLM")]
    watch("http11.receive_response_headers.complete", {"return_value": (b"1.1", 407, b"", headers)})
    assert watch.ways_to_sign_in == ("Basic", "NTLM")


@pytest.mark.parametrize(
    ("ways", "signs_in", "ntlm", "wanted"),
    [
        (("Basic", "Negotiate"), True, False, ""),
        (("Basic", "Negotiate"), False, False, "Negotiate"),
        (("Basic", "NTLM"), False, False, ""),
        (("Basic", "NTLM"), False, True, "NTLM"),
        (("NTLM",), False, False, "NTLM"),
        (("negotiate", "ntlm"), False, False, "Negotiate"),
        (("Digest",), True, True, ""),
        ((), True, True, ""),
    ],
)
def test_which_way_is_taken(ways: tuple[str, ...], signs_in: bool, ntlm: bool, wanted: str) -> None:
    proxy = Proxy("http://p", "me" if signs_in else "")
    assert usable_way(ways, proxy, ntlm_allowed=ntlm) == wanted
