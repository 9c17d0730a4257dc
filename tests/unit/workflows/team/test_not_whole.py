"""Of what builds on something that was lost the record tells what came, and nothing of it is out of sight."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.ui.components.people_words import found_view
from prevent_desktop.ui.packs.move_view import what_goes
from prevent_desktop.workflows.organisation.signers import keep_signers
from prevent_desktop.workflows.retention.counting import counted
from prevent_desktop.workflows.retention.disposal_preview import Target, preview_disposal
from prevent_desktop.workflows.school_move.file_contents import _leave_out_of_cases
from prevent_desktop.workflows.school_move.moving import read_move
from prevent_desktop.workflows.subject_access.gathering import gather
from prevent_desktop.workflows.subject_access.in_print import _case
from prevent_desktop.workflows.team.cases.finding import find_all
from prevent_desktop.workflows.team.cases.not_whole import (
    NotWhole,
    cases_not_whole,
    keep_not_whole,
    not_whole,
)
from prevent_desktop.workflows.team.rounds.gathering import capture_all
from tests.faults.team_laptops import Laptop
from tests.faults.team_ledger import words_of
from tests.faults.team_work import Desk, begin_form, open_case, save_draft, write_event, write_note
from tests.unit.workflows.subject_access.full_person import Words
from tests.unit.workflows.team.test_lost_disks import Disk, begun_disk, forget_unput


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return begun_disk(tmp_path)


def write(disk: Disk, *works: Callable[[Desk], object]) -> set[str]:
    """PL works, and it is in one change; the words of it."""
    word = Words(disk.scene.word.chance)
    with disk.pl.opened() as vault:
        desk = Desk(vault, disk.scene.case_id, random.Random(1), word, disk.pl.now(), "PL")
        for each in works:
            each(desk)
        capture_all(vault, disk.pl.now)
    return set(word.made)


def write_and_lose(disk: Disk, *works: Callable[[Desk], object]) -> set[str]:
    """The same, and the mailbox loses it."""
    disk.pl.lies.loses = 1.0
    words = write(disk, *works)
    disk.scene.meet(disk.pl, turns=1)
    disk.pl.lies.end()
    forget_unput(disk.pl)
    return words


def read(disk: Disk, laptop: Laptop) -> tuple[NotWhole, ...]:
    with laptop.opened() as vault:
        return not_whole(vault, disk.scene.case_id)


def texts(found: tuple[NotWhole, ...]) -> set[str]:
    return words_of(" ".join(text for one in found for _label, text in one.texts))


def a_draft_without_its_beginning(disk: Disk) -> set[str]:
    """A form is begun, and that is lost; what was saved of it later comes to all. Its words, but for where the writer was in it."""
    write_and_lose(disk, begin_form)
    newer = write(disk, save_draft)
    disk.scene.meet(disk.pl, turns=1)
    with disk.pl.opened() as vault:
        (draft,) = vault.responses.of_case(disk.scene.case_id)
    disk.lose()
    disk.meet()
    return (newer | {draft.title}) - {draft.place}


def test_a_draft_of_which_the_beginning_was_lost_is_told_with_its_words(disk: Disk) -> None:
    newer = a_draft_without_its_beginning(disk)
    for laptop in (*disk.others, disk.pl):
        (found,) = read(disk, laptop)
        assert texts((found,)) == newer
        assert found.words == "Form, written by P L: how it was begun has not come."
    disk.scene.all_have(1, *disk.others, disk.pl)


def test_what_belongs_to_something_that_was_lost_is_told_with_its_words(disk: Disk) -> None:
    lost, words = an_event_on_one_that_was_lost(disk)
    for laptop in disk.others:
        (found,) = read(disk, laptop)
        assert words < texts((found,)) <= words | lost
        assert found.words == "Event, written by P L: what it belongs to has not come."


def test_nothing_is_told_any_more_once_it_came_after_all(disk: Disk) -> None:
    write_and_lose(disk, begin_form)
    write(disk, save_draft)
    disk.scene.meet(disk.pl, turns=1)
    old = disk.lose(keep=True)
    disk.meet()
    assert [len(read(disk, laptop)) for laptop in disk.others] == [1, 1]
    disk.scene.next_day(old, *disk.others)
    disk.scene.meet(old, *disk.others, disk.pl, turns=6)
    for laptop in disk.others:
        assert read(disk, laptop) == ()
        with laptop.opened() as vault:
            assert len(vault.responses.of_case(disk.scene.case_id)) == 1


def test_the_copy_for_the_person_and_a_disposal_know_of_it(disk: Disk) -> None:
    newer = a_draft_without_its_beginning(disk)
    lead, case_id = disk.others[0], disk.scene.case_id
    with lead.opened() as vault:
        person_id = vault.cases.get(case_id).person_id
        document = gather(vault, person_id, now=lead.now())
        (case,) = document["cases"]
        printed = "\n".join(str(line) for section in _case(case) for line in section.lines)
        assert newer <= words_of(printed)
        assert "how it was begun has not come" in printed
        view = preview_disposal(vault, None, Target(person_id=person_id, case_id=case_id), now=lead.now())
        assert "1 entry that is not whole" in counted(view.goes)


def an_event_on_one_that_was_lost(disk: Disk) -> tuple[set[str], set[str]]:
    """An event that puts another right comes, and that other one was lost; the words that were lost, and those that came."""
    lost = write_and_lose(disk, write_event)
    with disk.pl.opened() as vault:
        (earlier,) = vault.events.of_case(disk.scene.case_id)

    def write_anew(desk: Desk) -> None:
        desk.vault.events.add(replace(earlier, id=new_id(), what=desk.word(), corrects=earlier.id))

    words = write(disk, write_anew)
    disk.scene.meet(disk.pl, turns=1)
    disk.lose()
    disk.meet()
    return lost, words


def test_a_search_finds_what_came_but_for_a_form_that_may_be_kept_apart(disk: Disk) -> None:
    _lost, (word,) = an_event_on_one_that_was_lost(disk)
    lead = disk.others[0]
    with lead.opened() as vault:
        person_id = vault.cases.get(disk.scene.case_id).person_id
        (found,) = find_all(vault, word[:9].lower()).texts
        assert (found.hit.kind, found.hit.case_id) == ("event", disk.scene.case_id)
        assert found.person.id == person_id
        assert word in found.hit.snippet
        assert not found.is_whole
        (row,) = found_view(find_all(vault, word), lead.now().date()).texts
        assert any("Not all of it has come." in (cell.text, cell.detail) for cell in row.cells)
        assert find_all(vault, f"{word} nowhere").texts == ()
        assert find_all(vault, word[1:]).texts == (), "a word is found by its beginning"
        assert find_all(vault, "").texts == ()


def test_no_search_finds_a_form_of_which_nothing_says_whether_it_is_kept_apart(disk: Disk) -> None:
    newer = a_draft_without_its_beginning(disk)
    with disk.others[0].opened() as vault:
        assert [find_all(vault, word).texts for word in newer] == [()] * len(newer)


def for_a_new_school(disk: Disk) -> tuple[set[str], str]:
    """The words of what is not whole in the file for a new school, and what is told before it goes."""
    lead = disk.others[0]
    with lead.opened() as vault:
        case = vault.cases.get(disk.scene.case_id)
        document = gather(vault, case.person_id, now=lead.now())
        _leave_out_of_cases(vault, document["cases"])
        (left,) = document["cases"]
        return words_of(str(left["not_whole"])), what_goes(read_move(vault, case.person_id, now=lead.now()))


def test_the_file_for_a_new_school_holds_what_may_go_on(disk: Disk) -> None:
    _lost, words = an_event_on_one_that_was_lost(disk)
    goes, told = for_a_new_school(disk)
    assert words <= goes
    assert "not in this file" not in told


def test_a_form_that_is_not_whole_stays_out_of_the_file_for_a_new_school_and_that_is_told(disk: Disk) -> None:
    a_draft_without_its_beginning(disk)
    goes, told = for_a_new_school(disk)
    assert goes == set()
    assert "1 entry of which not all has come is not in this file." in told


def test_a_case_of_which_the_beginning_was_lost_is_told_with_its_words(disk: Disk) -> None:
    disk.pl.lies.loses = 1.0
    with disk.pl.opened() as vault:
        case_id = open_case(vault, Words(disk.scene.word.chance), disk.pl.now()).id
        disk.pl.share(vault, case_id, disk.scene.founded.main)
    disk.scene.meet(disk.pl, turns=1)
    disk.pl.lies.end()
    forget_unput(disk.pl)
    disk.scene.case_id = case_id
    words = write(disk, write_note)
    disk.scene.meet(disk.pl, turns=1)
    disk.lose()
    disk.meet()
    for laptop in (*disk.others, disk.pl):
        with laptop.opened() as vault:
            found = cases_not_whole(vault)
        assert texts(found) == words
        assert [one.words for one in found] == ["Note, written by P L: what it belongs to has not come."]


def test_whoever_leaves_the_team_keeps_what_is_not_whole_as_the_rest_of_the_case(disk: Disk) -> None:
    _lost, words = an_event_on_one_that_was_lost(disk)
    lead = disk.others[0]
    with lead.opened() as vault:
        before = not_whole(vault, disk.scene.case_id)
        assert texts(before) >= words
        with vault.transaction():
            keep_signers(vault)
            keep_not_whole(vault)
            vault.team.leave()
        assert not_whole(vault, disk.scene.case_id) == before
        case = vault.cases.get(disk.scene.case_id)
        (kept,) = gather(vault, case.person_id, now=lead.now())["cases"]
        assert words <= words_of(str(kept["not_whole"]))
        assert all(find_all(vault, word).texts for word in words)
        view = preview_disposal(vault, None, Target(person_id=case.person_id), now=lead.now())
        assert view.not_whole == len(before)
