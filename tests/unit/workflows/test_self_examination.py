"""What `doctor` tries is done for real, and what is missing is said."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop.workflows import self_examination
from tests.installed_program import installed_program, python_of


def test_each_part_tells_what_came_of_it() -> None:
    assert self_examination.formula() == "2026-11-22 3000"
    assert "verified by the confined reader" in self_examination.signed_page(datetime.now(UTC))
    assert self_examination.picture() == "a picture of 1 × 1"
    assert self_examination.table() == "a list of 2 rows"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed_program(tmp_path_factory.mktemp("installed"))


@pytest.mark.skipif(sys.platform == "win32", reason="the installer's smoke run asks the doctor there")
@pytest.mark.parametrize(
    ("missing", "part"),
    [
        ("packs/reader/child.py", "packs"),
        ("evidence/child.py", "pictures"),
        ("tables/child.py", "lists of names"),
        ("resources/fonts", "packs"),
    ],
)
def test_an_installation_that_lacks_a_part_is_told_which(installation: Path, missing: str, part: str) -> None:
    gone = installation / missing
    away = gone.rename(gone.with_name("away"))
    told = subprocess.run(
        [str(python_of(installation)), "-I", "-m", "prevent_desktop", "doctor"],
        capture_output=True,
        text=True,
        check=False,
    )
    away.rename(gone)
    assert told.returncode == 1, told.stdout + told.stderr
    broken = [line for line in told.stdout.splitlines() if line.startswith("BROKEN")]
    assert any(f" {part}:" in line for line in broken), told.stdout
