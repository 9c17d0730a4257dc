"""Where the changes of a laptop end whose disk was lost, as its vault states it once it was restored from a backup.

It goes on under another id, and says of the one before: up to here I have all of them, and these I have not. Nobody waits for those any
more, and what came after them counts. It binds nothing: what a copy of that laptop still has is asked for, and counts once it
comes. No vault can say so of another one's changes. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from prevent_desktop.casework.team.roster import CircleStatement, LastSet, listed_id
from prevent_desktop.workflows.team.circles.circle_book import CircleBook

LONGEST_GAP: Final = 20
"""So many changes in a row may be lost before one that counts. Each of them is asked for all the same."""
MOST_GAPS: Final = 10
_MOST_WRITERS: Final = 20
"""So much is taken of one statement at most: what is lost is asked for again and again, and somebody may mean ill."""


class Gap(NamedTuple):
    """Changes that were lost though a later one is there: those after the one `before` (None where the first was lost), up to `lost`."""

    before: LastSet | None
    lost: LastSet

    @property
    def after(self) -> int:
        """The number up to which all is there."""
        return 0 if self.before is None else self.before.number

    @property
    def numbers(self) -> range:
        """Those of what was lost."""
        return range(self.after + 1, self.lost.number + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The last number of a writer that its vault has, the gaps before that, and the digest of the statement that says so."""

    number: int
    gaps: tuple[Gap, ...] = ()
    stated: str = ""

    def lost(self, *, told: int, shown: int) -> Iterator[range]:
        """The numbers of what was lost, where somebody cites `told` and the newest that anybody else has is `shown`.

        Where somebody has a later one than those with which it ended, a copy of that laptop still writes: the rest is not lost.
        """
        yield from (one.numbers for one in self.gaps)
        if shown <= self.number < told:
            yield range(self.number + 1, told + 1)

    def step_over(self, here: int) -> LastSet | None:
        """The last of those that were lost right after the number up to which all is here; None where the next one was not."""
        return next((one.lost for one in self.gaps if one.after <= here < one.lost.number), None)


def ended_in(book: CircleBook) -> dict[str, Ended]:
    """By writer, what its own vault stated last."""
    found: dict[str, Ended] = {}
    for one in book.counted:
        own = sorted(writer for writer in one.statement.until if listed_id(writer) == one.statement.by)
        for writer in own[:_MOST_WRITERS]:
            number, gaps = one.statement.until[writer], _gaps(one.statement, writer)
            found.setdefault(writer, Ended(number=number, gaps=gaps, stated=one.digest))
    return found


def _gaps(statement: CircleStatement, writer: str) -> tuple[Gap, ...]:
    """Its last sets are by turns the one before a gap, and the last one in it; where the first one was lost there is none before."""
    named = sorted(one for one in statement.last if one.writer == writer)
    if any(one.number == other.number for one, other in pairwise(named)):
        return ()
    odd = len(named) % 2
    before = (*[None] * odd, *named[odd::2])
    gaps = (Gap(*pair) for pair in zip(before, named[1 - odd :: 2], strict=True))
    return tuple(one for one in gaps if len(one.numbers) <= LONGEST_GAP)[:MOST_GAPS]


def as_last_sets(gaps: Iterable[Gap]) -> set[LastSet]:
    """How they stand in a statement."""
    return {one for gap in gaps for one in gap if one is not None}
