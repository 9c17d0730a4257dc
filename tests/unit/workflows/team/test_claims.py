"""A colleague's laptop may tell of changes that never were, 2^53 of them: all see whose word it is, it costs nobody anything, and a lead ends it."""

from __future__ import annotations

import tracemalloc
from contextlib import ExitStack
from dataclasses import replace
from typing import NamedTuple

import pytest

from prevent_desktop.errors import UsageError
from prevent_desktop.vault.team.tables import MOST_BY_HEARSAY
from prevent_desktop.workflows.team.change_sets.giving_up import ended_waits, stop_waiting_for_all
from prevent_desktop.workflows.team.change_sets.waits import waits
from prevent_desktop.workflows.team.circles.circle_book import HIGHEST
from prevent_desktop.workflows.team.circles.ended_writers import LONGEST_GAP
from prevent_desktop.workflows.team.circles.given_up import MOST_IN_ONE
from tests.faults.team_laptops import Laptop
from tests.unit.workflows.team.test_asked_seldom import at_work, disk, probing
from tests.unit.workflows.team.test_giving_up import give_up, the_wait
from tests.unit.workflows.team.test_lost_disks import Disk

__all__ = ["disk"]

PL_HAS = 1
AT_MOST_MORE = 5
"""Requests, such as for a list of heads of the next day, or of one turn more for each head, those of no circle too."""


def claim(disk: Disk, number: int) -> None:
    """KB's program was changed: it says of PL's changes that so many are there, in a change-set and in its list."""
    _lead, kim = disk.others
    with kim.opened() as vault:
        vault.database.run(
            "UPDATE team_heads SET number = ?, digest = ? WHERE vault = ?",
            (number, "ab" * 32, disk.pl.listed),
        )
    disk.scene.next_day(kim)
    disk.scene.write(kim)
    disk.scene.meet(kim, turns=2)


def told(disk: Disk, laptop: Laptop) -> list[str]:
    return [one.words for one in disk.state(laptop).not_come]


def test_the_words_say_whose_word_it_is_and_a_lead_ends_it_at_one_go(disk: Disk) -> None:
    lead, _kim = disk.others
    claim(disk, HIGHEST)
    disk.scene.meet(lead, disk.pl)
    words = f"KB’s laptop tells of {HIGHEST - PL_HAS} changes of PL that have not come"
    assert told(disk, lead) == [words]
    disk.scene.next_day(lead, disk.pl, days=3)
    one = the_wait(lead)
    assert (one.who, one.by, one.number) == ("P L", "K B", HIGHEST - PL_HAS)
    give_up(lead, "P L never wrote them.")
    disk.scene.meet(lead, disk.pl)
    assert told(disk, lead) == told(disk, disk.pl) == []
    disk.scene.write(lead, disk.pl)
    disk.scene.meet(lead, disk.pl, lead)
    disk.scene.all_have(4, lead, disk.pl)


def test_whoever_tells_of_more_every_day_does_not_put_off_that_a_lead_may_end_it(disk: Disk) -> None:
    lead, _kim = disk.others
    for day in range(4):
        claim(disk, 100 + day)
        disk.scene.next_day(lead)
        disk.scene.meet(lead, turns=1)
        with lead.opened() as vault:
            assert len(waits(vault, now=lead.now())) == (day > 1), day


def test_what_is_missing_beside_a_claim_is_given_up_with_it_and_what_came_after_that_counts(
    disk: Disk,
) -> None:
    lead, _kim = disk.others
    disk.scene.write(disk.pl, times=2)
    disk.scene.meet(disk.pl, turns=1)
    disk.scene.founded.journal.take_away(disk.scene.names(disk.pl).change_set(disk.pl.listed, 2))
    claim(disk, HIGHEST)
    disk.scene.meet(lead)
    disk.scene.next_day(lead, days=3)
    give_up(lead)
    disk.scene.meet(lead)
    disk.scene.all_have(3, lead)


class Cost(NamedTuple):
    """Requests of the first round after a start, and of one a minute later; and bytes that Python took."""

    first: int
    later: int
    memory: int


def cost(disk: Disk, laptop: Laptop) -> Cost:
    """Requests are counted at a real store."""
    journal = disk.scene.founded.journal
    before = journal.requests
    with ExitStack() as stack:
        tracemalloc.start()
        try:
            one = at_work(disk, laptop, stack)
            first, later = journal.requests - before, probing(one)
            _now, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    return Cost(first, later, most)


def test_it_costs_its_readers_nothing(disk: Disk) -> None:
    lead, _kim = disk.others
    usual = cost(disk, lead)
    claim(disk, HIGHEST)
    cost(disk, lead)  # takes in what KB wrote
    claimed = cost(disk, lead)
    assert max(claimed.first - usual.first, claimed.later - usual.later) <= AT_MOST_MORE
    assert claimed.memory < 2 * usual.memory
    disk.scene.next_day(lead, days=3)
    claimed = cost(disk, lead)
    give_up(lead)
    ended = cost(disk, lead)
    assert ended.first - claimed.first <= LONGEST_GAP + AT_MOST_MORE
    assert ended.later - claimed.later <= AT_MOST_MORE
    assert ended.memory < 2 * usual.memory


def claim_writers(disk: Disk, number: int) -> None:
    """KB's program tells of changes of so many ids of PL's laptop that never were."""
    lead, kim = disk.others
    with kim.opened() as vault:
        for one in range(number):
            vault.team.set_head(disk.scene.founded.main, f"{disk.pl.listed}~{one:08x}", 1, "ab" * 32)
    disk.scene.next_day(kim)
    disk.scene.write(kim)
    disk.scene.meet(kim, lead, turns=2)


def test_a_lead_ends_all_that_one_colleague_tells_of_at_one_go_and_all_hear_it(disk: Disk) -> None:
    lead, _kim = disk.others
    claim_writers(disk, 1_000)
    disk.scene.next_day(lead, disk.pl, days=3)
    disk.scene.meet(disk.pl, turns=2)
    assert told(disk, disk.pl)
    with lead.opened() as vault:
        several = waits(vault, now=lead.now())
        assert {one.by for one in several} == {"K B"}
        assert len(several) == MOST_BY_HEARSAY > MOST_IN_ONE, "more than one statement takes"
        gone = replace(several[0], writer=f"{disk.pl.listed}~ffffffff")
        stop_waiting_for_all(vault, (gone, *several), "PL never wrote them.", now=lead.now())
        assert waits(vault, now=lead.now()) == ()
        with pytest.raises(UsageError, match="cannot be ended now"):
            stop_waiting_for_all(vault, several, "PL never wrote them.", now=lead.now())
    disk.scene.meet(lead, disk.pl, turns=2)
    assert told(disk, lead) == told(disk, disk.pl) == []
    with disk.pl.opened() as vault:
        ended = ended_waits(vault, now=disk.pl.now())
        assert len({one for one in ended if "PL never wrote them." in one}) >= 1
    disk.scene.write(lead, disk.pl)
    disk.scene.meet(lead, disk.pl, lead)
    assert disk.scene.notes(lead) == disk.scene.notes(disk.pl)


def test_of_writers_that_never_were_only_so_many_are_looked_for_and_a_true_one_is_heard(disk: Disk) -> None:
    lead, _kim = disk.others
    usual = cost(disk, lead)
    claim_writers(disk, 1_000)
    with lead.opened() as vault:
        heads = vault.team.heads(disk.scene.founded.main).values()
        assert sum(one.number == 0 for one in heads) == MOST_BY_HEARSAY
    assert told(disk, lead) == [f"KB’s laptop tells of {MOST_BY_HEARSAY} changes of PL that have not come"]
    # those that signed words tell of, and those of the head; twice, since what is missed is told in the head
    assert cost(disk, lead).later - usual.later <= 4 * MOST_BY_HEARSAY + AT_MOST_MORE
    disk.lose()  # PL's laptop goes on under a new id, and says so itself with its next list
    disk.scene.write(disk.pl)
    disk.scene.meet(disk.pl)
    disk.scene.next_day(disk.pl, lead)
    disk.scene.meet(disk.pl, lead)
    assert len(disk.scene.notes(lead)) == 3
    assert disk.scene.notes(lead) == disk.scene.notes(disk.pl)
