"""Autosave against the same SQLite without a key, in the same settings, and search over 10,000 cases.

    python -m tests.benchmarks.bench_vault [--cases 10000] [--saves 300]

Aims: an autosave takes at most twice the time of a plain file; 95 of 100 searches take at most 20 ms.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from sqlcipher3 import dbapi2

from prevent_desktop.vault.answer_text import answer_text
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.database import SETTINGS
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.migrating import our_migrations, statements
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.examples import (
    NOW,
    a_case,
    a_decision,
    a_form,
    a_note,
    a_person,
    an_event,
    answers,
    keep_case,
    keep_questionnaire,
)

_SYLLABLES = [
    a + b for a, b in itertools.product("bcdfghjklmnprstvw", ["a", "e", "i", "o", "u", "ar", "en", "is"])
]
_COMMON = [
    "school",
    "said",
    "mother",
    "phone",
    "online",
    "group",
    "friends",
    "angry",
    "home",
    "class",
    "today",
    "video",
]


class Words:
    """Made-up language with the shape of a real one: some words in nearly every text, most of them rare (Zipf)."""

    def __init__(self, chance: random.Random, count: int = 20_000) -> None:
        self._chance = chance
        made = {"".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(count)}
        self.all = [*_COMMON, *sorted(made)]
        self._weights = list(itertools.accumulate(1 / (rank + 2) for rank in range(len(self.all))))

    def text(self, count: int) -> str:
        return " ".join(self._chance.choices(self.all, cum_weights=self._weights, k=count))

    def query(self) -> str:
        """What somebody types on the way to one or two words: a beginning of one to eight letters."""
        words = self._chance.choices(self.all, cum_weights=self._weights, k=self._chance.choice((1, 1, 2)))
        return " ".join(word[: self._chance.randint(1, 8)] for word in words)


def fill(vault: Vault, cases: int, words: Words) -> None:
    """A case each for many people: three notes, two events, a decision, a screening, an attachment's row."""
    keep_questionnaire(vault)
    for _ in range(cases):
        person = a_person(words.text(1).title(), words.text(1).title())
        case = a_case(person)
        vault.people.add(person)
        vault.cases.add(case)
        for _note in range(3):
            vault.notes.add(a_note(case, words.text(60)))
        for _event in range(2):
            vault.events.add(dataclasses.replace(an_event(case), what=words.text(20)))
        vault.decisions.add(dataclasses.replace(a_decision(case), reason=words.text(15)))
        vault.responses.add(a_form(case, answers(*(words.text(12) for _answer in range(25)))))


def milliseconds(work: Callable[..., object], *arguments: object) -> float:
    start = time.perf_counter()
    work(*arguments)
    return (time.perf_counter() - start) * 1000


def processor_milliseconds(work: Callable[..., object], *arguments: object) -> float:
    """As `milliseconds`, but only the time that a processor spent on it: other programs do not count."""
    start = time.process_time()
    work(*arguments)
    return (time.process_time() - start) * 1000


def line(name: str, times: Sequence[float]) -> float:
    ranks = statistics.quantiles(times, n=100)
    print(f"{name:<42} median {ranks[49]:7.2f} ms   p95 {ranks[94]:7.2f} ms   p99 {ranks[98]:7.2f} ms")
    return ranks[49]


class Plain:
    """The same autosave without a key: the same SQLite, schema, settings and statements.

    The standard library's SQLite may be older than ours and then reads neither our schema nor our index.
    """

    def __init__(self, path: Path, columns: dict[str, object]) -> None:
        self._connection = dbapi2.connect(str(path), isolation_level=None)
        for name, text, _expected in SETTINGS:
            if not name.startswith("cipher"):
                self._connection.execute(f"PRAGMA {name} = {text}")
        for migration in our_migrations():
            for statement in statements(migration.sql):
                self._connection.execute(statement)
        self._connection.execute(
            "PRAGMA foreign_keys = OFF"
        )  # one response is enough, without its case and person
        places = ", ".join(f":{name}" for name in columns)
        self._connection.execute(f"INSERT INTO responses ({', '.join(columns)}) VALUES ({places})", columns)  # noqa: S608 - our own names
        self._connection.execute(
            "INSERT INTO record_texts (kind, record_id, case_id, label, body) VALUES ('response', ?, ?, ?, ?)",
            (columns["id"], columns["case_id"], columns["title"], answer_text(str(columns["content"]))),
        )
        self._id = columns["id"]

    def save(self, content: str) -> None:
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        run(
            "UPDATE responses SET content = ?, place = ?, sections_done = ?, sections_total = ?, changed_at = ? "
            "WHERE id = ?",
            (content, "s2", 2, 5, NOW.isoformat(), self._id),
        )
        run("INSERT INTO drafts_to_index (response_id) VALUES (?) ON CONFLICT DO NOTHING", (self._id,))
        run("COMMIT")


def drafts(words: Words, count: int) -> Iterator[str]:
    """A screening of about 100 answers in which one grows, as while typing."""
    fixed = [words.text(12) for _ in range(100)]
    for number in range(count):
        yield answers(*fixed, words.text(4 + number % 40))


def save_in_full_vault(vault: Vault, words: Words, count: int) -> None:
    form = a_form(vault.cases.open_cases()[0], next(drafts(words, 1)))
    vault.responses.add(form)
    times = [
        milliseconds(vault.responses.save_draft, form.id, content, "s2", 2, 5, NOW)
        for content in drafts(words, count)
    ]
    line("autosave commit, full vault", times)
    print(f"{'first search after typing, full vault':<42} {milliseconds(vault.search, 'anything'):.1f} ms")


def compare_saves(folder: Path, vault: Vault, words: Words, count: int) -> None:
    case = keep_case(vault)
    form = a_form(case, next(drafts(words, 1)))
    vault.responses.add(form)
    row = vault.database.row("SELECT * FROM responses WHERE id = ?", (form.id,))
    plain = Plain(folder / "plain.db", dict(zip(row.keys(), row, strict=True)))
    ours, theirs = [], []
    for number, content in enumerate(drafts(words, count)):
        at = NOW + timedelta(seconds=number)
        ours.append(milliseconds(vault.responses.save_draft, form.id, content, "s2", 2, 5, at))
        theirs.append(milliseconds(plain.save, content))
    ratio = line("autosave commit, vault", ours) / line("autosave commit, plain SQLite", theirs)
    print(f"{'ratio':<42} {ratio:.2f} (aim: at most 2)")


def search(vault: Vault, words: Words, count: int) -> None:
    queries = [words.query() for _ in range(count)]
    for query in queries[:20]:
        vault.search(query)
    line("search, everything", [milliseconds(vault.search, query) for query in queries])
    line(
        "search, everything, processor time",
        [processor_milliseconds(vault.search, query) for query in queries],
    )
    line(
        "search, people by name",
        [milliseconds(vault.people.search, query) for query in queries],
    )
    worst = max(queries, key=lambda query: milliseconds(vault.search, query))
    print(f"{'slowest':<42} {worst!r} (aim: p95 at most 20 ms)")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--saves", type=int, default=300)
    chosen = parser.parse_args()
    words = Words(random.Random(20261124))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        key = create_vault(folder / "vault", "violet tractor lamp seventeen", cost=FLOOR_COST).key
        with Vault.open(folder / "vault", key) as vault:
            compare_saves(folder, vault, words, chosen.saves)
            with vault.transaction():
                print(
                    f"{'filling ' + str(chosen.cases) + ' cases':<42} {milliseconds(fill, vault, chosen.cases, words):.0f} ms"
                )
            save_in_full_vault(vault, words, chosen.saves)
            search(vault, words, 1000)
            line("people.recent", [milliseconds(vault.people.recent) for _ in range(50)])
            line("cases.open_cases", [milliseconds(vault.cases.open_cases) for _ in range(20)])
        print(f"{'database':<42} {(folder / 'vault' / 'vault.db').stat().st_size / 1e6:.0f} MB")
        start = time.perf_counter()
        with Vault.open(folder / "vault", key) as vault:
            print(f"{'open':<42} {(time.perf_counter() - start) * 1000:.1f} ms")


if __name__ == "__main__":
    main()
