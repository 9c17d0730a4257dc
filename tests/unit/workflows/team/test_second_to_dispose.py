"""One person alone disposes of no shared case: the fortnight in which anybody says no, and the second one who has to agree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.disposal import Ground
from prevent_desktop.casework.team.disposal_steps import DISPOSAL_STEPS, DisposalStep, Objection, Step
from prevent_desktop.casework.team.set_codec import MARK
from prevent_desktop.errors import RecordError
from prevent_desktop.workflows.team.cases.announced import going
from prevent_desktop.workflows.team.cases.case_lines import DISPOSAL_STEP_ROWS
from prevent_desktop.workflows.team.cases.team_disposal import (
    TeamDisposal,
    agree,
    decide,
    say_no,
    standing_of,
    tend_disposals,
)
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.circles.statements import renew_circles
from tests.unit.vault.examples import a_note
from tests.unit.workflows.team.circle_vaults import NOW, TeamOf, removed, three_vaults
from tests.unit.workflows.team.test_team_disposal import (
    announce,
    case_of_three,
    claim,
    due_case,
    exchange,
    gone,
    hear,
    put,
    wait,
)

__all__ = ("case_of_three", "due_case", "three_vaults")


def standing(three: TeamOf, name: str, case_id: str, days: int = 0) -> TeamDisposal:
    found = standing_of(three.vaults[name], case_id, now=NOW + timedelta(days=days))
    assert found is not None
    return found


def gone_at(three: TeamOf, case_id: str) -> set[str]:
    return {name for name, vault in three.vaults.items() if gone(vault, case_id)}


def test_a_deputy_alone_disposes_of_nothing_that_is_not_due(three: TeamOf, case: str) -> None:
    """With the real program and their own passphrase: no vault confirms, and neither they nor another deputy is the second one."""
    announce(three.vaults["pl"], case)
    later = wait(three)
    wait(three, since=later)
    assert gone_at(three, case) == set()
    told = standing(three, "jo", case, 32)
    assert told.confirmed == ("PL (Laptop of pl)",)
    assert told.seconders == ("SF",)
    for name in ("pl", "jo"):
        with pytest.raises(RecordError, match="You cannot agree to this now"):
            agree(three.vaults[name], case, now=later)


def test_nothing_of_an_open_case_goes_without_a_second_person_even_where_rules_would_let_it_go(
    three: TeamOf, due: str
) -> None:
    three.vaults["jo"].cases.set_status(due, CaseStatus.SENT, at=NOW)
    exchange(three)
    announce(three.vaults["pl"], due)
    wait(three)
    assert gone_at(three, due) == set()
    assert standing(three, "sf", due, 16).seconders == ("SF",)


def test_a_deputy_and_a_lead_dispose_of_it_a_fortnight_later(three: TeamOf, case: str) -> None:
    sf, pl, _jo = three.vaults.values()
    announce(pl, case)
    exchange(three)
    assert standing(three, "sf", case).may_agree
    agree(sf, case, now=NOW)
    assert not standing(three, "sf", case).seconders
    for days in (0, 4, 8, 12):
        exchange(three, now=NOW + timedelta(days=days))
        assert gone_at(three, case) == set()
    exchange(three, now=NOW + timedelta(days=16))
    assert gone_at(three, case) == {"sf", "pl", "jo"}


def test_a_lead_needs_somebody_else_and_a_decision_of_theirs_alone_counts_nowhere(
    three: TeamOf, case: str
) -> None:
    """Not even one that a changed program wrote."""
    sf, _pl, jo = three.vaults.values()
    announce(sf, case)
    wait(three)
    with pytest.raises(RecordError, match="cannot be decided"):
        decide(sf, case, now=NOW + timedelta(days=16))
    at, first = NOW + timedelta(days=16), standing(three, "sf", case).announced.first
    for number in range(2):
        claim(three, case, "sf", Step.DECIDED, by="sf", at=at, to=first.id, mark=str(number))
    exchange(three, now=at)
    assert gone_at(three, case) == set()
    assert standing(three, "jo", case, 16).announced.decided is None
    agree(jo, case, now=at)
    exchange(three, now=at)
    assert gone_at(three, case) == {"sf", "pl", "jo"}


def test_where_the_time_is_over_nothing_goes_before_the_fortnight_and_anybody_says_no_until_then(
    three: TeamOf, due: str
) -> None:
    announce(three.vaults["pl"], due)
    exchange(three)
    told = standing(three, "jo", due)
    assert (told.seconders, told.may_say_no) == ((), True)
    assert told.stays_until == (NOW + timedelta(days=14)).date()
    for days in (4, 8, 12):
        exchange(three, now=NOW + timedelta(days=days))
    assert gone_at(three, due) == set()
    assert standing(three, "jo", due, 12).confirmed == ("PL (Laptop of pl)",)
    say_no(three.vaults["jo"], due, now=NOW + timedelta(days=13))
    wait(three, since=NOW + timedelta(days=13))
    assert gone_at(three, due) == set()
    objection = standing(three, "sf", due, 29).announced.objection
    assert objection is not None
    assert (objection.said_by, objection.reason) == ("JO", Objection.SAID_NO)


def test_who_confirmed_already_may_still_say_no(three: TeamOf, due: str) -> None:
    announce(three.vaults["sf"], due)
    later = wait(three, "sf", "pl")
    say_no(three.vaults["pl"], due, now=later)
    wait(three, since=later)
    assert gone_at(three, due) == set()


def test_one_no_ends_all_that_was_announced_of_a_case(three: TeamOf, due: str) -> None:
    for name in ("sf", "pl"):
        announce(three.vaults[name], due)
    exchange(three)
    say_no(three.vaults["jo"], due, now=NOW)
    assert not standing(three, "jo", due).may_say_no
    wait(three)
    assert gone_at(three, due) == set()


def look(three: TeamOf, name: str, days: Iterable[int]) -> None:
    """The vault is opened on these days, by its own clock."""
    for day in days:
        tend_disposals(three.vaults[name], None, now=NOW + timedelta(days=day))


def confirmed(three: TeamOf, name: str, case_id: str) -> bool:
    return three.id(name) in standing(three, name, case_id).announced.confirmed


def test_a_clock_that_jumps_ahead_does_not_end_the_wait(three: TeamOf, due: str) -> None:
    announce(three.vaults["pl"], due)
    exchange(three)
    look(three, "jo", (400, 401, 404, 408))
    assert not confirmed(three, "jo", due)
    look(three, "jo", (412,))
    assert confirmed(three, "jo", due)


def test_a_clock_that_goes_back_begins_it_anew(three: TeamOf, due: str) -> None:
    announce(three.vaults["pl"], due)
    exchange(three)
    look(three, "jo", (4, 8, 12, 0, 4, 8, 12))
    assert not confirmed(three, "jo", due)
    look(three, "jo", (14,))
    assert confirmed(three, "jo", due)


def test_a_clock_that_was_ahead_when_it_was_heard_does_not_hold_it_for_ever(three: TeamOf, due: str) -> None:
    announce(three.vaults["pl"], due)
    put(three, "pl")
    hear(three, "jo", now=NOW + timedelta(days=4000))
    look(three, "jo", (1, 4, 8, 12))
    assert not confirmed(three, "jo", due)
    look(three, "jo", (15,))
    assert confirmed(three, "jo", due)


def say_as_older_programs(three: TeamOf, name: str, case_id: str) -> None:
    """The vault confirms at once, as it did before."""
    first = standing(three, name, case_id).announced.first
    claim(three, case_id, name, Step.CONFIRMED, by=name, to=first.id)


def test_older_programs_that_confirm_at_once_let_nothing_go_here(three: TeamOf, case: str) -> None:
    sf, pl, _jo = three.vaults.values()
    announce(pl, case)
    put(three, "pl")
    hear(three, "jo", "sf")
    say_as_older_programs(three, "jo", case)
    wait(three)
    assert gone_at(three, case) == set()
    assert standing(three, "sf", case).waits_for == ("SF (Laptop of sf)",)
    agree(sf, case, now=NOW + timedelta(days=16))
    exchange(three, now=NOW + timedelta(days=16))
    assert gone_at(three, case) == {"sf", "pl", "jo"}


def test_what_all_had_confirmed_before_stays_valid_and_goes_after_the_wait(three: TeamOf, case: str) -> None:
    announce(three.vaults["pl"], case)
    put(three, "pl")
    hear(three, "jo", "sf")
    for name in ("sf", "jo"):
        say_as_older_programs(three, name, case)
    exchange(three)
    assert gone_at(three, case) == set()
    wait(three)
    assert gone_at(three, case) == {"sf", "pl", "jo"}


def test_who_is_alone_with_it_disposes_of_it_after_the_fortnight(three: TeamOf, case: str) -> None:
    sf = three.vaults["sf"]
    for name in ("pl", "jo"):
        three.change(removed(three.team, name))
    renew_circles(sf, now=NOW)
    three.exchange()
    announce(sf, case)
    exchange(three, ["sf"])
    assert standing(three, "sf", case).seconders == ()
    assert gone_at(three, case) == set()
    wait(three, "sf")
    assert gone_at(three, case) == {"sf"}


def test_nobody_is_the_second_one_on_their_other_laptop_or_in_anothers_name(three: TeamOf, case: str) -> None:
    announce(three.vaults["pl"], case)
    first = standing(three, "pl", case).announced.first
    for name in ("pl", "sf"):
        known = tuple(
            one.digest[:MARK] for one in three.vaults["pl"].team.sets_of(case, main_circle(three.team.id))
        )
        line = DisposalStep(
            id=f"agreed-{name}", case_id=case, step=Step.CONFIRMED, reason="agreed", announcement=first.id, known=known,
            ground=Ground.MOVED, vault=three.id(name), said_by=name.upper(), said_at=NOW,
        )  # fmt: skip
        three.vaults["pl"].records(DISPOSAL_STEPS).add(DISPOSAL_STEP_ROWS.columns(line))
    put(three, "pl")
    wait(three)
    assert gone_at(three, case) == set()
    assert standing(three, "jo", case, 16).seconders == ("SF",)


def test_everybody_who_shares_it_hears_of_it_on_my_work_until_somebody_says_no(
    three: TeamOf, due: str
) -> None:
    sf, pl, jo = three.vaults.values()
    announce(pl, due)
    exchange(three)
    for vault, tells_who in ((sf, True), (jo, False)):
        [told] = going(vault, now=NOW)
        assert (told.case_id, told.tells_who, told.standing.announced.first.said_by) == (due, tells_who, "PL")
        assert told.heard_on == NOW.astimezone().date()
    assert going(pl, now=NOW) == ()
    say_no(jo, due, now=NOW)
    exchange(three)
    assert [going(vault, now=NOW) for vault in (sf, jo)] == [(), ()]


@pytest.mark.parametrize("days", [14, 400])
def test_a_lead_decides_nothing_over_somebodys_no(three: TeamOf, due: str, days: int) -> None:
    """Not with a changed program, whatever day it writes, nor where the time is over."""
    announce(three.vaults["pl"], due)
    exchange(three)
    say_no(three.vaults["jo"], due, now=NOW)
    later = wait(three)
    first = standing(three, "sf", due, 16).announced.first
    claim(three, due, "sf", Step.DECIDED, by="sf", at=NOW + timedelta(days=days), to=first.id)
    wait(three, since=later)
    assert gone_at(three, due) == set()
    assert standing(three, "pl", due, 40).announced.is_over


def test_a_lead_decides_nothing_over_what_was_newer_somewhere(three: TeamOf, due: str) -> None:
    jo = three.vaults["jo"]
    jo.notes.add(a_note(jo.cases.get(due), "Heard today"))
    announce(three.vaults["pl"], due)
    later = wait(three)
    first = standing(three, "sf", due, 16).announced.first
    claim(three, due, "sf", Step.DECIDED, by="sf", at=later, to=first.id)
    wait(three, since=later)
    assert gone_at(three, due) == set()


def test_an_announcement_on_no_ground_at_all_stops_nobodys_my_work_or_rounds(three: TeamOf, due: str) -> None:
    """Such as that of a newer program, or what a changed one wrote."""
    pl = three.vaults["pl"]
    known = tuple(one.digest[:MARK] for one in pl.team.sets_of(due, main_circle(three.team.id)))
    line = DisposalStep(
        id="a", case_id=due, step=Step.ANNOUNCED, ground="whatever", known=known, vault=three.id("pl"), said_by="PL",
        said_at=NOW,
    )  # fmt: skip
    pl.records(DISPOSAL_STEPS).add(DISPOSAL_STEP_ROWS.columns(line))
    wait(three)
    assert gone_at(three, due) == set()
    assert [going(vault, now=NOW) for vault in three.vaults.values()] == [(), (), ()]
