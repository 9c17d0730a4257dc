"""The web server of the receiver's deployment (nginx) passes the contract of a team's mailbox, and what a bad line does to it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials, TeamStore, with_digest
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.delivery.team_stores.team_web import by_password
from prevent_desktop.errors import RefusedError, TeamObjectError, WaitingError
from tests.interop.team_servers import TeamServer, why_no_nginx
from tests.interop.tus_parts import BadLine, Cut
from tests.unit.delivery.team_stores.team_store_contract import (
    CONTENT,
    MOST,
    NAME,
    OTHER,
    OTHER_NAME,
    Stage,
    TeamStoreContract,
)

pytestmark = pytest.mark.skipif(bool(why_no_nginx()), reason=why_no_nginx() or "-")


class WebStage(Stage):
    decides_at_once = False  # nginx looks whether something is there before the bytes come, and not after

    def __init__(self, server: TeamServer) -> None:
        self.server = server

    def open(self) -> TeamStore:
        return self.opened(self.server.credentials)

    def opened(self, credentials: StoreCredentials | None) -> TeamStore:
        return self.at(self.server.address, credentials)

    def at(self, address: str, credentials: StoreCredentials | None = None) -> TeamStore:
        connections = HttpConnections(context=self.server.trusting())
        return open_team_store(address, credentials, connections)

    def place(self, path: str, raw: bytes) -> None:
        target = self.server.mailbox / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw)

    def lies(self, path: str) -> bytes | None:
        target = self.server.mailbox / path
        return target.read_bytes() if target.exists() else None

    def age_head(self) -> None:
        os.utime(self.server.mailbox / "heads" / NAME, (0, 0))

    def empty(self) -> None:
        shutil.rmtree(self.server.mailbox, ignore_errors=True)

    def go_away(self) -> None:
        self.server.stop()

    def come_back(self) -> None:
        self.server.start()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TeamServer]:
    with TeamServer(tmp_path_factory.mktemp("web")) as started:
        yield started


@pytest.fixture
def stage(server: TeamServer) -> WebStage:
    shutil.rmtree(server.mailbox, ignore_errors=True)
    return WebStage(server)


class TestWebTeamStore(TeamStoreContract):
    pass


@pytest.mark.parametrize(
    "credentials",
    [
        None,
        StoreCredentials(user="laptop-1", password="wrong"),
        StoreCredentials(user="stranger", password="x"),
    ],
)
def test_nobody_without_the_vaults_own_credentials_reads_or_writes(
    stage: WebStage, credentials: StoreCredentials | None
) -> None:
    stage.open().put(NAME, CONTENT)
    with stage.opened(credentials) as store:
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
    with stage.open() as store:
        assert store.get(NAME, MOST) == CONTENT


def test_a_mailbox_without_the_right_to_delete_takes_and_gives_and_loses_nothing(tmp_path: Path) -> None:
    with TeamServer(tmp_path, methods="PUT") as server:
        stage = WebStage(server)
        with stage.open() as store:
            assert store.put(NAME, CONTENT)
            assert not store.put(NAME, OTHER)
            with pytest.raises(RefusedError):
                store.delete(NAME)
            assert store.get(NAME, MOST) == CONTENT
            stage.place(NAME, b"half")
            with pytest.raises(TeamObjectError) as caught:
                store.put(NAME, CONTENT)
            assert caught.value.kind == "damaged"


def test_the_largest_object_goes_and_a_larger_one_is_told_as_one_object(stage: WebStage) -> None:
    with stage.open() as store:
        assert store.put(NAME, bytes(25 << 20))
        assert store.get(NAME, 25 << 20) == bytes(25 << 20)
        with pytest.raises(TeamObjectError) as caught:
            store.put(OTHER_NAME, bytes(33 << 20))
        assert caught.value.kind == "too_large"


def test_nothing_is_listed_and_no_other_name_is_given_out(stage: WebStage) -> None:
    stage.open().put(NAME, CONTENT)
    stage.place("ab/plain", b"x" * 40)
    (stage.server.folder / "teams" / ".incoming").mkdir(exist_ok=True)
    asked = HttpConnections(context=stage.server.trusting())
    signing = by_password(stage.server.credentials)("GET", "", b"")
    for path in (
        "",
        "/",
        "/ab",
        "/ab/",
        "/heads/",
        "/ab/plain",
        "/../.incoming/",
        f"/{NAME.upper()}",
        f"/x/{NAME}",
    ):
        assert asked.ask_once("GET", stage.server.address + path, signing).status == 404, path


@pytest.mark.parametrize("upward", [True, False])
@pytest.mark.parametrize("after", [0, 100, 1500, 3000, 5000])
def test_a_cut_in_the_middle_leaves_all_or_nothing_and_the_next_attempt_ends_well(
    stage: WebStage, after: int, upward: bool
) -> None:
    cuts = iter([Cut(after, upward)])
    with BadLine(lambda: stage.server.port, lambda: next(cuts, None)) as line:
        address = stage.server.address.replace(str(stage.server.port), str(line.port))
        with stage.at(address, stage.server.credentials) as store:
            with suppress(WaitingError):
                store.put(NAME, CONTENT)
            assert stage.lies(NAME) in {None, with_digest(CONTENT)}
            assert store.put(NAME, CONTENT)
            assert store.get(NAME, MOST) == CONTENT


def test_an_answer_that_was_lost_is_asked_for_again_where_the_connection_had_been_open(
    stage: WebStage,
) -> None:
    """The server had it, and its answer did not come: what is there then is ours."""
    with stage.open() as store:
        store.head(NAME)
        stage.server.stop()
        stage.server.start()
        assert store.put(NAME, CONTENT)


def test_a_store_that_lets_objects_be_written_over_is_refused(stage: WebStage) -> None:
    """As nginx would be without the lines that look whether something is there."""
    address = stage.server.address
    stage.server.add_mailbox("forgetful", lambda lines: lines.replace("return 412", "set $team_put"))
    stage.server.stop()
    stage.server.start()
    with stage.at(address.replace("school", "forgetful"), stage.server.credentials) as store:
        with pytest.raises(RefusedError) as caught:
            store.put(NAME, CONTENT)
        assert "If-None-Match" in caught.value.what_happened
