"""Each scene of strange networks once, and the proof that the harness can catch something (FAULTS 17)."""

from __future__ import annotations

import random

import pytest

from tests.faults.strange_networks import LEAST_KINDS, caught_careless, mumbling, try_scenes
from tests.faults.strange_scenes import SCENES


@pytest.fixture(autouse=True)
def no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def test_each_scene_is_told_apart_in_words_and_no_byte_leaves() -> None:
    found = try_scenes(len(SCENES), random.Random(1))
    assert found.failures == []
    assert found.leaked == []
    assert len(found.kinds) >= LEAST_KINDS


def test_the_harness_catches_a_careless_sender() -> None:
    assert caught_careless(random.Random(1)) >= 15


def test_the_harness_catches_a_sender_that_says_the_same_of_everything() -> None:
    assert len(try_scenes(len(SCENES), random.Random(1), mumbling).failures) > LEAST_KINDS
