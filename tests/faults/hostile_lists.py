"""Hostile lists of pupils: each is taken whole, or refused with its place, and the list before stays (faults 20 and 24).

    python -m tests.faults hostile_lists --runs 500 [--seed 1]      (Linux)

A run makes one list that is meant to hurt and brings it in as a person does. A finding is anything but our own errors; a
row of the file that is neither taken nor told; a list that is there in part, or another one than before after a refusal; a true
list that is refused, or one that is read wrong right afterwards; more than a minute, or a process over 440 MB (60 when it starts, 380 more). The controls, which must be
caught: reading without limits, without looking at the parts first, and leaving out the lines that are wrong.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from unittest import mock

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.confined.asking import ConfinedProcesses
from prevent_desktop.confined.spawn import own_command
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.tables import TABLE_PROCESS, asking
from prevent_desktop.tables.asking import read_table
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.settings import save_practitioner
from prevent_desktop.workflows.people import roll_file
from prevent_desktop.workflows.people.roll import plan_roll, take_roll
from prevent_desktop.workflows.people.roll_file import RollFile, judge, read_roll_file
from tests.faults.harness import PeakMemory, ask
from tests.faults.list_makers import MAKERS
from tests.made_vaults import copied_vault
from tests.unit.workflows.people.rolls import csv_of, read, school

MEGABYTES = 440
SECONDS = 60.0
TODAY = date(2026, 11, 29)
LEAD = Practitioner(name="Lead", role="Lead", organisation="School", kinds=("lead",))
_UNLIMITED = (
    "from prevent_desktop.confined import serving\n"
    "serving.confine = lambda _more, **_how: None\n"
    "serving.allow_seconds = lambda _more: None\n"
    "from prevent_desktop.tables import child\n"
    "child.main()\n"
)
_UNBOUND = (
    "from prevent_desktop.tables import child, workbooks\n"
    "workbooks._require_bounds = lambda _file: None\n"
    "child.main()\n"
)


@dataclass
class Outcome:
    """What came of the runs."""

    taken: int = 0
    told: int = 0
    refused: int = 0
    megabytes: float = 0.0
    findings: list[str] = field(default_factory=list)


def attack(
    runs: Iterable[int], seed: int, *, kinds: Sequence[str] = tuple(MAKERS), command: Sequence[str] = ()
) -> Outcome:
    """These runs, of these kinds in turn. `command` runs the process that reads them, where it is another than ours."""
    chance, outcome = random.Random(seed), Outcome()
    processes = ConfinedProcesses(lambda: command or own_command(TABLE_PROCESS))
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(asking, "PROCESSES", processes):
        created = copied_vault(Path(folder) / "vault", "seven quiet otters under bridges")
        with Vault.open(Path(folder) / "vault", created.key) as vault:
            save_practitioner(vault, LEAD)
            for number in runs:
                kind = kinds[number % len(kinds)]
                found = _one(vault, Path(folder), kind, chance, outcome)
                outcome.findings += [f"{kind}: {words}" for words in found]
        processes.close()
    outcome.megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    if outcome.megabytes > max(MEGABYTES, before):
        outcome.findings.append(f"{outcome.megabytes:.0f} MB")
    return outcome


def _one(vault: Vault, folder: Path, kind: str, chance: random.Random, outcome: Outcome) -> Iterator[str]:
    here = read(school(3))
    take_roll(vault, plan_roll(vault, here), now=datetime.now(UTC))
    before, started = vault.pupils.all(), time.process_time()
    path = folder / "names"
    path.write_bytes(MAKERS[kind](chance))
    PeakMemory()  # of a process that is started, the system counts the peak of whoever starts it: that begins anew here
    file: RollFile | None = None
    try:
        file = read_roll_file(path, today=TODAY)
        take_roll(vault, plan_roll(vault, file), now=datetime.now(UTC))
    except PreventDesktopError as error:
        outcome.told += file is not None
        outcome.refused += file is None
        if kind.startswith("a true"):
            yield f"refused: {error}"
        if vault.pupils.all() != before:
            yield "the list before did not stay"
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        yield type(error).__name__
    else:
        outcome.taken += 1
        if kind == "macros":
            yield "programs were taken"
        yield from _wrong(vault, path, file)
    if time.process_time() - started > SECONDS:
        yield "too slow"
    path.write_bytes(csv_of(school(2)))
    if len(read_roll_file(path, today=TODAY).pupils) != 2:
        yield "the next list was read wrong"


def _wrong(vault: Vault, path: Path, file: RollFile) -> Iterator[str]:
    """What is wrong with a list that was taken."""
    pupils = vault.pupils.all()
    with path.open("rb") as opened:
        rows = [row for row in read_table(opened).rows if any(cell.strip() for cell in row)]
    if not len(pupils) == len(file.pupils) == len(rows) - 1 - file.repeated:
        yield f"{len(rows)} rows, {len(pupils)} pupils"
    numbers = [pupil.upn for pupil in pupils if pupil.upn]
    if len(numbers) != len(set(numbers)):
        yield "two with one number"
    if not all(pupil.full_name and pupil.full_name.isprintable() for pupil in pupils):
        yield "a name that is none"


@contextmanager
def _lines_left_out() -> Iterator[None]:
    """Whatever is wrong is passed over in silence."""

    def lenient(table: asking.Table, today: date) -> RollFile:
        file = judge(table, today)
        rows = {problem.row for problem in file.problems}
        kept = tuple(row for number, row in enumerate(table.rows, 1) if number not in rows)
        return replace(judge(replace(table, rows=kept), today), problems=())

    with ExitStack() as broken:
        broken.enter_context(mock.patch.object(roll_file, "judge", lenient))
        yield


def control(name: str) -> bool:
    """Whether what is broken on purpose was caught."""
    if name == "lines left out":
        with _lines_left_out():
            return bool(
                attack(range(4), 4, kinds=("a day that does not exist", "two with one number")).findings
            )
    code, kind = (_UNBOUND, "macros") if name == "no bounds" else (_UNLIMITED, "cells without end")
    return bool(attack(range(1), 4, kinds=(kind,), command=[sys.executable, "-c", code]).findings)


CONTROLS = ("lines left out", "no bounds", "no limits")


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="hostile_lists", runs=500)
    outcome = attack(asked.turns(), asked.seed)
    print(
        f"{outcome.taken} taken, {outcome.told} told cell by cell, {outcome.refused} refused; "
        f"a process at most {outcome.megabytes:.0f} MB"
    )
    return asked.tell(outcome.findings, controls={name: control(name) for name in CONTROLS})
