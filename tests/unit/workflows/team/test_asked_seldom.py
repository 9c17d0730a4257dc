"""What nobody waits for any more is asked for at each start and once a day: fetching stays flat, however much was lost. Counted at a real store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from prevent_desktop.workflows.team.circles.spare_circles import HEADS
from tests.faults.team_laptops import Laptop
from tests.unit.workflows.team.test_giving_up import give_up
from tests.unit.workflows.team.test_lost_disks import Disk, begun_disk, forget_unput
from tests.unit.workflows.team.test_round import Open

HEADS_ALONE = 1 + HEADS
"""Requests of a round that asks for what is new: the circle of all, the restricted one, which the lead began, and those that stand for none."""
A_DAY = 86_400


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return begun_disk(tmp_path)


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def at_work(disk: Disk, laptop: Laptop, stack: ExitStack) -> Open:
    """Its program has just started, and asked for all."""
    return Open(disk.scene.founded, laptop, stack.enter_context(laptop.opened()))


def probing(one: Open, seconds: float = 61) -> int:
    """Requests of a round that asks for everything."""
    one.seconds += seconds
    return one.requests()


def test_what_was_lost_before_a_change_that_counts(disk: Disk, opened: ExitStack) -> None:
    for _each in range(3):
        disk.write_unput(disk.pl)
    forget_unput(disk.pl)
    disk.scene.write(disk.pl)
    disk.scene.meet(disk.pl, turns=1)
    disk.lose()
    disk.meet()
    lead = at_work(disk, disk.others[0], opened)
    usual = probing(lead)
    assert [probing(lead) for _each in range(3)] == [usual] * 3
    assert lead.requests() == HEADS_ALONE
    assert probing(lead, A_DAY) == usual + 3
    assert probing(lead) == usual
    lead.rounds.ask_for_all()
    assert lead.requests() == usual + 3, "somebody wants all of it now"


def test_what_was_lost_at_the_end_and_what_was_given_up(disk: Disk, opened: ExitStack) -> None:
    lead, kim = disk.others
    disk.write_unput(disk.pl)
    disk.write_unput(disk.pl)
    disk.scene.meet(lead, kim, turns=1)
    waiting = at_work(disk, kim, opened)
    assert waiting.requests() > HEADS_ALONE, "somebody told of it, and it is asked for with each round"
    opened.close()
    disk.scene.next_day(lead, kim, days=3)
    give_up(lead)
    disk.scene.meet(lead, kim)
    at_rest = at_work(disk, kim, opened)
    usual = probing(at_rest)
    assert at_rest.requests() == HEADS_ALONE
    assert [probing(at_rest) for _each in range(2)] == [usual] * 2
    assert probing(at_rest, A_DAY) == usual + 2
