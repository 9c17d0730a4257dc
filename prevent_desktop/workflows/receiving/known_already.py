"""Who is recorded already and could be meant by what is typed of somebody new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.person import Person
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.find import named_alike, says_enough
from prevent_desktop.workflows.receiving.matching import likely_matches, tells_who_is_known

_MOST_OF_A_REPORTER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Somebody recorded: what lists show of them, and why they are offered."""

    person_id: str
    label: str
    reasons: str = ""
    is_family: bool = False


def who_is_known(
    vault: Vault, *, forenames: str, surname: str, born: PartialDate | None, now: datetime
) -> tuple[Offer, ...]:
    """Who could be meant by what is typed so far: with reasons for leads and desks; else those whose names begin so.

    A reporter's vault holds only whom they recorded themselves; what was received is in vaults of leads and desks.
    """
    name, today = f"{forenames} {surname}".strip(), now.astimezone().date()
    if not says_enough(name):
        return ()
    found: dict[str, Offer] = {}
    tells = tells_who_is_known(vault)
    if tells:
        about = Person(
            id="", forenames=forenames, surname=surname, birth_date=born, created_at=now, changed_at=now
        )
        for match in likely_matches(vault, about):
            reasons = " · ".join((*match.same, *match.differs))
            label = match.person.label_on(today)
            found[match.person.id] = Offer(
                person_id=match.person.id, label=label, reasons=reasons, is_family=match.is_family
            )  # fmt: skip
    for person in named_alike(vault, name, limit=vault.people.count() if tells else _MOST_OF_A_REPORTER):
        found.setdefault(person.id, Offer(person_id=person.id, label=person.label_on(today)))
    return tuple(found.values())
