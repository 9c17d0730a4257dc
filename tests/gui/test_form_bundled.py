"""The bundled forms in their newest versions, walked from the first key to the last by keyboard alone."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from prevent_desktop.data_files import forms
from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.problems import Severity
from prevent_desktop.questionnaire.validation import validate
from prevent_desktop.ui.forms.state.lines import LineKind
from prevent_desktop.workflows.forms.form_marks import PackPart
from tests.gui.form_trial import FormTrial, dress, show_form

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]

NEWEST = {
    folder.name: max(folder.glob("*.json"), key=lambda path: [int(part) for part in path.stem.split(".")])
    for folder in sorted(forms().iterdir())
    if folder.is_dir()
}
FORMS = tuple(NEWEST)
LARGE = ("screening-tool", "lead-check", "home-visit-note")
"""Walked at twice the text size too."""
MOST_KEYS = 3_000

BY_CHECK = {
    "nhs-number": "943 476 5919",
    "postcode": "B1 1BB",
    "phone": "0121 496 0000",
    "urn": "123456",
    "upn": "A801200001001",
}


def words_for(trial: FormTrial, item: Item) -> str:
    """What a person types into the box with the focus."""
    if item.type in {ItemType.DATE, ItemType.DATE_TIME}:
        part = trial.focus.accessibleName().rpartition(": ")[2]
        year = str(date.today().year + 1) if item.pack_part == PackPart.ANSWER_BY else "2012"  # noqa: DTZ011
        return {"Day": "3", "Month": "5", "Year": year, "Time": "14:30"}[part]
    if item.type is ItemType.TIME:
        return "14:32"
    if item.type in {ItemType.INTEGER, ItemType.DECIMAL}:
        return "14"
    known = [BY_CHECK[check] for check in item.value_checks if check in BY_CHECK]
    if item.constraints:
        return "Somebody else"  # who was asked, or who wrote it, is nobody that the form names already
    return known[0] if known else "Said so"


def answer_here(trial: FormTrial, done: set[object]) -> None:
    """Answer what the focus is on, once for each question; options take their first."""
    line = trial.line
    if line is None or line.item is None or line.kind is not LineKind.QUESTION:
        return
    widget = trial.focus
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        empty = not (widget.text() if isinstance(widget, QLineEdit) else widget.toPlainText())
        if empty and not widget.isReadOnly():
            trial.type(words_for(trial, line.item))
    elif isinstance(widget, QRadioButton | QCheckBox) and line.path not in done:
        own = line.item.type in {ItemType.CHOICE, ItemType.OPEN_CHOICE, ItemType.BOOLEAN}
        if own:
            trial.press(Qt.Key.Key_Space)
            done.add(line.path)


def at_continue(trial: FormTrial) -> bool:
    focus = trial.focus
    return isinstance(focus, QPushButton) and "Continue" in focus.text()


@pytest.mark.parametrize(("name", "scale"), [(name, 100) for name in FORMS] + [(name, 200) for name in LARGE])
def test_a_form_is_filled_in_by_keyboard_until_nothing_is_to_be_mended(
    qtbot: QtBot, name: str, scale: int
) -> None:
    """And every control on the way has a name."""
    dress(scale=scale)
    trial = show_form(qtbot, NEWEST[name].read_bytes())
    finished: list[bool] = []
    trial.screen.finish_wanted.connect(lambda: finished.append(True))
    done: set[object] = set()
    titles = [trial.state.title]
    nameless: list[str] = []
    for _key in range(MOST_KEYS):
        focus = trial.focus
        text = focus.text() if isinstance(focus, QPushButton | QCheckBox) else ""
        if not (focus.accessibleName() or text):
            nameless.append(f"{trial.state.title}: {focus}")
        answer_here(trial, done)
        if at_continue(trial):
            trial.press(Qt.Key.Key_Space)
            titles.append(trial.state.title)
            if finished:
                break
        else:
            trial.press(Qt.Key.Key_Tab)
    assert finished
    assert nameless == []
    assert titles[:-1] == [part.title for part in trial.state.parts]
    problems = [problem for problem in validate(trial.state.response) if problem.severity is Severity.ERROR]
    assert [problem.message for problem in problems] == []
    assert all(part.words == "Complete" for part in trial.state.progress())
    assert trial.drafts[-1][2] == trial.drafts[-1][3]
