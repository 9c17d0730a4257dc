"""What comes along with a case that is kept from somebody: files that had not come, and what a restored laptop gets back only then."""

from __future__ import annotations

import io
import random
import shutil
from dataclasses import replace
from pathlib import Path

from prevent_desktop.vault.team.conflicts import count_differences
from prevent_desktop.workflows.people.people import change_person, person_of_case
from prevent_desktop.workflows.team.cases.late_changes import take_over_late
from prevent_desktop.workflows.team.cases.sharing import keep_from
from prevent_desktop.workflows.team.circles.statements import circles
from tests.faults.team_laptops import Founded, Laptop
from tests.faults.team_work import Desk, open_case, write_note
from tests.unit.workflows.subject_access.full_person import Words
from tests.unit.workflows.team.test_round import founded_once

__all__ = ["founded_once"]


def one_round(founded: Founded, *laptops: Laptop) -> None:
    for laptop in laptops:
        with laptop.opened() as vault:
            laptop.round(vault, founded.journal, random.Random(1))


def notes(laptop: Laptop, case_id: str) -> list[str]:
    with laptop.opened() as vault:
        return sorted(one.text for one in vault.notes.of_case(case_id))


def files(laptop: Laptop, case_id: str) -> list[str]:
    """The names of the files of a case, each of which is whole."""
    with laptop.opened() as vault:
        found = vault.attachments.of_case(case_id)
        for one in found:
            vault.attachments.files.verify(one.id, one.sha256)
        return sorted(one.file_name for one in found)


def shared_case(founded: Founded) -> str:
    """A case of the lead's that all have."""
    lead = founded.laptops["sf-1"]
    with lead.opened() as vault:
        case_id = open_case(vault, Words(random.Random(3)), lead.now()).id
        lead.share(vault, case_id, founded.main)
    one_round(founded, lead, *founded.circle)
    return case_id


def add_a_file(laptop: Laptop, case_id: str, name: str) -> None:
    with laptop.opened() as vault:
        content = io.BytesIO(name.encode())
        vault.attachments.add(
            content, case_id=case_id, file_name=name, media_type="text/plain", at=laptop.now()
        )


def change_address(laptop: Laptop, case_id: str, address: str) -> None:
    with laptop.opened() as vault:
        change_person(vault, replace(person_of_case(vault, case_id), address=address), now=laptop.now())


def keep_from_pat(founded: Founded, case_id: str) -> None:
    lead = founded.laptops["sf-1"]
    with lead.opened() as vault:
        keep_from(vault, case_id, ["pl"], now=lead.now())


def test_a_file_that_had_not_come_when_the_case_was_moved_comes_with_whoever_added_it(
    founded_once: Founded, tmp_path: Path
) -> None:
    """The lead knew of it, and its line waited: it stands in none of what the new circle is begun with."""
    founded = founded_once.copy(tmp_path / "team")
    lead, kim, pat = (founded.laptops[name] for name in ("sf-1", "kb-1", "pl-1"))
    case_id = shared_case(founded)
    add_a_file(kim, case_id, "letter.txt")
    change_address(kim, case_id, "1 High Street")
    one_round(founded, kim)
    with kim.opened() as vault:
        (file,) = vault.attachments.of_case(case_id)
        founded.journal.take_away(circles(vault)[founded.main].names.attachment(file.sha256))
    one_round(founded, lead)
    assert files(lead, case_id) == []
    change_address(lead, case_id, "2 Low Road")
    keep_from_pat(founded, case_id)
    one_round(founded, lead, kim, kim, lead, kim, lead)
    assert files(kim, case_id) == files(lead, case_id) == ["letter.txt"]
    with lead.opened() as vault:
        assert vault.team.files.count_wanted() == 0
        assert person_of_case(vault, case_id).address == "2 Low Road", "the lead had seen the other one"
        assert count_differences(vault) == 0
    one_round(founded, pat, pat)
    assert files(pat, case_id) == []
    with pat.opened() as vault:
        assert vault.search("letter") == (), "it never came, and never will"


def test_a_file_that_was_added_before_its_writer_heard_of_it_reaches_the_others(
    founded_once: Founded, tmp_path: Path
) -> None:
    founded = founded_once.copy(tmp_path / "team")
    lead, kim = founded.laptops["sf-1"], founded.laptops["kb-1"]
    case_id = shared_case(founded)
    keep_from_pat(founded, case_id)
    one_round(founded, lead)
    add_a_file(kim, case_id, "letter.txt")
    one_round(founded, kim, kim, lead, lead)
    assert files(lead, case_id) == ["letter.txt"]


def test_a_file_of_whoever_is_left_out_comes_once_a_lead_takes_it_over(
    founded_once: Founded, tmp_path: Path
) -> None:
    founded = founded_once.copy(tmp_path / "team")
    lead, kim, pat = (founded.laptops[name] for name in ("sf-1", "kb-1", "pl-1"))
    case_id = shared_case(founded)
    keep_from_pat(founded, case_id)
    add_a_file(pat, case_id, "letter.txt")
    one_round(founded, pat, lead, pat, lead)
    with lead.opened() as vault:
        assert take_over_late(vault, case_id, now=lead.now()) == 1
    one_round(founded, lead, lead, kim, kim)
    assert files(lead, case_id) == files(kim, case_id) == ["letter.txt"]


def number_of_sets(laptop: Laptop, case_id: str) -> int:
    with laptop.opened() as vault:
        return len(vault.team.sets_of(case_id, vault.team.circle_of(case_id) or ""))


def test_it_brings_that_too(founded_once: Founded, tmp_path: Path) -> None:
    founded = founded_once.copy(tmp_path / "team")
    lead, kim = founded.laptops["sf-1"], founded.laptops["kb-1"]
    word = Words(random.Random(3))
    with lead.opened() as vault:
        case_id = open_case(vault, word, lead.now()).id
        lead.share(vault, case_id, founded.main)
    one_round(founded, lead, kim)
    kim.back_up(tmp_path / "backup")
    before = len(founded.journal.put)
    with kim.opened() as vault:
        write_note(Desk(vault, case_id, random.Random(2), word, kim.now(), "KB"))
    one_round(founded, kim)
    wrote = notes(kim, case_id)
    assert len(wrote) == 1
    kim.lies.withheld = {name for name, _content, _who in founded.journal.put[before:]}
    with lead.opened() as vault:
        keep_from(vault, case_id, ["pl"], now=lead.now())
        circle = vault.team.circle_of(case_id)
    one_round(founded, lead)
    shutil.rmtree(kim.folder)
    kim.restore(tmp_path / "backup")
    one_round(founded, kim, kim)
    with kim.opened() as vault:
        assert vault.team.circle_of(case_id) == circle, "it went along, and knows nothing of its note"
    assert notes(kim, case_id) == []
    kim.lies.end()
    one_round(founded, kim, kim, lead)
    assert notes(kim, case_id) == notes(lead, case_id) == wrote
    sets = number_of_sets(kim, case_id)
    one_round(founded, kim, lead)
    assert number_of_sets(kim, case_id) == sets, "it is brought once"
