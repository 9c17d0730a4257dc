"""One thing in the store that cannot be had, put or replaced holds up nothing else of the round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from prevent_desktop.delivery.mailboxes.team_store import TeamStore, not_taken
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.delivery.team_stores.team_folder import FolderTeamStore
from prevent_desktop.sealing import generate_identity
from prevent_desktop.vault.sql_errors import database_damaged
from prevent_desktop.vault.team.files import FileKind, FileState, TeamFile
from prevent_desktop.workflows.team.change_sets.judging import Wanted
from prevent_desktop.workflows.team.change_sets.shared_files import FetchedFile, Piece
from prevent_desktop.workflows.team.change_sets.to_put import ToPut
from prevent_desktop.workflows.team.circles.hint import OtherSet
from prevent_desktop.workflows.team.circles.names import CircleNames, TeamNames
from prevent_desktop.workflows.team.circles.profile_objects import head_version
from prevent_desktop.workflows.team.rounds.errand import CircleErrand, Errand
from prevent_desktop.workflows.team.rounds.exchange import MOST_SETS, Exchange
from prevent_desktop.workflows.team.rounds.exchange_memory import MOST_MISSED, Memory

ONE, OTHER, LARGE = (f"{two}/{two * 32}" for two in ("ab", "cd", "ef"))


class SmallStore(FolderTeamStore):
    """Takes nothing over a kilobyte, as a server with a limit of its own."""

    def put(self, name: str, content: bytes) -> bool:
        if len(content) > 1024:
            raise not_taken("here")
        return super().put(name, content)


class File:
    """As far as an exchange knows a file that is to be put."""

    def __init__(self, name: str, size: int) -> None:
        self.file = name
        self._size = size

    def pieces(self) -> Iterator[Piece]:
        yield Piece(self.file, lambda: bytes(self._size))


class DamagedFile(File):
    """Its bytes are not in the vault any more."""

    def pieces(self) -> Iterator[Piece]:
        raise database_damaged()


@pytest.fixture
def store(tmp_path: Path) -> TeamStore:
    return open_team_store(tmp_path.as_uri())


def run(errand: Errand, store: TeamStore) -> Any:
    return Exchange(errand, store, Memory(), probing=True).run()


def test_a_file_that_the_store_does_not_take_holds_up_no_other(tmp_path: Path) -> None:
    files = cast(Any, (File(LARGE, 5000), File(ONE, 100)))
    store = SmallStore(tmp_path)
    brought = run(Errand(team="t", address="", files=files, profile=1), store)
    assert brought.trouble is None
    assert [one.kind for one in brought.odd] == ["too_large"]
    assert brought.files_put == [ONE], "the other one waits, and is told"
    assert store.get(ONE, 100) == bytes(100)


def test_a_file_that_is_damaged_here_holds_up_no_other(store: TeamStore) -> None:
    files = cast(Any, (DamagedFile(LARGE, 100), File(ONE, 100)))
    brought = run(Errand(team="t", address="", files=files, profile=1), store)
    assert brought.files_put == [ONE]


def test_a_set_in_whose_place_something_strange_lies_holds_up_no_other(
    store: TeamStore, tmp_path: Path
) -> None:
    (tmp_path / ONE).mkdir(parents=True)
    brought = run(
        Errand(
            team="t",
            address="",
            put=(ToPut(name=ONE, content=b"1"), ToPut(name=OTHER, content=b"2")),
            profile=1,
        ),
        store,
    )
    assert brought.trouble is None
    assert brought.put == [OTHER]


def test_a_damaged_head_of_the_profile_is_told_and_put_right(store: TeamStore, tmp_path: Path) -> None:
    name = TeamNames("t").profile_head()
    place = tmp_path / "heads" / name
    place.parent.mkdir(parents=True)
    place.write_bytes(b"half")
    brought = run(Errand(team="t", address="", profile=3), store)
    assert brought.trouble is None
    assert [one.kind for one in brought.odd] == ["damaged"]
    head = store.head(name)
    assert head is not None
    assert head_version("t", head.content) == 3


def test_whoever_writes_without_end_keeps_nobody_elses_changes_away(store: TeamStore) -> None:
    names = CircleNames("ab" * 32)
    for writer, number in {"a-flood": MOST_SETS + 50, "z-colleague": 3}.items():
        for each in range(1, number + 1):
            assert store.put(names.change_set(writer, each), b"x")
    circle = CircleErrand(
        circle="c", names=names, identities=(), recipient="", own={}, complete={},
        writers=frozenset({"a-flood", "z-colleague"}),
    )  # fmt: skip
    brought = run(Errand(team="t", address="", circles=(circle,), profile=1), store)
    came = Counter(one.wanted.writer for one in brought.sets)
    assert came == {"z-colleague": 3, "a-flood": MOST_SETS - 3}
    assert brought.more, "the next round goes on"
    assert [one.wanted.number for one in brought.sets if one.wanted.writer == "a-flood"] == [
        *range(1, MOST_SETS - 2)
    ]


class WaitingFile:
    """As far as an exchange knows a file that is wanted. It cannot be staged twice."""

    def __init__(self, circle: str) -> None:
        self.file = TeamFile(
            circle=circle, kind=FileKind.ATTACHMENT, digest="ab" * 32, record_id="letter", case_id="case", size=1,
            state=FileState.WANTED,
        )  # fmt: skip

    def fetch(self, _get: object) -> FetchedFile | None:
        return FetchedFile(file=self.file)


class NamedFile(WaitingFile):
    """One that is in the store or is nowhere, of some case."""

    def __init__(self, case: str, number: int, *, is_there: bool) -> None:
        super().__init__("ab")
        self.file = replace(self.file, case_id=case, record_id=f"{number:032x}", digest=f"{number:064x}")
        self._is_there = is_there

    def fetch(self, get: object) -> FetchedFile | None:
        cast(Any, get)(f"ab/{self.file.digest}")
        return super().fetch(get) if self._is_there else None


class CountingStore(FolderTeamStore):
    asked = 0

    def get(self, name: str, at_most: int) -> bytes | None:
        self.asked += name.startswith("ab/")
        return super().get(name, at_most)


@pytest.mark.parametrize("cases", [1, 3000])
def test_whoever_names_files_that_nobody_has_keeps_nobody_elses_away(tmp_path: Path, cases: int) -> None:
    nowhere = [NamedFile(f"flood {number % cases}", number, is_there=False) for number in range(3000)]
    theirs, same = NamedFile("another", 9000, is_there=True), NamedFile("flood 0", 9001, is_there=True)
    circle = CircleErrand(
        circle="c", names=CircleNames("ab" * 32), identities=(), recipient="", own={}, complete={}, writers=frozenset(),
        files=cast(Any, (*nowhere, same, theirs)),
    )  # fmt: skip
    memory, came, rounds = Memory(), set[str](), 0
    while len(came) < 2:
        store, rounds = CountingStore(tmp_path), rounds + 1
        brought = Exchange(
            Errand(team="t", address="", circles=(circle,), profile=1), store, memory, probing=True
        ).run()
        came |= {one.file.case_id for one in brought.files}
        assert store.asked <= MOST_MISSED + 2
        assert rounds <= 2 * (3000 // MOST_MISSED + 1)
    assert cases > 1 or rounds > 1


def test_a_file_that_waits_in_two_circles_comes_once(store: TeamStore) -> None:
    """A case that goes on in a smaller circle waits for it in both: it was staged twice, which ended the round, and each one after it."""
    circles = tuple(
        CircleErrand(
            circle=name, names=CircleNames(name * 32), identities=(), recipient="", own={}, complete={}, writers=frozenset(),
            files=cast(Any, (WaitingFile(name),)),
        )
        for name in ("ab", "cd")
    )  # fmt: skip
    brought = run(Errand(team="t", address="", circles=circles, profile=1), store)
    assert [one.file.circle for one in brought.files] == ["ab"]


def test_more_sets_that_share_their_numbers_than_the_head_can_tell_of_do_not_let_it_be_written_for_ever(
    store: TeamStore,
) -> None:
    names, identity = CircleNames("ab" * 32), generate_identity()
    forks = [OtherSet(writer="v", number=one, digest=f"{one:064}") for one in range(1, 300)]
    circle = CircleErrand(
        circle="c", names=names, identities=(identity,), recipient=str(identity.recipient), own={}, complete={},
        writers=frozenset(), forks=frozenset(forks),
    )  # fmt: skip
    run(Errand(team="t", address="", circles=(circle,), profile=1), store)
    before = store.head(names.head())
    run(Errand(team="t", address="", circles=(circle,), profile=1), store)
    assert store.head(names.head()) == before


def test_what_lies_under_a_name_with_its_digest_already_is_brought_and_told_of(store: TeamStore) -> None:
    """A copy of this laptop has put the same set there, sealed otherwise."""
    said = OtherSet(writer="v", number=1, digest=64 * "d")
    to_put = ToPut(
        name=ONE, content=b"mine", other=OTHER, circle="c", wanted=Wanted(writer="v", number=1), said=said
    )
    store.put(ONE, b"another one")
    store.put(OTHER, b"mine, sealed by the copy")
    memory = Memory()
    errand = Errand(team="t", address="", put=(to_put,), profile=1)
    brought = Exchange(errand, store, memory, probing=True).run()
    assert brought.put == []
    assert [(one.name, one.wanted, there) for one, there in brought.taken] == [
        (ONE, Wanted(writer="v", number=1), b"another one"),
        (OTHER, Wanted(writer="v", number=1, digest=64 * "d"), b"mine, sealed by the copy"),
    ]
    assert memory.said == {"c": {said}}
