"""Packs of one page, of about a dozen and of about two hundred, with everything in them that is hard to lay out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from prevent_desktop.casework.chronology import Entry, EntryKind
from prevent_desktop.packs.content import (
    Absence,
    PackContent,
    PackForm,
    PackHousehold,
    PackLine,
    PackMember,
    PackSection,
)
from prevent_desktop.partial_dates import PartialDate
from tests.unit.packs.examples import ATTACHMENTS, PERSON_FACTS, pack_content

SAID = (
    "The form tutor wrote down what was said, in the words that were used, and asked nothing more about it. "
)
KNOWN = ("Seen or heard directly", "Told by someone", "From a document or screen", "Professional opinion")
KINDS = (
    EntryKind.EVENT,
    EntryKind.EVENT,
    EntryKind.NOTE,
    EntryKind.EVENT,
    EntryKind.DECISION,
    EntryKind.FORM,
)
LONG_NAME = "Maria-Magdalena Oluwaseun Bexample-Featherstonehaugh of Exampleton-under-Wychwood"


def least() -> PackContent:
    """One page: a request and whom to call."""
    return pack_content(
        person_facts=(), household=None, danger="", forms=(), decision=None, chronology=(), attachments=(),
        what_happened=("19 Nov, seen: showed a video in form time.",),
    )  # fmt: skip


def dozen() -> PackContent:
    """About twelve pages: two forms with every manner of answer, a large household, twenty events."""
    return _pack(sections=7, events=20, members=9)


def two_hundred() -> PackContent:
    """About two hundred pages."""
    return _pack(sections=150, events=260, members=16)


def _pack(*, sections: int, events: int, members: int) -> PackContent:
    half = sections // 2
    entries = tuple(sorted((_entry(number) for number in range(events)), key=lambda entry: entry.written_at))
    return pack_content(
        danger="Yes\nThe police were called at 14:10 on 19 November, and came at 14:25.",
        what_happened=tuple(f"{e.day.day} {e.day:%b}, {e.source.lower()}: {e.what.strip()}" for e in entries[-8:]),
        person_facts=(*PERSON_FACTS, ("Other names used", LONG_NAME)),
        household=PackHousehold(
            person="Ali Bexample", age="14", members=tuple(_member(number) for number in range(members))
        ),
        forms=(
            _form("Screening tool", "screening", range(half)),
            replace(
                _form("Extremism assessment of a child with a very long name of the form", "assessment", range(half, sections)),
                since=("This form follows the one that was finished on 3 November 2026. What is new or changed is marked.",),
            ),
        ),
        chronology=entries,
        attachments=(
            *ATTACHMENTS,
            replace(ATTACHMENTS[0], file_name="a photograph of what was written on the wall of the bus shelter_2026-11-19T08-41-07.png"),
        ),
    )  # fmt: skip


def _form(title: str, name: str, sections: range) -> PackForm:
    return PackForm(
        title=title,
        version="1.1.0",
        sections=tuple(
            PackSection(title=f"Section {number + 1}: what was noticed", lines=_lines(number)) for number in sections
        ),
        data_name=f"{name}.json",
        data_json="{}",
    )  # fmt: skip


def _lines(number: int) -> tuple[PackLine, ...]:
    return (
        PackLine(question="What made you notice?", answers=(SAID * (1 + number % 6),)),
        PackLine(question="When did you first notice?", answers=("19 November 2026",)),
        PackLine(question="Event 1", changed="New since 3 November 2026" if number % 3 == 0 else ""),
        PackLine(question="What did the person say or do?", depth=1, answers=(SAID * (1 + number % 3),)),
        PackLine(question="Their own words", depth=1, answers=("“They had the right idea. " + SAID + "”",), own_words=True),
        PackLine(question="How do you know?", depth=1, answers=(KNOWN[number % 4],)),
        PackLine(question="Who else saw or heard it?", depth=1, answers=("Not known",), absence=Absence.NOT_KNOWN),
        PackLine(
            question="Are there siblings or other children in the home, or other places that the person stays at?",
            answers=("Not asked, because: the mother was not at home, and nobody else could say.",),
            absence=Absence.NOT_ASKED,
        ),
        PackLine(question="What else could explain it?", answers=(SAID * 2, "It may be a phase."), opinion=True,
                 changed="Changed since 3 November 2026"),
        PackLine(question="Faith", answers=("Asked, declined to say",), absence=Absence.OTHER),
        PackLine(question="Where was it seen?", answers=("In the form room",), corrected="In the corridor"),
    )  # fmt: skip


def _entry(number: int) -> Entry:
    at = datetime(2026, 9, 1, 9, 0, tzinfo=UTC) + timedelta(
        days=number * 80 // 260 + number % 3, hours=number % 5
    )
    when = (
        None if number % 17 == 11 else PartialDate(2026, 9) if number % 13 == 7 else PartialDate.of(at.date())
    )
    return Entry(
        kind=KINDS[number % len(KINDS)], at=None if number % 4 else at, when=when, written_at=at, label=f"Event {number + 1}",
        what=SAID * (1 + number % 2), source=KNOWN[number % 4], by="Sam Example" if number % 5 else LONG_NAME,
        record_id=f"event-{number}",
    )  # fmt: skip


def _member(number: int) -> PackMember:
    relations = ("Mother", "Brother", "Sister", "Grandmother on the mother’s side", "Father", "Half-sister")
    return PackMember(
        name=f"{LONG_NAME}" if number == 3 else f"Name{number} Bexample",
        relationship=relations[number % 6],
        age=("", "9", "about 3", "about 70", "41", "16")[number % 6],
        child=number % 6 in {1, 2, 5},
        lives_with=number % 5 != 4,
        school="Example Primary School" if number % 6 in {1, 5} else "",
        note="Holds parental responsibility, works nights" if number % 6 == 0 else "",
    )
