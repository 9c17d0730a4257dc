"""Typing, checking, keeping own words and phrases: none of it is anywhere on the disk in clear, and nothing is written
outside the vault at all.

    python -m tests.faults writing_leaves_nothing --runs 20

Each run is a process of its own that writes a real note (`writing_child`). The control writes one word beside it and
must be found.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.faults.canaries import find_canaries
from tests.faults.harness import ask

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


def outside(folder: Path, files: Sequence[Path]) -> list[Path]:
    """What was written that is not in the vault (the font cache is the system's)."""
    return [
        path
        for path in files
        if not path.is_relative_to(folder / "vault")
        and path.name != "output"
        and "fontconfig" not in str(path)
    ]


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="writing_leaves_nothing", runs=3)
    failures: list[str] = []
    for number in range(asked.runs):
        with tempfile.TemporaryDirectory() as name:
            written = outside(Path(name), written_by(Path(name)))
            found = find_canaries([Path(name)], CANARIES)
            failures += [f"note {number}: {what}" for what in (*written, *found)]
    with tempfile.TemporaryDirectory() as name:
        written_by(Path(name), "--write-a-list")
        caught = bool(find_canaries([Path(name) / "home"], CANARIES))
    return asked.tell(failures, controls={"a word list beside the vault": caught})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
