"""What a colleague is shown of drafts: the lines that their author sees, without names unless they choose to show them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.organisation import Colleague
from prevent_desktop.casework.peer_review import ReviewForm, ReviewLine, ReviewSection, plain
from prevent_desktop.casework.person import Person
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.reading import ReadLine, ReadSection, reading
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation.answer_key import answer_identities
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.packs.withholding.passages import spellings_of
from prevent_desktop.workflows.people.people import person_of_case
from prevent_desktop.workflows.removing_words import Span, replaced, stands_at

_FEWEST_LETTERS = 2
_SHORTEST_LINE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownForm:
    """A draft that can be handed on, section by section, as its author sees it."""

    filled: FilledForm
    sections: tuple[ReadSection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewable:
    """What there is to choose from, of one case. `colleagues` are those whose keys are known."""

    case_id: str
    person: Person
    about: str
    forms: tuple[ShownForm, ...]
    colleagues: tuple[Colleague, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What its author shows. `hidden` are the numbers of sections that are not shown, by the id of the draft.

    Without `with_details` the person is initials and an age, also inside the answers.
    """

    responses: tuple[str, ...]
    hidden: Mapping[str, frozenset[int]] = field(default_factory=dict)
    with_details: bool = False
    message: str = ""


def beside_draft(vault: Vault, library: FormLibrary, response_id: str, *, now: datetime) -> Reviewable:
    """What can be handed on with a draft, itself among it: all drafts of its case."""
    return reviewable_forms(vault, library, vault.responses.get(response_id).case_id, now=now)


def reviewable_forms(vault: Vault, library: FormLibrary, case_id: str, *, now: datetime) -> Reviewable:
    """The drafts of a case, and to whom they can go. What is kept apart is never among them."""
    person = person_of_case(vault, case_id)
    own = {str(identity.recipient) for identity in answer_identities(vault)}
    return Reviewable(
        case_id=case_id,
        person=person,
        about=person.label_on(now.astimezone().date()),
        forms=tuple(
            ShownForm(filled=form, sections=sections_of(vault, library, form))
            for form in vault.responses.of_case(case_id)
            if not form.is_finalised and not form.kept_apart
        ),
        colleagues=tuple(
            one
            for one in terms.colleagues(vault)
            if one.recipient and one.certificate and one.recipient not in own
        ),
    )


def forms_as_shown(there: Reviewable, chosen: Chosen, *, now: datetime) -> tuple[ReviewForm, ...]:
    """The chosen drafts as a colleague would see them (needs no vault)."""
    clean = cleaner(there.person, with_details=chosen.with_details, today=now.astimezone().date())
    return tuple(
        review_form(shown, chosen.hidden.get(shown.filled.id, frozenset()), clean)
        for shown in there.forms
        if shown.filled.id in chosen.responses
    )


def sections_of(vault: Vault, library: FormLibrary, form: FilledForm) -> tuple[ReadSection, ...]:
    """The answered questions of a form as it is now."""
    return reading(Response.read(library.for_response(vault, form), form.content))


def place_of(path: Path) -> str:
    """The name of a line in its form."""
    return "/".join(f"{link_id}:{number}" for link_id, number in path)


def review_form(shown: ShownForm, hidden: Iterable[int], clean: Callable[[str], str]) -> ReviewForm:
    """A draft as it goes, without the sections that are not shown; `clean` takes out what is not shown of a text."""
    filled, left_out = shown.filled, frozenset(hidden)
    return ReviewForm(
        title=plain(filled.title),
        url=filled.questionnaire_url,
        version=filled.questionnaire_version,
        digest=filled.questionnaire_digest,
        sections=tuple(
            ReviewSection(clean(section.title), tuple(review_line(line, clean) for line in section.lines))
            for number, section in enumerate(shown.sections)
            if number not in left_out
        ),
        left_out=len(left_out & set(range(len(shown.sections)))),
    )


def review_line(line: ReadLine, clean: Callable[[str], str]) -> ReviewLine:
    """One line as it goes."""
    answers = tuple(clean(answer) for answer in line.answers)
    return ReviewLine(place_of(line.path), clean(line.question), answers, line.absent)


def cleaner(person: Person, *, with_details: bool, today: date) -> Callable[[str], str]:
    """What makes a text of the record one that a colleague is shown."""
    if with_details:
        return plain
    names = tuple(_names(person, today))

    def clean(text: str) -> str:
        found = (
            Span(start, end, instead) for words, instead in names for start, end in stands_at(words, text)
        )
        return plain(replaced(text, found)) if text else text

    return clean


def _names(person: Person, today: date) -> Iterator[tuple[str, str]]:
    """What tells who somebody is, whole before its parts, and what stands there instead."""
    whole = (person.full_name, person.forenames, person.surname, person.known_as, person.aliases)
    yield from _each(whole, person.initials)
    if person.birth_date is not None:
        age = person.age_on(today)
        born = _("[date of birth]") if age is None else _("[age {age}]").format(age=age)
        for spelling in (*spellings_of(person.birth_date), *_in_digits(person.birth_date)):
            yield spelling, born
    for fact, label in (
        (person.address, _("[address]")), (person.postcode, _("[postcode]")), (person.phone, _("[phone]")),
        (person.email, _("[email]")), (person.nhs_number, _("[NHS number]")), (person.upn, _("[pupil number]")),
    ):  # fmt: skip
        if fact:
            yield fact, label
            yield from (
                (line.strip(), label)
                for line in re.split(r"[,\n]", fact)
                if len(line.strip()) >= _SHORTEST_LINE
            )
    for member in person.household:
        relationship = member.relationship or _("family")
        yield from _each((member.name,), f"[{relationship}]".lower())


def _in_digits(day: PartialDate) -> Iterator[str]:
    """As people type a whole date; whatever stands between the numbers is found too."""
    if day.month is not None and day.day is not None:
        yield from (f"{day.day:02} {day.month:02} {day.year}", f"{day.day} {day.month} {day.year}")


def _each(names: Iterable[str], instead: str) -> Iterator[tuple[str, str]]:
    several = [name.strip() for name in names if name.strip()]
    for name in several:
        yield name, instead
    for name in several:
        for part in re.split(r"[\s,;]+", name):
            if len(part) >= _FEWEST_LETTERS:
                yield part, instead
