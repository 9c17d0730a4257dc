"""A desk that gets packs by mail sends its receipt and answers back by mail; every other desk is not asked to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.delivery.mailboxes.brought_in import FoundKind, look_through
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.ui.receiving.received_pack_page import ReceivedPackPage
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.receiving import desk as desks
from tests.gui.screens import Screens, nameless, now, wait_for
from tests.gui.test_inbox import Receiving
from tests.unit.workflows.receiving.packs_in import PACK, Desk, make_desk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture(scope="module")
def packs() -> Desk:
    return make_desk()


@pytest.fixture
def receiving(screens: Screens, packs: Desk, tmp_path: Path) -> Receiving:
    return Receiving(screens, FolderMailbox.create(tmp_path / "mailbox"), packs)


def opened(receiving: Receiving, endpoint: str) -> ReceivedPackPage:
    def by_mail(vault: Vault) -> None:
        desk = desks.desk_of(vault)
        assert desk is not None
        desks.make_desk(vault, replace(desk, endpoint=endpoint), now=now())

    receiving.screens.read(by_mail)
    (received_id,) = receiving.take_in((receiving.packs.signed.pdf, PACK))
    return receiving.opened(received_id)


def test_the_receipt_is_saved_as_a_mail_to_the_sender(receiving: Receiving, tmp_path: Path) -> None:
    page = opened(receiving, "mailto:packs@council.example")
    wait_for(receiving.screens.qtbot, page.reply.isVisible)
    assert nameless(page) == []
    target = tmp_path / "back.eml"
    page.reply._ask_target = lambda _parent, name: target if name == f"{PACK}.eml" else None
    page.reply.save.click()
    wait_for(receiving.screens.qtbot, lambda: "Saved as back.eml" in page.reply.notice.text.text())
    assert [(one.kind, one.untrusted_pack_id) for one in look_through([target])] == [
        (FoundKind.RECEIPT, PACK)
    ]
    page.reply._ask_target = lambda _parent, _name: tmp_path / "no" / "where.eml"
    page.reply.save.click()
    wait_for(receiving.screens.qtbot, lambda: "could not be saved" in page.reply.notice.text.text())


def test_a_desk_with_a_folder_alone_has_nothing_to_mail(receiving: Receiving) -> None:
    page = opened(receiving, "")
    receiving.screens.settle()
    assert not page.reply.isVisible()
