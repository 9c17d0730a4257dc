"""Typing, checking, keeping own words and phrases: none of it is anywhere on the disk in clear, and nothing is written
outside the vault at all. The control writes one word beside it and must be found.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.faults.canaries import find_canaries

CANARIES = [f"zorbcanary{letter * 6}" for letter in "abcdefgh"]
_CHILD = Path(__file__).with_name("writing_child.py")


def written_by(tmp_path: Path, *arguments: str) -> list[Path]:
    """Run the child with a home and temporary folder of its own; every file that is there afterwards."""
    places = {name: tmp_path / name for name in ("home", "temp", "cache", "config", "data", "run")}
    for place in places.values():
        place.mkdir(mode=0o700)
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(places["home"]), "USERPROFILE": str(places["home"]), "TMPDIR": str(places["temp"]),
        "XDG_CACHE_HOME": str(places["cache"]), "XDG_CONFIG_HOME": str(places["config"]),
        "XDG_DATA_HOME": str(places["data"]), "XDG_RUNTIME_DIR": str(places["run"]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.writing_child", str(tmp_path / "vault"), *CANARIES, *arguments],
        env=environment, capture_output=True, timeout=300, check=False, cwd=_CHILD.parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert not find_canaries([_kept(tmp_path / "output", done.stdout + done.stderr)], CANARIES)
    return [path for path in tmp_path.rglob("*") if path.is_file()]


def _kept(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_nothing_that_was_typed_or_kept_lies_anywhere_in_clear(tmp_path: Path) -> None:
    files = written_by(tmp_path)
    assert (tmp_path / "vault" / "vault.db") in files
    assert find_canaries([tmp_path], CANARIES) == []
    outside = [
        path
        for path in files
        if path.parent.parent != tmp_path / "vault" and path.parent != tmp_path / "vault"
    ]
    ours = [path for path in outside if path.name != "output" and "fontconfig" not in str(path)]
    assert ours == []


def test_a_word_list_beside_the_vault_would_be_found(tmp_path: Path) -> None:
    written_by(tmp_path, "--write-a-list")
    assert {found.canary for found in find_canaries([tmp_path / "home"], CANARIES)} == {CANARIES[0]}
