"""A pupil of the school's list, as its information system gave it: nobody whom a concern is about, before they are chosen."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields, replace
from typing import Final

from prevent_desktop.partial_dates import PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class PupilContact:
    """A parent, carer or other contact as the list names them. Whether they live with the pupil, no list says."""

    name: str
    relationship: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pupil:
    """One line of the list. Empty text means that the list does not say it."""

    id: str
    forenames: str
    surname: str
    year_group: str = ""
    form: str = ""
    known_as: str = ""
    birth_date: PartialDate | None = None
    gender: str = ""
    upn: str = ""
    school: str = ""
    address: str = ""
    postcode: str = ""
    contacts: tuple[PupilContact, ...] = ()

    @property
    def full_name(self) -> str:
        """Forenames and surname."""
        return f"{self.forenames} {self.surname}".strip()

    @property
    def sought(self) -> str:
        """The words by which they are found, as `folded`, each behind a blank."""
        return f" {folded(f'{self.forenames} {self.surname} {self.known_as}')}"

    def for_reporter(self) -> Pupil:
        """What a reporter's vault may hold of them: name, year and form alone."""
        return Pupil(
            id=self.id,
            forenames=self.forenames,
            surname=self.surname,
            year_group=self.year_group,
            form=self.form,
        )

    def with_contacts_of(self, other: Pupil) -> Pupil:
        """The same with the contacts of another line too, each once: lists with a row for each contact have them apart."""
        return replace(self, contacts=tuple(dict.fromkeys((*self.contacts, *other.contacts))))

    def differing(self, other: Pupil) -> tuple[str, ...]:
        """The names of the facts in which the two lines differ."""
        return tuple(name for name in FACTS if getattr(self, name) != getattr(other, name))


FACTS: Final = tuple(each.name for each in fields(Pupil) if each.name != "id")


def folded(text: str) -> str:
    """As it is compared: small letters, no accents, one blank between words, a hyphen as one, no apostrophes."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.translate(_BETWEEN_WORDS).split())


_BETWEEN_WORDS: Final = {ord("-"): " ", ord("‐"): " ", ord("'"): None, ord("’"): None, ord("‘"): None}
