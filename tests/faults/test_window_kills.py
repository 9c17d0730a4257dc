from __future__ import annotations

import pytest

from tests.faults.harness import run_small


@pytest.mark.window
def test_the_killed_program_shows_every_saved_word_again_and_keeps_each_pack_once() -> None:
    """A small number; `python -m tests.faults window_kills --runs 100` is the full one."""
    told = run_small("window_kills", 2)
    assert "runs=2 failures=0 " in told
    assert ": caught" in told
