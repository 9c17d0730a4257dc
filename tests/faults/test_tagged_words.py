"""A few of the runs of `tests.faults.tagged_words`, and the proof that the harness can catch something."""

from __future__ import annotations

import random

from tests.faults.tagged_words import caught, one_run


def test_the_tags_of_a_pack_say_what_was_typed_in_every_tongue() -> None:
    chance = random.Random(1)
    assert [one_run(chance) for _pack in range(6)] == [[]] * 6


def test_words_that_run_together_are_noticed() -> None:
    assert caught(random.Random(1))
