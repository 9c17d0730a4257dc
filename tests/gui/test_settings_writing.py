"""The writing section of the settings: switches, own words, own phrases; all of it in the vault."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.ui.settings.writing_section import WritingSection
from prevent_desktop.workflows.record import writing_aids
from prevent_desktop.workflows.record.writing_aids import WritingChoices
from prevent_desktop.writing.phrases import Phrase
from tests.gui.screens import Screens, nameless, too_wide

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def screen(screens: Screens) -> tuple[SettingsScreen, WritingSection]:
    made = screens.show(screens.settings_screen())
    made.show_part(made.writing.part)
    return made, made.writing


def test_each_switch_is_kept_at_once(screens: Screens) -> None:
    _screen, section = screen(screens)
    assert section.spelling.checked
    section.spelling.button.click()
    section.curly.button.click()
    screens.settle()
    assert screens.read(writing_aids.choices) == WritingChoices(spelling=False, curly=True)


def test_own_words_are_added_taken_away_and_brought_back(screens: Screens) -> None:
    _screen, section = screen(screens)
    for word in ("zorb", "Ablute"):
        QTest.keyClicks(section.words.word, word)
        section.words.add.click()
        screens.settle()
    assert screens.read(writing_aids.own_words) == ("Ablute", "zorb")
    section.words.list.setCurrentRow(1)
    with screens.qtbot.waitSignal(screens.navigator.undoable) as removed:
        section.words.remove.click()
    assert removed.args[0].words == "“zorb” was removed from your words."
    assert screens.read(writing_aids.own_words) == ("Ablute",)
    removed.args[0].undo()
    screens.settle()
    assert screens.read(writing_aids.own_words) == ("Ablute", "zorb")


def test_phrases_are_written_changed_taken_away_and_brought_back(screens: Screens) -> None:
    _screen, section = screen(screens)
    part = section.phrases
    part.save.click()
    assert part._name_field.error.isVisible()
    QTest.keyClicks(part.name, "Seen")
    QTest.keyClicks(part.text, "I saw {nmae}.")
    part.save.click()
    assert "nmae" in part._text_field.error.text()
    part.text.setPlainText("I saw {name}.")
    part.save.click()
    screens.settle()
    assert screens.read(writing_aids.phrases) == (Phrase("Seen", "I saw {name}."),)
    part.name.setText("Seen today")
    part.save.click()
    screens.settle()
    assert screens.read(writing_aids.phrases) == (Phrase("Seen today", "I saw {name}."),)
    with screens.qtbot.waitSignal(screens.navigator.undoable) as removed:
        part.remove.click()
    assert screens.read(writing_aids.phrases) == ()
    removed.args[0].undo()
    screens.settle()
    assert screens.read(writing_aids.phrases) == (Phrase("Seen today", "I saw {name}."),)


def test_a_half_written_phrase_outlives_a_lock(screens: Screens) -> None:
    made, section = screen(screens)
    QTest.keyClicks(section.phrases.name, "Half")
    screens.lock_and_unlock(made)
    _screen, again = screen(screens)
    assert again.phrases.typed == Phrase("Half", "")


def test_it_is_named_and_fits(screens: Screens) -> None:
    made, _section = screen(screens)
    assert nameless(made) == []
    assert too_wide(made) == 0
