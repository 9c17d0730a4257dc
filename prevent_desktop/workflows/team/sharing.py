"""Which cases are shared with whom: put a case into the team's circle, share new ones, keep one from somebody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.team.roster import Member, Team
from prevent_desktop.errors import UsageError
from prevent_desktop.strict_json import read, text_of
from prevent_desktop.translation import _
from prevent_desktop.vault.team.capture import put_into_circle
from prevent_desktop.vault.team.counts import TeamCounts
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circle_book import main_circle
from prevent_desktop.workflows.team.circles import (
    begin_main_circle,
    change_restricted_circle,
    circles,
    make_restricted_circle,
    membership,
)
from prevent_desktop.workflows.team.owning import own_what_is_shared

GRACE: Final = timedelta(minutes=15)
"""So long a new case stays here although new cases are shared: time to keep it from somebody who may not know of it."""
_SHARES_NEW = "team-shares-new"
_ALONE = "team-kept-alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """A case and who shares it. `others` are the members besides oneself who see it; `kept_from` those of the team who do not.

    `restricted` where it has a circle of its own. `soon` is when it will be shared with all of them by itself; None where it will not.
    """

    case: Case
    person: Person
    shared: bool = False
    others: tuple[Member, ...] = ()
    kept_from: tuple[Member, ...] = ()
    restricted: bool = False
    soon: datetime | None = None


def may_share(vault: Vault) -> bool:
    """Whether this vault belongs to somebody of the team who shares cases, and can be written."""
    return not vault.is_read_only and _standing(vault) is not None


def sharing_of(vault: Vault, case_id: str) -> Sharing | None:
    """Who shares a case; None where this vault is of nobody who could."""
    standing = _standing(vault)
    if standing is None:
        return None
    case = vault.cases.get(case_id)
    return _sharing(vault, standing, case, vault.team.circle_of(case_id) or "")


def others_of_team(vault: Vault) -> tuple[Member, ...]:
    """The other leads and deputies with a vault."""
    standing = _standing(vault)
    return () if standing is None else tuple(one for one in _sharers(standing[0]) if one != standing[1])


def open_cases(vault: Vault) -> tuple[Sharing, ...]:
    """The open cases and who shares each, those that are not shared first, then the newest."""
    standing = _standing(vault)
    if standing is None:
        return ()
    shared = TeamCounts(vault.database).circles()
    found = [_sharing(vault, standing, case, shared.get(case.id, "")) for case in vault.cases.open_cases()]
    newest = sorted(found, key=lambda one: one.case.opened_at, reverse=True)
    return tuple(sorted(newest, key=lambda one: one.shared))


def share(vault: Vault, case_ids: Collection[str], *, now: datetime) -> int:
    """Share cases with all leads and deputies; how many of them were shared with nobody before."""
    _required(vault)
    new = [case_id for case_id in case_ids if vault.team.circle_of(case_id) is None]
    with vault.transaction():
        circle = begin_main_circle(vault, now=now).circle
        for case_id in new:
            put_into_circle(vault, case_id, circle, now)
        own_what_is_shared(vault, new, now=now)
    return len(new)


def keep_from(vault: Vault, case_id: str, member_ids: Collection[str], *, now: datetime) -> None:
    """Share a case with all leads and deputies but these: in a circle of its own, which does not show to them at all.

    Of a case that has one these members change: whoever comes in sees all of it, whoever goes keeps what they have. UsageError
    where all of them share it already.
    """
    team, own = _required(vault)
    wanted = {one.id for one in _sharers(team)} - set(member_ids) | {own.id}
    present = vault.team.circle_of(case_id)
    if present == main_circle(team.id):
        raise _shared_already()
    with vault.transaction():
        if present is None:
            put_into_circle(vault, case_id, make_restricted_circle(vault, wanted, now=now), now)
            own_what_is_shared(vault, [case_id], now=now)
        else:
            change_restricted_circle(vault, present, wanted, now=now)
            vault.audit.append("case.shared", case_id, present)


def shares_new(vault: Vault) -> bool:
    """Whether new cases are shared from the start."""
    return bool(vault.settings.get(_SHARES_NEW))


def keep_sharing_new(vault: Vault, *, shares: bool, now: datetime) -> None:
    """Share each case that is opened from now on, or none by itself."""
    with vault.transaction():
        vault.settings.set(_SHARES_NEW, now.isoformat() if shares else "")


def keep_here(vault: Vault, case_id: str) -> None:
    """Share this case with nobody, also where new cases are shared; sharing it later is possible."""
    _required(vault)
    with vault.transaction():
        _keep_alone(vault, {*_alone(vault), case_id})
        vault.audit.append("case.kept-here", case_id)


def share_new(vault: Vault, *, now: datetime) -> int:
    """Share the cases that were opened since it was wished, once their time of grace is over; how many there were.

    Each round begins with it.
    """
    if vault.is_read_only or not shares_new(vault) or _standing(vault) is None:
        return 0
    shared = TeamCounts(vault.database).circles()
    new = [
        case.id
        for case in vault.cases.open_cases()
        if case.id not in shared and (soon := _soon(vault, case)) is not None and soon <= now
    ]
    return share(vault, new, now=now) if new else 0


def _soon(vault: Vault, case: Case) -> datetime | None:
    """When a case that is not shared will be, by itself."""
    since = vault.settings.get(_SHARES_NEW)
    if not since or case.opened_at < datetime.fromisoformat(since) or case.id in _alone(vault):
        return None
    return case.opened_at + GRACE


def _alone(vault: Vault) -> frozenset[str]:
    kept = vault.settings.get(_ALONE)
    return frozenset(read(tuple[str, ...], kept)) if kept else frozenset()


def _keep_alone(vault: Vault, case_ids: Collection[str]) -> None:
    """Those of them that are there still."""
    there = {case.id for case in vault.cases.some(tuple(case_ids))}
    vault.settings.set(_ALONE, text_of(tuple(sorted(there))))


def _standing(vault: Vault) -> tuple[Team, Member] | None:
    """The team, and whoever of it this vault belongs to, where they share cases."""
    found = membership(vault)
    if found is None or not found.is_present:
        return None
    member = found.team.owner(found.own.id)
    return None if member is None else (found.team, member)


def _required(vault: Vault) -> tuple[Team, Member]:
    standing = _standing(vault)
    if standing is None:
        raise UsageError(
            _("Nothing can be shared from here"),
            _("This laptop belongs to no lead and no deputy of a team. Nothing was changed."),
            _("Ask your lead to invite you, or look at the Team page."),
        )
    return standing


def _sharers(team: Team) -> tuple[Member, ...]:
    """The leads and deputies with a vault, each once, as the profile lists them."""
    there = {one.member for one in team.sharing}
    return tuple(one for one in team.members if one.id in there)


def _sharing(vault: Vault, standing: tuple[Team, Member], case: Case, circle: str) -> Sharing:
    team, own = standing
    person = vault.people.get(case.person_id)
    if not circle:
        return Sharing(case=case, person=person, soon=_soon(vault, case))
    book = circles(vault).get(circle)
    newest = None if book is None else book.newest
    inside = set() if newest is None else {team.owner(one) for one in newest.vaults}
    others = [one for one in _sharers(team) if one != own]
    return Sharing(
        case=case,
        person=person,
        shared=True,
        restricted=circle != main_circle(team.id),
        others=tuple(one for one in others if one in inside),
        kept_from=tuple(one for one in others if one not in inside),
    )


def _shared_already() -> UsageError:
    return UsageError(
        _("This case is shared already"),
        _("Those who share it have it on their laptops, and that cannot be taken back. Nothing was changed."),
        _("Talk to your other lead or your authority about who may know of it."),
    )
