"""Whom the record knows already of those that a pack, or somebody to be added, could be: reasons in words, for a person to decide.

No score, and nobody is joined. In vaults of leads and receiving desks alone: a reporter must not learn that a child is known.
"""

from __future__ import annotations

from dataclasses import dataclass

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.relations import Relation
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import own_lead
from prevent_desktop.workflows.receiving.desk import desk_of
from prevent_desktop.workflows.receiving.match_words import words_in_common, words_that_differ

AT_ONCE = 100
"""So few that whatever else waits for the vault does so for a few hundredths of a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelyMatch:
    """Somebody in the record who could be meant: what is the same, and what differs, in words."""

    person: Person
    cases: tuple[Case, ...]
    same: tuple[str, ...]
    differs: tuple[str, ...]
    is_family: bool = False
    """Perhaps a twin or another relative, and so not offered as the same person."""


def tells_who_is_known(vault: Vault) -> bool:
    """Whether whoever this vault belongs to may learn who is recorded already: a safeguarding lead, or a receiving desk."""
    return own_lead.is_lead(vault) or desk_of(vault) is not None


def likely_matches(vault: Vault, about: Person) -> tuple[LikelyMatch, ...]:
    """All who could be `about`, the likeliest first, then those perhaps of the family; nobody in a reporter's vault. Reads only."""
    if not tells_who_is_known(vault):
        return ()
    found = vault.people.repeats_of(about)
    people = vault.people.some([repeat.person_id for repeat in found])
    return tuple(
        LikelyMatch(
            person=(person := people[repeat.person_id]), cases=_cases_of(vault, person),
            same=tuple(words_in_common(repeat.comparison)),
            differs=tuple(words_that_differ(repeat, person, about)),
            is_family=repeat.relation is not Relation.SAME_PERSON,
        )
        for repeat in found
    )  # fmt: skip


def get_ready(vault: Vault) -> int:
    """Look at some of those who are recorded, so that the first question is answered at once; how many are left."""
    return vault.people.get_to_know(AT_ONCE) if tells_who_is_known(vault) else 0


def chosen_match(vault: Vault, person_id: str) -> LikelyMatch:
    """Somebody whom a person found in the record: nothing is compared."""
    person = vault.people.get(person_id)
    return LikelyMatch(person=person, cases=_cases_of(vault, person), same=(), differs=())


def match_of_case(vault: Vault, case_id: str) -> LikelyMatch:
    """Whom a case is about, which a person chose before. Raises RecordError where it is gone."""
    return chosen_match(vault, vault.cases.get(case_id).person_id)


def _cases_of(vault: Vault, person: Person) -> tuple[Case, ...]:
    """The newest first."""
    return tuple(sorted(vault.cases.of_person(person.id), key=lambda case: case.opened_at, reverse=True))
