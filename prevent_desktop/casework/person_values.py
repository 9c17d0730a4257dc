"""How each fact about a person stands as text, and how it is read again: for the record's columns and earlier values.

An empty text means that nothing is recorded. Members of the household and agencies are JSON objects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Final

from prevent_desktop.casework.person import Agency, HouseholdMember, Person
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.strict_json import parse, parts_of, text_of, value_of

HOUSEHOLD: Final = "household"
AGENCIES: Final = "agencies"
LISTS: Final = (HOUSEHOLD, AGENCIES)
SINGLE: Final = tuple(
    field.name for field in fields(Person) if field.name not in {*LISTS, "id", "created_at", "changed_at"}
)
"""The facts that have one value, in the order of the record."""

Member = HouseholdMember | Agency
_YES_NO: Final = {True: "yes", False: "no", None: ""}


def as_text(person: Person, name: str) -> str:
    """One of the `SINGLE` facts as text: a date as far as it is known, yes or no, a number, or the text itself."""
    value = getattr(person, name)
    match value:
        case None | bool():
            return _YES_NO[value]
        case PartialDate():
            return value.isoformat()
        case _:
            return str(value)


def from_text(name: str, text: str) -> Any:
    """The value that `as_text` wrote. ValueError where it is none."""
    match name:
        case "birth_date":
            return PartialDate.parse(text) if text else None
        case "approximate_age":
            return int(text) if text else None
        case "interpreter_needed":
            return {"yes": True, "no": False}.get(text)
        case _:
            return text


def with_value(person: Person, name: str, value: Any) -> Person:
    """The person with another value in one field."""
    return replace(person, **{name: value})


def member_parts(member: Member) -> dict[str, Any]:
    """A member of the household or an agency as the parts of a JSON object."""
    parts: dict[str, Any] = parts_of(member)
    return parts


def member_from(name: str, parts: Mapping[str, Any]) -> Any:
    """The entry of the list `name` that `member_parts` took apart; a part that an older version did not know is empty."""
    if parts.get("birth_date") == "":
        parts = {**parts, "birth_date": None}
    return value_of(Agency if name == AGENCIES else HouseholdMember, parts, older=True)


def member_text(member: Member) -> str:
    """As `member_parts`, in JSON."""
    return text_of(member, ensure_ascii=False)


def read_member(name: str, text: str) -> Any:
    """The entry of the list `name` that `member_text` wrote."""
    return member_from(name, parse(text))
