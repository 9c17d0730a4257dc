"""A key that comes late, or after the ones that were made after it: in whatever order the mailbox gives them, everybody gets all."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.workflows.team.change_sets.round_state import TeamState
from prevent_desktop.workflows.team.circles.circle_book import EPOCH_LIFE
from prevent_desktop.workflows.team.circles.names import TeamNames
from prevent_desktop.workflows.team.circles.posts import _counts
from prevent_desktop.workflows.team.circles.statements import circles, renew_circles
from tests.faults.team_laptops import Founded, Laptop
from tests.unit.workflows.team.test_last_sets import Team, founded_once

__all__ = ["founded_once"]


class Keys(Team):
    """SF makes new keys; the post of one for PL is what the mailbox does not give."""

    def sent(self) -> int:
        """The number of SF's last post for PL."""
        with self.sf.opened() as vault:
            return _counts(vault).sent[self.pl.listed]

    def post(self, number: int) -> str:
        """What SF's post for PL with this number is called."""
        return TeamNames(self.founded.office.team.id).post(self.pl.listed, self.sf.listed, number)

    def new_key(self) -> list[str]:
        """SF makes one for each circle and puts them; the names of the posts for PL."""
        before = self.sent()
        self.sf.drift += EPOCH_LIFE
        with self.sf.opened() as vault:
            assert renew_circles(vault, now=self.sf.now())
        made = [self.post(number) for number in range(before + 1, self.sent() + 1)]
        self.round(self.sf)
        return made

    def epochs(self, laptop: Laptop) -> list[int]:
        with laptop.opened() as vault:
            return [one.statement.epoch for one in circles(vault)[self.founded.main].counted]

    def looks(self, times: int) -> TeamState:
        """PL's vault stays open and looks for everything so often."""
        with self.pl.opened() as vault:
            rounds = self.pl.rounds(self.founded.journal, self.chance)
            states = []
            for _ in range(times):
                rounds.ask_for_all()
                states.append(self.pl.round_by(rounds, vault).state)
        return states[-1]


@pytest.fixture
def team(founded_once: Founded, tmp_path: Path) -> Keys:
    return Keys(founded_once.copy(tmp_path / "team"))


def test_a_key_that_comes_after_later_ones_is_taken(team: Keys) -> None:
    late, *_others = team.new_key()
    team.pl.lies.withheld = {late}
    wrote = team.note(team.sf)
    team.round(team.sf)
    given = set()
    for _ in range(4):
        team.round(team.pl)
        given.update(team.new_key())
        told_again = {team.post(number) for number in range(1, team.sent() + 1)} - given
        team.pl.lies.withheld |= told_again
    assert len(team.epochs(team.pl)) > 2
    assert wrote not in team.notes(team.pl)
    team.pl.lies.end()
    team.rounds(*[team.pl] * 3)
    assert team.epochs(team.pl) == team.epochs(team.sf)
    assert wrote in team.notes(team.pl)


def test_noise_under_the_next_names_keeps_no_key_away(team: Keys) -> None:
    with team.founded.journal.open() as store:
        for number in range(team.sent() + 1, team.sent() + 6):
            assert store.put(team.post(number), b"noise" * 100)
    team.new_key()
    team.rounds(*[team.sf] * 4, *[team.pl] * 5)
    assert team.epochs(team.pl) == team.epochs(team.sf)


def test_what_no_key_here_opens_is_told_once_it_stays_so(team: Keys) -> None:
    team.pl.lies.withheld = set(team.new_key())
    team.note(team.sf)
    team.round(team.sf)
    assert not team.looks(1).doubts, "the key may be on its way"
    (doubt,) = team.looks(2).doubts
    assert doubt.startswith("S F wrote something that does not open on this laptop")
    team.pl.lies.end()
    assert not team.looks(2).doubts
    assert team.notes(team.pl) == team.notes(team.sf)
