"""Where IT has named a place, its signed lists tell whether a newer version is there; nothing of who asks goes to a server."""

from __future__ import annotations

import shutil
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.leaving import Leaving
from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.connection.network_rules import NetworkRules, keep_rules
from prevent_desktop.delivery.connection.networks import Network
from prevent_desktop.delivery.outbox.sending_settings import keep_in
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import ReleaseError, WaitingError
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.releases.newer import UpdateSource
from prevent_desktop.workflows.releases.release_server import ReleaseServer
from tests.made_releases import Makers, days_from_now, opened, signed_again
from tests.unit.delivery.line_stage import a_computer
from tests.unit.delivery.strange_servers import (
    CONNECTED,
    DROP,
    Authority,
    StrangeProxy,
    StrangeServer,
    answer,
)

AUTHORITY = Authority.make()
NOT_FOUND = answer(404, body="not here")
SPOKEN = {"host", "accept", "accept-encoding", "connection", "user-agent"}
"""All headers of a request, and no other."""


@pytest.fixture(scope="module")
def makers() -> Makers:
    return Makers()


@dataclass
class OnMetered:
    """A network that costs by the byte."""

    def present(self) -> Network:
        return Network(key="k", name="phone", metered=True)

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Computer:
    """A computer whose IT has named a server; the server says what lies in `folder`, or what a test has it say instead."""

    folder: Path
    places: Places
    stack: ExitStack
    spool: Spool
    said_instead: Callable[[str], bytes | None] = lambda _name: None
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    seconds: float = 60.0
    trust: ssl.SSLContext = field(default_factory=AUTHORITY.trusting_context)

    def __post_init__(self) -> None:
        self.server = self.stack.enter_context(
            StrangeServer(self._say, AUTHORITY.server_context(self.spool.folder))
        )

    def _say(self, _method: str, path: str) -> bytes:
        name = path.rpartition("/")[2]
        instead = self.said_instead(name)
        if instead is not None:
            return instead
        file = self.folder / "metadata" / name
        if not file.is_file():
            return NOT_FOUND
        return answer(200, "Set-Cookie: who=you", "ETag: you", body=file.read_text("utf-8"))

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.server.port}/prevent"

    @property
    def asked(self) -> list[str]:
        """The names of the lists that were asked for since."""
        names = [request.rpartition("/")[2] for request in self.server.requests]
        self.server.requests.clear()
        return names

    def newer(self) -> str | None:
        connections = HttpConnections(
            context=self.trust,
            probe_url=lambda _endpoint: f"http://127.0.0.1:{self.server.port}/",
            patience=self.seconds,
            whole=self.seconds,
        )
        source = UpdateSource(self.address, lambda: self.spool, connections, OnMetered())
        return source.newer_release(self.places, own_version="1.2.3", now=self.now)

    def next_day(self) -> None:
        self.now += timedelta(days=1)


@pytest.fixture
def computer(tmp_path: Path, makers: Makers) -> Iterator[Computer]:
    folder = makers.made(tmp_path / "release").folder
    with ExitStack() as stack:
        spool = Spool.open(tmp_path / "data" / "outbox")
        stack.callback(spool.close)
        yield Computer(folder, Places(tmp_path / "data"), stack, spool)


def test_a_newer_version_on_a_server_is_told(computer: Computer) -> None:
    assert computer.newer() == "9.0.0"


def test_no_file_of_a_release_is_asked_for(computer: Computer) -> None:
    computer.newer()
    lists = {"1.root.json", "2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"}
    assert set(computer.asked) == lists


def test_a_request_carries_the_name_of_a_list_and_nothing_of_who_asks(computer: Computer) -> None:
    heads: list[bytes] = []
    serve = computer.server._head

    def written_down(readline: Callable[[], bytes]) -> list[str]:
        lines = serve(readline)
        heads.append("\n".join(lines).encode())
        return lines

    computer.server._head = written_down  # type: ignore[method-assign]
    computer.newer()
    computer.next_day()
    computer.newer()
    heads = [head for head in heads if head]
    assert len(heads) > 10
    for head in heads:
        first, *headers = head.decode().split("\n")
        method, path, _version = first.split(" ")
        assert method == "GET"
        assert path.startswith("/prevent/metadata/")
        assert set(path) <= set("abcdefghijklmnopqrstuvwxyz0123456789/.")
        said = dict(line.lower().split(": ", 1) for line in headers)
        assert set(said) == SPOKEN
        assert said["user-agent"] == "prevent-desktop"
        assert said["host"] == f"127.0.0.1:{computer.server.port}"
    assert computer.server.sent_in["GET"] == 0


def test_it_goes_through_the_proxy_that_this_computer_has(computer: Computer, tmp_path: Path) -> None:
    host = "releases.example"
    server = StrangeServer(computer._say, AUTHORITY.server_context(tmp_path, host=host))
    with a_computer(tmp_path) as settings, server:
        with StrangeProxy(lambda _method, _given: CONNECTED, server.port) as proxy:
            settings.use_proxy(f"http://127.0.0.1:{proxy.port}")
            connections = HttpConnections(settings=settings, context=computer.trust)
            source = UpdateSource(f"https://{host}/prevent", lambda: computer.spool, connections)
            assert source.newer_release(computer.places, own_version="1.2.3", now=computer.now) == "9.0.0"
        assert set(proxy.requests) == {f"CONNECT {host}:443"}
    assert server.requests


def test_a_server_is_asked_once_a_day_whatever_starts_and_locks_there_are(computer: Computer) -> None:
    assert computer.newer() == "9.0.0"
    assert computer.asked
    for _start in range(3):
        computer.now += timedelta(hours=6)
        assert computer.newer() == "9.0.0"
    assert computer.asked == []
    computer.now += timedelta(hours=6)
    assert computer.newer() == "9.0.0"
    assert computer.asked


def test_a_clock_that_was_put_back_stops_no_look(computer: Computer) -> None:
    computer.newer()
    computer.asked.clear()
    computer.now -= timedelta(minutes=1)
    computer.newer()
    assert computer.asked


def test_one_that_cannot_be_reached_is_asked_again_at_the_next_start(computer: Computer) -> None:
    computer.said_instead = lambda _name: DROP
    with pytest.raises(WaitingError):
        computer.newer()
    computer.said_instead = lambda _name: None
    assert computer.newer() == "9.0.0"


def test_a_folder_that_is_away_for_now_is_looked_at_again_at_the_next_start(computer: Computer) -> None:
    source = UpdateSource(str(computer.folder), lambda: computer.spool, networks=OnMetered())
    away = computer.folder.rename(computer.folder.with_name("away"))
    with pytest.raises(ReleaseError, match="cannot be read"):
        source.newer_release(computer.places, own_version="1.2.3", now=computer.now)
    away.rename(computer.folder)
    assert source.newer_release(computer.places, own_version="1.2.3", now=computer.now) == "9.0.0"


def test_a_server_that_is_refused_is_asked_no_more_that_day(computer: Computer) -> None:
    computer.said_instead = lambda _name: NOT_FOUND
    with pytest.raises(ReleaseError):
        computer.newer()
    assert computer.asked
    assert computer.newer() is None
    assert computer.asked == []


def test_one_that_the_system_does_not_trust_is_asked_nothing(computer: Computer) -> None:
    computer.trust = Authority.make("Somebody else").trusting_context()
    with pytest.raises(WaitingError):
        computer.newer()
    assert computer.asked == []


def test_nobody_is_asked_once_it_is_switched_off(computer: Computer) -> None:
    keep_in(computer.spool.settings, Leaving.VERSIONS, kept_in=True)
    with pytest.raises(WaitingError) as caught:
        computer.newer()
    assert caught.value.kind == "switched_off"
    assert computer.asked == []


def test_nobody_is_asked_over_a_metered_network_where_the_person_wants_none(computer: Computer) -> None:
    keep_rules(computer.spool.settings, NetworkRules(not_metered=True))
    with pytest.raises(WaitingError) as caught:
        computer.newer()
    assert caught.value.kind == "metered"
    assert computer.asked == []


def seen_and_next_day(computer: Computer) -> None:
    assert computer.newer() == "9.0.0"
    computer.next_day()


def test_a_server_that_was_rolled_back_is_refused(computer: Computer, makers: Makers, tmp_path: Path) -> None:
    older = Path(shutil.copytree(computer.folder, tmp_path / "older"))
    makers.publish(opened(computer.folder), "9.0.1")
    assert computer.newer() == "9.0.1"
    computer.next_day()
    computer.folder = older
    with pytest.raises(ReleaseError, match="older than one"):
        computer.newer()
    computer.now += timedelta(hours=1)
    assert computer.newer() == "9.0.1"


def test_a_server_that_nobody_renewed_is_refused(computer: Computer, makers: Makers) -> None:
    signed_again(computer.folder / "metadata" / "timestamp.json", makers.newest, expires=days_from_now(-1))
    with pytest.raises(ReleaseError, match="out of date"):
        computer.newer()


def test_a_strangers_release_is_refused_once_somebody_is_trusted(computer: Computer, tmp_path: Path) -> None:
    seen_and_next_day(computer)
    computer.folder = Makers().made(tmp_path / "foreign", "9.9.9").folder
    with pytest.raises(ReleaseError, match="not the release"):
        computer.newer()


REDIRECT = answer(302, "Location: https://elsewhere.example/metadata/timestamp.json")
PAGE = answer(200, "Content-Type: text/html", body="<html>Welcome to the library</html>")
LIES = {
    "a page": PAGE,
    "another place": REDIRECT,
    "who are you": answer(401, 'WWW-Authenticate: Bearer realm="it"'),
    "a fault": answer(503),
    "nothing": answer(200),
    "no list": answer(200, body='{"signatures": [], "signed": {"_type": "timestamp"}}'),
    "too long": answer(200, body="{" + " " * 70_000 + "}"),
}


@pytest.mark.parametrize("said", LIES.values(), ids=LIES)
@pytest.mark.parametrize(
    "name", ["1.root.json", "2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"]
)
def test_a_server_that_lies_is_refused_and_nothing_is_kept_of_it(
    computer: Computer, name: str, said: bytes
) -> None:
    computer.said_instead = lambda asked: said if asked == name else None
    with pytest.raises(ReleaseError):
        computer.newer()
    assert not (computer.places.data / "releases-looked-at").exists()
    assert not [request for request in computer.server.requests if "elsewhere" in request]


class Dripping(StrangeServer):
    """Says one byte of an answer that never ends now and then, or as fast as it can."""

    pause = 0.05
    piece = b" "

    def _serve(self, connection: socket.socket) -> None:
        assert self._context is not None
        with self._context.wrap_socket(connection, server_side=True) as protected:
            protected.recv(1 << 16)
            protected.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
            while not self._ended.wait(self.pause):
                protected.sendall(self.piece)


class Endless(Dripping):
    """As fast as it can."""

    pause = 0.0
    piece = b" " * 4096


@pytest.mark.parametrize(("kind", "error"), [(Dripping, WaitingError), (Endless, ReleaseError)])
def test_a_slow_and_an_endless_server_hold_nobody(
    computer: Computer, kind: type[Dripping], error: type[Exception]
) -> None:
    computer.seconds = 1.0
    server = computer.stack.enter_context(
        kind(lambda _m, _p: b"", AUTHORITY.server_context(computer.spool.folder))
    )
    computer.server = server
    with pytest.raises(error):
        computer.newer()


def test_a_look_has_an_end_however_many_lists_a_server_has(computer: Computer) -> None:
    over = ReleaseServer(computer.address, HttpConnections(context=computer.trust), seconds=-1.0)
    with pytest.raises(WaitingError):
        over.untrusted_list("timestamp.json")
    assert computer.asked == []
