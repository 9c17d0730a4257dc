"""What people do in a shared case, by chance: each kind of change that reaches a circle, with a word of its own in each text.

A piece of work is a function over a `Desk`. It does what a page would have done, by the same repositories, and may find
nothing to do (no draft to go on with); then it returns and nothing was changed.
"""

from __future__ import annotations

import hashlib
import io
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar

from prevent_desktop.casework.answer import Answer, AnswerKind, AnswerRecord, Chase, Direction
from prevent_desktop.casework.case import Case, CaseStatus
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import new_id, new_pack_id
from prevent_desktop.casework.keeping import KeepingDecision, KeepingKind
from prevent_desktop.casework.notes import Event, Note, Source
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.pack_record import Attachment, PackRecord
from prevent_desktop.casework.person import Agency, HouseholdMember, Person
from prevent_desktop.casework.person_changes import PersonChange
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.review import Review
from prevent_desktop.casework.withholding import Withholding
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.examples import answers
from tests.unit.workflows.subject_access.full_person import Words

T = TypeVar("T")
_FIELDS = (
    "forenames",
    "surname",
    "known_as",
    "address",
    "phone",
    "email",
    "school",
    "language",
    "nationality",
)


@dataclass(frozen=True)
class Desk:
    """Somebody at work on a case in a vault; `at` is what that laptop's clock shows."""

    vault: Vault
    case_id: str
    chance: random.Random
    word: Words
    at: datetime
    author: str

    @property
    def case(self) -> Case:
        return self.vault.cases.get(self.case_id)

    def one_of(self, some: Sequence[T]) -> T | None:
        return self.chance.choice(some) if some else None

    def texts(self, most: int = 3) -> str:
        """The answers of a form with a few words in them."""
        return answers(*(self.word() for _ in range(self.chance.randint(1, most))))


Work = Callable[[Desk], object]


def open_case(vault: Vault, word: Words, at: datetime) -> Case:
    """A person of whom nothing but words of their own is known, and their first case."""
    person = Person(
        id=new_id(), forenames=word(), surname=word(), known_as=word(), birth_date=PartialDate(2012, 3), school=word(),
        household=(HouseholdMember(name=word(), relationship=word(), note=word()),), created_at=at, changed_at=at,
    )  # fmt: skip
    case = Case(id=new_id(), person_id=person.id, opened_at=at, changed_at=at)
    with vault.transaction():
        vault.people.add(person)
        vault.cases.add(case)
    return case


# -- written once


def write_note(desk: Desk) -> None:
    desk.vault.notes.add(
        Note(
            id=new_id(), case_id=desk.case_id, text=desk.word(), source=Source.TOLD, source_detail=desk.word(),
            author=desk.author, written_at=desk.at,
        )
    )  # fmt: skip


def write_event(desk: Desk) -> None:
    earlier = desk.one_of(desk.vault.events.of_case(desk.case_id))
    corrects = earlier.id if earlier is not None and desk.chance.random() < 0.3 else None
    desk.vault.events.add(
        Event(
            id=new_id(), case_id=desk.case_id, label=desk.word(), what=desk.word(), when=PartialDate(2026, 10),
            own_words=desk.word(), source=Source.DIRECT, source_detail=desk.word(), author=desk.author, written_at=desk.at,
            where=desk.word(), who_else=desk.word(), corrects=corrects,
        )
    )  # fmt: skip


def decide(desk: Desk) -> None:
    finished = desk.one_of([one.id for one in _forms(desk) if one.is_finalised])
    desk.vault.decisions.add(
        Decision(
            id=new_id(), case_id=desk.case_id, kind=DecisionKind.LEAD_CHECK, choice=desk.word(), reason=desk.word(),
            decided_by=desk.author, decided_at=desk.at, response_id=finished, reference=desk.word(),
        )
    )  # fmt: skip


def hold(desk: Desk) -> None:
    before = [one for one in desk.vault.keeping.of_case(desk.case_id) if one.kind is KeepingKind.HOLD]
    lifted = desk.one_of(before) if desk.chance.random() < 0.4 else None
    desk.vault.keeping.add(
        KeepingDecision(
            id=new_id(), case_id=desk.case_id, kind=KeepingKind.HOLD if lifted is None else KeepingKind.LIFT,
            reason=desk.word(), reference=desk.word(), lifts=None if lifted is None else lifted.id,
            decided_by=desk.author, decided_at=desk.at,
        )
    )  # fmt: skip


def withhold(desk: Desk) -> None:
    desk.vault.withholdings.add(
        Withholding(
            id=new_id(), case_id=desk.case_id, words=(desk.word(),), label=desk.word(), reason=desk.word(),
            decided_by=desk.author, decided_at=desk.at,
        )
    )  # fmt: skip


# -- forms


def begin_form(desk: Desk) -> None:
    """On a questionnaire that no other vault knows."""
    content = json.dumps({"resourceType": "Questionnaire", "title": desk.word()})
    digest = hashlib.sha256(content.encode()).hexdigest()
    note = desk.one_of(desk.vault.notes.of_case(desk.case_id))
    model = desk.one_of([one.id for one in _forms(desk) if one.is_finalised])
    with desk.vault.transaction():
        desk.vault.questionnaires.keep(digest, "https://example.org/screening", "1", content)
        desk.vault.responses.add(
            FilledForm(
                id=new_id(), case_id=desk.case_id, form_id="screening", questionnaire_url="https://example.org/screening",
                questionnaire_version="1", questionnaire_digest=digest, title=desk.word(), content=desk.texts(),
                place=desk.word(), author=desk.author, started_at=desk.at, changed_at=desk.at, sections_total=5,
                grown_from=None if note is None else note.id, corrects=model if desk.chance.random() < 0.5 else None,
            )
        )  # fmt: skip


def save_draft(desk: Desk) -> None:
    draft = desk.one_of([one for one in _forms(desk) if not one.is_finalised])
    if draft is not None:
        done = desk.chance.randint(0, 5)
        desk.vault.responses.save_draft(draft.id, desk.texts(), desk.word(), done, 5, desk.at)


def finalise(desk: Desk) -> None:
    draft = desk.one_of([one for one in _forms(desk) if not one.is_finalised])
    if draft is not None:
        content = desk.texts()
        digest = hashlib.sha256(content.encode()).hexdigest()
        with desk.vault.transaction():
            desk.vault.responses.finalise(draft.id, content, digest, desk.at)
            desk.vault.audit.append("form.finalised", draft.id, digest)


def set_review(desk: Desk) -> None:
    known = {one.response_id for one in desk.vault.reviews.of_case(desk.case_id)}
    form = desk.one_of([one for one in _forms(desk) if one.is_finalised and one.id not in known])
    if form is not None:
        desk.vault.reviews.set_due(
            Review(
                response_id=form.id,
                case_id=desk.case_id,
                due=date(2027, 1, 5),
                what=desk.word(),
                set_at=desk.at,
            )
        )


def finish_review(desk: Desk) -> None:
    desk.vault.reviews.finish(desk.case_id, desk.at)


def _forms(desk: Desk) -> tuple[FilledForm, ...]:
    return desk.vault.responses.of_case(desk.case_id)


# -- files


def add_file(desk: Desk) -> Attachment:
    size = desk.chance.choice((1, 1, 1, 200))
    return desk.vault.attachments.add(
        io.BytesIO(" ".join(desk.word() for _ in range(size)).encode()), case_id=desk.case_id,
        file_name=f"{desk.word()}.txt", media_type="text/plain", description=desk.word(), at=desk.at,
    )  # fmt: skip


def describe_file(desk: Desk) -> None:
    file = desk.one_of(desk.vault.attachments.of_case(desk.case_id))
    if file is not None:
        desk.vault.attachments.describe(file.id, desk.word())


# -- packs and answers


def sign_pack(desk: Desk) -> None:
    file = add_file(desk)
    earlier = desk.one_of(desk.vault.packs.of_case(desk.case_id))
    pack = PackRecord(
        id=new_pack_id(), case_id=desk.case_id, recipient_id=desk.word(), recipient_name=desk.word(),
        attachment_id=file.id, page_count=3, pdf_digest=file.sha256, signed_at=desk.at,
        corrects=earlier.id if earlier is not None and desk.chance.random() < 0.3 else None,
    )  # fmt: skip
    with desk.vault.transaction():
        desk.vault.packs.add(pack)
        desk.vault.audit.append("pack.signed", pack.id, pack.pdf_digest)


def move_pack(desk: Desk) -> None:
    """Queued, or delivered with a receipt."""
    pack = desk.one_of([one for one in desk.vault.packs.of_case(desk.case_id) if not one.receipt])
    if pack is not None and desk.chance.random() < 0.5:
        desk.vault.packs.set_queued(pack.id, "cd" * 32)
    elif pack is not None:
        with desk.vault.transaction():
            desk.vault.packs.set_receipt(pack.id, desk.word(), desk.at, desk.word())
            desk.vault.audit.append("receipt.verified", pack.id)


def take_pack_in(desk: Desk) -> None:
    """A pack that came to this desk, put into the case."""
    sealed = io.BytesIO(desk.word().encode())
    vault, file = desk.vault, desk.vault.attachments.files.put(sealed)
    vault.attachments.add_stored(
        file, case_id=None, file_name=f"{desk.word()}.pdf", media_type="application/pdf", at=desk.at
    )
    pack = ReceivedPack(
        id=new_id(), pack_id=new_pack_id(), title=desk.word(), sender_name=desk.word(), sender_organisation=desk.word(),
        later_signers=(desk.word(),), fingerprint="ef" * 32, claimed_at=desk.at, received_at=desk.at, reference=desk.word(),
        receipt=desk.word(), sealed_digest=file.sha256, attachment_id=file.id, page_count=1,
        person=json.dumps({"name": desk.word()}),
    )  # fmt: skip
    vault.received.add(pack)
    vault.received.put_in_case(pack.id, desk.case_id)


def take_answer(desk: Desk) -> None:
    pack = desk.one_of(desk.vault.packs.of_case(desk.case_id))
    if pack is None:
        return
    number = desk.vault.answers.newest_number(pack.id, Direction.RECEIVED) + 1
    answer = Answer(
        kind=AnswerKind.DECISION, number=number, at=desk.at, text=desk.word(), outcome=Outcome.NO_FURTHER_ACTION,
        reason=desk.word(), reference=desk.word(), receiver=desk.word(),
    )  # fmt: skip
    desk.vault.answers.add(
        AnswerRecord(
            case_id=desk.case_id, pack_id=pack.id, direction=Direction.RECEIVED, answer=answer, jws=desk.word(),
            recorded_at=desk.at,
        )
    )  # fmt: skip


def chase(desk: Desk) -> None:
    pack = desk.one_of(desk.vault.packs.of_case(desk.case_id))
    event = desk.one_of(desk.vault.events.of_case(desk.case_id))
    if pack is not None:
        day = desk.at.date() + timedelta(days=desk.chance.randint(1, 30))
        desk.vault.answers.set_chase(
            Chase(
                id=new_id(), case_id=desk.case_id, pack_id=pack.id, day=day, set_at=desk.at,
                event_id=None if event is None else event.id,
            )
        )  # fmt: skip


# -- the person and the state of the case


def change_person(desk: Desk, name: str | None = None) -> None:
    """One detail, with what it said before."""
    person = desk.vault.people.get(desk.case.person_id)
    column = name or desk.chance.choice(_FIELDS)
    new = desk.word()
    change = PersonChange(
        id=new_id(), person_id=person.id, field=column, old_value=getattr(person, column), new_value=new,
        changed_at=desk.at, changed_by=desk.author,
    )  # fmt: skip
    with desk.vault.transaction():
        desk.vault.people.update(replace(person, **{column: new}, changed_at=desk.at))  # type: ignore[arg-type]  # a text's name
        desk.vault.people.add_change(change)


def change_household(desk: Desk) -> None:
    person = desk.vault.people.get(desk.case.person_id)
    members = tuple(
        HouseholdMember(name=desk.word(), relationship=desk.word(), school=desk.word(), note=desk.word())
        for _ in range(desk.chance.randint(1, 2))
    )
    agency = Agency(name=desk.word(), worker=desk.word(), role=desk.word(), doing=desk.word())
    desk.vault.people.update(replace(person, household=members, agencies=(agency,), changed_at=desk.at))


def move_case(desk: Desk) -> None:
    order = list(CaseStatus)
    status = order[min(order.index(desk.case.status) + desk.chance.randint(1, 2), len(order) - 1)]
    desk.vault.cases.set_status(desk.case_id, status, desk.at)


WORKS: tuple[Work, ...] = (
    write_note, write_event, decide, hold, withhold, begin_form, save_draft, finalise, set_review, finish_review, add_file,
    describe_file, sign_pack, move_pack, take_pack_in, take_answer, chase, change_person, change_household, move_case,
)  # fmt: skip
CONTESTED: tuple[Work, ...] = (
    save_draft, save_draft, finalise, describe_file, move_case, partial(change_person, name="school"),
    partial(change_person, name="surname"), change_household,
)  # fmt: skip
"""Those that two people do to one thing."""


def work(desk: Desk, times: int) -> None:
    """Do so many pieces of work, each kept at once; the most of them new."""
    for _ in range(times):
        desk.chance.choice(WORKS if desk.chance.random() < 0.7 else CONTESTED)(desk)
