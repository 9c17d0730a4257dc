"""What is being written and is not kept yet: a note, an event, a new person. It outlives a lock, a crash and a flat battery.

It lies in the vault, so it is as safe as what is kept. Keeping it for good takes it away from here in the same
transaction, so that it is never in both places and never in none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.notes import Event, Note, Source
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_changes import differences
from prevent_desktop.casework.person_values import SINGLE, from_text, member_from, with_value
from prevent_desktop.errors import RecordError
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.strict_json import Named, read, text_of
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people.people import add_person, change_person, person_of_case
from prevent_desktop.workflows.people.roll import choose_pupil

_KEY = "unfinished-writing"
_VERSION = {"version": 1}
_PROSE = frozenset({"text", "own_words", "reason", "asked", "note"})
"""The fields that hold free writing."""
ABOUT = "about"
"""The field of an answer that says what it answers: the kind of the answer, a slash, our id of the pack."""


class Writing(StrEnum):
    """What is being written."""

    NOTE = "note"
    EVENT = "event"
    PERSON = "person"
    DETAILS = "details"
    CALL = "call"
    ANSWER = "answer"
    HAND_ON = "hand-on"
    MOVE_FILE = "move-file"
    HAND_OVER = "hand-over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """One piece of writing: the fields of its screen as typed. `case_id` is empty for a new person, and for a pack in no case."""

    kind: Writing
    case_id: Annotated[str, Named("case")]
    fields: Mapping[str, str]
    changed_at: Annotated[datetime, Named("changed")]

    @property
    def subject(self) -> str:
        """What it is about: of an answer our id of the received pack, of all else the case."""
        if self.kind is Writing.ANSWER:
            return self.fields.get(ABOUT, "").partition("/")[2]
        return self.case_id

    @property
    def key(self) -> tuple[Writing, str]:
        """There is one piece for each."""
        return self.kind, self.subject


@dataclass(frozen=True, slots=True)
class Discarded:
    """What was thrown away, with what could be undone in it. It is nowhere but with whoever holds it."""

    writing: Unfinished
    history: str


@dataclass(frozen=True, slots=True)
class _Kept:
    writing: tuple[Unfinished, ...]


def keep_writing(
    vault: Vault, kind: Writing, subject: str, fields: Mapping[str, str], *, now: datetime, history: str = ""
) -> datetime:
    """Commit what stands in the fields, in place of what was kept; empty fields keep nothing. Tells when.

    `subject` is the case; of an answer our id of the received pack, whose fields say so too (`ABOUT`). `history` is what can be undone
    in the fields, as the screen wrote it.
    """
    with vault.transaction():
        others = [each for each in unfinished(vault) if each.key != (kind, subject)]
        if any(text.strip() for text in fields.values()):
            case_id = _case_of(vault, kind, subject)
            others.append(Unfinished(kind=kind, case_id=case_id, fields=dict(fields), changed_at=now))
        vault.settings.set(_KEY, _to_json(others))
        vault.undo_histories.keep(_draft(kind, subject), history)
    return now


def _case_of(vault: Vault, kind: Writing, subject: str) -> str:
    return vault.received.get(subject).case_id or "" if kind is Writing.ANSWER else subject


def forget_writing(vault: Vault, kind: Writing, subject: str) -> None:
    """Throw away what was being written."""
    with vault.transaction():
        pieces = unfinished(vault)
        others = [each for each in pieces if each.key != (kind, subject)]
        vault.settings.set(_KEY, _to_json(others))
        vault.undo_histories.keep(_draft(kind, subject), "")
        for gone in pieces:
            if gone.key == (kind, subject):  # what can be undone in an answer was kept by its case before
                vault.undo_histories.keep(_draft(kind, gone.case_id), "")


def answer_is_in_case(vault: Vault, received_id: str, case_id: str) -> None:
    """A pack came into a case: the answer that is being written to it is about that case from now on."""
    pieces = unfinished(vault)
    key = Writing.ANSWER, received_id
    if any(each.key == key for each in pieces):
        vault.settings.set(
            _KEY, _to_json([replace(each, case_id=case_id) if each.key == key else each for each in pieces])
        )


def discard_writing(vault: Vault, kind: Writing, subject: str) -> Discarded | None:
    """Throw it away because its writer said so. What brings it back; None where nothing was there."""
    found = next((each for each in unfinished(vault) if each.key == (kind, subject)), None)
    if found is None:
        return None
    discarded = Discarded(found, writing_history(vault, kind, subject))
    with vault.transaction():
        forget_writing(vault, kind, subject)
        vault.audit.append("writing.discarded", found.case_id, kind.value)
    return discarded


def bring_back_writing(vault: Vault, discarded: Discarded) -> None:
    """Put it where it was. What was begun there meanwhile is united with it, as that of two laptops is."""
    back = discarded.writing
    back = replace(back, case_id=_case_of(vault, back.kind, back.subject))
    with vault.transaction():
        pieces = {each.key: each for each in unfinished(vault)}
        begun = pieces.get(back.key)
        pieces[back.key] = back if begun is None else _both(back, begun)
        vault.settings.set(_KEY, _to_json(list(pieces.values())))
        if begun is None:
            vault.undo_histories.keep(_draft(*back.key), discarded.history)
        vault.audit.append("writing.brought-back", back.case_id, back.kind.value)


def writing_history(vault: Vault, kind: Writing, subject: str) -> str:
    """What can be undone in the fields, as it was kept with them."""
    return vault.undo_histories.get(_draft(kind, subject))


def _draft(kind: Writing, subject: str) -> str:
    return f"{kind.value}/{subject}"


def writing(vault: Vault, kind: Writing, subject: str) -> Mapping[str, str]:
    """The fields as they were left; empty where nothing was being written. `subject` as in `keep_writing`."""
    for each in unfinished(vault):
        if each.key == (kind, subject):
            return each.fields
    return {}


def unfinished(vault: Vault) -> tuple[Unfinished, ...]:
    """All that is being written, the longest left first."""
    kept = vault.settings.get(_KEY)
    return _read(kept) if kept else ()


def _read(text: str) -> tuple[Unfinished, ...]:
    kept: _Kept = read(_Kept, text, fixed=_VERSION)
    return kept.writing


def uniting() -> Mapping[str, Callable[[str, str], str]]:
    """How two copies of the vault unite what is being written in them, by the key of its setting."""
    return {_KEY: _united}


def _united(ours: str, theirs: str) -> str:
    """Every piece; where both wrote at the same one, the newer stands, and longer texts go on with the older."""
    pieces = {each.key: each for each in _read(ours)}
    for each in _read(theirs):
        mine = pieces.get(each.key)
        pieces[each.key] = each if mine is None else _both(mine, each)
    return _to_json(list(pieces.values()))


def _both(one: Unfinished, other: Unfinished) -> Unfinished:
    older, newer = sorted((one, other), key=lambda each: (each.changed_at, sorted(each.fields.items())))
    fields = dict(newer.fields)
    for name, text in older.fields.items():
        stands = fields.get(name, "")
        if name not in _PROSE:
            fields[name] = stands or text
        elif text.startswith(stands):
            fields[name] = text
        elif text.strip() not in stands:
            fields[name] = f"{stands}\n\n{text}"
    return replace(newer, fields=fields)


def _to_json(pieces: list[Unfinished]) -> str:
    kept = _Kept(tuple(sorted(pieces, key=lambda each: each.changed_at)))
    return text_of(kept, fixed=_VERSION, ensure_ascii=False)


def keep_note(
    vault: Vault, case_id: str, *, text: str, source: Source, source_detail: str, now: datetime
) -> Note:
    """Keep the note that was being written. Raises RecordError for an empty one; the writing stays then."""
    with vault.transaction():
        note = write_note(
            vault, case_id=case_id, text=text, source=source, source_detail=source_detail,
            author=settings.author_of(vault), now=now,
        )  # fmt: skip
        forget_writing(vault, Writing.NOTE, case_id)
    return note


def keep_event(
    vault: Vault,
    case_id: str,
    *,
    what: str,
    when: PartialDate | None,
    approximate: bool,
    own_words: str,
    source: Source,
    source_detail: str,
    label: str,
    now: datetime,
) -> Event:
    """Keep the event that was being written. Raises RecordError without what happened; the writing stays then."""
    if not what.strip():
        raise RecordError(
            _("The event is empty"), _("It does not say what happened."), _("Write what was seen, heard or said.")
        )  # fmt: skip
    event = Event(
        id=new_id(), case_id=case_id, label=label.strip() or _first_words(what), what=what.strip(), when=when,
        approximate=approximate, own_words=own_words.strip(), source=source, source_detail=source_detail.strip(),
        author=settings.author_of(vault), written_at=now,
    )  # fmt: skip
    with vault.transaction():
        vault.events.add(event)
        vault.audit.append("event.written", event.id, case_id)
        forget_writing(vault, Writing.EVENT, case_id)
    return event


@dataclass(frozen=True, slots=True)
class KeptDetails:
    """The person before the details were changed, and since."""

    before: Person
    after: Person

    @property
    def changed(self) -> tuple[str, ...]:
        """The fields that differ."""
        return tuple(dict.fromkeys(name for name, _old, _new in differences(self.before, self.after)))


def keep_details(vault: Vault, case_id: str, texts: Mapping[str, str], *, now: datetime) -> KeptDetails:
    """Keep the details of a case's person that were being changed: texts of `person_values`, lists as JSON."""
    person = before = person_of_case(vault, case_id)
    for name, text in texts.items():
        value: object = from_text(name, text) if name in SINGLE else _entries(name, text)
        person = with_value(person, name, value)
    with vault.transaction():
        kept = change_person(vault, person, now=now)
        forget_writing(vault, Writing.DETAILS, case_id)
    return KeptDetails(before, kept)


def take_details_back(vault: Vault, kept: KeptDetails, *, now: datetime) -> Person:
    """Put back what stood there before; what was changed once more since then stays. The record tells of both changes."""
    person = vault.people.get(kept.after.id)
    for name in kept.changed:
        if getattr(person, name) == getattr(kept.after, name):
            person = with_value(person, name, getattr(kept.before, name))
    return change_person(vault, person, now=now)


def _entries(name: str, text: str) -> tuple[object, ...]:
    return tuple(member_from(name, parts) for parts in json.loads(text))


def keep_person(
    vault: Vault,
    *,
    forenames: str,
    surname: str,
    birth_date: PartialDate | None,
    approximate_age: int | None,
    now: datetime,
) -> tuple[Person, Case]:
    """Add the person whose details were being written, with a first case."""
    with vault.transaction():
        added = add_person(
            vault, forenames=forenames, surname=surname, birth_date=birth_date, approximate_age=approximate_age,
            now=now,
        )  # fmt: skip
        forget_writing(vault, Writing.PERSON, "")
    return added


def keep_pupil(vault: Vault, pupil_id: str, *, now: datetime) -> Person:
    """Take a pupil of the school's list for the person whose details were being written; what was typed goes."""
    with vault.transaction():
        person = choose_pupil(vault, pupil_id, now=now)
        forget_writing(vault, Writing.PERSON, "")
    return person


_SHORT = 40


def _first_words(text: str) -> str:
    """The beginning of a text, cut between words, as the label of an event."""
    line = " ".join(text.split())
    if len(line) <= _SHORT:
        return line
    return line[:_SHORT].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def write_note(
    vault: Vault,
    *,
    case_id: str,
    text: str,
    source: Source,
    source_detail: str = "",
    author: str,
    now: datetime,
) -> Note:
    """Keep a note. Raises RecordError for an empty one; nothing is kept then."""
    if not text.strip():
        raise RecordError(
            _("The note is empty"),
            _("There is nothing to keep yet."),
            _("Write what was seen, heard or said."),
        )
    note = Note(
        id=new_id(),
        case_id=case_id,
        text=text.strip(),
        source=source,
        source_detail=source_detail.strip(),
        author=author,
        written_at=now,
    )
    with vault.transaction():
        vault.notes.add(note)
        vault.audit.append("note.written", note.id, case_id)
    return note


def note_opinion(vault: Vault, case_id: str, text: str, *, now: datetime) -> None:
    """Keep what whoever signs something thinks of it, for the record alone; nothing where they wrote nothing."""
    if text.strip():
        author = settings.author_of(vault)
        write_note(vault, case_id=case_id, text=text, source=Source.OPINION, author=author, now=now)
