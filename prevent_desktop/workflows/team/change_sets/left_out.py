"""What a lead's copy leaves out: sets whose cases were disposed of, or go on in another circle. Its maker says which, and is told with that.

A case that is gone leaves no trace, so nobody can prove that it ever was. What a copy leaves out without a word is missing and asked for as
anything else that has not come (`circles.heads`). What its maker says to have left out holds up nothing, once something else shows that
the writer ever had so many: a later set of theirs, their own signed list, or the statement by which their vault went.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Annotated, Final

from prevent_desktop.strict_json import Held, text_of
from prevent_desktop.vault.team.arriving import NEWER_PROGRAM
from prevent_desktop.vault.team.tables import Head
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.kept_for_circles import KeptForCircles
from prevent_desktop.workflows.team.change_sets.standing import UNPROVEN
from prevent_desktop.workflows.team.circles.circle_book import HIGHEST, CircleBook
from prevent_desktop.workflows.team.circles.given_up import count_between
from prevent_desktop.workflows.team.circles.known import CopyLeftOut, Known, not_waited_for, number_here

OF_LEFT_OUT: Final = {"kind": "team-snapshot-left-out", "format": 1}
_MOST_KEPT: Final = 1000
"""Rows of numbers of one writer that are kept until something shows that there were so many."""
_WRITER: Final = attrgetter("vault")
MOST_IN_ALL: Final = 5000
"""Rows of numbers that are kept of one copy: a laptop's id can have any ending, so one lead could name as many as they like."""
_NUMBER: Final = Held(least=1, most=HIGHEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Numbers in a row of one writer, the last included; `digest` is that of the last set, empty where its maker does not know."""

    vault: Annotated[str, Held(most=200)]
    first: Annotated[int, _NUMBER]
    last: Annotated[int, _NUMBER]
    digest: Annotated[str, Held(most=64)]

    @property
    def numbers(self) -> range:
        """All of them."""
        return range(self.first, self.last + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutStatement:
    """What a lead says to have left out. It stands behind the sets of the last case: programs that do not know of it pass it over."""

    team: str
    circle: str
    to: str
    sets: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """`waiting` are by writer those that nothing else shows yet."""

    copy: CopyLeftOut | None = None
    waiting: Mapping[str, tuple[LeftOut, ...]] = field(default_factory=dict)


_KEPT: Final = KeptForCircles("team-left-out", _Kept)


# -- in the vault that makes the copy


def left_out_of(vault: Vault, circle: str, heads: Iterable[Head]) -> tuple[LeftOut, ...]:
    """What of all that is had here a copy does not hold: all but what counts, and what may still count and is asked for."""
    numbers = _numbers_to_give(vault, circle)
    return tuple(one for head in heads for one in _between(vault, circle, head, numbers.get(head.vault, [])))


def _numbers_to_give(vault: Vault, circle: str) -> dict[str, list[int]]:
    sql = """
        SELECT DISTINCT vault, number FROM team_sets WHERE circle = ?
        AND (state = 'applied' OR (state = 'waiting' AND reason IN (SELECT value FROM json_each(?)))) ORDER BY vault, number
    """
    rows = vault.database.rows(sql, (circle, text_of(sorted({*UNPROVEN, NEWER_PROGRAM}))))
    return {
        writer: [row["number"] for row in some] for writer, some in groupby(rows, lambda row: row["vault"])
    }


def _between(vault: Vault, circle: str, head: Head, numbers: Iterable[int]) -> Iterator[LeftOut]:
    before = 0
    for number in (*(one for one in numbers if one <= head.number), head.number + 1):
        if number > before + 1:
            digest = _digest(vault, circle, head.vault, number - 1)
            known = head.digest if number - 1 == head.number else ""
            yield LeftOut(vault=head.vault, first=before + 1, last=number - 1, digest=digest or known)
        before = number


def _digest(vault: Vault, circle: str, writer: str, number: int) -> str:
    """That of the set of a number that is not here, or not with its words: as the one after it names it; empty where nothing tells."""
    for one in vault.team.under_number(circle, writer, number):
        if one.has_its_place:
            return one.digest
    following = (one for one in vault.team.under_number(circle, writer, number + 1) if one.words)
    return next((one.named.change_set.previous for one in following), "")


# -- in the vault that takes it


def credible(left: Iterable[LeftOut], heads: Mapping[str, int]) -> tuple[LeftOut, ...]:
    """Those that can be: up to the number that the copy claims of their writer. By writer and number."""
    some = (one for one in left if one.first <= one.last <= heads.get(one.vault, 0))
    return tuple(sorted(some, key=lambda one: (one.vault, one.first)))


def counts_of(left: Iterable[LeftOut], known: Known, book: CircleBook) -> dict[str, int]:
    """How many of each writer of the team were left out that are not here in any case, and that nobody stated as lost, or gave up."""
    counts: dict[str, int] = {}
    for writer, some in groupby(left, _WRITER):
        numbers, here = [one.numbers for one in some], number_here(known, writer)
        known_otherwise = (*not_waited_for(known, book, writer), *known.beyond.get(writer, ()))
        both = count_between((*numbers, *known_otherwise), here, HIGHEST)
        count = both - count_between(known_otherwise, here, HIGHEST)
        counts |= {writer: count} if count and book.team.vault(writer) is not None else {}
    return counts


def keep_left_out(vault: Vault, circle: str, left: Sequence[LeftOut], copy: CopyLeftOut) -> None:
    """Keep what a copy left out (`credible`), in place of what an earlier one did. In the caller's transaction.

    What there is no room for is missing, as what a copy leaves out without a word.
    """
    waiting = {writer: tuple(some)[:_MOST_KEPT] for writer, some in groupby(left[:MOST_IN_ALL], _WRITER)}
    _KEPT.keep(vault, circle, _Kept(copy=copy, waiting=waiting))


def step_over_left_out(vault: Vault, book: CircleBook, listed: Mapping[str, int]) -> None:
    """Count as had what was left out, as far as it is shown that there were so many. `listed` is by writer what its own newest list says.

    In the caller's transaction.
    """
    kept = _KEPT.of(vault, book.circle)
    for writer, some in kept.waiting.items():
        last = (one.number for one in book.last_sets.get(writer, ()))
        shown = max(
            vault.team.newest_number(book.circle, writer),
            listed.get(writer, 0),
            book.until.get(writer, 0),
            *last,
        )
        _step_over(vault, book.circle, some, shown)
    waiting = {
        writer: left
        for writer, some in kept.waiting.items()
        if (left := _beyond(some, vault.team.number_of(book.circle, writer)))
    }
    if waiting != kept.waiting:
        _KEPT.keep(vault, book.circle, _Kept(copy=kept.copy, waiting=waiting))


def _step_over(vault: Vault, circle: str, some: Iterable[LeftOut], shown: int) -> None:
    for one in some:
        here = vault.team.number_of(circle, one.vault)
        if one.last <= here:
            continue
        digest = _digest(vault, circle, one.vault, one.last) or one.digest
        if one.first > here + 1 or one.last > shown or not digest:
            return
        vault.team.step_over(circle, one.vault, one.last, digest)


def _beyond(some: Iterable[LeftOut], number: int) -> tuple[LeftOut, ...]:
    return tuple(one for one in some if one.last > number)[:_MOST_KEPT]


def left_out_still(vault: Vault, circle: str) -> dict[str, tuple[range, ...]]:
    """By writer the numbers that were left out and are shown by nothing else yet."""
    return {
        writer: tuple(one.numbers for one in some) for writer, some in _KEPT.of(vault, circle).waiting.items()
    }


def copy_left_out(vault: Vault, circle: str) -> CopyLeftOut | None:
    """How much of whom the copy left out that was taken last; None where it left out nothing."""
    return _KEPT.of(vault, circle).copy
