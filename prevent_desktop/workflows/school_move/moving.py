"""What the page about a child's move shows, and what is written down once something went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from prevent_desktop.casework.correspondence_kinds import FILE_MOVES
from prevent_desktop.casework.file_move import SCHOOL_DAYS, FileMoveKind
from prevent_desktop.casework.identifiers import new_id, short_pack_id
from prevent_desktop.casework.organisation import Receiver
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.team.shared_kinds import shared_kind
from prevent_desktop.casework.working_days import WorkingDays
from prevent_desktop.formatting import all_of, each_of
from prevent_desktop.translation import _, ngettext
from prevent_desktop.vault.repositories.columns import time_text
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fingerprint_words import key_words
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signing_identity import why_not_to_sign
from prevent_desktop.workflows.packs.came_in import to_be_asked_about
from prevent_desktop.workflows.packs.prepare_pack import Choice
from prevent_desktop.workflows.packs.protect_pack import why_not_closed
from prevent_desktop.workflows.people.people import current_case
from prevent_desktop.workflows.record.writing import Writing, forget_writing
from prevent_desktop.workflows.school_move.schools import known_schools
from prevent_desktop.workflows.team.cases.not_whole import NotWhole, not_whole

OF_THE_TEAM: Final = ("team_looks", "covers", "handed_on")
"""Members of a case in a person's document that stay here: who of the team looked, who was away, and drafts that a colleague saw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What goes and why. `left_on` is the last day at this school; `words` are the person's own, for the page that is read first.

    A request to delete names the pack that went to the wrong school.
    """

    kind: FileMoveKind
    left_on: date | None = None
    words: str = ""
    pack_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Went:
    """Something that went, and what became of it."""

    kind: FileMoveKind
    school: str
    written_at: str
    pack: PackRecord

    @property
    def arrived(self) -> bool:
        """Whether a signed receipt says so."""
        return self.pack.status is PackStatus.DELIVERED


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """All that the page shows. `counts` are the cases, finished forms, notes and events, and files that go.

    `kept_back` came from others who want to be asked before it is passed on, `not_whole` counts entries of shared cases that stay here since not all of
    them has come. `in_the_way` says why nothing can be signed now; empty where
    it can.
    """

    person: Person
    case_id: str
    schools: tuple[Receiver, ...]
    went: tuple[Went, ...]
    counts: tuple[int, int, int, int]
    days: WorkingDays
    kept_back: tuple[ReceivedPack, ...]
    not_whole: int
    in_the_way: str

    def due(self, left_on: date) -> date:
        """The last day by which the file is to be at the new school."""
        return self.days.after(left_on, SCHOOL_DAYS)


def read_move(vault: Vault, person_id: str, *, now: datetime) -> Move:
    """Read it; a person without a case gets one, so that what goes stands in it."""
    cases = [case.id for case in vault.cases.of_person(person_id)] or [
        current_case(vault, person_id, now=now).id
    ]
    went = [
        Went(
            kind=FileMoveKind(row["kind"]),
            school=row["school"],
            written_at=row["written_at"],
            pack=vault.packs.get(row["pack_id"]),
        )
        for case_id in cases
        for row in vault.records(FILE_MOVES).of(case_id)
    ]
    return Move(
        person=vault.people.get(person_id),
        case_id=cases[0],
        schools=known_schools(vault),
        went=tuple(sorted(went, key=lambda one: one.written_at)),
        counts=_counts(vault, cases),
        days=settings.working_days(vault).of_others,
        kept_back=tuple(pack for one in cases for pack in to_be_asked_about(vault, one)),
        not_whole=not_whole_that_stay(vault, cases),
        in_the_way=why_not_to_sign(vault),
    )


def _counts(vault: Vault, cases: list[str]) -> tuple[int, int, int, int]:
    asked = {pack.id for one in cases for pack in to_be_asked_about(vault, one)}
    forms = [form for one in cases for form in vault.responses.of_case(one) if form.received_id not in asked]
    written = sum(len(vault.notes.of_case(one)) + len(vault.events.of_case(one)) for one in cases)
    files = sum(len(vault.attachments.of_case(one)) for one in cases)
    return len(cases), sum(form.is_finalised and not form.kept_apart for form in forms), written, files


def not_in_it(kept_back: Iterable[ReceivedPack]) -> str:
    """A sentence on what is not in the file, since its senders want to be asked first; empty where there is no such thing."""
    senders = dict.fromkeys(each_of((pack.sender_name, pack.sender_organisation)) for pack in kept_back)
    if not senders:
        return ""
    return _("What came from {senders} is not in this file: they want to be asked first.").format(
        senders=all_of(list(senders))
    )


def goes_to_a_school(entry: NotWhole) -> bool:
    """Whether an entry of which not all has come goes along: it says nothing against it, and is of a kind that the file holds."""
    kind = shared_kind(entry.name.table)
    return (
        entry.may_go_on and kind is not None and kind.copy is not None and kind.copy.member not in OF_THE_TEAM
    )


def not_whole_that_stay(vault: Vault, cases: Iterable[str]) -> int:
    """How many such entries do not."""
    entries = (entry for case_id in cases for entry in not_whole(vault, case_id))
    return sum(not goes_to_a_school(entry) for entry in entries)


def not_whole_words(number: int) -> str:
    """A sentence on them; empty where there are none."""
    if not number:
        return ""
    return ngettext(
        "{number} entry of which not all has come is not in this file.",
        "{number} entries of which not all has come are not in this file.",
        number,
    ).format(number=number)


def choice_for(vault: Vault, school: Receiver, *, now: datetime) -> Choice:
    """The school as whom a pack is made for. What is in the pack is gathered later (`file_contents`)."""
    return Choice(
        receiver=school,
        forms=(),
        attachments=(),
        key_words=key_words(school),
        refusal=why_not_closed(vault, school, now=now),
    )


def note_move(leaving: Leaving, school: Receiver, vault: Vault, pack: PackRecord) -> None:
    """Write down that a signed pack is on its way to a school; the words that were typed for it are in it now.

    In the transaction in which the pack is kept: a file that left stands among the moves, or did not leave.
    """
    move_id = new_id()
    with vault.transaction():
        vault.records(FILE_MOVES).add(
            {
                "id": move_id,
                "case_id": pack.case_id,
                "kind": leaving.kind.value,
                "school": school.name,
                "told": _told(leaving, school, pack.id),
                "left_on": None if leaving.left_on is None else leaving.left_on.isoformat(),
                "words": leaving.words,
                "pack_id": pack.id,
                "author": settings.author_of(vault),
                "written_at": time_text(pack.signed_at),
            }
        )
        vault.audit.append("move.written", move_id, pack.id)
        forget_writing(vault, Writing.MOVE_FILE, pack.case_id)


def _told(leaving: Leaving, school: Receiver, pack_id: str) -> str:
    words = {
        FileMoveKind.AHEAD: _("{school} was told ahead of the file, in pack {pack}."),
        FileMoveKind.FILE: _("The whole file was signed for {school}, in pack {pack}."),
        FileMoveKind.DELETE: _("{school} was asked to delete what went there by mistake, in pack {pack}."),
    }[leaving.kind]
    return words.format(school=school.name, pack=short_pack_id(pack_id))
