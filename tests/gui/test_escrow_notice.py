"""The organisation opened the vault: told plainly after each unlocking, until it was read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from prevent_desktop.casework.organisation import EscrowKey
from prevent_desktop.sealing import generate_identity
from prevent_desktop.ui.window.escrow_banner import EscrowBanner
from prevent_desktop.vault.keys.key_slots import unlock_key
from prevent_desktop.workflows.vault_admin import recover, unlock, unlock_methods
from tests.gui.running_app import PASSPHRASE, App

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

IDENTITY = generate_identity()
AT = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)


def banners(app: App) -> list[EscrowBanner]:
    app.find(lambda _vault: None)
    QApplication.processEvents()
    return [banner for banner in app.window.findChildren(EscrowBanner) if banner.isVisible()]


def test_it_is_told_until_it_was_read_and_stays_in_the_audit(
    app: App, qapp: QApplication, qtbot: QtBot
) -> None:
    folder = next(app.desktop.places.vaults.iterdir())
    council = EscrowKey(name="Example Council", recipient=str(IDENTITY.recipient))
    with unlock.open_vault(folder, unlock_key(folder, PASSPHRASE)) as vault:
        unlock_methods.keep(vault, unlock_methods.new_escrow(unlock_methods.material(vault), council, at=AT))
    recover.recover_with_escrow(folder, IDENTITY.secret_text, PASSPHRASE, now=AT)
    app.unlock()
    app.wait(lambda: bool(banners(app)))
    (banner,) = banners(app)
    assert "Example Council opened these records on 26 November 2026" in banner.text.text()
    assert banner.accessibleDescription() == banner.text.text()
    app.close()
    again = App(qapp, qtbot, app.data)
    again.unlock()
    again.wait(lambda: bool(banners(again)))
    banners(again)[0].read.click()
    again.wait(lambda: not banners(again))
    assert again.find(recover.unread_escrow_uses) == ()
    actions = again.find(lambda vault: [entry.action for entry in vault.audit.entries()])
    assert actions[-1] == "escrow.read"
    assert "escrow.used" in actions
    again.close()


def test_nothing_is_told_where_nobody_opened_it(app: App) -> None:
    app.unlock()
    assert banners(app) == []
