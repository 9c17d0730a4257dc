"""Changes that a lead waits for no more: somebody told of them, nobody gives them, and the vault that wrote them cannot say so itself.

So it is of an id that was copied, and the copy thrown away, or that a vault had which was restored once more from the same backup; of a
laptop that was removed; and of what a colleague's laptop tells of and never was, whatever the number. A lead says up to which number, and why; all are told who said so. It hides nothing that is there: once anybody signs that they have one of them,
or one comes, it is as if nothing had been said of it. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from prevent_desktop.casework.team.roster import LastSet, Role
from prevent_desktop.workflows.team.circles.circle_book import HIGHEST, CircleBook
from prevent_desktop.workflows.team.circles.ended_writers import LONGEST_GAP

LONGEST_REASON: Final = 120
"""Letters of what a lead gives as the reason."""
MOST_IN_ONE: Final = 20
"""So many are taken of one statement: what was given up is asked for again and again, and somebody may mean ill."""
MOST_ASKED: Final = 200
"""Numbers that are asked for of what was given up at once: later changes count without these, and without no others."""
_WORDS: Final = re.compile(r"given-up (0|[1-9][0-9]{0,15}) (\S+) (.+)")
_NO_DIGEST: Final = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """The changes of a writer after the number `after`, up to `last`; `by` is the lead's vault (listed id), `stated` the digest of the statement."""

    writer: str
    after: int
    last: int
    reason: str
    by: str
    at: datetime
    stated: str

    @property
    def numbers(self) -> range:
        """Those of the changes."""
        return range(self.after + 1, self.last + 1)

    @property
    def asked(self) -> range:
        """Those that are asked for all the same."""
        return self.numbers[:MOST_ASKED]


def as_last_set(writer: str, after: int, last: int, reason: str) -> LastSet:
    """How it stands in a statement: as the last set of nobody, which programs that do not know of it pass over."""
    return LastSet(writer=f"given-up {after} {writer} {reason}", number=last, digest=_NO_DIGEST)


def is_reason(words: str) -> bool:
    """Whether these words can be told as the reason: one line that says something, and nothing that turns other words round."""
    return 0 < len(words) <= LONGEST_REASON and words.isprintable() and words == words.strip()


def given_up_in(book: CircleBook) -> tuple[GivenUp, ...]:
    """All that leads gave up in a circle, the newest first."""
    return tuple(
        GivenUp(
            writer=named[2], after=int(named[1]), last=each.number, reason=named[3], by=one.statement.by, at=one.statement.at,
            stated=one.digest,
        )
        for one in book.counted
        if (words := _named(one.statement.last)) and book.speaks(one) and may_give_up(book, one.statement.by)
        for each, named in words[:MOST_IN_ONE]
    )  # fmt: skip


def _named(last: Iterable[LastSet]) -> list[tuple[LastSet, re.Match[str]]]:
    matched = ((one, _WORDS.fullmatch(one.writer)) for one in last)
    return [
        (one, named)
        for one, named in matched
        if named is not None and int(named[1]) < one.number <= HIGHEST and is_reason(named[3])
    ]


def may_give_up(book: CircleBook, vault: str) -> bool:
    """Whether it is for whoever this vault belongs to: a lead, or a deputy who shares these cases with no lead."""
    owner, team = book.team.owner(vault), book.team
    if owner is None or not owner.role.shares_cases:
        return False
    sharers = (team.owner(one) for one in book.should_belong)
    return owner.role is Role.LEAD or all(one is None or one.role is not Role.LEAD for one in sharers)


def passed_over(book: CircleBook) -> dict[str, tuple[range, ...]]:
    """By writer the numbers without which later changes count: ranges that neither meet nor touch, the lowest first."""
    found: dict[str, list[range]] = {}
    for one in given_up_in(book):
        found.setdefault(one.writer, []).append(one.asked)
    return {writer: merged(each) for writer, each in found.items()}


def is_passed_over(numbers: range, passed: Iterable[range]) -> bool:
    """Whether these numbers in a row hold up nothing, of ranges that do not touch. No longer row does than may be lost with a disk."""
    return 0 < len(numbers) <= LONGEST_GAP and any(numbers[0] in one and numbers[-1] in one for one in passed)


def merged(ranges: Iterable[range]) -> tuple[range, ...]:
    """The same numbers, in ranges that neither meet nor touch."""
    found: list[range] = []
    for one in sorted((each for each in ranges if each), key=lambda each: each.start):
        if found and one.start <= found[-1].stop:
            found[-1] = range(found[-1].start, max(found[-1].stop, one.stop))
        else:
            found.append(one)
    return tuple(found)


def count_between(ranges: Iterable[range], after: int, last: int) -> int:
    """How many of these numbers are above `after` and not above `last`."""
    return sum(len(range(max(one.start, after + 1), min(one.stop, last + 1))) for one in merged(ranges))
