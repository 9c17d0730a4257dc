"""What was on a lost disk alone is told once, in plain words, and holds up nothing; where a copy still has it, it counts all the same."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from prevent_desktop.vault.team.tables import SetState
from prevent_desktop.workflows.team.change_sets.round_state import TeamState
from prevent_desktop.workflows.team.circles.ended_writers import ended_in
from prevent_desktop.workflows.team.circles.own_vault import go_on_as_new_writer
from prevent_desktop.workflows.team.circles.statements import circles
from tests.faults.team_laptops import START, Laptop, change_team
from tests.unit.workflows.team.test_copied_laptops import Scene, begun

LOST = "1 change of P L was on a disk that was lost. Nobody has it. P L can look at what is missing, and write it again"


@dataclass
class Disk:
    """PL's disk: others have a note of it, then comes a backup; what is written after that may be put or not."""

    scene: Scene
    backup: Path

    def begin(self, *others: str) -> Disk:
        self.scene.write(self.pl)
        self.scene.meet(*(self.scene[name] for name in others), self.pl, turns=3)
        self.pl.back_up(self.backup)
        return self

    @property
    def pl(self) -> Laptop:
        return self.scene["pl-1"]

    @property
    def others(self) -> tuple[Laptop, Laptop]:
        return self.scene["sf-1"], self.scene["kb-1"]

    def meet(self) -> None:
        self.scene.meet(*self.others, self.pl, turns=3)

    def write_unput(self, laptop: Laptop) -> None:
        """A change that the head tells of, and that is in no mailbox."""
        laptop.lies.loses = 1.0
        self.scene.write(laptop)
        self.scene.meet(laptop, turns=1)
        laptop.lies.end()

    def lose(self, *, keep: bool = False) -> Laptop:
        """The disk is gone, and the backup restored; with `keep` the old laptop turns up again later: this one."""
        old = self.scene.copy(self.pl, "pl-1-old")
        shutil.rmtree(self.pl.folder)
        if not keep:
            shutil.rmtree(old.folder)
        self.pl.restore(self.backup)
        return old

    def state(self, laptop: Laptop) -> TeamState:
        assert laptop.last is not None
        return laptop.last.state

    def told(self, laptop: Laptop) -> list[str]:
        """What is told of lost and missing changes."""
        state = self.state(laptop)
        return [one.words for one in state.not_come] + [one for one in state.doubts if "lost" in one]


def begun_disk(place: Path) -> Disk:
    """One that both others have a note of, in `place`: begun once in a process, and copied."""
    once = _begun_disk_once()
    shutil.copytree(once.backup, place / "backup")
    return Disk(once.scene.elsewhere(place / "team"), place / "backup")


@cache
def _begun_disk_once() -> Disk:
    folder = Path(tempfile.mkdtemp(prefix="prevent-desktop-disk-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Disk(begun(folder / "team"), folder / "backup").begin("sf-1", "kb-1")


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return begun_disk(tmp_path)


def test_what_was_on_a_lost_disk_alone_is_told_once_and_nobody_waits_for_it(disk: Disk) -> None:
    disk.scene.write(disk.pl)
    disk.meet()
    disk.write_unput(disk.pl)
    disk.scene.meet(*disk.others, turns=1)
    assert [disk.told(one) for one in disk.others] == [["1 change of PL has not come"]] * 2
    disk.lose()
    disk.meet()
    everybody = (*disk.others, disk.pl)
    assert [disk.told(one) for one in everybody] == [[LOST]] * 3
    disk.scene.all_have(2, *everybody)
    disk.scene.next_day(*everybody, days=32)
    disk.meet()
    assert [disk.told(one) for one in everybody] == [[]] * 3


def test_it_is_stated_once(disk: Disk) -> None:
    disk.write_unput(disk.pl)
    disk.lose()
    disk.meet()
    before = numbers_of_statements(disk.pl)
    disk.scene.next_day(*disk.others, disk.pl)
    disk.meet()
    assert numbers_of_statements(disk.pl) == before
    with disk.pl.opened() as vault:
        (entry,) = (one for one in vault.audit.entries() if one.action == "team.changes-lost")
    assert (entry.subject, entry.detail) == (disk.pl.listed, "1")


def numbers_of_statements(laptop: Laptop) -> list[int]:
    with laptop.opened() as vault:
        return [one.statement.number for book in circles(vault).values() for one in book.counted]


def test_nothing_is_stated_where_all_that_was_told_of_came(disk: Disk) -> None:
    disk.scene.write(disk.pl)
    disk.meet()
    before = numbers_of_statements(disk.pl)
    disk.lose()
    disk.meet()
    assert numbers_of_statements(disk.pl) == before


def test_what_came_after_a_change_that_was_lost_counts_without_it(disk: Disk) -> None:
    disk.write_unput(disk.pl)
    forget_unput(disk.pl)
    disk.scene.write(disk.pl, times=2)
    disk.scene.meet(disk.pl, turns=1)
    disk.lose()
    disk.meet()
    everybody = (*disk.others, disk.pl)
    disk.scene.all_have(3, *everybody)
    assert [disk.told(one) for one in everybody] == [[LOST]] * 3
    disk.scene.write(*everybody)
    disk.meet()
    disk.scene.all_have(6, *everybody)


def forget_unput(laptop: Laptop) -> None:
    """The vault takes what waits for something that lies in the mailbox, as where a folder is kept the same by a program that lost it."""
    with laptop.opened() as vault:
        for one in vault.team.to_put():
            vault.team.was_put(one, laptop.now())
        vault.database.run("DELETE FROM team_objects")


def test_where_the_first_of_all_was_lost_the_second_counts(tmp_path: Path) -> None:
    scene = begun(tmp_path / "team")
    pl, others = scene["pl-1"], (scene["sf-1"], scene["kb-1"])
    pl.back_up(tmp_path / "backup")
    pl.lies.loses = 1.0
    scene.write(pl)
    scene.meet(pl, turns=1)
    pl.lies.end()
    forget_unput(pl)
    scene.write(pl)
    scene.meet(pl, turns=1)
    shutil.rmtree(pl.folder)
    pl.restore(tmp_path / "backup")
    scene.meet(pl, *others)
    scene.all_have(1, pl, *others)


def test_two_gaps_of_which_one_is_wider(disk: Disk) -> None:
    for times in (1, 2):
        for _each in range(times):
            disk.write_unput(disk.pl)
        forget_unput(disk.pl)
        disk.scene.write(disk.pl)
        disk.scene.meet(disk.pl, turns=1)
    disk.lose()
    before = len(numbers_of_statements(disk.pl))
    disk.meet()
    disk.meet()
    everybody = (*disk.others, disk.pl)
    disk.scene.all_have(3, *everybody)
    lost = LOST.replace("1 change", "3 changes").replace("was on", "were on").replace("has it", "has them")
    assert [disk.told(one) for one in everybody] == [[lost]] * 3
    assert len(numbers_of_statements(disk.pl)) == before + 1


def test_a_set_that_waits_for_something_else_is_no_end_of_a_gap(disk: Disk) -> None:
    """The first one of all is here, and its key is not."""
    disk.write_unput(disk.pl)
    old = disk.scene.copy(disk.pl, "older")
    disk.lose()
    with old.opened() as vault:
        (one,) = vault.team.under_number(disk.scene.founded.main, old.listed, 2)
    with disk.pl.opened() as vault:
        waiting = replace(one, state=SetState.WAITING, reason="newer-program", put_at=disk.pl.now())
        assert vault.team.keep(waiting)
        vault.team.was_told(disk.scene.founded.main, old.listed, 5, by="", at=disk.pl.now())
    disk.scene.meet(disk.pl)
    with disk.pl.opened() as vault:
        ended = ended_in(circles(vault)[disk.scene.founded.main])
        assert ended[old.listed].gaps == ()


def test_a_copy_that_turns_up_after_all_brings_what_was_taken_for_lost(disk: Disk) -> None:
    disk.write_unput(disk.pl)
    old = disk.lose(keep=True)
    disk.meet()
    everybody = (*disk.others, disk.pl)
    assert [disk.told(one) for one in everybody] == [[LOST]] * 3
    disk.scene.meet(old, *everybody)
    disk.scene.all_have(2, *everybody, old)
    assert [disk.told(one) for one in everybody] == [[]] * 3


def test_a_copy_that_turns_up_after_all_fills_a_gap(disk: Disk) -> None:
    disk.write_unput(disk.pl)
    old = disk.scene.copy(disk.pl, "older")
    forget_unput(disk.pl)
    disk.scene.write(disk.pl)
    disk.scene.meet(disk.pl, turns=1)
    disk.lose()
    disk.meet()
    everybody = (*disk.others, disk.pl)
    disk.scene.all_have(2, *everybody)
    disk.scene.meet(old, *everybody)
    disk.scene.all_have(3, *everybody)
    assert [disk.told(one) for one in everybody] == [[]] * 3


def test_of_a_laptop_that_was_copied_nothing_is_stated(disk: Disk) -> None:
    """The copy may still have all of it."""
    disk.write_unput(disk.pl)
    with disk.pl.opened() as vault:
        go_on_as_new_writer(vault, "two histories under one id")
        vault.database.run("DELETE FROM team_objects")
    before = numbers_of_statements(disk.pl)
    disk.scene.meet(disk.pl, turns=2)
    assert numbers_of_statements(disk.pl) == before


def test_what_a_colleague_has_is_asked_for_and_not_taken_for_lost(disk: Disk) -> None:
    disk.scene.write(disk.pl, times=2)
    lead, kim = disk.others
    disk.scene.meet(disk.pl, kim)
    disk.scene.founded.journal.empty()
    disk.lose()
    disk.scene.next_day(kim)
    disk.scene.meet(disk.pl, kim, lead)
    disk.scene.all_have(3, disk.pl, kim, lead)
    assert [disk.told(one) for one in (disk.pl, kim, lead)] == [[]] * 3


def test_a_laptop_with_a_gap_is_removed_before_a_colleague_had_anything_of_it(
    tmp_path: Path,
) -> None:
    disk = Disk(begun(tmp_path / "team"), tmp_path / "backup").begin("sf-1")
    lead, kim = disk.others
    disk.write_unput(disk.pl)
    forget_unput(disk.pl)
    disk.scene.write(disk.pl)
    disk.scene.meet(disk.pl, turns=1)
    disk.lose()
    disk.scene.meet(disk.pl, lead)
    disk.scene.all_have(2, disk.pl, lead)
    vaults = [
        replace(each, removed=START.date()) if each.id == disk.pl.listed else each
        for each in disk.scene.founded.office.team.vaults
    ]
    change_team(disk.scene.founded, lead, vaults=tuple(vaults))
    disk.scene.meet(lead, kim)
    disk.scene.all_have(2, lead, kim)
