"""Which cases are shared with whom: put a case into the team's circle, share new ones, keep one from somebody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.team.moves import Move
from prevent_desktop.casework.team.roster import Member, Team
from prevent_desktop.errors import UsageError
from prevent_desktop.formatting import all_of
from prevent_desktop.strict_json import read, text_of
from prevent_desktop.translation import _
from prevent_desktop.vault.team.capture import put_into_circle
from prevent_desktop.vault.team.counts import TeamCounts
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.cases.late_changes import late_changes
from prevent_desktop.workflows.team.cases.moved_words import reworded
from prevent_desktop.workflows.team.cases.moving_cases import (
    left_by,
    lost_move,
    move_case,
    moved_cases,
    mover_waited_for,
    rival_of,
)
from prevent_desktop.workflows.team.cases.owning import own_what_is_shared
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.circles.statements import (
    begin_main_circle,
    change_restricted_circle,
    circles,
    make_restricted_circle,
    membership,
)

GRACE: Final = timedelta(minutes=15)
"""So long a new case stays here although new cases are shared: time to keep it from somebody who may not know of it."""
_SHARES_NEW = "team-shares-new"
_ALONE = "team-kept-alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """A case and who shares it. `others` are the members besides oneself who see it; `kept_from` those of the team who do not.

    `restricted` where it has a circle of its own, `later` where it got that once others had it, `late` how many changes came too late from somebody whom it was kept from later,
    `rival` who says to keep it from this vault at the same time. `reworded_by` is who moved it and wrote other words in the place of what `reworded` had signed.
    `lost_with` is who, by name, wanted to keep it from `lost_for`, whose laptop went, or lost it, before it went on.
    `begun_by` is who moved it and has gone since, where what they moved it with does not count until a lead lets it.
    `gone_on` is when it went on without this vault, None where it did not, `moved_by` by whom. `soon` is when it will be shared with all of them by itself; None where it will not.
    """

    case: Case
    person: Person
    shared: bool = False
    others: tuple[Member, ...] = ()
    kept_from: tuple[Member, ...] = ()
    restricted: bool = False
    later: bool = False
    soon: datetime | None = None
    late: int = 0
    rival: str = ""
    reworded_by: str = ""
    reworded: tuple[Member, ...] = ()
    lost_with: str = ""
    lost_for: tuple[Member, ...] = ()
    begun_by: str = ""
    gone_on: datetime | None = None
    moved_by: str = ""


def may_share(vault: Vault) -> bool:
    """Whether this vault belongs to somebody of the team who shares cases, and can be written."""
    return not vault.is_read_only and _standing(vault) is not None


def sharing_of(vault: Vault, case_id: str) -> Sharing | None:
    """Who shares a case; None where this vault is of nobody who could."""
    standing = _standing(vault)
    if standing is None:
        return None
    case = vault.cases.get(case_id)
    circle = vault.team.circle_of(case_id)
    return next(_sharing(vault, standing, [case], {} if circle is None else {case_id: circle}))


def others_of_team(vault: Vault) -> tuple[Member, ...]:
    """The other leads and deputies with a vault."""
    standing = _standing(vault)
    return () if standing is None else tuple(one for one in _sharers(standing[0]) if one != standing[1])


def open_cases(vault: Vault) -> tuple[Sharing, ...]:
    """The open cases and who shares each, those that are not shared first, then the newest."""
    standing = _standing(vault)
    if standing is None:
        return ()
    found = _sharing(vault, standing, vault.cases.open_cases(), TeamCounts(vault.database).circles())
    newest = sorted(found, key=lambda one: one.case.opened_at, reverse=True)
    return tuple(sorted(newest, key=lambda one: one.shared))


def share(vault: Vault, case_ids: Collection[str], *, now: datetime) -> int:
    """Share cases with all leads and deputies; how many of them were shared with nobody before."""
    _required(vault)
    _require_not_left(vault, case_ids)
    new = [case_id for case_id in case_ids if vault.team.circle_of(case_id) is None]
    with vault.transaction():
        circle = begin_main_circle(vault, now=now).circle
        for case_id in new:
            put_into_circle(vault, case_id, circle, now)
        own_what_is_shared(vault, new, now=now)
    return len(new)


def keep_from(vault: Vault, case_id: str, member_ids: Collection[str], *, now: datetime) -> None:
    """Share a case with all leads and deputies but these: in a circle of its own, which does not show to them at all.

    Of a case that has one these members change: whoever comes in sees all of it, whoever goes keeps what they have. One that all of
    them share goes on in a circle of its own (`moving_cases`). UsageError where the case went on without this vault.
    """
    team, own = _required(vault)
    wanted = {one.id for one in _sharers(team)} - set(member_ids) | {own.id}
    present = vault.team.circle_of(case_id)
    _require_not_left(vault, [case_id])
    with vault.transaction():
        if present == main_circle(team.id):
            move_case(vault, case_id, wanted, now=now)
        elif present is None:
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
    alone, since = _alone(vault), _since(vault)
    known = TeamCounts(vault.database).circles().keys() | moved_cases(vault)
    new = [
        case.id
        for case in vault.cases.open_cases()
        if case.id not in known and (soon := _soon(case, alone, since)) is not None and soon <= now
    ]
    return share(vault, new, now=now) if new else 0


def _since(vault: Vault) -> datetime | None:
    """Since when new cases are shared; None where they are not."""
    since = vault.settings.get(_SHARES_NEW)
    return datetime.fromisoformat(since) if since else None


def _soon(case: Case, alone: frozenset[str], since: datetime | None) -> datetime | None:
    """When a case that is not shared will be, by itself."""
    if since is None or case.opened_at < since or case.id in alone:
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


def _sharing(
    vault: Vault, standing: tuple[Team, Member], cases: Iterable[Case], circle_of: Mapping[str, str]
) -> Iterator[Sharing]:
    """Who shares each of these cases, by their circles; those that are in none are shared with nobody."""
    team, own = standing
    others = [one for one in _sharers(team) if one != own]
    inside = {
        circle: {team.owner(one) for one in book.newest.vaults}
        for circle, book in circles(vault).items()
        if book.newest is not None
    }
    given, alone, since, moved = tuple(cases), _alone(vault), _since(vault), moved_cases(vault)
    people = vault.people.some({case.person_id for case in given})
    for case in given:
        circle = circle_of.get(case.id, "")
        members = inside.get(circle, set())
        other = reworded(vault, case.id) if circle and case.id in moved else None
        left = left_by(vault, case.id) if case.id in moved else None
        lost = lost_move(vault, case.id) if case.id in moved else None
        yield Sharing(
            case=case,
            person=people[case.person_id],
            shared=bool(circle),
            others=tuple(one for one in others if circle and one in members),
            kept_from=tuple(one for one in others if circle and one not in members),
            restricted=bool(circle) and circle != main_circle(team.id),
            later=bool(circle) and case.id in moved,
            soon=None if circle or left is not None else _soon(case, alone, since),
            late=len(late_changes(vault, case.id)) if circle and case.id in moved else 0,
            rival=_said_by(team, rival_of(vault, case.id)) if circle and case.id in moved else "",
            reworded_by="" if other is None else _named(team, other.mover),
            reworded=() if other is None else tuple(filter(None, map(team.owner, other.signers))),
            lost_with=_said_by(team, lost),
            lost_for=() if lost is None else lost.left_out(team),
            begun_by=_said_by(team, mover_waited_for(vault, case.id)) if circle and case.id in moved else "",
            gone_on=None if left is None else left.said_at,
            moved_by=_said_by(team, left),
        )


def lost_moves(vault: Vault) -> tuple[tuple[str, str], ...]:
    """Of cases that wait to be kept from somebody anew: who wanted that, and from whom, each once in words."""
    found = membership(vault)
    if found is None:
        return ()
    moves = filter(None, (lost_move(vault, one) for one in sorted(moved_cases(vault))))
    told = ((_said_by(found.team, one), one.left_out(found.team)) for one in moves)
    return tuple(dict.fromkeys((who, all_of([one.name for one in kept_from])) for who, kept_from in told))


def movers_waited_for(vault: Vault) -> tuple[str, ...]:
    """Who moved a case and has gone since, so that what it goes on with waits for a lead: each once, by name."""
    found = membership(vault)
    movers = (mover_waited_for(vault, one) for one in sorted(moved_cases(vault)))
    return (
        ()
        if found is None
        else tuple(dict.fromkeys(_said_by(found.team, one) for one in movers if one is not None))
    )


def _said_by(team: Team, move: Move | None) -> str:
    """The name of whoever moved a case, as the profile has it."""
    return "" if move is None else _named(team, move.step.vault)


def _named(team: Team, vault_id: str) -> str:
    owner = team.owner(vault_id)
    return "" if owner is None else owner.name


def _require_not_left(vault: Vault, case_ids: Iterable[str]) -> None:
    if any(left_by(vault, case_id) is not None for case_id in moved_cases(vault).intersection(case_ids)):
        raise UsageError(
            _("This case goes on without you"),
            _("Somebody of your team keeps it from you from now on. What you have stays here, closed. Nothing was changed."),
            _("Talk to your other lead or your authority, if you think that this is a mistake."),
        )  # fmt: skip
