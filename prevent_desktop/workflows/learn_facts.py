"""What a finalised form tells about the person and the record does not know yet: typed once, known from then on.

Nothing that the record knows is changed here; a form that says otherwise stays as it is, beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from prevent_desktop.casework.person import HouseholdMember, Person
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.population import fact_of
from prevent_desktop.questionnaire.response import Node, Response
from prevent_desktop.questionnaire.values import Absent, Coding, Unparsed, Value
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.form_marks import enabled_nodes
from prevent_desktop.workflows.people import change_person

_PERSON = "person."
_HOUSEHOLD = "person.household"
_NEVER = {"id", "created_at", "changed_at", "household"}
_KINDS: dict[str, type] = {"birth_date": PartialDate, "approximate_age": int, "interpreter_needed": bool}


def learn_facts(vault: Vault, person: Person, response: Response, *, now: datetime) -> Person:
    """Fill what is empty in the person's record from the answers of a finalised form."""
    known = {each.name: getattr(person, each.name) for each in fields(person) if each.name not in _NEVER}
    told: dict[str, Any] = {
        name: fact
        for name, fact in _told(response)
        if name in known and known[name] in ("", None) and type(fact) is _KINDS.get(name, str)
    }
    household = person.household or tuple(_household(response))
    learnt = replace(person, **told, household=household)
    return person if learnt == person else change_person(vault, learnt, now=now)


def _told(response: Response) -> Iterable[tuple[str, object]]:
    for node in enabled_nodes(response):
        fact = _plain(node)
        if fact_of(node.item).startswith(_PERSON) and fact not in ("", None):
            yield fact_of(node.item).removeprefix(_PERSON), fact


def _household(response: Response) -> Iterable[HouseholdMember]:
    for group in enabled_nodes(response):
        if fact_of(group.item) == _HOUSEHOLD:
            told = {
                fact_of(node.item).rpartition(".")[2]: _plain(node)
                for node in enabled_nodes(response, group.path)
            }
            name, relationship, born = told.get("name"), told.get("relationship"), told.get("birth_date")
            if isinstance(name, str) and name:
                yield HouseholdMember(
                    name=name,
                    relationship=relationship if isinstance(relationship, str) else "",
                    birth_date=born if isinstance(born, PartialDate) else None,
                    lives_with=told.get("lives_with") is not False,
                )


def _plain(node: Node) -> object:
    """The first answer as the record keeps it; None where there is none, or it says that there is none."""
    answer: Value | None = node.answers[0] if node.answers else None
    if answer is None or isinstance(answer, Absent | Unparsed):
        return None
    return (answer.display or answer.code) if isinstance(answer, Coding) else answer
