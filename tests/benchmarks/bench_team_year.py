"""Whether fetching stays flat: ten members, a thousand changes a day for a year, one vault that has all of them and fetches on.

    python -m tests.benchmarks.bench_team_year [--per-day 1000] [--days 1 30 365]

On each of these days a vault has all change-sets up to then, and the mailbox (a folder) holds what has not gone out of it yet. Told are
requests, bytes and seconds of a processor of a round with nothing new, of one with ten new change-sets, and of the one a minute in which
all is asked for; beside the seconds the barest way to ask the same: to read the head, or the head and ten files. Then how many
of the vault's own sets a day later go out of the mailbox, and how many objects lie there. Ends with 1 where the last day takes more
requests, or more bytes, than the first one.

The history is made of sets as the program writes them, with a signature that nobody verifies again: they count already. What is new is
signed, sealed, put, and judged by the program.
"""

from __future__ import annotations

import argparse
import base64
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from prevent_desktop.casework.team.change_set import ChangeSet
from prevent_desktop.casework.team.roster import Member, Role, Team
from prevent_desktop.casework.team.set_codec import payload_of
from prevent_desktop.delivery.mailboxes.team_store import Head, TeamStore
from prevent_desktop.delivery.signed.team import Words, sign
from prevent_desktop.delivery.team_stores.team_folder import FolderTeamStore
from prevent_desktop.strict_json import CANONICAL, text_of
from prevent_desktop.vault.team.tables import SetState, StoredSet
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.circle_book import CircleBook, main_circle
from prevent_desktop.workflows.team.circles.heads import list_payload
from prevent_desktop.workflows.team.circles.hint import Hint, seal_hint
from prevent_desktop.workflows.team.circles.known import Head as WritersHead
from prevent_desktop.workflows.team.circles.known import HeadsList
from prevent_desktop.workflows.team.circles.sealed_words import seal_words
from prevent_desktop.workflows.team.circles.statements import begin_main_circle, circles
from prevent_desktop.workflows.team.rounds.round import TeamRounds
from tests.benchmarks.team_history import History
from tests.made_vaults import copied_vault
from tests.teams import give_team, keys_of, listing
from tests.unit.vault.examples import QUESTIONNAIRE_DIGEST

BEGAN = datetime(2026, 11, 29, 9, tzinfo=UTC)
AUTHORS = tuple(f"v-{number}" for number in range(1, 10))
NEW = 10
PER_CASE = 10
_STAYS = 31
"""Days after which a set is out of the mailbox."""
_POSTS = 2 * 8192
"""Bytes of the two posts of the newest epochs, which are asked for again with all else; on the first day there is one."""


@dataclass
class Counting(TeamStore):
    """The folder, and what was asked of it. What is taken out of it is no part of fetching, and is not counted."""

    real: TeamStore
    requests: int = 0
    size: int = 0

    def put(self, name: str, content: bytes) -> bool:
        self._asked(content)
        return self.real.put(name, content)

    def get(self, name: str, at_most: int) -> bytes | None:
        return self._asked(self.real.get(name, at_most))

    def head(self, name: str, known_tag: str = "") -> Head | None:
        found = self.real.head(name, known_tag)
        self._asked(found.content if found else None)
        return found

    def set_head(self, name: str, content: bytes) -> None:
        self._asked(content)
        self.real.set_head(name, content)

    def delete(self, name: str) -> None:
        self.real.delete(name)

    def _asked(self, content: bytes | None) -> bytes | None:
        self.requests += 1
        self.size += len(content or b"")
        return content


@dataclass(frozen=True)
class Cost:
    """What a round took: requests, bytes, and seconds of a processor, with those of the barest way."""

    requests: int
    size: int
    seconds: float
    barest: float

    @property
    def words(self) -> str:
        return (
            f"{self.requests:4} requests {self.size:8} bytes {self.seconds * 1e3:8.1f} ms "
            f"({self.seconds / self.barest:6.0f} times the barest)"
        )


@dataclass
class Year:
    """The vault that has everything, and what the other nine write into the mailbox."""

    vault: Vault
    mailbox: Path
    own: str
    per_day: int
    history: History
    today: datetime = BEGAN
    seconds: float = 0.0
    written: int = 0
    made: Iterator[tuple[ChangeSet, str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.made = self.history.sets()
        self.circle = main_circle("team")
        self.store = Counting(FolderTeamStore(self.mailbox))
        self.rounds = TeamRounds(
            lambda _vault: lambda _address: self.store, now=lambda: self.today, tick=lambda: self.seconds
        )

    @property
    def book(self) -> CircleBook:
        return circles(self.vault)[self.circle]

    def live_until(self, day: int) -> None:
        """All days up to this one have gone by: the vault has what was written, and what is old went out of the mailbox."""
        end = BEGAN + timedelta(days=day)
        while self.today < end:
            self.today += timedelta(days=1)
            with self.vault.transaction():
                new = [self._kept(*next(self.made)) for _each in range(self.per_day)]
                self.vault.team.keep_checked(new)
            if end - self.today <= timedelta(days=_STAYS):
                names = self.book.names
                for one in new:
                    if one.here:
                        self.store.real.put(names.change_set(one.vault, one.number), b"as it lies there")
        with self.vault.transaction():
            for writer, number in self.history.numbers.items():
                self.vault.team.set_head(self.circle, writer, number, self.history.last[writer])
            cleared = {self.own: self._own_before(self.today - timedelta(days=_STAYS))}
            self.vault.settings.set(f"team-cleared/{self.circle}", text_of(cleared))
        self._say_how_far()

    def _kept(self, change_set: ChangeSet, digest: str, words: str) -> StoredSet:
        return StoredSet(
            circle=self.circle, vault=change_set.vault, number=change_set.number, case_id=change_set.case_id, digest=digest,
            words=words, state=SetState.APPLIED, received_at=self.today, put_at=self.today, here=change_set.vault == self.own,
        )  # fmt: skip

    def _own_before(self, day: datetime) -> int:
        sql = "SELECT coalesce(max(number), 0) FROM team_sets WHERE circle = ? AND vault = ? AND put_at < ?"
        return int(self.vault.database.value(sql, (self.circle, self.own, day.isoformat())))

    def _say_how_far(self) -> None:
        """The nine sign today's lists, and the head says how far everybody is."""
        book, heads = self.book, dict(self.history.numbers)
        newest = book.newest
        assert newest is not None
        for author in AUTHORS:
            said = HeadsList(
                team="team", circle=self.circle, vault=author, day=self.today.date(), at=self.today,
                heads={one: WritersHead(number=n, digest=self.history.last[one]) for one, n in heads.items()},
            )  # fmt: skip
            words = sign(Words.HEADS, list_payload(said), keys_of(author).pair.private_pem, author)
            name = book.names.heads(author, self.today.date())
            self.store.real.put(name, seal_words(words, newest.recipient))
        self.store.real.set_head(book.names.head(), seal_hint(Hint(heads=heads), newest.recipient))

    def write_new(self) -> list[str]:
        """The nine write ten change-sets and put them there; their names."""
        book, names = self.book, []
        newest = book.newest
        assert newest is not None
        for number in range(NEW):
            author = AUTHORS[number % len(AUTHORS)]
            self.written += 1
            change_set, _digest, words = self.history.note(author, number, PER_CASE + self.written)
            payload = payload_of(words)
            words = sign(Words.CHANGE_SET, payload, keys_of(author).pair.private_pem, author)
            name = book.names.change_set(author, change_set.number)
            self.store.real.put(name, seal_words(words, newest.recipient))
            names.append(name)
        self.store.real.set_head(
            book.names.head(), seal_hint(Hint(heads=dict(self.history.numbers)), newest.recipient)
        )
        return names

    def cost(
        self, barest: Callable[[], object], before: Callable[[], object] = lambda: None, turns: int = 3
    ) -> Cost:
        """The median of some rounds."""
        seconds, bare = [], []
        for _turn in range(turns):
            before()
            self.store.requests = self.store.size = 0
            began = time.process_time()
            state = self.rounds.once(lambda work: work(self.vault)).state
            seconds.append(time.process_time() - began)
            if state.trouble or state.set_aside:
                raise SystemExit(f"{state}")
            began = time.process_time()
            for _each in range(100):
                barest()
            bare.append((time.process_time() - began) / 100)
        return Cost(self.store.requests, self.store.size, statistics.median(seconds), statistics.median(bare))

    def read(self, *names: str) -> None:
        """The barest way to have these, and the head."""
        self.store.real.head(self.book_head)
        for name in names:
            self.store.real.get(name, 65536)

    def measured(self) -> dict[str, Cost]:
        """The rounds of this day."""
        self.book_head = self.book.names.head()
        self.cost(
            self.read, before=self._minute_later, turns=5
        )  # the first of a day take the lists, and what is old out
        new: list[str] = []

        def write() -> None:
            new[:] = self.write_new()

        found = {"nothing new": self.cost(self.read)}
        found["ten new"] = self.cost(lambda: self.read(*new), before=write)
        found["all asked for"] = self.cost(self.read, before=self._minute_later)
        return found

    def _minute_later(self) -> None:
        self.seconds += 61

    def day_of_clearing(self) -> tuple[int, int]:
        """How many objects lie in the mailbox before and after the rounds of the next day."""
        before = self._objects()
        self.today += timedelta(days=1)
        for _minute in range(3):
            self._minute_later()
            self.rounds.once(lambda work: work(self.vault))
        return before, self._objects()

    def _objects(self) -> int:
        return sum(1 for each in self.mailbox.glob("??/*") if each.is_file())


def ground(folder: Path, per_day: int, days: int) -> Year:
    """A lead's vault in a team of ten."""
    made = copied_vault(folder / "lead", number=0)
    vault = Vault.open(folder / "lead", made.key, now=lambda: BEGAN)
    own = listing(vault, "sf")
    team = Team(
        id="team", mailbox=(folder / "mailbox").as_uri(), vaults=(own, *(keys_of(one).listed(one) for one in AUTHORS)),
        members=(Member(id="sf", name="SF", role=Role.LEAD), *(Member(id=one, name=one, role=Role.DEPUTY) for one in AUTHORS)),
    )  # fmt: skip
    give_team(vault, team)
    begin_main_circle(vault, now=BEGAN)
    vault.questionnaires.keep(QUESTIONNAIRE_DIGEST, "https://example.org/f", "1", "{}")
    (folder / "mailbox").mkdir()
    cases = per_day * (days + 2) // PER_CASE + 200
    history = History(cases, PER_CASE, main_circle("team"), "team", (own.id, *AUTHORS), _unproven)
    return Year(vault, folder / "mailbox", own.id, per_day, history)


def _unproven(vault: str, payload: bytes) -> str:
    """Words with a signature that holds by no key."""
    header = json.dumps({"alg": "ES256", "kid": vault, "typ": Words.CHANGE_SET.value}, **CANONICAL).encode()
    return ".".join(
        base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in (header, payload, bytes(64))
    )


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--per-day", type=int, default=1000)
    parser.add_argument("--days", type=int, nargs="+", default=[1, 30, 365])
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    try:
        year = ground(folder, chosen.per_day, max(chosen.days))
        days = {}
        for day in chosen.days:
            year.live_until(day)
            days[day] = year.measured()
            for what, cost in days[day].items():
                print(f"day {day:3}, {what:13}: {cost.words}", flush=True)
        before, after = year.day_of_clearing()
        print(f"objects in the mailbox: {before}, and {after} a day later")
        year.vault.close()
    finally:
        shutil.rmtree(folder)
    first, last = days[chosen.days[0]], days[chosen.days[-1]]
    grew = any(
        last[what].requests > one.requests + 2 or last[what].size > one.size * 1.1 + _POSTS
        for what, one in first.items()
    )
    return 1 if grew else 0


if __name__ == "__main__":
    sys.exit(main())
