"""What is set about sending is kept in the outbox at once, and shown as it is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSystemTrayIcon

from prevent_desktop.delivery.connection.network_rules import NetworkRules, read_rules
from prevent_desktop.delivery.connection.networks import Network
from prevent_desktop.delivery.outbox.sending_settings import stays_on_the_list
from prevent_desktop.ui.settings.sending_section import SendingSection
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.workflows.sending import start_at_login
from prevent_desktop.workflows.sending.sending_choices import Sending
from prevent_desktop.workflows.sending.window_choices import OnClose, on_close, tells_news
from tests.gui.screens import Screens, nameless, press, shown_texts, wait_for

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
SCHOOL = Network(key="school", name="School & Wi-Fi", metered=False)


@pytest.fixture
def section(screens: Screens, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SendingSection:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    made = screens.show(SendingSection(screens.tasks, screens.get_spool))
    wait_for(screens.qtbot, lambda: made._shown is not None)
    return made


def found(rules: NetworkRules, network: Network = SCHOOL) -> Sending:
    return Sending(rules=rules, network=network, on_close=OnClose.ASK, tells_news=True, at_login=False)


def rules(screens: Screens) -> NetworkRules:
    return read_rules(screens.spool.settings)


def test_metered_connections_are_forbidden_and_allowed_by_the_keyboard(
    screens: Screens, section: SendingSection
) -> None:
    assert section.metered.checked
    section.metered.button.setFocus()
    press(Qt.Key.Key_Space)
    wait_for(screens.qtbot, lambda: rules(screens).not_metered)
    press(Qt.Key.Key_Space)
    wait_for(screens.qtbot, lambda: not rules(screens).not_metered)


def test_choosing_networks_allows_none_until_one_is_chosen(screens: Screens, section: SendingSection) -> None:
    section.show_sending(found(NetworkRules()))
    assert section.here.isHidden()
    section._keep_networks("chosen")
    wait_for(screens.qtbot, lambda: rules(screens).only == frozenset())
    section.show_sending(found(NetworkRules(only=frozenset())))
    assert not section.here.checked
    assert section.here.button.accessibleName() == "This one: School & Wi-Fi"
    section.here.button.setFocus()
    press(Qt.Key.Key_Space)
    wait_for(screens.qtbot, lambda: rules(screens).only == frozenset({"school"}))


def test_other_networks_are_counted_not_named_and_can_be_taken_off(
    screens: Screens, section: SendingSection
) -> None:
    screens.spool.settings.put("only_networks", '["home", "school"]')
    section.show_sending(found(NetworkRules(only=frozenset({"school", "home"}))))
    assert section.others.text() == "1 other network is chosen."
    section.forget.click()
    wait_for(screens.qtbot, lambda: rules(screens).only == frozenset({"school"}))


def test_where_nobody_can_tell_the_network_it_is_said_that_packs_wait(section: SendingSection) -> None:
    section.show_sending(found(NetworkRules(only=frozenset({"school"})), Network()))
    assert section.here.isHidden()
    assert any("cannot tell which network" in text for text in shown_texts(section))


def test_closing_telling_and_login_are_kept(screens: Screens, section: SendingSection) -> None:
    section._keep_on_close("tray")
    wait_for(screens.qtbot, lambda: on_close(screens.spool) is OnClose.TRAY)
    section.tell.button.click()
    wait_for(screens.qtbot, lambda: not tells_news(screens.spool))
    section.at_login.button.click()
    wait_for(screens.qtbot, start_at_login.is_on)
    section.at_login.button.click()
    wait_for(screens.qtbot, lambda: not start_at_login.is_on())


def test_how_long_rows_stay_is_kept(screens: Screens, section: SendingSection) -> None:
    assert stays_on_the_list(screens.spool.settings) == timedelta(days=14)
    section._keep_days("90")
    wait_for(screens.qtbot, lambda: stays_on_the_list(screens.spool.settings) == timedelta(days=90))
    screens.spool.settings.put("days_on_the_list", "-5")
    assert stays_on_the_list(screens.spool.settings) == timedelta(days=14)


def test_without_a_tray_closing_is_said_to_end_the_program(screens: Screens) -> None:
    made = screens.show(SendingSection(screens.tasks, screens.get_spool))
    assert made.on_close.isHidden()
    assert any("has no tray" in text for text in shown_texts(made))


@pytest.mark.parametrize("scale", [100, 200])
def test_every_control_has_a_name_and_fits(
    screens: Screens, section: SendingSection, dressed: Theme, scale: int
) -> None:
    dressed.choose(Appearance.DARK, scale)
    section.show_sending(found(NetworkRules(only=frozenset({"school", "home"}))))
    section.resize(700, 900)
    screens.settle()
    assert nameless(section) == []
    assert section.minimumSizeHint().width() <= 700
