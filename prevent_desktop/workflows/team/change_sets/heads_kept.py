"""Lists of heads in this vault: its own is signed once a day, those of others are asked for, kept, and read for what they tell."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.delivery.signed.team import Words
from prevent_desktop.vault.audit.audit_chain import ESCROW_USED
from prevent_desktop.vault.team.circles import Circles
from prevent_desktop.vault.team.doubles import Double
from prevent_desktop.vault.team.objects import aside_sets
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.team.change_sets.kept_for_circles import KeptForCircles
from prevent_desktop.workflows.team.change_sets.left_out import copy_left_out, left_out_still
from prevent_desktop.workflows.team.change_sets.standing import proven
from prevent_desktop.workflows.team.circles.circle_book import HIGHEST, CircleBook, main_circle
from prevent_desktop.workflows.team.circles.ended_writers import ended_in
from prevent_desktop.workflows.team.circles.given_up import given_up_in, merged
from prevent_desktop.workflows.team.circles.heads import (
    Finding,
    findings,
    list_payload,
    open_list,
    runs_twice,
    torn_apart,
)
from prevent_desktop.workflows.team.circles.hint import OtherSet
from prevent_desktop.workflows.team.circles.known import (
    Cited,
    Head,
    HeadsList,
    Known,
    NotWaitedFor,
    OddThings,
)
from prevent_desktop.workflows.team.circles.sealed_words import seal_words, sign_as
from prevent_desktop.workflows.team.circles.spare_circles import publish_spares
from prevent_desktop.workflows.team.circles.statements import Membership, circles, circles_out_of, membership
from prevent_desktop.workflows.team.circles.verdicts import OF_THOSE_WHO_WENT

DAYS_BACK: Final = 7
"""So many days back lists are asked for."""
_AHEAD: Final = timedelta(days=1)
"""A list that is dated further ahead was dated by a clock that was wrong: any other takes its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """`published` is the day of our newest list, `turn` its turn on that day, `escrow` what it said of the organisation's key.

    `heard` is when each vault last gave a sign of life.
    """

    published: date | None = None
    turn: int = 1
    escrow: date | None = None
    lists: Mapping[str, HeadsList] = field(default_factory=dict)
    heard: Mapping[str, datetime] = field(default_factory=dict)


_KEPT: Final = KeptForCircles("team-heads", _Kept)


class WantedList(NamedTuple):
    """A list that may lie in the store."""

    name: str
    circle: str
    vault: str
    day: date
    turn: int


def publish_heads(vault: Vault, *, now: datetime, anew: bool = False) -> int:
    """Have today's list of each circle put, once a day, and again once the organisation opened this vault; how many.

    `anew` where something came that others wait to hear of today.
    """
    found = membership(vault)
    if found is None or vault.is_read_only:
        return 0
    today, due = now.astimezone(UTC).date(), 0
    books = circles(vault)
    for book in books.values():
        kept = _KEPT.of(vault, book.circle)
        if book.may_seal and (anew or kept.published != today or kept.escrow != escrow_day(vault)):
            _publish(vault, found, book, today, kept.turn + 1 if kept.published == today else 1, now)
            due += 1
    _publish_spares(
        vault, found, books, now
    )  # behind those of small circles, which their place would tell otherwise
    return due


def _publish_spares(vault: Vault, found: Membership, books: Mapping[str, CircleBook], now: datetime) -> None:
    main = books.get(main_circle(found.team.id))
    if main is not None and main.may_seal:
        restricted = sum(not book.is_main and book.may_seal for book in books.values())
        publish_spares(vault, found.own, main.circle, restricted=restricted, now=now)


def escrow_day(vault: Vault) -> date | None:
    """The day on which the organisation last opened this vault with its key; None where it never did."""
    used = vault.audit.newest("", ESCROW_USED)
    return None if used is None else used.at.astimezone(UTC).date()


def publish_again(vault: Vault, name: str, *, now: datetime) -> bool:
    """Another copy of this vault published under this name today: put ours behind it. False where it is no list of ours."""
    found = membership(vault)
    for book in () if found is None else circles(vault).values():
        kept = _KEPT.of(vault, book.circle)
        if found is None or kept.published is None:
            continue
        if name == book.names.heads(found.own.id, kept.published, kept.turn):
            _publish(vault, found, book, kept.published, kept.turn + 1, now)
            return True
    return False


def _publish(vault: Vault, found: Membership, book: CircleBook, day: date, turn: int, now: datetime) -> None:
    newest = book.newest
    if newest is None:
        return
    heads = HeadsList(
        team=found.team.id,
        circle=book.circle,
        vault=found.own.writer,
        day=day,
        at=now.astimezone(UTC),
        heads=_heads(vault, book.circle),
        doubles=_doubles(vault, book.circle),
        escrow=escrow_day(vault),
    )
    sealed = seal_words(sign_as(Words.HEADS, list_payload(heads), found.own), newest.recipient)
    with vault.transaction():
        name = book.names.heads(found.own.id, day, turn)
        Circles(vault.database).queue([(name, sealed)], book.circle, now)
        _KEPT.keep(
            vault,
            book.circle,
            replace(_KEPT.of(vault, book.circle), published=day, turn=turn, escrow=heads.escrow),
        )


def _heads(vault: Vault, circle: str) -> dict[str, Head]:
    heads = vault.team.heads(circle).values()
    return {one.vault: Head(number=one.number, digest=one.digest) for one in heads if one.number}


def _doubles(vault: Vault, circle: str) -> tuple[OtherSet, ...]:
    """The set in the place of a number is among them: whoever has another one lacks it."""
    return tuple(
        OtherSet(writer=one.writer, number=one.number, digest=one.digest)
        for one in vault.team.doubles.sets(circle)
    )


def wanted_lists(vault: Vault, *, now: datetime) -> list[WantedList]:
    """The lists of others that have not come, of the last days, the newest first; for each vault none older than its newest."""
    today = now.astimezone(UTC).date() + timedelta(days=1)  # clocks east of this one
    wanted = []
    for book in circles(vault).values():
        newest, kept = book.newest, _KEPT.of(vault, book.circle)
        for listed in () if newest is None else newest.vaults:
            if listed == book.own:
                continue
            have = [
                one.day for one in kept.lists.values() if listed_id(one.vault) == listed and one.day <= today
            ]
            days = (today - timedelta(days=back) for back in range(DAYS_BACK + 2))
            wanted += [
                WantedList(book.names.heads(listed, day, turn), book.circle, listed, day, turn)
                for day in days
                if not have or day >= max(have)
                for turn in _turns(have, day)
            ]
    return wanted


def _turns(have: list[date], day: date) -> Iterator[int]:
    """Of a day of which lists are here already, only one more is asked for: that of another copy of the vault."""
    yield 1 + have.count(day)


def take_list(vault: Vault, wanted: WantedList, untrusted: bytes, *, now: datetime) -> HeadsList | None:
    """Keep a list that came, and what it cites; None where it is none of that vault's."""
    book = circles(vault).get(wanted.circle)
    found = None if book is None else open_list(untrusted, book, wanted.vault, wanted.day)
    if found is None:
        return None
    kept = _KEPT.of(vault, wanted.circle)
    with vault.transaction():
        before = kept.lists.get(found.vault)
        if before is None or before.at <= found.at or found.at <= now + _AHEAD < before.at:
            _KEPT.keep(vault, wanted.circle, replace(kept, lists={**kept.lists, found.vault: found}))
        note_heard(vault, wanted.circle, found.vault, said_at=found.at, now=now, by_list=True)
        for writer, head in found.heads.items():
            vault.team.was_told(wanted.circle, writer, head.number, by=found.vault, at=now)
    return found


def note_heard(
    vault: Vault, circle: str, writer: str, *, said_at: datetime, now: datetime, by_list: bool = False
) -> None:
    """A list or a change-set of this vault came: a sign of life of when it was signed, or a store could hide a silence by what it kept back before.

    Where that is before the last one, or still to come, a clock is wrong, or it is old: a list counts as of now, since its day was asked for.
    """
    kept, listed = _KEPT.of(vault, circle), listed_id(writer)
    before = kept.heard.get(listed)
    fits = (before is None or before < said_at) and said_at <= now
    heard = said_at if fits else now
    if (fits or by_list or before is None) and (before is None or before.date() != heard.date()):
        _KEPT.keep(vault, circle, replace(kept, heard={**kept.heard, listed: heard.astimezone(UTC)}))


def known_of(vault: Vault, book: CircleBook, own_writer: str) -> Known:
    """What this vault knows of a circle, to see what that tells."""
    kept = _KEPT.of(vault, book.circle)
    return Known(
        own=own_writer,
        heads=_heads(vault, book.circle),
        lists={writer: one for writer, one in kept.lists.items() if writer != own_writer},
        cited={one.vault: Cited(one.told, one.told_by) for one in vault.team.heads(book.circle).values()},
        heard=kept.heard,
        digests=lambda writer, number: proven(vault, book.circle, writer, number),
        odd=OddThings(
            doubled=vault.team.doubles.newest(book.circle),
            aside=_aside(vault, book.circle),
            rivals={one.statement.by: Circles(vault.database).came_at(one.digest) for one in book.rivals},
            torn=_torn(vault, book),
        ),
        lost=_not_waited_for(vault, book),
        beyond=_beyond(vault, book.circle),
    )


def _beyond(vault: Vault, circle: str) -> dict[str, tuple[range, ...]]:
    numbers = vault.team.numbers_beyond(circle)
    return {writer: merged(range(one, one + 1) for one in some) for writer, some in numbers.items()}


def _not_waited_for(vault: Vault, book: CircleBook) -> NotWaitedFor:
    stated, given_up = ended_in(book), given_up_in(book)
    digests = {*(one.stated for one in stated.values()), *(one.stated for one in given_up)}
    heard = {digest: Circles(vault.database).came_at(digest) for digest in digests}
    return NotWaitedFor(
        stated=stated, given_up=given_up, heard=heard, left_out=left_out_still(vault, book.circle),
        copy=copy_left_out(vault, book.circle),
    )  # fmt: skip


def _torn(vault: Vault, book: CircleBook) -> dict[tuple[str, str], datetime]:
    found: dict[tuple[str, str], datetime] = {}
    for pair in book.torn:
        own = [one for one in pair if book.team.owner(one.statement.by) == book.team.owner(book.own)]
        others = [one.statement.by for one in pair if one not in own]
        at = max(Circles(vault.database).came_at(one.digest) for one in pair)
        found[others[0], "" if own else others[1]] = at
    return found


def _aside(vault: Vault, circle: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for one in aside_sets(vault.database, circle, OF_THOSE_WHO_WENT):
        found.setdefault(one.writer, []).append(one.number)
    return found


def team_findings(vault: Vault, *, now: datetime) -> tuple[Finding, ...]:
    """All that is to be told of this vault's circles."""
    found = membership(vault)
    if found is None:
        return ()
    days, today = settings.working_days(vault), now.astimezone().date()
    told = [
        one
        for book in circles(vault).values()
        for one in findings(known_of(vault, book, found.own.writer), book, today=today, working_days=days)
    ]
    told += [one for book in circles_out_of(vault) for one in torn_apart(_torn(vault, book), today)]
    return tuple(dict.fromkeys(told))


def is_copied(vault: Vault) -> bool:
    """Whether signed lists say of any circle that this vault was restored or runs twice (`runs_twice`), whatever the store gives."""
    found = membership(vault)
    books = () if found is None else circles(vault).values()
    return any(found is not None and runs_twice(known_of(vault, book, found.own.writer)) for book in books)


def newest_list_of(vault: Vault, circle: str, listed: str) -> HeadsList | None:
    """The newest list of one vault, under whichever of its ids; None where none has come."""
    lists = (one for one in _KEPT.of(vault, circle).lists.values() if listed_id(one.vault) == listed)
    return max(lists, key=lambda one: one.at, default=None)


def newest_list_at(vault: Vault, circle: str) -> datetime | None:
    """When the newest list of another vault was signed, by its clock; None where none has come."""
    return max((one.at for one in _KEPT.of(vault, circle).lists.values()), default=None)


def acknowledged(writer: str, lists: Mapping[str, HeadsList], vaults: Collection[str]) -> int:
    """Up to which number every one of these vaults (listed ids) has said that it has this writer's sets.

    Until then the writer keeps them, and puts them again where the store gives them no more.
    """
    by_vault = {listed: 0 for listed in vaults if listed != listed_id(writer)}
    for one in lists.values():
        head = one.heads.get(writer)
        if head is not None and listed_id(one.vault) in by_vault:
            by_vault[listed_id(one.vault)] = max(by_vault[listed_id(one.vault)], head.number)
    return min(by_vault.values(), default=HIGHEST)


def is_acknowledged(one: OtherSet, lists: Mapping[str, HeadsList], vaults: Collection[str]) -> bool:
    """Whether every one of these vaults (listed ids) but the writer's has said that it has this one of several sets under a number."""
    saying = {listed_id(each.vault) for each in lists.values() if one in each.doubles}
    return saying.issuperset(listed for listed in vaults if listed != listed_id(one.writer))


def everybody_has(vault: Vault, book: CircleBook, own_writer: str) -> int:
    """Up to which number every present vault of a circle said that it has our sets; those above are looked for in the store."""
    return acknowledged(own_writer, _KEPT.of(vault, book.circle).lists, _present(book))


def doubles_of_ours(vault: Vault, book: CircleBook) -> list[Double]:
    """Our sets that share their number with another one, since this laptop was copied."""
    return [one for one in vault.team.doubles.sets(book.circle) if listed_id(one.writer) == book.own]


def lacking_doubles(vault: Vault, book: CircleBook) -> frozenset[Double]:
    """Those of them that not every present vault of a circle said it has: a number does not tell which of its sets somebody has."""
    if not (doubles := doubles_of_ours(vault, book)):
        return frozenset()
    lists, vaults = _KEPT.of(vault, book.circle).lists, _present(book)
    return frozenset(one for one in doubles if not is_acknowledged(OtherSet(**one._asdict()), lists, vaults))


def _present(book: CircleBook) -> list[str]:
    """The present vaults of a circle."""
    present = {one.id for one in book.team.sharing}
    return [one for one in (() if book.newest is None else book.newest.vaults) if one in present]
