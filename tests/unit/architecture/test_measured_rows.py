"""A command that SECURITY.md gives for what was measured can be run: its tests and harnesses are there, and each of its words chooses some."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.unit.architecture.program_text import PROGRAM

ROOT = PROGRAM.parent
COMMANDS = re.compile(r"`((?:pytest|python -m tests\.faults|python -m tests\.benchmarks)[^`\n]*)`")
CHOICES = re.compile(r"\{([^{}]*,[^{}]*)\}")
WITH_VALUE = {"-m", "-n", "-p"}
ANY = "NAME"
"""Stands for any harness, where the page says how all are run."""


def commands(page: str = "SECURITY.md") -> list[str]:
    """Each command once, in their order."""
    return list(dict.fromkeys(COMMANDS.findall((ROOT / page).read_text("utf-8"))))


def one_by_one(word: str) -> Iterator[str]:
    """What a shell makes of braces."""
    if (found := CHOICES.search(word)) is None:
        yield word
        return
    for choice in found[1].split(","):
        yield from one_by_one(word[: found.start()] + choice + word[found.end() :])


@cache
def names_in(path: Path) -> tuple[str, ...]:
    """The names of a file's tests, each with that of its class and the words of its decorators, where the ids of its cases stand."""
    tree = ast.parse(path.read_text("utf-8"))
    return tuple(_tests(tree.body, ""))


def _tests(body: list[ast.stmt], within: str) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _tests(node.body, f"{within}{node.name}::")
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            cases = " ".join(map(ast.unparse, node.decorator_list))
            yield f"{within}{node.name} {cases}"


def wrong_with(command: str) -> list[str]:
    """What of a command is not there, or chooses nothing."""
    if not command.startswith("pytest"):
        words = shlex.split(command)
        module, name = words[2], words[3] if words[2] == "tests.faults" else ""
        file = ROOT.joinpath(*module.split("."), name)
        return [] if file.with_suffix(".py").exists() or name == ANY else [name or module]
    paths, wanted = _parts(shlex.split(command)[1:])
    found, wrong = [], []
    for path, _, node in (each.partition("::") for each in paths):
        places = sorted(ROOT.glob(path)) if "*" in path else [ROOT / path]
        files = [
            each for place in places for each in ([place] if place.is_file() else place.rglob("test_*.py"))
        ]
        tests = [f"{each.name} {name}" for each in files for name in names_in(each)]
        tests = [test for test in tests if f" {node}".partition("[")[0] in test]
        wrong += [] if tests else [f"{path}::{node}"]
        found += tests
    chosen = [word for word in re.split(r"\bor\b|\band\b|\bnot\b|[()]", wanted) if word.strip()]
    return wrong + [
        word.strip() for word in chosen if not any(word.strip().lower() in test.lower() for test in found)
    ]


def _parts(words: list[str]) -> tuple[list[str], str]:
    """The paths, and what is wanted of their tests (`-k`)."""
    paths: list[str] = []
    wanted, given = "", iter(words)
    for word in given:
        if word == "-k":
            wanted = next(given)
        elif word in WITH_VALUE:
            next(given)
        elif not word.startswith("-"):
            paths += one_by_one(word)
    return paths, wanted


@pytest.mark.parametrize("command", commands())
def test_each_command_runs_something(command: str) -> None:
    assert wrong_with(command) == []


HERE = "tests/unit/architecture/test_measured_rows.py"


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        ("pytest tests/unit/architecture/test_nowhere.py", ["tests/unit/architecture/test_nowhere.py::"]),
        ("pytest tests/unit/architecture/test_files.py -k 'ways or floated'", ["ways", "floated"]),
        (f"pytest {HERE}::test_no_more", [f"{HERE}::test_no_more"]),
        ("python -m tests.faults nowhere --runs 3", ["nowhere"]),
    ],
    ids=["no file", "no word", "no test", "no harness"],
)
def test_a_command_that_runs_nothing_is_found(command: str, wrong: list[str]) -> None:
    assert wrong_with(command) == wrong
