"""Everything in a case that a pack can hold, passage by passage, in the order of a pack; what each can be withheld by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from prevent_desktop.casework.chronology import in_order_of_time
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.withholding import place_of_answer, place_of_file
from prevent_desktop.formatting import each_of, long_day, short_day, with_other_months
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.reading import reading
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.packs.pack_person import household_of, person_facts
from prevent_desktop.workflows.people.people import person_of_case
from prevent_desktop.workflows.record.attachments import own_files
from prevent_desktop.workflows.removing_words import stands_at, words_of

_FEWEST_LETTERS = 3
"""Fewer letters stand everywhere: they are kept back in their place and not as words."""


class PassageKind(StrEnum):
    """What sort of thing a passage is."""

    FACT = "fact"
    ANSWER = "answer"
    EVENT = "event"
    DECISION = "decision"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One text. `part` and `label` say where it stands in the pack, `section` where in the part; `record_id` what it is of.

    `words` are the spellings by which all of it is found wherever it stands; empty where its words say nothing by
    themselves ("Yes", a number). `place` is what is kept back in its place; empty for what has only words.
    """

    kind: PassageKind
    part: str
    section: str = ""
    label: str
    text: str
    record_id: str
    words: tuple[str, ...] = ()
    place: str = ""

    @property
    def can_be_withheld(self) -> bool:
        """Whether there is a way to keep it back."""
        return bool(self.words or self.place)

    @property
    def has_parts(self) -> bool:
        """Whether some words of it can be kept back and the rest not."""
        return bool(self.words) and self.kind is not PassageKind.FILE


def passages(vault: Vault, library: FormLibrary, case_id: str, *, now: datetime) -> tuple[Passage, ...]:
    """All of them: about the person, each finished form, the chronology, the files."""
    person = person_of_case(vault, case_id)
    forms = tuple(
        form
        for form in vault.responses.of_case(case_id)
        if form.is_finalised and form.is_ours and not form.kept_apart
    )
    return (
        *_facts(person, now),
        *(passage for form in forms for passage in _answers(vault, library, form)),
        *_events(vault, case_id),
        *_decisions(vault, case_id),
        *_files(vault, case_id),
    )


def other_places(passage: Passage, words: str, among: Iterable[Passage]) -> tuple[Passage, ...]:
    """Where else the words stand, or one of the names in them alone: the names are the words with a capital in the middle."""
    wanted = [words] if words else list(passage.words or _free(passage.text))
    wanted += _names_in(words or passage.text)
    wanted = [spelling for each in wanted for spelling in with_other_months(each)]
    return tuple(
        other
        for other in among
        if other is not passage
        and other != passage
        and any(True for each in wanted for _place in stands_at(each, f"{other.text}\n{other.label}"))
    )


def _names_in(text: str) -> list[str]:
    """Words with a capital that do not begin a sentence."""
    found = []
    for word in words_of(text):
        before = text[: word.start].rstrip()
        begins = not before or before[-1] in ".!?:\n“\"'"
        if text[word.start].isupper() and not begins and len(word.folded) >= _FEWEST_LETTERS:
            found.append(text[word.start : word.end])
    return found


def _free(text: str) -> tuple[str, ...]:
    """The text itself, where it says something by itself."""
    letters = sum(len(word.folded) for word in words_of(text))
    return (text,) if letters >= _FEWEST_LETTERS or (letters and not text.isascii()) else ()


def spellings_of(day: PartialDate) -> tuple[str, ...]:
    """A day in all the ways in which a pack and its data write it."""
    ways = (short_day(day), long_day(day), day.isoformat())
    return tuple(dict.fromkeys(ways)) if day.month is not None else ()


# -- about the person


def _facts(person: Person, now: datetime) -> Iterator[Passage]:
    part = _("About the person and household")
    born = "" if person.birth_date is None else long_day(person.birth_date)
    whole = {
        each_of((person.address, person.postcode)): (person.address, person.postcode),
        born: spellings_of(person.birth_date) if person.birth_date else (),
        str(person.approximate_age or ""): (),
    }
    for label, fact in person_facts(person):
        words = whole.get(fact, _free(fact) if fact not in {_("Yes"), _("No")} else ())
        yield Passage(
            kind=PassageKind.FACT, part=part, label=label, text=fact, record_id=person.id,
            words=tuple(filter(None, words)),
        )  # fmt: skip
    household = household_of(person, now.astimezone().date())
    for member in () if household is None else household.members:
        texts = {_("School"): member.school, _("Note"): member.note}
        yield _of_member(part, member.relationship, member.name, person.id)
        for label, text in texts.items():
            if text:
                yield _of_member(part, f"{member.name}, {label}", text, person.id)


def _of_member(part: str, label: str, text: str, person_id: str) -> Passage:
    return Passage(
        kind=PassageKind.FACT, part=part, section=_("Household"), label=label, text=text, record_id=person_id,
        words=_free(text),
    )  # fmt: skip


# -- forms


def _answers(vault: Vault, library: FormLibrary, form: FilledForm) -> Iterator[Passage]:
    response = Response.read(library.for_response(vault, form), form.content)
    for section in reading(response):
        for line in section.lines:
            if line.answers:
                yield Passage(
                    kind=PassageKind.ANSWER,
                    part=form.title,
                    section=section.title,
                    label=line.question,
                    text="\n".join(line.answers),
                    record_id=form.id,
                    words=tuple(_words_of_answers(response, line.path)),
                    place=place_of_answer(form.id, line.path),
                )


def _words_of_answers(response: Response, path: tuple[tuple[str, int], ...]) -> Iterator[str]:
    """What was typed freely says something by itself, and so does a day; a choice, a number or Yes does not."""
    for answer in response.node(path).answers:
        if isinstance(answer, str):
            yield from _free(answer)
        elif isinstance(answer, PartialDate):
            yield from spellings_of(answer)


# -- the rest


def _events(vault: Vault, case_id: str) -> Iterator[Passage]:
    for event in in_order_of_time(vault.events.of_case(case_id)):
        when = _("Date not known") if event.when is None else short_day(event.when)
        yield Passage(
            kind=PassageKind.EVENT, part=_("Chronology"), label=f"{when}. {event.label}", text=event.what,
            record_id=event.id, words=_free(event.what),
        )  # fmt: skip


def _decisions(vault: Vault, case_id: str) -> Iterator[Passage]:
    for decision in vault.decisions.of_case(case_id):
        text = f"{decision.choice}. {decision.reason}"
        yield Passage(
            kind=PassageKind.DECISION, part=_("Chronology"), label=decision.kind.label, text=text,
            record_id=decision.id, words=_free(text),
        )  # fmt: skip


def _files(vault: Vault, case_id: str) -> Iterator[Passage]:
    for file in own_files(vault, case_id):
        yield Passage(
            kind=PassageKind.FILE, part=_("Attachments"), label=file.file_name,
            text=file.description or file.media_type, record_id=file.id, place=place_of_file(file.id),
        )  # fmt: skip
