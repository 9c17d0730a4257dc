"""A profile that ends soon, or has run out, is told across the window until there is a newer one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication

from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.ui.window.profile_watch import ProfileBanner
from prevent_desktop.vault.keys.key_slots import unlock_key
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile.standing import SEEN
from prevent_desktop.workflows.organisation.profile.taking import take_profile
from tests.gui.running_app import PASSPHRASE, App
from tests.profiles import Administrator, a_profile, change_profile

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def banners(app: App) -> list[ProfileBanner]:
    app.find(lambda _vault: None)
    QApplication.processEvents()
    return [banner for banner in app.window.findChildren(ProfileBanner) if banner.isVisible()]


def unlocked_with(app: App, days: int) -> None:
    """The vault has a profile whose last day is so many days from now."""
    folder = next(app.desktop.places.vaults.iterdir())
    ada, now = Administrator.create(), datetime.now(UTC)
    with Vault.open(folder, unlock_key(folder, PASSPHRASE)) as vault:
        vault.audit.append("vault.unlocked", "")
        take_profile(vault, ada.sign(a_profile()), now=now, compared=ada.words)
        change_profile(vault, expires=(now + timedelta(days=days)).date())
        vault.audit.append("vault.closed", "")
    app.unlock()


def test_one_that_has_run_out_is_told_until_there_is_a_newer_one(app: App) -> None:
    unlocked_with(app, -2)
    app.wait(lambda: bool(banners(app)))
    (banner,) = banners(app)
    assert "Your organisation’s file ran out on" in banner.text.text()
    assert "Reading and writing go on" in banner.text.text()
    assert app.find(lambda vault: vault.audit.has(SEEN, "2"))
    app.unlocked.profile.look()
    assert len(banners(app)) == 1
    banner.choose.click()
    screen = app.window.findChild(SettingsScreen)
    assert screen is not None
    assert screen.organisation.isVisible()
    app.find(lambda vault: change_profile(vault, expires=date(2100, 1, 1)))
    screen.organisation.tell_kept("Taken.")
    app.wait(lambda: not banners(app))


def test_one_that_ends_soon_is_told_and_one_that_does_not_is_not(app: App) -> None:
    unlocked_with(app, 10)
    app.wait(lambda: bool(banners(app)))
    assert "for 10 more days" in banners(app)[0].text.text()
    app.find(lambda vault: change_profile(vault, expires=date(2100, 1, 1)))
    app.unlocked.profile.look()
    app.wait(lambda: not banners(app))
