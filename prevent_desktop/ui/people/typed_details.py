"""The details of a person as they are being typed, and what has to be mended before they are kept. No Qt.

Every field is a text of `person_values`; the household and the agencies are lists of JSON objects.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from prevent_desktop.casework.person import LONGEST_NAME, Agency, HouseholdMember, Person
from prevent_desktop.casework.person_changes import field_label
from prevent_desktop.casework.person_values import (
    AGENCIES,
    HOUSEHOLD,
    LISTS,
    SINGLE,
    Member,
    as_text,
    member_from,
    member_parts,
)
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.judging.value_checks import check_value
from prevent_desktop.translation import _

BIRTH_DATE, AGE, NHS_NUMBER = "birth_date", "approximate_age", "nhs_number"

GROUPS: Final = (
    ("forenames", "surname", "known_as", "aliases", BIRTH_DATE, AGE, "gender"),
    ("address", "postcode", "phone", "email"),
    ("language", "interpreter_needed", "nationality", "immigration_status"),
    ("school", "school_urn", "year_group", "upn", NHS_NUMBER),
)
"""The single fields in the order in which they are asked, in groups."""


def group_titles() -> tuple[str, ...]:
    """The headings of the groups."""
    return (
        _("Name and age"),
        _("Where they can be reached"),
        _("Language and status"),
        _("School and numbers"),
    )


def texts_of(person: Person) -> dict[str, str]:
    """All details of a person as texts."""
    singles = {name: as_text(person, name) for name in SINGLE}
    return {**singles, **{name: entries_text(getattr(person, name)) for name in LISTS}}


def entries_text(entries: Sequence[Member]) -> str:
    """The entries of a list as one text."""
    return json.dumps([member_parts(entry) for entry in entries], ensure_ascii=False)


def entries_of(name: str, text: str) -> tuple[Member, ...]:
    """The entries that `entries_text` wrote."""
    return tuple(member_from(name, parts) for parts in json.loads(text or "[]"))


def problems(texts: Mapping[str, str], today: date) -> tuple[tuple[str, str], ...]:
    """What has to be mended: (field, sentence)."""
    return tuple(_problems(texts, today))


def _problems(texts: Mapping[str, str], today: date) -> Iterator[tuple[str, str]]:
    if not (texts["forenames"].strip() or texts["surname"].strip() or texts["known_as"].strip()):
        yield "forenames", _("Write a name, as much of it as is known")
    for name in ("forenames", "surname", "known_as"):
        if len(texts[name]) > LONGEST_NAME:
            yield name, _("Shorten it to {number} letters").format(number=LONGEST_NAME)
    if sentence := _birth_problem(texts[BIRTH_DATE], today):
        yield BIRTH_DATE, sentence
    if texts[AGE].strip() and not texts[AGE].strip().isdecimal():
        yield AGE, _("Write the age in whole years, such as 14")
    if finding := check_value("nhs-number", texts[NHS_NUMBER], today):
        yield NHS_NUMBER, finding.message.format(question=field_label(NHS_NUMBER))
    for name in LISTS:
        if any(not entry.name.strip() for entry in entries_of(name, texts[name])):
            yield name, _("Write a name for each entry, or take the empty one away")


def _birth_problem(text: str, today: date) -> str:
    if not text:
        return ""
    try:
        born = PartialDate.parse(text)
    except ValueError:
        return _("Write a date that exists, such as 3 5 2012. The year alone, or month and year, will do.")
    finding = check_value("birth-date", born, today)
    return "" if finding is None else finding.message.format(question=field_label(BIRTH_DATE))


def empty_entry(name: str) -> Member:
    """A new entry of a list, with nothing in it."""
    return HouseholdMember(name="", relationship="") if name == HOUSEHOLD else Agency(name="")


def parts_of_entry(name: str) -> tuple[tuple[str, str], ...]:
    """The parts of an entry with their labels, in the order in which they are asked."""
    if name == AGENCIES:
        return (
            ("name", _("Agency")),
            ("worker", _("Who works there with the person")),
            ("role", _("Their role")),
            ("phone", _("Phone")),
            ("email", _("Email")),
            ("doing", _("What they do")),
        )
    return (
        ("name", _("Name")),
        ("relationship", _("Relationship to the person")),
        ("birth_date", _("Date of birth")),
        ("lives_with", _("Lives with the person")),
        ("school", _("School, nursery or work")),
        ("note", _("Note")),
    )
