"""Every secret is typed into the one line that tells the accessibility bus nothing but bullets."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[3] / "prevent_desktop"
THE_ONE = PACKAGE / "ui" / "widgets" / "secret_line.py"
MARKS_OF_A_SECRET = {"EchoMode", "setEchoMode", "ImhSensitiveData", "ImhHiddenText"}


def of_its_own(source: str) -> Iterator[str]:
    """Where a line is made a secret one past `SecretLine`."""
    if not any(name in source for name in MARKS_OF_A_SECRET):
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in MARKS_OF_A_SECRET:
            yield f"line {node.lineno}: {node.attr}"


def test_nobody_hides_what_is_typed_past_the_one_secret_line() -> None:
    found = {
        str(path.relative_to(PACKAGE)): list(of_its_own(path.read_text(encoding="utf-8")))
        for path in (PACKAGE / "ui").rglob("*.py")
        if path != THE_ONE
    }
    assert {path: where for path, where in found.items() if where} == {}


def test_a_password_field_of_its_own_would_be_found() -> None:
    assert list(of_its_own("edit.setEchoMode(QLineEdit.EchoMode.Password)"))
    assert list(of_its_own("edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)"))
