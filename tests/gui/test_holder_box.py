"""At a desk of two: who has a pack that is in no case yet is said and chosen on its page, and nobody adds it to a second case unknowing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from prevent_desktop.casework.stated_danger import DangerAnswer
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.packs.authority import Authority
from prevent_desktop.ui.receiving.inbox_controller import InboxController
from prevent_desktop.ui.receiving.inbox_view import assigned_words
from prevent_desktop.ui.receiving.place_choices import NEW_PERSON
from prevent_desktop.ui.receiving.received_pack_page import ReceivedPackPage
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.receiving import desk as desks
from prevent_desktop.workflows.receiving.inbox import InboxPart, read_inbox
from prevent_desktop.workflows.receiving.intake import take_from
from prevent_desktop.workflows.receiving.pack_holders import Wish, hold
from prevent_desktop.workflows.receiving.shared_desk import give_desk, look_at_desk, take_desk
from prevent_desktop.workflows.receiving.vault_sink import VaultSink
from tests.gui.screens import Screens, nameless, now, wait_for
from tests.made_vaults import copied_vault
from tests.profiles import change_profile
from tests.unit.packs.making import ISSUED_AT
from tests.unit.workflows.receiving.desk_of_several import FolderDesk, asked, send
from tests.unit.workflows.team.circles import as_a_team

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

T = TypeVar("T")


@dataclass
class SharedDesk:
    """The desk of Sam, whose vault the screens show, and of Pat; with one pack that Sam's vault took in."""

    screens: Screens
    pat: Path
    key: VaultKey
    received_id: str

    def as_pat(self, work: Callable[[Vault], T]) -> T:
        with Vault.open(self.pat, self.key) as vault:
            return work(vault)

    def pat_has_it(self, *, in_case: bool, seen: int = 0) -> None:
        wish = Wish(received_id=self.received_id, holder="pl", in_case=in_case, seen=seen)
        self.as_pat(lambda vault: hold(asked(vault), wish, now=now()))

    def page(self) -> ReceivedPackPage:
        screens = self.screens
        page = ReceivedPackPage(
            screens.tasks, screens.navigator, screens.clock, screens.library, self.received_id
        )
        screens.show(page)
        wait_for(screens.qtbot, page.place.isVisible)
        screens.settle()
        screens.settle()
        return page

    def says(self) -> str:
        (line,) = self.screens.read(lambda vault: read_inbox(vault, now=now()).lines)
        return assigned_words(line)


@pytest.fixture
def desk(screens: Screens, tmp_path: Path) -> SharedDesk:
    mailbox = FolderMailbox.create(tmp_path / "mailbox")
    authority = Authority.create("Example authority", now=ISSUED_AT)
    made = copied_vault(tmp_path / "pat")

    def begin(vault: Vault) -> None:
        with Vault.open(tmp_path / "pat", made.key) as pat:
            as_a_team(("sf", vault), ("pl", pat))
            for one in (vault, pat):
                change_profile(one, trust=(authority.certificate_pem.decode(),))
            desks.make_desk(vault, desks.Desk(name="Front door", folders=(mailbox.folder,)), now=now())
            take_desk(pat, look_at_desk(pat, give_desk(vault)), now=now())
        send(FolderDesk(mailbox), authority, vault, 1, DangerAnswer.NO)

    screens.read(begin)
    look(screens)
    desk = SharedDesk(
        screens, tmp_path / "pat", made.key, screens.read(lambda vault: vault.received.new()[0].id)
    )
    desk.as_pat(lambda pat: take(pat, mailbox))
    return desk


def look(screens: Screens) -> None:
    """A round of the inbox."""
    controller = InboxController(screens.tasks, screens.clock)
    with screens.qtbot.waitSignal(controller.finished):
        controller.check()
    screens.settle()


def take(vault: Vault, mailbox: FolderMailbox) -> None:
    assert len(list(take_from(mailbox, VaultSink.of(vault, asked(vault), now)))) == 1


def test_a_pack_in_no_case_is_given_to_a_colleague_in_one_line_and_taken_again(desk: SharedDesk) -> None:
    page, screens = desk.page(), desk.screens
    box = page.decision.holder
    assert (box.row.to.currentText(), box.row.act.isEnabled(), nameless(page)) == ("Nobody yet", False, [])
    box.row.to.setCurrentText("Pat Lee")
    with screens.qtbot.waitSignal(page.placed):
        box.row.act.click()
    screens.settle()
    assert (box.row.to.currentText(), desk.says()) == ("Pat Lee", "assigned to Pat Lee")
    box.row.to.setCurrentText("Me (Sam Field)")
    with screens.qtbot.waitSignal(page.placed):
        box.row.act.click()
    screens.settle()
    assert desk.says() == "yours"


def test_a_round_hears_that_a_colleague_put_it_in_a_case_and_it_waits_for_them(desk: SharedDesk) -> None:
    desk.pat_has_it(in_case=True)
    assert desk.says() == "not assigned"
    look(desk.screens)
    assert desk.says() == "Pat Lee has it in a case"
    (line,) = desk.screens.read(lambda vault: read_inbox(vault, now=now()).lines)
    assert line.part is InboxPart.WAITING
    page = desk.page()
    assert (
        page.decision.holder.in_case.text()
        == "Pat Lee has put this pack in a case. Talk to them before you do."
    )


@pytest.mark.parametrize("all_the_same", [True, False])
def test_whoever_adds_it_to_a_case_a_moment_after_a_colleague_is_asked_first(
    desk: SharedDesk, all_the_same: bool
) -> None:
    page, screens = desk.page(), desk.screens
    desk.pat_has_it(in_case=True)
    page.place.buttons[NEW_PERSON].click()
    page.decision.put.click()
    wait_for(screens.qtbot, lambda: bool(page.findChildren(ConfirmDialog)))
    (question,) = page.findChildren(ConfirmDialog)
    assert question.windowTitle() == "Pat Lee has this pack"
    assert screens.read(lambda vault: vault.received.get(desk.received_id).case_id) is None
    if all_the_same:
        question.accept()
        wait_for(screens.qtbot, page.in_case.isVisible)
        screens.settle()
    else:
        question.reject()
        screens.settle()
        assert page.decision.put.isEnabled()
        assert screens.read(lambda vault: vault.received.get(desk.received_id).case_id) is None


def test_where_the_folder_is_away_a_person_says_whether_it_is_added_all_the_same(
    desk: SharedDesk, tmp_path: Path
) -> None:
    page, screens = desk.page(), desk.screens
    (tmp_path / "mailbox").rename(tmp_path / "away")
    page.place.buttons[NEW_PERSON].click()
    page.decision.put.click()
    wait_for(screens.qtbot, lambda: bool(page.findChildren(ConfirmDialog)))
    (question,) = page.findChildren(ConfirmDialog)
    assert question.windowTitle() == "Your colleagues cannot be asked"
    question.accept()
    wait_for(screens.qtbot, page.in_case.isVisible)
    screens.settle()
