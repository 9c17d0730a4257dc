"""Closing a repeat in the window: what waits for a second person is said where it is decided, in the list and beside the pack."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop.casework.answer import Direction
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.packs.authority import Authority
from prevent_desktop.ui.components.closing_words import short_closing_words
from prevent_desktop.ui.receiving.decision_card import DecisionCard
from prevent_desktop.ui.receiving.received_pack_page import ReceivedPackPage
from prevent_desktop.ui.receiving.typed_answer import REASON
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.receiving import desk as desks
from prevent_desktop.workflows.receiving.inbox import read_inbox
from tests.gui.screens import Screens, nameless, pick, wait_for
from tests.gui.stepping_up import type_passphrase
from tests.profiles import change_profile
from tests.unit.packs.making import ISSUED_AT
from tests.unit.workflows.receiving.repeats import take_repeat
from tests.unit.workflows.team.circles import as_a_team

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def repeat(screens: Screens, tmp_path: Path) -> str:
    """Our id of the second pack about one person, in a vault whose profile wants two people."""
    mailbox = FolderMailbox.create(tmp_path / "mailbox")
    authority = Authority.create("Example authority", now=ISSUED_AT)

    def make(vault: Vault) -> str:
        as_a_team(("sf", vault))
        change_profile(vault, trust=(authority.certificate_pem.decode(),), second_closes_repeats=True)
        desks.make_desk(vault, desks.Desk(name="Front door", folders=(mailbox.folder,)), now=now())
        return take_repeat(mailbox, authority, vault)[2].id

    return screens.read(make)


def decision(screens: Screens, received_id: str) -> DecisionCard:
    page = ReceivedPackPage(screens.tasks, screens.navigator, screens.clock, screens.library, received_id)
    screens.show(page, (1150, 900))
    wait_for(screens.qtbot, lambda: page.pages.sheet.page is not None)
    screens.settle()
    return page.decision


def test_without_a_second_person_the_button_says_that_it_waits_and_it_does(
    screens: Screens, repeat: str
) -> None:
    page = decision(screens, repeat)
    assert (page.save.text(), page.answer.closing_note.isVisible()) == ("&Sign and answer", False)
    pick(page.answer.outcome, "no-further-action")
    assert page.save.text() == "&Keep for a second person"
    assert "wants two people to close such a repeat" in page.answer.closing_note.text.text()
    assert not page.sealed.isVisible(), "it goes to nobody yet"
    page.answer.areas[REASON].setPlainText("Read with the first.")
    page.save.click()
    with screens.qtbot.waitSignal(page.signed):
        type_passphrase(screens, page)
    (line,) = (
        one for one in screens.read(lambda vault: read_inbox(vault, now=now())).lines if one.pack.id == repeat
    )
    assert short_closing_words(line.closing) == "Waiting for a second person"
    again = decision(screens, repeat)
    assert "It waits for a second person" in again.answer.closing_note.text.text()
    assert nameless(again) == []


def test_another_outcome_is_signed_by_one_person(screens: Screens, repeat: str) -> None:
    page = decision(screens, repeat)
    pick(page.answer.outcome, "no-further-action")
    pick(page.answer.outcome, "early-help")
    assert (page.save.text(), page.answer.closing_note.isVisible()) == ("&Sign and answer", False)


def test_whoever_decides_is_asked_where_a_colleague_may_have_answered(
    screens: Screens, repeat: str, tmp_path: Path
) -> None:
    page = decision(screens, repeat)
    pick(page.answer.outcome, "early-help")
    page.answer.areas[REASON].setPlainText("They know the family.")
    pack_id = screens.read(lambda vault: vault.received.get(repeat).pack_id)
    folder = FolderMailbox(tmp_path / "mailbox").answers_folder / pack_id
    folder.mkdir(parents=True)
    (folder / "1.age").write_bytes(b"of a colleague, or of nobody")
    page.save.click()
    type_passphrase(screens, page)
    screens.settle()
    question = page.findChild(ConfirmDialog)
    assert question is not None
    assert screens.read(lambda vault: vault.answers.newest_number(pack_id, Direction.GIVEN)) == 0
    with screens.qtbot.waitSignal(page.signed):
        question.yes.click()
    assert screens.read(lambda vault: vault.answers.newest_number(pack_id, Direction.GIVEN)) == 2
