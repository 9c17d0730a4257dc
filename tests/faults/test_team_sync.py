"""A team's vaults end the same, whatever happens to them and whatever the store does. The full number is run by hand (FAULTS 38)."""

from __future__ import annotations

from tests.faults.harness import run_small


def test_three_vaults_end_the_same_and_each_broken_sync_is_caught() -> None:
    out = run_small("team_sync", 5, "--seed", "38", "--only", "3", seconds=1500)
    assert "failures=0" in out
    assert out.count("caught") == 4
    assert "NOT CAUGHT" not in out
