"""Find people and what was written about them, in the vault's own full-text index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.record_kinds import PEOPLE
from prevent_desktop.vault.search import SearchHit
from prevent_desktop.vault.vault import Vault

MOST = 50
_TELLING = 3
_FIRST_IDEOGRAPH = "\u3400"
"""From here on a sign is a word or a syllable (Unicode 17, CJK)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPerson:
    """A person and their newest case (None where there is none)."""

    person: Person
    case: Case | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundText:
    """A record in which the words stand, and whom it is about; `corrected_on` where it was put right since.

    `has_come` is false for a file of a shared case whose bytes have not come from a colleague yet, `is_whole` for an entry of one of which
    something else has not.
    """

    hit: SearchHit
    person: Person
    corrected_on: date | None = None
    has_come: bool = True
    is_whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found for `text`; for no text, the people whose records changed last.

    `everybody` is how many people are recorded, where `people` are the first of these.
    """

    text: str
    people: tuple[FoundPerson, ...]
    texts: tuple[FoundText, ...]
    nobody_yet: bool
    everybody: int = 0


def find(vault: Vault, untrusted_text: str, *, limit: int = MOST) -> Found:
    """Find by initials, by names, by other details of a person, and by words in records, in this order. Reads only."""
    text = untrusted_text.strip()
    if not text:
        recent = vault.people.recent(limit)
        everybody = vault.people.count()
        return Found(
            text="", people=_with_cases(vault, recent), texts=(), nobody_yet=not recent, everybody=everybody
        )
    named = _each_once((*vault.people.with_initials(text, limit), *vault.people.search(text, limit)))
    hits = vault.search(text, limit)
    known = {person.id for person in named}
    others = tuple(
        vault.people.get(hit.person_id)
        for hit in hits
        if hit.kind == PEOPLE.name and hit.person_id not in known
    )
    return Found(
        text=text, people=_with_cases(vault, (*named, *others)[:limit]), texts=_texts(vault, hits), nobody_yet=False
    )  # fmt: skip


def _each_once(people: tuple[Person, ...]) -> tuple[Person, ...]:
    return tuple({person.id: person for person in people}.values())


def named_alike(vault: Vault, untrusted_name: str, *, limit: int) -> tuple[Person, ...]:
    """People whose names begin with the words typed so far, once there is enough of a word to tell them apart."""
    return vault.people.search(untrusted_name, limit) if says_enough(untrusted_name) else ()


def says_enough(untrusted_name: str) -> bool:
    """Whether one of the words typed so far has three letters, or a sign that is a word by itself."""
    return any(len(word) >= _TELLING or max(word) >= _FIRST_IDEOGRAPH for word in untrusted_name.split())


def _with_cases(vault: Vault, people: tuple[Person, ...]) -> tuple[FoundPerson, ...]:
    return tuple(FoundPerson(person=person, case=_newest_case(vault, person.id)) for person in people)


def _newest_case(vault: Vault, person_id: str) -> Case | None:
    return max(vault.cases.of_person(person_id), key=lambda case: case.opened_at, default=None)


def _texts(vault: Vault, hits: tuple[SearchHit, ...]) -> tuple[FoundText, ...]:
    written = tuple(hit for hit in hits if hit.kind != PEOPLE.name)
    people = {person_id: vault.people.get(person_id) for person_id in {hit.person_id for hit in written}}
    corrected = _corrected(vault, {hit.case_id for hit in written if hit.case_id})
    wanted = vault.team.files.wanted_records()
    return tuple(
        FoundText(
            hit=hit, person=people[hit.person_id], corrected_on=corrected.get(hit.record_id),
            has_come=hit.record_id not in wanted,
        )
        for hit in written
    )  # fmt: skip


def _corrected(vault: Vault, case_ids: set[str]) -> dict[str, date]:
    """The day of the last finished addendum to each form, by its id."""
    return {
        form.corrects: form.finalised_at.astimezone().date()
        for form in vault.responses.finished_corrections()
        if form.case_id in case_ids and form.corrects is not None and form.finalised_at is not None
    }
