"""Who is away and who covers for them, over all cases: the lines of each absence put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.ownership import Cover, Someone, standing_covers
from prevent_desktop.vault.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Somebody is away on these days, with the first and the last, and `covering` takes care of the cases meanwhile."""

    id: str
    away: Someone
    covering: Someone
    first_day: date
    last_day: date
    lines: tuple[Cover, ...]

    @property
    def case_ids(self) -> frozenset[str]:
        """The cases that are covered."""
        return frozenset(one.case_id for one in self.lines)


def absences(vault: Vault, *, until: date) -> tuple[Absence, ...]:
    """The absences that last until that day or longer, or did before they were cut short; the first one first."""
    return _put_together(vault.case_care.covers_until(until))


def absences_of(vault: Vault, someone: Someone, *, until: date) -> tuple[Absence, ...]:
    """The same of one person alone."""
    return tuple(one for one in absences(vault, until=until) if one.away.is_same(someone))


def _put_together(covers: Iterable[Cover]) -> tuple[Absence, ...]:
    lines: dict[str, list[Cover]] = defaultdict(list)
    for cover in standing_covers(covers):
        lines[cover.cover].append(cover)
    found = (
        Absence(
            id=absence, away=several[0].owner, covering=several[0].covering,
            first_day=min(one.first_day for one in several), last_day=max(one.last_day for one in several),
            lines=tuple(several),
        )
        for absence, several in lines.items()
    )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.first_day, one.id)))


def cover_case_too(vault: Vault, case_id: str, owner: Someone, *, now: datetime) -> None:
    """Have a case that comes to its owner now covered by whoever covers all of theirs, today or on a day to come."""
    today = now.astimezone().date()
    for absence in absences_of(vault, owner, until=today):
        whole = next((one for one in absence.lines if one.all_cases and one.last_day >= today), None)
        if whole is not None and case_id not in absence.case_ids:
            vault.case_care.add_cover(replace(whole, id=new_id(), case_id=case_id, set_at=now, follows=()))
