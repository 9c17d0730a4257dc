"""What members said differently about one thing in a shared case, in words; a person settles it once for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_changes import DayInWords, change_words, field_label, member_words
from prevent_desktop.casework.person_values import LISTS, as_text
from prevent_desktop.casework.record_kind import Field, RecordKind, Type
from prevent_desktop.casework.record_kinds import PEOPLE, RESPONSES
from prevent_desktop.casework.team.precedence import Side
from prevent_desktop.casework.team.roster import Team
from prevent_desktop.casework.team.shared_kinds import shared_kind
from prevent_desktop.errors import QuestionnaireError, RecordError
from prevent_desktop.formatting import all_of, each_of
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.differences import what_changed
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.translation import _
from prevent_desktop.vault.answer_text import answer_text
from prevent_desktop.vault.repositories.people import PERSON_ROWS
from prevent_desktop.vault.team import conflicts
from prevent_desktop.vault.team.conflicts import TeamDifference
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.record.record_lines import in_words, member_of
from prevent_desktop.workflows.team.change_sets.standing import writers

_MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class SideSaid:
    """What one member said: who, when by their clock, and the words for each thing that differs, in the order of `things`."""

    who: str
    at: datetime
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceView:
    """A difference as a page shows it. The first side stands in the record now. `more` counts things that are not listed.

    `draft` where the others can go on as drafts of their own. `fixed` where the first is a finished form, which never changes.
    """

    id: str
    case_id: str
    person: Person
    title: str
    things: tuple[str, ...]
    sides: tuple[SideSaid, ...]
    found_at: datetime
    more: int = 0
    draft: bool = False
    fixed: bool = False
    response_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDifference:
    """One that waits: about whom, what it is, and when this vault knew it."""

    id: str
    person: Person
    title: str
    found_at: datetime


def open_differences(vault: Vault) -> tuple[OpenDifference, ...]:
    """All that wait for somebody, the one found first first."""
    found = conflicts.differences(vault)
    cases = {case.id: case.person_id for case in vault.cases.some({one.case_id for one in found})}
    people = vault.people.some(set(cases.values()))
    return tuple(
        OpenDifference(
            id=one.id,
            person=people[cases[one.case_id]],
            title=title_of(vault, one),
            found_at=one.found_at,
        )
        for one in found
        if one.case_id in cases
    )


def number_to_settle(vault: Vault) -> int:
    """How many wait; none in a vault for reading only."""
    return 0 if vault.is_read_only else conflicts.count_differences(vault)


def title_of(vault: Vault, one: TeamDifference) -> str:
    """What it is about, without a name or an answer."""
    if one.table == PEOPLE.table:
        return field_label(one.unit)
    if one.table == RESPONSES.table:
        try:
            return vault.responses.get(str(one.key[0])).title
        except RecordError:
            return _("Form")
    kind = shared_kind(one.table)
    return kind.title() if kind is not None and kind.title is not None else _("Entry")


def look_at(
    vault: Vault, library: FormLibrary, difference_id: str, day: DayInWords = PartialDate.isoformat
) -> DifferenceView:
    """One of them with all sides in words, `day` for dates. RecordError where it waits no more."""
    one = conflicts.difference(vault, difference_id)
    case = vault.cases.get(one.case_id)
    said = list(_said(vault, library, one, day))
    profile = settings.profile(vault)
    team = None if profile is None else profile.team
    return DifferenceView(
        id=one.id,
        case_id=one.case_id,
        person=vault.people.get(case.person_id),
        title=title_of(vault, one),
        things=tuple(thing for thing, _words in said[:_MOST]),
        sides=tuple(
            SideSaid(who=_who(team, side), at=side.at, words=tuple(words[place] for _thing, words in said[:_MOST]))
            for place, side in enumerate(one.sides)
        ),
        found_at=one.found_at,
        more=max(0, len(said) - _MOST),
        draft=one.table == RESPONSES.table,
        fixed=one.finished,
        response_id=str(one.key[0]) if one.table == RESPONSES.table else "",
    )  # fmt: skip


def settle(vault: Vault, difference_id: str, side: int, *, keep_others: bool = False, now: datetime) -> None:
    """Let one side stand, for all members. With `keep_others` the others of a draft go on as drafts of their own.

    RecordError where it waits no more: somebody settled it meanwhile, or wrote on.
    """
    # A form that has not come is waited for as before; the next round looks for it.
    conflicts.settle(
        vault,
        difference_id,
        side,
        writers=writers(vault, now=lambda: now),
        forms=lambda _digest: None,
        keep_others=keep_others,
    )


def _who(team: Team | None, side: Side) -> str:
    """The members who said it, by the vaults that wrote it."""
    if team is None:
        return side.author
    owners = [team.owner(one.vault) for one in side.operations]
    names = list(dict.fromkeys(one.name for one in owners if one is not None))
    return all_of(names) or side.author or _("Somebody")


Said = tuple[str, tuple[str, ...]]
"""Something that differs, and what each side says of it."""


def _said(vault: Vault, library: FormLibrary, one: TeamDifference, day: DayInWords) -> Iterator[Said]:
    kind = shared_kind(one.table)
    if one.table == PEOPLE.table:
        yield field_label(one.unit), tuple(_of_person(vault, one, side, day) for side in one.sides)
    elif one.table == RESPONSES.table and (answers := _answers(vault, library, one)) is not None:
        yield from answers
    elif kind is not None and all(isinstance(side.value, Mapping) for side in one.sides):
        yield from _of_fields(kind, one)
    else:
        yield title_of(vault, one), tuple(_text(side.value) for side in one.sides)


def _of_person(vault: Vault, one: TeamDifference, side: Side, day: DayInWords) -> str:
    columns = PERSON_ROWS.columns(vault.people.get(str(one.key[0])))
    person = PERSON_ROWS.read({**columns, one.unit: side.value})
    if one.unit in LISTS:
        return "\n".join(member_words(each, day) for each in getattr(person, one.unit))
    return change_words(one.unit, as_text(person, one.unit), day)


def _answers(vault: Vault, library: FormLibrary, one: TeamDifference) -> list[Said] | None:
    """The questions whose answers differ; None where the form cannot be read, or a side took the draft away."""
    if not all(isinstance(side.value, Mapping) for side in one.sides):
        return None
    try:
        form = library.for_response(vault, vault.responses.get(str(one.key[0])))
        first, *others = (Response.read(form, side.value["content"]) for side in one.sides)
    except (QuestionnaireError, RecordError):
        return None
    found: dict[str, list[str]] = {}
    for place, other in enumerate(others, start=1):
        for change in what_changed(other, first):
            shown = "\n".join(change.after)
            words = found.setdefault(change.question, [shown] * len(one.sides))
            words[place] = "\n".join(change.before)
    return [(question, tuple(words)) for question, words in found.items()]


def _of_fields(kind: RecordKind, one: TeamDifference) -> Iterator[Said]:
    """The fields that have a name for people; ids, digests and times go with the words, and are shown to nobody.

    Where codes alone differ that have none, those together: nobody chooses between two sides that look the same.
    """
    differing = [each for each in kind.fields if len({_text(value) for value in _values(one, each)}) > 1]
    named = [(each, each.label()) for each in differing if each.label is not None]
    codes = [each for each in differing if each.type is Type.CODE]
    if not named and codes:
        by_side = zip(*(_values(one, each) for each in codes), strict=True)
        yield _("Other details"), tuple(each_of(map(_text, values)) for values in by_side)
    for each, label in named:
        yield label, tuple(_of_field(each, value) for value in _values(one, each))


def _values(one: TeamDifference, field: Field) -> list[Any]:
    return [side.value.get(field.column) for side in one.sides]


def _of_field(field: Field, value: Any) -> str:
    if field is RESPONSES.field("content"):
        return "" if value is None else answer_text(value)
    return in_words(field, member_of(field, value))


def _text(value: Any) -> str:
    return "" if value is None else str(value)
