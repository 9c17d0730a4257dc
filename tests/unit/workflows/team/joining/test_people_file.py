from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.casework.team.roster import Role
from prevent_desktop.errors import EvidenceError
from prevent_desktop.tables.asking import Table
from prevent_desktop.workflows.team.joining.people_file import PeopleFile, judge_people, read_people_file


def judged(*rows: tuple[str, ...]) -> PeopleFile:
    return judge_people(Table(rows=rows))


def test_names_and_roles_come_from_a_csv_as_any_program_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("Forename;Surname;Role\nJo;Lowe;Deputy DSL\nZoë;O’Neill;\n", encoding="utf-8-sig")
    found = read_people_file(path)
    assert [(one.name, one.role) for one in found.people] == [
        ("Jo Lowe", Role.DEPUTY),
        ("Zoë O’Neill", Role.REPORTER),
    ]
    assert not found.problems
    assert not found.remarks


def test_headings_may_stand_below_a_title_and_names_in_one_column() -> None:
    found = judged(("Staff 2026", ""), ("", ""), ("Full name", "Job title"), ("Ash Moor", "Caretaker"))
    assert found.people[0].role is Role.REPORTER
    assert str(found.remarks[0]).startswith("Row 4, column B (Job title): “Caretaker” becomes a reporter")


def test_what_is_wrong_is_told_by_row_and_column_with_how_to_mend_it() -> None:
    found = judged(
        ("Name", "Role"),
        ("", "Lead"),
        ("Jo Lowe", "=B2"),
        ("jo  lowe", ""),
        ("Ash\u202eMoor", ""),
        ("x" * 130, ""),
    )
    told = [str(one) for one in found.problems]
    assert told[0] == "Row 2, column A (Name): there is no name here: write it, or take the row out."
    assert "Row 3, column B (Role): there is a formula here" in told[1]
    assert "Row 4: “jo lowe” is in row 3 too." in told[2]
    assert "cannot be seen" in told[3]
    assert "more than 120 letters" in told[4]


@pytest.mark.parametrize("other", ["Zoe\u0308 Moor", "\uff3aoë Moor", "Zoë Mооr", "zoë  moor"])
def test_two_names_that_nobody_can_tell_apart_are_told(other: str) -> None:
    (told,) = judged(("Name", "Role"), ("Zoë Moor", "Reporter"), (other, "Lead")).problems
    assert "is in row 2 too. Are they two people?" in str(told)


def test_a_file_without_names_says_what_to_write() -> None:
    with pytest.raises(EvidenceError, match="Write “Name” and “Role” in the first row"):
        judged(("Room", "Phone"), ("12", "34"))
    with pytest.raises(EvidenceError, match="no name below them"):
        judged(("Name", "Role"))
