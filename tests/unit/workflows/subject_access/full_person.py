"""A person with a word of their own in every field, table, attachment and pack, to be looked for afterwards."""

from __future__ import annotations

import hashlib
import io
import json
import random
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from typing import Any

from prevent_desktop.casework.answer import Answer, AnswerKind, AnswerRecord, AnswerSetAside, Chase, Direction
from prevent_desktop.casework.case import Case, CaseStatus
from prevent_desktop.casework.correspondence_kinds import FILE_MOVES
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.file_move import FileMoveKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import new_id, new_pack_id
from prevent_desktop.casework.keeping import KeepingDecision, KeepingKind
from prevent_desktop.casework.merge_conflict import ConflictKind, MergeConflict
from prevent_desktop.casework.notes import Event, Note, Source
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.ownership import CaseOwner, Cover, TeamLook
from prevent_desktop.casework.pack_record import Attachment, PackRecord, PackStatus
from prevent_desktop.casework.peer_review import (
    Comment,
    Comments,
    PeerReview,
    ReviewDirection,
    ReviewDraft,
    ReviewForm,
    ReviewLine,
    ReviewSection,
    new_draft_id,
)
from prevent_desktop.casework.person import Agency, HouseholdMember, Person
from prevent_desktop.casework.person_changes import Difference, PersonChange
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.review import Review
from prevent_desktop.casework.withholding import Withholding
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.record import writing_aids
from prevent_desktop.workflows.record.writing import Writing, keep_writing
from tests.unit.vault.examples import QUESTIONNAIRE_DIGEST, answers, keep_questionnaire

THEN = datetime(2020, 3, 4, 10, tzinfo=UTC)
_LETTERS = "bcdfghjklmnpqrstvwxz"
LETTERS_IN_A_WORD = 14


@dataclass
class Words:
    """Makes words that stand nowhere else, and remembers them."""

    chance: random.Random
    made: list[str] = field(default_factory=list)

    def __call__(self) -> str:
        word = "".join(self.chance.choices(_LETTERS, k=LETTERS_IN_A_WORD)).capitalize()
        self.made.append(word)
        return word


@dataclass
class FullPerson:
    """Whom it is about, their closed cases, and every word that was written about them."""

    person: Person
    cases: list[Case]
    words: Words
    files: list[str]
    packs: list[str]


def keep_full_person(
    vault: Vault, chance: random.Random, *, cases: int = 2, drafts: bool = True
) -> FullPerson:
    """Keep such a person, with closed cases that have been over for long."""
    word = Words(chance)
    texts: dict[str, Any] = {
        each.name: word()
        for each in fields(Person)
        if each.type == "str" and each.name not in {"id", "created_at", "changed_at"}
    }
    person = Person(
        id=new_id(), **texts, birth_date=PartialDate(1980, 1, 2), created_at=THEN, changed_at=THEN,
        household=(HouseholdMember(name=word(), relationship=word(), school=word(), note=word()),),
        agencies=(Agency(name=word(), worker=word(), role=word(), phone=word(), email=word(), doing=word()),),
    )  # fmt: skip
    full = FullPerson(person, [], word, [], [])
    keep_questionnaire(vault)
    with vault.transaction():
        vault.people.add(person)
        for number in range(cases):
            _keep_case(vault, full, number, drafts=drafts)
            _share_case(vault, full.cases[-1])
        vault.left_differences.leave(
            person.id, Difference("school", word(), word()), at=THEN, by="Lead"
        )  # fmt: skip
        vault.settings.set(f"subject-access/{person.id}", json.dumps({"typed": word()}))
        writing_aids.save_own_words(vault, (*writing_aids.own_words(vault), person.surname))
    return full


def _keep_case(vault: Vault, full: FullPerson, number: int, *, drafts: bool) -> None:
    word = full.words
    case = Case(
        id=new_id(), person_id=full.person.id, status=CaseStatus.CLOSED, opened_at=THEN.replace(day=5 + number),
        changed_at=THEN, closed_at=THEN.replace(year=2021),
    )  # fmt: skip
    full.cases.append(case)
    vault.cases.add(case)
    note = Note(
        id=new_id(), case_id=case.id, text=" ".join(word() for _ in range(40)), source=Source.TOLD,
        source_detail=word(), author=word(), written_at=THEN,
    )  # fmt: skip
    vault.notes.add(note)
    finished = _form(case, word, grown_from=note.id)
    vault.responses.add(finished)
    _finalise(vault, finished, word)
    copied = _form(case, word, based_on=finished.id, corrects=finished.id)
    vault.responses.add(copied)
    _finalise(vault, copied, word)
    if drafts:
        draft = _form(case, word, based_on=copied.id)
        vault.responses.add(draft)
        vault.responses.save_draft(draft.id, answers(*(word() for _ in range(5))), word(), 1, 5, THEN)
        vault.undo_histories.keep(draft.id, json.dumps([word(), word()]))
        keep_writing(vault, Writing.NOTE, case.id, {"text": word()}, now=THEN, history=word())
    event = Event(
        id=new_id(), case_id=case.id, label=word(), what=word(), when=None, own_words=word(), source=Source.DIRECT,
        source_detail=word(), author=word(), written_at=THEN, response_id=finished.id, where=word(), who_else=word(),
    )  # fmt: skip
    vault.events.add(event)
    vault.events.add(replace(event, id=new_id(), what=word(), corrects=event.id))
    vault.decisions.add(
        Decision(
            id=new_id(),
            case_id=case.id,
            kind=DecisionKind.OUTCOME,
            choice="No further action",
            reason=word(),
            decided_by=word(),
            decided_at=THEN,
            response_id=finished.id,
            reference=word(),
        )
    )
    vault.reviews.set_due(
        Review(
            response_id=finished.id,
            case_id=case.id,
            due=date(2020, 9, 1),
            what=word(),
            set_at=THEN,
            done_at=THEN,
        )
    )
    vault.people.add_change(
        PersonChange(
            id=new_id(),
            person_id=full.person.id,
            field="school",
            old_value=word(),
            new_value=full.person.school,
            changed_at=THEN,
            changed_by=word(),
            response_id=finished.id,
        )
    )
    vault.keeping.add(
        KeepingDecision(
            id=new_id(),
            case_id=case.id,
            kind=KeepingKind.EXTENSION,
            until=date(2021, 2, 2),
            reason=word(),
            reference=word(),
            decided_by=word(),
            decided_at=THEN,
        )
    )
    vault.withholdings.add(
        Withholding(
            id=new_id(),
            case_id=case.id,
            words=(word(),),
            label=word(),
            reason=word(),
            decided_by=word(),
            decided_at=THEN,
        )
    )
    vault.peer_reviews.add(_handed(case.id, finished.id, word))
    vault.settings.set(f"place-to-return-to-{number}", json.dumps({"case": case.id, "typed": word()}))
    vault.merge_conflicts.add(
        MergeConflict(
            id=new_id(),
            kind=ConflictKind.DRAFT,
            person_id=full.person.id,
            case_id=case.id,
            record_id=finished.id,
            kept=word(),
            kept_at=THEN,
            kept_here=True,
            other=word(),
            other_at=THEN,
            found_at=THEN,
            settled_by=word(),
        )
    )
    original, bare = _attachment(vault, case, word), _attachment(vault, case, word)
    vault.attachments.note_bare_copy(bare, original, at=THEN)
    full.files += [original.id, bare.id]
    pdf = _attachment(vault, case, word)
    full.files.append(pdf.id)
    pack = PackRecord(
        id=new_pack_id(), case_id=case.id, recipient_id="front-door", recipient_name="Front door",
        attachment_id=pdf.id, page_count=1, pdf_digest="cd" * 32, status=PackStatus.DELIVERED, signed_at=THEN,
        receipt=word(), receipt_at=THEN, receiver_reference=word(),
    )  # fmt: skip
    vault.packs.add(pack)
    full.packs.append(pack.id)
    vault.records(FILE_MOVES).add(
        {
            "id": new_id(), "case_id": case.id, "kind": FileMoveKind.FILE.value, "school": word(), "told": word(),
            "left_on": "2020-03-02", "words": word(), "pack_id": pack.id, "author": word(),
            "written_at": THEN.isoformat(),
        }
    )  # fmt: skip
    full.files.append(_keep_received(vault, case, word).attachment_id)
    _keep_answer(vault, case, pack.id, event.id, word)
    _keep_care(vault, case, word)


def _keep_answer(vault: Vault, case: Case, pack_id: str, event_id: str, word: Words) -> None:
    answer = Answer(
        kind=AnswerKind.DECISION, number=1, at=THEN, text=word(), outcome=Outcome.NO_FURTHER_ACTION, reason=word(),
        reference=word(), receiver=word(),
    )  # fmt: skip
    vault.answers.add(
        AnswerRecord(
            case_id=case.id, pack_id=pack_id, direction=Direction.RECEIVED, answer=answer, jws=word(), recorded_at=THEN,
        )
    )  # fmt: skip
    given = AnswerRecord(
        case_id=case.id,
        pack_id=new_pack_id(),
        direction=Direction.GIVEN,
        answer=answer,
        jws=word(),
        recorded_at=THEN,
    )
    vault.answers.add(given)
    vault.answers.to_be_given(given, word().encode())
    vault.answers.set_aside(
        AnswerSetAside(
            case_id=case.id, pack_id=pack_id, number=2, digest="ab" * 32, reason=word(), found_at=THEN
        )
    )
    vault.answers.set_chase(
        Chase(
            id=new_id(),
            case_id=case.id,
            pack_id=pack_id,
            day=date(2020, 3, 3),
            set_at=THEN,
            event_id=event_id,
        )
    )


def _keep_care(vault: Vault, case: Case, word: Words) -> None:
    vault.case_care.add_owner(
        CaseOwner(
            id=new_id(), case_id=case.id, owned_by=word(), member=new_id(), why=word(), set_by=word(), set_at=THEN,
            follows=(new_id(),),
        )
    )  # fmt: skip
    vault.case_care.add_cover(
        Cover(
            id=new_id(), case_id=case.id, cover=new_id(), owned_by=word(), away_member=new_id(), covered_by=word(),
            covering_member=new_id(), first_day=date(2020, 3, 5), last_day=date(2020, 3, 9), set_by=word(), set_at=THEN,
            follows=(new_id(),),
        )
    )  # fmt: skip
    vault.case_care.add_look(
        TeamLook(
            id=new_id(),
            case_id=case.id,
            looked_by=word(),
            member=new_id(),
            day=date(2020, 3, 6),
            looked_at=THEN,
        )
    )


def _share_case(vault: Vault, case: Case) -> None:
    """A row in each of the tables of a team, as none of them has a trigger that would ask for a whole one."""
    at, put = THEN.isoformat(), vault.database.insert
    row = {"record_table": "cases", "record_key": f'["{case.id}"]', "unit": "*"}
    put("team_cases", case_id=case.id, circle="main", shared_at=at)
    put(
        "team_sets", circle="main", vault="v", number=1, digest=case.id, case_id=case.id, words="", state="applied",
        received_at=at,
    )  # fmt: skip
    put("team_units", case_id=case.id, **row, digest="", operations="[]")
    put("team_conflicts", id=f"c-{case.id}", case_id=case.id, **row, sides="[]", found_at=at)
    put(
        "signature_checks", record_table="packs", record_id=f"s-{case.id}", case_id=case.id, digest="", trust="",
        finding="not-known", checked_at=at,
    )  # fmt: skip
    put(
        "team_files", circle="main", kind="attachment", digest="", record_id=case.id, case_id=case.id, size=1,
        state="put",
    )  # fmt: skip
    put(
        "disposal_steps", id=f"d-{case.id}", case_id=case.id, step="withdrawn", announcement="", ground="", reference="",
        reason="", known="[]", vault="v", said_by="SF", said_at=at,
    )  # fmt: skip
    put("team_moves_dirty", case_id=case.id)
    put(
        "signed_before", case_id=case.id, record_table="notes", record_id=case.id, words="", vault="v", name="SF",
    )  # fmt: skip
    put(
        "not_whole_before", case_id=case.id, record_table="no-such-kind", record_key="[]", who="SF", at=at, lacks="other", texts="[]",
        may_go_on=0, kept_apart=0,
    )  # fmt: skip
    put("team_objects", name=f"o-{case.id}", circle="main", case_id=case.id, bytes=b"", made_at=at)
    vault.database.run("UPDATE cases SET changed_at = changed_at WHERE id = ?", (case.id,))


def _keep_received(vault: Vault, case: Case, word: Words) -> ReceivedPack:
    file = vault.attachments.files.put(io.BytesIO(word().encode()))
    vault.attachments.add_stored(
        file, case_id=None, file_name=f"{word()}.pdf", media_type="application/pdf", at=THEN
    )
    pack = ReceivedPack(
        id=new_id(), pack_id=new_pack_id(), title=word(), sender_name=word(), sender_organisation=word(),
        later_signers=(word(),), fingerprint="ef" * 32, claimed_at=THEN, received_at=THEN, reference=word(),
        receipt=word(), sealed_digest="cd" * 32, attachment_id=file.id, page_count=1,
        person=json.dumps({"name": word()}), answer_to="age1",
    )  # fmt: skip
    vault.received.add(pack)
    vault.received.put_in_case(pack.id, case.id)
    return pack


def _form(case: Case, word: Words, **more: Any) -> FilledForm:
    return FilledForm(
        id=new_id(), case_id=case.id, form_id="screening", questionnaire_url="https://example.org/screening",
        questionnaire_version="1", questionnaire_digest=QUESTIONNAIRE_DIGEST, title="Screening tool",
        content=answers(*(word() for _ in range(20))), place=word(), author=word(), started_at=THEN, changed_at=THEN,
        **more,
    )  # fmt: skip


def _finalise(vault: Vault, form: FilledForm, word: Words) -> None:
    content = answers(*(word() for _ in range(20)))
    vault.responses.finalise(form.id, content, hashlib.sha256(content.encode()).hexdigest(), THEN)


def _attachment(vault: Vault, case: Case, word: Words) -> Attachment:
    text = " ".join(word() for _ in range(30))
    return vault.attachments.add(
        io.BytesIO(text.encode()), case_id=case.id, file_name=f"{word()}.txt", media_type="text/plain",
        description=word(), at=THEN,
    )  # fmt: skip


def _handed(case_id: str, response_id: str, word: Words) -> PeerReview:
    line = ReviewLine("a:0", word(), (word(),))
    form = ReviewForm(
        title=word(), url=word(), version="1", digest="0" * 64, sections=(ReviewSection(word(), (line,)),)
    )
    recipient = "age1" + "q" * 58
    draft = ReviewDraft(
        id=new_draft_id(), at=THEN, author=word(), role=word(), organisation=word(), to=recipient,
        answer_to=recipient, about=word(), message=word(), forms=(form,),
    )  # fmt: skip
    comments = Comments(decision=word(), overall=word(), comments=(Comment(0, "a:0", word()),), at=THEN)
    return PeerReview(
        id=draft.id, direction=ReviewDirection.SENT, case_id=case_id, colleague=word(), signer="", draft=draft,
        digest="0" * 64, responses=(response_id,), comments=comments, returned_at=THEN,
    )  # fmt: skip
