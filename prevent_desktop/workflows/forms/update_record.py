"""Take what a form says on record, or leave the record as it is; both are remembered and can be undone.

The old value is always kept (`people.change_person`). Other drafts that still say the old value are told of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_changes import same_name
from prevent_desktop.casework.person_values import LISTS, from_text, read_member
from prevent_desktop.questionnaire.population import as_value, fact_of
from prevent_desktop.questionnaire.progress import sections
from prevent_desktop.questionnaire.response import Node, Path, Response
from prevent_desktop.questionnaire.values import Value
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.fill_form import OpenForm, open_form, save_draft
from prevent_desktop.workflows.forms.form_facts import told_entries
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.form_marks import enabled_nodes
from prevent_desktop.workflows.forms.record_offers import RecordOffer, record_offers, taken_back, taken_on
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people.people import change_person


def open_offers(vault: Vault, opened: OpenForm) -> tuple[RecordOffer, ...]:
    """What a form says otherwise than the record and nobody has decided about yet."""
    person = vault.people.get(opened.person.id)
    since = [c for c in vault.people.changes(person.id) if c.changed_at >= opened.filled.started_at]
    left = vault.left_differences.of_person(person.id)
    return tuple(
        offer
        for offer in record_offers(
            person, opened.response, changed_since=since, is_ours=opened.filled.is_ours
        )
        if offer.difference not in left
    )


def take_on_record(
    vault: Vault, person_id: str, offer: RecordOffer, *, response_id: str, now: datetime
) -> Person:
    """Put what the form says in the record; what it said before is kept among the earlier values."""
    changed = taken_on(vault.people.get(person_id), offer)
    return change_person(vault, changed, now=now, response_id=response_id)


def put_back(vault: Vault, person_id: str, offer: RecordOffer, *, response_id: str, now: datetime) -> Person:
    """Undo `take_on_record`: the record says again what it said; both changes stay among the earlier values."""
    restored = taken_back(vault.people.get(person_id), offer)
    return change_person(vault, restored, now=now, response_id=response_id)


def leave_record(vault: Vault, person_id: str, offer: RecordOffer, *, now: datetime) -> None:
    """Leave the record as it is; nobody is asked again while both say the same."""
    with vault.transaction():
        vault.left_differences.leave(person_id, offer.difference, at=now, by=settings.author_of(vault))
        vault.audit.append("person.left", person_id, offer.field)


def ask_again(vault: Vault, person_id: str, offer: RecordOffer) -> None:
    """Undo `leave_record`."""
    with vault.transaction():
        vault.left_differences.take_back(person_id, offer.difference)


def drafts_behind(
    vault: Vault, library: FormLibrary, person_id: str, offer: RecordOffer, *, but: str
) -> tuple[FilledForm, ...]:
    """The person's other drafts that still say what the record said before `offer` was taken on record."""
    return tuple(
        opened.filled
        for opened in _other_drafts(vault, library, person_id, but)
        if _writes(opened, offer, vault.people.get(person_id))
    )


def bring_up_to_date(
    vault: Vault, library: FormLibrary, drafts: Iterable[str], offer: RecordOffer, *, now: datetime
) -> int:
    """Write what the record says now into the drafts with these ids, where they say the old value; tells how many."""
    return sum(_bring_up(vault, open_form(vault, library, draft), offer, now) for draft in drafts)


def use_record_in_draft(
    vault: Vault, library: FormLibrary, response_id: str, offer: RecordOffer, *, now: datetime
) -> bool:
    """Write what the record says into a draft that holds an earlier value, and keep the draft."""
    opened = open_form(vault, library, response_id)
    written = use_record(opened.response, offer)
    if written:
        _keep(vault, opened, now)
    return written


def use_record(response: Response, offer: RecordOffer) -> bool:
    """Write what the record says into a form that holds an earlier value; whether its questions took it."""
    return _write(
        response, list(_writes_at(response, offer.path, offer.field, offer.answered, offer.recorded))
    )


def _other_drafts(vault: Vault, library: FormLibrary, person_id: str, but: str) -> Iterable[OpenForm]:
    for case in vault.cases.of_person(person_id):
        for form in vault.responses.of_case(case.id):
            if not form.is_finalised and not form.kept_apart and form.id != but:
                yield open_form(vault, library, form.id)


def _writes(opened: OpenForm, offer: RecordOffer, person: Person) -> list[tuple[Path, Value]]:
    """The answers that a draft needs to say what the record says now, where it says what the record said before."""
    if not offer.recorded:
        return []
    response, places = opened.response, []
    if offer.field in LISTS:
        name = read_member(offer.field, offer.recorded).name
        places = [
            told.path
            for told in told_entries(response)
            if told.field == offer.field and same_name(told.parts["name"], name)
        ]
    else:
        places = [
            other.path
            for other in record_offers(person, response)
            if (other.field, other.answered) == (offer.field, offer.recorded)
        ]
    return [
        write
        for path in places
        for write in _writes_at(response, path, offer.field, offer.recorded, offer.answered)
    ]


def _writes_at(
    response: Response, path: Path, field: str, old: str, new: str
) -> Iterator[tuple[Path, Value]]:
    """For an entry of a list, the parts that differ between `old` and `new`; no part of it is ever emptied."""
    if field not in LISTS:
        yield from _answer(response.node(path), from_text(field, new))
    elif old and new:
        was, becomes = read_member(field, old), read_member(field, new)
        for node in enabled_nodes(response, path):
            part = fact_of(node.item).rpartition(".")[2]
            if getattr(was, part, None) != getattr(becomes, part, None):
                yield from _answer(node, getattr(becomes, part))


def _answer(node: Node, fact: object) -> Iterator[tuple[Path, Value]]:
    value = as_value(node.item, fact)
    if value is not None and node.answers != (value,):
        yield node.path, value


def _write(response: Response, writes: list[tuple[Path, Value]]) -> bool:
    for path, value in writes:
        response.set_answers(path, [value])
    return bool(writes)


def _bring_up(vault: Vault, opened: OpenForm, offer: RecordOffer, now: datetime) -> bool:
    if not _write(opened.response, _writes(opened, offer, vault.people.get(opened.person.id))):
        return False
    _keep(vault, opened, now)
    return True


def _keep(vault: Vault, opened: OpenForm, now: datetime) -> None:
    opened.response.catch_up()
    progress = sections(opened.response)
    save_draft(
        vault,
        opened.filled.id,
        content=opened.response.to_json(keep_disabled=True),
        place=opened.filled.place,
        sections_done=sum(section.state == "complete" for section in progress),
        sections_total=len(progress),
        now=now,
    )
