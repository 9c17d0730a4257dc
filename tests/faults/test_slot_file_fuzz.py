from __future__ import annotations

from tests.faults.harness import run_small


def test_whatever_is_done_to_a_slot_file_no_wrong_key_opens_and_nothing_crashes() -> None:
    """A small number; `python -m tests.faults slot_file_fuzz --runs 100000` is the full one."""
    said = run_small("slot_file_fuzz", 300, "--seed", "21")
    assert "failures=0" in said
    assert said.count(": caught") == 3
