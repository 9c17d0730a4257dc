"""Lists of pupils as schools' systems export them. Everybody in them is invented."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from itertools import cycle

from prevent_desktop.questionnaire.judging.value_checks import _upn_letter
from prevent_desktop.tables.asking import Table
from prevent_desktop.workflows.people.roll_file import RollFile, judge

TODAY = date(2026, 11, 29)

SIMS = (
    ("St Example’s School",),
    ("Pupils on roll", "29/11/2026"),
    (),
    ("Legal Surname", "Legal Forename", "Preferred Forename", "Middle name(s)", "UPN", "DOB", "Gender", "Year", "Reg", "House Number", "Street", "Postcode", "Adno"),
    ("Begum", "Amina", "Amy", "Ann", "B801200005001", "14/03/2012", "F", "9", "9C", "12", "High Street", "B1 1BB", "004711"),
    ("O’Neill", "Zoë", "", "", "", "01/09/2015", "F", "6", "6B", "", "", "", "004712"),
)  # fmt: skip
ARBOR = (
    ("Student First Name", "Student Last Name", "Unique Pupil Number", "Date of birth", "Sex", "Year group", "Registration form", "Home address"),
    ("Amina", "Begum", "B801200005001", "14 Mar 2012", "Female", "Year 9", "9C", "12 High Street\nBirmingham"),
)  # fmt: skip
BROMCOM = (
    ("LegalForename", "LegalSurname", "UPN", "DateOfBirth", "YearGroup", "TutorGroup", "Contact 1 Name", "Ethnicity"),
    ("Amina", "Begum", "B801200005001", "2012-03-14T00:00:00", "Yr 09", "9C", "Nadia Begum", "…"),
)  # fmt: skip
PLAIN = (
    ("Name", "Date of birth", "Year", "Form"),
    ("Begum, Amina", "14.3.12", "Y9", "9C"),
    ("Zoë O’Neill", "", "Reception", ""),
)  # fmt: skip


def read(rows: Sequence[Sequence[str]]) -> RollFile:
    return judge(Table(rows=tuple(map(tuple, rows))), TODAY)


def upn(number: int) -> str:
    """A pupil number whose check letter fits."""
    digits = f"801{number:09d}"
    return _upn_letter(f"A{digits}") + digits


def csv_of(rows: Sequence[Sequence[str]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


_FORENAMES = cycle(("Amina", "Zoë", "Nia", "Jack", "Mohammed", "Olivia", "Li", "Siân"))
_SURNAMES = cycle(("Begum", "O’Neill", "Owen", "Smith", "Ali", "Jones-Evans", "Wang"))


def school(size: int) -> list[tuple[str, ...]]:
    """A list of so many pupils, with its headings."""
    lines: list[tuple[str, ...]] = [
        ("Forename", "Surname", "UPN", "DOB", "Year", "Reg", "Address", "Postcode")
    ]
    for number in range(size):
        forename, surname = next(_FORENAMES), f"{next(_SURNAMES)} {number}"
        day = f"{1 + number % 28:02d}/{1 + number % 12:02d}/{2009 + number % 7}"
        lines.append((forename, surname, upn(number), day, str(7 + number % 5), f"{7 + number % 5}C", f"{number} High Street", "B1 1BB"))  # fmt: skip
    return lines
