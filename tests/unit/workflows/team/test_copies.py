"""A lead's copy by the window's way: for whom, stopped half way, taken, and by whom a leaver's history was checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.errors import SnapshotError
from prevent_desktop.workflows.team.cases.sharing import share
from prevent_desktop.workflows.team.circles.statements import renew_circles
from prevent_desktop.workflows.team.rounds.copies import checked_of, copy_facts, make_copy, take_copy
from tests.unit.workflows.team.circle_vaults import TeamOf, removed, three_vaults
from tests.unit.workflows.team.test_moving_cases import note, notes
from tests.unit.workflows.team.test_sharing import a_case, begun, now, one_round, rounds

__all__ = ["begun", "three_vaults"]


@pytest.fixture
def cases(begun: TeamOf) -> list[str]:
    """Three cases that SF and PL share by the mailbox; JO was away."""
    made = [a_case(begun.vaults["sf"]) for _number in range(3)]
    share(begun.vaults["sf"], made, now=now())
    for name in ("sf", "pl", "sf"):
        one_round(begun.vaults[name])
    for case in made:
        note(begun.vaults["pl"], case, f"PL about {case}")
    for name in ("pl", "sf"):
        one_round(begun.vaults[name])
    return made


def test_a_lead_makes_one_for_each_other_laptop_and_whoever_was_away_takes_it(
    begun: TeamOf, cases: list[str], tmp_path: Path
) -> None:
    lead, away = begun.vaults["sf"], begun.vaults["jo"]
    assert [one.name for one in copy_facts(lead).makes_for] == ["PL", "JO"]
    assert copy_facts(away).makes_for == ()
    assert copy_facts(away).takes
    chosen = copy_facts(lead).makes_for[1]
    assert chosen.file_name == "shared-cases-for-jo.pdcopy.age"
    heard: list[tuple[int, int]] = []
    target = tmp_path / chosen.file_name
    assert make_copy(lead, chosen.vault_id, target, now=now(), progress=lambda *one: heard.append(one)) == 3
    assert heard == [(1, 3), (2, 3), (3, 3)]
    taken = take_copy(away, target, now=now)
    assert (taken.cases, taken.refused, taken.made_by) == (3, 0, "SF")
    assert all(notes(away, case) == {f"PL about {case}"} for case in cases)


def test_it_can_be_stopped_and_leaves_nothing_half(begun: TeamOf, cases: list[str], tmp_path: Path) -> None:
    lead, away = begun.vaults["sf"], begun.vaults["jo"]
    target = tmp_path / "copy.age"
    done: list[int] = []

    def make(*, stop_at: int) -> None:
        done.clear()
        make_copy(
            lead,
            begun.id("jo"),
            target,
            now=now(),
            stop=lambda: len(done) == stop_at,
            progress=lambda at, _every: done.append(at),
        )

    with pytest.raises(SnapshotError, match="stopped"):
        make(stop_at=1)
    assert list(tmp_path.glob("copy*")) == [], "nothing half"
    make(stop_at=99)
    assert take_copy(away, target, now=now, stop=lambda: True).cases == 3, "the end is not stopped"
    assert take_copy(away, target, now=now).sets == 0, "again changes nothing"
    assert len(cases) == 3


def test_a_leavers_history_says_by_whom_and_when_it_was_checked(
    begun: TeamOf, cases: list[str], tmp_path: Path
) -> None:
    """PL leaves; JO, who was away, has their words by SF's signature that they held when they came."""
    lead, away = begun.vaults["sf"], begun.vaults["jo"]
    begun.change(removed(begun.team, "pl"))
    renew_circles(lead, now=now())
    rounds(begun, times=1)
    target = tmp_path / "copy.age"
    make_copy(lead, begun.id("jo"), target, now=now())
    take_copy(away, target, now=now)
    assert all(notes(away, case) == {f"PL about {case}"} for case in cases)
    here = checked_of(lead, "pl")
    assert [(one.by, one.number > 0) for one in here] == [("", True)], "by the lead's own vault"
    assert {one.by for one in checked_of(away, "pl")} <= {"", "SF"}
    assert checked_of(lead, "sf") == (), "one's own need nobody"


def test_what_is_checked_by_a_lead_is_told_with_the_day_on_which_it_came_to_them(
    begun: TeamOf, cases: list[str], tmp_path: Path
) -> None:
    lead, away = begun.vaults["sf"], begun.vaults["jo"]
    target = tmp_path / "copy.age"
    make_copy(lead, begun.id("jo"), target, now=now())
    take_copy(away, target, now=now)
    (by_lead,) = checked_of(away, "pl")
    (here,) = checked_of(lead, "pl")
    assert (by_lead.by, by_lead.number) == ("SF", here.number)
    assert by_lead.last_at == here.last_at
    assert len(cases) == 3
