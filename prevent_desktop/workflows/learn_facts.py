"""What a finalised form tells about the person and the record does not know yet: typed once, known from then on.

Nothing that the record knows is changed here: where a form says otherwise, `record_offers` asks.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_values import LISTS
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people import change_person
from prevent_desktop.workflows.told_facts import told_entries, told_facts


def learn_facts(
    vault: Vault, person: Person, response_id: str, response: Response, *, now: datetime
) -> Person:
    """Fill what is empty in the person's record from the answers of a finalised form."""
    learnt: dict[str, Any] = {
        told.field: told.value for told in told_facts(response) if getattr(person, told.field) in ("", None)
    }
    entries = tuple(told_entries(response))
    for name in LISTS:
        if not getattr(person, name):
            learnt[name] = tuple(entry.onto(person)[1] for entry in entries if entry.field == name)
    return change_person(vault, replace(person, **learnt), now=now, response_id=response_id)
