"""What another person wrote stands beside the question, named, and is taken over only by a press of "Use"."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from prevent_desktop.ui.forms import question_view
from prevent_desktop.ui.forms.words_beside import WordsBeside
from prevent_desktop.workflows.forms.words_of_others import WordsOfOther
from tests.gui.form_trial import FormTrial, form, group, question, show_form

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]
VIEW = (("g", 0), ("view", 0))
WORDS = WordsOfOther(
    path=VIEW, writer="Ann Ash, Class teacher", title="Screening tool", day=date(2026, 11, 21), values=("They agreed.",),
    is_view=True, name="Robin Hale",
)  # fmt: skip


@pytest.fixture
def trial(qtbot: QtBot) -> FormTrial:
    shown = show_form(
        qtbot, form(group("g", question("view", "text", text="What is their view?"), question("q", "string")))
    )
    shown.screen.show_beside([WORDS])
    return shown


def card_of(trial: FormTrial) -> WordsBeside:
    (card,) = trial.screen.findChildren(WordsBeside)
    return card


def test_the_words_stand_there_with_their_writer_and_the_answer_stays_empty(trial: FormTrial) -> None:
    card = card_of(trial)
    assert card.accessibleName() == "Ann Ash, Class teacher wrote in Screening tool, 21 Nov 2026:"
    assert card.use.accessibleName() == "Use what Ann Ash, Class teacher wrote: What is their view?"
    assert "Use it only if Robin Hale said so" in card.use.accessibleDescription()
    assert trial.state.answers(VIEW) == ()


def test_the_keyboard_takes_them_over_and_a_screen_reader_is_told(
    trial: FormTrial, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(question_view, "announce", lambda _widget, text: said.append(text))
    card = card_of(trial)
    for _press in range(6):
        if trial.focus is card.use:
            break
        trial.press(Qt.Key.Key_Tab)
    assert trial.focus is card.use
    trial.press(Qt.Key.Key_Space)
    assert trial.state.answers(VIEW) == ("They agreed.",)
    assert said == ["Taken over from Screening tool. You can change it."]
    assert trial.focus.accessibleName() == "What is their view?"
    assert card.use.isHidden()
    trial.state.undo()
    assert trial.state.answers(VIEW) == ()


def test_they_stand_there_once(trial: FormTrial) -> None:
    trial.screen.show_beside([WORDS])
    assert len(trial.screen.findChildren(WordsBeside)) == 1


def test_what_is_written_already_stays_and_they_are_added_at_the_cursor(trial: FormTrial) -> None:
    trial.type("Asked today.")
    card_of(trial).use.click()
    assert trial.state.answers(VIEW) == ("Asked today. They agreed.",)
    trial.type(" So did their mother.")
    assert trial.state.answers(VIEW) == ("Asked today. They agreed. So did their mother.",)
