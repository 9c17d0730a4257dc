"""All that the vault holds about one person, as one document of JSON members. Reads only; nothing is left out.

A test plants a word in every column of every table and looks for it here; the few columns that are left out stand in
that test, each with its reason. What others signed stands here in its parts, never as the signed text: words that a
reviewer removes would be left inside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from prevent_desktop.casework.answer import AnswerRecord, AnswerSetAside, Chase
from prevent_desktop.casework.case import Case
from prevent_desktop.casework.decision import Decision
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.handed_draft import DraftRecord
from prevent_desktop.casework.merge_conflict import ConflictKind, MergeConflict
from prevent_desktop.casework.notes import Event, Note
from prevent_desktop.casework.pack_record import Attachment, PackRecord
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_changes import PersonChange
from prevent_desktop.casework.person_values import LISTS, SINGLE, as_text, member_parts
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.withholding import Withholding
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _
from prevent_desktop.vault.repositories.left_differences import LeftDifference
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import settings
from prevent_desktop.workflows.custody.keeping import case_keeping
from prevent_desktop.workflows.custody.who_saw import who_saw
from prevent_desktop.workflows.writing import Unfinished, unfinished

FORMAT = "prevent-desktop subject access"
VERSION = 1
Json = dict[str, Any]

_PAGE = 500
_TWO_VALUES = frozenset({ConflictKind.PERSON, ConflictKind.CASE})
"""Differences that have a value on each side; of the others both sides stand in the record, or as a form."""


def gather(vault: Vault, person_id: str, *, now: datetime) -> Json:
    """The document of a person. Times are UTC, dates as far as they are known; every answer stands in its FHIR response."""
    person = vault.people.get(person_id)
    cases = sorted(vault.cases.of_person(person_id), key=lambda case: case.opened_at)
    conflicts = vault.merge_conflicts.of_person(person_id)
    forms = {case.id: _forms(vault, case, conflicts) for case in cases}
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": _moment(now),
        "made_by": _maker(vault),
        "person": _person(person),
        "earlier_values": [_change(change) for change in vault.people.changes(person_id)],
        "two_laptops": [_difference(each) for each in conflicts if each.kind in _TWO_VALUES],
        "two_laptops_records": [_settlement(each) for each in conflicts if each.kind not in _TWO_VALUES],
        "left_differences": [_left(each) for each in vault.left_differences.told(person_id)],
        "unfinished": [
            _unfinished(each) for each in unfinished(vault) if each.case_id in {person_id, *forms}
        ],
        "cases": [_case(vault, case, [f for f in forms[case.id] if not f.kept_apart]) for case in cases],
        "kept_apart": [_form(form) for case in cases for form in forms[case.id] if form.kept_apart],
        "seen": _seen(vault, person_id),
    }


def _forms(vault: Vault, case: Case, conflicts: Iterable[MergeConflict]) -> list[FilledForm]:
    """The forms of a case, and after each draft what another laptop said in its place and was put away."""
    found = list(vault.responses.of_case(case.id))
    return [version for form in found for version in (form, *_put_away(form, conflicts))]


def _put_away(form: FilledForm, conflicts: Iterable[MergeConflict]) -> Iterator[FilledForm]:
    for each in conflicts:
        if each.kind is ConflictKind.DRAFT and each.record_id == form.id and each.settled_at is not None:
            for place, answers in enumerate((each.kept, each.other)):
                if answers and answers != form.content:
                    title = _("{form}, as it was on one of two laptops").format(form=form.title)
                    yield replace(form, id=f"{each.id}-{place}", title=title, content=answers)


def _difference(conflict: MergeConflict) -> Json:
    about = conflict.field if conflict.kind is ConflictKind.PERSON else ""
    return {
        "id": conflict.id,
        "kind": conflict.kind.value,
        "field": about,
        "stands": _value(about, conflict.kept),
        "other": _value(about, conflict.other),
        "found_at": _moment(conflict.found_at),
        **_settled(conflict),
    }


def _settlement(conflict: MergeConflict) -> Json:
    """Two records that differ: both stand in this document, or as a form that was put away."""
    return {
        "id": conflict.id,
        "kind": conflict.kind.value,
        "record": conflict.record_id,
        "other_record": conflict.twin_id,
        "about": conflict.field,
        "found_at": _moment(conflict.found_at),
        **_settled(conflict),
    }


def _settled(conflict: MergeConflict) -> Json:
    return {
        "written_at": _when(conflict.kept_at),
        "other_written_at": _when(conflict.other_at),
        "stands_from_here": conflict.kept_here,
        "settled_at": _maybe(conflict.settled_at),
        "choice": None if conflict.choice is None else conflict.choice.value,
        "decided_by": conflict.settled_by,
    }


def _left(left: LeftDifference) -> Json:
    """A form said otherwise than the record, and somebody left the record as it is."""
    return {
        "field": left.difference.field,
        "recorded": _value(left.difference.field, left.difference.recorded),
        "answered": _value(left.difference.field, left.difference.answered),
        "left_at": _moment(left.left_at),
        "left_by": left.left_by,
    }


def _unfinished(begun: Unfinished) -> Json:
    return {
        "kind": begun.kind.value,
        "case": begun.case_id,
        "typed": {name: text for name, text in begun.fields.items() if text},
        "changed_at": _moment(begun.changed_at),
    }


def _maker(vault: Vault) -> Json:
    owner = settings.practitioner(vault)
    return (
        {} if owner is None else {"name": owner.name, "role": owner.role, "organisation": owner.organisation}
    )


def _person(person: Person) -> Json:
    facts = {name: text for name in SINGLE if (text := as_text(person, name))}
    lists = {name: [_parts(member) for member in getattr(person, name)] for name in LISTS}
    return {"id": person.id, **facts, **lists, "recorded_at": _moment(person.created_at),
            "changed_at": _moment(person.changed_at)}  # fmt: skip


def _parts(member: Any) -> Json:
    return {name: value for name, value in member_parts(member).items() if value not in {"", None}}


def _change(change: PersonChange) -> Json:
    return {
        "id": change.id,
        "field": change.field,
        "before": _value(change.field, change.old_value),
        "after": _value(change.field, change.new_value),
        "changed_at": _moment(change.changed_at),
        "changed_by": change.changed_by,
        "told_by_form": change.response_id,
    }


def _value(field: str, text: str) -> Any:
    return json.loads(text) if field in LISTS and text else text


def _case(vault: Vault, case: Case, forms: Iterable[FilledForm]) -> Json:
    packs = vault.packs.of_case(case.id)
    sealed = {pack.attachment_id for pack in packs}
    events = vault.events.of_case(case.id)
    originals = {copy: original for original, copy in vault.attachments.bare_copies(case.id).items()}
    return {
        "id": case.id,
        "status": case.status.value,
        "opened_at": _moment(case.opened_at),
        "changed_at": _moment(case.changed_at),
        "closed_at": _maybe(case.closed_at),
        "notes": [_note(note) for note in vault.notes.of_case(case.id)],
        "events": [_event(event, vault.events.earlier(event.id)) for event in events],
        "forms": [_form(form) for form in forms],
        "decisions": [_decision(decision) for decision in vault.decisions.of_case(case.id)],
        "packs": [_pack(pack) for pack in packs],
        "answers": [_answer(record) for record in vault.answers.of_case(case.id)],
        "answers_set_aside": [_set_aside(each) for each in vault.answers.set_aside_in(case.id)],
        "asked_again": [_chase(each) for each in vault.answers.chases_of(case.id)],
        "received_packs": [_received(pack) for pack in vault.received.of_case(case.id)],
        "attachments": [
            {**_file(file), "copy_without_hidden_data_of": originals.get(file.id)}
            for file in vault.attachments.of_case(case.id) if file.id not in sealed
        ],
        "reviews": [
            {"id": review.response_id, "due": review.due.isoformat(), "what": review.what,
             "set_at": _moment(review.set_at), "done_at": _maybe(review.done_at)}
            for review in vault.reviews.of_case(case.id)
        ],
        "handed_on": [_handed(each) for each in vault.handed_drafts.of_case(case.id)],
        "kept_back": [_withholding(each) for each in vault.withholdings.of_case(case.id)],
        "keeping": _keeping(vault, case),
    }  # fmt: skip


def _note(note: Note) -> Json:
    return {
        "id": note.id,
        "text": note.text,
        "source": note.source.value,
        "who_told": note.source_detail,
        "author": note.author,
        "written_at": _moment(note.written_at),
    }


def _event(event: Event, earlier: Iterable[Event]) -> Json:
    return {
        "id": event.id,
        "label": event.label,
        "what": event.what,
        "own_words": event.own_words,
        "when": None if event.when is None else event.when.isoformat(),
        "approximate": event.approximate,
        "where": event.where,
        "who_else": event.who_else,
        "source": event.source.value,
        "who_told": event.source_detail,
        "author": event.author,
        "written_at": _moment(event.written_at),
        "told_by_form": event.response_id,
        "earlier": [_event(each, ()) for each in earlier],
    }


def _form(form: FilledForm) -> Json:
    return {
        "id": form.id,
        "form": form.form_id,
        "title": form.title,
        "form_version": form.questionnaire_version,
        "form_sha256": form.questionnaire_digest,
        "author": form.author,
        "started_at": _moment(form.started_at),
        "changed_at": _moment(form.changed_at),
        "status": form.status.value,
        "finished_at": _maybe(form.finalised_at),
        "sha256_when_finished": form.content_digest,
        "corrects": form.corrects,
        "began_as_a_copy_of": form.based_on,
        "began_with_note": form.grown_from,
        "response": json.loads(form.content),
    }


def _decision(decision: Decision) -> Json:
    return {
        "id": decision.id,
        "kind": decision.kind.value,
        "choice": decision.choice,
        "reason": decision.reason,
        "decided_by": decision.decided_by,
        "decided_at": _when(decision.decided_at),
        "reference": decision.reference,
        "told_by_form": decision.response_id,
    }


def _pack(pack: PackRecord) -> Json:
    return {
        "id": pack.id,
        "to": pack.recipient_name,
        "recipient": pack.recipient_id,
        "signed_at": _moment(pack.signed_at),
        "status": pack.status.value,
        "pages": pack.page_count,
        "file": pack.attachment_id,
        "sha256": pack.pdf_digest,
        "sealed_sha256": pack.sealed_digest,
        "answer_asked_for_by": _day(pack.answer_by),
        "received_at": _maybe(pack.receipt_at),
        "receivers_reference": pack.receiver_reference,
        "takes_the_place_of": pack.corrects,
        "holds_forms": list(pack.held),
    }


def _received(pack: ReceivedPack) -> Json:
    return {
        "id": pack.pack_id,
        "title": pack.title,
        "from": pack.sender_name,
        "organisation": pack.sender_organisation,
        "signed_too_by": list(pack.later_signers),
        "certificate_sha256": pack.fingerprint,
        "signed_at": _moment(pack.claimed_at),
        "timestamp": _maybe(pack.trusted_at),
        "received_at": _moment(pack.received_at),
        "our_reference": pack.reference,
        "sealed_sha256": pack.sealed_digest,
        "file": pack.attachment_id,
        "answers_are_sealed_to": pack.answer_to,
        "status": pack.status.value,
        "pages": pack.page_count,
        "takes_the_place_of": pack.corrects or None,
        "answer_asked_for_by": _day(pack.answer_by),
        "person_as_they_know_them": json.loads(pack.person) if pack.person else None,
    }


def _handed(record: DraftRecord) -> Json:
    comments = record.comments
    return {
        "id": record.id,
        "to": record.colleague,
        "direction": record.direction.value,
        "author": record.draft.author,
        "role": record.draft.role,
        "organisation": record.draft.organisation,
        "at": _moment(record.draft.at),
        "sha256": record.digest,
        "their_key_sha256": record.signer,
        "forms": list(record.responses),
        "about": record.draft.about,
        "asked": record.draft.message,
        "shown": [
            {
                "form": form.title,
                "section": part.title,
                "question": line.question,
                "answers": list(line.answers),
            }
            for form in record.draft.forms
            for part in form.sections
            for line in part.lines
        ],
        "their_choice": comments.decision,
        "what_they_said": [comments.overall, *(one.text for one in comments.comments)],
        "comments_came_at": _maybe(record.returned_at),
        "comments_done": sorted(record.done),
    }


def _withholding(withholding: Withholding) -> Json:
    return {
        "id": withholding.id,
        "recipient": withholding.recipient_id,
        "place": withholding.place,
        "lifts": withholding.lifts,
        "words": list(withholding.words),
        "where": withholding.label,
        "reason": withholding.reason,
        "decided_by": withholding.decided_by,
        "decided_at": _moment(withholding.decided_at),
    }


def _answer(record: AnswerRecord) -> Json:
    answer = record.answer
    return {
        "id": record.id,
        "recorded_at": _moment(record.recorded_at),
        "pack": record.pack_id,
        "number": answer.number,
        "direction": record.direction.value,
        "kind": answer.kind.value,
        "at": _moment(answer.at),
        "by": answer.receiver,
        "text": answer.text,
        "outcome": "" if answer.outcome is None else answer.outcome.value,
        "reason": answer.reason,
        "receivers_reference": answer.reference,
        "answer_by": _day(answer.answer_by),
    }


def _set_aside(one: AnswerSetAside) -> Json:
    """What came as an answer to a pack and was none."""
    return {
        "pack": one.pack_id,
        "number": one.number,
        "sha256": one.digest,
        "reason": one.reason,
        "found_at": _moment(one.found_at),
    }


def _chase(chase: Chase) -> Json:
    """From which day whoever has a pack is asked again."""
    return {
        "id": chase.id,
        "pack": chase.pack_id,
        "day": chase.day.isoformat(),
        "set_at": _moment(chase.set_at),
        "noted_in": chase.event_id,
    }


def _file(file: Attachment) -> Json:
    return {
        "id": file.id,
        "file_name": file.file_name,
        "description": file.description,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
        "added_at": _moment(file.added_at),
    }


def _keeping(vault: Vault, case: Case) -> Json:
    keeping = case_keeping(vault, case.id)
    clock = keeping.clock.clock
    return {
        "kept_until": _day(clock.due),
        "on_hold": bool(keeping.holds),
        "decisions": [
            {
                "id": each.id,
                "kind": each.kind.value,
                "until": _day(each.until),
                "reason": each.reason,
                "reference": each.reference,
                "lifts": each.lifts,
                "decided_by": each.decided_by,
                "decided_at": _moment(each.decided_at),
            }
            for each in keeping.decisions
        ],
    }


def _seen(vault: Vault, person_id: str) -> list[Json]:
    """Who has seen the record, in words, oldest first."""
    found: list[Json] = []
    while True:
        page = who_saw(vault, person_id, skip=len(found), limit=_PAGE)
        found += [{"at": _moment(line.at), "what": line.what, "who": line.who} for line in page.lines]
        if not page.has_more:
            return found[::-1]


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _when(when: datetime | PartialDate) -> str:
    """A time, or a day alone as far as it is known."""
    return when.isoformat() if isinstance(when, PartialDate) else _moment(when)


def _maybe(at: datetime | None) -> str | None:
    return None if at is None else _moment(at)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
