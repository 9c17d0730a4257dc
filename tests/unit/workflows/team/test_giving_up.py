"""A lead ends a wait for what nobody can give any more: told to all with the reason, by a lead alone, and nothing that is there is hidden by it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.team.roster import Role
from prevent_desktop.errors import UsageError
from prevent_desktop.workflows.team.change_sets.giving_up import ended_waits, stop_waiting
from prevent_desktop.workflows.team.change_sets.waits import Wait, waits
from prevent_desktop.workflows.team.circles.given_up import as_last_set, given_up_in
from prevent_desktop.workflows.team.circles.statements import circles, state_given_up
from tests.faults.team_laptops import START, Laptop, change_team
from tests.unit.workflows.team.test_copied_laptops import begun
from tests.unit.workflows.team.test_lost_disks import Disk, begun_disk, forget_unput

WHY = "Both laptops are gone. P L wrote it again."
MISSING = ["1 change of PL has not come"]


@pytest.fixture(scope="module")
def restored_twice_once(tmp_path_factory: pytest.TempPathFactory) -> Disk:
    """PL's disk was restored twice from one backup: a change of the vault in between is told of, and with nobody. Two days went by."""
    place = tmp_path_factory.mktemp("twice")
    disk = begun_disk(place)
    disk.lose()
    disk.meet()
    disk.write_unput(disk.pl)
    disk.scene.copy(disk.pl, "in-between")
    disk.lose()
    disk.meet()
    disk.scene.next_day(*disk.others, disk.pl, days=3)
    disk.meet()
    return disk


@pytest.fixture
def disk(restored_twice_once: Disk, tmp_path: Path) -> Disk:
    scene = restored_twice_once.scene.elsewhere(tmp_path / "team")
    return Disk(scene, restored_twice_once.backup)


def in_between(disk: Disk) -> Laptop:
    """The vault that alone has the change."""
    return replace(disk.pl, name="in-between", folder=disk.pl.folder.with_name("in-between"), told=[])


def the_wait(laptop: Laptop) -> Wait:
    with laptop.opened() as vault:
        (one,) = waits(vault, now=laptop.now())
    return one


def give_up(laptop: Laptop, why: str = WHY) -> None:
    one = the_wait(laptop)
    with laptop.opened() as vault:
        stop_waiting(vault, one, why, now=laptop.now())


@pytest.fixture
def gap(tmp_path: Path) -> Disk:
    """Of that vault's three changes the first and the third lie in the mailbox, and it forgot the second before anybody asked for it."""
    disk = begun_disk(tmp_path)
    disk.lose()
    disk.scene.meet(disk.pl)
    disk.scene.write(disk.pl)
    disk.scene.meet(disk.pl, turns=1)
    disk.write_unput(disk.pl)
    disk.scene.copy(disk.pl, "in-between")
    forget_unput(disk.pl)
    disk.scene.write(disk.pl)
    disk.scene.meet(disk.pl, turns=1)
    disk.lose()
    return disk


def lately_told(disk: Disk, laptop: Laptop) -> list[str]:
    return [*disk.told(laptop), *(one for one in disk.state(laptop).given_up)]


def test_a_lead_says_that_nobody_waits_and_all_hear_it_once_with_the_reason(disk: Disk) -> None:
    lead, kim = disk.others
    everybody = (lead, kim, disk.pl)
    disk.meet()
    assert [disk.told(one) for one in everybody] == [MISSING] * 3, "for ever, and nobody can end it"
    one = the_wait(lead)
    assert (one.who, one.laptop, one.number) == ("P L", "pl-1", 1)
    assert one.since < lead.now().date()
    give_up(lead)
    disk.meet()
    for laptop in everybody:
        (words,) = lately_told(disk, laptop)
        assert words.startswith("S F said on ")
        assert "nobody needs to wait for 1 change of P L any more. It still counts if it comes." in words
        assert words.endswith(f"S F wrote: “{WHY}”")
        assert any(WHY in sentence for sentence in disk.state(laptop).for_somebody)
        with laptop.opened() as vault:
            assert ended_waits(vault, now=laptop.now()) == (words,)
            assert waits(vault, now=laptop.now()) == ()
    with lead.opened() as vault:
        (entry,) = (each for each in vault.audit.entries() if each.action == "team.wait-ended")
    assert (entry.subject, entry.detail) == (one.writer, WHY)
    disk.scene.next_day(*everybody, days=5)
    disk.meet()
    assert [lately_told(disk, each) for each in everybody] == [[]] * 3
    disk.scene.write(*everybody)
    disk.meet()
    disk.scene.all_have(4, *everybody)
    with kim.opened() as vault:
        assert len(ended_waits(vault, now=kim.now())) == 1, "the Team page says it for a month"
        assert ended_waits(vault, now=kim.now() + timedelta(days=30)) == ()


def test_what_comes_after_all_counts_and_takes_the_line_away(disk: Disk) -> None:
    lead, kim = disk.others
    give_up(lead)
    disk.meet()
    disk.scene.meet(in_between(disk), *disk.others, disk.pl)
    disk.scene.all_have(2, lead, kim, disk.pl)
    for laptop in (lead, kim, disk.pl):
        assert lately_told(disk, laptop) == []
        with laptop.opened() as vault:
            assert ended_waits(vault, now=laptop.now()) == ()


def test_a_change_that_goes_on_from_one_that_was_given_up_counts_without_it(gap: Disk) -> None:
    lead, kim = gap.others
    everybody = (lead, kim, gap.pl)
    gap.scene.meet(*everybody)
    assert [gap.told(one) for one in everybody] == [["2 changes of PL have not come"]] * 3
    gap.scene.next_day(*everybody, days=3)
    give_up(lead)
    gap.scene.meet(*everybody)
    gap.scene.all_have(3, *everybody)
    assert [gap.told(one) for one in everybody] == [[]] * 3
    gap.scene.meet(in_between(gap), *everybody)
    gap.scene.all_have(4, *everybody)


def test_a_laptop_of_which_something_was_given_up_is_removed_before_a_colleague_had_anything_of_it(
    gap: Disk,
) -> None:
    lead, kim = gap.others
    gap.scene.meet(lead)
    gap.scene.next_day(lead, days=3)
    give_up(lead)
    gap.scene.meet(lead)
    gap.scene.all_have(3, lead)
    vaults = [
        replace(each, removed=START.date()) if each.id == gap.pl.listed else each
        for each in gap.scene.founded.office.team.vaults
    ]
    change_team(gap.scene.founded, lead, vaults=tuple(vaults))
    gap.scene.meet(lead, kim)
    gap.scene.all_have(3, lead, kim)


def test_what_the_store_holds_back_is_missing_again_with_the_next_list_of_whoever_has_it(
    tmp_path: Path,
) -> None:
    """A lead who says so of what is there, as a mistake or meaning ill, hides it for a day at most."""
    disk = begun_disk(tmp_path)
    lead, kim = disk.others
    for laptop in disk.others:
        laptop.lies.withheld.add(disk.scene.names(disk.pl).change_set(disk.pl.listed, 2))
    disk.scene.write(disk.pl)
    disk.scene.meet(disk.pl, *disk.others)
    disk.scene.next_day(lead, kim, disk.pl, days=3)
    give_up(lead)
    disk.scene.meet(*disk.others)
    assert [disk.told(one) for one in disk.others] == [[]] * 2
    disk.meet()
    assert [disk.told(one) for one in disk.others] == [MISSING] * 2
    for laptop in disk.others:
        laptop.lies.end()
    disk.scene.meet(*disk.others)
    disk.scene.all_have(2, *disk.others, disk.pl)


def test_a_deputy_cannot_and_what_a_deputy_signs_all_the_same_ends_nothing(disk: Disk) -> None:
    lead, kim = disk.others
    one = the_wait(lead)
    with kim.opened() as vault:
        assert waits(vault, now=kim.now()) == ()
        with pytest.raises(UsageError, match="cannot be ended now"):
            stop_waiting(vault, one, WHY, now=kim.now())
    forge(disk, kim, one)
    disk.meet()
    assert [disk.told(each) for each in (lead, kim, disk.pl)] == [MISSING] * 3
    assert disk.state(lead).given_up == ()


def forge(disk: Disk, laptop: Laptop, one: Wait) -> None:
    """A program that was changed signs it whoever it belongs to."""
    with laptop.opened() as vault, vault.transaction():
        state_given_up(vault, one.circle, {as_last_set(one.writer, 0, 10**15, WHY)}, now=laptop.now())
    with laptop.opened() as vault:
        assert given_up_in(circles(vault)[disk.scene.founded.main]) == ()


def test_where_the_lead_left_what_was_said_stands_and_a_deputy_who_shares_with_no_lead_may_end_a_wait(
    disk: Disk,
) -> None:
    lead, kim = disk.others
    give_up(lead)
    disk.meet()
    members = [
        replace(each, left=START.date()) if each.role is Role.LEAD else each
        for each in disk.scene.founded.office.team.members
    ]
    change_team(disk.scene.founded, kim, members=tuple(members))
    disk.scene.meet(kim, disk.pl)
    assert [disk.told(each) for each in (kim, disk.pl)] == [[]] * 2
    disk.write_unput(disk.pl)
    disk.scene.meet(kim, turns=1)
    disk.scene.next_day(kim, days=3)
    give_up(kim, "P L cannot find it.")
    disk.scene.meet(kim)
    with kim.opened() as vault:
        assert [each[:3] for each in ended_waits(vault, now=kim.now())] == ["K B", "S F"]


@pytest.mark.parametrize("why", ["", "   ", "x" * 121, "so\u202eit is"])
def test_without_a_reason_that_can_be_told_nothing_is_said(disk: Disk, why: str) -> None:
    lead, _kim = disk.others
    with pytest.raises(UsageError, match="reason is missing"):
        give_up(lead, why)
    assert the_wait(lead).number == 1


def test_what_was_told_of_today_may_be_on_its_way(tmp_path: Path) -> None:
    disk = begun_disk(tmp_path)
    disk.write_unput(disk.pl)
    disk.scene.meet(*disk.others, turns=1)
    lead, _kim = disk.others
    assert disk.told(lead) == MISSING
    with lead.opened() as vault:
        assert waits(vault, now=lead.now()) == ()
    shutil.rmtree(disk.pl.folder)
    disk.scene.next_day(lead, days=3)
    assert the_wait(lead).who == "P L"


# -- of a laptop that was removed


@pytest.fixture(scope="module")
def gone_once(tmp_path_factory: pytest.TempPathFactory) -> Disk:
    """The lead alone had two changes of PL's laptop, removed it, and lost the disk; the mailbox holds them no more. Three days went by."""
    place = tmp_path_factory.mktemp("gone")
    disk = Disk(begun(place / "team"), place / "backup")
    lead, kim = disk.others
    kim.back_up(before_all(disk))
    disk.begin("sf-1", "kb-1")
    lead.back_up(place / "leads-backup")
    disk.scene.write(disk.pl, times=2)
    disk.scene.meet(disk.pl, lead, turns=1)
    remove_pl(disk)
    shutil.rmtree(lead.folder)
    lead.restore(place / "leads-backup")
    for name in lost_names(disk):
        disk.scene.founded.journal.take_away(str(name))
    disk.scene.meet(lead, kim)
    disk.scene.next_day(lead, kim, days=3)
    disk.scene.meet(lead, kim)
    return disk


@pytest.fixture
def gone(gone_once: Disk, tmp_path: Path) -> Disk:
    return Disk(gone_once.scene.elsewhere(tmp_path / "team"), gone_once.backup)


def before_all(disk: Disk) -> Path:
    return disk.scene.founded.place / "kb-1-before"


def lost_names(disk: Disk) -> list[str]:
    names = disk.scene.names(disk.pl)
    return [names.change_set(disk.pl.listed, number) for number in (2, 3)]


def remove_pl(disk: Disk) -> None:
    lead, _kim = disk.others
    vaults = [
        replace(each, removed=START.date()) if each.id == disk.pl.listed else each
        for each in disk.scene.founded.office.team.vaults
    ]
    change_team(disk.scene.founded, lead, vaults=tuple(vaults))
    disk.scene.meet(lead, turns=2)


def test_a_lead_ends_the_wait_for_changes_of_a_removed_laptop_that_nobody_has_any_more(gone: Disk) -> None:
    lead, kim = gone.others
    gone.scene.meet(lead, kim, turns=1)
    assert [gone.told(one) for one in gone.others] == [["2 changes of PL have not come"]] * 2
    with kim.opened() as vault:
        assert waits(vault, now=kim.now()) == (), "a deputy cannot"
    one = the_wait(lead)
    assert (one.who, one.laptop, one.number, one.by) == ("P L", "pl-1", 2, "")
    give_up(lead)
    gone.scene.meet(lead, kim)
    for laptop in gone.others:
        (words,) = lately_told(gone, laptop)
        assert words.startswith("S F said on ")
        assert words.endswith(f"S F wrote: “{WHY}”")
        with laptop.opened() as vault:
            assert waits(vault, now=laptop.now()) == ()
    gone.scene.write(lead, kim)
    gone.scene.meet(lead, kim)
    gone.scene.all_have(3, lead, kim)


def test_what_came_before_them_counts_at_whoever_has_none_of_it(gone: Disk) -> None:
    """KB's laptop comes back from a time before all of it: nobody can follow the line of PL's changes back over what is lost."""
    lead, kim = gone.others
    give_up(lead)
    gone.scene.meet(lead)
    shutil.rmtree(kim.folder)
    kim.restore(before_all(gone))
    gone.scene.meet(kim, lead)
    gone.scene.all_have(1, lead, kim)


def test_what_was_given_up_of_a_removed_laptop_counts_where_it_comes_after_all(gone: Disk) -> None:
    lead, kim = gone.others
    give_up(lead)
    gone.scene.meet(lead, kim)
    with gone.scene.founded.journal.open() as store:
        for name, content, _who in gone.scene.founded.journal.put:
            if name in lost_names(gone):
                store.put(name, content)
    gone.scene.meet(lead, kim)
    gone.scene.all_have(3, lead, kim)
    assert [lately_told(gone, one) for one in gone.others] == [[]] * 2
