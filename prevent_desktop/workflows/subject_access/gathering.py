"""All that the vault holds about one person, as one document of JSON members. Reads only; nothing is left out.

What of a kind of record stands here, and under which name, its declaration says (`casework/record_kinds.py`); what it cannot say stands
in `_OWN`. A test plants a word in every column of every table and looks for it here. What others signed stands here in its
parts, never as the signed text: words that a reviewer removes would be left inside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.case import Case
from prevent_desktop.casework.correspondence_kinds import ANSWERS, DRAFTS_FOR_COMMENT, PACKS, RECEIVED_PACKS
from prevent_desktop.casework.difference_kinds import LEFT_DIFFERENCES, MERGE_CONFLICTS, PERSON_CHANGES
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.merge_conflict import ConflictKind, MergeConflict
from prevent_desktop.casework.origins import WordOf
from prevent_desktop.casework.peer_review import PeerReview
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_values import LISTS, SINGLE, as_text, member_parts
from prevent_desktop.casework.record_kind import RecordKind, Whose
from prevent_desktop.casework.record_kinds import (
    ATTACHMENTS,
    CASES,
    DECISIONS,
    EVENTS,
    KEEPING_DECISIONS,
)
from prevent_desktop.translation import _
from prevent_desktop.vault.repositories.records import Row
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.record.record_lines import members, time_text
from prevent_desktop.workflows.record.whose_word import ToldLine, unchecked, word_of_form, words_of_lines
from prevent_desktop.workflows.record.writing import Unfinished, unfinished
from prevent_desktop.workflows.retention.keeping import case_keeping
from prevent_desktop.workflows.team.cases.files_not_come import rows_not_come
from prevent_desktop.workflows.team.cases.not_whole import NotWhole, not_whole
from prevent_desktop.workflows.vault_admin.who_saw import who_saw

FORMAT = "prevent-desktop subject access"
VERSION = 1
Json = dict[str, Any]

_PAGE = 500
_TWO_VALUES = frozenset({ConflictKind.PERSON, ConflictKind.CASE})
"""Differences that have a value on each side; of the others both sides stand in the record, or as a form."""


def in_copy(whose: Whose) -> tuple[tuple[RecordKind, str], ...]:
    """The kinds of which each case, or the person, has a list of their own in the document, with its name."""
    return tuple(
        (kind, kind.copy.member)
        for kind in record_kinds.KINDS
        if kind.whose is whose and kind.copy is not None and not kind.copy.own
    )


def gather(vault: Vault, person_id: str, *, now: datetime) -> Json:
    """The document of a person. Times are UTC, dates as far as they are known; every answer stands in its FHIR response."""
    person = vault.people.get(person_id)
    cases = sorted(vault.cases.of_person(person_id), key=lambda case: case.opened_at)
    conflicts = vault.merge_conflicts.of_person(person_id)
    forms = {case.id: _forms(vault, case, conflicts) for case in cases}
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": time_text(now),
        "made_by": _maker(vault),
        "person": _person(person),
        **{member: _records(vault, kind, person_id) for kind, member in in_copy(Whose.PERSON)},
        "two_laptops": [_difference(vault, each) for each in conflicts if each.kind in _TWO_VALUES],
        "two_laptops_records": [
            _settlement(vault, each) for each in conflicts if each.kind not in _TWO_VALUES
        ],
        "unfinished": [
            _unfinished(each) for each in unfinished(vault) if each.case_id in {person_id, *forms}
        ],
        "cases": [_case(vault, case, [f for f in forms[case.id] if not f.kept_apart]) for case in cases],
        "kept_apart": [_form(vault, form) for case in cases for form in forms[case.id] if form.kept_apart],
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


def _records(vault: Vault, kind: RecordKind, owner_id: str) -> list[Json]:
    """All records of a kind that belong to a case or a person."""
    if kind.table in _OWN:
        return list(_OWN[kind.table](vault, owner_id))
    return [members(kind, row) for row in vault.records(kind).of(owner_id)]


def _events(vault: Vault, case_id: str) -> Iterator[Json]:
    """The events as they stand now, each with what it said before, the newest first."""
    rows = {row["id"]: row for row in vault.records(EVENTS).of(case_id)}
    words = _words_of_rows(vault, EVENTS, case_id, rows.values())
    reworded = {row["corrects"] for row in rows.values()}
    for row in rows.values():
        if row["id"] not in reworded:
            earlier = list(_earlier(rows, row["corrects"]))
            yield {**members(EVENTS, row), "earlier": earlier, **words.get(row["id"], {})}


def _earlier(rows: Mapping[str, Row], event_id: str | None) -> Iterator[Json]:
    while event_id is not None:
        yield {**members(EVENTS, rows[event_id]), "earlier": []}
        event_id = rows[event_id]["corrects"]


def _files(vault: Vault, case_id: str) -> Iterator[Json]:
    """The files of a case, but for the packs that were sent, which stand there as packs; then those that have not come from a colleague."""
    sealed = {pack.attachment_id for pack in vault.packs.of_case(case_id)}
    originals = {copy: original for original, copy in vault.attachments.bare_copies(case_id).items()}
    for row in vault.records(ATTACHMENTS).of(case_id):
        if row["id"] not in sealed:
            copied = originals.get(row["id"])
            yield {**members(ATTACHMENTS, row), "copy_without_hidden_data_of": copied, "has_come": True}
    for row in rows_not_come(vault, case_id):
        yield {**members(ATTACHMENTS, row), "copy_without_hidden_data_of": None, "has_come": False}


def _changes(vault: Vault, person_id: str) -> Iterator[Json]:
    """Earlier values; members of the household and agencies as lists."""
    for row in vault.records(PERSON_CHANGES).of(person_id):
        values = {
            "before": _value(row["field"], row["old_value"]),
            "after": _value(row["field"], row["new_value"]),
        }
        yield {**members(PERSON_CHANGES, row), **values}


def _left(vault: Vault, person_id: str) -> Iterator[Json]:
    """Where a form said otherwise than the record, and somebody left the record as it is."""
    for row in vault.records(LEFT_DIFFERENCES).of(person_id):
        values = {name: _value(row["field"], row[name]) for name in ("recorded", "answered")}
        yield {**members(LEFT_DIFFERENCES, row), **values}


def _handed_on(vault: Vault, case_id: str) -> Iterator[Json]:
    """Drafts that were shown to a colleague, with the words that were shown and what was said to them."""
    rows = {row["id"]: row for row in vault.records(DRAFTS_FOR_COMMENT).of(case_id)}
    for record in vault.peer_reviews.of_case(case_id):
        yield {**members(DRAFTS_FOR_COMMENT, rows[record.id]), **_shown(record)}


def _shown(record: PeerReview) -> Json:
    comments = record.comments
    return {
        "author": record.draft.author,
        "role": record.draft.role,
        "organisation": record.draft.organisation,
        "at": time_text(record.draft.at),
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
    }


def _with_whose_word(kind: RecordKind, vault: Vault, case_id: str) -> Iterator[Json]:
    """The records of a kind, and of what this vault does not know that it was signed the colleague whose word it is."""
    words = {one.record_id: one.word for one in unchecked(vault, case_id) if one.table == kind.table}
    for row in vault.records(kind).of(case_id):
        word = words.get(row["id"])
        yield members(kind, row) | ({} if word is None else _as_said_by(word))


def _decisions(vault: Vault, case_id: str) -> Iterator[Json]:
    rows = vault.records(DECISIONS).of(case_id)
    words = _words_of_rows(vault, DECISIONS, case_id, rows)
    for row in rows:
        yield members(DECISIONS, row) | words.get(row["id"], {})


def _words_of_rows(vault: Vault, kind: RecordKind, case_id: str, rows: Iterable[Row]) -> dict[str, Json]:
    """Of the rows that stand as told by a pack, by id, whose word that is, where it is not known here."""
    told = [
        ToldLine(kind.table, row["id"], row["received_id"]) for row in rows if row["received_id"] is not None
    ]
    words = words_of_lines(vault, case_id, told) if told else {}
    return {line.record_id: _as_said_by(word) for line, word in words.items()}


def _as_said_by(word: WordOf) -> Json:
    return {"as_said_by": word.colleague, "found_false": word.is_false}


_OWN: Mapping[str, Callable[[Vault, str], Iterable[Json]]] = {
    "events": _events,
    "decisions": _decisions,
    "attachments": _files,
    "person_changes": _changes,
    "left_differences": _left,
    "drafts_for_comment": _handed_on,
    **{kind.table: partial(_with_whose_word, kind) for kind in (PACKS, RECEIVED_PACKS, ANSWERS)},
}
"""What a declaration cannot say, by table."""


def _difference(vault: Vault, conflict: MergeConflict) -> Json:
    """Two values of the person or a case."""
    about = conflict.field if conflict.kind is ConflictKind.PERSON else ""
    row = vault.records(MERGE_CONFLICTS).get(conflict.id)
    sides = {"field": about, "stands": _value(about, conflict.kept), "other": _value(about, conflict.other)}
    return {**members(MERGE_CONFLICTS, row), **sides}


def _settlement(vault: Vault, conflict: MergeConflict) -> Json:
    """Two records that differ: both stand in this document, or as a form that was put away."""
    return {
        **members(MERGE_CONFLICTS, vault.records(MERGE_CONFLICTS).get(conflict.id)),
        "about": conflict.field,
    }


def _unfinished(begun: Unfinished) -> Json:
    return {
        "kind": begun.kind.value,
        "case": begun.case_id,
        "typed": {name: text for name, text in begun.fields.items() if text},
        "changed_at": time_text(begun.changed_at),
    }


def _maker(vault: Vault) -> Json:
    owner = settings.practitioner(vault)
    return (
        {} if owner is None else {"name": owner.name, "role": owner.role, "organisation": owner.organisation}
    )


def _person(person: Person) -> Json:
    facts = {name: text for name in SINGLE if (text := as_text(person, name))}
    lists = {name: [_parts(member) for member in getattr(person, name)] for name in LISTS}
    return {"id": person.id, **facts, **lists, "recorded_at": time_text(person.created_at),
            "changed_at": time_text(person.changed_at)}  # fmt: skip


def _parts(member: Any) -> Json:
    return {name: value for name, value in member_parts(member).items() if value not in {"", None}}


def _value(field: str, text: str) -> Any:
    return json.loads(text) if field in LISTS and text else text


def _case(vault: Vault, case: Case, forms: Iterable[FilledForm]) -> Json:
    return {
        **members(CASES, vault.records(CASES).get(case.id)),
        "forms": [_form(vault, form) for form in forms],
        **{member: _records(vault, kind, case.id) for kind, member in in_copy(Whose.CASE)},
        "not_whole": [not_whole_parts(each) for each in not_whole(vault, case.id)],
        "keeping": _keeping(vault, case),
    }


def not_whole_parts(entry: NotWhole) -> Json:
    """An entry of which not all has come, as a copy holds it."""
    return {
        "what": entry.words,
        "written_at": time_text(entry.at),
        "came": list(entry.said),
    }


def _form(vault: Vault, form: FilledForm) -> Json:
    word = word_of_form(vault, form)
    return {
        **({} if word is None else _as_said_by(word)),
        "id": form.id,
        "form": form.form_id,
        "title": form.title,
        "form_version": form.questionnaire_version,
        "form_sha256": form.questionnaire_digest,
        "author": form.author,
        "started_at": time_text(form.started_at),
        "changed_at": time_text(form.changed_at),
        "status": form.status.value,
        "finished_at": _maybe(form.finalised_at),
        "sha256_when_finished": form.content_digest,
        "corrects": form.corrects,
        "began_as_a_copy_of": form.based_on,
        "began_with_note": form.grown_from,
        "response": json.loads(form.content),
    }


def _keeping(vault: Vault, case: Case) -> Json:
    keeping = case_keeping(vault, case.id)
    due = keeping.clock.clock.due
    decisions = vault.records(KEEPING_DECISIONS).of(case.id)
    return {
        "kept_until": None if due is None else due.isoformat(),
        "on_hold": bool(keeping.holds),
        "decisions": [members(KEEPING_DECISIONS, row) for row in decisions],
    }


def _seen(vault: Vault, person_id: str) -> list[Json]:
    """Who has seen the record, in words, oldest first."""
    found: list[Json] = []
    while True:
        page = who_saw(vault, person_id, skip=len(found), limit=_PAGE)
        found += [{"at": time_text(line.at), "what": line.what, "who": line.who} for line in page.lines]
        if not page.has_more:
            return found[::-1]


def _maybe(at: datetime | None) -> str | None:
    return None if at is None else time_text(at)
