"""A disposed case leaves a team's mailbox on real servers; where a server lets nothing be removed, the certificate says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.connection.sftp_keys import new_key, public_line
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials, TeamStore
from prevent_desktop.delivery.team_stores.opening import open_team_store
from tests.faults.team_laptops import Founded, found
from tests.interop.receiver_parts import LoopbackReceiver, why_no_bucket
from tests.interop.sshd import Sshd, why_no_sshd
from tests.interop.team_servers import TeamServer, why_no_nginx
from tests.interop.tus_mailbox import TusMailbox
from tests.interop.tus_parts import why_no_tus_server
from tests.unit.workflows.team.clearing_scene import Scene, in_mailbox

Opening = Callable[[], TeamStore]


_DAYS_IN_SECONDS = "20000"
"""So many requests at once, since all of a team's days pass in seconds here, and from one address."""


@contextmanager
def web(folder: Path, methods: str = "PUT DELETE") -> Iterator[Opening]:
    with TeamServer(folder, methods, burst=_DAYS_IN_SECONDS) as server:
        yield lambda: open_team_store(
            server.address, server.credentials, HttpConnections(context=server.trusting())
        )


@contextmanager
def append_only(folder: Path) -> Iterator[Opening]:
    with web(folder, "PUT") as opening:
        yield opening


@contextmanager
def tus(folder: Path) -> Iterator[Opening]:
    with TusMailbox(folder) as server:
        yield lambda: open_team_store(server.address, server.credentials)


@contextmanager
def sftp(folder: Path) -> Iterator[Opening]:
    with Sshd(folder) as server:
        key = StoreCredentials(key_pem=new_key())
        server.let_in(public_line(key.key_pem))
        (folder / "team").mkdir()
        address = str(replace(server.address, path=str(folder / "team")))
        yield lambda: open_team_store(address, key)


def bucket(receiver: LoopbackReceiver) -> Opening:
    told = receiver.told["bucket"]
    address = f"s3+{told['endpoint']}/{told['bucket']}/a-school-that-disposes?region={told['region']}"
    return lambda: open_team_store(
        address, StoreCredentials(user=told["access_key"], password=told["secret_key"])
    )


def needs(why: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(bool(why), reason=why or "-")


@pytest.fixture(scope="module")
def founded_once(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return found(tmp_path_factory.mktemp("team") / "founded", 3)


@pytest.fixture
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opening]:
    """On a server of the test's own; in a bucket, below a prefix of its own."""
    if request.param is bucket:
        yield bucket(request.getfixturevalue("receiver_on_bucket"))
        return
    with request.param(tmp_path / "server") as made:
        yield made


@pytest.mark.parametrize(
    "opening",
    [
        pytest.param(web, marks=needs(why_no_nginx())),
        pytest.param(sftp, marks=needs(why_no_sshd())),
        pytest.param(tus, marks=needs(why_no_tus_server())),
        pytest.param(bucket, marks=needs(why_no_bucket())),
    ],
    indirect=True,
)
def test_all_of_a_disposed_case_leaves_the_mailbox(
    opening: Opening, founded_once: Founded, tmp_path: Path
) -> None:
    scene = Scene(founded_once.copy(tmp_path / "team"), lambda _laptop: opening())
    names = scene.dispose()
    assert scene.lying(names) == names
    scene.go_on(days=1)
    scene.go_on(days=1)
    assert scene.lying(names) == set()
    for one in scene.certificates().values():
        assert one.waiting_in_store == one.kept_in_store == 0


@needs(why_no_nginx())
def test_what_a_put_once_server_keeps_stands_on_the_certificate(
    founded_once: Founded, tmp_path: Path
) -> None:
    with append_only(tmp_path / "server") as opening:
        scene = Scene(founded_once.copy(tmp_path / "team"), lambda _laptop: opening())
        names = scene.dispose()
        scene.go_on(days=1)
        scene.go_on(days=1)
        assert scene.lying(names) == names
        for one in scene.certificates().values():
            assert one.waiting_in_store == 0
            assert "could not be removed there" in in_mailbox(one)
