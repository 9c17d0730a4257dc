"""Which column of a school's list says what: the headings of SIMS, Arbor, Bromcom, and plain ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from prevent_desktop.workflows.people.contact_columns import ContactColumn, contact_columns

FORENAMES: Final = "forenames"
SURNAME: Final = "surname"
NAME: Final = "name"
MIDDLE_NAMES: Final = "middle_names"
BIRTH_DATE: Final = "birth_date"
UPN: Final = "upn"
YEAR_GROUP: Final = "year_group"

_HEADINGS: Final = {
    SURNAME: ("legal surname", "legal last name", "surname", "last name", "family name", "preferred surname", "preferred last name"),
    FORENAMES: ("legal forename", "legal forenames", "legal first name", "forename", "forenames", "first name", "first names", "given name", "given names"),
    MIDDLE_NAMES: ("middle name", "middle names", "legal middle name", "legal middle names", "middle name s"),
    NAME: ("name", "full name", "legal full name", "legal name", "student", "pupil", "learner"),
    "known_as": ("preferred forename", "preferred first name", "pref forename", "preferred name", "known as", "chosen name", "chosen forename"),
    BIRTH_DATE: ("date of birth", "dob", "birth date", "birthdate", "d o b"),
    "gender": ("gender", "sex", "legal sex"),
    UPN: ("upn", "unique pupil number"),
    YEAR_GROUP: ("year group", "year", "nc year", "national curriculum year", "year taught in", "yr", "yeargroup", "current year group", "actual nc year"),
    "form": ("registration group", "registration form", "reg group", "reg form", "reg", "form", "tutor group", "tutorgroup", "form group", "class", "registration"),
    "school": ("school", "school name"),
    "postcode": ("postcode", "post code", "home postcode"),
    "address": ("address", "home address", "full address", "main address", "address block"),
}  # fmt: skip
"""Each fact's headings, as `plain_heading`; where a file has several of them, the first one counts."""

_ADDRESS_PARTS: Final = (
    "apartment", "house name", "house number", "house name number", "house number name", "address line 1", "street", "road",
    "address line 2", "district", "locality", "address line 3", "town", "town city", "city", "county",
)  # fmt: skip
_BEFORE: Final = re.compile(r"^(?:student|pupil|learner|child|personal)(?: s)? (?=.)")
_LOOKED_THROUGH: Final = 25
"""Rows: above the headings a report may have a title, a day, and blank lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """In which `row` (from 0) the headings stand, and in which column (from 0) each fact.

    `address_parts` are the columns of an address that comes in pieces; `contacts` those about parents and other contacts, all
    in `columns` too, by `contact_fact`; `unused` the headings that nothing is taken from;
    `doubled` two columns for one fact with the same heading.
    """

    row: int
    columns: dict[str, int]
    address_parts: tuple[int, ...] = ()
    contacts: tuple[ContactColumn, ...] = ()
    unused: tuple[str, ...] = ()
    doubled: tuple[int, int] | None = None

    @property
    def has_names(self) -> bool:
        """Whether there are columns for a name."""
        return NAME in self.columns or {FORENAMES, SURNAME} <= self.columns.keys()


def find_headings(rows: Sequence[Sequence[str]]) -> Headings | None:
    """The first row with headings for a name; else the one that says the most; None where no heading is known."""
    found = [_headings(number, row) for number, row in enumerate(rows[:_LOOKED_THROUGH])]
    with_names = [each for each in found if each.has_names and len(each.columns) > 1]
    known = [each for each in found if each.columns]
    return max(with_names or known, key=lambda each: len(each.columns), default=None)


def _headings(number: int, row: Sequence[str]) -> Headings:
    plain = [plain_heading(cell) for cell in row]
    columns: dict[str, int] = {}
    doubled: tuple[int, int] | None = None
    for fact, headings in _HEADINGS.items():
        heading = next((each for each in headings if each in plain), None)
        if heading is None:
            continue
        columns[fact] = first = plain.index(heading)
        if heading in plain[first + 1 :]:
            doubled = first, plain.index(heading, first + 1)
    if {FORENAMES, SURNAME} <= columns.keys():
        columns.pop(NAME, None)
    contacts = contact_columns(
        ["" if at in columns.values() else heading for at, heading in enumerate(plain)]
    )
    columns |= {contact_fact(column): column.at for column in contacts}
    parts = tuple(plain.index(each) for each in _ADDRESS_PARTS if each in plain)
    used = {*columns.values(), *(() if "address" in columns else parts)}
    unused = tuple(cell.strip() for at, cell in enumerate(row) if cell.strip() and at not in used)
    return Headings(
        row=number,
        columns=columns,
        address_parts=() if "address" in columns else parts,
        contacts=contacts,
        unused=unused,
        doubled=doubled,
    )


def contact_fact(column: ContactColumn) -> str:
    """The name of a column about a contact among the facts of a list."""
    return f"contact {column.at}"


def plain_heading(heading: str) -> str:
    """Small letters and digits, one blank between words, without a “student” or “pupil” in front."""
    apart = re.sub(r"([a-z])([A-Z])", r"\1 \2", heading)
    words = " ".join(re.sub(r"[^a-z0-9]+", " ", apart.casefold()).split())
    return _BEFORE.sub("", words)
