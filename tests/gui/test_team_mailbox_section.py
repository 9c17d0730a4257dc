"""What a vault signs in to its team's mailbox with is set by its person, kept in the vault, never shown again, and tried out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials
from prevent_desktop.ui.routing.routes import Team
from prevent_desktop.ui.settings.state import read_state
from prevent_desktop.ui.settings.team_mailbox_section import TeamMailboxSection
from prevent_desktop.workflows.team.circles.mailbox_access import credentials_for, mailbox_of
from tests.gui.screens import Screens, nameless, shown_texts, wait_for
from tests.teams import a_team, give_team

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
WEB = "https://files.example/team/school"
SFTP = "sftp://packs;fingerprint=ssh-ed25519-" + "A" * 43 + "@files.example/team"


@pytest.fixture
def section(screens: Screens) -> TeamMailboxSection:
    made = screens.show(TeamMailboxSection(screens.tasks, screens.navigator, screens.get_spool))
    made.changed.connect(lambda: shown(screens, made))
    return made


def shown(screens: Screens, section: TeamMailboxSection) -> None:
    section.show_state(screens.read(lambda vault: read_state(vault, screens.library)))


def in_team(screens: Screens, section: TeamMailboxSection, mailbox: str) -> None:
    screens.read(lambda vault: give_team(vault, replace(a_team(), mailbox=mailbox)))
    shown(screens, section)
    assert section.to_team.isHidden()


def kept(screens: Screens, address: str) -> StoreCredentials:
    return screens.read(lambda vault: credentials_for(vault, address))


def test_without_a_team_there_is_nothing_to_set(screens: Screens, section: TeamMailboxSection) -> None:
    shown(screens, section)
    assert "You are in no team." in shown_texts(section)
    with screens.qtbot.waitSignal(screens.navigator.asked) as asked:
        section.to_team.click()
    assert asked.args == [Team()]
    for widget in (
        section.sign_in.user_field,
        section.sign_in.password_field,
        section.sign_in.save,
        section.sign_in.tried,
        section.make,
        section.folder,
    ):
        assert not widget.isVisible()
    assert nameless(section) == []


def test_a_password_is_kept_in_the_vault_and_not_shown_again(
    screens: Screens, section: TeamMailboxSection
) -> None:
    in_team(screens, section, WEB)
    assert not section.make.isVisible()
    section.sign_in.user.setText("laptop-0412")
    section.sign_in.password.line.setText("open sesame")
    section.sign_in.save.click()
    screens.settle()
    assert kept(screens, WEB) == StoreCredentials(user="laptop-0412", password="open sesame")
    assert section.sign_in.password.text == ""
    assert any("One is kept." in text for text in shown_texts(section))
    section.sign_in.user.setText("laptop-0412")
    section.sign_in.save.click()
    screens.settle()
    assert kept(screens, WEB).password == "open sesame", "an empty line leaves it"
    section.sign_in.forget.click()
    screens.settle()
    assert kept(screens, WEB) == StoreCredentials()
    assert nameless(section) == []


def test_a_key_for_sftp_is_made_in_the_vault_and_its_public_half_copied(
    screens: Screens, section: TeamMailboxSection
) -> None:
    in_team(screens, section, SFTP)
    assert not section.sign_in.user_field.isVisible()
    section.make.click()
    screens.settle()
    assert section.key.toPlainText().startswith("ssh-ed25519 ")
    assert not section.make.isVisible(), "another key would lock us out"
    assert kept(screens, SFTP).key_pem
    section.copy.click()
    assert QGuiApplication.clipboard().text() == section.key.toPlainText()


def test_a_folder_is_found_where_it_is_on_this_computer_and_tried(
    screens: Screens, section: TeamMailboxSection, tmp_path: Path
) -> None:
    in_team(screens, section, "file:///where/the/lead/has/it")
    section.sign_in.tried.click()
    wait_for(screens.qtbot, lambda: any("cannot be reached" in text for text in shown_texts(section)))
    here = tmp_path / "OneDrive"
    here.mkdir()
    section.take_folder(here)
    screens.settle()
    assert screens.read(mailbox_of) == here.as_uri()
    section.sign_in.tried.click()
    wait_for(screens.qtbot, lambda: any("It works" in text for text in shown_texts(section)))
    assert section.sign_in.tried.isEnabled()
