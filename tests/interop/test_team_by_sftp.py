"""OpenSSH passes the contract of a team's mailbox, and what a bad line, a full disk and strangers do to it."""

from __future__ import annotations

import os
import shutil
import socket
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from prevent_desktop.delivery.connection import sftp_connection
from prevent_desktop.delivery.connection.cancellation import CancelToken, CutError
from prevent_desktop.delivery.connection.sftp_address import SftpAddress
from prevent_desktop.delivery.connection.sftp_keys import new_key, public_line
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials, TeamStore, with_digest
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.delivery.team_stores.team_sftp import SftpTeamStore, may_be_plain
from prevent_desktop.errors import RefusedError, TeamObjectError, WaitingError
from tests.faults.small_disk import SmallDisk, why_no_small_disk
from tests.interop.served_stage import ServedStage, cut_once
from tests.interop.sshd import Sshd, why_no_sshd
from tests.interop.tus_parts import Cut
from tests.patience import PATIENCE
from tests.unit.delivery.team_stores.team_store_contract import (
    CONTENT,
    MOST,
    NAME,
    OTHER,
    OTHER_NAME,
    TeamStoreContract,
)

pytestmark = pytest.mark.skipif(bool(why_no_sshd()), reason=why_no_sshd() or "-")
KEY = StoreCredentials(key_pem=new_key())


class _Kept(SftpTeamStore):
    """Is kept for the next test instead of being closed: to sign in takes longer than all that a test asks."""

    def __init__(self, address: SftpAddress, kept: list[_Kept]) -> None:
        super().__init__(address, KEY)
        self._kept = kept

    def __exit__(self, *_exception: object) -> None:
        self._kept.append(self)


class SftpStage(ServedStage):
    def __init__(self, server: Sshd, kept: list[_Kept]) -> None:
        super().__init__(server, server.folder / "Team mailbox – Schule & Hort #1")
        self._server = server
        self._kept = kept
        self.address = replace(server.address, path=str(self.folder))
        server.let_in(public_line(KEY.key_pem))

    def open(self) -> TeamStore:
        return self._kept.pop() if self._kept else _Kept(self.address, self._kept)

    def through(self, port: int) -> TeamStore:
        return SftpTeamStore(replace(self.address, port=port), KEY)

    def go_away(self) -> None:
        self._server.kill()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    with Sshd(tmp_path_factory.mktemp("ssh")) as started:
        yield started


@pytest.fixture(scope="module")
def kept(server: Sshd) -> Iterator[list[_Kept]]:
    assert server.runs
    stores: list[_Kept] = []
    yield stores
    for store in stores:
        store.close()


@pytest.fixture
def stage(server: Sshd, kept: list[_Kept]) -> SftpStage:
    if not server.runs:
        server.start()
    stage = SftpStage(server, kept)
    stage.empty()
    return stage


class TestSftpTeamStore(TeamStoreContract):
    pass


def test_a_folder_that_is_not_there_is_never_made(stage: SftpStage) -> None:
    shutil.rmtree(stage.folder)
    with stage.open() as store:
        for ask in (lambda: store.put(NAME, CONTENT), lambda: store.get(NAME, MOST)):
            with pytest.raises(RefusedError) as caught:
                ask()
            assert caught.value.kind == "no_sftp_folder"
    assert not stage.folder.exists()


def test_a_vault_that_the_server_does_not_know_is_turned_away(stage: SftpStage) -> None:
    for credentials in (StoreCredentials(), StoreCredentials(key_pem=new_key())):
        with open_team_store(str(stage.address), credentials) as store, pytest.raises(RefusedError) as caught:
            store.get(NAME, MOST)
        assert "does not let this vault in" in caught.value.title


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_what_is_no_file_is_told_and_not_opened(stage: SftpStage, tmp_path: Path, kind: str) -> None:
    (tmp_path / "outside").write_bytes(with_digest(CONTENT))
    place = stage.folder / NAME
    place.parent.mkdir()
    if kind == "link":
        place.symlink_to(tmp_path / "outside")
    elif kind == "pipe":
        os.mkfifo(place)
    else:
        place.mkdir()
    with stage.open() as store:
        for ask in (lambda: store.get(NAME, MOST), lambda: store.put(NAME, CONTENT)):
            with pytest.raises(TeamObjectError) as caught:
                ask()
            assert caught.value.kind == "odd"
        assert store.put(OTHER_NAME, OTHER)
    assert (tmp_path / "outside").read_bytes() == with_digest(CONTENT)


def test_a_server_that_does_not_tell_kinds_of_files_is_believed_to_have_files() -> None:
    assert may_be_plain(None)
    assert may_be_plain(0o666)
    assert may_be_plain(stat.S_IFREG | 0o600)
    for kind in (stat.S_IFLNK, stat.S_IFIFO, stat.S_IFDIR, stat.S_IFCHR, stat.S_IFSOCK):
        assert not may_be_plain(kind | 0o600)


@pytest.mark.parametrize("upward", [True, False])
@pytest.mark.parametrize("after", [2000, 5000, 7500])
def test_a_cut_in_the_middle_leaves_all_or_nothing_and_the_next_attempt_ends_well(
    stage: SftpStage, after: int, upward: bool
) -> None:
    cut_once(stage, Cut(after, upward))
    assert not list(stage.folder.rglob(".*"))


def test_a_connection_that_was_cut_while_nobody_asked_is_made_again(stage: SftpStage) -> None:
    with stage.open() as store:
        store.put(NAME, CONTENT)
        stage.go_away()
        stage.come_back()
        assert store.get(NAME, MOST) == CONTENT
        assert store.put(OTHER_NAME, OTHER)


@pytest.fixture
def patient_library() -> Iterator[None]:
    """The library's own limits are so long that a test whose question has none of ours hangs."""
    with mock.patch.multiple(sftp_connection, _CONNECT=3600.0, _SIGN_IN=3600.0):
        yield


@pytest.mark.usefixtures("patient_library")
def test_a_server_that_says_nothing_is_left_within_the_time_that_a_question_has(stage: SftpStage) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address: SftpAddress = replace(stage.address, port=silent.getsockname()[1])
        with SftpTeamStore(address, KEY, whole=0.3) as store, pytest.raises(WaitingError) as caught:
            store.head(NAME)
    assert caught.value.kind == "no_answer"


@pytest.mark.usefixtures("patient_library")
def test_a_question_that_is_held_ends_when_somebody_ends_it(stage: SftpStage) -> None:
    token = CancelToken()

    def ask(port: int) -> None:
        token.take()
        with SftpTeamStore(replace(stage.address, port=port), KEY) as store, pytest.raises(CutError):
            store.head(NAME)

    with socket.create_server(("127.0.0.1", 0)) as silent, ThreadPoolExecutor(1) as pool:
        asking = pool.submit(ask, silent.getsockname()[1])
        held, _address = silent.accept()
        with held:
            token.cut()
            asking.result(PATIENCE)


@pytest.mark.skipif(bool(why_no_small_disk()), reason=why_no_small_disk() or "-")
def test_a_full_server_is_told_and_goes_on_when_there_is_room(stage: SftpStage) -> None:
    with SmallDisk(stage.folder, 4) as disk, stage.open() as store:
        store.set_head(NAME, b"one")
        disk.fill()
        with pytest.raises(WaitingError) as caught:
            store.put(NAME, CONTENT)
        assert caught.value.kind == "server_full"
        assert stage.lies(NAME) is None
        (disk.folder / ".ballast").unlink()
        assert store.put(NAME, CONTENT)
