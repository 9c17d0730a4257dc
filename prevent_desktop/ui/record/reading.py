"""What the record screen reads in the vault's lane: the record in words, and the forms that can be begun. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.translation import _
from prevent_desktop.ui.components.conversation_words import ConversationWords, conversations_of_case
from prevent_desktop.ui.components.keeping_words import keeping_pairs
from prevent_desktop.ui.components.sharing_words import on_record
from prevent_desktop.ui.record.owner_words import owner_line
from prevent_desktop.ui.record.rail_words import RailWords, rail_words
from prevent_desktop.ui.record.view import RecordWords, record_words
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.corrections import corrections_to
from prevent_desktop.workflows.forms.form_choice import audiences_for, form_options
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.forms_by_role import parted
from prevent_desktop.workflows.forms.grow_note import forms_for_notes
from prevent_desktop.workflows.home.case_states import case_state
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.packs.for_lead import can_be_given
from prevent_desktop.workflows.record.open_record import open_record, read_record
from prevent_desktop.workflows.retention.keeping import case_keeping
from prevent_desktop.workflows.team.cases.files_not_come import files_not_come
from prevent_desktop.workflows.team.cases.not_whole import not_whole
from prevent_desktop.workflows.team.cases.owning import care_of
from prevent_desktop.workflows.team.cases.sharing import sharing_of
from prevent_desktop.workflows.team.members.myself import keeps_cases


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReading:
    """The record; the `rail` tells where the case stands; the forms that fit the role, in the order of use, and those that a note can grow into.

    Each form as its id and title. `keeping` tells how long the case is kept, and why; `conversations` what was said about
    its packs; `owner` whose the case is, where it is shared or somebody was named; `sharing` with whom of the team it is
    shared, empty without one.
    """

    words: RecordWords
    rail: RailWords
    forms: tuple[tuple[str, str], ...]
    for_notes: tuple[tuple[str, str], ...]
    keeping: tuple[tuple[str, tuple[str, ...]], ...] = ()
    conversations: tuple[ConversationWords, ...] = ()
    owner: str = ""
    may_hand_over: bool = False
    sharing: str = ""


def read(vault: Vault, library: FormLibrary, person_id: str, *, first: bool, now: datetime) -> RecordReading:
    """Read it; the `first` time this counts as opening the record and is written down."""
    record = (open_record if first else read_record)(vault, person_id, now=now)
    corrections = corrections_to(vault, library, record.forms)
    corrected = {form_id: several[-1].words for form_id, several in corrections.items()}
    mine, rest = parted(form_options(vault, library, record.case.id), settings.roles(vault))
    options = (*mine, *rest)
    in_menu = audiences_for(settings.practitioner(vault))
    today = now.astimezone().date()
    return RecordReading(
        words=record_words(record, now, corrected, files_not_come(vault, record.case.id)),
        rail=read_rail(vault, library, record.case.id, now=now),
        forms=tuple(
            (option.form_id, option.title)
            for option in options
            if option in mine or option.audience in in_menu
        ),
        for_notes=tuple((form_id, library.newest(form_id).title) for form_id in forms_for_notes(library)),
        keeping=_keeping(vault, record.case.id, now),
        conversations=conversations_of_case(vault, record.case.id, now),
        owner=owner_line(care_of(vault, [record.case.id], today=today)[record.case.id], today),
        may_hand_over=keeps_cases(vault) and not vault.is_read_only,
        sharing=on_record(
            sharing_of(vault, record.case.id), now, not_whole=len(not_whole(vault, record.case.id))
        ),
    )


def read_rail(vault: Vault, library: FormLibrary, case_id: str, *, now: datetime) -> RailWords:
    """Where a case stands, and what comes next."""
    facts = case_state(vault, library, case_id, now=now).facts
    author = settings.author_of(vault)
    return rail_words(facts, author=author, now=now, gives=can_be_given(vault, library, case_id))


def _keeping(vault: Vault, case_id: str, now: datetime) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """How long the case is kept; a vault for reading only tells nothing of it, for its clocks cannot be worked out."""
    if vault.is_read_only:
        return ((_("Kept until"), (_("Not known while the vault is open for reading only"),)),)
    return keeping_pairs(case_keeping(vault, case_id), now)
