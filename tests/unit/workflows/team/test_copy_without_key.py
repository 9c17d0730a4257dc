"""Something here opens with no key of this laptop: from the sentence that says so, by a lead's copy, to a record that has all of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.workflows.team.rounds.copies import copy_facts, make_copy, take_copy
from tests.faults.team_laptops import Founded
from tests.unit.workflows.team.test_late_posts import Keys, founded_once

__all__ = ["founded_once"]


@pytest.fixture
def team(founded_once: Founded, tmp_path: Path) -> Keys:
    return Keys(founded_once.copy(tmp_path / "team"))


def copy_from_lead(team: Keys, target: Path) -> None:
    """SF makes a copy for PL's laptop, and PL takes it."""
    with team.sf.opened() as vault:
        (for_pl,) = (one for one in copy_facts(vault).makes_for if one.vault_id == team.pl.listed)
        make_copy(vault, for_pl.vault_id, target, now=team.sf.now())
    with team.pl.opened() as vault:
        assert copy_facts(vault).takes
        assert take_copy(vault, target, now=team.pl.now).made_by == "S F"


def test_a_leads_copy_brings_what_does_not_open_and_the_key_for_what_comes_next(
    team: Keys, tmp_path: Path
) -> None:
    team.pl.lies.withheld = set(team.new_key())
    team.note(team.sf)
    team.round(team.sf)
    (doubt,) = team.looks(3).doubts
    assert doubt.endswith("ask a lead for a copy of the shared cases")
    copy_from_lead(team, tmp_path / "copy.age")
    assert team.notes(team.pl) == team.notes(team.sf)
    assert not team.looks(3).doubts
    wrote = team.note(team.sf)
    team.round(team.sf)
    assert not team.looks(3).doubts
    assert wrote in team.notes(team.pl), "what is written after the copy opens too"
    back = team.note(team.pl)
    team.rounds(team.pl, team.sf)
    assert back in team.notes(team.sf)
