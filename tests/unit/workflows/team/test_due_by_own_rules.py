"""One colleague makes no shared case look due: what they alone say of its end, or of an age, counts from when it was heard here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.keeping import KeepingDecision, KeepingKind
from prevent_desktop.casework.retention import From, RetentionCategory, RetentionRule
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.cases.due_by_own_rules import LATE, is_due_by_own_rules
from prevent_desktop.workflows.team.cases.team_disposal import agree
from tests.teams import give_team
from tests.unit.vault.examples import a_case
from tests.unit.vault.test_query_plans import listened
from tests.unit.workflows.team.circle_vaults import NOW, TeamOf, three_vaults
from tests.unit.workflows.team.test_second_to_dispose import gone_at, standing
from tests.unit.workflows.team.test_team_disposal import (
    LONG_AGO,
    announce,
    case_of_three,
    due_case,
    exchange,
    wait,
)

__all__ = ("case_of_three", "due_case", "three_vaults")


def rules(three: TeamOf, *, from_what: From = From.CLOSED, until_age: int | None = None) -> None:
    """All of them keep by one rule from now on."""
    every = tuple(
        RetentionRule(kind=kind, keep_months=3, from_what=from_what, until_age=until_age)
        for kind in RetentionCategory
    )
    for vault in three.vaults.values():
        give_team(vault, three.team, version=3, retention=every)
        vault.clocks.forget()


def born(vault: Vault, case_id: str, day: str) -> None:
    person = vault.people.get(vault.cases.get(case_id).person_id)
    vault.people.update(replace(person, birth_date=PartialDate.parse(day)))


def reopened(three: TeamOf, case_id: str) -> None:
    three.vaults["sf"].cases.set_status(case_id, CaseStatus.SENT, at=NOW)
    exchange(three)


def test_a_closing_day_of_years_ago_that_a_colleague_writes_today_takes_a_second_person(
    three: TeamOf, due: str
) -> None:
    """Their program writes what it likes: nothing goes by itself, for as long as the rule says from when it was heard."""
    reopened(three, due)
    pl = three.vaults["pl"]
    pl.cases.set_status(due, CaseStatus.CLOSED, at=LONG_AGO)
    exchange(three)
    announce(pl, due)
    later = wait(three)
    assert gone_at(three, due) == set()
    assert standing(three, "jo", due, 16).seconders == ("SF",)
    agree(three.vaults["sf"], due, now=later)
    exchange(three, now=later)
    assert gone_at(three, due) == {"sf", "pl", "jo"}


def test_a_closing_that_came_some_weeks_late_is_believed(three: TeamOf, due: str) -> None:
    reopened(three, due)
    three.vaults["pl"].cases.set_status(due, CaseStatus.CLOSED, at=NOW - LATE + timedelta(days=1))
    exchange(three)
    for days, is_due in ((0, False), (70, True)):
        at = NOW + timedelta(days=days)
        assert is_due_by_own_rules(three.vaults["jo"], due, now=at) is is_due


def test_what_all_heard_long_ago_is_due_in_its_time_until_it_is_opened_again(three: TeamOf, due: str) -> None:
    """Also where the same old day is written once more; to whoever did so it is their own word."""
    jo = three.vaults["jo"]

    def is_due() -> list[bool]:
        return [is_due_by_own_rules(one, due, now=NOW) for one in three.vaults.values()]

    assert is_due() == [True, True, True]
    reopened(three, due)
    assert is_due() == [False, False, False]
    jo.cases.set_status(due, CaseStatus.CLOSED, at=LONG_AGO)
    exchange(three)
    assert is_due() == [False, False, True]


def test_a_birth_date_that_a_colleague_changed_ends_no_time(three: TeamOf, due: str) -> None:
    """Not even long after they changed it."""
    rules(three, until_age=25)
    sf, pl, jo = three.vaults.values()
    born(sf, due, "2012-05-01")
    exchange(three)
    born(pl, due, "1980-05-01")
    exchange(three)
    assert [is_due_by_own_rules(one, due, now=NOW) for one in (sf, pl, jo)] == [False, True, False]
    later = NOW + timedelta(days=60)
    announce(pl, due, later)
    wait(three, since=later)
    assert gone_at(three, due) == set()


def test_a_birth_date_taken_away_for_an_age_ends_no_time(three: TeamOf, due: str) -> None:
    rules(three, until_age=25)
    sf, pl, jo = three.vaults.values()
    born(sf, due, "2012")
    exchange(three)
    person = pl.people.get(pl.cases.get(due).person_id)
    pl.people.update(replace(person, birth_date=None, approximate_age=80))
    exchange(three)
    assert not is_due_by_own_rules(jo, due, now=NOW)


def test_a_second_case_of_the_person_that_says_another_birth_date_ends_no_time(
    three: TeamOf, due: str
) -> None:
    rules(three, until_age=25)
    _sf, pl, jo = three.vaults.values()
    born(three.vaults["sf"], due, "2012-05-01")
    exchange(three)
    born(pl, due, "1980-05-01")
    exchange(three)
    person = jo.people.get(jo.cases.get(due).person_id)
    assert person.birth_date == PartialDate.parse("1980-05-01")
    jo.cases.add(replace(a_case(person), opened_at=LONG_AGO))
    assert not is_due_by_own_rules(jo, due, now=NOW)


def test_what_this_laptop_itself_wrote_counts(three: TeamOf, due: str) -> None:
    rules(three, until_age=25)
    jo = three.vaults["jo"]
    born(three.vaults["sf"], due, "2012-05-01")
    exchange(three)
    born(jo, due, "1980-05-01")
    assert is_due_by_own_rules(jo, due, now=NOW)
    exchange(three)
    assert is_due_by_own_rules(jo, due, now=NOW)


def decided(
    three: TeamOf,
    name: str,
    case_id: str,
    kind: KeepingKind,
    until: date | None = None,
    lifts: str | None = None,
) -> None:
    decision = KeepingDecision(
        id=f"{kind}-{name}", case_id=case_id, kind=kind, until=until, reason="Because", lifts=lifts, decided_by="SF",
        decided_at=LONG_AGO,
    )  # fmt: skip
    three.vaults[name].keeping.add(decision)
    exchange(three)


@pytest.mark.parametrize(("days", "is_due"), [(0, False), (31, True)])
def test_a_hold_that_a_colleague_lifted_keeps_it_for_a_while(
    three: TeamOf, due: str, days: int, is_due: bool
) -> None:
    decided(three, "sf", due, KeepingKind.HOLD)
    decided(three, "pl", due, KeepingKind.LIFT, lifts="hold-sf")
    assert is_due_by_own_rules(three.vaults["jo"], due, now=NOW + timedelta(days=days)) is is_due
    assert is_due_by_own_rules(three.vaults["pl"], due, now=NOW + timedelta(days=days))


def test_a_day_of_leaving_channel_of_years_ago_that_came_today_ends_no_time(three: TeamOf, due: str) -> None:
    reopened(three, due)
    rules(three, from_what=From.LEFT_CHANNEL)
    three.vaults["sf"].cases.set_status(due, CaseStatus.CLOSED, at=NOW)
    decided(three, "pl", due, KeepingKind.LEFT_CHANNEL, until=LONG_AGO.date())
    assert not is_due_by_own_rules(three.vaults["jo"], due, now=NOW)
    assert is_due_by_own_rules(three.vaults["jo"], due, now=NOW + timedelta(days=100))


def test_what_was_said_of_a_person_is_read_once_until_something_comes(
    three: TeamOf, due: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each round asks of each case that was announced."""
    jo = three.vaults["jo"]

    def times_read() -> int:
        with listened(monkeypatch) as asked:
            assert not is_due_by_own_rules(jo, due, now=NOW - timedelta(days=4000))
            is_due_by_own_rules(jo, due, now=NOW)
            is_due_by_own_rules(jo, due, now=NOW)
        return sum("SELECT vault, words" in sql for sql, _given in asked)

    assert [times_read(), times_read()] == [1, 0]
    born(three.vaults["pl"], due, "2015-01-01")
    exchange(three)
    assert [times_read(), times_read()] == [1, 0]
