"""What opens each page again, by the names that `Way` uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from prevent_desktop.ui.returning import way_names

if TYPE_CHECKING:
    from prevent_desktop.ui.journeys import Journeys


def ways_of(journeys: Journeys) -> Mapping[str, Callable[[str], object]]:
    """Each takes the id that the page is about. What opens its page a moment later gives the job that does."""
    return {
        way_names.RECORD: journeys.open_record,
        way_names.FORM: journeys.open_form,
        way_names.CHECK: journeys.check_form,
        way_names.NOTE: journeys.write_note,
        way_names.EVENT: journeys.add_event,
        way_names.DETAILS: journeys.change_details,
        way_names.NEW_PERSON: lambda _none: journeys.add_person(),
        way_names.NOTE_ABOUT: lambda _none: journeys.choose_for_note(),
        way_names.SCREENING_ABOUT: lambda _none: journeys.choose_for_screening(),
        way_names.CHOICE: journeys.choose_form,
        way_names.PREVIEW: journeys.preview_form,
        way_names.PREPARE: journeys.prepare_pack,
        way_names.SIGNED: journeys.show_pack,
        way_names.MISTAKE: journeys.packs.mistake,
        way_names.COUNTERSIGN: journeys.packs.countersign,
        way_names.DIFFERENT_SIGHTS: journeys.packs.differences,
        way_names.CHECK_FILE: lambda _none: journeys.inbox.check_file(),
        way_names.ACCESS: journeys.access.open,
        way_names.RECEIVED: journeys.inbox.open_pack,
        way_names.CALL: journeys.answers.call,
        way_names.ANSWER: journeys.answers.give,
        way_names.DRAFTS: lambda _none: journeys.handing.open_list(),
        way_names.DRAFT: journeys.handing.open_draft,
        way_names.HAND_ON: journeys.handing.hand_on,
        way_names.DIFFERENCES: lambda _none: journeys.merging.open_list(),
        way_names.DIFFERENCE: journeys.merging.open_conflict,
        way_names.KEEPING: lambda _none: journeys.keeping.open_list(),
        way_names.CASE_KEEPING: journeys.keeping.open_case,
        way_names.CERTIFICATES: lambda _none: journeys.keeping.open_certificates(),
    }
