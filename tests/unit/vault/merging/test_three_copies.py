"""Three copies of one vault, written in and joined by chance: in whatever order, all end with one record, and joining comes to rest."""

from __future__ import annotations

import itertools
import os
import random
import shutil
from pathlib import Path

import pytest

from prevent_desktop.vault.vault import Vault
from tests.unit.vault.conftest import Made
from tests.unit.vault.merging.test_merging_properties import Step, Worker, begin, said, whole, without_twins
from tests.unit.vault.merging.two_laptops import Laptop

WORK = (
    "note", "event", "decision", "field", "entry", "rename", "drop", "draft", "write", "write", "finish", "pack", "queue", "receipt",
    "status", "status", "review", "done", "attachment", "describe", "describe",
)  # fmt: skip
TEXTS = ("one", "two", "one more", "three")


@pytest.mark.parametrize("seed", range(int(os.environ.get("THREE_COPIES_SEEDS", "2"))))
def test_in_whatever_order_three_copies_are_joined_they_end_with_one_record(
    made: Made, tmp_path: Path, seed: int
) -> None:
    chance, minute = random.Random(seed), 60
    copies = three(made, tmp_path)
    for _turn in range(6):
        if chance.random() < 0.7:
            minute = work(chance.choice(copies), chance, minute)
        else:
            one, other = chance.sample(copies, 2)
            one.join(other, minute=minute)
    pairs = list(itertools.permutations(copies, 2))
    for _round in range(2):
        chance.shuffle(pairs)
        for one, other in pairs:
            one.join(other, minute=2000)
    found, alike = [], True
    for copy in copies:
        with copy.opened() as vault:
            found.append(whole(vault))
            alike = alike and without_twins(vault)
    first, *others = found if alike else map(said, found)
    assert others == [first, first]
    assert not any(one.join(other, minute=3000).lines() for one, other in pairs)


def three(made: Made, folder: Path) -> list[Laptop]:
    """As they were before any of them was written in."""
    with Vault.open(made.folder, made.key) as vault:
        begin(vault)
    copies = [Laptop(folder / str(number), made.key) for number in range(3)]
    for copy in copies:
        shutil.copytree(made.folder, copy.folder)
    return copies


def work(copy: Laptop, chance: random.Random, minute: int) -> int:
    """Some steps there; the time on the clock when they are done."""
    with copy.opened() as vault:
        worker = Worker(vault, minute, [])
        for _step in range(chance.randint(1, 3)):
            step: Step = (chance.choice(WORK), chance.randrange(10), chance.choice(TEXTS))
            worker.do(step)
    return worker.minute
