"""A test says what it waits for, and never for how long: `tests/patience.py` does, for all of them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[2]
SECONDS_FIRST = {"wait", "join", "result", "settimeout"}
SECONDS_NAMED = {"acquire", "get", "Barrier"}
OF_WINDOWS = {"waitUntil", "waitSignal", "waitSignals", "waitActive", "waitExposed"}
TICK = 1.0
"""Shorter times are those after which something is looked at again."""
FOLDERS = ("unit", "gui", "interop", "e2e", "faults")
ITS_OWN = {
    TESTS / "gui" / "patience.py",  # hands it to pytest-qt
    TESTS / "e2e" / "patience.py",  # counts the program's own time
}


def own_times(source: str) -> list[int]:
    """The lines of waits that name a time of their own."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return sorted(call.lineno for call in calls if _has_its_own(call))


def _has_its_own(call: ast.Call) -> bool:
    name = _last_name(call.func)
    given = [keyword.value for keyword in call.keywords if keyword.arg == "timeout"]
    if name in OF_WINDOWS:
        return bool(given)
    if name == "wait" and _last_name(getattr(call.func, "value", call.func)).endswith(("qtbot", "wait")):
        return False  # pytest-qt's, or a function that hands to it: milliseconds in which events are handled
    if name in SECONDS_FIRST and len(call.args) == 1:
        given += call.args
    return name in SECONDS_FIRST | SECONDS_NAMED and any(_seconds(each) >= TICK for each in given)


def _last_name(words: ast.expr) -> str:
    match words:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _seconds(given: ast.expr) -> float:
    """Of a number that stands there; 0 of all else."""
    return given.value if isinstance(given, ast.Constant) and isinstance(given.value, int | float) else 0


def test_no_wait_names_a_time_of_its_own() -> None:
    found = {
        str(path.relative_to(TESTS)): lines
        for folder in FOLDERS
        for path in sorted((TESTS / folder).rglob("*.py"))
        if path not in ITS_OWN and (lines := own_times(path.read_text("utf-8")))
    }
    assert not found


@pytest.mark.parametrize(
    "line",
    [
        "qtbot.waitUntil(page.isVisible, timeout=5000)",
        "assert begun.wait(5)",
        "thread.join(timeout=10.0)",
        "Barrier(2, timeout=5)",
        "judged.get(timeout=60)",
        "client.settimeout(5)",
    ],
)
def test_one_that_does_is_found(line: str) -> None:
    others = (
        "qtbot.waitUntil(page.isVisible)\nstop.wait(0.05)\nbegun.wait()\n', '.join(names)\nkept.get('name')\n"
    )
    assert own_times(others + line) == [6]
