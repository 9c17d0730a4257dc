"""Packs that a person takes along: the mail that is ready, what comes back by file, and the key for servers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from prevent_desktop.delivery.connection.sftp_address import SftpAddress
from prevent_desktop.delivery.connection.sftp_keys import SftpKeys
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.system_store import SystemStore
from prevent_desktop.ui.sending.outbox_page import OutboxPage
from prevent_desktop.ui.settings.receiver_draft import ReceiverDraft
from prevent_desktop.ui.settings.receivers_section import ReceiverForm
from prevent_desktop.ui.settings.sftp_part import SftpPart
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.workflows.sending.deliver import make_courier
from tests.gui.dropping import drop
from tests.gui.screens import Screens, nameless, shown_texts, too_wide, wait_for
from tests.unit.delivery.connection.test_sftp_address import ADDRESS
from tests.unit.delivery.memory_store import MemoryKeyring, memory_store
from tests.unit.delivery.receivers import PACK, Receiver

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

MAIL = "mailto:packs@council.example"


@pytest.fixture(scope="module")
def receiver() -> Receiver:
    return Receiver.make()


@pytest.fixture
def page(screens: Screens, receiver: Receiver) -> OutboxPage:
    """The outbox with a pack that goes by mail, opened."""
    screens.spool.queue(PACK, b"sealed" * 99, endpoint=MAIL, receipt_certificate=receiver.certificate_pem)
    make_courier(screens.spool).run_once()
    made = screens.show(
        OutboxPage(screens.tasks, screens.navigator, screens.get_spool, screens.clock, screens.wake)
    )
    made.open_pack(PACK)
    return made


def state(screens: Screens) -> State:
    item = screens.spool.get(PACK)
    assert item is not None
    return item.state


def digest(screens: Screens) -> str:
    item = screens.spool.get(PACK)
    assert item is not None
    return item.digest


def test_a_mail_is_opened_sent_and_said_to_be_sent(screens: Screens, page: OutboxPage) -> None:
    opened: list[Path] = []

    def open_it(path: Path) -> bool:
        opened.append(path)
        return True

    page.mail._open_file = open_it
    assert page.mail.isVisible()
    assert "An email is ready for you to send" in shown_texts(page)
    page.mail.open.click()
    wait_for(screens.qtbot, lambda: bool(opened))
    assert b"To: packs@council.example" in opened[0].read_bytes()
    page.mail.sent.click()
    wait_for(screens.qtbot, lambda: screens.woken == 1)
    make_courier(screens.spool).run_once()
    page.refresh()
    wait_for(screens.qtbot, lambda: not page.mail.isVisible())
    assert state(screens) is State.SENT


def test_without_a_mail_program_the_mail_is_saved(screens: Screens, page: OutboxPage, tmp_path: Path) -> None:
    target = tmp_path / "pack.eml"
    page.mail._open_file = lambda _path: False
    page.mail._ask_target = lambda _parent, name: target if name == f"{PACK}.eml" else None
    page.mail.open.click()
    wait_for(screens.qtbot, lambda: "has no program that opens emails" in page.mail.notice.text.text())
    page.mail.save.click()
    wait_for(screens.qtbot, lambda: target.exists() and "Saved as pack.eml" in page.mail.notice.text.text())


def test_no_other_pack_is_offered_to_be_sent_by_mail(demo: Screens) -> None:
    page = demo.show(OutboxPage(demo.tasks, demo.navigator, demo.get_spool, demo.clock, demo.wake))
    for item in demo.spool.items():
        page.open_pack(item.pack_id)
        assert not page.mail.isVisible()


def test_a_receipt_that_is_dropped_on_the_page_counts(
    screens: Screens, page: OutboxPage, receiver: Receiver, tmp_path: Path
) -> None:
    came = tmp_path / "receipt.jws"
    came.write_text(receiver.receipt(PACK, digest(screens)))
    assert drop(page, came)
    wait_for(screens.qtbot, lambda: "1 receipt or answer is brought in." in shown_texts(page))
    assert any("is delivered" in text for text in shown_texts(page.brought))
    assert state(screens) is State.DELIVERED
    wait_for(screens.qtbot, lambda: not page.mail.isVisible())


def test_what_is_no_file_is_not_taken(page: OutboxPage) -> None:
    dragged = QMimeData()
    dragged.setText("words")
    event = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, dragged, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )  # fmt: skip
    event.ignore()
    QApplication.sendEvent(page, event)
    assert not event.isAccepted()


def test_a_folder_is_chosen_and_what_is_refused_is_told(
    screens: Screens, page: OutboxPage, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    (stick / "receipts").mkdir(parents=True)
    (stick / "receipts" / "x.jws").write_text(Receiver.make().receipt(PACK, digest(screens)))
    page.brought._ask_folder = lambda _parent: stick
    page.brought.folder.click()
    wait_for(screens.qtbot, lambda: "There was nothing that could be brought in." in shown_texts(page))
    assert any("It does not count" in text for text in shown_texts(page.brought))
    page.brought._ask_file = lambda _parent: None
    page.brought.file.click()
    assert state(screens) is State.NEEDS_YOU


@pytest.fixture
def sftp(screens: Screens) -> SftpPart:
    """The part of the settings, over a store in memory, with a receiver that is reached by SFTP."""
    store = memory_store()
    part = SftpPart(screens.tasks, SftpKeys(lambda: store))
    screens.show(part)
    part.hide()
    return part


def by_sftp(screens: Screens) -> ReceiverDraft:
    del screens
    return ReceiverDraft(id="x", name="Council", keys="", endpoint=ADDRESS, form_ids=("screening-tool",))


def test_the_key_is_made_shown_and_copied(screens: Screens, sftp: SftpPart) -> None:
    receiver = by_sftp(screens).receiver()
    sftp.show_receivers([replace(receiver, endpoint="https://x.example/files")])
    assert not sftp.isVisible()
    sftp.show_receivers([receiver])
    screens.settle()
    assert sftp.isVisible()
    assert sftp.make.isVisible()
    assert not sftp.field.isVisible()
    sftp.make.click()
    wait_for(screens.qtbot, lambda: sftp.line.toPlainText().startswith("ssh-ed25519 "))
    assert not sftp.make.isVisible(), "another key would lock us out at every receiver"
    sftp.copy.click()
    assert QGuiApplication.clipboard().text() == sftp.line.toPlainText()


def test_a_password_is_kept_and_not_shown_again(screens: Screens, sftp: SftpPart) -> None:
    sftp.show_receivers([by_sftp(screens).receiver()])
    screens.settle()
    ((account, edit),) = sftp.passwords.items()
    assert account == "packs@files.council.example:22"
    edit.setText("open sesame")
    next(b for b in sftp.findChildren(type(sftp.make)) if "Keep" in b.text()).click()
    wait_for(screens.qtbot, lambda: "The password is kept." in sftp.notice.text.text())
    assert edit.text() == ""
    assert sftp._keys.secrets_for(SftpAddress.parse(ADDRESS)).password == "open sesame"


def test_a_locked_store_is_told(screens: Screens) -> None:
    keyring = MemoryKeyring()
    keyring.locked = True
    part = screens.show(SftpPart(screens.tasks, SftpKeys(lambda: SystemStore(keyring))))
    part.show_receivers([by_sftp(screens).receiver()])
    wait_for(screens.qtbot, lambda: "does not answer" in part.notice.text.text())


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("sftp://packs@files.example/in", "fingerprint"),
        ("mailto:packs", "mail address"),
        ("ftp://x", "sftp://"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_next_to_its_field(
    screens: Screens, address: str, word: str
) -> None:
    form = screens.show(ReceiverForm(ReceiverDraft(name="Council", endpoint=address), [("x", "Form")]))
    form.save()
    assert any(word in text for text in shown_texts(form.fields["endpoint"]))


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("appearance", list(Appearance))
def test_it_holds_in_every_manner(
    screens: Screens, page: OutboxPage, sftp: SftpPart, dressed: Theme, scale: int, appearance: Appearance
) -> None:
    dressed.choose(appearance, scale)
    sftp.show_receivers([by_sftp(screens).receiver()])
    screens.settle()
    for shown in (page, sftp):
        shown.resize(1024, 700)
        screens.settle()
        assert nameless(shown) == []
    assert too_wide(page) == 0
