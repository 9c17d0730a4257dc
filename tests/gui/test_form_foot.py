"""The foot of a section, the last entry of the list of sections, and the way to the check and back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from prevent_desktop.ui.forms.filling.foot import DoneFoot, DoneWords, FormFoot
from prevent_desktop.ui.forms.filling.section_list import SectionEntry
from prevent_desktop.ui.widgets import VBox
from tests.gui.cut_off import cut_off
from tests.gui.form_trial import FormTrial, dress, form, group, question, show_form

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]

ALT = Qt.KeyboardModifier.AltModifier
SECTIONS = form(
    group("one", *(question(f"q{number}", "text", required=True) for number in range(9)), text="One"),
    group("two", question("second", "string", required=True), text="Two"),
    group("three", question("third", "string"), text="Three"),
)


def foot(trial: FormTrial) -> FormFoot:
    """The one that is shown."""
    found = [one for one in trial.screen.findChildren(FormFoot) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def texts(trial: FormTrial) -> list[str]:
    shown = foot(trial).findChildren(QPushButton)
    return [foot(trial).words.text(), *(one.text().replace("&", "") for one in shown if one.isVisible())]


def test_it_says_where_one_is_and_leads_back_and_on(qtbot: QtBot) -> None:
    trial = show_form(qtbot, SECTIONS)
    assert texts(trial) == ["Section 1 of 3", "Continue"]
    trial.press(Qt.Key.Key_C, ALT)
    qtbot.waitUntil(lambda: texts(trial) == ["Section 2 of 3", "Back", "Continue"])
    trial.press(Qt.Key.Key_B, ALT)
    qtbot.waitUntil(lambda: texts(trial) == ["Section 1 of 3", "Continue"])


def test_it_stays_in_sight_however_long_the_section_is_and_tab_comes_to_it_last(qtbot: QtBot) -> None:
    trial = show_form(qtbot, SECTIONS)
    assert not foot(trial).proceed.visibleRegion().isEmpty()
    trial.stops_of_section()
    assert trial.focus is foot(trial).proceed


def test_where_there_is_little_room_it_ends_the_section(qtbot: QtBot) -> None:
    """At 200 % and 1024×700 a bar that stays would leave less than three quarters of the height."""
    dress(scale=200)
    trial = show_form(qtbot, SECTIONS, part=1, size=(800, 550))
    assert trial.screen.foot.isHidden()
    trial.tab_to("", back=False)
    for _press in range(20):
        if isinstance(trial.focus, QPushButton) and "Continue" in trial.focus.text():
            break
        trial.press(Qt.Key.Key_Tab)
    assert texts(trial) == ["Section 2 of 3", "Back", "Continue"]
    trial.press(Qt.Key.Key_Space)
    assert trial.state.title == "Three"
    dress()


def test_words_on_two_lines_beside_the_buttons_have_the_height_for_both(qtbot: QtBot) -> None:
    dress(scale=200)
    page, foot = QWidget(), DoneFoot(DoneWords(frozen="Finished.", action="&See the pack"))
    qtbot.addWidget(page)
    column = VBox(page)
    column.addWidget(QTextEdit(), 1)
    column.addWidget(foot)
    foot.align(38, 49)
    page.resize(808, 534)
    with qtbot.waitExposed(page):
        page.show()
    assert foot.words.height() > 2 * foot.words.fontMetrics().ascent()
    assert list(cut_off(page)) == []


def test_the_last_entry_of_the_list_is_the_check_with_how_much_is_left(qtbot: QtBot) -> None:
    trial = show_form(qtbot, SECTIONS)
    entries = [entry for entry in trial.screen.findChildren(SectionEntry) if entry.isVisible()]
    assert [entry.accessibleName() for entry in entries] == ["One", "Two", "Three", "Check answers (10 left)"]
    trial.type("words")
    qtbot.waitUntil(lambda: entries[-1].accessibleName() == "Check answers (9 left)")
    with qtbot.waitSignal(trial.screen.finish_wanted):
        entries[-1].click()
    assert trial.saved_texts == ["words"], "what was typed is handed out first"


def test_who_came_from_the_check_is_led_back_there(qtbot: QtBot) -> None:
    trial = show_form(qtbot, SECTIONS)
    trial.screen.lead_back_to_check()
    assert texts(trial) == ["Section 1 of 3", "Back to check answers", "Continue"]
    with qtbot.waitSignal(trial.screen.finish_wanted):
        trial.press(Qt.Key.Key_B, ALT)
