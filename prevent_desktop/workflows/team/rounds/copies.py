"""A lead's copy of the shared cases, as one sealed file: for whom it can be made, made and taken with an end that somebody may want.

What a leaver's history rests on is told from it: whose vault found their changes valid, and when (`checked_of`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from prevent_desktop.casework.profile import MAILBOX_DAYS
from prevent_desktop.casework.team.roster import Role, Team, listed_id
from prevent_desktop.errors import SnapshotError
from prevent_desktop.translation import _
from prevent_desktop.vault.repositories.columns import read_time
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile.terms import mailbox_days
from prevent_desktop.workflows.team.change_sets.copies_made import makes_by_itself
from prevent_desktop.workflows.team.change_sets.snapshot_making import write_snapshot
from prevent_desktop.workflows.team.change_sets.snapshots import (
    Progress,
    Taken,
    silent,
    take_snapshot,
)
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.circles.retelling import tell_one
from prevent_desktop.workflows.team.circles.statements import circles, membership
from prevent_desktop.workflows.team.rounds.gathering import capture_all

COPY_SUFFIX: Final = ".pdcopy.age"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFor:
    """A colleague's laptop that a copy can be sealed to, in words."""

    vault_id: str
    name: str
    laptop: str

    @property
    def words(self) -> str:
        """Such as "Pat Lee, Office laptop 2"."""
        return f"{self.name}, {self.laptop}" if self.laptop else self.name

    @property
    def file_name(self) -> str:
        """What the file is called that is proposed: nothing in it names a case."""
        plain = re.sub(r"[^\w-]+", "-", self.name.casefold()).strip("-") or "colleague"
        return f"shared-cases-for-{plain}{COPY_SUFFIX}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """So many changes of somebody were found valid by `by` (a name; empty for this vault itself), the last of them `last_at`."""

    by: str
    number: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFacts:
    """What the card shows: whom this vault can make a copy for (none where it is no lead's), and whether it can take one.

    `by_itself` where one is made for whoever asks, without a yes. `days` is how long a change stays in the mailbox at most.
    """

    makes_for: tuple[CopyFor, ...] = ()
    takes: bool = False
    by_itself: bool = False
    days: int = MAILBOX_DAYS


def copy_facts(vault: Vault) -> CopyFacts:
    """Read it. Reads only."""
    found = membership(vault)
    if found is None or not found.is_present or vault.is_read_only:
        return CopyFacts()
    owner = found.team.owner(found.own.id)
    is_lead = owner is not None and owner.role is Role.LEAD
    others = (one for one in found.team.sharing if one.id != found.own.id)
    makes_for = (
        CopyFor(vault_id=one.id, name=_name(found.team, one.id), laptop=one.device) for one in others
    )
    return CopyFacts(
        makes_for=tuple(makes_for) if is_lead else (),
        takes=True,
        by_itself=makes_by_itself(vault),
        days=mailbox_days(vault),
    )


def make_copy(
    vault: Vault,
    to: str,
    target: Path,
    *,
    now: datetime,
    stop: Callable[[], bool] = lambda: False,
    progress: Progress = silent,
) -> int:
    """Write all that counts in the main circle for this vault, and have its keys put for it once more; how many cases. `stop` tells whether somebody wants it ended.

    Raises as `write_snapshot`; where it is ended nothing is left at `target`. Cases with a circle of their own are not in it:
    they come through the mailbox.
    """
    found = membership(vault)
    circle = "" if found is None else main_circle(found.team.id)
    ended = _("Nothing was saved.")
    with vault.transaction():
        capture_all(vault, lambda: now)  # what was written since the last round is part of it
    cases = write_snapshot(vault, circle, to, target, now=now, progress=_watched(stop, progress, ended))
    tell_keys(vault, circle, to, now=now)
    return cases


def tell_keys(vault: Vault, circle: str, to: str, *, now: datetime) -> None:
    """A copy has what was written so far; the keys for what comes next go through the mailbox once more to the vault that it is for."""
    found = membership(vault)
    book = circles(vault).get(circle)
    if found is not None and book is not None and to != found.own.id:
        with vault.transaction():
            tell_one(vault, found, book, to, now=now)


def take_copy(
    vault: Vault,
    source: Path,
    *,
    now: Callable[[], datetime],
    stop: Callable[[], bool] = lambda: False,
    progress: Progress = silent,
) -> Taken:
    """Take a lead's copy; `made_by` is the lead's name. Raises as `take_snapshot`; where it is ended, what was taken stays."""
    ended = _("What was taken until then stays. Take the copy again, and it goes on.")
    taken = take_snapshot(vault, source, now=now, progress=_watched(stop, progress, ended))
    found = membership(vault)
    return taken if found is None else replace(taken, made_by=_name(found.team, taken.made_by))


def _watched(stop: Callable[[], bool], progress: Progress, ended: str) -> Progress:
    def tell(done: int, every: int) -> None:
        progress(done, every)
        if stop() and done < every:
            raise SnapshotError(_("It was stopped"), ended, _("Nothing more has to be done."))

    return tell


def checked_of(vault: Vault, member: str) -> tuple[Checked, ...]:
    """By whom the changes of a member were found valid that stand here, so that they count though their own keys count no more."""
    found = membership(vault)
    if found is None:
        return ()
    writers = {one.id for one in found.team.vaults if one.member == member}
    counted: dict[str, Checked] = {}
    sql = "SELECT vault, checked_by, count(*) AS number, max(received_at) AS last_at FROM team_sets WHERE state = 'applied' AND here = 0 GROUP BY vault, checked_by"
    for row in vault.database.rows(sql):
        if listed_id(row["vault"]) in writers:
            by = _name(found.team, row["checked_by"]) if row["checked_by"] else ""
            last_at, before = read_time(row["last_at"]), counted.get(by)
            number = row["number"] + (0 if before is None else before.number)
            last_at = last_at if before is None else max(last_at, before.last_at)
            counted[by] = Checked(by=by, number=number, last_at=last_at)
    return tuple(counted[by] for by in sorted(counted))


def _name(team: Team, vault_id: str) -> str:
    owner = team.owner(vault_id)
    return vault_id if owner is None else owner.name
