"""A lead ends a wait: changes that somebody told of, that nobody gives, and of which the vault that wrote them can say nothing more.

What it means, and what it cannot hide, is told in `circles.given_up`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from prevent_desktop.errors import UsageError
from prevent_desktop.translation import _
from prevent_desktop.vault.team.circles import Circles
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.heads_kept import known_of
from prevent_desktop.workflows.team.circles.circle_book import CircleBook
from prevent_desktop.workflows.team.circles.given_up import (
    LONGEST_REASON,
    as_last_set,
    is_reason,
    may_give_up,
)
from prevent_desktop.workflows.team.circles.heads import TOLD_FOR, given_up, missing, name_of
from prevent_desktop.workflows.team.circles.known import number_here, number_told
from prevent_desktop.workflows.team.circles.statements import circles, membership, state_given_up

SOON_ENOUGH: Final = timedelta(days=2)
"""What was told of so lately may be on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Changes of one laptop that have not come, and that whoever sits here may give up. `since` is the day on which somebody told of them last."""

    circle: str
    writer: str
    who: str
    laptop: str
    number: int
    since: date


def waits(vault: Vault, *, now: datetime) -> tuple[Wait, ...]:
    """What whoever sits here may give up. Reads only."""
    found = membership(vault)
    if found is None or not found.is_present or vault.is_read_only:
        return ()
    return tuple(
        one
        for book in circles(vault).values()
        if may_give_up(book, found.own.id)
        for one in _waits(vault, book, found.own.writer, now)
    )


def _waits(vault: Vault, book: CircleBook, own: str, now: datetime) -> Iterator[Wait]:
    for one in missing(known_of(vault, book, own), book):
        told_at = Circles(vault.database).told_at(book.circle, one.writer)
        if not book.has(one.writer) or told_at is None or now - told_at < SOON_ENOUGH:
            continue
        listed = book.team.vault(one.writer)
        yield Wait(
            circle=book.circle,
            writer=one.writer,
            who=name_of(book.team, one.writer),
            laptop="" if listed is None else listed.device,
            number=one.count,
            since=told_at.astimezone().date(),
        )


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
        after, told = number_here(known, wait.writer), number_told(known, wait.writer)
        if not book.is_settled:
            raise _not_now()
        state_given_up(vault, wait.circle, as_last_set(wait.writer, after, told, reason), now=now)
        vault.audit.append("team.wait-ended", wait.writer, reason)


def _not_now() -> UsageError:
    return UsageError(
        _("This cannot be ended now"),
        _("The changes have come, or only a lead may say so, or news of your team has not come here yet. Nothing was changed."),
        _("Press “Bring up to date now” on the Team page, then look again."),
    )  # fmt: skip
