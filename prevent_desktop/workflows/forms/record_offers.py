"""What a form says about the person that the record says otherwise: offered, never done silently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_changes import Difference, PersonChange, field_label, same_name
from prevent_desktop.casework.person_values import (
    LISTS,
    Member,
    as_text,
    from_text,
    member_text,
    read_member,
    with_value,
)
from prevent_desktop.questionnaire.population import as_value
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.workflows.forms.form_facts import ToldFact, told_entries, told_facts

_NUMBERS = frozenset({"nhs_number", "upn", "postcode", "phone", "school_urn"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOffer:
    """A difference between the record and a form: what each says, as texts of `person_values`, and where in the form.

    `recorded` is empty where the record has no such entry of a list. `behind` is whether the form holds what the record
    said when the form was begun: then the record has moved on, and nobody wrote otherwise.
    """

    field: str
    label: str
    recorded: str
    answered: str
    path: Path
    behind: bool = False

    @property
    def difference(self) -> Difference:
        """What a choice about it is remembered by."""
        return Difference(self.field, self.recorded, self.answered)


def record_offers(
    person: Person,
    response: Response,
    *,
    changed_since: Iterable[PersonChange] = (),
    is_ours: bool = True,
) -> tuple[RecordOffer, ...]:
    """Each difference once, in reading order; what the record does not hold at all is learnt of our forms without asking.

    `is_ours` is false for a form that came in a pack: what the record lacks is offered then. `changed_since` are the changes to the person since the form was begun. Forms that are kept apart offer nothing.
    """
    if response.questionnaire.kept_apart:
        return ()
    earlier = {(change.field, change.old_value) for change in changed_since}
    offers: dict[Difference, RecordOffer] = {}
    for offer in (*_single(person, response, is_ours), *_entries(person, response, is_ours)):
        behind = (offer.field, offer.answered) in earlier
        offers.setdefault(offer.difference, replace(offer, behind=behind))
    return tuple(offers.values())


def _single(person: Person, response: Response, is_ours: bool) -> Iterator[RecordOffer]:
    for told in told_facts(response):
        recorded = getattr(person, told.field)
        is_lacking = recorded in ("", None)
        if (is_lacking and is_ours) or (not is_lacking and _says(told, recorded)):
            continue
        yield RecordOffer(
            field=told.field,
            label=field_label(told.field),
            recorded=as_text(person, told.field),
            answered=as_text(with_value(person, told.field, told.value), told.field),
            path=told.path,
        )


def _entries(person: Person, response: Response, is_ours: bool) -> Iterator[RecordOffer]:
    for told in told_entries(response):
        if is_ours and not getattr(person, told.field):
            continue
        recorded, becomes = told.onto(person)
        if recorded != becomes:
            yield RecordOffer(
                field=told.field,
                label=field_label(told.field),
                recorded="" if recorded is None else member_text(recorded),
                answered=member_text(becomes),
                path=told.path,
            )


def _says(told: ToldFact, recorded: object) -> bool:
    """Whether the form's answer is what the record says, written in the way of that question."""
    if as_value(told.item, recorded) == as_value(told.item, told.value) is not None:
        return True
    one, other = str(told.value), str(recorded)
    if told.field in _NUMBERS:
        return "".join(one.split()).casefold() == "".join(other.split()).casefold()
    if told.item.answer_options:
        return same_name(one, other)
    return one.split() == other.split()


def taken_on(person: Person, offer: RecordOffer) -> Person:
    """The person with what the form says; an entry of a list takes the place of the recorded one."""
    return _with(person, offer.field, offer.recorded, offer.answered)


def taken_back(person: Person, offer: RecordOffer) -> Person:
    """The person with what the record said before `taken_on`."""
    return _with(person, offer.field, offer.answered, offer.recorded)


def _with(person: Person, field: str, old: str, new: str) -> Person:
    if field not in LISTS:
        return with_value(person, field, from_text(field, new))
    entries: list[Member] = list(getattr(person, field))
    place = len(entries)
    if old and read_member(field, old) in entries:
        place = entries.index(read_member(field, old))
        del entries[place]
    if new:
        entries.insert(place, read_member(field, new))
    return with_value(person, field, tuple(entries))
