"""What whoever looks at a team's mailbox can tell by names, sizes, numbers and requests: the very same whether or not a case is kept from somebody, where that can be."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.notes import Note, Source
from prevent_desktop.delivery.mailboxes.team_store import Head, TeamStore
from prevent_desktop.delivery.team_stores.team_folder import FolderTeamStore
from prevent_desktop.sealing import generate_identity, seal_bytes
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.record.open_record import open_record
from prevent_desktop.workflows.team.cases.sharing import keep_from, share
from prevent_desktop.workflows.team.circles.names import TeamNames
from prevent_desktop.workflows.team.circles.posts import SIZE
from prevent_desktop.workflows.team.circles.sealed_words import SIZES
from prevent_desktop.workflows.team.circles.statements import circles
from prevent_desktop.workflows.team.rounds.round import TeamRounds
from tests.faults import team_work
from tests.faults.team_work import Desk, Work
from tests.unit.workflows.subject_access.full_person import Words
from tests.unit.workflows.team.circle_vaults import TeamOf, three_vaults
from tests.unit.workflows.team.test_sharing import a_case, begin, now, one_round, rounds

__all__ = ["three_vaults"]


@dataclass
class Watched(TeamStore):
    """A folder's mailbox, and all that somebody asked of it."""

    folder: Path
    asked: list[tuple[str, str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._real = FolderTeamStore(self.folder)

    def put(self, name: str, content: bytes) -> bool:
        self.asked.append(("put", name, len(content)))
        return self._real.put(name, content)

    def get(self, name: str, at_most: int) -> bytes | None:
        self.asked.append(("get", name, 0))
        return self._real.get(name, at_most)

    def head(self, name: str, known_tag: str = "") -> Head | None:
        self.asked.append(("head", name, 0))
        return self._real.head(name, known_tag)

    def set_head(self, name: str, content: bytes) -> None:
        self.asked.append(("set head", name, len(content)))
        self._real.set_head(name, content)

    def delete(self, name: str) -> None:
        self.asked.append(("delete", name, 0))
        self._real.delete(name)


class Watching:
    """A vault at work, whose rounds are watched."""

    def __init__(self, vault: Vault, folder: Path) -> None:
        self.vault, self.store = vault, Watched(folder)
        self.rounds = TeamRounds(lambda _vault: lambda _address: self.store, now=now, tick=lambda: 0.0)
        self.round()
        self.round()

    def round(self) -> list[tuple[str, str, int]]:
        """What one round asks of the mailbox."""
        self.store.asked.clear()
        assert self.rounds.once(lambda work: work(self.vault)).state.trouble == ""
        return list(self.store.asked)


def seen(asked: list[tuple[str, str, int]]) -> Counter[tuple[str, int]]:
    """What whoever knows none of the names can tell: how many of which size."""
    return Counter((what, size) for what, _name, size in asked)


def a_note(desk: Desk, letters: int, words: str = "") -> None:
    """So many letters that no packing makes shorter, but for those of `words`."""
    text = (words + "".join(desk.word() for _ in range(letters // 14 + 1)))[:letters]
    desk.vault.notes.add(
        Note(
            id=new_id(), case_id=desk.case_id, text=text, source=Source.TOLD, source_detail="", author=desk.author,
            written_at=desk.at,
        )
    )  # fmt: skip


def notes(desk: Desk, number: int) -> None:
    for _one in range(number):
        a_note(desk, 60)


def a_note_and_an_event(desk: Desk) -> None:
    a_note(desk, 60)
    team_work.write_event(desk)


def look(desk: Desk) -> None:
    open_record(desk.vault, desk.case.person_id, now=desk.at)


DANGER = "They say that they will hurt somebody tonight. We called 999."
CALM = "They say that they like their new class and their two friends."[: len(DANGER)]
ACTS: Final[dict[str, Work]] = {
    "a look": look,
    **{f"a note of {letters} letters": partial(a_note, letters=letters) for letters in (20, 60, 150, 300, 500, 1000, 2000, 4000)},
    "a note of danger": partial(a_note, letters=len(DANGER), words=DANGER),
    "a calm note": partial(a_note, letters=len(CALM), words=CALM),
    **{f"{number}: {each.__name__}": each for number, each in enumerate(team_work.WORKS[:17])},
    **{f"{name} of the person": partial(team_work.change_person, name=name) for name in ("school", "surname", "phone", "address", "language", "email")},
    "two notes": partial(notes, number=2),
    "ten notes": partial(notes, number=10),
    "a note and an event": a_note_and_an_event,
    "the household": team_work.change_household,
    "the case goes on": team_work.move_case,
    "nothing": lambda _desk: None,
}  # fmt: skip


@pytest.fixture
def begun(three: TeamOf, tmp_path: Path) -> TeamOf:
    """SF, PL and JO share the main circle over a folder."""
    return begin(three, tmp_path / "store")


def heads_in(folder: Path) -> set[str]:
    return {f"{one.parent.name}/{one.name}" for one in (folder / "heads").glob("??/*")}


def objects_in(folder: Path) -> dict[str, int]:
    return {f"{one.parent.name}/{one.name}": one.stat().st_size for one in folder.glob("??/*")}


def test_no_act_shows_by_anything_but_one_of_five_sizes_and_none_shows_in_which_circle(
    begun: TeamOf, tmp_path: Path
) -> None:
    lead = begun.vaults["sf"]
    shared, kept = a_case(lead), a_case(lead)
    share(lead, [shared], now=now())
    keep_from(lead, kept, ["pl"], now=now())
    rounds(begun)
    watching = Watching(lead, tmp_path / "store")
    sizes = {len(seal_bytes(bytes(one), [generate_identity().recipient])) for one in SIZES}
    told: dict[str, tuple[Counter[tuple[str, int]], ...]] = {}
    for name, act in ACTS.items():
        both = []
        for case_id in (shared, kept):
            act(Desk(lead, case_id, random.Random(name), Words(random.Random(name)), now(), "SF"))
            both.append(seen(watching.round()))
        told[name] = tuple(both)
    assert len(told) >= 40
    differing = [name for name, (main, other) in told.items() if main != other]
    assert differing == []
    put = {size for both in told.values() for one in both for what, size in one if what == "put"}
    assert put <= sizes
    assert told["a note of danger"] == told["a calm note"]
    assert told["nothing"][0]["put", min(sizes)] == 0


def test_a_circle_that_keeps_a_case_from_somebody_brings_no_head_that_was_not_there(
    begun: TeamOf, tmp_path: Path
) -> None:
    lead, folder = begun.vaults["sf"], tmp_path / "store"
    share(lead, [a_case(lead)], now=now())
    rounds(begun)
    before = heads_in(folder)
    keep_from(lead, a_case(lead), ["pl"], now=now())
    rounds(begun)
    assert heads_in(folder) == before
    sizes = {(folder / "heads" / one).stat().st_size for one in before}
    assert len(sizes) <= 2  # the profile's, which says a number alone, and all others


def test_as_many_lists_are_put_a_day_whoever_shares_a_smaller_circle(begun: TeamOf, tmp_path: Path) -> None:
    folder, numbers = tmp_path / "store", []
    lead = begun.vaults["sf"]
    share(lead, [a_case(lead)], now=now())
    for day in (1, 2):
        if day == 2:
            keep_from(lead, a_case(lead), ["pl"], now=now())
        rounds(begun)
        each = []
        for vault in begun.vaults.values():
            before = objects_in(folder)
            one_round(vault, ahead=timedelta(days=day))
            news = [size for name, size in objects_in(folder).items() if name not in before]
            each.append(
                sorted(size for size in news if size < SIZE)
            )  # without posts, by which a new key is told again
        numbers.append(each)
    assert numbers[0] == numbers[1]
    assert all(len(each) == 4 for each in numbers[0])


def test_who_shares_a_smaller_circle_shows_to_whoever_sees_each_request(
    begun: TeamOf, tmp_path: Path
) -> None:
    """What remains: they ask for one head more."""
    lead = begun.vaults["sf"]
    keep_from(lead, a_case(lead), ["pl"], now=now())
    rounds(begun)
    asked = {name: Watching(vault, tmp_path / "store").round() for name, vault in begun.vaults.items()}
    assert {name: len(each) for name, each in asked.items()} == {"sf": 4, "jo": 5, "pl": 4}


def test_a_head_that_carries_along_what_somebody_laid_there_is_no_larger_than_one_of_no_circle(
    begun: TeamOf, tmp_path: Path
) -> None:
    folder, lead = tmp_path / "store", begun.vaults["sf"]
    kept = a_case(lead)
    keep_from(lead, kept, ["pl"], now=now())
    rounds(begun)
    known = {book.names.head() for book in circles(begun.vaults["pl"]).values()}
    watching = Watching(lead, folder)
    for one in heads_in(folder) - known - {TeamNames(begun.team.id).profile_head()}:
        FolderTeamStore(folder).set_head(one, seal_bytes(bytes(12_000), [generate_identity().recipient]))
    watching.round()
    a_note(Desk(lead, kept, random.Random(1), Words(random.Random(1)), now(), "SF"), 60)
    sizes = [size for what, _name, size in watching.round() if what == "set head"]
    assert len(sizes) == 3
    assert len(set(sizes)) == 1


def test_heads_that_somebody_takes_away_come_back_whether_or_not_a_case_is_kept(
    begun: TeamOf, tmp_path: Path
) -> None:
    """Else whoever takes away what they do not know would see at once which of it is a circle, and whose."""
    folder, lead = tmp_path / "store", begun.vaults["sf"]
    share(lead, [a_case(lead)], now=now())
    told = []
    for keeps in (False, True):
        if keeps:
            keep_from(lead, a_case(lead), ["pl"], now=now())
        rounds(begun)
        known = {book.names.head() for book in circles(begun.vaults["pl"]).values()}
        watching = {name: Watching(vault, folder) for name, vault in begun.vaults.items()}
        unknown = heads_in(folder) - known
        for one in unknown:
            (folder / "heads" / one).unlink()
        put = {
            name: sum(what == "set head" for what, _name, _size in each.round())
            for name, each in watching.items()
        }
        told.append((len(unknown), put))
        assert unknown - heads_in(folder) <= {TeamNames(begun.team.id).profile_head()}
    assert told[0] == told[1]
