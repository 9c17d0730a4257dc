"""How long the joining of two copies of a large vault takes, beside a plain backup of it in the same run.

    python -m tests.benchmarks.bench_merge [--cases 10000] [--gigabytes 2] [--notes 10000]

The other copy has `--notes` new notes, a tenth as many new people with a case, and as many forms. Attachments are
linked, not copied, to make the two copies. Prints seconds, ratios, and the most memory that the joining took.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import random
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from prevent_desktop.vault.copies.backup import BackupSource, write_backup
from prevent_desktop.vault.copies.progress import SILENT
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.merging import merging
from prevent_desktop.vault.merging.other_copy import take_other
from prevent_desktop.vault.vault import Vault, utc_now
from tests.benchmarks.bench_vault import Words
from tests.benchmarks.growth_vault import made
from tests.unit.vault.examples import NOW, a_case, a_form, a_note, a_person, answers
from tests.unit.vault.merging.two_laptops import MEANING

_MEGA = 1024  # ru_maxrss is in kB


def copy_of(folder: Path, target: Path) -> None:
    """The vault again, its sealed files linked: they never change."""

    def bring(source: str, destination: str) -> None:
        (os.link if source.endswith(".age") else shutil.copy2)(source, destination)

    shutil.copytree(folder, target, copy_function=bring)


def work_there(folder: Path, key: VaultKey, notes: int) -> None:
    words = Words(random.Random(3))
    with Vault.open(folder, key) as vault:
        cases = vault.database.rows("SELECT id FROM cases ORDER BY rowid LIMIT ?", (notes,))
        found = [vault.cases.get(row["id"]) for row in cases]
        for start in range(0, notes, 500):
            with vault.transaction():
                for number in range(start, min(start + 500, notes)):
                    case = found[number % len(found)]
                    if number % 10 == 0:
                        person = a_person(words.text(1).title(), words.text(1).title())
                        case = a_case(person)
                        vault.people.add(person)
                        vault.cases.add(case)
                        vault.responses.add(a_form(case, answers(*(words.text(12) for _one in range(25)))))
                    at = NOW + timedelta(days=1, seconds=number)
                    vault.notes.add(dataclasses.replace(a_note(case, words.text(60)), written_at=at))
                    vault.audit.append("note.written", case.id)


def timed(name: str, work: Callable[[], object], found: dict[str, tuple[float, float]]) -> None:
    started, busy = time.perf_counter(), time.process_time()
    work()
    found[name] = (time.perf_counter() - started, time.process_time() - busy)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--gigabytes", type=float, default=2)
    parser.add_argument("--notes", type=int, default=10_000)
    chosen = parser.parse_args()
    grown = made(chosen.cases, chosen.gigabytes)
    seconds: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory(dir=grown.folder.parent) as name:
        here, there = Path(name) / "here", Path(name) / "there"
        copy_of(grown.folder, here)
        Vault.open(here, grown.key).close()  # brought to the newest schema
        copy_of(here, there)
        work_there(there, grown.key, chosen.notes)
        source = BackupSource(here, grown.key)
        timed("backup", lambda: write_backup(source, Path(name) / "backup", made_at=utc_now()), seconds)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with Vault.open(here, grown.key) as vault:
            timed("copy and check", lambda: take_other(here, grown.key, there, SILENT), seconds)
            other = take_other(here, grown.key, there, SILENT)
            timed("look", lambda: merging.look(vault, other, MEANING, at=NOW), seconds)
            timed("join", lambda: merging.join(vault, other, MEANING, at=NOW), seconds)
            timed("join again", lambda: merging.join(vault, other, MEANING, at=NOW), seconds)
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for step, (took, busy) in seconds.items():
        part = took / seconds["backup"][0]
        print(f"{step:16} {took:7.1f} s   {busy:6.1f} s of a processor   {part:.2f} of a backup")
    print(
        f"memory: {most / _MEGA:.0f} MiB at most, {(most - before) / _MEGA:.0f} MiB more than before the joining"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
