"""What the record screen reads in the vault's lane: the record in words, and the forms that can be begun. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.ui.record.view import RecordWords, record_words
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.form_library import (
    LEAD_CHECK,
    REFERRAL,
    SCREENING,
    SHARING_DECISION,
    FormLibrary,
)
from prevent_desktop.workflows.record import open_record, read_record

_IN_ORDER = (SCREENING, LEAD_CHECK, SHARING_DECISION, REFERRAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReading:
    """The record, and each bundled form as its id and title, in the order in which a referral uses them."""

    words: RecordWords
    forms: tuple[tuple[str, str], ...]


def read(vault: Vault, library: FormLibrary, person_id: str, *, first: bool, now: datetime) -> RecordReading:
    """Read it; the `first` time this counts as opening the record and is written down."""
    record = (open_record if first else read_record)(vault, person_id, now=now)
    ids = sorted(library.form_ids(), key=lambda form_id: (_place(form_id), form_id))
    forms = tuple((form_id, library.newest(form_id).title) for form_id in ids)
    return RecordReading(words=record_words(record, now), forms=forms)


def _place(form_id: str) -> int:
    return _IN_ORDER.index(form_id) if form_id in _IN_ORDER else len(_IN_ORDER)
