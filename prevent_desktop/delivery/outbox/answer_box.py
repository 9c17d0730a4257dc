"""Answers that come while nobody looks: which packs are asked about, and what came, sealed, until a vault takes it.

Nothing here can open an answer. What came is kept as it is, once for each content, so that something false at a place
never stands in the way of the true one: what is refused gives its place up, and only its digest is remembered.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from prevent_desktop.delivery.backoff import RAREST_ASKING
from prevent_desktop.delivery.clock import Clock, from_millis, to_millis
from prevent_desktop.delivery.outbox.database import Database
from prevent_desktop.delivery.outbox.rows import SpoolRow

WATCHED_FOR = timedelta(days=400)
_ASKED_AFTER_THE_END = 30
"""Once a day, so a clock has to be wrong for a month before it ends an asking."""
_WHILE_ASKING = timedelta(minutes=5)
_MOST_AT_ONE_PLACE = 8
"""So many wait at one place until a vault judges them."""
_MOST_REMEMBERED = 64
"""Digests of what was refused at one place, the newest; an older one that comes again is judged again."""
_MOST_NUMBERS = 999


class Kept(Enum):
    """What became of something that came as an answer."""

    NEW = auto()
    KNOWN = auto()
    FULL = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A pack that is asked about. `news_at` is when it arrived or its last answer came; `trouble` why asking failed."""

    pack_id: str
    endpoint: str
    news_at: datetime
    until: datetime
    asked_at: datetime | None
    failures: int
    trouble: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedAnswer:
    """What came as the answer with this number, sealed. `digest` is hexadecimal SHA-256."""

    pack_id: str
    number: int
    digest: str
    content: bytes


_WATCH = SpoolRow(Watch)


class AnswerBox:
    """The answers of one spool, in its database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def watch(self, pack_id: str, endpoint: str, *, since: datetime) -> None:
        """Ask for answers to a pack that arrived at `since`; one that is asked about already stays as it is."""
        if since + WATCHED_FOR <= self._clock():
            return
        with self._database.transaction() as connection:
            watch_in(connection, pack_id, endpoint, since)

    def end(self, pack_id: str) -> None:
        """Ask no more about a pack, and forget what came."""
        with self._database.transaction() as connection:
            end_in(connection, pack_id)

    def watched(self) -> tuple[Watch, ...]:
        """Every pack that is asked about."""
        return tuple(map(_WATCH.read, self._database.rows("SELECT * FROM watches ORDER BY pack_id")))

    def ask_now(self) -> None:
        """Let no pack wait any longer."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE watches SET next_at = NULL WHERE next_at IS NOT NULL")

    def due_endpoints(self, now: datetime) -> tuple[str, ...]:
        """Where something is to be asked about now."""
        due = self._database.rows(_DUE, _due_parameters(now))
        return tuple(dict.fromkeys(row["endpoint"] for row in due))

    def claim(self, now: datetime, endpoint: str) -> Watch | None:
        """A pack to ask about at this endpoint now; nobody else gets it for some minutes."""
        with self._database.transaction() as connection:
            due = connection.execute(_DUE, _due_parameters(now)).fetchall()
            row = next((row for row in due if row["endpoint"] == endpoint), None)
            if row is None:
                return None
            postponed = to_millis(now + _WHILE_ASKING)
            connection.execute(
                "UPDATE watches SET next_at = ? WHERE pack_id = ?", (postponed, row["pack_id"])
            )
        return _WATCH.read(row)

    def next_due(self, now: datetime, *, busy: Collection[str] = ()) -> datetime | None:
        """When a pack is to be asked about next; None where none is. `busy` are endpoints that do not count."""
        sql = "SELECT endpoint, min(coalesce(next_at, 0)) AS due FROM watches GROUP BY endpoint"
        due = [row["due"] for row in self._database.rows(sql) if row["endpoint"] not in busy]
        return max(now, from_millis(min(due))) if due else None

    def asked(
        self, watch: Watch, now: datetime, *, again_at: datetime, news: bool = False, trouble: str = ""
    ) -> None:
        """Write down that a pack was asked about, what came of it, and when it is asked about again.

        Where somebody wants all to be asked about at once meanwhile, it is asked about again at once. One whose time is
        over is forgotten once its receiver answered after that for a month: a clock that is wrong for days ends nothing.
        """
        over = watch.until <= now
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE watches SET over = iif(?, over + (? = ''), 0) WHERE pack_id = ?",
                (over, trouble, watch.pack_id),
            )
            sql = "SELECT 1 FROM watches WHERE pack_id = ? AND over >= ?"
            if connection.execute(sql, (watch.pack_id, _ASKED_AFTER_THE_END)).fetchone():
                end_in(connection, watch.pack_id, but_new=True)
                return
            connection.execute(
                """UPDATE watches SET asked_at = ?, next_at = iif(next_at IS NULL, NULL, ?), failures = iif(? <> '', failures + 1, 0), trouble = ?,
                   news_at = iif(?, ?, news_at) WHERE pack_id = ?""",
                (to_millis(now), to_millis(again_at), trouble, trouble, news, to_millis(now), watch.pack_id),
            )

    def put_off(self, watch: Watch, until: datetime) -> None:
        """A pack was not asked about, and is to be at `until`."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE watches SET next_at = ? WHERE pack_id = ? AND next_at IS NOT NULL",
                (to_millis(until), watch.pack_id),
            )

    def postpone(self, endpoint: str, until: datetime) -> None:
        """Ask nothing more at an endpoint that fails, for a while."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE watches SET next_at = ? WHERE endpoint = ? AND (next_at IS NULL OR next_at < ?)",
                (to_millis(until), endpoint, to_millis(until)),
            )

    def numbers_to_ask(self, pack_id: str) -> tuple[int, ...]:
        """The first number of which nothing came yet, then those at which all that came was false."""
        sql = "SELECT number, min(state = 'refused') AS false FROM answers WHERE pack_id = ? GROUP BY number ORDER BY number"
        here = {row["number"]: bool(row["false"]) for row in self._database.rows(sql, (pack_id,))}
        first = next(number for number in range(1, len(here) + 2) if number not in here)
        return (first, *(number for number, is_false in here.items() if is_false))

    def is_false(self, pack_id: str, number: int) -> bool:
        """Whether something came under this number, and all of it was refused."""
        sql = "SELECT min(state = 'refused') FROM answers WHERE pack_id = ? AND number = ?"
        return bool(self._database.rows(sql, (pack_id, number))[0][0])

    def keep(self, pack_id: str, number: int, content: bytes, *, by_hand: bool = False) -> Kept:
        """Keep what came until a vault judges it. It outlives a power cut when this returns.

        What was refused before is judged again where a person brings it `by_hand`: the receiver's new certificate may
        have come meanwhile.
        """
        digest = hashlib.sha256(content).hexdigest()
        with self._database.transaction() as connection:
            sql = "SELECT digest, state FROM answers WHERE pack_id = ? AND number = ?"
            here = {row["digest"]: row["state"] for row in connection.execute(sql, (pack_id, number))}
            if digest in here and not (by_hand and here[digest] == "refused"):
                return Kept.KNOWN
            waits = sum(state == "new" for state in here.values())
            if waits >= _MOST_AT_ONE_PLACE or number > _MOST_NUMBERS:
                return Kept.FULL
            self._write(connection, pack_id, number, digest, content)
        return Kept.NEW

    def refuse(self, pack_id: str, number: int, content: bytes) -> None:
        """Remember that what lies at a place is no answer at all, so that it hides nothing behind it."""
        digest = hashlib.sha256(content).hexdigest()
        with self._database.transaction() as connection:
            if number <= _MOST_NUMBERS:
                self._write(connection, pack_id, number, digest, None)
            _forget_oldest(connection, pack_id, number)

    def waiting(self) -> tuple[SealedAnswer, ...]:
        """What came and is in no vault yet, in the order of the numbers."""
        sql = "SELECT * FROM answers WHERE state = 'new' ORDER BY pack_id, number, fetched_at, digest"
        return tuple(
            SealedAnswer(
                pack_id=row["pack_id"], number=row["number"], digest=row["digest"], content=row["content"]
            )
            for row in self._database.rows(sql)
        )

    def count(self) -> int:
        """How many answers wait."""
        return int(self._database.rows("SELECT count(*) FROM answers WHERE state = 'new'")[0][0])

    def last_came(self) -> int:
        """A number that is another one once anything has come, also where something was taken meanwhile."""
        return int(self._database.rows("SELECT coalesce(max(rowid), 0) FROM answers")[0][0])

    def taken(self, answer: SealedAnswer) -> None:
        """It is in the record now."""
        self._settle(answer, "taken")

    def refused(self, answer: SealedAnswer) -> None:
        """It was false: the same content is not taken again, and the number is asked for again."""
        self._settle(answer, "refused")

    def _settle(self, answer: SealedAnswer, state: str) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE answers SET state = ?, content = NULL WHERE pack_id = ? AND number = ? AND digest = ?",
                (state, answer.pack_id, answer.number, answer.digest),
            )
            _forget_oldest(connection, answer.pack_id, answer.number)

    def _write(
        self, connection: sqlite3.Connection, pack_id: str, number: int, digest: str, content: bytes | None
    ) -> None:
        """Keep `content` to be judged, in place of what was refused; without content only that it was refused."""
        connection.execute(
            """INSERT INTO answers (pack_id, number, digest, state, content, fetched_at) VALUES (?, ?, ?, ?, ?, ?)
               ON CONFLICT DO UPDATE SET state = excluded.state, content = excluded.content WHERE state = 'refused'""",
            (
                pack_id,
                number,
                digest,
                "refused" if content is None else "new",
                content,
                to_millis(self._clock()),
            ),
        )


def _forget_oldest(connection: sqlite3.Connection, pack_id: str, number: int) -> None:
    """Of what was refused at a place, the newest are remembered: whoever sends false ones for ever fills no disk."""
    connection.execute(
        """DELETE FROM answers WHERE pack_id = :pack AND number = :number AND state = 'refused' AND rowid NOT IN
           (SELECT rowid FROM answers WHERE pack_id = :pack AND number = :number AND state = 'refused'
            ORDER BY fetched_at DESC, rowid DESC LIMIT :most)""",
        {"pack": pack_id, "number": number, "most": _MOST_REMEMBERED},
    )


def watch_in(connection: sqlite3.Connection, pack_id: str, endpoint: str, since: datetime) -> None:
    """As `AnswerBox.watch`, in a transaction of the caller."""
    connection.execute(
        "INSERT INTO watches (pack_id, endpoint, news_at, until) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (pack_id, endpoint, to_millis(since), to_millis(since + WATCHED_FOR)),
    )


def end_in(connection: sqlite3.Connection, pack_id: str, *, but_new: bool = False) -> None:
    """As `AnswerBox.end`, in a transaction of the caller; with `but_new`, what no vault has seen stays."""
    connection.execute("DELETE FROM watches WHERE pack_id = ?", (pack_id,))
    connection.execute(
        "DELETE FROM answers WHERE pack_id = ? AND (state <> 'new' OR NOT ?)", (pack_id, but_new)
    )


_DUE = """
SELECT * FROM watches WHERE next_at IS NULL OR next_at <= :now OR next_at > :farthest
ORDER BY coalesce(next_at, 0), pack_id
"""


def _due_parameters(now: datetime) -> dict[str, int]:
    """A next asking far beyond any wait means that the clock was set back: the pack is due."""
    return {"now": to_millis(now), "farthest": to_millis(now + 3 * RAREST_ASKING)}
