"""What holds for each store of a team's mailbox. The folder, SFTP, the web server and S3-compatible storage pass this same suite."""

from __future__ import annotations

import os
import shutil
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from prevent_desktop.delivery.connection.cancellation import CancelToken, CutError
from prevent_desktop.delivery.mailboxes.team_store import LARGEST_HEAD, NOTHING, TeamStore, with_digest
from prevent_desktop.errors import DeliveryError, TeamObjectError

NAME = "ab/" + "0123456789abcdef" * 4
OTHER_NAME = "zz/" + "fedcba9876543210" * 4
CONTENT = os.urandom(4000)
OTHER = os.urandom(4000)
MOST = 64 * 1024
HOSTILE = (
    "", "/", "..", "../ab/0123456789abcdef", "ab/../../0123456789", "ab/", "ab/..", "ab/0123", "AB/0123456789ABCDEF", "/ab/0123456789abcdef",
    "ab//0123456789abcdef", "ab/0123456789abcdef/", "ab/0123456789abcdef\n", "ab/0123456789abcdef\0", "ab\\0123456789abcdef", "ab/%2e%2e%2f012345",
    "heads/ab/0123456789abcdef", "ab/0123456789abcdef?x=1", "ab/con:01234567", "ab/０１２３４５６７８９", "ab/" + "a" * 121,
)  # fmt: skip


class Stage(ABC):
    """A store as it stands somewhere, with its keeper's hands."""

    decides_at_once = True
    """Whether of two who put one name at the same moment the second is told so by that very put, or by its next one."""

    @abstractmethod
    def open(self) -> TeamStore:
        """As another vault would open it."""

    @abstractmethod
    def place(self, path: str, raw: bytes) -> None:
        """Lay bytes there as they are, over whatever there is: what a disk, a program or an attacker does."""

    @abstractmethod
    def lies(self, path: str) -> bytes | None:
        """What lies there, as it is."""

    def age_head(self) -> None:
        """The head has not been written just now: where a server counts time in seconds, a young one is given twice."""
        return

    @abstractmethod
    def empty(self) -> None:
        """Take everything away."""

    @abstractmethod
    def go_away(self) -> None:
        """The store cannot be reached from now on."""

    @abstractmethod
    def come_back(self) -> None:
        """It can be reached again."""


class StageInFolder(Stage):
    """Of a store whose objects lie as files below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, path: str, raw: bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw)

    def lies(self, path: str) -> bytes | None:
        target = self.folder / path
        return target.read_bytes() if target.exists() else None

    def empty(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()


class TeamStoreContract:
    """The suite. `stage` is a fixture of who inherits it; it is empty when a test begins."""

    @pytest.fixture
    def store(self, stage: Stage) -> Iterator[TeamStore]:
        with stage.open() as opened:
            yield opened

    def test_what_one_vault_puts_another_gets_by_its_name(self, stage: Stage, store: TeamStore) -> None:
        assert store.get(NAME, MOST) is None
        assert store.put(NAME, CONTENT)
        with stage.open() as other:
            assert other.get(NAME, MOST) == CONTENT
            assert other.get(OTHER_NAME, MOST) is None
        assert stage.lies(NAME) == with_digest(CONTENT)

    def test_an_object_is_put_once_and_the_same_again_is_no_matter(self, store: TeamStore) -> None:
        assert store.put(NAME, CONTENT)
        assert store.put(NAME, CONTENT)
        assert not store.put(NAME, OTHER)
        assert not store.put(NAME, CONTENT[:100])
        assert not store.put(NAME, CONTENT * 3)
        assert store.get(NAME, MOST) == CONTENT

    def test_an_empty_object_is_one_too(self, store: TeamStore) -> None:
        assert store.put(NAME, b"")
        assert store.get(NAME, MOST) == b""

    def test_of_two_who_put_one_name_at_once_one_stays_and_the_other_is_told(self, stage: Stage) -> None:
        def put(content: bytes) -> bool:
            with stage.open() as store:
                start.wait()
                return store.put(NAME, content)

        start = threading.Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(put, (CONTENT, OTHER)))
        with stage.open() as store:
            stands = [store.get(NAME, MOST) == content for content in (CONTENT, OTHER)]
            assert sorted(stands) == [False, True]
            assert [store.put(NAME, content) for content in (CONTENT, OTHER)] == stands
        assert any(done)
        assert done == stands or not stage.decides_at_once

    def test_what_is_larger_than_is_allowed_is_refused_and_not_cut(self, store: TeamStore) -> None:
        assert store.put(NAME, CONTENT)
        assert store.get(NAME, len(CONTENT)) == CONTENT
        assert _told(lambda: store.get(NAME, len(CONTENT) - 1)) == "too_large"
        assert store.get(NAME, len(CONTENT)) == CONTENT

    def test_a_huge_object_is_not_brought_here(self, stage: Stage, store: TeamStore) -> None:
        stage.place(NAME, bytes(20 << 20))
        assert _told(lambda: store.get(NAME, MOST)) == "too_large"
        assert not store.put(NAME, CONTENT)

    @pytest.mark.parametrize("left", [1, 32, 33, 4031])
    def test_half_an_object_is_told_and_put_right_by_its_writer(
        self, stage: Stage, store: TeamStore, left: int
    ) -> None:
        stage.place(NAME, with_digest(CONTENT)[:left])
        assert _told(lambda: store.get(NAME, MOST)) == "damaged"
        assert store.put(NAME, CONTENT)
        assert store.get(NAME, MOST) == CONTENT

    def test_a_spoiled_object_is_told_and_put_right_by_its_writer(
        self, stage: Stage, store: TeamStore
    ) -> None:
        spoiled = bytearray(with_digest(CONTENT))
        spoiled[1000] ^= 1
        stage.place(NAME, bytes(spoiled))
        assert _told(lambda: store.get(NAME, MOST)) == "damaged"
        assert store.put(NAME, CONTENT)
        assert store.get(NAME, MOST) == CONTENT

    def test_a_file_of_no_bytes_is_never_taken_for_nothing(self, stage: Stage, store: TeamStore) -> None:
        stage.place(NAME, b"")
        assert _told(lambda: store.get(NAME, MOST)) in {"damaged", "not_here"}

    def test_a_head_is_given_where_it_changed_and_only_then(self, stage: Stage, store: TeamStore) -> None:
        first = store.head(NAME)
        assert first == NOTHING
        assert store.head(NAME, first.tag) is None
        store.set_head(NAME, b"one")
        one = store.head(NAME, first.tag)
        assert one is not None
        assert one.content == b"one"
        stage.age_head()
        sure = store.head(NAME, one.tag) or one
        assert sure.content == b"one"
        assert store.head(NAME, sure.tag) is None
        store.set_head(NAME, b"two")
        two = store.head(NAME, sure.tag)
        assert two is not None
        assert two.content == b"two"
        assert store.get(NAME, MOST) is None, "heads and objects do not meet"

    def test_an_old_head_that_is_served_again_is_given_as_it_is(self, stage: Stage, store: TeamStore) -> None:
        store.set_head(NAME, b"old, and long")
        old = stage.lies(f"heads/{NAME}")
        assert old is not None
        store.set_head(NAME, b"new")
        new = store.head(NAME)
        assert new is not None
        stage.place(f"heads/{NAME}", old)
        served = store.head(NAME, new.tag)
        assert served is not None
        assert served.content == b"old, and long"

    def test_half_a_head_is_told_and_the_next_writer_puts_it_right(
        self, stage: Stage, store: TeamStore
    ) -> None:
        store.set_head(NAME, CONTENT)
        stage.place(f"heads/{NAME}", with_digest(CONTENT)[:100])
        assert _told(lambda: store.head(NAME)) == "damaged"
        store.set_head(NAME, OTHER)
        found = store.head(NAME)
        assert found is not None
        assert found.content == OTHER

    def test_a_head_that_is_too_large_is_none(self, stage: Stage, store: TeamStore) -> None:
        stage.place(f"heads/{NAME}", with_digest(bytes(LARGEST_HEAD + 1)))
        assert _told(lambda: store.head(NAME)) == "too_large"

    def test_a_head_that_went_is_told_as_nothing(self, stage: Stage, store: TeamStore) -> None:
        store.set_head(NAME, b"one")
        one = store.head(NAME)
        assert one is not None
        stage.empty()
        assert store.head(NAME, one.tag) == NOTHING

    def test_of_two_who_set_a_head_at_once_one_stays_whole(self, stage: Stage) -> None:
        def set_head(content: bytes) -> None:
            with stage.open() as store:
                start.wait()
                store.set_head(NAME, content)

        start = threading.Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(set_head, (CONTENT, OTHER)))
        with stage.open() as store:
            found = store.head(NAME)
        assert found is not None
        assert found.content in {CONTENT, OTHER}

    def test_what_is_deleted_is_gone_and_again_is_no_matter(self, store: TeamStore) -> None:
        store.delete(NAME)
        assert store.put(NAME, CONTENT)
        store.delete(NAME)
        store.delete(NAME)
        assert store.get(NAME, MOST) is None

    def test_a_deleted_object_that_returns_is_there_and_can_be_deleted_again(
        self, stage: Stage, store: TeamStore
    ) -> None:
        store.put(NAME, CONTENT)
        store.delete(NAME)
        stage.place(NAME, with_digest(CONTENT))
        assert store.get(NAME, MOST) == CONTENT
        store.delete(NAME)
        assert store.get(NAME, MOST) is None

    def test_a_store_that_lost_everything_gives_nothing_and_takes_it_all_again(
        self, stage: Stage, store: TeamStore
    ) -> None:
        store.put(NAME, CONTENT)
        store.set_head(NAME, b"one")
        stage.empty()
        assert store.get(NAME, MOST) is None
        assert store.head(NAME) == NOTHING
        assert store.put(NAME, CONTENT)
        store.set_head(NAME, b"one")
        assert store.get(NAME, MOST) == CONTENT

    @pytest.mark.parametrize("name", HOSTILE)
    def test_a_hostile_name_is_told_before_anything_is_asked(self, store: TeamStore, name: str) -> None:
        for ask in (
            lambda: store.get(name, MOST),
            lambda: store.put(name, CONTENT),
            lambda: store.head(name),
            lambda: store.set_head(name, CONTENT),
            lambda: store.delete(name),
        ):
            assert _told(ask) == "name"

    def test_a_store_that_is_away_is_told_and_taken_up_again(self, stage: Stage, store: TeamStore) -> None:
        store.put(NAME, CONTENT)
        stage.go_away()
        for ask in (
            lambda: store.get(NAME, MOST),
            lambda: store.get(OTHER_NAME, MOST),
            lambda: store.put(OTHER_NAME, CONTENT),
            lambda: store.head(NAME),
            lambda: store.set_head(NAME, CONTENT),
            lambda: store.delete(NAME),
        ):
            with pytest.raises(DeliveryError) as caught:
                ask()
            assert not isinstance(caught.value, TeamObjectError)
            assert "receiver" not in str(caught.value).lower()
        stage.come_back()
        assert store.get(NAME, MOST) == CONTENT
        assert store.put(OTHER_NAME, OTHER)

    def test_whoever_is_to_stop_asks_nothing_more(self, store: TeamStore) -> None:
        def ask() -> None:
            token = CancelToken()
            token.take()
            token.cut()
            with pytest.raises(CutError):
                store.get(NAME, MOST)

        with ThreadPoolExecutor(1) as pool:
            pool.submit(ask).result()
        assert store.put(NAME, CONTENT)

    def test_a_store_is_asked_again_after_it_was_closed(self, stage: Stage) -> None:
        store = stage.open()
        assert store.put(NAME, CONTENT)
        store.close()
        store.close()
        assert store.get(NAME, MOST) == CONTENT
        store.close()


def _told(ask: object) -> str:
    """By which word the one object is told."""
    assert callable(ask)
    with pytest.raises(TeamObjectError) as caught:
        ask()
    assert caught.value.next_step
    return caught.value.kind
