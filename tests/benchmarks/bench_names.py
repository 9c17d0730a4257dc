"""A school's list, from the file to the vault, against reading the same CSV and inserting its rows bare.

    python -m tests.benchmarks.bench_names [--pupils 1500] [--rounds 5]

Aim: under 5 s for 1,500 pupils, a CSV or a workbook, the confined process included. Bare is Python's csv and one INSERT for each row
into SQLCipher in the same settings, one transaction.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.tables.asking import PROCESSES
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.settings import save_practitioner
from prevent_desktop.workflows.people.roll import forget_roll, offered_pupils, plan_roll, take_roll
from prevent_desktop.workflows.people.roll_file import read_roll_file
from tests.unit.tables.making import workbook
from tests.unit.workflows.people.rolls import csv_of, school

LEAD = Practitioner(name="Lead", role="Lead", organisation="School", kinds=("lead",))
TODAY = date(2026, 11, 29)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pupils", type=int, default=1_500)
    parser.add_argument("--rounds", type=int, default=5)
    wanted = parser.parse_args()
    rows = school(wanted.pupils)
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "names.csv").write_bytes(csv_of(rows))
        (here / "names.xlsx").write_bytes(workbook(rows))
        created = create_vault(here / "vault", "seven quiet otters under bridges", cost=FLOOR_COST)
        with Vault.open(here / "vault", created.key) as vault:
            save_practitioner(vault, LEAD)
            _measure(vault, here, wanted.pupils, wanted.rounds)


def _measure(vault: Vault, here: Path, pupils: int, rounds: int) -> None:
    bare = _median(lambda: _bare(vault, here / "names.csv"), rounds)
    print(f"{pupils} pupils, bare csv and INSERT: {bare * 1_000:8.1f} ms")
    for kind in ("csv", "xlsx"):
        path = here / f"names.{kind}"
        PROCESSES.close()
        first = _timed(lambda path=path: _take(vault, path))  # type: ignore[misc]
        ready = _median(lambda path=path: _take(vault, path), rounds)  # type: ignore[misc]
        again = _median(lambda path=path: _take(vault, path, fresh=False), rounds)  # type: ignore[misc]
        print(
            f"{kind:4} looked at and taken: {ready * 1_000:8.1f} ms (ratio {ready / bare:.1f}); "
            f"with the start of the process {first:.2f} s; the same once more {again * 1_000:.1f} ms"
        )
    asked = _median(lambda: offered_pupils(vault, "ami beg", limit=12), 20)
    print(f"who is offered for letters typed: {asked * 1_000:.2f} ms")


def _take(vault: Vault, path: Path, *, fresh: bool = True) -> None:
    if fresh:
        forget_roll(vault)
    take_roll(vault, plan_roll(vault, read_roll_file(path, today=TODAY)), now=datetime.now(UTC))


def _bare(vault: Vault, path: Path) -> None:
    vault.database.run("CREATE TABLE IF NOT EXISTS bare (a, b, c, d, e, f, g, h)")
    vault.database.run("DELETE FROM bare")
    with vault.transaction(), path.open(newline="", encoding="utf-8") as file:
        for row in csv.reader(file):
            vault.database.run("INSERT INTO bare VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def _timed(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def _median(work: Callable[[], object], rounds: int) -> float:
    return statistics.median(_timed(work) for _ in range(rounds))


if __name__ == "__main__":
    main()
