"""A team's mailbox on a server of this machine: the keeper's hands, and what a bad line and strangers do, for each kind of server."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import pytest

from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials, TeamStore, with_digest
from prevent_desktop.errors import RefusedError, TeamObjectError, WaitingError
from tests.interop.tus_parts import BadLine, Cut
from tests.unit.delivery.team_stores.team_store_contract import (
    CONTENT,
    MOST,
    NAME,
    OTHER,
    OTHER_NAME,
    StageInFolder,
    TeamStoreContract,
)

STRANGERS = (
    None,
    StoreCredentials(user="laptop-1", password="wrong"),
    StoreCredentials(user="stranger", password="x"),
)


class Server(Protocol):
    """A process that can be started again on the same port."""

    port: int

    def start(self) -> None: ...


class PasswordServer(Server, Protocol):
    """A server with one team's mailbox, and who may use it."""

    mailbox: Path
    credentials: StoreCredentials

    @property
    def address(self) -> str: ...


class ServedStage(StageInFolder):
    """`folder` is what the server gives out."""

    def __init__(self, server: Server, folder: Path) -> None:
        super().__init__(folder)
        self.server = server

    @abstractmethod
    def through(self, port: int) -> TeamStore:
        """The store by another port, where a bad line to it begins."""

    def come_back(self) -> None:
        self.server.start()


def cut_once(stage: ServedStage, cut: Cut) -> None:
    """A put over a line that is cut leaves all or nothing, and the next attempt ends well."""
    cuts = iter([cut])
    with (
        BadLine(lambda: stage.server.port, lambda: next(cuts, None)) as line,
        stage.through(line.port) as store,
    ):
        with suppress(WaitingError):
            store.put(NAME, CONTENT)
        assert stage.lies(NAME) in {None, with_digest(CONTENT)}
        assert store.put(NAME, CONTENT)
        assert store.get(NAME, MOST) == CONTENT


class PasswordStage(ServedStage):
    """Its server lets in by name and password, at an address of the web."""

    def __init__(self, server: PasswordServer) -> None:
        super().__init__(server, server.mailbox)
        self.address, self.credentials = server.address, server.credentials

    @abstractmethod
    def at(self, address: str, credentials: StoreCredentials | None) -> TeamStore:
        """Open the store at an address of this server."""

    def open(self) -> TeamStore:
        return self.at(self.address, self.credentials)

    def through(self, port: int) -> TeamStore:
        return self.at(self.address.replace(f":{self.server.port}/", f":{port}/"), self.credentials)


class PasswordContract(TeamStoreContract):
    """The suite for such a server. `append_only` is a fixture of who inherits it: a stage whose server removes nothing."""

    @pytest.mark.parametrize("credentials", STRANGERS)
    def test_nobody_without_the_vaults_own_credentials_reads_or_writes(
        self, stage: PasswordStage, credentials: StoreCredentials | None
    ) -> None:
        stage.open().put(NAME, CONTENT)
        with stage.at(stage.address, credentials) as store:
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

    def test_a_mailbox_without_the_right_to_delete_takes_and_gives_and_loses_nothing(
        self, append_only: PasswordStage
    ) -> None:
        with append_only.open() as store:
            assert store.put(NAME, CONTENT)
            assert not store.put(NAME, OTHER)
            with pytest.raises(RefusedError):
                store.delete(NAME)
            assert store.get(NAME, MOST) == CONTENT
            append_only.place(NAME, b"half")
            with pytest.raises(TeamObjectError) as caught:
                store.put(NAME, CONTENT)
            assert caught.value.kind == "damaged"

    def test_the_largest_object_goes_and_a_larger_one_is_told_as_one_object(
        self, stage: PasswordStage
    ) -> None:
        with stage.open() as store:
            assert store.put(NAME, bytes(25 << 20))
            assert store.get(NAME, 25 << 20) == bytes(25 << 20)
            with pytest.raises(TeamObjectError) as caught:
                store.put(OTHER_NAME, bytes(33 << 20))
            assert caught.value.kind == "too_large"

    @pytest.mark.parametrize("upward", [True, False])
    @pytest.mark.parametrize("after", [0, 100, 400, 1500, 3000, 5000])
    def test_a_cut_in_the_middle_leaves_all_or_nothing_and_the_next_attempt_ends_well(
        self, stage: PasswordStage, after: int, upward: bool
    ) -> None:
        cut_once(stage, Cut(after, upward))
