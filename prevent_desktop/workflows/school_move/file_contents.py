"""What a pack for a new school holds: the whole file, or a page of words alone.

The whole file is every finished form, the chronology and every file of all cases, and the record in full beside them, as a
document to read and as data. Forms that stand in a part of their own stay, and so do drafts, who has looked at the record or covers
for whom, what came in packs whose senders want to be asked first, and forms of which not all has come: of these two the first page says that they are not in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from prevent_desktop.casework.chronology import chronology, in_order_of_time
from prevent_desktop.casework.file_move import SCHOOL_DAYS, FileMoveKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.origins import BY_ITS_OWNER
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.errors import PackContentError
from prevent_desktop.formatting import long_day
from prevent_desktop.packs.content import PackAttachment, PackContent
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.corrections import corrections_to
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.answer_key import answer_recipient
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.packs.came_in import to_be_asked_about
from prevent_desktop.workflows.packs.pack_content import open_forms, packed_file, packed_forms
from prevent_desktop.workflows.packs.pack_person import household_of, person_facts
from prevent_desktop.workflows.packs.prepare_pack import Choice
from prevent_desktop.workflows.people.people import person_of_case
from prevent_desktop.workflows.people.person_resource import packed_person
from prevent_desktop.workflows.record.attachments import own_files
from prevent_desktop.workflows.school_move.moving import (
    OF_THE_TEAM,
    Leaving,
    goes_to_a_school,
    not_in_it,
    not_whole_that_stay,
    not_whole_words,
)
from prevent_desktop.workflows.subject_access.gathering import gather, not_whole_parts
from prevent_desktop.workflows.subject_access.in_print import person_copy
from prevent_desktop.workflows.team.cases.not_whole import not_whole

_NOT_FOR_SCHOOLS = ("seen", "kept_apart", "unfinished", "two_laptops", "two_laptops_records")
"""Members of a person's document that stay here: who looked, forms in a part of their own, and what is not settled."""


@dataclass(frozen=True, slots=True)
class FileContents:
    """Gathers what goes to a school as `leaving` says."""

    leaving: Leaving

    def __call__(
        self,
        vault: Vault,
        library: FormLibrary,
        choice: Choice,
        /,
        *,
        case_id: str,
        pack_id: str,
        now: datetime,
    ) -> PackContent:
        """What goes. PackContentError where nobody is named as the sender."""
        sender = settings.practitioner(vault)
        if sender is None:
            raise PackContentError(
                _("The file is not ready"),
                _("A file names who sends it, and the settings do not say yet who you are."),
                _("Fill in “Who I am” in the settings, then come back."),
            )
        words = self._words_alone(vault, choice, sender, case_id, pack_id, now)
        if self.leaving.kind is not FileMoveKind.FILE:
            return words
        return _with_the_file(vault, library, words, case_id, now)

    def _words_alone(
        self, vault: Vault, choice: Choice, sender: Practitioner, case_id: str, pack_id: str, now: datetime
    ) -> PackContent:
        person, leaving = person_of_case(vault, case_id), self.leaving
        told = leaving.kind is not FileMoveKind.DELETE
        return PackContent(
            pack_id=pack_id,
            marking=settings.page_marking(vault),
            title=leaving.kind.label if not told else _title(leaving),
            sender=sender,
            recipient_name=choice.receiver.name,
            about_label=person.label_on(now.astimezone().date()),
            signed_at=now.astimezone(),
            in_short=_in_short(leaving, sender.organisation),
            what_happened=(),
            what_else="",
            what_protects="",
            ask=_ask(leaving),
            answer_by=settings.working_days(vault).of_others.after(
                leaving.left_on or now.astimezone().date(), SCHOOL_DAYS
            ),
            person_facts=tuple(person_facts(person)) if told else (),
            record_json=packed_person(person) if told else "",
            about_key=f"{person.id}/{choice.receiver.id}",
            answer_to=answer_recipient(vault),
            asks_for_timestamp=bool(terms.timestamp_url(vault)),
            audit_head=vault.audit.head,
            sent_by_mistake="" if told else leaving.pack_id,
        )


def _title(leaving: Leaving) -> str:
    if leaving.kind is FileMoveKind.AHEAD:
        return _("A child with a safeguarding file is coming to you")
    return _("Safeguarding file of a child who has moved to you")


def _in_short(leaving: Leaving, organisation: str) -> str:
    if leaving.kind is FileMoveKind.DELETE:
        first = _("Pack {pack} was sent to you by mistake. You are not the child’s school.").format(
            pack=short_pack_id(leaving.pack_id)
        )
        return "\n".join(filter(None, (first, leaving.words)))
    day = "" if leaving.left_on is None else long_day(leaving.left_on)
    left = _("Last day at {school}: {day}.").format(school=organisation, day=day) if day else ""
    return "\n".join(filter(None, (left, leaving.words)))


def _ask(leaving: Leaving) -> str:
    return {
        FileMoveKind.AHEAD: _(
            "Tell your safeguarding lead and your special educational needs co-ordinator (SENCO) now, "
            "and answer that you have. The file follows."
        ),
        FileMoveKind.FILE: _(
            "Read it, and tell your safeguarding lead and your special educational needs co-ordinator (SENCO). Keep it apart "
            "from the pupil file. Your receipt goes back by itself; answer once you have told them."
        ),
        FileMoveKind.DELETE: _(
            "Delete that pack and whatever you took from it, on paper too, and answer that it is done."
        ),
    }[leaving.kind]


def _with_the_file(
    vault: Vault, library: FormLibrary, words: PackContent, case_id: str, now: datetime
) -> PackContent:
    person = person_of_case(vault, case_id)
    cases = [case.id for case in reversed(vault.cases.of_person(person.id))]
    forms = tuple(_forms(vault, cases))
    opened = open_forms(vault, library, forms)
    kept_back = _kept_back(vault, cases)
    events = [one for case in cases for one in vault.events.of_case(case) if one.received_id not in kept_back]
    decisions = [
        one for case in cases for one in vault.decisions.of_case(case) if one.received_id not in kept_back
    ]
    entries = chronology(events=in_order_of_time(events), decisions=decisions, forms=forms)
    return replace(
        words,
        in_short="\n".join(
            filter(
                None,
                (
                    words.in_short,
                    not_in_it(kept_back.values()),
                    not_whole_words(not_whole_that_stay(vault, cases)),
                ),
            )
        ),
        household=household_of(person, now.astimezone().date()),
        forms=tuple(packed_forms(vault, library, opened, corrections_to(vault, library, forms))),
        chronology=tuple(replace(entry, origin=BY_ITS_OWNER) for entry in entries),
        attachments=(
            *_record_in_full(vault, library, words, person.id, now),
            *(packed_file(vault, file) for case in cases for file in own_files(vault, case)),
        ),
    )


def _kept_back(vault: Vault, cases: list[str]) -> dict[str | None, ReceivedPack]:
    return {pack.id: pack for one in cases for pack in to_be_asked_about(vault, one)}


def _forms(vault: Vault, cases: list[str]) -> Iterator[FilledForm]:
    kept_back = _kept_back(vault, cases)
    for case_id in cases:
        for form in vault.responses.of_case(case_id):
            if form.is_finalised and not form.kept_apart and form.received_id not in kept_back:
                yield form


def _leave_out_of_cases(vault: Vault, cases: list[dict[str, Any]]) -> None:
    """What of them is not for a school, or is to be asked about first."""
    ids = [case["id"] for case in cases]
    kept_back = _kept_back(vault, ids)
    going = {form.id for form in _forms(vault, ids)}
    events = (one for case_id in ids for one in vault.events.of_case(case_id))
    decisions = (one for case_id in ids for one in vault.decisions.of_case(case_id))
    told = {one.id for one in events if one.received_id in kept_back}
    told |= {one.id for one in decisions if one.received_id in kept_back}
    numbers = {pack.pack_id for pack in kept_back.values()}
    told |= {pack.attachment_id for pack in kept_back.values()}
    for case in cases:
        case.update({member: [] for member in OF_THE_TEAM})
        case["not_whole"] = [
            not_whole_parts(one) for one in not_whole(vault, case["id"]) if goes_to_a_school(one)
        ]
        case["forms"] = [form for form in case["forms"] if form["id"] in going]
        for member in ("events", "decisions", "attachments"):
            case[member] = [one for one in case[member] if one["id"] not in told]
        case["answers"] = [one for one in case["answers"] if one["pack"] not in numbers]
        case["received_packs"] = [one for one in case["received_packs"] if one["id"] not in numbers]


def _record_in_full(
    vault: Vault, library: FormLibrary, words: PackContent, person_id: str, now: datetime
) -> tuple[PackAttachment, PackAttachment]:
    """All that was written, notes and what they are known from among it: as a document to read, and as data."""
    from prevent_desktop.packs.document.person_copy import build_person_copy

    document = gather(vault, person_id, now=now)
    document.update({member: [] for member in _NOT_FOR_SCHOOLS})
    _leave_out_of_cases(vault, document["cases"])
    digests: Mapping[str, Any] = {
        form.questionnaire_digest: library.for_response(vault, form)
        for case in vault.cases.of_person(person_id)
        for form in vault.responses.of_case(case.id)
    }
    printed = person_copy(
        document, digests, sender=words.sender, marking=words.marking, label=words.about_label,
        audit_head=words.audit_head, is_signed=False, now=now, title=_("The record in full"),
        intro=((_("What this is"), _("All that was written down about this child here: notes, events, forms, decisions and who they went to. It stands inside a signed pack, which vouches for it.")),),
    )  # fmt: skip
    return (
        PackAttachment.of_bytes(
            "record-in-full.pdf",
            "application/pdf",
            _("The record in full, to read"),
            build_person_copy(printed),
        ),
        PackAttachment.of_bytes(
            "record-in-full.json",
            "application/json",
            _("The record in full, as data"),
            json.dumps(document, ensure_ascii=False, indent=1).encode(),
        ),
    )
