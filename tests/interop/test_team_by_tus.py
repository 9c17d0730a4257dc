"""A tus server passes the contract of a team's mailbox (tus puts, static addresses give), and what a bad line does to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials, TeamStore, with_digest
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.errors import RefusedError, TeamObjectError, WaitingError
from tests.interop.team_servers import TeamServer, why_no_nginx
from tests.interop.tus_mailbox import TusMailbox
from tests.interop.tus_parts import BadLine, Cut, why_no_tus_server
from tests.unit.delivery.team_stores.team_store_contract import (
    CONTENT,
    MOST,
    NAME,
    OTHER,
    OTHER_NAME,
    Stage,
    TeamStoreContract,
)

pytestmark = pytest.mark.skipif(bool(why_no_tus_server()), reason=why_no_tus_server() or "-")


class TusStage(Stage):
    def __init__(self, server: TusMailbox) -> None:
        self.server = server

    def open(self) -> TeamStore:
        return self.at(self.server.address)

    def at(self, address: str, credentials: StoreCredentials | None = None) -> TeamStore:
        return open_team_store(address, credentials or self.server.credentials)

    def place(self, path: str, raw: bytes) -> None:
        target = self.server.mailbox / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw)

    def lies(self, path: str) -> bytes | None:
        target = self.server.mailbox / path
        return target.read_bytes() if target.exists() else None

    def empty(self) -> None:
        self.server.empty()

    def go_away(self) -> None:
        self.server.stop()

    def come_back(self) -> None:
        self.server.start()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TusMailbox]:
    with TusMailbox(tmp_path_factory.mktemp("tus")) as started:
        yield started


@pytest.fixture
def stage(server: TusMailbox) -> TusStage:
    server.empty()
    return TusStage(server)


class TestTusTeamStore(TeamStoreContract):
    pass


def test_nobody_without_the_vaults_own_credentials_reads_or_writes(stage: TusStage) -> None:
    with stage.open() as store:
        store.put(NAME, CONTENT)
    with stage.at(stage.server.address, StoreCredentials(user="stranger", password="x")) as store:
        asks: tuple[Callable[[], object], ...] = (
            lambda: store.get(NAME, MOST),
            lambda: store.set_head(NAME, OTHER),
            lambda: store.delete(NAME),
        )
        for ask in asks:
            with pytest.raises(RefusedError) as caught:
                ask()
            assert "does not let this vault in" in caught.value.title
    assert stage.lies(f"heads/{NAME}") is None


def test_a_mailbox_without_the_right_to_delete_takes_and_gives_and_loses_nothing(tmp_path: Path) -> None:
    with TusMailbox(tmp_path, methods="") as server:
        stage = TusStage(server)
        with stage.open() as store:
            assert store.put(NAME, CONTENT)
            assert not store.put(NAME, OTHER)
            with pytest.raises(RefusedError):
                store.delete(NAME)
            assert store.get(NAME, MOST) == CONTENT


def test_the_largest_object_goes_and_a_larger_one_is_told_as_one_object(stage: TusStage) -> None:
    with stage.open() as store:
        assert store.put(NAME, bytes(25 << 20))
        assert store.get(NAME, 25 << 20) == bytes(25 << 20)
        with pytest.raises(TeamObjectError) as caught:
            store.put(OTHER_NAME, bytes(33 << 20))
        assert caught.value.kind == "too_large"


@pytest.mark.parametrize("upward", [True, False])
@pytest.mark.parametrize("after", [0, 400, 1500, 3000, 5000])
def test_a_cut_in_the_middle_leaves_all_or_nothing_and_the_next_attempt_ends_well(
    stage: TusStage, after: int, upward: bool
) -> None:
    cuts = iter([Cut(after, upward)])
    with BadLine(lambda: stage.server.port, lambda: next(cuts, None)) as line:
        address = stage.server.address.replace(str(stage.server.port), str(line.port))
        with stage.at(address) as store:
            with suppress(WaitingError):
                store.put(NAME, CONTENT)
            assert stage.lies(NAME) in {None, with_digest(CONTENT)}
            assert store.put(NAME, CONTENT)
            assert store.get(NAME, MOST) == CONTENT


def test_a_large_object_goes_on_where_it_was_cut(stage: TusStage) -> None:
    large = bytes(range(256)) * (12 << 12)
    cuts = iter([Cut(8 << 20, True), Cut(50, True)])
    with BadLine(lambda: stage.server.port, lambda: next(cuts, None)) as line:
        address = stage.server.address.replace(str(stage.server.port), str(line.port))
        with stage.at(address) as store:
            with pytest.raises(WaitingError):
                store.put(NAME, large)
            incoming = [
                one.stat().st_size for one in (stage.server.mailbox.parent / "school.incoming").glob("*[!n]")
            ]
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
