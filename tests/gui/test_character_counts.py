"""A form's limit is counted while somebody types, and going over it is said once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from prevent_desktop.ui.widgets import Text
from prevent_desktop.ui.writing import word_count
from tests.gui.form_trial import form, group, question, show_form

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]


def _is(told: Callable[[], list[str]], words: list[str]) -> bool:
    return told() == words


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(word_count, "announce", lambda _widget, words: said.append(words))
    return said


@pytest.mark.parametrize(("kind", "of"), [("text", QPlainTextEdit), ("string", QLineEdit)])
def test_characters_are_counted_against_what_the_form_allows(
    qtbot: QtBot, announced: list[str], kind: str, of: type[QPlainTextEdit | QLineEdit]
) -> None:
    trial = show_form(qtbot, form(group("g", question("a", kind, "In short", maxLength=20))))
    row = trial.row("a")
    box = row.findChild(of)
    assert box is not None

    def told() -> list[str]:
        shown = [text for text in row.findChildren(Text) if text.isVisible()]
        return [text.text() for text in shown if "character" in text.text()]

    def type_in(text: str) -> None:
        box.setPlainText(text) if isinstance(box, QPlainTextEdit) else box.setText(text)

    assert told() == []
    type_in("What was seen.")
    qtbot.waitUntil(lambda: told() == ["14 of 20 characters"])
    assert announced == []
    for text, words in (
        ("What was seen by two.", "1 character too many: 21 of 20"),
        ("What was seen by two.!", "2 characters too many: 22 of 20"),
    ):
        type_in(text)
        qtbot.waitUntil(partial(_is, told, [words]))
    assert announced == ["1 character too many: 21 of 20"]
    type_in("")
    qtbot.waitUntil(lambda: told() == [])
