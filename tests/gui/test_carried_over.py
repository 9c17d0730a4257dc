"""Answers that were carried over: blocks with their source, which the keyboard opens."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from prevent_desktop.ui.forms.questions.answer_block import AnswerBlock
from prevent_desktop.workflows.forms.carried_over import CarriedOver
from tests.gui.form_trial import FormTrial, form, group, question, show_form

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]

SHEET = form(
    group("g", question("first", "string"), question("name", "string", "Name"), question("last", "string"))
)
NAME = (("g", 0), ("name", 0))


@pytest.fixture
def trial(qtbot: QtBot) -> FormTrial:
    made = show_form(qtbot, SHEET)
    made.screen._apply(made.state.answer(NAME, ("Alex",)))
    made.screen.show_carried([CarriedOver(path=NAME, values=("Alex",), source="From the record")])
    return made


def block(trial: FormTrial) -> AnswerBlock | None:
    return next((one for one in trial.row("name").findChildren(AnswerBlock) if one.isVisible()), None)


def test_it_is_a_block_with_its_source(trial: FormTrial) -> None:
    shown = block(trial)
    assert shown is not None
    assert (shown.words, shown.accessibleName()) == ("Alex", "Name")
    assert shown.change.accessibleName() == "Change: Name"
    assert shown.change.accessibleDescription() == "Alex From the record"
    assert not trial.row("name").findChildren(QLineEdit)[0].isVisible()


def test_tab_opens_it_with_one_stop_and_leaving_it_as_it_was_makes_it_a_block_again(trial: FormTrial) -> None:
    trial.press(Qt.Key.Key_Tab)
    assert isinstance(trial.focus, QLineEdit)
    assert trial.focus.accessibleName() == "Name"
    assert trial.focus.text() == "Alex"
    assert block(trial) is None
    trial.press(Qt.Key.Key_Tab)
    assert trial.focus.accessibleName() == "last"
    assert block(trial) is not None
    trial.press(Qt.Key.Key_Backtab)
    assert trial.focus.accessibleName() == "Name"


def test_what_is_changed_is_an_answer_like_any_other(trial: FormTrial) -> None:
    trial.press(Qt.Key.Key_Tab)
    trial.type("andra")
    trial.press(Qt.Key.Key_Tab)
    assert trial.answer("name") == [{"valueString": "Alexandra"}]
    assert block(trial) is None


def test_by_mouse_change_leads_into_the_field(trial: FormTrial) -> None:
    shown = block(trial)
    assert shown is not None
    shown.change.click()
    assert isinstance(trial.focus, QLineEdit)
    assert trial.focus.accessibleName() == "Name"


def test_to_go_to_its_question_is_to_go_into_the_field(trial: FormTrial) -> None:
    trial.screen.go_to(NAME)
    trial.type("!")
    assert trial.answer("name") == [{"valueString": "Alex!"}]
