"""What a harness draws by chance follows from its seed: the same team, key by key, in another process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.faults.harness import ROOT

_FOUND = """
import sys
from pathlib import Path
from tests.faults.team_laptops import found
team = found(Path(sys.argv[1]), 3)
with team.laptops["pl-1"].opened() as vault:
    rows = vault.database.rows("SELECT circle, number, digest FROM team_circles ORDER BY 1, 2, 3")
print(team.main, team.restricted, [tuple(row) for row in rows])
"""


def test_a_team_that_is_founded_in_another_process_has_the_same_keys(tmp_path: Path) -> None:
    first, second = (_founded(tmp_path / name) for name in ("first", "second"))
    assert first == second
    assert len(first) > 100  # statements of both circles, with their digests


def _founded(place: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _FOUND, str(place)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout
