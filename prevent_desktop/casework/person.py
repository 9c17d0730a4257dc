"""Who the concern is about, who lives with them, and which agencies work with them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _

LONGEST_NAME: Final = 150
"""Letters of a name, forenames or surname: more is something else that was pasted into the wrong field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdMember:
    """Somebody who lives with the person or belongs to the family."""

    name: str
    relationship: str
    birth_date: PartialDate | None = None
    lives_with: bool = True
    school: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An organisation that works with the person: who there, in which role, and what they do."""

    name: str
    worker: str = ""
    role: str = ""
    phone: str = ""
    email: str = ""
    doing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The facts about a person that are typed once and flow into every form. Empty text means not recorded yet."""

    id: str
    forenames: str
    surname: str
    known_as: str = ""
    birth_date: PartialDate | None = None
    approximate_age: int | None = None
    gender: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    interpreter_needed: bool | None = None
    nhs_number: str = ""
    upn: str = ""
    school: str = ""
    year_group: str = ""
    household: tuple[HouseholdMember, ...] = ()
    aliases: str = ""
    nationality: str = ""
    immigration_status: str = ""
    school_urn: str = ""
    agencies: tuple[Agency, ...] = ()
    created_at: datetime
    changed_at: datetime

    @property
    def full_name(self) -> str:
        """Forenames and surname; shown only once the record is opened."""
        return f"{self.forenames} {self.surname}".strip()

    @property
    def initials(self) -> str:
        """The first letter of the first forename and of the surname; of a name in Chinese signs one sign."""
        return initials_of(self.forenames, self.surname) or "–"

    @property
    def initials_in_line(self) -> str:
        """The initials as they stand beside an age."""
        return isolated(self.initials)

    def age_on(self, day: date) -> int | None:
        """Age in whole years on `day`; the approximate age where the birth date is not known; else None."""
        return self.approximate_age if self.birth_date is None else self.birth_date.age_on(day)

    def label_on(self, day: date) -> str:
        """What lists show: initials and age, never the name."""
        age = self.age_on(day)
        if age is None:
            return _("{initials}, age not known").format(initials=self.initials_in_line)
        return f"{self.initials_in_line}, {age}"


_BEGIN, _END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_APART = "\N{ZERO WIDTH NON-JOINER}"
_WHOLE_WORDS = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")
"""Scripts where one sign is a syllable or a word, by the beginnings of their signs' Unicode names: two are often the whole name."""


def initials_of(forenames: str, surname: str) -> str:
    """The first letters of both; nothing where there is no name. Letters that would join, as in Arabic, stand apart."""
    signs = [sign for sign in (_first_sign(forenames), _first_sign(surname)) if sign]
    if any(unicodedata.name(sign[0], "").startswith(_WHOLE_WORDS) for sign in signs):
        return signs[-1]
    return (_APART if any(_runs_left(sign) for sign in signs) else "").join(signs)


def initials_of_name(name: str) -> str:
    """The same of a whole name, by its first and its last word; the name itself where it is one word."""
    words = name.split()
    return initials_of(words[0], words[-1]) if len(words) > 1 else name.strip()


def isolated(text: str) -> str:
    """`text` so that what stands beside it, such as an age, keeps its place although `text` is read from the right."""
    return f"{_BEGIN}{text}{_END}" if _runs_left(text) else text


def _first_sign(name: str) -> str:
    """The first letter, with the marks that belong to it."""
    letters = name.strip()
    length = 1
    while length < len(letters) and unicodedata.category(letters[length]).startswith("M"):
        length += 1
    return letters[:length].upper()


def _runs_left(text: str) -> bool:
    """Whether anything in it is written from right to left (Unicode's bidirectional classes R and AL)."""
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)
