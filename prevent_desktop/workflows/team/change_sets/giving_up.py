"""A lead ends a wait: changes that somebody told of, that nobody gives, and of which the vault that wrote them can say nothing more.

What it means, and what it cannot hide, is told in `circles.given_up`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from prevent_desktop.errors import UsageError
from prevent_desktop.strict_json import read, text_of
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
from prevent_desktop.workflows.team.circles.known import Known, number_here, number_wanted
from prevent_desktop.workflows.team.circles.last_sets import last_here
from prevent_desktop.workflows.team.circles.statements import circles, membership, state_given_up

SOON_ENOUGH: Final = timedelta(days=2)
"""What was told of so lately may be on its way."""
_SINCE: Final = "team-waits/{circle}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Changes of one laptop that have not come, and that whoever sits here may give up.

    `since` is the day from which the first of them is waited for; `by` is by name whose laptop tells of them, empty for their writer's own.
    """

    circle: str
    writer: str
    who: str
    laptop: str
    number: int
    since: date
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Since:
    """From when what comes after this number of a writer is waited for."""

    after: int
    at: datetime


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
    known, noted = known_of(vault, book, own), _noted(vault, book.circle)
    for one in missing(known, book):
        since = _since(vault, book, known, one.writer, noted)
        if since is None or now - since < SOON_ENOUGH:
            continue
        listed = book.team.vault(one.writer)
        yield Wait(
            circle=book.circle,
            writer=one.writer,
            who=name_of(book.team, one.writer),
            laptop="" if listed is None else listed.device,
            number=one.count,
            since=since.astimezone().date(),
            by=name_of(book.team, one.by),
        )


def note_waits(vault: Vault, *, now: datetime) -> None:
    """Keep from when each wait goes on: whoever tells of one change more every day puts off nothing. In the caller's transaction."""
    found = membership(vault)
    if found is None:
        return
    for book in circles(vault).values():
        known, noted = known_of(vault, book, found.own.writer), _noted(vault, book.circle)
        after = {
            one.writer: _Since(
                after=number_here(known, one.writer),
                at=min(_since(vault, book, known, one.writer, noted) or now, now),
            )
            for one in missing(known, book)
        }
        if after != noted:
            vault.settings.set(_SINCE.format(circle=book.circle), text_of(after))


def _since(
    vault: Vault, book: CircleBook, known: Known, writer: str, noted: Mapping[str, _Since]
) -> datetime | None:
    """As it was noted; else when somebody last told of a newer change of this writer. None where nobody did."""
    one = noted.get(writer)
    if one is not None and one.after == number_here(known, writer):
        return one.at
    return Circles(vault.database).told_at(book.circle, writer)


def _noted(vault: Vault, circle: str) -> Mapping[str, _Since]:
    text = vault.settings.get(_SINCE.format(circle=circle))
    noted: Mapping[str, _Since] = {} if text is None else read(Mapping[str, _Since], text)
    return noted


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
