"""What a vault states of the id under which it wrote before its disk was lost: its own words alone, and no longer than is true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from prevent_desktop.casework.team.roster import LastSet
from prevent_desktop.casework.team.set_codec import digest_of, encode
from prevent_desktop.workflows.team.change_sets.judging import Wanted, judge
from prevent_desktop.workflows.team.circles.circle_book import CircleBook, Known
from prevent_desktop.workflows.team.circles.ended_writers import (
    LONGEST_GAP,
    Ended,
    Gap,
    as_last_sets,
    ended_in,
)
from prevent_desktop.workflows.team.circles.heads import Tells
from prevent_desktop.workflows.team.circles.known import NotWaitedFor
from prevent_desktop.workflows.team.circles.verdicts import Kind, Reason
from tests.unit.workflows.team.circle_vaults import NOW
from tests.unit.workflows.team.test_heads import MONDAY, a_list, known, told
from tests.unit.workflows.team.test_judging import a_set, book, said, sealed, standing, statement

D = "d" * 64


def at(number: int) -> LastSet:
    return LastSet(writer="v-pl", number=number, digest=D)


def stating(number: int, *last: LastSet, by: str = "v-pl", rank: int = 2) -> Known:
    made = statement(rank)
    stated = replace(made.statement, by=by, until={"v-pl": number}, last=last)
    return Known(stated, f"{rank + 100:064x}")


def book_of(*stated: Known) -> CircleBook:
    return book(statement(1), *stated)


@pytest.mark.parametrize(
    "gaps",
    [
        (),
        (Gap(at(8), at(9)),),
        (Gap(None, at(1)),),
        (Gap(None, at(2)), Gap(at(5), at(7))),
        (Gap(at(3), at(4)), Gap(at(5), at(6))),
    ],
)
def test_gaps_are_read_as_they_were_stated(gaps: tuple[Gap, ...]) -> None:
    one = stating(12, *sorted(as_last_sets(gaps)))
    assert ended_in(book_of(one)) == {"v-pl": Ended(number=12, gaps=gaps, stated=one.digest)}


def test_what_it_stated_last_counts() -> None:
    first, second = stating(5), stating(8, rank=3)
    assert ended_in(book_of(first, second))["v-pl"].number == 8


def test_nobody_states_it_of_a_colleagues_changes() -> None:
    assert ended_in(book_of(stating(8, at(8), at(9), by="v-sf"))) == {}


def test_a_gap_that_is_too_long_or_says_two_things_of_one_number_is_none() -> None:
    longest = Gap(at(8), at(8 + LONGEST_GAP))
    assert ended_in(book_of(stating(99, *sorted(as_last_sets([longest])))))["v-pl"].gaps == (longest,)
    too_long = (at(8), at(9 + LONGEST_GAP))
    assert ended_in(book_of(stating(99, *too_long)))["v-pl"].gaps == ()
    twice = (at(8), at(9), replace(at(9), digest="e" * 64))
    assert ended_in(book_of(stating(99, *twice)))["v-pl"].gaps == ()


def test_of_one_statement_no_more_is_taken_than_can_be_asked_for_again_and_again() -> None:
    many = [at(number) for number in range(1, 101)]
    assert len(ended_in(book_of(stating(200, *many)))["v-pl"].gaps) == 10
    one = stating(5)
    until = {f"v-pl~{number:08x}": 5 for number in range(100)}
    flood = replace(one, statement=replace(one.statement, until=until))
    assert len(ended_in(book_of(flood))) == 20


def test_only_what_comes_right_after_the_gap_is_stepped_over() -> None:
    ended = Ended(number=12, gaps=(Gap(at(8), at(10)),))
    assert [ended.step_over(here) for here in (7, 8, 9, 10)] == [None, at(10), at(10), None]


def test_a_set_that_goes_on_from_a_lost_one_counts_and_no_other() -> None:
    lost = LastSet(writer="v-pl", number=2, digest=D)
    here = standing({("v-pl", 1): ["1" * 64]}, lost=[lost])
    third = Wanted(writer="v-pl", number=3)
    assert said(judge(sealed(a_set(3, previous=D)), third, here)) == (Kind.VALID, None)
    assert said(judge(sealed(a_set(3, previous="e" * 64)), third, here)) == (Kind.WAITS, Reason.GAP)
    beside = standing({("v-pl", 2): ["2" * 64]}, lost=[lost])
    assert said(judge(sealed(a_set(3, previous=D)), third, beside)) == (Kind.VALID, None)


def test_the_lost_one_counts_when_it_comes_after_all() -> None:
    first, second = a_set(), a_set(2, previous=digest_of(encode(a_set())))
    lost = LastSet(writer="v-pl", number=2, digest=digest_of(encode(second)))
    here = standing({("v-pl", 1): [digest_of(encode(first))]}, lost=[lost])
    assert judge(sealed(second), Wanted(writer="v-pl", number=2), here).kind is Kind.VALID


# -- what is told (five changes of PL are here)


def ended(one: Ended, digests: Callable[[str, int], list[str]] = lambda *_place: []) -> dict[str, Any]:
    lost = NotWaitedFor(stated={"v-pl": replace(one, stated="s")}, heard={"s": NOW})
    return {"lost": lost, "digests": digests}


ENDED = ended(Ended(number=5))


def test_what_is_beyond_the_end_was_lost() -> None:
    assert told(known(cited={"v-pl": 7}, **ENDED)) == [(Tells.LOST, "v-pl", 2)]
    assert told(known(cited={"v-pl": 5}, **ENDED)) == []
    assert told(known(cited={"v-pl": 7}, **ENDED), MONDAY + timedelta(days=31))[:1] != [
        (Tells.LOST, "v-pl", 2)
    ]


def test_what_a_colleague_has_is_missing_and_not_lost() -> None:
    has_six = {"v-sf~1": a_list("v-sf~1", v_pl=6)}
    assert told(known(cited={"v-pl": 7}, lists=has_six, **ENDED)) == [(Tells.MISSING, "v-pl", 2)]


def test_what_only_somebody_had_who_went_is_lost() -> None:
    gone = {"v-kb": a_list("v-kb", v_pl=6)}
    assert told(known(cited={"v-pl": 7}, lists=gone, **ENDED)) == [(Tells.LOST, "v-pl", 2)]


def test_what_its_vault_has_and_has_not_come_here_is_missing_beside_what_was_lost() -> None:
    further = ended(Ended(number=6))
    assert told(known(cited={"v-pl": 8}, **further)) == [(Tells.MISSING, "v-pl", 1), (Tells.LOST, "v-pl", 2)]


def test_a_gap_is_lost_until_it_comes() -> None:
    end = Ended(number=5, gaps=(Gap(at(1), at(3)),))
    gap = ended(end)
    assert told(known(cited={"v-pl": 5}, **gap)) == [(Tells.LOST, "v-pl", 2)]
    one_came = ended(end, lambda _writer, number: [D] if number == 2 else [])
    assert told(known(cited={"v-pl": 5}, **one_came)) == [(Tells.LOST, "v-pl", 1)]


def test_a_number_that_is_far_too_high_is_no_trouble() -> None:
    assert told(known(cited={"v-pl": 2**53 - 1}, **ENDED)) == [(Tells.LOST, "v-pl", 2**53 - 6)]
