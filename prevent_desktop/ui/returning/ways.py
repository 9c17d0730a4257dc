"""What opens each page again, by the names that `Way` uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prevent_desktop.ui.journeys import Journeys

RECORD, FORM, CHECK = "record", "form", "check"
NOTE, EVENT, DETAILS = "note", "event", "details"
NEW_PERSON, NOTE_ABOUT, SCREENING_ABOUT = "new-person", "note-about", "screening-about"
CHOICE, PREVIEW, PREPARE, SIGNED = "choice", "preview", "prepare", "signed"
MISTAKE, ACCESS = "mistake", "access"
COUNTERSIGN = "countersign"
DIFFERENT_SIGHTS, CHECK_FILE = "different-sights", "check-file"
RECEIVED = "received"
CALL, ANSWER = "call", "answer"
DRAFTS, DRAFT, HAND_ON = "drafts", "draft", "hand-on"
DIFFERENCES, DIFFERENCE = "differences", "difference"
KEEPING, CASE_KEEPING, CERTIFICATES = "keeping", "case-keeping", "certificates"


def ways_of(journeys: Journeys) -> Mapping[str, Callable[[str], object]]:
    """Each takes the id that the page is about. What opens its page a moment later gives the job that does."""
    return {
        RECORD: journeys.open_record,
        FORM: journeys.open_form,
        CHECK: journeys.check_form,
        NOTE: journeys.write_note,
        EVENT: journeys.add_event,
        DETAILS: journeys.change_details,
        NEW_PERSON: lambda _none: journeys.add_person(),
        NOTE_ABOUT: lambda _none: journeys.choose_for_note(),
        SCREENING_ABOUT: lambda _none: journeys.choose_for_screening(),
        CHOICE: journeys.choose_form,
        PREVIEW: journeys.preview_form,
        PREPARE: journeys.prepare_pack,
        SIGNED: journeys.show_pack,
        MISTAKE: journeys.packs.mistake,
        COUNTERSIGN: journeys.packs.countersign,
        DIFFERENT_SIGHTS: journeys.packs.differences,
        CHECK_FILE: lambda _none: journeys.inbox.check_file(),
        ACCESS: journeys.access.open,
        RECEIVED: journeys.inbox.open_pack,
        CALL: journeys.answers.call,
        ANSWER: journeys.answers.give,
        DRAFTS: lambda _none: journeys.handing.open_list(),
        DRAFT: journeys.handing.open_draft,
        HAND_ON: journeys.handing.hand_on,
        DIFFERENCES: lambda _none: journeys.merging.open_list(),
        DIFFERENCE: journeys.merging.open_conflict,
        KEEPING: lambda _none: journeys.keeping.open_list(),
        CASE_KEEPING: journeys.keeping.open_case,
        CERTIFICATES: lambda _none: journeys.keeping.open_certificates(),
    }
