"""What a harness draws by chance follows from its seed: the same team, key by key, in another process."""

from __future__ import annotations

import os
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


_PLAYED = """
import sys
from functools import partial
from pathlib import Path
from tests.faults.team_play import Play
from tests.faults.team_sync import Templates, in_children, one_run

class Short(Play):
    def run(self, steps):
        self.begin()
        for _ in range(4):
            self.sitting(self.somebody())
        return iter(())

place, templates = Path(sys.argv[1]), Templates(Path(sys.argv[1]))
templates.copy(3, place / "first")
for seed in map(int, sys.argv[2:]):
    assert not list(in_children([partial(one_run, templates, 3, seed, place / "run", Short, ended=partial(print, flush=True))]))
"""


def test_a_play_takes_the_same_course_in_another_process_and_after_others(tmp_path: Path) -> None:
    """In one order of sets of texts, which the harness takes from its seed (`in_one_order`)."""
    (alone,), (other, after) = _courses(tmp_path / "alone", 7), _courses(tmp_path / "after", 8, 7)
    assert alone == after != other


def _courses(place: Path, *seeds: int) -> list[str]:
    place.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", _PLAYED, str(place), *map(str, seeds)], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split()
