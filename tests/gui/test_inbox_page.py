"""The inbox in the running program: it is on the side bar for a receiving desk alone, and a lock leads back to its pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.sealing import seal_bytes
from prevent_desktop.ui.receiving.inbox_page import InboxPage
from prevent_desktop.ui.receiving.received_pack_page import ReceivedPackPage
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.receiving import desk as desks
from prevent_desktop.workflows.receiving.desk import receiving_end_of
from tests.gui.running_app import App, key_of, vault_of
from tests.gui.screens import now
from tests.unit.workflows.receiving.packs_in import PACK, make_desk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_whoever_receives_nothing_sees_no_inbox(app: App) -> None:
    app.open()
    entries = app.unlocked.pages.main_view.side_bar.entries
    app.find(desks.desk_of)
    assert entries[NavSection.INBOX].isHidden()
    assert not entries[NavSection.OUTBOX].isHidden()


def test_a_pack_that_came_while_the_vault_was_locked_is_counted_read_and_found_again_after_a_lock(
    qapp: QApplication, qtbot: QtBot, one_person_data: Path, tmp_path: Path
) -> None:
    mailbox, packs = FolderMailbox.create(tmp_path / "mailbox"), make_desk()
    folder = vault_of(one_person_data)
    with Vault.open(folder, key_of(folder)) as vault:
        vault.secrets.set(terms.TRUSTED, packs.signed.authority.certificate_pem)
        desks.make_desk(vault, desks.Desk(name="Front door", folders=(mailbox.folder,)), now=now())
        recipient = receiving_end_of(vault, now=now()).identities[0].recipient
    (mailbox.incoming.path / f"{PACK}.pdf.age").write_bytes(seal_bytes(packs.signed.pdf, [recipient]))
    app = App(qapp, qtbot, one_person_data)
    app.open()
    entry = app.unlocked.pages.main_view.side_bar.entries[NavSection.INBOX]
    app.wait(lambda: entry.badge.text() == "1")
    assert not entry.isHidden()
    app.unlocked.pages.main_view.go(NavSection.INBOX)
    page = app.page
    assert isinstance(page, InboxPage)
    app.wait(lambda: bool(page.table.rows_model.rows))
    page.table.opened.emit(page.table.rows_model.rows[0].key)
    app.wait(lambda: isinstance(app.page, ReceivedPackPage) and "P-7QF2" in app.page.head.heading.text())
    app = app.lock_and_come_back()
    app.wait(lambda: isinstance(app.page, ReceivedPackPage))
    assert app.unlocked.pages.main_view.section is NavSection.INBOX
    app.close()
