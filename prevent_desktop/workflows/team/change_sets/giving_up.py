"""A lead ends a wait: changes that somebody told of, that nobody gives, and of which the vault that wrote them can say nothing more.

What it means, and what it cannot hide, is told in `circles.given_up`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Final

from prevent_desktop.casework.team.roster import LastSet
from prevent_desktop.errors import UsageError
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.heads_kept import known_of
from prevent_desktop.workflows.team.change_sets.waits import Wait, waits
from prevent_desktop.workflows.team.circles.circle_book import CircleBook
from prevent_desktop.workflows.team.circles.given_up import (
    LONGEST_REASON,
    MOST_IN_ONE,
    as_last_set,
    is_reason,
)
from prevent_desktop.workflows.team.circles.heads import TOLD_FOR, given_up, left_out
from prevent_desktop.workflows.team.circles.known import number_here, number_wanted
from prevent_desktop.workflows.team.circles.last_sets import last_here
from prevent_desktop.workflows.team.circles.statements import circles, membership, state_given_up

_CIRCLE: Final = attrgetter("circle")


def ended_waits(vault: Vault, *, now: datetime) -> tuple[str, ...]:
    """In sentences, for a month after it came: what was given up and has not come since, who said so, when and why; and what a copy left out. Reads only."""
    found = membership(vault)
    own = "" if found is None else found.own.writer
    told = (one for book in circles(vault).values() for one in _ended_waits(vault, book, own, now))
    return tuple(dict.fromkeys(told))


def _ended_waits(vault: Vault, book: CircleBook, own: str, now: datetime) -> Iterator[str]:
    known = known_of(vault, book, own)
    for one, finding in given_up(known, book):
        if now - known.lost.heard[one.stated] <= TOLD_FOR:
            yield finding.words(book.team)
    copy = known.lost.copy
    if copy is not None and now - copy.taken_at <= TOLD_FOR:
        yield from (one.words(book.team) for one in left_out(known))


def stop_waiting(vault: Vault, wait: Wait, why: str, *, now: datetime) -> None:
    """Say to all who share these cases that nobody waits for these changes any more, and why; the next round tells them.

    UsageError for whoever may not, without a reason, and where they have come.
    """
    stop_waiting_for_all(vault, [wait], why, now=now)


def stop_waiting_for_all(vault: Vault, several: Sequence[Wait], why: str, *, now: datetime) -> None:
    """The same for several at once: all that a colleague's laptop tells of, of ids that may never have been. What has come meanwhile is left out."""
    reason = " ".join(why.split())
    if not is_reason(reason):
        raise UsageError(
            _("The reason is missing"),
            _("Everybody hears why nobody needs to wait. Nothing was changed."),
            _("Write one or two short sentences, of {number} letters at most.").format(number=LONGEST_REASON),
        )
    with vault.transaction():
        here = {(one.circle, one.writer) for one in waits(vault, now=now)}
        still = [one for one in several if (one.circle, one.writer) in here]
        if not still:
            raise _not_now()
        for circle, ended in groupby(sorted(still, key=_CIRCLE), key=_CIRCLE):
            writers = [one.writer for one in ended]
            for begin in range(0, len(writers), MOST_IN_ONE):
                _state_ended(vault, circle, writers[begin : begin + MOST_IN_ONE], reason, now)


def _state_ended(vault: Vault, circle: str, writers: Sequence[str], reason: str, now: datetime) -> None:
    book = circles(vault)[circle]
    if not book.is_settled:
        raise _not_now()
    known, said = known_of(vault, book, book.own), set[LastSet]()
    for writer in writers:
        after, wanted = number_here(known, writer), number_wanted(known, book, writer)
        said |= set() if book.has(writer) else set(last_here(vault, circle, writer, after))
        said.add(as_last_set(writer, after, wanted, reason))
        vault.audit.append("team.wait-ended", writer, reason)
    state_given_up(vault, circle, said, now=now)


def _not_now() -> UsageError:
    return UsageError(
        _("This cannot be ended now"),
        _("The changes have come, or only a lead may say so, or news of your team has not come here yet. Nothing was changed."),
        _("Press “Bring up to date now” on the Team page, then look again."),
    )  # fmt: skip
