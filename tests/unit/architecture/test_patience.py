"""A test of a window says what it waits for, and never for how long: `tests/gui/patience.py` does, for all of them."""

from __future__ import annotations

import ast
from pathlib import Path

TESTS = Path(__file__).resolve().parents[2] / "gui"
WAITS = {"waitUntil", "waitSignal", "waitSignals", "waitActive", "waitExposed"}


def own_times(source: str) -> list[int]:
    """The lines of waits that name a time of their own."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WAITS
        and any(keyword.arg == "timeout" for keyword in node.keywords)
    ]


def test_no_wait_of_a_window_names_a_time_of_its_own() -> None:
    found = {
        path.name: lines
        for path in sorted(TESTS.glob("*.py"))
        if path.name != "patience.py" and (lines := own_times(path.read_text("utf-8")))
    }
    assert not found


def test_one_that_does_is_found() -> None:
    assert own_times("qtbot.waitUntil(page.isVisible)\nqtbot.waitUntil(page.isVisible, timeout=5000)") == [2]
