"""Who the concern is about, who lives with them, and which agencies work with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from prevent_desktop.casework.initials import initials_of, isolated
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _


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
