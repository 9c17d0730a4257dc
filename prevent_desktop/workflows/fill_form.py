"""Start a form, keep each draft, open it again as it was left, and finalise it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.person import Person
from prevent_desktop.errors import RecordError
from prevent_desktop.questionnaire.definition import Questionnaire
from prevent_desktop.questionnaire.population import answers_as_facts, populate
from prevent_desktop.questionnaire.progress import sections
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.validation import Problem, validate
from prevent_desktop.translation import ngettext
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import settings
from prevent_desktop.workflows.add_to_record import add_to_record
from prevent_desktop.workflows.case_status import set_case_status
from prevent_desktop.workflows.form_library import FormLibrary
from prevent_desktop.workflows.learn_facts import learn_facts


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenForm:
    """A form on the desk: what the record keeps of it, its questionnaire, and the live response."""

    filled: FilledForm
    person: Person
    questionnaire: Questionnaire
    response: Response


class NotReadyToFinaliseError(RecordError):
    """The response still has problems; `problems` lists them in reading order."""

    def __init__(self, title: str, what_happened: str, next_step: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(title, what_happened, next_step)
        self.problems = problems


def known_facts(
    person: Person, practitioner: Practitioner | None, *, lawful_basis: str, now: datetime
) -> dict[str, object]:
    """What is already known and need not be typed again, by the names that the forms' `fact` extension uses."""
    facts: dict[str, object] = {
        f"person.{name}": getattr(person, name)
        for name in (
            "forenames",
            "surname",
            "known_as",
            "birth_date",
            "approximate_age",
            "gender",
            "address",
            "postcode",
            "phone",
            "email",
            "language",
            "interpreter_needed",
            "nhs_number",
            "upn",
            "school",
            "year_group",
        )
    }
    facts["person.household"] = [
        {
            f"member.{name}": getattr(member, name)
            for name in ("name", "relationship", "birth_date", "lives_with")
        }
        for member in person.household
    ]
    if practitioner is not None:
        facts |= {
            f"practitioner.{name}": getattr(practitioner, name) for name in ("name", "role", "phone", "email")
        }
        facts["organisation.name"] = practitioner.organisation
    facts["organisation.lawful_basis"] = lawful_basis
    facts["today"] = now.date()
    return {name: fact for name, fact in facts.items() if fact not in (None, "", [])}


def start_form(
    vault: Vault, library: FormLibrary, *, form_id: str, case_id: str, now: datetime
) -> FilledForm:
    """Start the newest version of a form for a case, with the known facts filled in."""
    questionnaire = library.newest(form_id)
    case = vault.cases.get(case_id)
    practitioner = settings.practitioner(vault)
    response = Response.start(questionnaire)
    populate(response, _facts(vault, library, vault.people.get(case.person_id), case_id, now))
    filled = FilledForm(
        id=new_id(),
        case_id=case_id,
        form_id=form_id,
        questionnaire_url=questionnaire.url,
        questionnaire_version=questionnaire.version,
        questionnaire_digest=questionnaire.digest,
        title=questionnaire.title,
        content=response.to_json(keep_disabled=True),
        sections_done=0,
        sections_total=len(sections(response)),
        author=practitioner.role if practitioner else "",
        started_at=now,
        changed_at=now,
    )
    with vault.transaction():
        vault.questionnaires.keep(
            questionnaire.digest, questionnaire.url, questionnaire.version, questionnaire.canonical_json
        )
        vault.responses.add(filled)
        vault.audit.append("form.started", filled.id, form_id)
    return filled


def _facts(
    vault: Vault, library: FormLibrary, person: Person, case_id: str, now: datetime
) -> Mapping[str, object]:
    """What the record knows, and what the newest of each earlier form of the case answered."""
    lawful_basis = settings.sharing_basis(vault).lawful_basis
    facts = known_facts(person, settings.practitioner(vault), lawful_basis=lawful_basis, now=now)
    for earlier in sorted(vault.responses.of_case(case_id), key=lambda form: form.changed_at):
        answered = Response.read(library.for_response(vault, earlier), earlier.content)
        facts |= answers_as_facts(answered, earlier.form_id)
    return facts


def go_on_or_start(
    vault: Vault, library: FormLibrary, *, form_id: str, case_id: str, now: datetime
) -> FilledForm:
    """The draft of this form that was begun last for the case; a new one where none is unfinished.

    So the same form is not begun twice by mistake; once it is finalised the next one is new.
    """
    drafts = [
        form for form in vault.responses.of_case(case_id) if form.form_id == form_id and not form.is_finalised
    ]
    if drafts:
        return max(drafts, key=lambda form: form.started_at)
    return start_form(vault, library, form_id=form_id, case_id=case_id, now=now)


def open_form(vault: Vault, library: FormLibrary, response_id: str) -> OpenForm:
    """Open a response with the form it was written on."""
    filled = vault.responses.get(response_id)
    questionnaire = library.for_response(vault, filled)
    person = vault.people.get(vault.cases.get(filled.case_id).person_id)
    return OpenForm(
        filled=filled,
        person=person,
        questionnaire=questionnaire,
        response=Response.read(questionnaire, filled.content),
    )


def save_draft(
    vault: Vault,
    response_id: str,
    *,
    content: str,
    place: str,
    sections_done: int,
    sections_total: int,
    now: datetime,
) -> datetime:
    """Commit a draft and tell when. Raises RecordError for a finalised response."""
    with vault.transaction():
        vault.responses.save_draft(
            response_id,
            content=content,
            place=place,
            sections_done=sections_done,
            sections_total=sections_total,
            at=now,
        )
    return now


def finalise(vault: Vault, library: FormLibrary, response_id: str, *, now: datetime) -> FilledForm:
    """Validate, freeze and hash a response, and add what it tells to the record.

    Raises NotReadyToFinaliseError with every problem where it has errors; nothing is changed then.
    """
    opened = open_form(vault, library, response_id)
    problems = tuple(problem for problem in validate(opened.response) if problem.severity == "error")
    if problems:
        raise NotReadyToFinaliseError(
            ngettext(
                "{number} thing to mend before you finish",
                "{number} things to mend before you finish",
                len(problems),
            ).format(number=len(problems)),
            problems[0].message,
            "",
            problems,
        )
    with vault.transaction():
        freeze(vault, response_id, opened.response, now=now)
        add_to_record(vault, opened.filled, opened.response, now=now)
        learn_facts(vault, opened.person, opened.response, now=now)
        set_case_status(vault, opened.filled.case_id, CaseStatus.FINALISED, now=now)
    return vault.responses.get(response_id)


def freeze(vault: Vault, response_id: str, response: Response, *, now: datetime) -> None:
    """Mark a response as completed, hash it, and keep it as it will stay for ever."""
    response.complete(now)
    content = response.to_json()
    digest = hashlib.sha256(content.encode()).hexdigest()
    vault.responses.finalise(response_id, content=content, digest=digest, at=now)
    vault.audit.append("form.finalised", response_id, digest)
