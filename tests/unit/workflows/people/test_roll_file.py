"""What the cells of a school's list say: the columns of each system, and each wrong cell with its row, column and cure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from prevent_desktop.errors import EvidenceError, RecordError
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.workflows.people.roll_file import read_roll_file
from prevent_desktop.workflows.people.roll_values import year_group_of
from tests.unit.workflows.people.rolls import ARBOR, BROMCOM, PLAIN, SIMS, TODAY, csv_of, read, school

HEAD = ("Forename", "Surname", "UPN", "DOB", "Year")
GOOD = ("Amina", "Begum", "B801200005001", "14/03/2012", "9")


@pytest.mark.parametrize("rows", [SIMS, ARBOR, BROMCOM, PLAIN])
def test_the_columns_of_each_system_say_the_same_of_a_pupil(rows: Sequence[Sequence[str]]) -> None:
    file = read(rows)
    amina = file.pupils[0]
    assert not file.problems
    assert (amina.forenames.split()[0], amina.surname) == ("Amina", "Begum")
    assert (amina.year_group, amina.form) == ("Year 9", "9C")
    assert amina.birth_date == PartialDate.parse("2012-03-14")


def test_a_report_of_sims_with_a_title_above_gives_all_that_is_kept_of_a_pupil() -> None:
    file = read(SIMS)
    amina, zoe = file.pupils
    assert (amina.forenames, amina.known_as, amina.gender) == ("Amina Ann", "Amy", "Female")
    assert (amina.upn, amina.postcode) == ("B801200005001", "B1 1BB")
    assert amina.address == "12\nHigh Street"
    assert (zoe.full_name, zoe.upn, zoe.address) == ("Zoë O’Neill", "", "")
    assert file.unused == ("Adno",)


def test_equality_data_is_never_taken_and_the_columns_are_named() -> None:
    assert read(BROMCOM).unused == ("Ethnicity",)


CONTACTS = {
    ("Contact 1 Name", "Contact 1 Relationship", "Contact 1 Telephone", "Contact 2 Name", "Contact 2 Address"): (
        ("Nadia Begum", "Mother", "01632 960 001", "Omar Begum", "Elsewhere"),
        (("Nadia Begum", "Mother", "01632 960 001", ""), ("Omar Begum", "", "", "")),
    ),
    ("Priority 1 Contact Name", "Priority 1 Contact Relationship", "Priority 1 Contact Home Telephone"): (
        ("Mrs N Begum", "Mother", "01632 960 001"),
        (("Mrs N Begum", "Mother", "01632 960 001", ""),),
    ),
    ("Primary guardian: First name", "Primary guardian: Last name", "Primary guardian: Email", "Guardian 2: Name"): (
        ("Nadia", "Begum", "nadia@home.example", ""),
        (("Nadia Begum", "Guardian", "", "nadia@home.example"),),
    ),
    ("Parent1Forename", "Parent1Surname", "Parent1Mobile", "Parent1Relationship"): (
        ("Nadia", "Begum", "07700 900123", "Mother"),
        (("Nadia Begum", "Mother", "07700 900123", ""),),
    ),
    ("Mother’s name", "Mother’s phone", "Father"): (
        ("Nadia Begum", "01632 960 001", "Omar Begum"),
        (("Nadia Begum", "Mother", "01632 960 001", ""), ("Omar Begum", "Father", "", "")),
    ),
    ("Contact name", "Relationship to pupil", "Contact mobile", "Contact home phone"): (
        ("Nadia Begum", "Mother", "", "01632 960 001"),
        (("Nadia Begum", "Mother", "01632 960 001", ""),),
    ),
}  # fmt: skip
"""Headings, a row, and the contacts (name, relationship, phone, email) that it tells of."""


@pytest.mark.parametrize("headings", CONTACTS)
def test_parents_and_contacts_are_taken_from_the_columns_of_each_system(headings: tuple[str, ...]) -> None:
    row, wanted = CONTACTS[headings]
    file = read(((*HEAD, *headings), (*GOOD, *row)))
    found = tuple((one.name, one.relationship, one.phone, one.email) for one in file.pupils[0].contacts)
    assert (file.problems, found) == ((), wanted)


def test_a_contact_without_a_name_is_none_and_a_wrong_cell_about_one_is_told() -> None:
    headings = (*HEAD, "Contact 1 Name", "Contact 1 Phone", "Contact number")
    assert read((headings, (*GOOD, "", "01632 960 001", "01632 960 002"))).pupils[0].contacts == ()
    assert list(map(str, read((headings, (*GOOD, "=A1", "", ""))).problems)) == [
        "Row 2, column F (Contact 1 Name): there is a formula here: copy the column and paste it as values."
    ]
    assert read((headings, (*GOOD, "", "", ""))).unused == ("Contact number",)


def test_one_column_with_a_name_is_taken_apart() -> None:
    assert [(p.forenames, p.surname) for p in read(PLAIN).pupils] == [("Amina", "Begum"), ("Zoë", "O’Neill")]


PROBLEMS: dict[tuple[str, ...], str] = {
    ("Nia", "Owen", "", "31/02/2012", "9"): "Row 3, column D (DOB): “31/02/2012” is a day that does not exist.",
    ("Nia", "Owen", "", "03/25/2012", "9"): "Row 3, column D (DOB): “03/25/2012” has the month before the day: write day/month/year in the whole column.",
    ("Nia", "Owen", "", "40983", "9"): "Row 3, column D (DOB): “40983” is a number, not a date: give the column the format “Date”.",
    ("Nia", "Owen", "", "soon", "9"): "Row 3, column D (DOB): “soon” is not a date: write day/month/year.",
    ("Nia", "Owen", "", "30/11/2026", "9"): "Row 3, column D (DOB): the date of birth “30/11/2026” is in the future.",
    ("Nia", "Owen", "", "01/01/1900", "9"): "Row 3, column D (DOB): the date of birth “01/01/1900” is more than 120 years ago.",
    ("", "", "", "01/01/2012", "9"): "Row 3, column B (Surname): there is no name here.",
    ("=A2", "Owen", "", "", "9"): "Row 3, column A (Forename): there is a formula here: copy the column and paste it as values.",
    ("#REF!", "Owen", "", "", "9"): "Row 3, column A (Forename): the formula here has no result (“#REF!”).",
    ("Nia\u200b", "Owen", "", "", "9"): "Row 3, column A (Forename): there are signs here that cannot be seen: type it again.",
    ("N" * 151, "Owen", "", "", "9"): "Row 3, column A (Forename): there are more than 150 letters here.",
    ("Nia", "Owen", "B801200005001", "", "9"): "Row 3, column C (UPN): the pupil number B801200005001 is in row 2 too, with other details.",
}  # fmt: skip


@pytest.mark.parametrize("row", PROBLEMS)
def test_a_wrong_cell_is_told_with_row_column_and_cure(row: tuple[str, ...]) -> None:
    assert list(map(str, read((HEAD, GOOD, row)).problems)) == [PROBLEMS[row]]


def test_a_number_whose_check_letter_does_not_fit_is_a_warning_and_the_pupil_stays() -> None:
    file = read((HEAD, ("Nia", "Owen", "A801200005001", "", "9")))
    assert not file.problems
    assert file.pupils[0].upn == "A801200005001"
    assert str(file.remarks[0]).startswith("Row 2, column C (UPN): “A801200005001” is not a pupil number")


def test_letters_that_another_program_changed_are_a_warning() -> None:
    assert "ZoÃ«" in str(read((HEAD, ("ZoÃ«", "Owen", "", "", "9"))).remarks[0])


def test_a_pupil_who_is_repeated_for_each_contact_counts_once() -> None:
    file = read((HEAD, GOOD, GOOD, ()))
    assert (len(file.pupils), file.repeated, file.problems) == (1, 1, ())


def test_rows_for_each_contact_give_one_pupil_with_all_of_them() -> None:
    headings = (*HEAD, "Contact name", "Relationship")
    file = read((headings, (*GOOD, "Nadia", "Mother"), (*GOOD, "Omar", "Father"), (*GOOD, "Nadia", "Mother")))
    assert (len(file.pupils), file.repeated, file.problems) == (1, 2, ())
    assert [one.name for one in file.pupils[0].contacts] == ["Nadia", "Omar"]


def test_namesakes_and_twins_without_numbers_are_two() -> None:
    twins = (HEAD, ("Nia", "Owen", "", "01/01/2012", "9"), ("Nia", "Owen", "", "01/01/2012", "9"))
    assert len(read(twins).pupils) == 2


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((("Room", "Teacher"), ("12", "Smith")), "No columns for a forename and a surname were found. Row 1 says: “Room”, “Teacher”"),
        ((("Surname", "UPN"), ("Begum", "")), "No columns for a forename and a surname"),
        ((("Forename", "Surname", "Surname"), ("Amy", "B", "C")), "columns B and C are both called “Surname”"),
        ((HEAD,), "no pupil below them"),
        ((), "No columns"),
    ],
)  # fmt: skip
def test_wrong_columns_are_told_in_one_sentence(rows: Sequence[Sequence[str]], words: str) -> None:
    with pytest.raises(EvidenceError, match="Nothing was read") as refused:
        read(rows)
    assert words in refused.value.what_happened


def test_years_are_written_in_one_way() -> None:
    written = ("9", "Y9", "Yr 09", "year 9", "Reception", "N1", "")
    assert list(map(year_group_of, written)) == ["Year 9"] * 4 + ["Reception", "N1", ""]


def test_a_file_is_read_from_the_disk_with_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes(csv_of(school(1_200)))
    seen: list[int] = []
    file = read_roll_file(path, today=TODAY, progress=seen.append)
    assert (len(file.pupils), file.problems, file.remarks) == (1_200, (), ())
    assert seen == [500, 1_000, 1_201]


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="cannot be read"):
        read_roll_file(tmp_path / "none.csv", today=TODAY)
