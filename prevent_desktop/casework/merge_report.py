"""What came from the other copy of a vault, counted and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.merge_conflict import MergeConflict
from prevent_desktop.casework.record_kind import Counting
from prevent_desktop.translation import _, ngettext

OTHER = "other"
"""What is too small to be told by its kind is counted under this name."""


def _counted() -> Iterator[tuple[str, Counting]]:
    """Every line of a report by its name, in the order in which it is told."""
    for kind in record_kinds.KINDS:
        if kind.news_name != OTHER and kind.counted is not None:
            yield from kind.news or ((kind.table, kind.counted),)
    yield OTHER, lambda number: ngettext("{number} smaller entry", "{number} smaller entries", number)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeReport:
    """What came, or would come; `news` by the names of `RecordKind.news`. `first_on` and `last_on` are its oldest and newest days.

    `parted_at` is the last that both copies have in common; `audit_entries` how many entries of the other's audit came;
    `left_settings` are the keys of settings that differ and stayed as they are here; `delivered` the packs whose receipt
    came, `came_packs` those that were not here at all; `bytes_of_files` what the files measure on the disk, `team_differences` what both wrote in shared cases, which is settled for the team.
    """

    news: Mapping[str, int]
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
    team_differences: int = 0

    @property
    def is_news(self) -> bool:
        """Whether anything came, an entry of the audit included."""
        return bool(self.news or self.conflicts or self.audit_entries)

    def lines(self) -> tuple[str, ...]:
        """What came, one kind a line; empty where it is only the audit."""
        return tuple(
            words(self.news[name]).format(number=self.news[name])
            for name, words in _counted() if self.news.get(name)
        )  # fmt: skip


def other_laptop(name: str) -> str:
    """How the laptop is called where it has no name of its own."""
    return name or _("the other laptop")
