"""A pack that waits for the lead: two vaults, the author's and the lead's, and sealed files between them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.organisation import Colleague
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.ui.packs.countersign_page import CountersignPage
from prevent_desktop.ui.packs.page import PackPage
from prevent_desktop.ui.packs.signed_page import SignedPackPage
from prevent_desktop.workflows.organisation.answer_key import answer_recipient
from tests.gui.screens import Screens, nameless, too_wide, wait_for
from tests.gui.stepping_up import type_passphrase
from tests.profiles import change_profile

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]


def _sign_and_wait(screens: Screens) -> str:
    """Prepare a pack that waits: its id."""
    page = screens.show(
        PackPage(
            screens.tasks,
            screens.navigator,
            screens.library,
            screens.get_spool,
            screens.clock,
            screens.wake,
            screens.case("AB"),
        )
    )
    next(iter(page.receiver_list.boxes.values())).set_checked(True)
    page.before_signing.countersigned.set_checked(True)
    assert page.sign.text() == "&Sign and wait"
    assert not page.save.isEnabled()
    wait_for(
        screens.qtbot,
        lambda: (
            (shown := page.preview.pages.sheet.page) is not None
            and "Countersignature of Pat Lead, Head teacher" in shown.words
        ),
    )
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    page.sign_and_queue()
    type_passphrase(screens, page)
    wait_for(screens.qtbot, lambda: "wait" in page.notice.text.text())
    screens.settle()
    assert not page.notice.text.visibleRegion().isEmpty()
    return screens.read(
        lambda vault: next(pack.id for pack in vault.packs.all() if pack.status is PackStatus.AWAITING)
    )


def _opened(screens: Screens, pack_id: str, file: Path | None, folder: Path) -> CountersignPage:
    def ask_file(_parent: QWidget) -> Path | None:
        return file

    def ask_folder(_parent: QWidget) -> Path | None:
        return folder

    page = CountersignPage(
        screens.tasks,
        screens.navigator,
        screens.get_spool,
        screens.clock,
        screens.wake,
        pack_id,
        ask_file=ask_file,
        ask_folder=ask_folder,
    )
    return screens.show(page)


def test_a_pack_goes_to_the_lead_and_back_and_then_to_its_receiver(
    demo: Screens, lead: Screens, tmp_path: Path
) -> None:
    there, back = tmp_path / "there", tmp_path / "back"
    there.mkdir()
    back.mkdir()
    colleague = Colleague(name="Pat Lead", role="Head teacher", recipient=lead.read(answer_recipient))
    demo.read(lambda vault: change_profile(vault, colleagues=(colleague,)))
    pack_id = _sign_and_wait(demo)

    signed = demo.show(SignedPackPage(demo.tasks, demo.navigator, demo.clock, pack_id))
    wait_for(demo.qtbot, lambda: not signed.countersign.isHidden())
    mine = _opened(demo, pack_id, back / f"{pack_id}.pdf.age", there)
    wait_for(demo.qtbot, lambda: not mine.what.isHidden())
    assert mine.reason.text() == "You signed it yourself: somebody else has to countersign it."
    assert mine.sign.isHidden()
    (hand,) = mine.hand
    assert hand.text() == "Save it for Pat Lead…"
    hand.click()
    type_passphrase(demo, mine)
    wait_for(demo.qtbot, lambda: "Only Pat Lead can open it" in mine.notice.text.text())

    theirs = _opened(lead, "", there / f"{pack_id}.pdf.age", back)
    assert theirs.sign.isHidden()
    theirs.choose_file()
    wait_for(lead.qtbot, lambda: not theirs.sign.isHidden())
    wait_for(lead.qtbot, lambda: theirs.pages.sheet.page is not None)
    handed_over = there / f"{pack_id}.pdf.age"
    handed_over.unlink()  # what is signed is the copy that was verified, not whatever lies there by then
    if pictures := os.environ.get("COUNTERSIGN_PICTURES"):
        theirs.grab().save(f"{pictures}/countersign.png")
        mine.grab().save(f"{pictures}/countersign-own.png")
    assert not nameless(theirs)
    assert not too_wide(theirs)
    theirs.countersign()
    type_passphrase(lead, theirs)
    wait_for(lead.qtbot, lambda: "Only its author can open it" in theirs.notice.text.text())

    woken = demo.woken
    mine.take_in()
    wait_for(demo.qtbot, lambda: demo.woken > woken)
    wait_for(demo.qtbot, lambda: "both signatures" in mine.notice.text.text())
    wait_for(demo.qtbot, lambda: "countersigned already, by Pat Lead" in mine.reason.text())
    record = demo.read(lambda vault: vault.packs.get(pack_id))
    assert record.status is PackStatus.QUEUED
    assert demo.spool.get(pack_id) is not None


def test_a_file_that_is_no_pack_is_told_and_shows_nothing(lead: Screens, tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7 nonsense")
    page = _opened(lead, "", tmp_path / "letter.pdf", tmp_path)
    page.choose_file()
    wait_for(lead.qtbot, lambda: "cannot be read" in page.notice.text.text())
    assert page.what.isHidden()
    assert page.sheet.isHidden()
    assert not page.choose.isHidden()
    copies = lead.read(lambda vault: vault.folder) / "attachments"
    assert len(list(copies.iterdir())) == 1
    page.deleteLater()
    wait_for(lead.qtbot, lambda: not list(copies.iterdir()))
