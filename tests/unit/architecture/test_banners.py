"""A banner stands above any page: a letter of its own would be one that some page has, and Alt would press neither."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

WINDOW = Path(__file__).resolve().parents[3] / "prevent_desktop" / "ui" / "window"
PRESSED = {"PrimaryButton", "SecondaryButton", "LinkButton"}


def banners(text: str) -> Iterator[ast.ClassDef]:
    """The classes of banners."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef) and node.name.endswith("Banner"):
            yield node


def lettered(banner: ast.ClassDef) -> Iterator[str]:
    """What is on its buttons, where a letter is underlined."""
    for node in ast.walk(banner):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in PRESSED and node.args:
            words = ast.unparse(node.args[0])
            if "&" in words:
                yield words


def test_no_button_of_a_banner_has_a_letter() -> None:
    found = [banner for module in WINDOW.glob("*.py") for banner in banners(module.read_text())]
    assert len(found) > 8
    assert {banner.name: words for banner in found for words in lettered(banner)} == {}
