"""A team whose old changes have left the mailbox, of whom somebody was away for long: copies go by the mailbox, with real vaults."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.notes import Note, Source
from prevent_desktop.delivery.mailboxes.team_store import TeamStore
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.copies_made import Made, copies, say_yes
from prevent_desktop.workflows.team.change_sets.copies_told import asking
from prevent_desktop.workflows.team.change_sets.round_state import RoundResult
from prevent_desktop.workflows.team.circles.names import CircleNames
from prevent_desktop.workflows.team.circles.statements import circles
from prevent_desktop.workflows.team.rounds.round import TeamRounds
from tests.faults.team_laptops import Founded, Laptop
from tests.unit.workflows.team.clearing_scene import Scene

OTHERS = ("sf-1", "pl-1")
MOST = 64 * 1024 * 1024
_LONGEST_NOTE = 400_000


@dataclass
class Open:
    """A vault that stays open; each look asks the mailbox for everything."""

    laptop: Laptop
    vault: Vault
    store: TeamStore
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rounds = TeamRounds(lambda _vault: lambda _address: self.store, now=self.laptop.now)

    def look(self, times: int = 1) -> RoundResult:
        """So many rounds that ask for everything; what the last one told."""
        results = [self._look() for _time in range(times)]
        return results[-1]

    def _look(self) -> RoundResult:
        self.rounds.ask_for_all()
        result = self.laptop.round_by(self.rounds, self.vault)
        self.told += result.told
        return result


@dataclass
class CopyScene:
    """KB was away while cases were shared, which are out of the mailbox since.

    `old` are the names of their changes: to KB the mailbox never gives them again, so that a copy alone helps.
    """

    scene: Scene
    cases: list[str]
    old: set[str]

    def copy(self, place: Path) -> CopyScene:
        """The same in another place, with the same clocks."""
        founded = self.founded.copy(place)
        for name, laptop in founded.laptops.items():
            laptop.drift = self.founded.laptops[name].drift
        founded.laptops["kb-1"].lies.withheld |= self.old
        return CopyScene(folder_scene(founded), self.cases, self.old)

    @property
    def founded(self) -> Founded:
        return self.scene.founded

    @contextmanager
    def at(self, name: str) -> Iterator[Open]:
        laptop = self.founded.laptops[name]
        with laptop.opened() as vault, self.scene.open_store(laptop) as store:
            one = Open(laptop, vault, store)
            try:
                yield one
            finally:
                one.rounds.close()

    def id_of(self, name: str) -> str:
        return self.founded.laptops[name].listed

    def has_all(self, name: str) -> bool:
        """Whether a laptop has all of these cases."""
        with self.at(name) as one:
            return {case.id for case in one.vault.cases.some(self.cases)} == set(self.cases)

    def made(self, name: str = "sf-1") -> Made:
        """The copy that a lead's laptop made for KB."""
        with self.at(name) as lead:
            return copies(lead.vault).made[self.id_of("kb-1")]

    @property
    def names(self) -> CircleNames:
        with self.at("sf-1") as lead:
            return circles(lead.vault)[self.founded.main].names

    def replace(self, name: str, content: bytes) -> None:
        """Somebody who reaches the mailbox's disk puts another whole object in the place of one."""
        path = self.founded.journal.folder / name
        path.unlink(missing_ok=True)
        self.founded.journal.open().put(name, content)

    def later(self, **ago: float) -> None:
        for laptop in self.founded.circle:
            laptop.drift += timedelta(**ago)

    def asks(self) -> None:
        """KB is back, and asks."""
        with self.at("kb-1") as kim:
            kim.look(3)

    def says_yes(self, name: str = "sf-1", looks: int = 4) -> None:
        """A lead says yes; the copy goes to the mailbox."""
        with self.at(name) as lead:
            lead.look()
            assert [one.waits for one in asking(lead.vault)] == [True]
            say_yes(lead.vault, self.id_of("kb-1"))
            lead.look(looks)
            assert copies(lead.vault).made[self.id_of("kb-1")].is_told


def folder_scene(founded: Founded) -> Scene:
    """A team whose mailbox is a folder."""

    def open_store(laptop: Laptop) -> TeamStore:
        return laptop.store(founded.journal, random.Random(1))

    return Scene(founded, open_store)


def copy_scene(scene: Scene, *, letters: int = 0) -> CopyScene:
    """Ninety-two days after three cases were shared, and KB has none of them; with so many letters of notes."""
    shared = [scene.share_case() for _each in range(3)]
    write_letters(scene, "sf-1", shared[0], letters)
    scene.go_on(0, *OTHERS)
    names = {name for case_id in shared for name in scene.names_of(case_id)}
    scene.go_on(91, *OTHERS)
    scene.go_on(1, *OTHERS)
    assert scene.lying(names) == set()
    return CopyScene(scene, shared, names)


def write_letters(scene: Scene, name: str, case_id: str, letters: int) -> None:
    """Notes that no packing makes shorter than three quarters."""
    chance = random.Random(letters)
    with scene.at(name) as (laptop, vault):
        for first in range(0, letters, _LONGEST_NOTE):
            text = base64.b64encode(chance.randbytes(min(letters - first, _LONGEST_NOTE) * 3 // 4)).decode()
            note = Note(
                id=new_id(), case_id=case_id, text=text, source=Source.TOLD, source_detail="", author="SF",
                written_at=laptop.now(),
            )  # fmt: skip
            vault.notes.add(note)
