"""Every text that a person can see passes through translation."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.unit.architecture.program_text import messages

PACKAGE = Path(__file__).resolve().parents[3] / "prevent_desktop"
SETTERS = {
    "setText", "setTitle", "setWindowTitle", "setToolTip", "setAccessibleName", "setAccessibleDescription",
    "setPlaceholderText", "setStatusTip", "setWhatsThis", "addTab", "addItem",
}  # fmt: skip
WIDGETS = {"QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QAction", "QGroupBox", "QToolButton"}


def _has_words(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(_has_words(part) for part in node.values)
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and len(node.value) > 1
        and any(letter.isalpha() for letter in node.value)
    )


def untranslated(source: str) -> list[str]:
    """Literals with letters in them that go straight into a widget."""
    if not any(name in source for name in SETTERS | WIDGETS):
        return []
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in SETTERS | WIDGETS:
            found += [f"line {node.lineno}: {ast.unparse(arg)}" for arg in node.args if _has_words(arg)]
    return found


@pytest.mark.parametrize(
    "path", sorted((PACKAGE / "ui").rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_no_widget_gets_a_text_past_translation(path: Path) -> None:
    assert untranslated(path.read_text(encoding="utf-8")) == []


def test_a_text_past_translation_would_be_found() -> None:
    assert untranslated('label.setText("Hello there")') == ["line 1: 'Hello there'"]
    assert untranslated('label.setText(f"Hello {name}")')
    assert untranslated('label.setText(_("Hello there"))') == []


MARKED_ELSEWHERE = {
    "vault/keys/passphrases.py",  # the hints of zxcvbn come as they are
    "casework/choices.py",  # each choice is marked with N_, since its English words are looked up too
    "ui/routing/route.py",  # each route is marked with N_ where it is declared
    "ui/routing/settings_parts.py",  # so is each part of the settings
    "ui/widgets/shortcuts.py",  # and each key
    "policies/schema.py",  # and each setting of IT
}


LOOKS_UP = re.compile(r"\b(_|N_|ngettext)\b")
"""Spares the reading of modules in which nothing of the kind stands."""


def _format_inside(source: str) -> list[int]:
    """Lines where a text is put together before it is looked up, which no catalogue can hold."""
    if not LOOKS_UP.search(source):
        return []
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"_", "N_", "ngettext"}
        and node.args
        and not isinstance(node.args[0], ast.Constant)
    ]


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_what_is_translated_is_a_literal(path: Path) -> None:
    allowed = str(path.relative_to(PACKAGE)) in MARKED_ELSEWHERE
    assert allowed or _format_inside(path.read_text(encoding="utf-8")) == []


SENDS_ELSEWHERE = re.compile(r"Settings, [A-Z]|\bon the page “")


def test_a_page_of_the_settings_leads_to_another_by_a_link_and_not_by_words() -> None:
    of_settings = [text for file, forms in messages() if file.startswith("ui/settings/") for text in forms]
    assert of_settings
    assert [text for text in of_settings if SENDS_ELSEWHERE.search(text)] == []
    assert SENDS_ELSEWHERE.search("Take it first: Settings, Organisation.")
