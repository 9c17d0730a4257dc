"""Open a person's record: all that is kept about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.case import Case
from prevent_desktop.casework.chronology import Entry, chronology, entry_of
from prevent_desktop.casework.decision import Decision
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.pack_record import Attachment, PackRecord, without_packs
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_changes import PersonChange
from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.casework.review import Review
from prevent_desktop.vault.audit.subjects import subjects_of
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import viewing
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signers import whose_forms
from prevent_desktop.workflows.people.people import current_case
from prevent_desktop.workflows.record.record_lines import in_words, members
from prevent_desktop.workflows.record.who_wrote import with_who_wrote
from prevent_desktop.workflows.record.whose_word import with_whose_word
from prevent_desktop.workflows.viewing import note_view, shows_news


@dataclass(frozen=True, slots=True)
class TableRow:
    """A record with the words of its columns, in the order of `RecordKind.tab`."""

    record_id: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """What the record screen shows of one person. `entries` is oldest first, `changes` newest first.

    `tables` are those of kinds that have a table of their own, by the kind's name, newest first.
    `whose_forms` says of those of a shared case who finished them, or wrote in them last, by their ids.
    `reader` is how the owner of the vault signs what they write. `known_from` is where the person's first
    details are from: `FROM_SCHOOL_LIST`, the number of a pack, or empty. `review` is the one that is due, if any. `is_written_down` is false where the disk had no room for saying that it
    was opened.
    """

    person: Person
    case: Case
    entries: tuple[Entry, ...]
    forms: tuple[FilledForm, ...]
    attachments: tuple[Attachment, ...]
    decisions: tuple[Decision, ...]
    packs: tuple[PackRecord, ...]
    changes: tuple[PersonChange, ...]
    review: Review | None
    tables: Mapping[str, tuple[TableRow, ...]]
    whose_forms: Mapping[str, str]
    reader: str
    known_from: str = ""
    is_written_down: bool = True


def open_record(vault: Vault, person_id: str, *, now: datetime) -> RecordView:
    """Read a person's record, and write down that it was opened."""
    written_down = note_view(vault, viewing.RECORD, person_id, shows=_shown(vault, person_id))
    return replace(_read(vault, person_id, now=now), is_written_down=written_down)


def read_record(vault: Vault, person_id: str, *, now: datetime) -> RecordView:
    """Read a person's record again, after a change of one's own. Where something came meanwhile, it is looked at anew."""
    if shows_news(vault, viewing.RECORD, person_id, _shown(vault, person_id)):
        return open_record(vault, person_id, now=now)
    return _read(vault, person_id, now=now)


def _shown(vault: Vault, person_id: str) -> list[str]:
    return [subject.id for subject in subjects_of(vault.database, person_id)]


def _read(vault: Vault, person_id: str, *, now: datetime) -> RecordView:
    person = vault.people.get(person_id)
    case = current_case(vault, person_id, now=now)
    forms = tuple(vault.responses.of_case(case.id))
    decisions = tuple(vault.decisions.of_case(case.id))
    packs = tuple(vault.packs.of_case(case.id))
    attachments = tuple(vault.attachments.of_case(case.id))
    entries = chronology(
        events=vault.events.of_case(case.id),
        notes=vault.notes.of_case(case.id),
        forms=forms,
        decisions=decisions,
        packs=packs,
        answers=vault.answers.of_case(case.id),
        received=vault.received.of_case(case.id),
        others=(
            entry_of(kind, row)
            for kind in record_kinds.KINDS
            if kind.entered is not None
            for row in vault.records(kind).of(case.id)
        ),
    )
    tables = {kind.name: tuple(_table(vault, kind, case.id)) for kind in record_kinds.KINDS if kind.tab}
    return RecordView(
        person=person,
        case=case,
        entries=with_whose_word(vault, case.id, with_who_wrote(vault, case.id, entries)),
        forms=forms,
        attachments=without_packs(attachments, packs),
        decisions=decisions,
        packs=packs,
        tables=tables,
        whose_forms=whose_forms(vault, case.id, forms),
        reader=settings.author_of(vault),
        known_from=_known_from(vault, person_id),
        changes=vault.people.changes(person_id),
        review=next((review for review in vault.reviews.of_case(case.id) if review.done_at is None), None),
    )


def _known_from(vault: Vault, person_id: str) -> str:
    added = vault.audit.newest(person_id, "person.added")
    return "" if added is None else added.detail


def _table(vault: Vault, kind: RecordKind, case_id: str) -> Iterator[TableRow]:
    columns = [kind.field(name) for name in kind.tab]
    for row in reversed(vault.records(kind).of(case_id)):
        said = members(kind, row)
        yield TableRow(row[kind.key[0]], tuple(in_words(one, said[one.member]) for one in columns))
