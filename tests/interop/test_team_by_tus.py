"""A tus server passes the contract of a team's mailbox (tus puts, static addresses give), and what a bad line does to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials, TeamStore
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.errors import RefusedError, WaitingError
from tests.interop.served_stage import PasswordContract, PasswordStage
from tests.interop.team_servers import TeamServer, why_no_nginx
from tests.interop.tus_mailbox import TusMailbox
from tests.interop.tus_parts import BadLine, Cut, why_no_tus_server
from tests.unit.delivery.team_stores.team_store_contract import (
    CONTENT,
    NAME,
)

pytestmark = pytest.mark.skipif(bool(why_no_tus_server()), reason=why_no_tus_server() or "-")


class TusStage(PasswordStage):
    def __init__(self, server: TusMailbox) -> None:
        super().__init__(server)
        self._server = server

    def at(self, address: str, credentials: StoreCredentials | None) -> TeamStore:
        return open_team_store(address, credentials)

    def empty(self) -> None:
        self._server.empty()

    def go_away(self) -> None:
        self._server.kill()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TusMailbox]:
    with TusMailbox(tmp_path_factory.mktemp("tus")) as started:
        yield started


@pytest.fixture
def stage(server: TusMailbox) -> TusStage:
    server.empty()
    return TusStage(server)


@pytest.fixture
def append_only(tmp_path: Path) -> Iterator[TusStage]:
    with TusMailbox(tmp_path, methods="") as server:
        yield TusStage(server)


class TestTusTeamStore(PasswordContract):
    pass


def test_a_large_object_goes_on_where_it_was_cut(stage: TusStage) -> None:
    large = bytes(range(256)) * (12 << 12)
    cuts = iter([Cut(8 << 20, True), Cut(50, True)])
    with (
        BadLine(lambda: stage.server.port, lambda: next(cuts, None)) as line,
        stage.through(line.port) as store,
    ):
        with pytest.raises(WaitingError):
            store.put(NAME, large)
        incoming = [one.stat().st_size for one in stage.folder.with_name("school.incoming").glob("*[!n]")]
        assert max(incoming) > 1 << 20
        assert store.put(NAME, large)
        assert store.get(NAME, 32 << 20) == large


def test_a_server_that_is_no_tus_server_is_refused_before_anything_leaves(tmp_path: Path) -> None:
    if why_no_nginx():
        pytest.skip(why_no_nginx())
    with TeamServer(tmp_path) as plain:
        connections = HttpConnections(context=plain.trusting())
        with (
            open_team_store(f"tus+{plain.address}", plain.credentials, connections) as store,
            pytest.raises((RefusedError, WaitingError)),
        ):
            store.put(NAME, CONTENT)
        assert list(plain.mailbox.glob("*")) == []
