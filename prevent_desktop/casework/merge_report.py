"""What came from the other copy of a vault, counted and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from prevent_desktop.casework.merge_conflict import MergeConflict
from prevent_desktop.translation import _, ngettext


class News(StrEnum):
    """What is counted, in the order in which it is told."""

    PEOPLE = "people"
    DETAILS = "details"
    CASES = "cases"
    STATUSES = "statuses"
    NOTES = "notes"
    EVENTS = "events"
    FORMS = "forms"
    DRAFTS = "drafts"
    DECISIONS = "decisions"
    ATTACHMENTS = "attachments"
    PACKS = "packs"
    RECEIPTS = "receipts"
    ANSWERS = "answers"
    ADDED_FORMS = "added-forms"
    OTHER = "other"

    def in_words(self, number: int) -> str:
        """Such as "3 notes"."""
        return {
            News.PEOPLE: ngettext("{number} person", "{number} people", number),
            News.DETAILS: ngettext(
                "Changed details of {number} person", "Changed details of {number} people", number
            ),
            News.CASES: ngettext("{number} case", "{number} cases", number),
            News.STATUSES: ngettext("{number} case went on", "{number} cases went on", number),
            News.NOTES: ngettext("{number} note", "{number} notes", number),
            News.EVENTS: ngettext("{number} event", "{number} events", number),
            News.FORMS: ngettext("{number} finished form", "{number} finished forms", number),
            News.DRAFTS: ngettext("{number} draft", "{number} drafts", number),
            News.DECISIONS: ngettext("{number} decision", "{number} decisions", number),
            News.ATTACHMENTS: ngettext("{number} file", "{number} files", number),
            News.PACKS: ngettext("{number} pack", "{number} packs", number),
            News.RECEIPTS: ngettext("{number} receipt", "{number} receipts", number),
            News.ANSWERS: ngettext("{number} answer", "{number} answers", number),
            News.ADDED_FORMS: ngettext("{number} added form", "{number} added forms", number),
            News.OTHER: ngettext("{number} smaller entry", "{number} smaller entries", number),
        }[self].format(number=number)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeReport:
    """What came, or would come. `first_on` and `last_on` are the oldest and newest days in it.

    `parted_at` is the last that both copies have in common; `audit_entries` how many entries of the other's audit came;
    `left_settings` are the keys of settings that differ and stayed as they are here; `delivered` the packs whose receipt
    came, `came_packs` those that were not here at all; `bytes_of_files` what the files measure on the disk.
    """

    news: Mapping[News, int]
    conflicts: tuple[MergeConflict, ...]
    parted_at: datetime
    laptop: str
    first_on: date | None
    last_on: date | None
    audit_entries: int
    left_settings: tuple[str, ...]
    other_signing_key: bool
    delivered: tuple[str, ...]
    came_packs: tuple[str, ...]
    bytes_of_files: int = 0

    @property
    def is_news(self) -> bool:
        """Whether anything came, an entry of the audit included."""
        return bool(self.news or self.conflicts or self.audit_entries)

    def lines(self) -> tuple[str, ...]:
        """What came, one kind a line; empty where it is only the audit."""
        return tuple(kind.in_words(self.news[kind]) for kind in News if self.news.get(kind))


def other_laptop(name: str) -> str:
    """How the laptop is called where it has no name of its own."""
    return name or _("the other laptop")
