"""A wrong clock is told across the window after unlocking, and no longer once somebody says that it is right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from babel.dates import format_date
from PySide6.QtWidgets import QApplication

from prevent_desktop.ui.window.clock_watch import ClockBanner
from prevent_desktop.vault.keys.key_slots import unlock_key
from prevent_desktop.vault.vault import Vault
from tests.gui.running_app import PASSPHRASE, App

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def banners(app: App) -> list[ClockBanner]:
    app.find(lambda _vault: None)
    QApplication.processEvents()
    return [banner for banner in app.window.findChildren(ClockBanner) if banner.isVisible()]


def test_entries_from_the_future_are_told_until_somebody_says_that_the_clock_is_right(app: App) -> None:
    folder = next(app.desktop.places.vaults.iterdir())
    future = datetime.now(UTC) + timedelta(days=3653)
    with Vault.open(folder, unlock_key(folder, PASSPHRASE), now=lambda: future) as vault:
        vault.audit.append("vault.unlocked", "")
    app.unlock()
    app.wait(lambda: bool(banners(app)))
    (banner,) = banners(app)
    assert format_date(future.astimezone().date(), "d MMMM y", locale="en_GB") in banner.text.text()
    app.unlocked.clock.look()
    assert len(banners(app)) == 1
    banner.right.click()
    app.wait(lambda: not banners(app))
    app.unlocked.clock.look()
    assert banners(app) == []


def test_nothing_is_told_of_a_clock_that_fits(app: App) -> None:
    app.unlock()
    assert banners(app) == []
