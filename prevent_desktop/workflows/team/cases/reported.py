"""What a reporter gave away: each case with its newest pack."""

from __future__ import annotations

from dataclasses import dataclass

from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.person import Person
from prevent_desktop.vault.vault import Vault

_NOT_GIVEN = frozenset({PackStatus.AWAITING, PackStatus.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A case that was reported: about whom, and by which pack last."""

    person: Person
    pack: PackRecord


def reported(vault: Vault) -> tuple[Reported, ...]:
    """All of them, what was given last first."""
    given = [pack for pack in vault.packs.all() if pack.status not in _NOT_GIVEN]
    newest = {pack.case_id: pack for pack in sorted(given, key=lambda one: one.signed_at)}
    person_of = {case.id: case.person_id for case in vault.cases.some(tuple(newest))}
    people = vault.people.some(set(person_of.values()))
    found = [
        Reported(person=people[person_of[case_id]], pack=pack)
        for case_id, pack in newest.items()
        if person_of.get(case_id) in people
    ]
    return tuple(sorted(found, key=lambda one: one.pack.signed_at, reverse=True))
