"""Settings → Organisation: choose a profile, see whose it is and what it changes, compare the words, take it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from prevent_desktop.casework.organisation import SharingBasis
from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.casework.retention import RetentionCategory, RetentionRule
from prevent_desktop.ui.routing.routes import Settings
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.ui.widgets import LinkButton
from prevent_desktop.workflows.fingerprint_words import key_words, words_for_certificate
from prevent_desktop.workflows.organisation import settings
from tests.gui.screens import Screens, nameless, shown_texts, too_wide, wait_for
from tests.gui.stepping_up import type_passphrase
from tests.profiles import Administrator, a_profile, a_receiver

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

RULE = RetentionRule(kind=RetentionCategory.HEALTH, keep_months=96, source="Our policy 7")
Give = Callable[[OrganisationProfile], Path]


@pytest.fixture(scope="module")
def ada() -> Administrator:
    return Administrator.create()


@pytest.fixture
def give(ada: Administrator, tmp_path: Path) -> Give:
    def signed(profile: OrganisationProfile) -> Path:
        path = tmp_path / f"{profile.version}.pdprofile"
        path.write_bytes(ada.sign(profile))
        return path

    return signed


@pytest.fixture
def screen(screens: Screens) -> SettingsScreen:
    made = screens.show(screens.settings_screen())
    made.show_part(made.organisation.part)
    return made


def offered(screens: Screens, screen: SettingsScreen, file: Path) -> str:
    screen.organisation.offer_file(file)
    wait_for(
        screens.qtbot, lambda: screen.organisation.offer.isVisible() or screen.organisation.notice.isVisible()
    )
    return "\n".join(shown_texts(screen.organisation))


def take(screens: Screens, screen: SettingsScreen, file: Path) -> None:
    offered(screens, screen, file)
    section = screen.organisation
    if section.offer.compared.isVisible():
        section.offer.compared.button.click()
    section.offer.accept.click()
    type_passphrase(screens, section)
    wait_for(screens.qtbot, lambda: "counts from now on" in section.notice.text.text())
    screens.settle()


def test_without_a_profile_it_says_that_what_is_typed_counts(screen: SettingsScreen) -> None:
    texts = shown_texts(screen.organisation)
    assert "Your organisation’s file is not here yet" in texts
    assert screen.recipients.add.isVisibleTo(screen.recipients)
    assert screen.sharing.save_button.isVisibleTo(screen.sharing)


def test_without_it_links_lead_to_what_is_typed(screens: Screens, screen: SettingsScreen) -> None:
    asked: list[object] = []
    screens.navigator.asked.connect(asked.append)
    for link in screen.organisation.empty.findChildren(LinkButton):
        link.click()
    parts = (SettingsPart.RECEIVERS, SettingsPart.SHARING, SettingsPart.KEEPING)
    assert asked == [Settings(part) for part in parts]


def test_the_first_is_taken_once_the_words_were_compared_and_the_passphrase_typed(
    screens: Screens, screen: SettingsScreen, give: Give, ada: Administrator
) -> None:
    told = offered(screens, screen, give(a_profile()))
    assert "File of Council, version 1" in told
    assert "Signed by Ada Min, Council on" in told
    assert f"Receiver added: Council front-door, with the key {key_words(a_receiver())}." in told
    offer = screen.organisation.offer
    assert offer.words.text() == ada.words
    assert not offer.accept.isEnabled()
    assert offer.hasFocus()
    assert ada.words not in offer.accessibleDescription()  # they are heard on the phone first
    assert screens.read(settings.profile) is None
    offer.compared.button.click()
    offer.accept.click()
    assert screens.read(settings.profile) is None
    type_passphrase(screens, screen.organisation)
    wait_for(
        screens.qtbot,
        lambda: "Version 1 of the file of Council counts" in screen.organisation.notice.text.text(),
    )
    screens.settle()
    texts = shown_texts(screen.organisation)
    assert {"Ada Min, Council", ada.words, "1 receiver, 0 colleagues, 0 rules on keeping"} <= set(texts)
    actions = screens.read(lambda vault: [entry.action for entry in vault.audit.entries()])
    assert actions.index("step-up.passed") < actions.index("profile.imported")


def test_whoever_changes_nothing_changes_nothing(
    screens: Screens, screen: SettingsScreen, give: Give
) -> None:
    offered(screens, screen, give(a_profile()))
    QTest.mouseClick(screen.organisation.offer.leave, Qt.MouseButton.LeftButton)
    assert not screen.organisation.offer.isVisible()
    assert screen.organisation.choose.hasFocus()
    assert "Your organisation’s file is not here yet" in shown_texts(screen.organisation)
    assert screens.read(settings.profile) is None


def test_what_comes_with_it_is_shown_and_not_changed(
    screens: Screens, screen: SettingsScreen, give: Give
) -> None:
    screens.read(lambda vault: settings.save_sharing_basis(vault, SharingBasis(lawful_basis="typed")))
    take(screens, screen, give(a_profile(retention=(RULE,))))
    source = next(
        text for text in shown_texts_of(screen) if text.startswith("From the file of Council, version 1")
    )
    for section in (screen.recipients, screen.sharing, screen.keeping):
        assert section.source.text() == source
        assert section.source.isVisibleTo(section)
    assert not screen.recipients.add.isVisibleTo(screen.recipients)
    screen.show_part(screen.recipients.part)
    (row,) = screen.recipients.table.rows_model.rows
    assert row.cells[-1].text == key_words(a_receiver())
    assert words_for_certificate(a_receiver().receipt_certificate) in row.cells[-1].detail
    screen.recipients.table.opened.emit("front-door")
    assert screen.recipients.form is None
    assert screen.sharing.basis.toPlainText() == "Public task"
    assert screen.sharing.basis.isReadOnly()
    assert screen.sharing.marking.isReadOnly()
    assert not screen.sharing.save_button.isVisibleTo(screen.sharing)
    assert not screen.keeping.take.isVisibleTo(screen.keeping)
    assert "Our policy 7" in shown_texts(screen.keeping)
    assert not screen.forms.trust.isVisibleTo(screen.forms)


def shown_texts_of(screen: SettingsScreen) -> list[str]:
    return [screen.recipients.source.text()]


def test_what_was_being_typed_gives_way_to_the_profile(
    screens: Screens, screen: SettingsScreen, give: Give
) -> None:
    screen.sharing.basis.setPlainText("half a sen")
    screen.recipients.add.click()
    screen.recipients.form.name.setText("Half a na")  # type: ignore[union-attr]  # it was opened just now
    screen.show_part(screen.organisation.part)
    screen.flush()
    take(screens, screen, give(a_profile()))
    assert screen.sharing.basis.toPlainText() == "Public task"
    assert screen.recipients.form is None
    assert not screen.sharing.unsaved()
    again = screens.show(screens.settings_screen())
    assert again.sharing.basis.toPlainText() == "Public task"
    assert again.recipients.form is None


def test_a_newer_one_tells_what_changes_and_needs_no_words(
    screens: Screens, screen: SettingsScreen, give: Give
) -> None:
    take(screens, screen, give(a_profile()))
    told = offered(
        screens, screen, give(a_profile(version=2, recipients=(a_receiver("police"),), marking="OFFICIAL"))
    )
    assert "Receiver removed: Council front-door." in told
    assert "Marking: OFFICIAL." in told
    assert not screen.organisation.offer.compared.isVisible()
    assert screen.organisation.offer.accept.isEnabled()


def test_one_that_is_here_already_or_older_is_said_so(
    screens: Screens, screen: SettingsScreen, give: Give
) -> None:
    first = give(a_profile())
    take(screens, screen, first)
    assert "This file is here already." in offered(screens, screen, first)
    assert not screen.organisation.offer.accept.isVisible()
    screen.organisation.offer.leave.click()
    take(screens, screen, give(a_profile(version=2)))
    assert "An older one never comes back" in offered(screens, screen, first)


def test_what_is_no_profile_is_refused_in_words(
    screens: Screens, screen: SettingsScreen, tmp_path: Path
) -> None:
    (tmp_path / "x.pdprofile").write_bytes(b"\xff" * 100)
    assert "not an organisation’s signed file" in offered(screens, screen, tmp_path / "x.pdprofile")
    assert "That file cannot be used" in offered(screens, screen, tmp_path / "gone.pdprofile")
    assert not screen.organisation.offer.isVisible()


def test_one_that_soon_ends_says_so(screens: Screens, screen: SettingsScreen, give: Give) -> None:
    soon = (datetime.now(UTC) + timedelta(days=10)).date()
    take(screens, screen, give(a_profile(expires=soon)))
    assert any("counts for 10 more days" in text for text in shown_texts(screen.organisation))


def test_every_control_has_a_name_and_nothing_is_too_wide(
    screens: Screens, screen: SettingsScreen, give: Give
) -> None:
    offered(screens, screen, give(a_profile()))
    assert not nameless(screen)
    assert not too_wide(screen)
