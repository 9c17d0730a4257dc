"""What another person wrote stands beside the question, named, and is taken over only by a press of "Use"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from prevent_desktop.ui.forms.column.row_parts import ABOVE
from prevent_desktop.ui.forms.filling.margin_notes import Note, margin_places
from prevent_desktop.ui.forms.questions import view as question_view
from prevent_desktop.ui.forms.questions.words_beside import WordsBeside
from prevent_desktop.ui.forms.rows.question_list import QuestionList
from prevent_desktop.workflows.forms.words_of_others import WordsOfOther
from tests.gui.form_trial import FormTrial, form, group, question, show_form

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]
NO, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
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


def _level(trial: FormTrial, card: WordsBeside) -> int:
    """How many pixels lower than the words of its question the card begins."""
    view = card.about
    return card.mapTo(trial.screen, QPoint(0, 0)).y() - view.mapTo(trial.screen, QPoint(0, ABOVE)).y()


def _at_width(trial: FormTrial, width: int) -> None:
    trial.screen.resize(width, 800)
    QCoreApplication.processEvents()
    trial.qtbot.waitUntil(lambda: not card_of(trial).isHidden())


def test_where_there_is_room_they_stand_at_the_right_level_with_the_question(trial: FormTrial) -> None:
    _at_width(trial, 1150)
    card = card_of(trial)
    questions = trial.screen.findChild(QuestionList)
    assert questions is not None
    assert not questions.isAncestorOf(card)
    assert card.mapTo(trial.screen, QPoint(0, 0)).x() > questions.geometry().right()
    trial.qtbot.waitUntil(lambda: abs(_level(trial, card)) <= 1)
    _at_width(trial, 700)
    assert questions.isAncestorOf(card)
    assert card.mapTo(card.about, QPoint(0, 0)).y() > 0
    _at_width(trial, 1150)
    assert not questions.isAncestorOf(card)


@pytest.mark.parametrize("width", [700, 1150])
def test_tab_goes_from_the_answer_to_the_words_and_then_to_the_next_question(
    trial: FormTrial, width: int
) -> None:
    _at_width(trial, width)
    card = card_of(trial)
    trial.screen.go_to(VIEW)
    heard: list[str] = []
    for key, modifier in (
        (Qt.Key.Key_Tab, NO),
        (Qt.Key.Key_Tab, NO),
        (Qt.Key.Key_Backtab, SHIFT),
        (Qt.Key.Key_Backtab, SHIFT),
    ):
        QTest.keyClick(trial.focus, key, modifier)
        heard.append(trial.focus.accessibleName())
    assert heard == [card.use.accessibleName(), "q", card.use.accessibleName(), "What is their view?"]


NOTES = st.lists(
    st.builds(Note, at=st.integers(-400, 1200), height=st.integers(40, 300), here=st.just(False)), max_size=6
)


@given(NOTES, st.integers(0, 5), st.integers(300, 900))
def test_no_note_lies_over_another_and_that_of_the_question_with_the_keyboard_is_seen(
    notes: list[Note], here: int, room: int
) -> None:
    notes = [replace(note, here=number == here) for number, note in enumerate(notes)]
    places = margin_places(notes, room)
    shown = sorted(
        (top, top + note.height) for top, note in zip(places, notes, strict=True) if top is not None
    )
    assert all(top >= 0 and bottom <= room for top, bottom in shown)
    assert all(above[1] < below[0] for above, below in pairwise(shown))
    if here < len(notes):
        assert places[here] is not None
    for note, top in zip(notes, places, strict=True):
        assert top is None or note.here or top >= note.at


def test_alone_each_note_is_level_with_its_question() -> None:
    assert margin_places([Note(at=120, height=80)], 600) == [120]
    assert margin_places([Note(at=560, height=80)], 600) == [None]
    assert margin_places([Note(at=560, height=80, here=True)], 600) == [520]
