"""Statements are told again by whoever has them: whoever never got one could read nothing that was sealed by it, and judge nothing that was written by it.

Each vault puts its own statements again where the mailbox loses them. Of a vault that is in the team no more nobody does, and nobody
asks for what it had put. So the others tell, once, what the newest statement does not go on from: its maker may not know of it.
Whoever lacks a key of a circle that it is in asks for it in the hint; its maker may have let go of it after a while, as a vault does by its own clock.
So does, for the number after its newest, whoever finds a head of that circle that none of their keys opens.
Two vaults, or two copies of one, may have made a key each over the same one: whose statement came to nobody seals what nobody opens, and asks
in a head that nobody reads; others have one under that number, and ask for the next. So whoever made the newest one tells it once more a day later,
and any vault tells its newest again while a head lies there that none of its keys opens. What known ones go on from is asked for until it is here;
whose own one goes on nowhere tells it once more, and of two under one number and id whoever knows both tells both.
And whoever gets a lead's copy, because something does not open, gets the keys for what comes next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from prevent_desktop.casework.team.set_codec import decode, payload_of
from prevent_desktop.strict_json import read, text_of
from prevent_desktop.vault.team.circles import Circles
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.circle_book import CircleBook, Known
from prevent_desktop.workflows.team.circles.hint import open_hint
from prevent_desktop.workflows.team.circles.posts import queue_posts
from prevent_desktop.workflows.team.circles.statements import Membership, membership
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
"""So many keys of a circle are asked for at once of each sort: that changes wait for, that known ones go on from, and that lie before the newest one."""
_TOLD_AGAIN: Final = timedelta(days=1)
"""So long after it was made a vault tells its own newest statement once more."""
_TOLD_NEWEST: Final = "team-newest-told"
"""The day on which this vault told its newest statement again."""
_MOST_A_DAY: Final = 24
"""So many are told at most: each is a post for every vault, and whoever is in the circle can ask in anybody's name."""
_WITHOUT_KEY: Final = "SELECT vault, words FROM team_sets WHERE circle = ? AND state <> 'applied' AND state = 'waiting' AND reason = ? LIMIT 100"


def retell(vault: Vault, found: Membership, books: Iterable[CircleBook], *, now: datetime) -> None:
    """Have such statements put for the others of these circles, each once. For each round; in the caller's transaction."""
    to_tell = {book: (*beside_the_line(book)[:_MOST], *_own_newest(vault, book, now)) for book in books}
    told = _told(vault) if any(to_tell.values()) else frozenset()
    new: list[str] = []
    for book, statements in to_tell.items():
        left = [each for each in dict.fromkeys(one.digest for one in statements) if each not in told]
        if left and set(book.should_belong) - {found.own.id}:
            _tell(vault, found, book, left, now=now)
            new += left
    if new:
        vault.settings.set(_RETOLD, text_of(tuple(sorted({*told, *new}))))


def _own_newest(vault: Vault, book: CircleBook, now: datetime) -> tuple[Known, ...]:
    """The newest where this vault made it, once a day has passed, or its clock was set back: whoever has it not could not say so by a key that all have."""
    latest = book.latest
    if latest is None or latest.statement.by != book.own:
        return ()
    made_at = Circles(vault.database).came_at(latest.digest)
    return (latest,) if abs(now - made_at) >= _TOLD_AGAIN else ()


def tell_one(vault: Vault, found: Membership, book: CircleBook, to: str, *, now: datetime) -> None:
    """Have the newest statements of a circle put once more for one of its vaults: their keys may never have come. In the caller's transaction."""
    rows = [one for one in Circles(vault.database).statements() if one.circle == book.circle]
    kept_back = {one.digest for one in book.counted if not _may_have(to, one, found)}
    words = [one.words for one in rows[-_MOST_TO_ONE:] if one.digest not in kept_back]
    queue_posts(vault, found.own, found.team, {to: words}, now)


def tell_newest(vault: Vault, book: CircleBook, heads: Collection[bytes], *, now: datetime) -> bool:
    """Have the newest statement of the main circle put once more for all, once a day, while one of these heads opens by no key of it: whether that was due.

    Whoever sealed that head may lack it. Of the main circle alone, which all who share are in: whoever laid noise there would learn
    who is in a smaller one, by who answers.
    """
    found, today = membership(vault), now.astimezone(UTC).date().isoformat()
    if found is None or book.latest is None or not book.is_main or not book.may_seal:
        return False
    identities = tuple(book.identities)
    if vault.settings.get(_TOLD_NEWEST) == today or all(open_hint(one, identities) for one in heads):
        return False
    with vault.transaction():
        _tell(vault, found, book, [book.latest.digest], now=now)
        vault.settings.set(_TOLD_NEWEST, today)
    return True


def _tell(
    vault: Vault, found: Membership, book: CircleBook, digests: Sequence[str], *, now: datetime
) -> None:
    """Have these put, each for those of the circle whom it was made for; a copy of this vault shares its id, and hears of them as well.

    For nobody else: by a newer profile than that here its maker may know that somebody was removed, and this vault not.
    """
    words = {one.digest: one.words for one in Circles(vault.database).statements()}
    made_for = {one.digest: one.statement.vaults for one in book.counted}
    posts = {each: [words[one] for one in digests if each in made_for[one]] for each in book.should_belong}
    queue_posts(vault, found.own, found.team, posts, now)


def keys_lacking(vault: Vault, book: CircleBook) -> tuple[str, ...]:
    """The names by which this vault asks for keys of a circle: those by which something was written that waits here, those that the known ones go on from, and those that others began from."""
    known = {one.statement.epoch for one in book.counted}
    newest = 0 if book.newest is None else book.newest.number
    waited_for = sorted({epoch for _writer, epoch in _waiting(vault, book)} - known, reverse=True)
    oldest = max(0, newest - 1 - _MOST)
    gone_on_from = [one for one in _gone_on_from(book) if one > oldest]
    before = [one for one in range(newest - 1, oldest, -1) if one not in known]
    epochs = dict.fromkeys(each for some in (waited_for, gone_on_from, before) for each in some[:_MOST_ASKED])
    return tuple(book.names.key(book.own, one) for one in epochs)


def _gone_on_from(book: CircleBook) -> list[int]:
    """The numbers of statements that known ones go on from and that are not here, the newest first; another one may be known under each."""
    here = {one.digest for one in book.counted}
    lacking = (one.statement for one in book.counted if one.statement.previous not in {"", *here})
    return sorted({one.number - 1 for one in lacking}, reverse=True)


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
    epochs: dict[int, list[Known]] = {}
    for one in book.counted:
        epochs.setdefault(one.statement.epoch, []).append(one)
    for to in sorted(inside):
        for epoch, stated in epochs.items() if to != found.own.id else ():
            if (name := book.names.key(to, epoch)) in wanted:
                yield name, (to, [one.digest for one in stated if _may_have(to, one, found)])


def _may_have(to: str, one: Known, found: Membership) -> bool:
    """Whether a statement may be told to a vault: where it was made by a newer profile than that here, that may have been removed since."""
    return to in one.statement.vaults or one.statement.profile <= found.profile


def _told(vault: Vault) -> frozenset[str]:
    kept = vault.settings.get(_RETOLD)
    return frozenset(read(tuple[str, ...], kept)) if kept else frozenset()


def beside_the_line(book: CircleBook) -> tuple[Known, ...]:
    """What others may never get, of what was stated for this vault, the newest first.

    Besides all that the newest statement goes on from, that of vaults that went, and this vault's own: whoever made the newest may not
    know of it. And all that stands twice under one number and id, for each of two copies of a laptop.
    """
    known = {one.digest: one for one in book.counted}
    line: dict[str, Known] = {}
    place = book.latest
    while place is not None and place.digest not in line:
        line[place.digest] = place
        place = known.get(place.statement.previous)
    lowest = min((one.statement.number for one in line.values()), default=0)
    present = {one.id for one in book.team.sharing}
    times = Counter((one.statement.number, one.statement.by) for one in book.counted)

    def is_to_tell(one: Known) -> bool:
        number, by = one.statement.number, one.statement.by
        is_mine = by == book.own and number >= lowest
        is_beside = one.digest not in line and (is_mine or by not in present)
        return is_beside or times[number, by] > 1

    return tuple(one for one in book.counted if book.own in one.statement.vaults and is_to_tell(one))
