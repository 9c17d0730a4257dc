"""A part of the settings is made when it is first shown, and nobody can tell."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint

from prevent_desktop.casework.organisation import NamedLead
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.theme import Appearance
from prevent_desktop.workflows.organisation import settings
from tests.gui.screens import Screens, passed_by_tab, reachable

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


@pytest.mark.parametrize("part", [part for part in SettingsPart if part is not SettingsPart.AS_LEFT])
def test_tab_goes_from_the_list_into_a_part_that_is_made_then_and_out_of_it(
    screens: Screens, part: SettingsPart
) -> None:
    screen = screens.show(screens.settings_screen())
    screen.list.search.setFocus()
    screen.show_part(part)
    screens.settle()
    passed = passed_by_tab(screen.list.search)
    assert passed[1] is screen.list.entries[part]
    section = screen.section(part)
    assert all(section.isAncestorOf(one) for one in passed[2:])
    assert bool(passed[2:]) == bool(list(reachable(section)))


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
