"""Each dialog of ours grows with what it says: one that does not squeezes what is typed in once a line comes below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

UI = Path(__file__).resolve().parents[3] / "prevent_desktop" / "ui"
GROWS = "widgets/fitting_dialog.py"


def dialogs_of(text: str) -> Iterator[str]:
    """The classes that are a `QDialog` straight away."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef) and "QDialog" in map(ast.unparse, node.bases):
            yield node.name


def test_every_dialog_is_one_that_fits_what_it_says() -> None:
    found = {
        module.relative_to(UI).as_posix(): names
        for module in UI.rglob("*.py")
        if (names := list(dialogs_of(module.read_text())))
    }
    assert found == {GROWS: ["FittingDialog"]}
