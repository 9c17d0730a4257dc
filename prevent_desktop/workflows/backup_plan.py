"""Where and how often copies are made by themselves, how many are kept, and when the last one was made."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.own_paths import own_path
from prevent_desktop.policies.schema import BACKUP_DAYS, BACKUP_FOLDER
from prevent_desktop.strict_json import Spelt, read, text_of
from prevent_desktop.vault.copies.rotation import Keep
from prevent_desktop.vault.vault import Vault

NEVER, EACH_DAY, EACH_WEEK = 0, 1, 7
REMIND_AFTER = timedelta(days=14)
_EARLY = timedelta(hours=1)  # so that a copy "each day" does not slip later every day

_PLAN, _LAST = "backup-plan", "last-backup"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupPlan:
    """`place` is the folder that was chosen (None: nowhere yet); a copy is made each `every_days`, 0 for never."""

    place: Annotated[Path | None, Spelt(str, Path, none="")] = None
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
    """What counts: what was chosen, as far as IT leaves it to be chosen; nothing by itself until then."""
    text = vault.settings.get(_PLAN)
    kept: BackupPlan = read(BackupPlan, text or "{}", older=True)
    return managed(kept, is_chosen=text is not None)


def managed(kept: BackupPlan, *, is_chosen: bool = True) -> BackupPlan:
    """The plan that counts where `kept` is what somebody chose; IT's folder, and at least as often as IT says."""
    counted = in_force()
    folder = counted.locked(BACKUP_FOLDER) or (None if kept.place else counted.preset(BACKUP_FOLDER))
    every = counted.preset(BACKUP_DAYS) if not is_chosen else None
    most = counted.locked(BACKUP_DAYS)
    every_days = kept.every_days if every is None else every
    if most is not None and (every_days == NEVER or every_days > most):
        every_days = most
    return replace(kept, place=own_path(folder) if folder else kept.place, every_days=every_days)


def save_plan(vault: Vault, chosen: BackupPlan) -> None:
    """Keep what was chosen. UsageError where it is not what IT has set."""
    counts = managed(chosen)
    if counts.place != chosen.place:
        in_force().require_free(BACKUP_FOLDER)
    if counts.every_days != chosen.every_days:
        in_force().require_free(BACKUP_DAYS)
    with vault.transaction():
        vault.settings.set(_PLAN, text_of(chosen))


def last_backup(vault: Vault) -> LastBackup | None:
    """The last backup that was made from this vault; None where there was none."""
    kept = vault.settings.get(_LAST)
    return None if kept is None else read(LastBackup, kept)


def remember_last(vault: Vault, at: datetime, place: Path) -> None:
    """A backup was made. In the transaction that is open."""
    vault.settings.set(_LAST, text_of(LastBackup(at, place)))


def is_begun(vault: Vault) -> bool:
    """Whether there is a backup, or a place that they go to by themselves."""
    return last_backup(vault) is not None or plan(vault).place is not None


def reminds(vault: Vault, now: datetime) -> bool:
    """Whether to remind of a backup: there is something to lose, and none was made for 14 days."""
    last = last_backup(vault)
    if last is not None:
        return not timedelta() <= now - last.at <= REMIND_AFTER  # one from the future says nothing
    oldest = vault.database.value("SELECT min(created_at) FROM people")
    return oldest is not None and now - datetime.fromisoformat(oldest) > REMIND_AFTER
