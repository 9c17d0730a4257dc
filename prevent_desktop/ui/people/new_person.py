"""What was typed about a new person, and what has to be mended before it is kept. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _

FORENAMES, SURNAME, BIRTH_DATE, AGE = "forenames", "surname", "birth_date", "age"
OLDEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The fields as typed."""

    forenames: str = ""
    surname: str = ""
    birth_date: str = ""
    age: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> Typed:
        """The fields as they were kept; others are passed over."""
        return cls(**{name: fields[name] for name in (FORENAMES, SURNAME, BIRTH_DATE, AGE) if name in fields})

    def fields(self) -> dict[str, str]:
        """The fields by name, as they are kept while being written."""
        return {FORENAMES: self.forenames, SURNAME: self.surname, BIRTH_DATE: self.birth_date, AGE: self.age}

    @property
    def born(self) -> PartialDate | None:
        """The birth date where it is one."""
        try:
            return PartialDate.parse(self.birth_date)
        except ValueError:
            return None

    @property
    def years(self) -> int | None:
        """The approximate age where it is a number of years."""
        age = self.age.strip()
        return int(age) if age.isascii() and age.isdigit() and int(age) <= OLDEST else None

    def problems(self, today: date) -> tuple[tuple[str, str], ...]:
        """What has to be mended: (field, sentence), in the order of the fields."""
        found = []
        if not (self.forenames.strip() or self.surname.strip()):
            found.append((FORENAMES, _("Write a name. If it is not known, write “Not known”.")))
        if self.birth_date and (problem := _birth_problem(self.born, today)):
            found.append((BIRTH_DATE, problem))
        if self.age.strip() and self.years is None:
            found.append((AGE, _("Write the age in whole years, such as 14")))
        return tuple(found)


def _birth_problem(born: PartialDate | None, today: date) -> str:
    if born is None:
        return _("Write a date that exists, such as 3 5 2012. The year alone, or month and year, will do.")
    if born.earliest > today:
        return _("The date of birth is in the future. Check the year.")
    if born.age_on(today) > OLDEST:
        return _("The date of birth is more than {years} years ago. Check the year.").format(years=OLDEST)
    return ""
