"""A small number of the runs of `tests.faults.release_forging`, and the proof that the harness can see a release taken."""

from __future__ import annotations

import random

import pytest

from tests.faults.release_forging import FORGINGS, Forging, Scene, controls, forge


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene.made(tmp_path_factory.mktemp("forging"))


@pytest.mark.parametrize("forging", FORGINGS, ids=lambda forging: forging.__name__)
def test_no_forged_release_is_taken(scene: Scene, forging: Forging) -> None:
    chance = random.Random(1)
    assert [took for _run in range(4) for took in forge(scene, forging, chance)] == []


def test_the_harness_sees_a_release_that_is_taken(scene: Scene) -> None:
    assert all(controls(scene).values())
