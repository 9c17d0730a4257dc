"""What a form tells about the person, read off its answers by marked facts; what the record does not know of it, it learns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from prevent_desktop.casework.person import Agency, HouseholdMember, Person
from prevent_desktop.casework.person_changes import same_name
from prevent_desktop.casework.person_values import AGENCIES, HOUSEHOLD, LISTS, SINGLE, Member
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.items import Item
from prevent_desktop.questionnaire.population import fact_of
from prevent_desktop.questionnaire.response import Node, Path, Response
from prevent_desktop.questionnaire.values import Absent, Coding, Unparsed, Value
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_marks import enabled_nodes
from prevent_desktop.workflows.people.people import change_person

_PERSON = "person."
_BETWEEN = "; "
_KINDS: dict[str, type] = {
    "birth_date": PartialDate,
    "approximate_age": int,
    "interpreter_needed": bool,
    "lives_with": bool,
}
_MAKE: dict[str, type[HouseholdMember | Agency]] = {HOUSEHOLD: HouseholdMember, AGENCIES: Agency}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldFact:
    """One fact about the person as a form tells it: the field, its value, and the question that says so."""

    field: str
    value: Any
    item: Item
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldEntry:
    """One entry of the household or of the agencies: the parts that the form gives, of which `name` is one."""

    field: str
    parts: dict[str, Any]
    path: Path

    def onto(self, person: Person) -> tuple[Member | None, Member]:
        """The entry of the record with the same name (None where there is none), and what it becomes by the form."""
        recorded = next(
            (entry for entry in getattr(person, self.field) if same_name(entry.name, self.parts["name"])),
            None,
        )
        if recorded is None:
            made: Any = _MAKE[self.field]
            return None, made(**{"relationship": "", **self.parts} if self.field == HOUSEHOLD else self.parts)
        return recorded, replace(recorded, **{**self.parts, "name": recorded.name})


def told_facts(response: Response) -> Iterator[ToldFact]:
    """Each single fact that the form answers, in reading order."""
    for field, node in _about_person(response):
        value = plain(node)
        if field in SINGLE and _fits(field, value):
            yield ToldFact(field=field, value=value, item=node.item, path=node.path)


def told_entries(response: Response) -> Iterator[ToldEntry]:
    """Each member of the household and each agency that the form names, in reading order."""
    for field, group in _about_person(response):
        if field in _MAKE:
            told = {
                fact_of(node.item).rpartition(".")[2]: plain(node)
                for node in enabled_nodes(response, group.path)
            }
            known = {
                name: value
                for name, value in told.items()
                if name in _MAKE[field].__slots__ and _fits(name, value)
            }
            if known.get("name"):
                yield ToldEntry(field=field, parts=known, path=group.path)


def _about_person(response: Response) -> Iterator[tuple[str, Node]]:
    """Each shown item that is marked with something about the person, in reading order: what, and the item."""
    for node in enabled_nodes(response):
        fact = fact_of(node.item)
        if fact.startswith(_PERSON):
            yield fact.removeprefix(_PERSON), node


def plain(node: Node) -> object:
    """The answer as the record keeps it; None where there is none, or it says that there is none.

    Several texts become one, as the record has one of each fact.
    """
    said = [value for answer in node.answers if (value := _plain(answer)) not in ("", None)]
    if len(said) > 1 and all(isinstance(value, str) for value in said):
        return _BETWEEN.join(map(str, said))
    return said[0] if said else None


def _plain(answer: Value) -> object:
    if isinstance(answer, Absent | Unparsed):
        return None
    if isinstance(answer, Coding):
        return answer.display or answer.code
    return answer.strip() if isinstance(answer, str) else answer


def _fits(name: str, value: object) -> bool:
    return value not in ("", None) and type(value) is _KINDS.get(name, str)


def learn_facts(vault: Vault, person: Person, response_id: str, response: Response, *, now: datetime) -> None:
    """Fill what is empty in the person's record from the answers of a finalised form."""
    learnt: dict[str, Any] = {
        told.field: told.value for told in told_facts(response) if getattr(person, told.field) in ("", None)
    }
    entries = tuple(told_entries(response))
    for name in LISTS:
        if not getattr(person, name):
            learnt[name] = tuple(entry.onto(person)[1] for entry in entries if entry.field == name)
    change_person(vault, replace(person, **learnt), now=now, response_id=response_id)
