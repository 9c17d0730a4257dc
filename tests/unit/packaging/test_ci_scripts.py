"""The scripts of ``.ci`` that judge one thing each: run by their name, or where what they judge has changed since the last release."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

CI = Path(__file__).resolve().parents[3] / ".ci"
JUDGE = """\
source "$(dirname "$0")/since-release"
if is_due judged other/*.txt; then echo "runs $*"; else say_not_tried It .ci/judge; fi
"""

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("git") is None, reason="POSIX only: shell scripts, and git"
)


class Checkout:
    """One with a script that judges the folder ``judged`` and some files of another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, content in {"judged/a": "a", "other/b.txt": "b", "else/c": "c", ".ci/judge": JUDGE}.items():
            self.write(name, content)
        shutil.copy(CI / "since-release", folder / ".ci")
        self.git("init", "--quiet")
        self.commit()

    def write(self, name: str, content: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)

    def git(self, *words: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        subprocess.run(["git", *who, *words], cwd=self.folder, check=True)  # noqa: S607

    def commit(self) -> None:
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "more")

    def judge(self, *words: str) -> str:
        """What the script says, called from somewhere else."""
        done = subprocess.run(
            ["bash", str(self.folder / ".ci/judge"), *words],  # noqa: S607
            cwd="/", capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"},
        )  # fmt: skip
        return (done.stdout + done.stderr).strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_by_its_name_it_runs_with_its_arguments(checkout: Checkout) -> None:
    assert checkout.judge("one", "two") == "runs one two"


def test_where_there_was_no_release_that_is_said(checkout: Checkout) -> None:
    said = "It: not tried, as there was no release yet. To try it: .ci/judge"
    assert checkout.judge("--since-release") == said


def test_what_did_not_change_since_the_last_release_is_not_tried(checkout: Checkout) -> None:
    checkout.git("tag", "v1.0.0")
    checkout.write("else/c", "other")
    checkout.commit()
    assert checkout.judge("--since-release") == "It: not tried, unchanged since v1.0.0. To try it: .ci/judge"


@pytest.mark.parametrize("name", ["judged/a", "judged/new", "other/b.txt"])
@pytest.mark.parametrize("is_committed", [True, False])
def test_what_changed_is_tried(checkout: Checkout, name: str, is_committed: bool) -> None:
    checkout.git("tag", "v1.0.0")
    checkout.write(name, "other")
    checkout.git("add", ".")
    if is_committed:
        checkout.commit()
    assert checkout.judge("--since-release", "one") == "runs one"


def test_other_tags_are_no_releases(checkout: Checkout) -> None:
    checkout.git("tag", "before-the-move")
    assert "no release yet" in checkout.judge("--since-release")


def test_a_name_that_no_file_has_stops_it(checkout: Checkout) -> None:
    checkout.write(".ci/judge", JUDGE.replace("judged", "misspelt"))
    said = checkout.judge("--since-release")
    assert "misspelt" in said
    assert "not tried" not in said


@pytest.mark.parametrize("name", ["packages", "mutation", "debian"])
def test_what_they_do_not_know_is_refused(name: str) -> None:
    done = subprocess.run(["bash", str(CI / name), "--all"], capture_output=True, text=True, check=False)  # noqa: S607
    assert done.returncode == 2
    assert "There is no “--all” here, only:" in done.stderr


def test_each_test_that_asks_the_judge_outloud_is_left_out_on_windows() -> None:
    """It ends the process there, and with it every test behind it."""
    root = CI.parent
    listed = tomllib.loads((root / "packaging/windows/expected_failures.toml").read_text("utf-8"))
    left_out = {name for entry in listed["left_out"] for name in entry["tests"]}
    asking = {
        f"{file.relative_to(root).as_posix()}::{node.name}"
        for file in (root / "tests/unit").rglob("test_*.py")
        if re.search(r"^import outloud$", source := file.read_text("utf-8"), re.MULTILINE)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and "outloud." in ast.unparse(node)
    }
    assert asking <= left_out
    assert len(asking) > 5


def test_each_folder_of_unit_tests_is_run_on_windows_or_left_out_there() -> None:
    script = (CI / "packages").read_text("utf-8")
    run = " ".join(re.findall(r"^(?:differs|others)=\((.*)\)$", script, re.MULTILINE)).split()
    listed = tomllib.loads((CI.parent / "packaging/windows/expected_failures.toml").read_text("utf-8"))
    left_out = {name for entry in listed["left_out"] for name in entry["tests"]}
    folders = {
        path.parent.relative_to(CI.parent) for path in (CI.parent / "tests/unit").glob("*/__init__.py")
    }
    forgotten = {folder.name for folder in folders if folder.as_posix() not in left_out} - {*run, "workflows"}
    assert not forgotten


@pytest.mark.parametrize(
    "name", ["orca", "packages", "debian", "mutation", "run", "install", "since-release"]
)
def test_each_is_a_script_that_bash_can_read(name: str) -> None:
    subprocess.run(["bash", "-n", str(CI / name)], check=True)  # noqa: S607
