"""What a lead gives up: read from statements as it was said, of leads alone; and never more is hidden by it than nobody has."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from prevent_desktop.casework.team.roster import LastSet, Role
from prevent_desktop.workflows.team.circles.circle_book import CircleBook, Known
from prevent_desktop.workflows.team.circles.ended_writers import Ended, ended_in
from prevent_desktop.workflows.team.circles.given_up import (
    MOST_ASKED,
    GivenUp,
    as_last_set,
    count_between,
    given_up_in,
    is_passed_over,
    merged,
    passed_over,
)
from prevent_desktop.workflows.team.circles.heads import Tells
from prevent_desktop.workflows.team.circles.known import NotWaitedFor, asked_seldom
from tests.unit.workflows.team.circle_vaults import NOW
from tests.unit.workflows.team.test_heads import MONDAY, a_list, known, told
from tests.unit.workflows.team.test_judging import TEAM, book, statement

WHY = "The laptop was thrown away."


def saying(*last: LastSet, by: str = "v-sf", rank: int = 2) -> Known:
    made = statement(rank)
    return Known(replace(made.statement, by=by, last=last), f"{rank + 100:064x}")


def said(after: int = 5, last: int = 7, why: str = WHY, writer: str = "v-pl") -> LastSet:
    return as_last_set(writer, after, last, why)


def book_of(*stated: Known, **how: Any) -> CircleBook:
    return book(statement(1), *stated, **how)


def test_it_is_read_as_it_was_said_by_a_lead() -> None:
    one = saying(said(), said(writer="v-pl~0a1b2c3d"))
    first, second = given_up_in(book_of(one))
    assert first == GivenUp(
        writer="v-pl", after=5, last=7, reason=WHY, by="v-sf", at=one.statement.at, stated=one.digest
    )
    assert (second.writer, list(second.numbers)) == ("v-pl~0a1b2c3d", [6, 7])


def test_a_deputys_word_counts_only_where_no_lead_shares_these_cases() -> None:
    assert given_up_in(book_of(saying(said(), by="v-pl"))) == ()
    alone = replace(
        TEAM,
        members=tuple(replace(one, left=MONDAY) if one.role is Role.LEAD else one for one in TEAM.members),
    )
    own = CircleBook(book().circle, alone, "v-pl", (statement(1), saying(said(), by="v-pl")))
    assert [one.by for one in given_up_in(own)] == ["v-pl"]
    own = CircleBook(book().circle, alone, "v-pl", (statement(1), saying(said(), rank=3)))
    assert [one.by for one in given_up_in(own)] == ["v-sf"], "the lead said so before they left"


@pytest.mark.parametrize("why", ["x" * 121, "two\nlines", "turned \u202e round", " "])
def test_words_that_cannot_be_told_say_nothing(why: str) -> None:
    assert given_up_in(book_of(saying(said(why=why)))) == ()


@pytest.mark.parametrize(
    "one",
    [
        said(after=7), said(after=8), LastSet(writer="given-up 05 v-pl why", number=7, digest="0" * 64),
        LastSet(writer="given-up v-pl why", number=7, digest="0" * 64), LastSet(writer="v-pl", number=7, digest="0" * 64),
    ],
)  # fmt: skip
def test_what_is_no_row_of_numbers_says_nothing(one: LastSet) -> None:
    assert given_up_in(book_of(saying(one))) == ()


def test_of_one_statement_no_more_is_taken_than_can_be_asked_for() -> None:
    many = [said(after=number, last=number + 1) for number in range(100)]
    assert len(given_up_in(book_of(saying(*many)))) == 20


def test_a_program_that_does_not_know_of_it_finds_nothing_in_it() -> None:
    """It reads `last` by the writers of `until`: for it nobody's changes end anywhere else."""
    without, beside = book_of(saying()), book_of(saying(said()))
    for one in (without, beside):
        assert (one.until, one.last_sets, ended_in(one)) == ({}, {}, {})


def test_only_few_in_a_row_are_passed_over_and_of_very_many_those_that_are_asked_for() -> None:
    passed = passed_over(book_of(saying(said(0, 100), said(100, 150), said(0, MOST_ASKED + 1, writer="x"))))
    assert passed == {"v-pl": (range(1, 151),), "x": (range(1, MOST_ASKED + 1),)}
    assert is_passed_over(range(90, 110), passed["v-pl"])
    assert not is_passed_over(range(90, 111), passed["v-pl"])
    assert not is_passed_over(range(150, 152), passed["v-pl"])
    assert not is_passed_over(range(3, 3), passed["v-pl"])


def test_numbers_that_were_given_up_twice_are_counted_once() -> None:
    assert merged([range(6, 8), range(1, 3), range(3, 5), range(7, 7)]) == (range(1, 5), range(6, 8))
    assert count_between([range(4, 8), range(6, 20)], 5, 9) == 4


# -- what is told (five changes of PL are here)


def giving_up(*last: LastSet, stated: Ended | None = None, came: Any = NOW, **changes: Any) -> Any:
    one = saying(*last)
    lost = NotWaitedFor(
        stated={} if stated is None else {"v-pl": replace(stated, stated="s")},
        given_up=given_up_in(book_of(one)),
        heard={one.digest: came, "s": NOW},
    )
    return known(lost=lost, digests=lambda *_place: [], **changes)


def test_what_was_given_up_is_not_told_as_missing_and_what_comes_later_is() -> None:
    assert told(giving_up(said(), cited={"v-pl": 7})) == [(Tells.GIVEN_UP, "v-pl", 2)]
    assert told(giving_up(said(), cited={"v-pl": 9})) == [
        (Tells.MISSING, "v-pl", 2),
        (Tells.GIVEN_UP, "v-pl", 2),
    ]


def test_it_is_told_for_some_days_after_it_came_and_of_what_is_old_nobody_is_told() -> None:
    def after(days: int, came: int) -> list[tuple[Tells, str, int]]:
        heard = {"v-pl": NOW + timedelta(days=days)}
        knows = giving_up(said(), cited={"v-pl": 7}, heard=heard, came=NOW + timedelta(days=came))
        return told(knows, MONDAY + timedelta(days=days))

    assert after(3, came=0) == after(9, came=6) == [(Tells.GIVEN_UP, "v-pl", 2)]
    assert after(4, came=0) == after(40, came=40) == []


def test_once_anybody_signs_that_they_have_one_of_them_it_is_missing_again() -> None:
    before = a_list("v-pl~1", v_pl=7)
    assert told(giving_up(said(), lists={"v-pl~1": before})) == [(Tells.GIVEN_UP, "v-pl", 2)]
    since = replace(a_list("v-pl~1", v_pl=6), at=NOW + timedelta(hours=1))
    knows = giving_up(said(), lists={"v-pl~1": since}, cited={"v-pl": 7})
    assert told(knows) == [(Tells.MISSING, "v-pl", 1), (Tells.GIVEN_UP, "v-pl", 1)]
    assert asked_seldom(knows, book(), "v-pl") == (range(7, 8), range(0))


def test_a_list_by_a_clock_that_was_wrong_brings_nothing_back() -> None:
    ahead = replace(a_list("v-pl~1", v_pl=7), at=NOW + timedelta(days=400))
    assert told(giving_up(said(), lists={"v-pl~1": ahead})) == [(Tells.GIVEN_UP, "v-pl", 2)]


def test_that_all_to_come_is_given_up_hides_nothing_that_its_writer_signs() -> None:
    """A lead who means ill, and a store that helps."""
    everything = said(after=5, last=2**53 - 1)
    since = replace(a_list("v-pl", v_pl=9), at=NOW + timedelta(hours=1))
    assert told(giving_up(everything, lists={"v-pl": since})) == [(Tells.MISSING, "v-pl", 4)]


def test_what_its_vault_stated_as_lost_and_a_lead_gave_up_is_counted_once() -> None:
    both = giving_up(said(), cited={"v-pl": 7}, stated=Ended(number=5))
    assert told(both) == [(Tells.LOST, "v-pl", 2), (Tells.GIVEN_UP, "v-pl", 2)]
