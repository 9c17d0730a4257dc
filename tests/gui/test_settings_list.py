"""The list of the settings: five groups, a line that finds a setting, and the keyboard that follows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from prevent_desktop.ui.components.page_protocols import Searches
from prevent_desktop.ui.routing.settings_parts import SettingsGroup, SettingsPart
from prevent_desktop.ui.settings.screen import SettingsScreen
from tests.gui.screens import Screens

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def screen(screens: Screens) -> SettingsScreen:
    made = screens.show(screens.settings_screen())
    screens.settle()
    return made


def shown(screen: SettingsScreen) -> list[str]:
    return [part.label for part, entry in screen.list.entries.items() if not entry.isHidden()]


def headings(screen: SettingsScreen) -> list[str]:
    return [heading.text() for heading in screen.list.headings.values() if not heading.isHidden()]


def press(screen: SettingsScreen, key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or screen, key)


def test_every_part_stands_in_one_group_and_no_group_is_empty() -> None:
    parts = [part for group in SettingsGroup for part in group.parts]
    assert len(SettingsGroup) == 5
    assert sorted(parts) == sorted(part for part in SettingsPart if part)


def test_typing_leaves_what_has_the_words_under_its_headings_and_enter_opens_the_first(
    screen: SettingsScreen,
) -> None:
    screen.list.search.setFocus()
    QTest.keyClicks(screen.list.search, "passphrase")
    assert shown(screen) == ["Change passphrase"]
    assert headings(screen) == ["Safety"]
    press(screen, Qt.Key.Key_Return)
    assert screen.passphrase.isVisible()
    assert QApplication.focusWidget() is screen.passphrase
    press(screen, Qt.Key.Key_Tab)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert screen.passphrase.isAncestorOf(focus)


def test_what_no_setting_has_is_said_and_escape_shows_all(screen: SettingsScreen) -> None:
    screen.list.search.setFocus()
    everything = shown(screen)
    QTest.keyClicks(screen.list.search, "zebra")
    assert not shown(screen)
    assert screen.list.nothing.isVisible()
    press(screen, Qt.Key.Key_Return)
    assert screen.who.isVisible(), "nothing was found, so nothing is opened"
    press(screen, Qt.Key.Key_Escape)
    assert shown(screen) == everything
    assert not screen.list.nothing.isVisible()


def test_the_arrow_goes_from_the_search_into_the_list_and_the_keyboard_follows_what_is_chosen(
    screen: SettingsScreen,
) -> None:
    screen.list.search.setFocus()
    press(screen, Qt.Key.Key_Down)
    press(screen, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is screen.list.entries[SettingsPart.LEAD]
    assert screen.who.isVisible(), "an arrow alone opens nothing"
    press(screen, Qt.Key.Key_Space)
    assert screen.lead.isVisible()
    assert QApplication.focusWidget() is screen.lead
    assert screen.list.entries[SettingsPart.LEAD].isChecked()


def test_what_was_looked_for_is_marked_in_the_list_until_all_is_shown(screen: SettingsScreen) -> None:
    entry = screen.list.entries[SettingsPart.SIGNING]
    plain = entry.grab().toImage()
    QTest.keyClicks(screen.list.search, "sign")
    assert [entry.text()[start : start + length] for start, length in entry.marks] == ["Signing"]
    assert entry.grab().toImage() != plain
    QTest.keyClick(screen.list.search, Qt.Key.Key_Escape)
    assert entry.marks == ()
    assert entry.grab().toImage() == plain


def test_the_key_for_searching_goes_to_the_line_that_finds_a_setting(screen: SettingsScreen) -> None:
    assert isinstance(screen, Searches)
    screen.focus_search()
    assert QApplication.focusWidget() is screen.list.search
