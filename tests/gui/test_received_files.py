"""Files inside a received pack are looked at as those of a record are: in a confined process, and nowhere but on the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.errors import NotSavedError, PackVerificationError
from prevent_desktop.packs import opening
from prevent_desktop.ui.receiving.received_file_page import ReceivedFilePage
from prevent_desktop.ui.routing.routes import ReceivedFile, ReceivedPack
from prevent_desktop.workflows.receiving import packed_files
from prevent_desktop.workflows.receiving.inbox import open_pack
from tests.gui.screens import Screens, nameless, now, passed_by_tab, shown_texts, too_wide, wait_for
from tests.gui.stepping_up import step_up, type_passphrase
from tests.gui.tab_ring import not_reached
from tests.gui.test_inbox import Receiving, packs
from tests.unit.workflows.receiving.packs_in import PACK, Desk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
__all__ = ["packs"]


@pytest.fixture
def receiving(screens: Screens, tmp_path: Path, packs: Desk) -> Receiving:
    return Receiving(screens, FolderMailbox.create(tmp_path / "mailbox"), packs)


@pytest.fixture
def received_id(receiving: Receiving) -> str:
    return receiving.take_in((receiving.packs.signed.pdf, PACK))[0]


def looked_at(receiving: Receiving, received_id: str, name: str) -> ReceivedFilePage:
    screens = receiving.screens
    page = screens.show(ReceivedFilePage(screens.tasks, screens.navigator, screens.clock, received_id, name))
    wait_for(screens.qtbot, lambda: page.is_settled)
    return page


def test_what_was_sent_along_leads_to_its_page_and_data_for_programs_stands_apart(
    receiving: Receiving, received_id: str
) -> None:
    page = receiving.opened(received_id)
    assert [link.accessibleName() for link in page.file_links] == [
        "Look at letter.txt",
        "Look at screenshot.png",
    ]
    assert "screening.json" in shown_texts(page.files)
    with receiving.screens.qtbot.waitSignal(receiving.screens.navigator.asked) as asked:
        QTest.keyClick(page.file_links[0], Qt.Key.Key_Return)
    assert asked.args[0] == ReceivedFile(received_id, "letter.txt")
    assert nameless(page) == []


def test_tab_comes_to_the_files_where_they_are_shown_after_the_choice_of_a_case_and_the_forms(
    receiving: Receiving, received_id: str
) -> None:
    receiving.somebody()
    page = receiving.opened(received_id)
    choice = next(iter(page.place.buttons.values()))  # the arrows go on from there
    assert page.decision.hindrance.isVisible(), "it names no key for answers"
    shown = [choice, page.decision.put, *page.form_links, *page.file_links]
    assert page.form_links
    assert [one for one in passed_by_tab(page.pages.sheet) if one in shown] == shown
    assert list(not_reached(page)) == []


def test_a_letter_in_a_pack_is_read_and_leads_back_to_its_pack(
    receiving: Receiving, received_id: str
) -> None:
    page = looked_at(receiving, received_id, "letter.txt")
    assert "Dear school, …" in page.text.sheet.toPlainText()
    assert page.head.heading.text() == "letter.txt"
    with receiving.screens.qtbot.waitSignal(receiving.screens.navigator.asked) as asked:
        page.way.chosen.emit("pack")
    assert asked.args[0] == ReceivedPack(received_id)
    assert nameless(page) == []
    assert too_wide(page) == 0


def test_a_picture_that_is_none_is_said_to_be_damaged(receiving: Receiving, received_id: str) -> None:
    page = looked_at(receiving, received_id, "screenshot.png")
    assert page.not_shown.isVisibleTo(page)
    assert "It is not a picture of a kind that this program shows." in page.not_shown.text.text()


def test_a_file_that_the_pack_does_not_hold_is_told(receiving: Receiving, received_id: str) -> None:
    page = looked_at(receiving, received_id, "other.pdf")
    assert "The pack holds no file called other.pdf." in page.not_shown.text.text()


def test_a_file_that_is_larger_than_may_be_in_memory_is_told_and_the_next_one_is_read(
    receiving: Receiving, received_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed_files, "LARGEST_SHOWN", 5)
    page = looked_at(receiving, received_id, "letter.txt")
    assert page.nothing_card.isVisibleTo(page)
    assert "Files of this kind are shown up to 5 bytes" in page.nothing.text.text()
    assert len(opening.extract_files(receiving.packs.signed.pdf)) > 2


def test_a_copy_leaves_the_vault_after_a_warning_and_the_passphrase_and_is_written_down(
    receiving: Receiving, received_id: str, tmp_path: Path
) -> None:
    screens, target = receiving.screens, tmp_path / "letter.txt"
    page = screens.show(
        ReceivedFilePage(
            screens.tasks, screens.navigator, screens.clock, received_id, "letter.txt", ask_target=lambda *_: target
        )
    )  # fmt: skip
    wait_for(screens.qtbot, lambda: page.is_settled and page.copy.isEnabled())
    page.copy.click()
    dialog = step_up(page)
    assert "will not be encrypted" in " ".join(shown_texts(dialog))
    assert not target.exists()
    type_passphrase(screens, page, "another one altogether")
    assert not target.exists()
    type_passphrase(screens, page)
    wait_for(screens.qtbot, lambda: "It is not encrypted." in page.saved.text.text())
    assert target.read_text().startswith("Dear school")
    actions = screens.read(lambda vault: [(one.action, one.subject) for one in vault.audit.entries()])
    assert ("pack.file-copied", PACK) in actions
    assert nameless(page) == []


def test_a_copy_that_cannot_be_saved_says_so_and_leaves_nothing(
    receiving: Receiving, received_id: str, tmp_path: Path
) -> None:
    opened = receiving.screens.read(lambda vault: open_pack(vault, received_id, now=now()))
    with pytest.raises(NotSavedError, match="could not be saved"):
        packed_files.save_packed_copy(opened, "letter.txt", tmp_path / "gone" / "letter.txt")
    with pytest.raises(PackVerificationError, match=r"holds no file called other\.pdf"):
        packed_files.save_packed_copy(opened, "other.pdf", tmp_path / "other.pdf")
    assert list(tmp_path.glob("*.pdf")) == []
