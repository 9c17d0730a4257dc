"""The fortnight before a shared case goes, on laptops: a vault that comes back from a backup waits on, and no shorter."""

from __future__ import annotations

import random
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.workflows.team.cases.team_disposal import agree, standing_of, tend_disposals
from tests.faults.team_laptops import Laptop, found
from tests.unit.workflows.team.clearing_scene import Scene


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    founded = found(tmp_path / "team", 3)
    return Scene(founded, lambda laptop: laptop.store(founded.journal, random.Random(1)))


def look(laptop: Laptop, case_id: str, days: int) -> bool:
    """So many days later the vault is opened, without a connection; whether it has confirmed then."""
    laptop.drift += timedelta(days=days)
    with laptop.opened() as vault:
        tend_disposals(vault, None, now=laptop.now())
        standing = standing_of(vault, case_id, now=laptop.now())
        assert standing is not None
        return laptop.listed in standing.announced.confirmed


@pytest.mark.parametrize("heard", [True, False])
def test_a_vault_that_comes_back_from_a_backup_waits_no_shorter(
    scene: Scene, tmp_path: Path, heard: bool
) -> None:
    """From one of before it had heard, too: it hears of it anew."""
    kim, case_id = scene.founded.laptops["kb-1"], scene.share_case()
    scene.go_on()
    if not heard:
        kim.back_up(tmp_path / "backup")
    scene.announce(case_id)
    scene.go_on()
    with scene.at("pl-1") as (laptop, vault):
        agree(vault, case_id, now=laptop.now())
    scene.go_on()
    if heard:
        kim.back_up(tmp_path / "backup")
    assert not any(look(kim, case_id, 4) for _look in range(3))
    shutil.rmtree(kim.folder)
    kim.restore(tmp_path / "backup")
    scene.go_on(0, "kb-1")
    assert not any(look(kim, case_id, days) for days in (0, 4, 4, 1))
    assert look(kim, case_id, 4) or look(kim, case_id, 4)
