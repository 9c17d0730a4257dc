"""What a vault knows of a circle, before anybody works out what that tells (`heads`): how far all are, by what is here and what others cite. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Annotated, Final, NamedTuple

from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.workflows.team.circles.circle_book import CircleBook
from prevent_desktop.workflows.team.circles.ended_writers import Ended
from prevent_desktop.workflows.team.circles.given_up import GivenUp
from prevent_desktop.workflows.team.circles.hint import NUMBER, OtherSet

_AHEAD: Final = timedelta(days=1)
"""A list that is dated so much later than its vault was heard of was dated by a clock that was wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest change-set of a writer that a vault has, all before it included, and its digest."""

    number: Annotated[int, NUMBER]
    digest: str


class Cited(NamedTuple):
    """The highest number of a writer that anything cites, and the vault whose change-set or list was the first to; empty where it was the hint."""

    number: int
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadsList:
    """What a vault signs daily: how far it is with each writer of a circle, itself included. `day` is that of its clock (UTC).

    `doubles` are all sets that share their number with another one. `escrow` is the day on which the vault was opened last with the
    organisation's key, which opens the circle's cases as well.
    """

    team: str
    circle: str
    vault: str
    day: date
    at: datetime
    heads: Mapping[str, Head]
    doubles: tuple[OtherSet, ...] = ()
    escrow: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OddThings:
    """What came about and should not: `doubled` is when the newest of several sets under one number came, by writer.

    `aside` has the numbers of sets that do not count since their vault went, by writer; `rivals` is when the statement of another
    beginning came, by the vault that made it; `torn` when it was known that the vaults of two took each other out of a restricted
    circle, the second empty for this vault's owner.
    """

    doubled: Mapping[str, datetime] = field(default_factory=dict)
    aside: Mapping[str, Sequence[int]] = field(default_factory=dict)
    rivals: Mapping[str, datetime] = field(default_factory=dict)
    torn: Mapping[tuple[str, str], datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyLeftOut:
    """How many sets of each writer a copy left out, by its maker's words: the lead's vault, when it made it, and when it was taken here."""

    by: str
    made_at: datetime
    taken_at: datetime
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotWaitedFor:
    """What nobody waits for: by writer what its own vault `stated` as lost with a disk, and what leads have `given_up`.

    `heard` is when the statements of both came, by their digests. `left_out` are by writer the numbers of which a lead's copy says that
    their cases are gone, as far as nothing else shows yet that there were so many; `copy` is what that left out of all.
    """

    stated: Mapping[str, Ended] = field(default_factory=dict)
    given_up: tuple[GivenUp, ...] = ()
    heard: Mapping[str, datetime] = field(default_factory=dict)
    left_out: Mapping[str, Sequence[range]] = field(default_factory=dict)
    copy: CopyLeftOut | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a vault knows of a circle: `heads` is how far it has all change-sets of each writer, its own too.

    `lists` are the newest signed lists of the others, by writer. `cited` is the highest number of each writer that anything cites: the
    hint, or what others had seen; once told it stays. `heard` is when the last sign of life of each vault (listed id) came, by its own clock.
    `digests` gives the digests of the sets of a writer and number that are here, `beyond` the numbers of those that a copy brought and
    that count, though others before them are not here.
    """

    own: str
    heads: Mapping[str, Head]
    lists: Mapping[str, HeadsList]
    cited: Mapping[str, Cited]
    heard: Mapping[str, datetime]
    digests: Callable[[str, int], Collection[str]]
    odd: OddThings = field(default_factory=OddThings)
    lost: NotWaitedFor = field(default_factory=NotWaitedFor)
    beyond: Mapping[str, Sequence[range]] = field(default_factory=dict)


def number_told(known: Known, writer: str) -> int:
    """The newest number of a writer that a signed list or anything else cites."""
    by_lists = (one.heads[writer].number for one in known.lists.values() if writer in one.heads)
    return max((known.cited.get(writer, Cited(0)).number, *by_lists))


def numbers_listed(known: Known) -> dict[str, int]:
    """How many changes each vault says to have written, by its own newest list."""
    return {writer: one.heads[writer].number for writer, one in known.lists.items() if writer in one.heads}


def number_wanted(known: Known, book: CircleBook, writer: str) -> int:
    """Up to which number its changes are waited for: that, and of a vault that went no more than counts."""
    told = number_told(known, writer)
    if book.has(writer):
        return told
    last = (one.number for one in book.last_sets.get(writer, ()))
    return max(min(told, book.until.get(writer, 0)), *last, 0)


def whose_word(known: Known, writer: str) -> str:
    """The vault of somebody else whose word it is that a writer has so many changes; empty where its own vault signed it, or nobody did."""
    told = number_told(known, writer)
    shown = (
        one.vault for one in known.lists.values() if writer in one.heads and one.heads[writer].number == told
    )
    cited = known.cited.get(writer, Cited(0))
    saying = sorted({*shown, *([cited.by] if cited.by and cited.number == told else ())})
    own_word = any(listed_id(one) == listed_id(writer) for one in saying)
    return "" if own_word or not saying else saying[0]


def number_here(known: Known, writer: str) -> int:
    """Up to which number all of a writer is here."""
    head = known.heads.get(writer)
    return 0 if head is None else head.number


def number_of_others(known: Known, book: CircleBook, writer: str) -> int:
    """The newest number of a writer that a list of another vault shows which is in the circle."""
    lists = (one for one in known.lists.values() if book.has(one.vault))
    others = (one for one in lists if listed_id(one.vault) != listed_id(writer))
    return max((one.heads[writer].number for one in others if writer in one.heads), default=0)


# -- what nobody waits for


def lost_with_disk(known: Known, book: CircleBook, writer: str) -> tuple[range, ...]:
    """The numbers of a writer that were lost with its disk, as far as its vault stated it and nobody else has them."""
    ended = known.lost.stated.get(writer)
    if ended is None or not book.has(writer):
        return ()
    shown = max(number_here(known, writer), number_of_others(known, book, writer))
    return tuple(ended.lost(told=number_told(known, writer), shown=shown))


def given_up_still(known: Known, book: CircleBook, one: GivenUp) -> range:
    """The numbers that a lead gave up, without those of which anybody in the circle has signed since that they have them."""
    lists = (each for each in known.lists.values() if one.writer in each.heads and book.has(each.vault))
    since = (each for each in lists if each.at > one.at and not _is_ahead(known, each))
    shown = max((each.heads[one.writer].number for each in since), default=0)
    return range(max(one.after, shown) + 1, one.last + 1)


def _is_ahead(known: Known, one: HeadsList) -> bool:
    heard = known.heard.get(listed_id(one.vault))
    return heard is not None and one.at > heard + _AHEAD


def not_waited_for(known: Known, book: CircleBook, writer: str) -> tuple[range, ...]:
    """The numbers of a writer that are not told as missing."""
    given_up = (one for one in known.lost.given_up if one.writer == writer)
    return (
        *lost_with_disk(known, book, writer),
        *(given_up_still(known, book, one) for one in given_up),
        *known.lost.left_out.get(writer, ()),
    )


def asked_seldom(known: Known, book: CircleBook, writer: str) -> tuple[range, ...]:
    """The numbers of a writer that are asked for now and then: those, and what was given up before changes that count without it."""
    here = number_here(known, writer)
    passed = (
        range(one.after + 1, min(one.last, here) + 1) for one in known.lost.given_up if one.writer == writer
    )
    return (*not_waited_for(known, book, writer), *passed)
