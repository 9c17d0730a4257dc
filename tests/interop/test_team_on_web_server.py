"""The web server of the receiver's deployment (nginx) passes the contract of a team's mailbox, and what a bad line does to it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials, TeamStore
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.delivery.team_stores.team_web import by_password
from prevent_desktop.errors import RefusedError
from tests.interop.served_stage import PasswordContract, PasswordStage
from tests.interop.team_servers import TeamServer, why_no_nginx
from tests.unit.delivery.team_stores.team_store_contract import (
    CONTENT,
    NAME,
)

pytestmark = pytest.mark.skipif(bool(why_no_nginx()), reason=why_no_nginx() or "-")


class WebStage(PasswordStage):
    decides_at_once = False  # nginx looks whether something is there before the bytes come, and not after

    def __init__(self, server: TeamServer) -> None:
        super().__init__(server)
        self.server: TeamServer = server

    def at(self, address: str, credentials: StoreCredentials | None) -> TeamStore:
        return open_team_store(address, credentials, HttpConnections(context=self.server.trusting()))

    def age_head(self) -> None:
        os.utime(self.folder / "heads" / NAME, (0, 0))

    def empty(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def go_away(self) -> None:
        self.server.stop()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TeamServer]:
    with TeamServer(tmp_path_factory.mktemp("web")) as started:
        yield started


@pytest.fixture
def stage(server: TeamServer) -> WebStage:
    stage = WebStage(server)
    stage.empty()
    return stage


@pytest.fixture
def append_only(tmp_path: Path) -> Iterator[WebStage]:
    with TeamServer(tmp_path, methods="PUT") as server:
        yield WebStage(server)


class TestWebTeamStore(PasswordContract):
    pass


def test_nothing_is_listed_and_no_other_name_is_given_out(stage: WebStage) -> None:
    stage.open().put(NAME, CONTENT)
    stage.place("ab/plain", b"x" * 40)
    (stage.server.folder / "teams" / ".incoming").mkdir(exist_ok=True)
    asked = HttpConnections(context=stage.server.trusting())
    signing = by_password(stage.credentials)("GET", "", {}, b"")
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
        assert asked.ask_once("GET", stage.address + path, signing).status == 404, path


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
    stage.server.add_mailbox("forgetful", lambda lines: lines.replace("return 412", "set $team_put"))
    stage.server.stop()
    stage.server.start()
    with stage.at(stage.address.replace("school", "forgetful"), stage.credentials) as store:
        with pytest.raises(RefusedError) as caught:
            store.put(NAME, CONTENT)
        assert "If-None-Match" in caught.value.what_happened
