from __future__ import annotations

from tests.faults.harness import run_small


def test_whatever_is_done_to_a_profile_only_what_the_administrator_signed_is_taken() -> None:
    """A small number; `python -m tests.faults profile_fuzz --runs 10000` is the full one."""
    said = run_small("profile_fuzz", 200, "--seed", "21")
    assert "failures=0" in said
    assert said.count(": caught") == 3
