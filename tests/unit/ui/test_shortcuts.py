"""The keys are told once: no two do different things in one place, and no other module names one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.theme.appearance import SCALES, next_scale
from prevent_desktop.ui.widgets.shortcuts import KeyPlace, Shortcut

_UI = Path(__file__).parents[3] / "prevent_desktop/ui"
_OWN = "widgets/shortcuts.py"
_CLIPBOARD = {"Ctrl+X", "Ctrl+C", "Ctrl+V", "Ctrl+A"}
"""Qt's own keys of every text box, which our menu of a text box shows."""


def named_keys(source: str) -> set[str]:
    """Keys that a module writes out: a text that is handed to a shortcut, or looks like a key with Ctrl, Alt or F."""
    tree = ast.parse(source)
    texts = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    made = {
        ast.unparse(node.args[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"QKeySequence", "QShortcut"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    return made | {
        text
        for text in texts
        if text.startswith(("Ctrl+", "Shift+F")) and " " not in text and "{" not in text
    }


def test_no_other_module_names_a_key() -> None:
    found = {
        (path.relative_to(_UI).as_posix(), key)
        for path in _UI.rglob("*.py")
        for key in named_keys(path.read_text(encoding="utf-8")) - _CLIPBOARD
        if path.relative_to(_UI).as_posix() != _OWN
    }
    assert found == {("routing/nav_sections.py", "Ctrl+")}


@pytest.mark.parametrize(
    "source", ['QShortcut(QKeySequence("F5"), a)', 'add("Save", "Ctrl+S")', 'QKeySequence("?")']
)
def test_a_key_that_is_named_elsewhere_would_be_found(source: str) -> None:
    assert named_keys(source)


@pytest.mark.parametrize("place", KeyPlace)
def test_no_key_does_two_things_in_one_place(place: KeyPlace) -> None:
    anywhere = [key for one in Shortcut if one.place is KeyPlace.ANYWHERE for key in one.keys]
    here = [key for one in Shortcut if one.place is place is not KeyPlace.ANYWHERE for key in one.keys]
    keys = [*anywhere, *(section.key for section in NavSection), *here]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("shortcut", Shortcut)
def test_each_says_what_it_does_and_a_key_as_it_stands_on_the_keyboard(shortcut: Shortcut) -> None:
    assert shortcut.title
    assert "Return" not in shortcut.shown
    assert "Pg" not in shortcut.shown


def test_the_steps_of_the_text_lead_through_every_size_and_stop_at_the_ends() -> None:
    up, down = [SCALES[0]], [SCALES[-1]]
    for _step in SCALES:
        up.append(next_scale(up[-1], 1))
        down.append(next_scale(down[-1], -1))
    assert sorted(set(up)) == sorted(set(down)) == list(SCALES)
    assert next_scale(137, 1) == 150
    assert next_scale(137, -1) == 125
    assert next_scale(137, 0) == 100
