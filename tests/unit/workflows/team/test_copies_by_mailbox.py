"""A lead's copy by the team's mailbox: asked for, said yes to, put in pieces, fetched, judged, joined, and taken away again."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.workflows.team.change_sets.copies_made import asking, copies
from prevent_desktop.workflows.team.circles.statements import circles
from tests.faults.team_laptops import found
from tests.unit.workflows.team.copy_scene import CopyScene, copy_scene


@pytest.fixture(scope="module")
def away_once(tmp_path_factory: pytest.TempPathFactory) -> CopyScene:
    return copy_scene(found(tmp_path_factory.mktemp("team") / "away", 3))


@pytest.fixture
def away(away_once: CopyScene, tmp_path: Path) -> CopyScene:
    return away_once.copy(tmp_path / "team")


def test_who_was_away_asks_a_lead_says_yes_and_the_copy_comes_by_itself_and_goes_again(
    away: CopyScene,
) -> None:
    away.asks()
    with away.at("sf-1") as lead:
        state = lead.look().state
        assert state.for_somebody[0] == "K B’s laptop asks for a copy of the shared cases"
    away.says_yes()
    with away.at("kb-1") as kim:
        result = kim.look(2)
        assert [one for one in kim.told if one.startswith("A lead’s copy came through the mailbox: 3 cases.")]
        assert result.state.copies == ()
    assert away.has_all("kb-1")
    with away.at("sf-1") as lead:
        names = circles(lead.vault)[away.founded.main].names
        made = copies(lead.vault).made[away.id_of("kb-1")].told
        lying = [names.copy(made.to, made.number), *made.names(names)]
        assert away.scene.lying(set(lying)) == set(lying)
        lead.look(2)
        assert copies(lead.vault).made == {}
        assert asking(lead.vault) == ()
        assert away.scene.lying(set(lying)) == set()
        assert list((lead.vault.folder / "team-copies").iterdir()) == []
    with away.at("kb-1") as kim:
        assert kim.look(2).state.copy_wanted is False
        assert list((kim.vault.folder / "team-copies").iterdir()) == []
        hint = kim.rounds._memory.hints[away.founded.main]
        assert not set(lying) & set(hint.wanted)
