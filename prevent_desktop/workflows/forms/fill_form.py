"""Start a form, keep each draft, open it again as it was left, and finalise it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.notes import Note
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.record_kinds import RESPONSES
from prevent_desktop.errors import RecordError
from prevent_desktop.questionnaire.definition import Questionnaire
from prevent_desktop.questionnaire.population import answers_as_facts, populate
from prevent_desktop.questionnaire.progress import sections
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.validation import Problem, validate
from prevent_desktop.translation import ngettext
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.asked_first import asked_first
from prevent_desktop.workflows.forms.add_to_record import add_to_record
from prevent_desktop.workflows.forms.form_facts import learn_facts
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.prefill_context import prefill_context
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signers import Signers, signers_of_forms
from prevent_desktop.workflows.people.people import person_of_case


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenForm:
    """A form that is open: what the record keeps of it, its questionnaire, and the live response."""

    filled: FilledForm
    person: Person
    questionnaire: Questionnaire
    response: Response


class NotReadyToFinaliseError(RecordError):
    """The response still has problems; `problems` lists them in reading order."""

    def __init__(self, title: str, what_happened: str, next_step: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(title, what_happened, next_step)
        self.problems = problems


def start_form(
    vault: Vault,
    library: FormLibrary,
    *,
    form_id: str,
    case_id: str,
    now: datetime,
    grown_from: Note | None = None,
    corrects: str | None = None,
) -> FilledForm:
    """Start the newest version of a form for a case, with the known facts filled in.

    `grown_from` is the note that grows into it; `corrects` the finalised response that it adds to or puts right.
    """
    questionnaire = library.newest(form_id)
    known = prefill_context(vault, case_id, now=now, note=grown_from)
    response = Response.start(questionnaire, known.launch)
    earlier = earlier_answers(vault, library, case_id)
    populate(response, {**known.facts, **earlier.facts}, earlier.by_others(settings.author_of(vault)))
    return keep_begun(
        vault, response, form_id=form_id, case_id=case_id, now=now, corrects=corrects,
        grown_from=None if grown_from is None else grown_from.id,
    )  # fmt: skip


def keep_begun(
    vault: Vault,
    response: Response,
    *,
    form_id: str,
    case_id: str,
    now: datetime,
    based_on: str | None = None,
    grown_from: str | None = None,
    corrects: str | None = None,
) -> FilledForm:
    """Keep a response that was just begun as a draft, with all that its form works out, and the form that it is on."""
    response.catch_up()
    questionnaire = response.questionnaire
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
        author=settings.author_of(vault),
        started_at=now,
        changed_at=now,
        based_on=based_on,
        grown_from=grown_from,
        corrects=corrects,
        kept_apart=questionnaire.kept_apart,
    )
    with vault.transaction():
        vault.questionnaires.keep(
            questionnaire.digest, questionnaire.url, questionnaire.version, questionnaire.canonical_json
        )
        vault.responses.add(filled)
        vault.audit.append("form.started", filled.id, form_id)
    return filled


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier forms of a case answered, as facts, and which form each of them comes from; of a shared case, whose laptops signed them."""

    facts: Mapping[str, object]
    forms: Mapping[str, FilledForm]
    signers: Signers | None

    def by_others(self, author: str, begun: FilledForm | None = None) -> frozenset[str]:
        """The facts that somebody else than `author` put into words; in a shared case, also what another's laptop signed.

        Another than that of whoever began the form `begun`, or than the reader's.
        """
        signers = self.signers
        writer = "" if signers is None or begun is None else signers.beginner(RESPONSES, begun.id)
        return frozenset(
            key
            for key, form in self.forms.items()
            if form.author != author
            or (signers is not None and signers.is_anothers(RESPONSES, form.id, writer))
        )


def earlier_answers(
    vault: Vault, library: FormLibrary, case_id: str, *, but: str = "", only: Collection[str] | None = None
) -> Earlier:
    """What the newest of each earlier form of the case answered, `but` those of one form, or `only` those of some.

    What is kept apart goes into no other form, nor does what came from senders who want to be asked before it goes on. What came
    in a pack gives way to what was answered here.
    """
    facts: dict[str, object] = {}
    forms: dict[str, FilledForm] = {}
    kept_back = asked_first(vault, case_id)
    all_forms = sorted(
        (one for one in vault.responses.of_case(case_id) if one.received_id not in kept_back), key=_order
    )
    for earlier in all_forms:
        if not earlier.kept_apart and earlier.form_id != but and (only is None or earlier.form_id in only):
            answered = Response.read(library.for_response(vault, earlier), earlier.content)
            told = answers_as_facts(answered, earlier.form_id)
            facts |= told
            forms |= dict.fromkeys(told, earlier)
    return Earlier(facts, forms, signers_of_forms(vault, case_id, all_forms))


def _order(form: FilledForm) -> tuple[bool, datetime]:
    return form.received_id is None, form.changed_at


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
    person = person_of_case(vault, filled.case_id)
    known = prefill_context(vault, filled.case_id, now=filled.started_at)
    return OpenForm(
        filled=filled,
        person=person,
        questionnaire=questionnaire,
        response=Response.read(questionnaire, filled.content, known.launch),
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
                "{number} thing to fix before you finish",
                "{number} things to fix before you finish",
                len(problems),
            ).format(number=len(problems)),
            problems[0].message,
            "",
            problems,
        )
    with vault.transaction():
        freeze(vault, response_id, opened.response, now=now)
        if not opened.filled.kept_apart:
            add_to_record(vault, opened.filled, opened.response, now=now)
            learn_facts(vault, opened.person, response_id, opened.response, now=now)
    return vault.responses.get(response_id)


def freeze(vault: Vault, response_id: str, response: Response, *, now: datetime) -> None:
    """Mark a response as completed, hash it, and keep it as it will stay for ever."""
    response.complete(now)
    content = response.to_json()
    digest = hashlib.sha256(content.encode()).hexdigest()
    vault.responses.finalise(response_id, content=content, digest=digest, at=now)
    vault.audit.append("form.finalised", response_id, digest)
    corrected = vault.responses.get(response_id).corrects
    if corrected is not None:
        vault.audit.append("form.corrected", corrected, response_id)


def history_of_draft(vault: Vault, response_id: str) -> str:
    """What can be undone in a draft, as it was kept with it; empty for nothing."""
    return vault.undo_histories.get(response_id)


def save_draft_with_history(
    vault: Vault,
    response_id: str,
    *,
    content: str,
    place: str,
    sections_done: int,
    sections_total: int,
    history: str | None,
    now: datetime,
) -> datetime:
    """Commit a draft and its history together and tell when; with None the history stays as it is kept."""
    with vault.transaction():
        save_draft(
            vault, response_id, content=content, place=place, sections_done=sections_done,
            sections_total=sections_total, now=now,
        )  # fmt: skip
        if history is not None:
            vault.undo_histories.keep(response_id, history)
    return now
