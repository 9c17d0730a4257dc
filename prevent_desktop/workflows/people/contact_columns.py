"""Which columns of a school's list name a parent, a carer or another contact: “Contact 1 Name”, “Primary guardian: phone”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from prevent_desktop.translation import _

_WHO: Final = re.compile(
    r"(?P<who>(?:(?:primary|secondary|main|first|second|priority|emergency|parental|parent|next of kin)(?: (?P<early>\d))? )*"
    r"(?:contact|parent carer|parent or carer|parent|guardian|carer|mother|father|mum|dad))(?: s)?(?: (?P<number>\d))?"
    r"(?: (?P<part>[a-z ]+))?"
)
_PARTS: Final = {
    "name": ("name", "full name", "legal name", "legal full name"),
    "forename": ("forename", "forenames", "first name", "legal forename", "legal first name", "given name"),
    "surname": ("surname", "last name", "legal surname", "legal last name", "family name"),
    "relationship": ("relationship", "relation", "relationship to student", "relationship to pupil", "relationship to child"),
    "phone": (
        "phone", "telephone", "tel", "mobile", "number", "phone number", "telephone number", "mobile number", "mobile phone",
        "home phone", "home telephone", "main telephone", "main phone", "primary phone", "primary telephone",
    ),
    "email": ("email", "email address", "primary email", "main email", "home email"),
}  # fmt: skip
"""The words behind whom a column is about, as they stand without signs and in small letters; none at all is a name."""
_ALONE: Final = "relationship"
"""The part that belongs to the one contact of a row where the heading says no more, in lists with a row for each contact."""
_DIGITS: Final = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_PART_OF: Final = {words: part for part, all_words in _PARTS.items() for words in all_words}


class ContactColumn(NamedTuple):
    """One column: at which place (from 0), about which contact of the row, and which part of them."""

    at: int
    who: str
    part: str


def contact_columns(plain: Sequence[str]) -> tuple[ContactColumn, ...]:
    """The columns about contacts among headings that stand in small letters, without signs. Without a name there is no contact."""
    found = [column for at, heading in enumerate(plain) if (column := _column(at, heading)) is not None]
    named = {column.who for column in found if column.part in {"name", "surname", "forename"}}
    alone = [
        ContactColumn(at, next(iter(named)), _ALONE)
        for at, heading in enumerate(plain)
        if heading in _PARTS[_ALONE] and len(named) == 1
    ]
    return tuple(sorted((*(column for column in found if column.who in named), *alone)))


def _column(at: int, heading: str) -> ContactColumn | None:
    said = _WHO.fullmatch(_DIGITS.sub(" ", heading))
    if said is None:
        return None
    part = _PART_OF.get(said["part"]) if said["part"] else "name"
    return None if part is None else ContactColumn(at, f"{said['who']} {said['number'] or ''}".strip(), part)


def relationship_of(who: str) -> str:
    """What the heading itself says of the relationship: “Mother” of “Mother’s name”; nothing of “Contact 1”."""
    last = re.sub(r" \d$", "", who).rpartition(" ")[2]
    return {
        "mother": _("Mother"), "mum": _("Mother"), "father": _("Father"), "dad": _("Father"),
        "guardian": _("Guardian"), "carer": _("Carer"),
    }.get(last, "")  # fmt: skip
