"""A full disk, a largest size for files, a read-only folder: the real workflows lose nothing and say why (FAULTS 3).

    python -m tests.faults full_disk --runs 1000 [--seed 1]

Each run copies a vault with its outbox to a small disk of its own (in memory; only root on Linux can mount one: where
that cannot be done, the size limit alone is tried), does one piece of work in a child while the disk takes nothing
more, at a random moment from "before unlocking" to "in the middle", and names what is done. Then there is copy again:
the vault must open and be whole, and all that was named must be there. An error must be one of ours, in plain
sentences. The vault must open in each case, for reading alone where nothing else can be.

Controls that must be caught: answers that are named before they are saved, and a slot file that is written in place.
Ends with 0 when all that holds.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from prevent_desktop.errors import PreventDesktopError, ProgramError
from prevent_desktop.vault import integrity
from prevent_desktop.vault.keys import key_slots
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.vault_admin.damage import open_or_what_is_left
from tests.faults import full_disk_works as works
from tests.faults.full_disk_works import Ack, Example, FullCopy
from tests.faults.harness import ask, fork
from tests.unit.vault.disks import CAN_MOUNT, SmallDisk, small_disk

_DISK_MEGABYTES = 24
_LEFT_BYTES = (0, 0, 4096, 20_000, 100_000, 400_000)
_FULL, _LIMIT, _READ_ONLY = "full disk", "size limit", "read-only folder"

OpenWork = Callable[[Vault, FullCopy, Ack], None]
FolderWork = Callable[[FullCopy, Ack], None]

WITH_VAULT: tuple[OpenWork, ...] = (
    works.autosave, works.finalise, works.attach, works.pack, works.view, works.backup,
)  # fmt: skip
WITHOUT: tuple[FolderWork, ...] = (works.change_slot, works.bring_back)


@dataclass(frozen=True)
class Harm:
    """What happens to the disk, and when: `at_once` before the vault is opened, else while it is open."""

    kind: str
    at_once: bool
    size: int

    @classmethod
    def any(cls, chance: random.Random, *, mounted: bool) -> Harm:
        kind = chance.choice((_FULL, _FULL, _LIMIT, _READ_ONLY)) if mounted else _LIMIT
        size = chance.choice(_LEFT_BYTES) if kind == _FULL else chance.randrange(3_000_000)
        return cls(kind, kind == _READ_ONLY or chance.random() < 0.5, size)

    def strike(self, disk: SmallDisk) -> None:
        """Do it; a read-only disk is made by the parent."""
        if self.kind == _FULL:
            disk.fill(leave_bytes=self.size)
        elif self.kind == _LIMIT:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.size, resource.RLIM_INFINITY))


@dataclass
class Told:
    """What a child named, and what it said."""

    acked: list[str]
    sentences: list[str]
    faults: list[str]


def _in_child(work: Callable[[Ack], None]) -> Told:
    """Do `work` in a child; an error of ours is a sentence, any other a fault."""
    reading, writing = os.pipe()

    def told(kind: str, words: str) -> None:
        os.write(writing, json.dumps([kind, words]).encode() + b"\n")

    def run() -> None:
        try:
            work(lambda words: told("acked", words))
        except ProgramError as error:
            told("faults", f"{type(error).__name__}: {error}")
        except PreventDesktopError as error:
            plain = all((error.title, error.what_happened, error.next_step)) and "Error" not in str(error)
            told("sentences" if plain else "faults", f"{type(error).__name__}: {error}")
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is a fault
            told("faults", f"{type(error).__name__}: {error}")

    child = fork(run)
    os.close(writing)
    found = Told([], [], [])
    with os.fdopen(reading, "rb") as lines:
        for line in lines:
            kind, words = json.loads(line)
            getattr(found, kind).append(words)
    os.waitpid(child, 0)
    return found


def _open_and(work: OpenWork, copy: FullCopy, harm: Harm, disk: SmallDisk) -> Callable[[Ack], None]:
    def run(ack: Ack) -> None:
        if harm.at_once:
            harm.strike(disk)
        with open_or_what_is_left(copy.vault, copy.example.key) as vault:
            ack("read-only" if vault.is_read_only else "opened")
            vault.people.all()
            if not harm.at_once:
                harm.strike(disk)
            work(vault, copy, ack)

    return run


def _migrate(copy: FullCopy, harm: Harm, disk: SmallDisk) -> Callable[[Ack], None]:
    def run(ack: Ack) -> None:
        harm.strike(disk)
        with open_or_what_is_left(copy.disk / "old", copy.example.old_key) as vault:
            ack("read-only" if vault.is_read_only else "opened")
            vault.people.all()

    return run


def _without(work: FolderWork, copy: FullCopy, harm: Harm, disk: SmallDisk) -> Callable[[Ack], None]:
    def run(ack: Ack) -> None:
        harm.strike(disk)
        work(copy, ack)

    return run


@contextlib.contextmanager
def _read_only(harm: Harm, disk: SmallDisk) -> Iterator[None]:
    if harm.kind == _READ_ONLY:
        with disk.read_only():
            yield
    else:
        yield


def one_run(
    copy: FullCopy, disk: SmallDisk, harm: Harm, work: OpenWork | FolderWork | None
) -> tuple[Told, list[str]]:
    """Do `work` (None: migrate an older vault) under `harm`; what was told, and every failure in words."""
    before = works.old_rows(copy.disk / "old", copy.example.old_key) if work is None else 0
    if work is None:
        run = _migrate(copy, harm, disk)
    elif work in WITHOUT:
        run = _without(work, copy, harm, disk)
    else:
        run = _open_and(work, copy, harm, disk)  # type: ignore[arg-type]
    with _read_only(harm, disk):
        told = _in_child(run)
    (disk.folder / "ballast").unlink(missing_ok=True)
    failures = [f"a fault: {fault}" for fault in told.faults]
    if work not in WITHOUT and not {"opened", "read-only"} & set(told.acked):
        failures.append(f"the vault did not open: {told.sentences}")
    try:
        failures += _look(copy, told, changed=work is works.change_slot, old_rows=before)
    except Exception as error:  # noqa: BLE001 - whatever it is, something was lost
        failures.append(f"afterwards: {type(error).__name__}: {error}")
    return told, failures


def _look(copy: FullCopy, told: Told, *, changed: bool, old_rows: int) -> Iterator[str]:
    with Vault.open(copy.vault, copy.example.key) as vault:
        integrity.check_at_unlock(vault)
        yield from works.what_is_lost(copy, vault, told.acked)
        yield from works.what_is_half(copy, vault)
        integrity.check(vault)
    if changed and not works.opens_by_a_passphrase(copy, changed="changed" in told.acked):
        yield "no passphrase opens it"
    if old_rows:
        with Vault.open(copy.disk / "old", copy.example.old_key) as vault:
            integrity.check_at_unlock(vault)
        if works.old_rows(copy.disk / "old", copy.example.old_key) != old_rows:
            yield "rows of the older vault are gone"


def _runs(
    disk: SmallDisk, example: Example, runs: int, chance: random.Random
) -> Iterator[tuple[str, Told, list[str]]]:
    for number in range(runs):
        work = chance.choice((*WITH_VAULT, *WITHOUT, None))
        harm = Harm.any(chance, mounted=CAN_MOUNT)
        told, failures = one_run(FullCopy.on(disk.folder, example), disk, harm, work)
        name = f"{'migrate' if work is None else work.__name__}, {harm.kind}"
        yield name, told, [f"run {number}: {name} ({harm}): {failure}" for failure in failures]


def lost_by_careless_autosave(disk: SmallDisk, example: Example, chance: random.Random, runs: int) -> int:
    """In how many runs the harness saw that answers were named and not saved."""
    return sum(
        bool(one_run(FullCopy.on(disk.folder, example), disk, Harm(_LIMIT, at_once=False, size=chance.randrange(900_000)), works.careless_autosave)[1])
        for _run in range(runs)
    )  # fmt: skip


def lost_by_slots_in_place(disk: SmallDisk, example: Example) -> int:
    """Whether the harness saw that a slot file that is written in place is gone on a full disk."""

    def in_place(target: Path, content: bytes) -> None:
        with target.open("r+b") as file:
            file.truncate()
            file.write(content)

    copy, told = FullCopy.on(disk.folder, example), Harm(_LIMIT, at_once=True, size=100)
    with mock.patch.object(key_slots, "write_replacing", in_place):  # what a careless program would do
        return len(one_run(copy, disk, told, works.change_slot)[1])


@contextlib.contextmanager
def some_disk(folder: Path) -> Iterator[SmallDisk]:
    """A small disk of its own where one can be mounted; else a folder."""
    if CAN_MOUNT:
        with small_disk(folder, _DISK_MEGABYTES) as disk:
            yield disk
    else:
        folder.mkdir()
        yield SmallDisk(folder)


def main(arguments: Sequence[str]) -> int:
    asked = ask(
        arguments,
        __doc__,
        name="full_disk",
        runs=100,
        more=lambda parser: parser.add_argument("--control-runs", type=int, default=40, metavar="N"),
    )
    control_runs: int = asked.options.control_runs
    failures: list[str] = []
    done: Counter[str] = Counter()
    said: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        example = Example.make(Path(name))
        with some_disk(Path(name) / "disk") as disk:
            for kind, told, wrong in _runs(disk, example, asked.runs, asked.chance):
                done[kind] += 1
                said.update(sentence.split(".")[0] for sentence in told.sentences)
                said.update(f"({each})" for each in told.acked if each in {"opened", "read-only"})
                failures += wrong
            careless = lost_by_careless_autosave(disk, example, asked.chance, control_runs)
            in_place = lost_by_slots_in_place(disk, example)
    print("  tried:", ", ".join(f"{kind} {count}" for kind, count in sorted(done.items())))
    print("  said:", "; ".join(f"{words} {count}" for words, count in said.most_common()))
    return asked.tell(
        failures,
        controls={
            "answers named before they are saved": careless and f"in {careless} of {control_runs} runs",
            "a slot file written in place": bool(in_place),
        },
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
