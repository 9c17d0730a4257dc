"""Statements of those who went are told again by whoever has them: whoever never got one could read nothing that was sealed by it.

Each vault puts its own statements again where the mailbox loses them. Of a vault that is in the team no more nobody does, and nobody
asks for what it had put. So the others tell, once, what the newest statement does not go on from: its maker may not know of it. And
whoever gets a lead's copy, because something does not open, gets the keys for what comes next.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from prevent_desktop.strict_json import read, text_of
from prevent_desktop.vault.team.circles import Circles
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.circle_book import CircleBook, Known
from prevent_desktop.workflows.team.circles.posts import queue_posts
from prevent_desktop.workflows.team.circles.statements import Membership

_RETOLD: Final = "team-retold"
"""The digests of the statements that this vault told again."""
_MOST: Final = 60
"""So many of a circle at most, the newest."""
_MOST_TO_ONE: Final = 12
"""So many are told to one vault once more: the keys of about a year."""


def retell(vault: Vault, found: Membership, books: Iterable[CircleBook], *, now: datetime) -> None:
    """Have such statements put for the others of these circles. For each round; in the caller's transaction."""
    beside = {book: [one.digest for one in beside_the_line(book)[:_MOST]] for book in books}
    told = _told(vault) if any(beside.values()) else frozenset()
    new: list[str] = []
    for book, digests in beside.items():
        left = [one for one in digests if one not in told]
        others = [one for one in book.should_belong if one != found.own.id]
        if left and others:
            words = {one.digest: one.words for one in Circles(vault.database).statements()}
            posts = {each: [words[one] for one in left] for each in others}
            queue_posts(vault, found.own, found.team, posts, now)
            new += left
    if new:
        vault.settings.set(_RETOLD, text_of(tuple(sorted({*told, *new}))))


def tell_one(vault: Vault, found: Membership, book: CircleBook, to: str, *, now: datetime) -> None:
    """Have the newest statements of a circle put once more for one of its vaults: their keys may never have come. In the caller's transaction."""
    rows = [one for one in Circles(vault.database).statements() if one.circle == book.circle]
    words = [one.words for one in rows[-_MOST_TO_ONE:]]
    queue_posts(vault, found.own, found.team, {to: words}, now)


def _told(vault: Vault) -> frozenset[str]:
    kept = vault.settings.get(_RETOLD)
    return frozenset(read(tuple[str, ...], kept)) if kept else frozenset()


def beside_the_line(book: CircleBook) -> tuple[Known, ...]:
    """What vaults that went stated for this one and others, the newest first, besides all that the newest statement goes on from."""
    known = {one.digest: one for one in book.counted}
    line: set[str] = set()
    place = book.latest
    while place is not None and place.digest not in line:
        line.add(place.digest)
        place = known.get(place.statement.previous)
    present = {one.id for one in book.team.sharing}
    return tuple(
        one
        for one in book.counted
        if one.digest not in line and one.statement.by not in present and book.own in one.statement.vaults
    )
