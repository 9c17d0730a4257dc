"""A lead's copy goes through a team's mailbox on real servers, and out of it again."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.workflows.team.change_sets.copies_made import copies
from prevent_desktop.workflows.team.change_sets.copies_told import asking
from tests.faults.team_laptops import Founded, found
from tests.interop.sshd import why_no_sshd
from tests.interop.team_servers import why_no_nginx
from tests.interop.test_team_clearing import Opening, needs, opening, sftp, tus, web
from tests.interop.tus_parts import why_no_tus_server
from tests.unit.workflows.team.clearing_scene import Scene
from tests.unit.workflows.team.copy_scene import CopyScene, copy_scene

__all__ = ["opening"]


@pytest.fixture(scope="module")
def founded_once(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return found(tmp_path_factory.mktemp("team") / "founded", 3)


def comes(scene: CopyScene) -> set[str]:
    """The copy is asked for, made and taken; the names under which it lay."""
    scene.asks()
    scene.says_yes()
    made = scene.made().told
    lying = {scene.names.copy(made.to, made.number), *made.names(scene.names)}
    assert scene.scene.lying(lying) == lying
    with scene.at("kb-1") as kim:
        kim.look(2)
        assert any(one.startswith("A lead’s copy came through the mailbox: 3 cases.") for one in kim.told)
    assert scene.has_all("kb-1")
    with scene.at("sf-1") as lead:
        lead.look(2)
        assert copies(lead.vault).made == {}
        assert asking(lead.vault) == ()
    return lying


@pytest.mark.parametrize(
    "opening",
    [
        pytest.param(web, marks=needs(why_no_nginx())),
        pytest.param(sftp, marks=needs(why_no_sshd())),
        pytest.param(tus, marks=needs(why_no_tus_server())),
    ],
    indirect=True,
)
def test_a_copy_comes_by_a_server_and_goes_from_it(
    opening: Opening, founded_once: Founded, tmp_path: Path
) -> None:
    scene = copy_scene(Scene(founded_once.copy(tmp_path / "team"), lambda _laptop: opening()))
    assert scene.scene.lying(comes(scene)) == set()
