"""A colleague made a key and went before everybody had it: what was sealed by it is read by all, since whoever has the key tells it again."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.workflows.team.circles.circle_book import DEPUTIES_WAIT, EPOCH_LIFE
from prevent_desktop.workflows.team.joining.members import let_count, set_aside
from tests.faults.team_laptops import Founded
from tests.unit.workflows.team.test_last_sets import Team, founded_once

__all__ = ["founded_once"]


@pytest.fixture
def team(founded_once: Founded, tmp_path: Path) -> Team:
    """KB's laptop made a key that PL has and the lead has not; KB wrote by it, and PL. Then it was lost, and the mailbox is empty."""
    team = Team(founded_once.copy(tmp_path / "team"))
    team.kb.drift += EPOCH_LIFE + DEPUTIES_WAIT
    team.round(team.kb)
    team.note(team.kb)
    team.rounds(team.kb, team.pl)
    team.note(team.pl)
    team.round(team.pl)
    team.remove()
    team.founded.journal.empty()
    team.rounds(team.sf, team.pl, team.sf, team.pl, team.sf)
    return team


def test_what_a_present_colleague_sealed_by_it_comes(team: Team) -> None:
    assert len(team.notes(team.pl)) == 1
    assert team.notes(team.sf) == team.notes(team.pl)


def test_what_whoever_went_wrote_by_it_is_told_and_a_lead_can_let_it_count(team: Team) -> None:
    with team.sf.opened() as vault:
        (change,) = set_aside(vault)
        assert change.may_count
        let_count(vault, change, now=team.sf.now())
    state = team.rounds(team.sf, team.pl, team.sf, team.pl, team.sf)
    assert len(team.notes(team.pl)) == 2
    assert team.notes(team.sf) == team.notes(team.pl)
    assert not state.not_come


def test_it_is_told_once(team: Team) -> None:
    before = {name for name, _content, _who in team.founded.journal.put}
    team.rounds(team.sf, team.pl, team.sf, team.pl)
    assert {name for name, _content, _who in team.founded.journal.put} == before
