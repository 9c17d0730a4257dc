"""Where and how often copies are made by themselves, how many are kept, and when the last one was made."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from prevent_desktop.vault.copies.rotation import Keep
from prevent_desktop.vault.vault import Vault

NEVER, EACH_DAY, EACH_WEEK = 0, 1, 7
REMIND_AFTER = timedelta(days=14)
_EARLY = timedelta(hours=1)  # so that a copy "each day" does not slip later every day

_PLAN, _LAST = "backup-plan", "last-backup"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupPlan:
    """`place` is the folder that was chosen (None: nowhere yet); a copy is made each `every_days`, 0 for never."""

    place: Path | None = None
    every_days: int = NEVER
    keep: Keep = field(default_factory=Keep)

    def is_due(self, last: datetime | None, now: datetime) -> bool:
        """Whether it is time for a copy. A last one from the future does not put it off."""
        if self.place is None or self.every_days == NEVER:
            return False
        if last is None or last > now:
            return True
        return now - last >= timedelta(days=self.every_days) - _EARLY


@dataclass(frozen=True, slots=True)
class LastBackup:
    """When the last backup was made (aware), and the folder that was chosen for it."""

    at: datetime
    place: Path


def plan(vault: Vault) -> BackupPlan:
    """What was chosen; nothing by itself until then."""
    kept = json.loads(vault.settings.get(_PLAN) or "{}")
    place = kept.get("place")
    return BackupPlan(
        place=Path(place) if place else None,
        every_days=int(kept.get("every_days", NEVER)),
        keep=Keep(**kept.get("keep", {})),
    )


def save_plan(vault: Vault, chosen: BackupPlan) -> None:
    """Keep what was chosen."""
    members = {
        "place": str(chosen.place) if chosen.place else "",
        "every_days": chosen.every_days,
        "keep": {"days": chosen.keep.days, "weeks": chosen.keep.weeks, "months": chosen.keep.months},
    }
    with vault.transaction():
        vault.settings.set(_PLAN, json.dumps(members))


def last_backup(vault: Vault) -> LastBackup | None:
    """The last backup that was made from this vault; None where there was none."""
    kept = vault.settings.get(_LAST)
    if kept is None:
        return None
    members = json.loads(kept)
    return LastBackup(datetime.fromisoformat(members["at"]), Path(members["place"]))


def remember_last(vault: Vault, at: datetime, place: Path) -> None:
    """A backup was made. In the transaction that is open."""
    vault.settings.set(_LAST, json.dumps({"at": at.isoformat(), "place": str(place)}))


def reminds(vault: Vault, now: datetime) -> bool:
    """Whether to remind of a backup: there is something to lose, and none was made for 14 days."""
    last = last_backup(vault)
    if last is not None:
        return not timedelta() <= now - last.at <= REMIND_AFTER  # one from the future says nothing
    oldest = vault.database.value("SELECT min(created_at) FROM people")
    return oldest is not None and now - datetime.fromisoformat(oldest) > REMIND_AFTER
