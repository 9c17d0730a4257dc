"""What IT has set, in the real settings: who set it stands there, what is locked cannot be used, and a screen reader hears why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.policies import in_force
from prevent_desktop.policies.in_force import Policies
from prevent_desktop.ui.routing.routes import Settings
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.vault_admin.first_run.file_card import FileCard
from prevent_desktop.ui.vault_admin.first_run.pane import FirstRunPane
from prevent_desktop.ui.vault_admin.unlock.place_pane import PlaceNotice, PlacePane
from prevent_desktop.ui.vault_admin.unlock.unlock_pane import UnlockPane
from prevent_desktop.ui.widgets import LinkButton
from prevent_desktop.ui.window.policy_banner import PolicyBanner
from prevent_desktop.ui.window.profile_watch import AuthorityBanner
from prevent_desktop.vault.instance_lock import InstanceLock
from prevent_desktop.workflows.organisation.profile.taking import take_profile
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.sending import start_at_login
from tests.gui.running_app import App, key_of
from tests.gui.screens import Screens, nameless, shown_texts, too_wide, wait_for
from tests.gui.stepping_up import type_passphrase
from tests.managed import managed
from tests.profiles import Administrator, a_profile

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

WHO = "Set by your organisation (IT of Northfield), and cannot be changed here."
LOCKED = {
    "SetBy": "IT of Northfield",
    "LongestMinutesToLock": 5,
    "ScreenCapture": False,
    "BackupFolder": "/srv/copies",
    "BackupDays": 3,
    "OnClose": "end",
    "StartAtLogin": False,
    "Networks": ["School Wi-Fi"],
    "Metered": False,
    "Proxy": "proxy.school.example:8080",
    "WaysIn": ["pin"],
    "CardModule": "/usr/lib/opensc-pkcs11.so",
}


def shown(screens: Screens, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SettingsScreen:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    return screens.show(screens.settings_screen())


@pytest.fixture
def screen(screens: Screens, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[SettingsScreen]:
    with managed(LOCKED):
        yield shown(screens, monkeypatch, tmp_path)


def test_what_is_locked_cannot_be_used_and_says_who_set_it(screens: Screens, screen: SettingsScreen) -> None:
    sending, connection = screen.sending, screen.connection
    screen.show_part(connection.part)
    wait_for(screens.qtbot, lambda: connection.address.text() == "proxy.school.example:8080")
    locked = (
        screen.locking.capture.button,
        screen.back_up.choose,
        sending.metered.button,
        *sending.on_close.buttons.values(),
        sending.at_login.button,
        *connection.proxy.buttons.values(),
        connection.address,
        screen.unlock_methods.login,
        screen.unlock_methods.escrow,
    )
    for control in locked:
        assert not control.isEnabled()
        assert control.accessibleDescription().endswith(WHO)
    assert screen.unlock_methods.pin.isEnabled()
    assert connection.user.isEnabled()


@pytest.mark.parametrize("name", ["locking", "sending", "connection", "back_up", "unlock_methods"])
def test_each_section_says_it_in_words(screens: Screens, screen: SettingsScreen, name: str) -> None:
    section = getattr(screen, name)
    screen.show_part(section.part)
    wait_for(screens.qtbot, lambda: any(WHO in text for text in shown_texts(section)))
    assert not nameless(section)
    assert not too_wide(screen)


def test_a_shorter_time_to_lock_can_still_be_chosen(screens: Screens, screen: SettingsScreen) -> None:
    screen.show_part(screen.locking.part)
    minutes = screen.locking.minutes
    wait_for(screens.qtbot, lambda: minutes.value == "5")
    assert [key for key, button in minutes.buttons.items() if button.isEnabled()] == ["1", "2", "5"]
    minutes.buttons["2"].click()
    wait_for(screens.qtbot, screen.locking.notice.isVisible)
    assert minutes.value == "2"


def test_more_often_than_it_says_can_be_chosen_for_backups(screens: Screens, screen: SettingsScreen) -> None:
    screen.show_part(screen.back_up.part)
    often = screen.back_up.often
    wait_for(screens.qtbot, lambda: often.value == "3")
    assert [key for key, button in often.buttons.items() if button.isEnabled()] == ["1", "3"]


def test_the_one_module_is_looked_at_without_asking_for_a_file(screen: SettingsScreen) -> None:
    card = screen.signing.token
    assert card.module.text() == "L&ook for my card"
    assert card._ask_file(card) == Path("/usr/lib/opensc-pkcs11.so")


def test_all_that_is_set_is_listed_with_where_it_comes_from(screens: Screens, screen: SettingsScreen) -> None:
    screen.show_part(screen.organisation.part)
    texts = "\n".join(shown_texts(screen.organisation))
    assert "They come from a test." in texts
    assert "Longest time to lock" in texts
    assert "5 (locked)" in texts
    assert not screens.failures


def test_what_is_preset_says_so_and_can_be_used(
    screens: Screens, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with managed(preset={"ScreenCapture": True, "Metered": False}):
        screen = shown(screens, monkeypatch, tmp_path)
        screen.show_part(screen.locking.part)
        capture = screen.locking.capture
        wait_for(screens.qtbot, lambda: capture.checked)
        assert capture.button.isEnabled()
        told = "Preset by your organisation. You can choose another."
        assert capture.button.accessibleDescription().endswith(told)


def test_where_nothing_is_set_nothing_is_said(
    screens: Screens, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    screen = shown(screens, monkeypatch, tmp_path)
    screen.show_part(screen.organisation.part)
    assert screen.organisation.managed.isHidden()
    assert screen.locking.capture_set.isHidden()


def test_settings_that_cannot_be_read_are_told_in_the_window(
    screens: Screens, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = in_force.in_force()
    in_force.use(Policies(place="/etc/x", problems=("What IT has set for this computer cannot be read.",)))
    try:
        screen = shown(screens, monkeypatch, tmp_path)
        screen.show_part(screen.organisation.part)
        assert any("cannot be read" in text for text in shown_texts(screen.organisation))
    finally:
        in_force.use(before)


class TestTheProfile:
    def test_the_first_steps_take_the_file_and_compare_nothing(
        self, qtbot: QtBot, tmp_path: Path, dressed: object
    ) -> None:
        del dressed
        ada = Administrator.create()
        file = tmp_path / "council.pdprofile"
        file.write_bytes(ada.sign(a_profile()))
        failures: list[PreventDesktopError] = []
        tasks = Tasks(failures.append)
        locked = {"Profile": str(file), "ProfileAuthority": ada.fingerprint, "ProfileRequired": True}
        with managed(locked):
            card = FileCard(tasks)
            qtbot.addWidget(card)
            card.show()
            wait_for(qtbot, lambda: card.profile != b"")
            assert card.offer.compared.isHidden()
            assert "nothing to compare" in card.offer.compare.text()
            assert card.compared == ada.words
            assert not card.none.isEnabled()
            assert not card.choose.isEnabled()
            assert "Set by your organisation" in card.none.accessibleDescription()
        tasks.close()
        assert not failures

    def test_a_file_of_another_authority_is_refused_in_the_first_steps(
        self, qtbot: QtBot, tmp_path: Path, dressed: object
    ) -> None:
        del dressed
        file = tmp_path / "council.pdprofile"
        file.write_bytes(Administrator.create().sign(a_profile()))
        tasks = Tasks(lambda _error: None)
        with managed({"Profile": str(file), "ProfileAuthority": "ab" * 32}):
            card = FileCard(tasks)
            qtbot.addWidget(card)
            card.show()
            wait_for(qtbot, lambda: not card.notice.isHidden())
            assert card.profile == b""
            assert any("another authority than your IT team has set" in text for text in shown_texts(card))
        tasks.close()

    def test_another_authority_for_records_that_are_there_shows_both_and_asks_for_the_passphrase(
        self, screens: Screens, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        ada, bea = Administrator.create(), Administrator.create()
        screens.read(
            lambda vault: take_profile(
                vault, ada.sign(a_profile()), now=datetime.now(UTC), compared=ada.words
            )
        )
        file = tmp_path / "new.pdprofile"
        file.write_bytes(bea.sign(a_profile(version=2, organisation="New Council")))
        with managed({"Profile": str(file), "ProfileAuthority": bea.fingerprint}):
            screen = shown(screens, monkeypatch, tmp_path)
            section = screen.organisation
            screen.show_part(section.part)
            section.of_it.click()
            wait_for(screens.qtbot, lambda: not section.offer.isHidden())
            assert ada.words in section.offer.replaces.text()
            assert bea.words in section.offer.replaces.text()
            assert bea.words in section.offer.accessibleDescription()
            section.offer.accept.click()
            type_passphrase(screens, section)
            wait_for(screens.qtbot, lambda: "counts from now on" in section.notice.text.text())
        kept = screens.read(lambda vault: vault.profiles.newest())
        assert kept is not None
        assert kept.authority == bea.fingerprint


def test_no_practice_is_offered_where_it_wants_none(qtbot: QtBot, dressed: object) -> None:
    del dressed
    tasks = Tasks(lambda _error: None)
    with managed({"Practice": False}):
        pane = FirstRunPane(tasks, can_go_back=False, practise=lambda: None)
        qtbot.addWidget(pane)
        pane.show()
        assert pane.practise.isHidden()
        assert not any("about nobody" in text for text in shown_texts(pane))
    tasks.close()


@pytest.fixture
def older_folder(one_person_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the records lie, while IT wants them in `tmp_path / "new"`."""
    monkeypatch.delenv("PREVENT_DESKTOP_DATA", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    usual = tmp_path / "share" / "prevent-desktop"
    usual.parent.mkdir()
    one_person_data.rename(usual)
    with managed({"DataFolder": str(tmp_path / "new")}):
        yield usual


def test_an_older_data_folder_is_named_and_moved_from_the_first_screen(
    qapp: QApplication, qtbot: QtBot, older_folder: Path, tmp_path: Path
) -> None:
    app = App(qapp, qtbot, None)
    banner = app.desktop.data_move.banner
    assert banner is not None
    assert str(tmp_path / "new") in banner.accessibleDescription()
    assert app.desktop.places.data == older_folder
    banner.move_now.click()
    wait_for(qtbot, lambda: app.fresh_processes == 1)
    assert Places.of().data == tmp_path / "new"
    assert (tmp_path / "new" / "vaults" / "a1b2c3" / "slots.json").is_file()
    assert not (older_folder / "vaults").exists()
    app.close()


def test_an_outbox_that_was_about_to_begin_stays_shut_while_records_move(
    qapp: QApplication, qtbot: QtBot, older_folder: Path
) -> None:
    """The fault: what it needs was imported only after the move had begun, and the outbox was opened where it had been."""
    app = App(qapp, qtbot, None)
    wait_for(qtbot, lambda: app.desktop.outbox_service is not None)
    service = app.desktop.outbox_service
    assert service is not None
    assert app.desktop.data_move.banner is not None
    app.desktop.data_move.banner.move_now.click()
    service.start()
    service.something_new()
    wait_for(qtbot, lambda: app.fresh_processes == 1)
    assert app.desktop.spool.is_closed
    assert not (older_folder / "outbox").exists()
    app.close()


def test_records_that_are_being_opened_are_not_moved(
    qapp: QApplication, qtbot: QtBot, older_folder: Path
) -> None:
    app = App(qapp, qtbot, None)
    banner = app.desktop.data_move.banner
    assert banner is not None
    folder = older_folder / "vaults" / "a1b2c3"
    lock = InstanceLock(folder)
    app.desktop._open(folder, key_of(folder), "passphrase")
    assert banner.isHidden()
    wait_for(qtbot, banner.isVisible)  # somebody else has them open
    lock.release()
    app.desktop._open(folder, key_of(folder), "passphrase")
    assert banner.isHidden()
    wait_for(qtbot, lambda: app.desktop.unlocked is not None)
    assert banner.isHidden()
    app.close()


@pytest.mark.usefixtures("older_folder")
def test_a_move_that_is_found_while_records_are_being_opened_is_not_offered(
    qapp: QApplication, qtbot: QtBot
) -> None:
    """It is looked for once the first screen is painted: whoever typed ahead may have pressed Return by then."""
    app = App(qapp, qtbot, None)
    move = app.desktop.data_move
    move.withdraw()
    move.offer(None)
    assert move.banner is not None
    assert move.banner.isHidden()
    move.offer_again()
    assert move.banner.isVisible()
    app.close()


class TestWhereRecordsLie:
    """The first screen, before a passphrase is typed or a step is taken."""

    @pytest.fixture
    def synced(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        folder = tmp_path / "Drive"
        folder.mkdir()
        (folder / ".dropbox").touch()
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
        return folder

    def test_at_unlock_it_is_told_and_the_move_is_offered(
        self, qapp: QApplication, qtbot: QtBot, one_person_data: Path, synced: Path, tmp_path: Path
    ) -> None:
        one_person_data.rename(synced / "data")
        app = App(qapp, qtbot, synced / "data")
        pane = app.desktop.unlock_screen.pane
        assert isinstance(pane, UnlockPane)
        notice = pane.place
        assert isinstance(notice, PlaceNotice)
        assert "Dropbox" in notice.accessibleDescription()
        assert not nameless(pane)
        notice.move_now.click()
        wait_for(qtbot, lambda: app.desktop.unlock_screen.pane is not pane)
        moved = app.desktop.unlock_screen.pane
        assert isinstance(moved, UnlockPane)
        assert moved.place is None
        (folder,) = (tmp_path / "share" / "prevent-desktop" / "vaults").iterdir()
        assert (folder / "slots.json").is_file()
        assert not (synced / "data" / "vaults" / "a1b2c3").exists()
        app.unlock()
        app.close()

    def test_no_new_records_are_begun_there_and_this_computer_is_offered(
        self, qapp: QApplication, qtbot: QtBot, synced: Path, tmp_path: Path
    ) -> None:
        app = App(qapp, qtbot, synced / "data")
        pane = app.desktop.unlock_screen.pane
        assert isinstance(pane, PlacePane)
        assert "Dropbox" in pane.accessibleDescription()
        assert not (synced / "data" / "vaults").exists()
        pane.here.click()
        wait_for(qtbot, lambda: isinstance(app.desktop.unlock_screen.pane, FirstRunPane))
        assert app.desktop.unlock_screen._new_list.folder == tmp_path / "share" / "prevent-desktop" / "vaults"
        app.close()

    def test_where_it_permits_it_nothing_is_said(
        self, qapp: QApplication, qtbot: QtBot, one_person_data: Path, synced: Path
    ) -> None:
        one_person_data.rename(synced / "data")
        with managed({"VaultAnywhere": True}):
            app = App(qapp, qtbot, synced / "data")
            pane = app.desktop.unlock_screen.pane
            assert isinstance(pane, UnlockPane)
            assert pane.place is None
            app.close()


def test_settings_that_cannot_be_read_stand_across_the_window(
    qapp: QApplication, qtbot: QtBot, one_person_data: Path
) -> None:
    before = in_force.in_force()
    in_force.use(Policies(place="/etc/x", problems=("/etc/x: Expecting value.",)))
    try:
        app = App(qapp, qtbot, one_person_data)
        (banner,) = app.window.findChildren(PolicyBanner)
        assert banner.isVisible()
        assert "Expecting value" in banner.accessibleDescription()
        app.close()
    finally:
        in_force.use(before)


def test_another_authority_is_told_across_the_window(
    qapp: QApplication, qtbot: QtBot, one_person_data: Path
) -> None:
    ada = Administrator.create()
    app = App(qapp, qtbot, one_person_data)
    app.open()
    app.find(
        lambda vault: take_profile(vault, ada.sign(a_profile()), now=datetime.now(UTC), compared=ada.words)
    )
    assert not app.window.findChildren(AuthorityBanner)
    with managed({"ProfileAuthority": "ab" * 32}):
        app.unlocked.profile.look()
        wait_for(qtbot, lambda: bool(app.window.findChildren(AuthorityBanner)))
        (banner,) = app.window.findChildren(AuthorityBanner)
        assert ada.words in banner.accessibleDescription()
    app.close()


def test_start_at_login_is_set_when_the_program_begins(
    qapp: QApplication, qtbot: QtBot, one_person_data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    with managed({"StartAtLogin": True}):
        app = App(qapp, qtbot, one_person_data)
        wait_for(qtbot, start_at_login.is_on)
        app.close()


def test_the_open_window_locks_after_the_longest_time_that_it_allows(
    qapp: QApplication, qtbot: QtBot, one_person_data: Path
) -> None:
    with managed({"LongestMinutesToLock": 3, "ScreenCapture": False}):
        app = App(qapp, qtbot, one_person_data)
        app.open()
        wait_for(qtbot, lambda: app.unlocked.idle._seconds == 180)
        app.close()


def test_without_the_file_that_it_requires_no_receiver_is_typed(
    screens: Screens, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with managed({"ProfileRequired": True}):
        screen = shown(screens, monkeypatch, tmp_path)
        screen.show_part(screen.recipients.part)
        wait_for(screens.qtbot, screen.recipients.source.isVisible)
        assert "come with your organisation’s file" in screen.recipients.source.text()
        assert screen.recipients.add.isHidden()
        with screens.qtbot.waitSignal(screens.navigator.asked) as asked:
            screen.recipients.take_file.click()
        assert asked.args == [Settings(SettingsPart.ORGANISATION)]
        links = screen.organisation.empty.findChildren(LinkButton)
        assert [link.text() for link in links] == [SettingsPart.SHARING.label, SettingsPart.KEEPING.label]


def test_where_nothing_is_required_nobody_is_led_to_the_file(screen: SettingsScreen) -> None:
    screen.show_part(screen.recipients.part)
    assert screen.recipients.take_file.isHidden()
