"""What is special about a form is said in the form; the few that the pathway itself leads to are named in one module."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[3]
_FORMS = sorted(path.name for path in (_ROOT / "forms").iterdir() if path.is_dir())
_NAMED = re.compile(rf"[\"']({'|'.join(_FORMS)})[\"']")
_MAY = {
    "workflows/forms/form_library.py": "screening-tool",
    "casework/decision.py": "lead-check",  # a kind of decision
    "casework/organisation.py": "lead-check",  # what a receiver wants to see
    "ui/components/conversation_words.py": "addendum",  # a step of a conversation
}


def test_nothing_else_names_a_form() -> None:
    package = _ROOT / "prevent_desktop"
    found = {
        f"{path.relative_to(package).as_posix()}: {match[1]}"
        for path in package.rglob("*.py")
        if path.relative_to(package).as_posix() not in _MAY
        for match in _NAMED.finditer(path.read_text(encoding="utf-8"))
    }
    assert found == set()


@pytest.mark.parametrize(("module", "name"), _MAY.items())
def test_each_exception_is_still_needed_and_would_be_found(module: str, name: str) -> None:
    text = (_ROOT / "prevent_desktop" / module).read_text(encoding="utf-8")
    assert name in {match[1] for match in _NAMED.finditer(text)}
