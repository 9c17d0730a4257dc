"""What a colleague lacks is put again by whoever has it, whatever became of its case here, once its writer has gone."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.workflows.team.cases.late_changes import take_over_late
from prevent_desktop.workflows.team.cases.sharing import keep_from
from prevent_desktop.workflows.team.circles.statements import circles
from prevent_desktop.workflows.team.joining.members import let_count, set_aside
from prevent_desktop.workflows.team.rounds.gathering import gather
from tests.faults.team_laptops import START, Founded, Laptop, change_team
from tests.faults.team_lies import Lies
from tests.faults.team_work import Desk, open_case, write_note
from tests.unit.workflows.subject_access.full_person import Words
from tests.unit.workflows.team.test_round import founded_once
from tests.unit.workflows.team.test_what_comes_along import add_a_file, files, notes, one_round

__all__ = ["founded_once"]


@pytest.fixture
def founded(founded_once: Founded, tmp_path: Path) -> Founded:
    return founded_once.copy(tmp_path / "team")


def share_a_case(founded: Founded, laptop: Laptop, seed: int) -> str:
    with laptop.opened() as vault:
        case_id = open_case(vault, Words(random.Random(seed)), laptop.now()).id
        laptop.share(vault, case_id, founded.main)
    return case_id


def note(laptop: Laptop, case_id: str) -> None:
    with laptop.opened() as vault:
        write_note(
            Desk(vault, case_id, random.Random(1), Words(random.Random(9)), laptop.now(), laptop.member)
        )


def remove(founded: Founded, gone: Laptop) -> None:
    """The lead takes a laptop out of the team."""
    listed = (
        replace(one, removed=START.date()) if one.id == gone.listed else one
        for one in founded.office.team.vaults
    )
    change_team(founded, founded.laptops["sf-1"], vaults=tuple(listed))


def test_a_file_of_a_case_that_left_the_record_and_came_back(founded: Founded) -> None:
    """PL had the case of KB, whose laptop was removed before the lead had it; the lead lets it count, and the mailbox is empty."""
    lead, kim, pat = (founded.laptops[name] for name in ("sf-1", "kb-1", "pl-1"))
    case_id = share_a_case(founded, kim, 3)
    add_a_file(kim, case_id, "letter.txt")
    one_round(founded, kim, pat, pat)
    assert files(pat, case_id) == ["letter.txt"]
    remove(founded, kim)
    one_round(founded, lead, pat)
    with pat.opened() as vault:
        assert vault.team.circle_of(case_id) is None, "it counts no more"
    founded.journal.empty()
    one_round(founded, pat, lead, pat, lead)
    with lead.opened() as vault:
        for change in set_aside(vault):
            let_count(vault, change, now=lead.now())
    one_round(founded, lead, pat, lead, pat, lead)
    assert files(lead, case_id) == files(pat, case_id) == ["letter.txt"]


def test_a_file_whose_row_had_left_the_record_when_the_vault_was_restored(
    founded: Founded, tmp_path: Path
) -> None:
    """PL had the file of KB, whose laptop was removed before the lead had its line; a backup takes no file that no line names."""
    lead, kim, pat = (founded.laptops[name] for name in ("sf-1", "kb-1", "pl-1"))
    case_id = share_a_case(founded, lead, 3)
    one_round(founded, lead, kim, pat)
    add_a_file(kim, case_id, "letter.txt")
    one_round(founded, kim, pat, pat)
    assert files(pat, case_id) == ["letter.txt"]
    remove(founded, kim)
    one_round(founded, lead, pat)
    assert files(pat, case_id) == []
    pat.back_up(tmp_path / "backup")
    shutil.rmtree(pat.folder)
    pat.restore(tmp_path / "backup")
    one_round(founded, pat, lead)
    with lead.opened() as vault:
        for change in set_aside(vault):
            let_count(vault, change, now=lead.now())
    one_round(founded, *(lead, pat) * 3)
    assert files(lead, case_id) == files(pat, case_id) == ["letter.txt"]


def lose_bytes(laptop: Laptop) -> None:
    with laptop.opened() as vault:
        for file_id in vault.attachments.files.ids():
            vault.attachments.files.remove(file_id)


@pytest.mark.parametrize("was_put", [True, False])
def test_files_whose_bytes_are_gone_here_come_again_and_hold_up_no_others(
    founded: Founded, was_put: bool
) -> None:
    lead, pat = founded.laptops["sf-1"], founded.laptops["pl-1"]
    case_id = share_a_case(founded, lead, 3)
    one_round(founded, lead, pat)
    names = [f"{number} letter.txt" for number in range(9)]
    for name in names:
        add_a_file(lead, case_id, name)
    one_round(founded, lead, lead, pat, pat)
    assert files(pat, case_id) == names
    lose_bytes(pat)
    if not was_put:
        with pat.opened() as vault:
            vault.database.run("UPDATE team_files SET state = 'to-put'")
    add_a_file(pat, case_id, "of PL.txt")
    one_round(founded, pat, lead, pat, lead)
    assert files(lead, case_id) == files(pat, case_id) == [*names, "of PL.txt"]


def test_a_change_of_a_case_that_goes_on_elsewhere(founded: Founded) -> None:
    """KB's next change, in another case, waits at PL for the one in the case that is kept from PL."""
    lead, kim, pat = (founded.laptops[name] for name in ("sf-1", "kb-1", "pl-1"))
    moved, stays = (share_a_case(founded, lead, seed) for seed in (3, 4))
    one_round(founded, lead, kim, pat)
    for case_id in (moved, stays):
        note(kim, case_id)
        one_round(founded, kim)
    one_round(founded, lead)
    with lead.opened() as vault:
        keep_from(vault, moved, ["pl"], now=lead.now())
    remove(founded, kim)
    one_round(founded, lead)
    founded.journal.empty()
    one_round(founded, lead, pat, lead, pat, lead, pat)
    assert len(notes(lead, stays)) == 1
    assert notes(pat, stays) == notes(lead, stays)


def test_the_head_tells_of_the_last_word_in_a_case_that_goes_on_elsewhere(founded: Founded) -> None:
    """Else nobody would ask for it where the mailbox lost it."""
    lead, pat = founded.laptops["sf-1"], founded.laptops["pl-1"]
    case_id = share_a_case(founded, lead, 3)
    one_round(founded, lead, pat)
    with lead.opened() as vault:
        keep_from(vault, case_id, ["pl"], now=lead.now())
    one_round(founded, lead, pat, pat)
    with pat.opened() as vault:
        assert vault.team.circle_of(case_id) is None
        errand = gather(vault, now=pat.now, forms=lambda _digest: None)
        assert errand is not None
        own = errand.circles[0].own
        assert own == {writer: vault.team.heads(founded.main)[writer].number for writer in own}
        assert set(own.values()) == {1}, "that it is set aside here"


def test_both_changes_of_a_copied_laptop_under_one_number_in_a_case_that_goes_on_elsewhere(
    founded: Founded,
) -> None:
    """What the copy had put was lost; by then the case goes on without both of them, and the other one has that number."""
    lead, kim = founded.laptops["sf-1"], founded.laptops["kb-1"]
    case_id = share_a_case(founded, lead, 3)
    one_round(founded, lead, kim)
    copy = replace(kim, name="kb-1-copy", folder=kim.folder.with_name("kb-1-copy"), lies=Lies())
    shutil.copytree(kim.folder, copy.folder)
    note(kim, case_id)
    one_round(founded, kim)
    with lead.opened() as vault:
        keep_from(vault, case_id, ["kb"], now=lead.now())
    one_round(founded, lead)
    note(copy, case_id)
    copy.lies.loses = 1.0
    one_round(founded, copy, copy)
    with copy.opened() as vault:
        assert vault.team.circle_of(case_id) is None
    copy.lies.end()
    one_round(founded, copy, copy, lead, lead)
    with lead.opened() as vault:
        assert take_over_late(vault, case_id, now=lead.now()) == 2
    assert len(notes(lead, case_id)) == 2


def test_what_a_case_goes_on_with_lies_in_the_mailbox_before_anybody_is_told_that_it_goes(
    founded: Founded,
) -> None:
    """Else those who go along would wait in between, where the laptop is lost that moves it."""
    lead, kim = founded.laptops["sf-1"], founded.laptops["kb-1"]
    cases = [share_a_case(founded, lead, seed) for seed in range(6)]
    one_round(founded, lead, kim)
    before = set(founded.journal.names_of(lead.name))
    with lead.opened() as vault:
        for case_id in cases:
            keep_from(vault, case_id, ["pl"], now=lead.now())
    one_round(founded, lead)
    put = [name for name in founded.journal.names_of(lead.name) if name not in before]
    with lead.opened() as vault:
        names = {
            circle: {book.names.change_set(lead.listed, number) for number in range(1, 20)}
            for circle, book in circles(vault).items()
        }
    leaving = [put.index(name) for name in put if name in names[founded.main]]
    going_on = [
        put.index(name) for name in put if any(name in names[one] for one in set(names) - {founded.main})
    ]
    assert len(leaving) == len(cases)
    assert len(going_on) >= 2 * len(cases)
    assert max(going_on) < min(leaving)
