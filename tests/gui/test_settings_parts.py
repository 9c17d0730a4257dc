"""A part of the settings is made when it is first shown, and nobody can tell."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from prevent_desktop.casework.organisation import NamedLead
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.theme import Appearance
from prevent_desktop.workflows.organisation import settings
from tests.gui.screens import Screens, tab_order

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_only_what_was_shown_is_made(screens: Screens) -> None:
    screen = screens.show(screens.settings_screen())
    assert set(screen.sections) == {SettingsPart.WHO}
    screen.show_part(SettingsPart.LEAD)
    assert set(screen.sections) == {SettingsPart.WHO, SettingsPart.LEAD}
    screen.show_part(SettingsPart.WHO)
    assert set(screen.sections) == {SettingsPart.WHO, SettingsPart.LEAD}


def test_what_is_shown_later_knows_at_once_what_the_vault_holds(screens: Screens) -> None:
    screens.read(lambda vault: settings.save_named_lead(vault, NamedLead(name="Pat Lee")))
    screen = screens.show(screens.settings_screen())
    screen.show_part(SettingsPart.LEAD)
    assert screen.lead.name.text() == "Pat Lee"
    assert not screen.lead.unsaved()


def test_tab_goes_from_the_list_into_a_part_and_only_then_to_what_is_beside_the_settings(
    screens: Screens,
) -> None:
    window = QWidget()
    row = QHBoxLayout(window)
    screen = screens.settings_screen()
    row.addWidget(screen)
    row.addWidget(QPushButton("Beside"))
    screens.show(window)
    before = tab_order(window)
    screen.show_part(SettingsPart.LEAD)
    after = tab_order(window)
    assert before[-1] == after[-1] == "Beside"
    place = after.index("My lead")
    assert before[:1] == after[:1] == ["Find a setting"]
    assert after[place + 1 : place + 3] == ["Name of your lead", "Phone (optional)"], after


def test_the_look_is_shown_as_the_keys_left_it_before_its_part_was_made(screens: Screens) -> None:
    screen = screens.settings_screen()
    screen.theme.choose(Appearance.LIGHT, 150)
    screens.show(screen)
    assert screen.look.scale.value == "150"
    screen.theme.choose(Appearance.LIGHT, 100)
    assert screen.look.scale.value == "100"


def test_where_the_list_stands_above_a_part_the_page_goes_down_to_one_that_is_made_then(
    screens: Screens,
) -> None:
    screen = screens.show(screens.settings_screen(), size=(560, 700))
    for part in (SettingsPart.RECEIVING, SettingsPart.WHO):
        screen.verticalScrollBar().setValue(0)
        screen.list.chosen.emit(part)
        screens.settle()
        assert screen.section(part).mapTo(screen.viewport(), QPoint(0, 0)).y() == 16, part
