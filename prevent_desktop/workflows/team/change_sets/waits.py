"""Changes that somebody told of, and that have not come: from when each is waited for, and what may be given up.

How a wait is ended is in `giving_up`; what is missing in words, in `circles.missing_words`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from prevent_desktop.strict_json import read, text_of
from prevent_desktop.vault.team.circles import Circles
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.heads_kept import known_of
from prevent_desktop.workflows.team.circles.circle_book import CircleBook
from prevent_desktop.workflows.team.circles.given_up import (
    may_give_up,
)
from prevent_desktop.workflows.team.circles.heads import missing, name_of
from prevent_desktop.workflows.team.circles.known import Known, number_here
from prevent_desktop.workflows.team.circles.statements import circles, membership

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
