"""A test says what it waits for, and never for how long: `tests/patience.py` does, for all of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[2]
WAITS = {"wait", "join", "result", "acquire", "get", "Barrier"}
WAITS_OF_WINDOWS = {"waitUntil", "waitSignal", "waitSignals", "waitActive", "waitExposed"}
TICK = 1.0
"""Shorter times are those after which something is looked at again."""
FOLDERS = ("unit", "gui", "interop", "e2e")
ITS_OWN = {
    TESTS / "gui" / "patience.py",  # hands it to pytest-qt
    TESTS / "e2e" / "patience.py",  # counts the program's own time
}


def own_times(source: str) -> list[int]:
    """The lines of waits that name a time of their own."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return sorted(call.lineno for call in calls if _has_its_own(call))


def _has_its_own(call: ast.Call) -> bool:
    words = ast.unparse(call.func)
    name = words.rpartition(".")[2]
    if name in WAITS_OF_WINDOWS:
        return any(keyword.arg == "timeout" for keyword in call.keywords)
    return (
        name in WAITS
        and not words.endswith("qtbot.wait")
        and any(seconds >= TICK for seconds in _times(call))
    )


def _times(call: ast.Call) -> Iterator[float]:
    """The numbers that stand where a wait has its seconds."""
    given = [keyword.value for keyword in call.keywords if keyword.arg == "timeout"]
    if (
        len(call.args) == 1
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in {"wait", "join", "result"}
    ):
        given += call.args
    for each in given:
        if isinstance(each, ast.Constant) and isinstance(each.value, int | float):
            yield each.value


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
    ],
)
def test_one_that_does_is_found(line: str) -> None:
    others = (
        "qtbot.waitUntil(page.isVisible)\nstop.wait(0.05)\nbegun.wait()\n', '.join(names)\nkept.get('name')\n"
    )
    assert own_times(others + line) == [6]
