"""A lead ends a wait: changes that somebody told of, that nobody gives, and of which the vault that wrote them can say nothing more.

What it means, and what it cannot hide, is told in `circles.given_up`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prevent_desktop.errors import UsageError
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.heads_kept import known_of
from prevent_desktop.workflows.team.change_sets.waits import Wait, waits
from prevent_desktop.workflows.team.circles.circle_book import CircleBook
from prevent_desktop.workflows.team.circles.given_up import (
    LONGEST_REASON,
    as_last_set,
    is_reason,
)
from prevent_desktop.workflows.team.circles.heads import TOLD_FOR, given_up
from prevent_desktop.workflows.team.circles.known import number_here, number_wanted
from prevent_desktop.workflows.team.circles.last_sets import last_here
from prevent_desktop.workflows.team.circles.statements import circles, membership, state_given_up


def ended_waits(vault: Vault, *, now: datetime) -> tuple[str, ...]:
    """In sentences, for a month after it came: what was given up and has not come since, who said so, when and why. Reads only."""
    found = membership(vault)
    own = "" if found is None else found.own.writer
    told = (one for book in circles(vault).values() for one in _ended_waits(vault, book, own, now))
    return tuple(dict.fromkeys(told))


def _ended_waits(vault: Vault, book: CircleBook, own: str, now: datetime) -> Iterator[str]:
    known = known_of(vault, book, own)
    for one, finding in given_up(known, book):
        if now - known.lost.heard[one.stated] <= TOLD_FOR:
            yield finding.words(book.team)


def stop_waiting(vault: Vault, wait: Wait, why: str, *, now: datetime) -> None:
    """Say to all who share these cases that nobody waits for these changes any more, and why; the next round tells them.

    UsageError for whoever may not, without a reason, and where they have come.
    """
    reason = " ".join(why.split())
    if not is_reason(reason):
        raise UsageError(
            _("The reason is missing"),
            _("Everybody hears why nobody needs to wait. Nothing was changed."),
            _("Write one or two short sentences, of {number} letters at most.").format(number=LONGEST_REASON),
        )
    with vault.transaction():
        if all((one.circle, one.writer) != (wait.circle, wait.writer) for one in waits(vault, now=now)):
            raise _not_now()
        book = circles(vault)[wait.circle]
        known = known_of(vault, book, book.own)
        after, wanted = number_here(known, wait.writer), number_wanted(known, book, wait.writer)
        if not book.is_settled:
            raise _not_now()
        before = () if book.has(wait.writer) else last_here(vault, wait.circle, wait.writer, after)
        said = as_last_set(wait.writer, after, wanted, reason)
        state_given_up(vault, wait.circle, {said, *before}, now=now)
        vault.audit.append("team.wait-ended", wait.writer, reason)


def _not_now() -> UsageError:
    return UsageError(
        _("This cannot be ended now"),
        _("The changes have come, or only a lead may say so, or news of your team has not come here yet. Nothing was changed."),
        _("Press “Bring up to date now” on the Team page, then look again."),
    )  # fmt: skip
