"""Records of nobody in particular."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import new_id, new_pack_id
from prevent_desktop.casework.notes import Event, Note, Source
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.casework.person import HouseholdMember, Person
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.vault.vault import Vault

NOW = datetime(2026, 11, 24, 9, 30, 15, 123456, tzinfo=UTC)
QUESTIONNAIRE_DIGEST = "ab" * 32


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def a_person(forenames: str = "Adaeze Zoë", surname: str = "O'Brien-Łukasz") -> Person:
    return Person(
        id=new_id(), forenames=forenames, surname=surname, known_as="Dez", birth_date=PartialDate(2012, 3),
        gender="female", address="1 High Street", postcode="B1 1AA", phone="07700 900123", email="a@example.org",
        language="English", interpreter_needed=False, nhs_number="9434765919", upn="A123456789012",
        school="Hillside Academy", year_group="9",
        household=(HouseholdMember(name="Ngozi", relationship="mother", birth_date=PartialDate(1980)),),
        created_at=NOW, changed_at=NOW,
    )  # fmt: skip


def a_case(person: Person) -> Case:
    return Case(id=new_id(), person_id=person.id, opened_at=NOW, changed_at=NOW)


def a_note(case: Case, text: str = "He was quiet today.") -> Note:
    return Note(
        id=new_id(), case_id=case.id, text=text, source=Source.TOLD, source_detail="his form tutor",
        author="Sam Teacher", written_at=NOW,
    )  # fmt: skip


def an_event(case: Case, response_id: str | None = None) -> Event:
    return Event(
        id=new_id(), case_id=case.id, label="Shouting in class", what="Shouted at another pupil",
        when=PartialDate(2026, 10), approximate=True, own_words="you will see", source=Source.DIRECT,
        author="Sam Teacher", written_at=NOW, response_id=response_id,
    )  # fmt: skip


def a_decision(case: Case, response_id: str | None = None) -> Decision:
    return Decision(
        id=new_id(), case_id=case.id, kind=DecisionKind.LEAD_CHECK, choice="Refer",
        reason="Three concerns within a month", decided_by="Kim Lead", decided_at=NOW, response_id=response_id,
    )  # fmt: skip


def answers(*texts: str) -> str:
    return json.dumps(
        {
            "resourceType": "QuestionnaireResponse",
            "status": "in-progress",
            "item": [
                {"linkId": str(number), "text": "A question", "answer": [{"valueString": text}]}
                for number, text in enumerate(texts)
            ],
        },
        ensure_ascii=False,
    )


def a_form(case: Case, content: str | None = None) -> FilledForm:
    return FilledForm(
        id=new_id(), case_id=case.id, form_id="screening", questionnaire_url="https://example.org/screening",
        questionnaire_version="1", questionnaire_digest=QUESTIONNAIRE_DIGEST, title="Screening tool",
        content=answers("first answer") if content is None else content, place="s1", sections_done=1,
        sections_total=5, author="Sam Teacher", started_at=NOW, changed_at=NOW,
    )  # fmt: skip


def a_pack(case: Case, attachment_id: str) -> PackRecord:
    return PackRecord(
        id=new_pack_id(), case_id=case.id, recipient_id="front-door", recipient_name="Front door",
        attachment_id=attachment_id, page_count=7, pdf_digest="cd" * 32, signed_at=NOW,
    )  # fmt: skip


def keep_questionnaire(vault: Vault) -> None:
    vault.questionnaires.keep(QUESTIONNAIRE_DIGEST, "https://example.org/screening", "1", '{"a": 1}')


def keep_case(vault: Vault) -> Case:
    """A person with a case and the questionnaire, kept."""
    person = a_person()
    case = a_case(person)
    with vault.transaction():
        vault.people.add(person)
        vault.cases.add(case)
        keep_questionnaire(vault)
    return case
