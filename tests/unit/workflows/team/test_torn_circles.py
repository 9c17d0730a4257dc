"""Two people of a restricted circle who take each other out at once: nothing leaks, each is told, and somebody else lets them in again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from prevent_desktop.workflows.team.change_sets.heads_kept import team_findings
from prevent_desktop.workflows.team.circles.statements import (
    change_restricted_circle,
    circles,
    make_restricted_circle,
)
from tests.unit.workflows.team.circle_vaults import NOW, TeamOf
from tests.unit.workflows.team.test_rival_circles import begun, findings_of, four, settled

__all__ = ["four"]
APART = "took each other out"


def torn(four: TeamOf, *members: str) -> str:
    """A circle of these, of whom SF and PL take each other out before either hears of it."""
    begun(four)
    circle = make_restricted_circle(four.vaults["sf"], members, now=NOW)
    four.exchange()
    others = [name for name in members if name not in {"sf", "pl"}]
    change_restricted_circle(four.vaults["sf"], circle, others, now=NOW)
    change_restricted_circle(four.vaults["pl"], circle, others, now=NOW)
    settled(four)
    return circle


def told(four: TeamOf, name: str) -> list[str]:
    return [one for one in findings_of(four, name) if APART in one]


@pytest.mark.parametrize("members", [("sf", "pl"), ("sf", "pl", "jo")])
def test_both_are_told_with_the_next_step(four: TeamOf, members: tuple[str, ...]) -> None:
    torn(four, *members)
    for name, other in (("sf", "PL"), ("pl", "SF")):
        (words,) = told(four, name)
        assert words.startswith(f"You and {other} took each other out of a case that some of you share")
        assert words.endswith("open a new case, and share that")
    assert told(four, "le") == [], "who never was in it learns nothing of it"


def test_a_third_is_told_and_lets_both_in_again(four: TeamOf) -> None:
    circle = torn(four, "sf", "pl", "jo")
    (words,) = told(four, "jo")
    assert words.startswith(("PL and SF took each other out", "SF and PL took each other out"))
    assert "“Who may see this case”" in words
    change_restricted_circle(four.vaults["jo"], circle, ["sf", "pl"], now=NOW)
    settled(four)
    for name in ("sf", "pl", "jo"):
        newest = circles(four.vaults[name])[circle].newest
        assert newest is not None
        assert set(newest.vaults) == {four.id("sf"), four.id("pl"), four.id("jo")}
        assert told(four, name) == []


def test_whoever_is_taken_out_by_one_alone_is_no_such_pair(four: TeamOf) -> None:
    begun(four)
    circle = make_restricted_circle(four.vaults["sf"], ["pl", "jo"], now=NOW)
    four.exchange()
    change_restricted_circle(four.vaults["sf"], circle, ["jo"], now=NOW)
    settled(four)
    assert all(told(four, name) == [] for name in four.vaults)


def test_it_is_told_for_a_month(four: TeamOf) -> None:
    torn(four, "sf", "pl")
    later = team_findings(four.vaults["sf"], now=NOW + timedelta(days=32))
    assert not any(APART in one.words(four.team) for one in later)


def test_who_left_the_team_since_is_still_named(four: TeamOf) -> None:
    torn(four, "sf", "pl")
    left = tuple(replace(one, left=NOW.date()) if one.id == "pl" else one for one in four.team.members)
    four.change(replace(four.team, members=left), "sf")
    assert all("PL" in one for one in told(four, "sf"))
