"""What changed about a person: every earlier value is kept, with who changed it, when, and from which form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from prevent_desktop.casework.person import Agency, Person
from prevent_desktop.casework.person_values import (
    AGENCIES,
    HOUSEHOLD,
    LISTS,
    SINGLE,
    Member,
    as_text,
    member_text,
    read_member,
)
from prevent_desktop.formatting import each_of
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChange:
    """One field that changed. The values are texts of `person_values`; for a list, of the one entry that changed.

    An entry that was added has no old value, one that was taken away no new one. `response_id` is the form that
    told it, where one did.
    """

    id: str
    person_id: str
    field: str
    old_value: str
    new_value: str
    changed_at: datetime
    changed_by: str
    response_id: str | None = None


FROM_SCHOOL_LIST: Final = "school-list"
"""What the audit says of somebody who was chosen from the school's list; of somebody in a pack it says the pack's number."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of the person, what the record says and what a form says, as texts of `person_values`."""

    field: str
    recorded: str
    answered: str


def field_label(field: str) -> str:
    """The name of a field of a person, in words."""
    return {
        "forenames": _("Forenames"),
        "surname": _("Surname"),
        "known_as": _("Known as"),
        "aliases": _("Other names used"),
        "birth_date": _("Date of birth"),
        "approximate_age": _("Approximate age"),
        "gender": _("Gender"),
        "nationality": _("Nationality"),
        "immigration_status": _("Immigration status"),
        "address": _("Address"),
        "postcode": _("Postcode"),
        "phone": _("Phone"),
        "email": _("Email"),
        "language": _("Main language"),
        "interpreter_needed": _("Interpreter needed"),
        "nhs_number": _("NHS number"),
        "upn": _("Unique pupil number"),
        "school": _("School"),
        "school_urn": _("School’s unique reference number"),
        "year_group": _("Year group"),
        HOUSEHOLD: _("Household and family"),
        AGENCIES: _("Agencies involved"),
    }[field]


def differences(before: Person, after: Person) -> Iterator[tuple[str, str, str]]:
    """Each field that differs, as (field, old text, new text); for a list, one for each entry that differs."""
    for name in SINGLE:
        old, new = as_text(before, name), as_text(after, name)
        if old != new:
            yield name, old, new
    for name in LISTS:
        yield from _list_differences(name, getattr(before, name), getattr(after, name))


def _list_differences(
    name: str, before: tuple[Member, ...], after: tuple[Member, ...]
) -> Iterator[tuple[str, str, str]]:
    """Entries are the same one when they have the same name; else one in the same place is the one renamed."""
    gone, come = _without(before, after), _without(after, before)
    for entry in gone:
        successor = _named(entry.name, come) or _in_place_of(entry, before, after, come)
        if successor is not None:
            come.remove(successor)
        yield name, member_text(entry), "" if successor is None else member_text(successor)
    for entry in come:
        yield name, "", member_text(entry)


def _without(entries: tuple[Member, ...], others: tuple[Member, ...]) -> list[Member]:
    return [entry for entry in entries if entry not in others]


def _named(name: str, entries: list[Member]) -> Member | None:
    return next((entry for entry in entries if same_name(entry.name, name)), None)


def _in_place_of(
    entry: Member, before: tuple[Member, ...], after: tuple[Member, ...], come: list[Member]
) -> Member | None:
    place = before.index(entry)
    if len(before) != len(after) or after[place] not in come or _named(after[place].name, list(before)):
        return None
    return after[place]


def same_name(one: str, other: str) -> bool:
    """Whether two names are written alike, but for capitals and spaces."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


DayInWords = Callable[[PartialDate], str]


def change_words(field: str, text: str, day: DayInWords = PartialDate.isoformat) -> str:
    """A value of a change as a person reads it, with `day` for dates; empty where nothing was recorded."""
    if not text:
        return ""
    if field in LISTS:
        return member_words(read_member(field, text), day)
    if field == "birth_date":
        return day(PartialDate.parse(text))
    if field == "interpreter_needed":
        return _("Yes") if text == "yes" else _("No")
    return text


def member_words(member: Member, day: DayInWords = PartialDate.isoformat) -> str:
    """A member of the household or an agency on one line, with `day` for dates."""
    if isinstance(member, Agency):
        parts = [member.worker, member.role, member.phone, member.email, member.doing]
    else:
        born = "" if member.birth_date is None else _("born {date}").format(date=day(member.birth_date))
        home = "" if member.lives_with else _("lives elsewhere")
        parts = [member.relationship, born, home, member.school, member.note]
    detail = each_of(parts)
    return f"{member.name} ({detail})" if detail else member.name
