"""A team's vaults on laptops that are killed, copied, restored and removed, over a mailbox that lies: all end the same (FAULTS 38).

    python -m tests.faults team_sync [--runs 200] [--seed 1] [--at-once 2] [--only 3] [--play 7]

Each run takes three or seven real vaults over a real folder, and lets people work in random turns: every kind of change that
reaches a circle, drafts, corrections, files, a person's details, differences and their settlement. Laptops are killed at any
step of their work or of a round, and their clocks jump by years. The store loses objects, gives others' in their place, cuts
them, withholds the newest, serves old heads, shows two members two histories, and is emptied. In the middle a laptop is
copied, one is brought back from a backup, and a member or a laptop is removed. Then the lies end and rounds are made until nothing
moves: all records are the same field by field, no word is lost that any present vault had and nobody wrote over who had seen
it, no word of the restricted circle stands in a vault of those it is kept from, and each lie was told to whom it was told to.
What was on a disk alone that is gone, or at somebody who went, nobody can give back; what a member had taken of them and the
lead had not comes to the lead, and counts once they say so. Rows whose file is nowhere any more wait, and that is told.

A lead keeps a case that all share from a colleague in the middle, too: nothing that was written in it since stands in theirs, and
whoever goes along has all of that case.

In one run of five a deputy wants a shared case to go at the end, and clocks jump: it stays until a lead agrees and each laptop has
known of it for a fortnight, and then goes at all.

A run can be tried again: with the `--seed` of all, and what the finding names (`--only`, `--play`), it is the same step by step on the same
code, whatever ran before it: each has a process of its own, and the teams that are founded, all that is drawn by chance, and the order of sets of texts
follow from the seeds. It says which course it took, so that two can be compared. Nothing goes by sealed bytes, which differ.

The controls are a sync that drops, one that applies what it has not seen the signature of, one that does a thing twice, and
one that takes the last to come for the newest: each must be caught.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import selectors
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import ClassVar
from unittest import mock

from prevent_desktop.casework.team.change_set import ROW
from prevent_desktop.casework.team.set_codec import payload_of
from prevent_desktop.vault.team.arriving import take_in
from prevent_desktop.vault.team.tables import DISPOSED, SetState, StoredSet
from prevent_desktop.vault.vault import Vault
from tests.faults.harness import Asked, ask, fork, memory_folder, was_killed
from tests.faults.seeded import all_chance_from, in_one_order
from tests.faults.team_laptops import Founded, Laptop, found
from tests.faults.team_ledger import rows_of
from tests.faults.team_play import STEPS, Play
from tests.faults.team_work import change_person

_TRIES = 4


@dataclass
class Templates:
    """Teams that were founded once, to be copied for each run."""

    place: Path
    made: dict[int, Founded] = field(default_factory=dict)

    def found_all(self) -> None:
        """Make each now, so that whoever is forked after this begins alike."""
        for size in sorted(STEPS):
            self.copy(size, self.place / f"first-{size}")

    def copy(self, size: int, place: Path) -> Founded:
        if size not in self.made:
            self.made[size] = found(self.place / f"team-{size}", size)
        return self.made[size].copy(place)


def one_run(
    templates: Templates,
    size: int,
    seed: int,
    place: Path,
    play: type[Play] = Play,
    ended: Callable[[str], object] = lambda _course: None,
) -> Iterator[str]:
    """What is wrong after one run, each thing as it is found; an error that ends the run names the run too.

    `ended` hears which course it took (`Play.course`).
    """
    chance, named = random.Random(seed), f"--only {size} --play {seed}"
    try:
        one = play(templates.copy(size, place), chance)
        with all_chance_from(seed):
            for wrong in one.run(one.steps or STEPS[size]):
                yield f"{named}: {wrong}"
        ended(one.course)
    except Exception as error:
        error.add_note(f"in {named}")
        raise
    finally:
        shutil.rmtree(place, ignore_errors=True)


def in_children(runs: Iterable[Callable[[], Iterator[str]]], at_once: int = 1) -> Iterator[str]:
    """What runs find, as they find it: each in a process that has done nothing but found the teams, so many at once.

    ChildFailedError where one ended by an error.
    """
    left, under_way = iter(runs), dict[int, _UnderWay]()

    def begin() -> None:
        for run in islice(left, 1):
            reader, writer = os.pipe()
            under_way[reader] = _UnderWay(fork(partial(_tell, run, writer)))
            os.close(writer)
            ready.register(reader, selectors.EVENT_READ)

    with selectors.DefaultSelector() as ready:
        for _lane in range(at_once):
            begin()
        while under_way:
            for key, _events in ready.select():
                if content := os.read(key.fd, 1 << 16):
                    yield from under_way[key.fd].lines(content)
                    continue
                ready.unregister(key.fd)
                os.close(key.fd)
                was_killed(under_way.pop(key.fd).child)
                begin()


@dataclass
class _UnderWay:
    """A process, and what it said of a line that is not whole yet."""

    child: int
    begun: bytes = b""

    def lines(self, content: bytes) -> Iterator[str]:
        *whole, self.begun = (self.begun + content).split(b"\n")
        yield from map(json.loads, whole)


def _tell(run: Callable[[], Iterator[str]], writer: int) -> None:
    with os.fdopen(writer, "w", encoding="utf-8") as out:
        for wrong in run():
            print(json.dumps(wrong), file=out, flush=True)


# -- controls


class OnlyWork(Play):
    """A run in which nothing goes wrong but what the control does, and somebody forges. All write about one thing, too."""

    steps: ClassVar[int] = 6
    disposes: ClassVar[float] = 0

    def do_work(self, laptop: Laptop, vault: Vault, times: int) -> None:
        super().do_work(laptop, vault, times)
        before = rows_of(vault, self.founded.main)
        if before:
            change_person(self.desk(laptop, vault, self.founded.main), "school")
            self.note(vault, self.founded.main, before)

    def events(self) -> list[Callable[[], object]]:
        return [self.forge]

    def lie_to(self, laptop: Laptop) -> None:
        del laptop

    def killed(self, laptop: Laptop) -> None:
        del laptop


def _drops(vault: Vault, arrived: StoredSet) -> StoredSet | None:
    """A sync that keeps every third set as nothing that counts, for a reason that is never judged again, and goes on behind it."""
    lost = int(arrived.digest[:8], 16) % 3 == 0 and arrived.state is SetState.APPLIED
    return take_in(vault, replace(arrived, state=SetState.SET_ASIDE, reason=DISPOSED) if lost else arrived)


def _twice(vault: Vault, arrived: StoredSet) -> StoredSet | None:
    """One that takes what came for something that was written here as well, and sends it on as its own."""
    kept = take_in(vault, arrived)
    vault.database.run("DELETE FROM team_units WHERE case_id = ?", (arrived.case_id,))
    vault.team.mark_dirty(arrived.case_id)
    return kept


def _last_wins(vault: Vault, arrived: StoredSet) -> StoredSet | None:
    """One for which whatever came last takes the place of all that others said before of the same thing."""
    kept = take_in(vault, arrived)
    if kept is not None and kept.state is SetState.APPLIED:
        for one in vault.team.sets_of(kept.case_id, kept.circle):
            if one.vault != kept.vault and _changed(one) & _changed(kept):
                vault.team.set_state(one, SetState.SET_ASIDE, DISPOSED)
    return kept


def _changed(one: StoredSet) -> set[tuple[object, ...]]:
    """What a set writes over."""
    operations = one.named.change_set.operations
    return {(each.table, each.key, each.unit) for each in operations if each.unit != ROW}


def _unsigned(kind: object, untrusted_jws: str, public_pem: str) -> bytes:
    """One that looks at no signature."""
    del kind, public_pem
    return payload_of(untrusted_jws)


_TAKE_IN = "prevent_desktop.workflows.team.rounds.taking_in.take_in"
CONTROLS: dict[str, tuple[str, Callable[..., object]]] = {
    "a sync that drops": (_TAKE_IN, _drops),
    "one that applies twice": (_TAKE_IN, _twice),
    "one that trusts the order of arrival": (_TAKE_IN, _last_wins),
    "one that believes an unsigned set": (
        "prevent_desktop.workflows.team.change_sets.judging.open_words",
        _unsigned,
    ),
}


def caught(templates: Templates, place: Path, what: str, broken: Callable[..., object]) -> bool:
    """Whether a sync that is broken on purpose is noticed within a few runs."""
    with mock.patch(what, broken):
        return any(
            list(one_run(templates, 3, seed, place / f"control-{seed}", OnlyWork)) for seed in range(_TRIES)
        )


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="team_sync", runs=10, more=_options)
    in_one_order("team_sync", arguments, asked.seed)
    failures = 0
    with tempfile.TemporaryDirectory(dir=memory_folder()) as name:
        templates = Templates(Path(name))
        templates.found_all()
        for wrong in in_children(_runs(asked, templates, Path(name)), asked.options.at_once):
            asked.found(wrong)
            failures += 1
        if asked.options.play is not None:
            return asked.tell(failures)
        controls = {one: caught(templates, Path(name), *CONTROLS[one]) for one in CONTROLS}
    return asked.tell(failures, controls=controls)


def _runs(asked: Asked, templates: Templates, place: Path) -> Iterator[Callable[[], Iterator[str]]]:
    """Each run that is asked for; the one that is named, alone."""
    again = asked.options.play
    ended = _no_matter if again is None else lambda course: print(f"  course {course}", flush=True)
    for run in asked.turns():
        size = asked.options.only or (3 if run % 2 == 0 else 7)
        seed = asked.chance.randrange(1 << 32)
        yield partial(
            one_run, templates, size, seed if again is None else again, place / f"run-{run}", ended=ended
        )
        if again is not None:
            return


def _no_matter(_course: str) -> None:
    """With a seed for all, each finding names its play."""


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--only", type=int, choices=sorted(STEPS), default=0, help="so many vaults in each run"
    )
    parser.add_argument("--at-once", type=int, default=1, metavar="N", help="so many runs side by side")
    parser.add_argument("--play", type=int, metavar="S", help="the one run alone that a finding names")
