"""Packs that the tests build: one like the design's cover, one of any length."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

from prevent_desktop.casework.chronology import Entry, EntryKind
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.packs.content import (
    Absence,
    PackAttachment,
    PackContent,
    PackForm,
    PackHousehold,
    PackLine,
    PackMember,
    PackSection,
)
from prevent_desktop.partial_dates import PartialDate

SIGNED_AT = datetime(2026, 11, 23, 16, 40, tzinfo=UTC)
HEAD = "7c1e" + hashlib.sha256(b"head").hexdigest()[8:] + "a402"

SENDER = Practitioner(
    name="Sam Example",
    role="designated safeguarding lead",
    organisation="Example Primary School",
    phone="01632 960 001",
    email="sam@school.example",
)


def entry(kind: EntryKind, day: int, label: str, what: str, source: str) -> Entry:
    at = datetime(2026, 11, day, 9, 30, tzinfo=UTC)
    return Entry(
        kind=kind, at=at if kind is EntryKind.DECISION else None, when=PartialDate.of(at.date()), written_at=at, label=label,
        what=what, source=source, by="Sam Example", record_id=f"record-{day}",
    )  # fmt: skip


CHRONOLOGY = (
    entry(EntryKind.NOTE, 12, "Bullying reported", "A parent told the office about bullying at the bus stop.", "Told by someone"),
    entry(EntryKind.EVENT, 19, "Form-time remark", "Told two pupils that a named group “had the right idea”; showed a video.", "Seen or heard directly"),
    entry(EntryKind.DECISION, 21, "Checked with lead", "Refer. Two events in one week.", "Lead check"),
)  # fmt: skip


def attachment(name: str, data: bytes, media_type: str, description: str) -> PackAttachment:
    return PackAttachment.of_bytes(name, media_type, description, data)


ATTACHMENTS = (
    attachment(
        "screenshot.png",
        b"\x89PNG\r\n\x1a\n" + bytes(2000),
        "image/png",
        "What was on the screen, 19 November",
    ),
    attachment("letter.txt", "Dear school, …".encode(), "text/plain", "Letter from the mother"),
)

SCREENING = PackForm(
    title="Screening tool",
    version="1.0.0",
    illustrative=True,
    data_name="screening.json",
    data_json='{"resourceType": "QuestionnaireResponse", "status": "completed"}',
    sections=(
        PackSection(
            title="What made you notice",
            lines=(
                PackLine(question="How did this come to your notice?", answers=("A pupil told the form tutor at registration, and the tutor then heard it too.",)),
                PackLine(question="When did you first notice?", answers=("19 November 2026",)),
            ),
        ),
        PackSection(
            title="What was seen, heard or said",
            lines=(
                PackLine(question="Event 1"),
                PackLine(question="What happened?", answers=("Told two pupils that a named group “had the right idea”.", "Showed a video on a phone."), depth=1),
                PackLine(question="The person’s own words", answers=("“They had the right idea. Nobody else does anything.”",), depth=1, own_words=True),
                PackLine(question="How is it known?", answers=("Seen or heard directly",), depth=1),
                PackLine(question="Who else saw it?", answers=("Not known",), depth=1, absence=Absence.NOT_KNOWN),
            ),
        ),
        PackSection(
            title="What else could explain it",
            lines=(
                PackLine(question="What else could explain it?", answers=("The video was being passed round that week.",), opinion=True, changed="Changed since 3 November 2026"),
                PackLine(question="Siblings and other children in the home", answers=("Not asked, because: the mother was not at home.",), absence=Absence.NOT_ASKED),
            ),
        ),
    ),
)  # fmt: skip

DECISION = PackForm(
    title="Decision to share",
    version="1.0.0",
    data_name="sharing.json",
    data_json='{"resourceType": "QuestionnaireResponse", "status": "completed", "id": "sharing"}',
    sections=(
        PackSection(
            title="Why this may be shared",
            lines=(
                PackLine(question="Lawful basis", answers=("Public task; safeguarding of children.",)),
                PackLine(
                    question="Was the parent told?",
                    answers=("No, because that could put a brother at risk.",),
                ),
            ),
        ),
    ),
)

PERSON_FACTS = (
    ("Name", "Ali Bexample"),
    ("Date of birth", "3 May 2012 (14)"),
    ("Address", "1 Example Street\nExampleton EX1 1EX"),
    ("School", "Example Primary School"),
)

HOUSEHOLD = PackHousehold(
    person="Ali Bexample",
    age="14",
    members=(
        PackMember(name="Zoë Bexample", relationship="Mother"),
        PackMember(name="Tariq Bexample", relationship="Brother", age="9", child=True, school="Example Primary School"),
        PackMember(name="Omar Bexample", relationship="Father", age="about 41", lives_with=False),
    ),
)  # fmt: skip


def pack_content(**changes: object) -> PackContent:
    """The pack of the design's cover, with `changes`."""
    values: dict[str, object] = {
        "pack_id": "P-7QF2K8M4T9XW",
        "marking": "OFFICIAL-SENSITIVE",
        "title": "Prevent referral pack",
        "sender": SENDER,
        "recipient_name": "Children’s front door",
        "about_label": "AB, 14",
        "signed_at": SIGNED_AT,
        "in_short": "Two events in one week, seen directly. No immediate danger known. One protective adult at home. The parent has not been told yet, because that could put a brother at risk.",
        "what_happened": (
            "19 Nov, seen: told two pupils that a named group “had the right idea”; showed a video.",
            "20 Nov, heard: said that it was “sent round by someone in Year 11”.",
        ),
        "what_else": "The video was being passed round that week.",
        "what_protects": "Close to mother and form tutor; football club.",
        "ask": "An initial assessment, and advice on telling the parent.",
        "answer_by": date(2026, 11, 25),
        "danger": "No",
        "person_facts": PERSON_FACTS,
        "household": HOUSEHOLD,
        "forms": (SCREENING,),
        "decision": DECISION,
        "chronology": CHRONOLOGY,
        "attachments": ATTACHMENTS,
        "audit_head": HEAD,
    }
    return PackContent(**{**values, **changes})  # type: ignore[arg-type]  # the tests name fields of PackContent


def long_pack(sections: int, *, entries: int = 40) -> PackContent:
    """A pack with that many sections of eight questions, and that many lines of chronology."""
    said = "The form tutor wrote down what was said, in the words that were used, and asked nothing more about it. "
    lines = tuple(
        PackLine(
            question=f"Question {number}: what was seen, heard or said, and how is that known?",
            answers=(said * (1 + number % 4),),
            own_words=number % 4 == 3,
        )
        for number in range(8)
    )
    form = PackForm(
        title="National referral",
        version="1.0.0",
        sections=tuple(PackSection(title=f"Section {number + 1}", lines=lines) for number in range(sections)),
        data_name="national-referral.json",
        data_json="{}",
    )
    start = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
    chronology = tuple(
        Entry(
            kind=EntryKind.EVENT, at=None, written_at=start + timedelta(days=number), label=f"Event {number + 1}",
            when=PartialDate.of((start + timedelta(days=number)).date()), what=said, source="Told by someone",
            by="Sam Example", record_id=f"event-{number}",
        )
        for number in range(entries)
    )  # fmt: skip
    return pack_content(forms=(form,), chronology=chronology)
