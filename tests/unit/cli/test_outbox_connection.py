"""How this computer connects, by the command line: proxy, limit, certificate, and signing in with a real server."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.casework.organisation import Receiver, SignInServer
from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.delivery.connection.connection_settings import ConnectionSettings
from prevent_desktop.delivery.failure_reasons import FailureReason, refused
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.system_store import SystemStore
from prevent_desktop.workflows.organisation.sign_in_places import tell_sign_ins
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.sending.sign_in import offers
from tests.unit.delivery.memory_store import MemoryKeyring
from tests.unit.delivery.oauth_server import Identity
from tests.unit.delivery.strange_servers import Authority, StrangeServer, page

HOST = "packs.council.example"


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    """The system's store is ours: only what lies below keeps nothing."""
    made = MemoryKeyring()
    monkeypatch.setattr(ConnectionSettings.__init__, "__defaults__", (lambda: SystemStore(made),))
    return made


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is typed where a secret is asked for."""
    words: list[str] = []
    monkeypatch.setattr("prevent_desktop.cli.outbox_connection.read_secret", lambda _prompt: words.pop(0))
    yield words
    assert words == []


def run(*arguments: object) -> int:
    return run_command([str(argument) for argument in arguments])


def connection(data: Path, capsys: pytest.CaptureFixture[str], *options: object) -> dict[str, object]:
    capsys.readouterr()
    assert run("outbox", "connection", "--data", data, *options, "--json") == Exit.DONE
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def receiver(at: str = "", identifier: str = "front-door") -> Receiver:
    return Receiver(
        id=identifier, name="Front door", seal_to=(), receipt_certificate="", endpoint=f"https://{HOST}/files",
        form_ids=(), sign_in=SignInServer(issuer=at, client_id="prevent-desktop") if at else None,
    )  # fmt: skip


def test_proxy_and_limit_are_set_and_told(
    data: Path, keyring: MemoryKeyring, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    typed.append("open sesame")
    told = connection(
        data, capsys, "--proxy", "proxy.school.example:8080", "--proxy-user", "sender", "--limit", 256
    )
    assert (told["proxy"], told["proxy_address"], told["proxy_user"]) == (
        "manual",
        "proxy.school.example:8080",
        "sender",
    )
    assert told["most_bytes"] == 256_000
    assert [bytes.fromhex(secret) for secret in keyring.kept.values()] == [b"open sesame"]
    assert run("outbox", "connection", "--data", data) == Exit.DONE
    said = capsys.readouterr().out
    assert "proxy.school.example:8080" in said
    assert "At most 256 kB a second" in said
    assert "sesame" not in said
    assert connection(data, capsys, "--proxy", "none")["proxy"] == "none"
    assert connection(data, capsys, "--proxy-user", "")["proxy_user"] == ""
    assert keyring.kept == {}


def test_an_address_that_is_none_is_refused(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("outbox", "connection", "--data", data, "--proxy", "http://me:secret@proxy") == Exit.USAGE
    assert "proxy.school.example:8080" in capsys.readouterr().err


def test_a_certificate_is_taken_told_and_forgotten(
    data: Path, keyring: MemoryKeyring, typed: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, certificate = Authority.make("Council authority").client_pem("Office of North Town")
    (tmp_path / "key.pem").write_bytes(key)
    (tmp_path / "chain.pem").write_bytes(certificate)
    typed.append("")
    told = connection(
        data, capsys, "--certificate", tmp_path / "key.pem", "--certificate-chain", tmp_path / "chain.pem"
    )
    assert told["certificate"]["name"] == "Office of North Town"  # type: ignore[index]
    assert run("outbox", "connection", "--data", data) == Exit.DONE
    assert "It runs out in 29 days" in capsys.readouterr().out
    assert connection(data, capsys, "--no-certificate")["certificate"] is None
    assert keyring.kept == {}


def test_signing_in_shows_a_code_and_lets_go_what_waited_for_it(
    data: Path, keyring: MemoryKeyring, capsys: pytest.CaptureFixture[str]
) -> None:
    places = Places.of(data)
    with Identity() as identity:
        with Spool.open(places.spool) as spool:
            tell_sign_ins(spool, (receiver(identity.issuer), receiver("", "other")))
            spool.queue("P-AAAA", b"sealed", endpoint=f"https://{HOST}/files", receipt_certificate="")
            lease = spool.claim(spool._clock())
            assert lease is not None
            lease.needs_you(refused(FailureReason.SIGN_IN_WANTED, HOST))
        entered = threading.Thread(target=_enter, args=(identity,))
        entered.start()
        assert run("outbox", "sign-in", "--data", data) == Exit.DONE
        entered.join()
        said = capsys.readouterr().out
        assert f"open {identity.issuer}/enter" in said
        assert "enter the code " in said
        assert "You are signed in" in said
        with Spool.open(places.spool) as spool:
            (offer,) = offers(spool)
            assert (offer.host, offer.signed_in) == (HOST, True)
            item = spool.get("P-AAAA")
            assert item is not None
            assert (item.state, item.reason) == ("queued", None)
        (access,) = identity.access
        assert access not in said
        assert access.encode().hex()[:200] in "".join(keyring.kept.values()) or len(keyring.kept) > 1
    assert run("outbox", "sign-out", "--data", data, HOST) == Exit.DONE
    assert keyring.kept == {}


def _enter(identity: Identity) -> None:
    """A person reads the code and enters it."""
    while not identity.codes:
        threading.Event().wait(0.01)
    identity.approve(next(iter(identity.codes.values())))


def test_without_a_profile_that_says_so_there_is_nothing_to_sign_in_to(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("outbox", "sign-in", "--data", data) == Exit.USAGE
    assert "unlock the program once" in capsys.readouterr().err


def test_a_receiver_that_wants_no_sign_in_any_more_is_forgotten(tmp_path: Path) -> None:
    with Spool.open(tmp_path) as spool:
        tell_sign_ins(spool, (receiver("https://id.example"),))
        assert len(ConnectionSettings(spool.settings, tmp_path).sign_in_places()) == 1
        tell_sign_ins(spool, ())
        assert len(ConnectionSettings(spool.settings, tmp_path).sign_in_places()) == 1
        tell_sign_ins(spool, (receiver(),))
        assert ConnectionSettings(spool.settings, tmp_path).sign_in_places() == {}


def test_the_connection_is_tried_and_nothing_is_sent(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with StrangeServer(lambda _method, _path: page(511, "Sign in")) as portal:
        url = f"http://127.0.0.1:{portal.port}/files"
        assert run("outbox", "connection", "--data", data, "--try", url) == Exit.WORLD
        assert "This network wants you to sign in" in capsys.readouterr().out
        assert portal.requests == ["OPTIONS /files"]
    assert run("outbox", "connection", "--data", data, "--try") == Exit.DONE
