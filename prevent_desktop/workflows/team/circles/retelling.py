"""Statements are told again by whoever has them: whoever never got one could read nothing that was sealed by it, and judge nothing that was written by it.

Each vault puts its own statements again where the mailbox loses them. Of a vault that is in the team no more nobody does, and nobody
asks for what it had put. So the others tell, once, what the newest statement does not go on from: its maker may not know of it.
Whoever lacks a key of a circle that it is in asks for it in the hint; its maker may have let go of it after a while, as a vault does by its own clock.
And whoever gets a lead's copy, because something does not open, gets the keys for what comes next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from prevent_desktop.casework.team.set_codec import decode, payload_of
from prevent_desktop.strict_json import read, text_of
from prevent_desktop.vault.team.circles import Circles
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.circle_book import CircleBook, Known
from prevent_desktop.workflows.team.circles.posts import queue_posts
from prevent_desktop.workflows.team.circles.statements import Membership
from prevent_desktop.workflows.team.circles.verdicts import Reason

_RETOLD: Final = "team-retold"
"""The digests of the statements that this vault told again."""
_MOST: Final = 60
"""So many of a circle at most, the newest."""
_MOST_TO_ONE: Final = 12
"""So many are told to one vault once more: the keys of about a year."""
_TOLD_KEYS: Final = "team-keys-told"
"""The names of keys that were asked for and told today, and that day."""
_MOST_ASKED: Final = 4
"""So many keys of a circle are asked for at once that changes wait for, and so many that lie before the newest one."""
_MOST_A_DAY: Final = 24
"""So many are told at most: each is a post for every vault, and whoever is in the circle can ask in anybody's name."""
_WITHOUT_KEY: Final = "SELECT vault, words FROM team_sets WHERE circle = ? AND state <> 'applied' AND state = 'waiting' AND reason = ? LIMIT 100"


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


def keys_lacking(vault: Vault, book: CircleBook) -> tuple[str, ...]:
    """The names by which this vault asks for keys of a circle: those by which something was written that waits here, and those that others began from."""
    known = {one.statement.epoch for one in book.counted}
    newest = 0 if book.newest is None else book.newest.number
    waited_for = sorted({epoch for _writer, epoch in _waiting(vault, book)} - known, reverse=True)
    before = [one for one in range(newest - 1, max(0, newest - 1 - _MOST), -1) if one not in known]
    epochs = dict.fromkeys((*waited_for[:_MOST_ASKED], *before[:_MOST_ASKED]))
    return tuple(book.names.key(book.own, one) for one in epochs)


def writers_without_key(vault: Vault, books: Iterable[CircleBook]) -> frozenset[str]:
    """Who wrote something that waits here for a key."""
    return frozenset(writer for book in books for writer, _epoch in _waiting(vault, book))


def _waiting(vault: Vault, book: CircleBook) -> Iterator[tuple[str, int]]:
    for row in vault.database.rows(_WITHOUT_KEY, (book.circle, Reason.UNKNOWN_EPOCH.value)):
        yield row["vault"], decode(payload_of(row["words"])).epoch


def tell_keys_asked(
    vault: Vault, found: Membership, books: Iterable[CircleBook], wanted: Collection[str], *, now: datetime
) -> frozenset[str]:
    """Have the keys put that others of a circle ask for, each at most once a day; the names by which they are `wanted`. For each round; in the caller's transaction."""
    asked = {name: each for book in books if wanted for name, each in _asked(found, book, wanted)}
    if not asked:
        return frozenset()
    today, kept = now.astimezone(UTC).date().isoformat(), vault.settings.get(_TOLD_KEYS)
    before: Mapping[str, str] = {} if kept is None else read(Mapping[str, str], kept)
    told = {name for name, day in before.items() if day == today}
    new = sorted(asked.keys() - told)[: max(0, _MOST_A_DAY - len(told))]
    words = {one.digest: one.words for one in Circles(vault.database).statements()}
    posts: dict[str, list[str]] = {}
    for to, digests in map(asked.__getitem__, new):
        posts.setdefault(to, []).extend(words[one] for one in digests)
    queue_posts(vault, found.own, found.team, posts, now)
    told.update(new)
    if new:
        vault.settings.set(_TOLD_KEYS, text_of(dict.fromkeys(sorted(told), today)))
    return frozenset(told.intersection(asked))


def _asked(
    found: Membership, book: CircleBook, wanted: Collection[str]
) -> Iterator[tuple[str, tuple[str, list[str]]]]:
    """By the name that is asked for, who asks and what they lack, of those who are in the circle now."""
    inside = () if book.newest is None else set(book.newest.vaults).intersection(book.should_belong)
    epochs: dict[int, list[str]] = {}
    for one in book.counted:
        epochs.setdefault(one.statement.epoch, []).append(one.digest)
    for to in sorted(inside):
        for epoch, digests in epochs.items() if to != found.own.id else ():
            if (name := book.names.key(to, epoch)) in wanted:
                yield name, (to, digests)


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
