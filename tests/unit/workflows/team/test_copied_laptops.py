"""A laptop that was copied writes twice under one number: both sets come to everybody, whoever was first, and nothing waits for ever."""

from __future__ import annotations

import atexit
import random
import shutil
import tempfile
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from itertools import permutations
from pathlib import Path

import pytest

from prevent_desktop.vault.team.objects import SealedObjects
from prevent_desktop.vault.team.tables import SetState
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.names import CircleNames
from prevent_desktop.workflows.team.circles.own_vault import own_vault
from prevent_desktop.workflows.team.circles.statements import circles
from prevent_desktop.workflows.team.rounds.gathering import capture_all
from tests.faults.team_laptops import START, Founded, Laptop, change_team, found
from tests.faults.team_work import Desk, open_case, write_note
from tests.unit.workflows.subject_access.full_person import Words

MOST = 1 << 20


@dataclass
class Scene:
    """A team on one mailbox: vaults are opened one after the other, and each remembers nothing of its rounds before."""

    founded: Founded
    word: Words = field(default_factory=lambda: Words(random.Random(7)))
    case_id: str = ""

    def __post_init__(self) -> None:
        """The lead has shared a case, and all have it."""
        if self.case_id:
            return
        lead = self["sf-1"]
        with lead.opened() as vault:
            self.case_id = open_case(vault, self.word, lead.now()).id
            lead.share(vault, self.case_id, self.founded.main)
        self.meet(*self.founded.circle)

    def elsewhere(self, place: Path) -> Scene:
        """The same in another place, by the same clocks."""
        founded = self.founded.copy(place)
        for name, laptop in founded.laptops.items():
            laptop.drift, laptop.told = self[name].drift, [*self[name].told]
        return Scene(founded, deepcopy(self.word), self.case_id)

    def __getitem__(self, name: str) -> Laptop:
        return self.founded.laptops[name]

    def copy(self, laptop: Laptop, name: str) -> Laptop:
        folder = laptop.folder.with_name(name)
        shutil.copytree(laptop.folder, folder)
        return replace(laptop, name=name, folder=folder, told=[])

    def write(self, *laptops: Laptop, times: int = 1) -> None:
        """Each makes change-sets, and puts nothing into the store."""
        for laptop in laptops:
            for _each in range(times):
                with laptop.opened() as vault:
                    desk = Desk(vault, self.case_id, random.Random(1), self.word, laptop.now(), laptop.member)
                    write_note(desk)
                    capture_all(vault, laptop.now)

    def meet(self, *laptops: Laptop, turns: int = 4) -> None:
        for _turn in range(turns):
            for laptop in laptops:
                laptop.drift += timedelta(minutes=2)
                with laptop.opened() as vault:
                    laptop.round(vault, self.founded.journal, random.Random(1))

    def next_day(self, *laptops: Laptop, days: int = 1) -> None:
        """Lists of heads are signed once a day."""
        for laptop in laptops:
            laptop.drift += timedelta(days=days)

    def notes(self, laptop: Laptop) -> list[str]:
        with laptop.opened() as vault:
            return self.notes_in(vault)

    def notes_in(self, vault: Vault) -> list[str]:
        return sorted(one.text for one in vault.notes.of_case(self.case_id))

    def all_have(self, number: int, *laptops: Laptop) -> None:
        """All of them have so many notes, the same ones, and nothing waits to be put or to count."""
        expected: list[str] | None = None
        for laptop in laptops:
            with laptop.opened() as vault:
                notes = self.notes_in(vault)
                expected = notes if expected is None else expected
                assert notes == expected
                assert len(notes) == number
                assert vault.team.to_put() == ()
                assert vault.team.in_state(SetState.WAITING) == ()

    def names(self, laptop: Laptop) -> CircleNames:
        with laptop.opened() as vault:
            return circles(vault)[self.founded.main].names

    def names_by_digest(self, laptop: Laptop) -> set[str]:
        with laptop.opened() as vault:
            names = circles(vault)[self.founded.main].names
            return {names.other_set(*one) for one in vault.team.doubles.sets(self.founded.main)}

    def sealed(self, laptop: Laptop) -> set[str]:
        with laptop.opened() as vault:
            return set(SealedObjects(vault.database).names())

    def lying(self, names: set[str]) -> set[str]:
        with self.founded.journal.open() as store:
            return {name for name in names if store.get(name, MOST) is not None}


def begun(place: Path) -> Scene:
    """A scene of three in `place`: begun once in a process, and copied."""
    return _begun_once().elsewhere(place)


@cache
def _begun_once() -> Scene:
    folder = Path(tempfile.mkdtemp(prefix="prevent-desktop-scene-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Scene(found(folder / "team", 3))


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return begun(tmp_path / "team")


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_copy_of_a_copy(scene: Scene, order: tuple[int, int, int]) -> None:
    one, pl, kb = scene["sf-1"], scene["pl-1"], scene["kb-1"]
    two = scene.copy(one, "two")
    scene.write(two)
    three = scene.copy(two, "three")
    scene.write(one, two, three)
    copies = (one, two, three)
    for place in order:
        scene.meet(copies[place], turns=1)
    scene.meet(*copies, pl, kb)
    scene.all_have(4, *copies, pl, kb)


def test_of_two_colleagues_each_has_another_one_and_both_copies_are_gone(scene: Scene) -> None:
    one, pl, kb = scene["sf-1"], scene["pl-1"], scene["kb-1"]
    two = scene.copy(one, "two")
    scene.write(one, two, times=2)
    scene.meet(one, pl)
    scene.founded.journal.empty()
    scene.meet(two, kb)
    assert len(scene.notes(pl)) == len(scene.notes(kb)) == 2
    assert scene.notes(pl) != scene.notes(kb)
    for _day in range(2):
        scene.next_day(pl, kb)
        scene.meet(pl, kb)
    scene.all_have(4, pl, kb)


def test_of_three_colleagues_one_has_neither_and_the_two_others_are_not_there(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    """The copy that is still at work puts both, though it wrote but one, and nobody asked for the other one."""
    scene = Scene(found(tmp_path_factory.mktemp("team") / "founded", 7).copy(tmp_path / "team"))
    one, pl, kb, mo = (scene[name] for name in ("sf-1", "pl-1", "kb-1", "mo-1"))
    two = scene.copy(one, "two")
    scene.write(one, two)
    scene.meet(one, pl)
    scene.meet(two, kb)
    scene.founded.journal.empty()
    scene.meet(two)
    scene.meet(mo, turns=1)
    scene.all_have(2, two, mo)
    scene.meet(pl, kb, mo, one, two)
    scene.all_have(2, one, two, pl, kb, mo)


def test_an_older_copy_of_the_folder_is_put_back_and_goes_on(scene: Scene) -> None:
    lead, pl, kb = scene["sf-1"], scene["pl-1"], scene["kb-1"]
    older = scene.copy(lead, "older")
    scene.write(lead, times=2)
    scene.meet(lead, pl)
    shutil.rmtree(lead.folder)
    scene.write(older, times=3)
    scene.meet(older, pl, kb)
    scene.all_have(5, older, pl, kb)


def test_a_copy_is_restored_from_a_backup_of_before(scene: Scene, tmp_path: Path) -> None:
    one, pl, kb = scene["sf-1"], scene["pl-1"], scene["kb-1"]
    one.back_up(tmp_path / "backup")
    two = scene.copy(one, "two")
    scene.write(one, two)
    scene.meet(one, two, pl)
    shutil.rmtree(two.folder)
    two.restore(tmp_path / "backup")
    scene.write(two)
    scene.meet(one, two, pl, kb)
    scene.all_have(3, one, two, pl, kb)


def test_of_a_laptop_that_is_removed_what_had_come_of_both_copies_counts_for_all(scene: Scene) -> None:
    lead, one, kb = scene["sf-1"], scene["pl-1"], scene["kb-1"]
    two = scene.copy(one, "two")
    scene.write(one, two)
    scene.meet(one, two, lead)
    scene.write(one)
    vaults = [
        replace(each, removed=START.date()) if each.id == one.listed else each
        for each in scene.founded.office.team.vaults
    ]
    change_team(scene.founded, lead, vaults=tuple(vaults))
    scene.meet(lead, one, two, kb)
    scene.all_have(2, lead, kb)


def test_where_somebody_laid_noise_under_the_number_both_come_all_the_same(scene: Scene) -> None:
    one, pl, kb = scene["sf-1"], scene["pl-1"], scene["kb-1"]
    with one.opened() as vault:
        own = own_vault(vault)
        assert own is not None
        number = vault.team.heads(scene.founded.main)[own.writer].number + 1
    with scene.founded.journal.open() as store:
        assert store.put(scene.names(pl).change_set(own.writer, number), b"noise")
    two = scene.copy(one, "two")
    scene.write(one, two)
    scene.meet(one, two, pl, kb)
    scene.all_have(2, one, two, pl, kb)


def test_what_not_everybody_has_of_two_sets_stays_and_then_goes(scene: Scene) -> None:
    """That everybody has a number does not say that everybody has both."""
    one, pl, kb = scene["sf-1"], scene["pl-1"], scene["kb-1"]
    two = scene.copy(one, "two")
    scene.write(one)
    scene.meet(one, pl, kb)
    scene.next_day(one, two, pl, kb)
    scene.meet(pl, kb, one)
    scene.write(two)
    scene.meet(two, pl, one)
    names = scene.names_by_digest(one)
    assert len(names) == 2
    scene.next_day(one, two, pl, kb)
    scene.meet(pl, one, two)
    assert names <= scene.sealed(one) & scene.sealed(two)
    scene.next_day(one, two, pl, days=31)
    scene.meet(pl, one, two)
    assert scene.lying(names) == names
    scene.next_day(kb, days=32)
    for _day in range(2):
        scene.next_day(one, two, pl, kb)
        scene.meet(kb, pl, one, two)
    scene.all_have(2, one, two, pl, kb)
    assert not names & scene.sealed(one)
    assert scene.lying(names) == set()
    scene.meet(kb, pl, one, two)
    assert scene.lying(names) == set()


def test_of_several_sets_under_a_number_none_goes_before_everybody_has_all(scene: Scene) -> None:
    one, pl, kb = scene["sf-1"], scene["pl-1"], scene["kb-1"]
    two, three = scene.copy(one, "two"), scene.copy(one, "three")
    scene.write(one, two, three)
    scene.meet(one, two, pl, kb)
    scene.next_day(one, two, pl, kb)
    scene.meet(kb, one, two, pl)
    scene.meet(three, one, two, pl)
    names = scene.names_by_digest(one)
    assert len(names) == 3
    for days in (1, 31):
        scene.next_day(one, two, pl, days=days)
        scene.meet(pl, one, two)
    assert scene.lying(names) == names
    scene.next_day(one, two, pl, days=60)
    scene.meet(pl, one, two)
    assert scene.lying(names) == set()


def test_of_many_sets_that_come_at_once_a_copy_learns_once_that_it_is_one(scene: Scene) -> None:
    one, pl = scene["sf-1"], scene["pl-1"]
    two = scene.copy(one, "two")
    scene.write(one, times=3)
    scene.meet(one)
    scene.meet(two, turns=1)
    with two.opened() as vault:
        assert [entry.action for entry in vault.audit.entries()].count("team.new-writer") == 1
    scene.write(two)
    scene.meet(two, pl, one)
    scene.all_have(4, one, two, pl)
