"""The inbox over a real vault and a real folder: what comes in, what is set aside, and where a person puts it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.ownership import Someone
from prevent_desktop.casework.received_pack import ReceivedStatus
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.sealing import open_bytes, seal_bytes
from prevent_desktop.ui.receiving.inbox_controller import InboxController
from prevent_desktop.ui.receiving.inbox_page import InboxPage
from prevent_desktop.ui.receiving.received_form_page import ReceivedFormPage
from prevent_desktop.ui.receiving.received_pack_page import ReceivedPackPage
from prevent_desktop.ui.routing.routes import Answer, ReceivedPack, Record
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.people.people import open_case
from prevent_desktop.workflows.receiving import desk as desks
from prevent_desktop.workflows.receiving import filing
from prevent_desktop.workflows.receiving.desk import receiving_end_of
from prevent_desktop.workflows.team.cases.owning import give_case
from prevent_desktop.workflows.team.cases.sharing import share
from tests.gui.screens import Screens, nameless, now, press, shown_texts, table_texts, too_wide, wait_for
from tests.unit.workflows.receiving.packs_in import ABOUT, CORRECTION, PACK, Desk, make_desk
from tests.unit.workflows.team.circles import as_a_team

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture(scope="module")
def packs() -> Desk:
    return make_desk()


@dataclass
class Receiving:
    """Pages over a vault that is a receiving desk."""

    screens: Screens
    mailbox: FolderMailbox
    packs: Desk

    def __post_init__(self) -> None:
        authority = self.packs.signed.authority.certificate_pem
        desk = desks.Desk(name="Front door", folders=(self.mailbox.folder,))

        def make(vault: Vault) -> object:
            vault.secrets.set(terms.TRUSTED, authority)
            desks.make_desk(vault, desk, now=now())
            return receiving_end_of(vault, now=now()).identities[0].recipient

        self.recipient = self.screens.read(make)
        self.controller = InboxController(self.screens.tasks, self.screens.clock, self.screens.tasks)

    def put(self, pdf: bytes, pack_id: str = PACK) -> None:
        sealed = seal_bytes(pdf, [self.recipient])  # type: ignore[list-item]  # a recipient, which the lane hands as an object
        (self.mailbox.incoming.path / f"{pack_id}.pdf.age").write_bytes(sealed)

    def inbox(self) -> InboxPage:
        return self.screens.show(
            InboxPage(self.screens.tasks, self.screens.navigator, self.controller, self.screens.clock)
        )

    def take_in(self, *pdfs: tuple[bytes, str]) -> list[str]:
        """Have packs come in; our ids of them."""
        for pdf, pack_id in pdfs:
            self.put(pdf, pack_id)
        with self.screens.qtbot.waitSignal(self.controller.finished):
            self.controller.check()
        return [
            self.screens.read(lambda vault, one=pack_id: vault.received.some([one])[0].id)  # type: ignore[misc]
            for _pdf, pack_id in pdfs
        ]

    def opened(self, received_id: str, size: tuple[int, int] = (1150, 900)) -> ReceivedPackPage:
        page = self.screens.show(
            ReceivedPackPage(
                self.screens.tasks,
                self.screens.navigator,
                self.screens.clock,
                self.screens.library,
                received_id,
            ),
            size,
        )
        wait_for(self.screens.qtbot, lambda: page.pages.sheet.page is not None)
        self.screens.settle()
        return page

    def somebody(self) -> str:
        """The person of the pack, recorded, with an open case; the case's id."""

        def add(vault: Vault) -> str:
            vault.people.add(replace(ABOUT, id="p" * 32, address="9 Other Road"))
            return open_case(vault, "p" * 32, now=now()).id

        return self.screens.read(add)


@pytest.fixture
def receiving(screens: Screens, tmp_path: Path, packs: Desk) -> Receiving:
    return Receiving(screens, FolderMailbox.create(tmp_path / "mailbox"), packs)


def test_an_empty_inbox_says_where_packs_come_in(receiving: Receiving) -> None:
    page = receiving.inbox()
    texts = shown_texts(page)
    assert "Nothing has come in yet" in texts
    assert any(str(receiving.mailbox.folder) in text for text in texts)
    assert page.check.isEnabled()


def test_a_vault_that_is_no_desk_leads_to_the_settings(screens: Screens) -> None:
    desk = InboxController(screens.tasks, screens.clock, screens.tasks)
    page = screens.show(InboxPage(screens.tasks, screens.navigator, desk, screens.clock))
    assert "This vault is not a receiving desk" in shown_texts(page)
    assert not page.check.isEnabled()
    with screens.qtbot.waitSignal(screens.navigator.asked):
        page.make_desk.click()


def test_at_a_desk_of_several_it_says_who_decides_and_shows_ones_own_alone(receiving: Receiving) -> None:
    case_id = receiving.somebody()
    (received_id,) = receiving.take_in((receiving.packs.signed.pdf, PACK))

    def put_in_a_shared_case(vault: Vault) -> None:
        filing.put_in_case(vault, received_id, case_id, ())
        as_a_team(("sf", vault))
        share(vault, [case_id], now=now())

    receiving.screens.read(put_in_a_shared_case)
    page = receiving.inbox()
    assert [page.parts.tabText(index) for index in range(4)] == ["New 0", "Mine 1", "Waiting 1", "Decided 0"]
    page.parts.setFocus()
    press(Qt.Key.Key_Right)
    assert "yours" in table_texts(page.table)[0][3]
    pack = receiving.opened(received_id)
    assert (pack.decision.assign.to.currentText(), pack.decision.assign.act.isEnabled()) == (
        "Me (Sam Field)",
        False,
    )
    to_pat = Someone(name="Pat Lee", member="pl")
    receiving.screens.read(lambda vault: give_case(vault, case_id, to_pat, why="On duty", now=now()))
    page.refresh()
    receiving.screens.settle()
    assert page.none_here.text() == "Nobody waits for a decision of yours."
    page.parts.setCurrentIndex(2)
    assert "assigned to Pat Lee" in table_texts(page.table)[0][3]


def test_what_has_come_is_checked_kept_answered_and_shown_by_initials(receiving: Receiving) -> None:
    page = receiving.inbox()
    receiving.put(receiving.packs.signed.pdf)
    page.check.click()
    wait_for(receiving.screens.qtbot, lambda: bool(table_texts(page.table)))
    (row,) = table_texts(page.table)
    assert row[1].startswith("Example Primary School")
    assert row[2].startswith("AB, ")
    assert (row[1], row[4]) == ("Example Primary School, Unread", "Not known")
    there = [page.parts.tabText(index) for index in range(4) if page.parts.isTabVisible(index)]
    assert there == ["New 1", "Waiting 0", "Decided 0"]
    page.parts.setCurrentIndex(2)
    assert (table_texts(page.table), page.none_here.text()) == ([], "Nobody waits for a decision.")
    page.parts.setCurrentIndex(0)
    assert "Bexample" not in " ".join([*row, *shown_texts(page)])
    wait_for(receiving.screens.qtbot, lambda: page.notice.text.text() == "1 pack came in.")
    assert receiving.mailbox.receipt_path(PACK).exists()


def with_one_aside(receiving: Receiving) -> InboxPage:
    """The inbox, after a file came to which something was added."""
    page = receiving.inbox()
    receiving.put(receiving.packs.signed.pdf + b" ")
    page.check.click()
    wait_for(receiving.screens.qtbot, page.aside.isVisible)
    return page


def test_a_file_that_fails_stands_aside_with_its_reason_and_can_be_checked_again_or_removed(
    receiving: Receiving,
) -> None:
    page = with_one_aside(receiving)
    assert any("Something was added" in text for text in shown_texts(page.aside))
    wait_for(receiving.screens.qtbot, lambda: page.notice.text.text() == "1 file was set aside.")
    page.notice.clear()
    page.aside.retries[0].click()
    wait_for(receiving.screens.qtbot, lambda: page.notice.text.text() == "1 file was set aside.")
    wait_for(receiving.screens.qtbot, lambda: len(page.aside.dismissals) == 1)
    page.aside.dismissals[0].click()
    question = page.findChild(ConfirmDialog)
    assert question is not None
    question.yes.click()
    wait_for(receiving.screens.qtbot, lambda: not page.aside.isVisible())
    assert list((receiving.mailbox.folder / "quarantine").iterdir()) == []


def test_a_file_that_comes_meanwhile_leaves_the_keyboard_at_the_one_that_stands_aside(
    receiving: Receiving,
) -> None:
    page = with_one_aside(receiving)
    page.aside.dismissals[0].setFocus()
    about = page.aside.dismissals[0].accessibleDescription()
    receiving.put(receiving.packs.signed.pdf + b"  ", "P-0123456789AC")
    receiving.controller.check()
    wait_for(receiving.screens.qtbot, lambda: len(page.aside.dismissals) == 2)
    held = QApplication.focusWidget()
    assert held in page.aside.dismissals
    assert held.accessibleDescription() == about


def test_a_folder_that_is_away_is_told_on_the_page_and_disturbs_nobody_elsewhere(
    receiving: Receiving,
) -> None:
    page = receiving.inbox()
    receiving.mailbox.folder.rename(receiving.mailbox.folder.with_name("gone"))
    receiving.controller.check(asked=False)
    wait_for(receiving.screens.qtbot, lambda: "is not there" in page.notice.text.text())
    assert receiving.screens.failures == []
    page.notice.clear()
    page.check.click()
    wait_for(receiving.screens.qtbot, lambda: "is not there" in page.notice.text.text())
    assert page.check.isEnabled()


def test_a_round_that_nobody_asked_for_leaves_the_keyboard_on_the_button_and_takes_what_is_asked_of_it(
    receiving: Receiving,
) -> None:
    page = receiving.inbox()
    page.check.setFocus()
    corrected = open_bytes(receiving.packs.correction, receiving.packs.receiver.identities)
    receiving.put(receiving.packs.signed.pdf)

    def another_came() -> None:
        receiving.controller.changed.disconnect(another_came)
        receiving.put(corrected, CORRECTION)
        press(Qt.Key.Key_Space)

    receiving.controller.changed.connect(another_came)
    receiving.controller.check(asked=False)
    wait_for(receiving.screens.qtbot, lambda: page.notice.text.text() == "2 packs came in.")
    assert page.check.hasFocus()
    assert not receiving.controller.busy


def test_a_check_that_is_stopped_leaves_the_rest_where_it_came_in(receiving: Receiving) -> None:
    for number in range(3):
        receiving.put(receiving.packs.signed.pdf, f"P-000{number}AAAA")
    page = receiving.inbox()
    receiving.controller.moved.connect(lambda _words: receiving.controller.stop())
    page.check.click()
    wait_for(receiving.screens.qtbot, lambda: "Stopped" in page.notice.text.text())
    left = list(receiving.mailbox.incoming.path.iterdir())
    assert len(left) >= 2


def test_the_facts_of_a_pack_are_those_that_were_verified(receiving: Receiving) -> None:
    (received_id,) = receiving.take_in((receiving.packs.signed.pdf, PACK))
    page = receiving.opened(received_id)
    texts = shown_texts(page)
    assert "Pack P-7QF2 from Example Primary School" in texts
    assert "Sam Example" in texts
    assert any("by the clock of the sender" in text for text in texts)
    assert "record.json" in texts
    assert "letter.txt" in [link.text() for link in page.file_links]
    assert page.pages.where.text().startswith("Page 1 of ")
    assert not nameless(page)


def test_a_pack_that_was_made_for_somebody_else_says_so(receiving: Receiving) -> None:
    (received_id,) = receiving.take_in((receiving.packs.signed.pdf, PACK))
    page = receiving.opened(received_id)
    assert {"Made for", "Children’s front door"} <= set(shown_texts(page.facts))
    assert (
        "made for Children’s front door, and your desk is called Front door" in page.for_another.text.text()
    )
    desk = desks.Desk(name="Children’s front-door", folders=(receiving.mailbox.folder,))

    def rename(vault: Vault) -> bool:
        desks.make_desk(vault, desk, now=now())
        return True

    receiving.screens.read(rename)
    assert not receiving.opened(received_id).for_another.isVisible()


def test_a_pack_that_somebody_signed_again_under_its_number_is_warned_of(receiving: Receiving) -> None:
    (false,) = receiving.take_in((receiving.packs.signed_again(), PACK))
    page = receiving.opened(false)
    assert "in the name of Mallory Example" in page.other_name.text.text()
    assert not page.shared_number.isVisible()
    receiving.take_in((receiving.packs.signed.pdf, PACK))
    kept = receiving.screens.read(lambda vault: vault.received.some([PACK]))
    (true,) = (pack for pack in kept if pack.sender_name == "Sam Example")
    page = receiving.opened(true.id)
    assert "signed by Mallory Example" in page.shared_number.text.text()
    assert not page.other_name.isVisible()


def test_the_forms_in_a_pack_are_read_and_lead_back(receiving: Receiving) -> None:
    (received_id,) = receiving.take_in((receiving.packs.signed.pdf, PACK))
    page = receiving.opened(received_id)
    wait_for(receiving.screens.qtbot, page.forms.isVisible)
    assert len(page.form_links) == 2
    with receiving.screens.qtbot.waitSignal(page.form_chosen) as wanted:
        page.form_links[0].click()
    form, pack, sender = wanted.args
    read = receiving.screens.show(
        ReceivedFormPage(form, receiving.screens.navigator, received_id, pack=pack, sender=sender)
    )
    assert {"No question was answered", pack} <= {*shown_texts(read), pack}
    assert any("As Example Primary School finished it" in text for text in shown_texts(read))


def test_likely_people_are_offered_with_reasons_and_none_is_chosen(receiving: Receiving) -> None:
    case_id = receiving.somebody()
    (received_id,) = receiving.take_in((receiving.packs.signed.pdf, PACK))
    page = receiving.opened(received_id)
    assert list(page.place.buttons) == [f"case:{case_id}", f"new-case:{'p' * 32}", "new-person"]
    assert not any(button.isChecked() for button in page.place.buttons.values())
    reasons = page.place.buttons[f"case:{case_id}"].accessibleDescription()
    assert reasons == (
        "Same NHS number · Same unique pupil number · Same name · Same date of birth · Same postcode"
    )
    page.decision.put.click()
    assert "Choose where it belongs first." in shown_texts(page)
    assert receiving.screens.read(lambda vault: vault.received.get(received_id)).case_id is None


def test_a_person_puts_it_in_the_case_by_keyboard(receiving: Receiving) -> None:
    case_id = receiving.somebody()
    (received_id,) = receiving.take_in((receiving.packs.signed.pdf, PACK))
    page = receiving.opened(received_id)
    page.place.buttons[f"case:{case_id}"].setFocus()
    press(Qt.Key.Key_Space)
    page.decision.put.setFocus()
    with receiving.screens.qtbot.waitSignal(page.placed):
        press(Qt.Key.Key_Space)
    wait_for(receiving.screens.qtbot, page.in_case.isVisible)
    assert not page.place.isVisible()
    pack = receiving.screens.read(lambda vault: vault.received.get(received_id))
    assert (pack.case_id, pack.status) == (case_id, ReceivedStatus.IN_CASE)
    wait_for(receiving.screens.qtbot, page.in_case.entered.isVisible)
    assert (
        page.in_case.entered.text().splitlines() == ["“Form” stays in the pack: its version is not here."] * 2
    )
    assert not page.in_case.take.isVisible()
    with receiving.screens.qtbot.waitSignal(receiving.screens.navigator.asked) as wanted:
        page.in_case.record.click()
    assert wanted.args == [Record("p" * 32)]


def test_somebody_new_is_recorded_from_the_pack_and_nothing_is_typed_again(receiving: Receiving) -> None:
    (received_id,) = receiving.take_in((receiving.packs.signed.pdf, PACK))
    page = receiving.opened(received_id)
    assert list(page.place.buttons) == ["new-person"]
    page.place.buttons["new-person"].click()
    page.decision.put.click()
    wait_for(receiving.screens.qtbot, page.in_case.isVisible)
    (person,) = receiving.screens.read(lambda vault: vault.people.all())
    assert (person.full_name, person.nhs_number) == ("Ali Bexample", ABOUT.nhs_number)


def test_somebody_else_is_looked_for_and_offered(receiving: Receiving) -> None:
    def add(vault: Vault) -> None:
        other = replace(
            ABOUT,
            id="q" * 32,
            forenames="Quentin",
            surname="Zebra",
            nhs_number="",
            upn="",
            postcode="",
            birth_date=None,
        )
        vault.people.add(other)

    receiving.screens.read(add)
    (received_id,) = receiving.take_in((receiving.packs.signed.pdf, PACK))
    page = receiving.opened(received_id)
    page.place.other.click()
    assert page.place.search is not None
    page.place.search.chosen.emit("q" * 32)
    wait_for(receiving.screens.qtbot, lambda: f"new-case:{'q' * 32}" in page.place.buttons)
    assert page.place.buttons[f"new-case:{'q' * 32}"].isChecked()


def test_a_correction_leads_to_what_it_takes_the_place_of_and_back(receiving: Receiving) -> None:
    corrected = open_bytes(receiving.packs.correction, receiving.packs.receiver.identities)
    first, second = receiving.take_in((receiving.packs.signed.pdf, PACK), (corrected, CORRECTION))
    page = receiving.opened(first)
    assert "Pack P-7QF3 takes the place of this one." in shown_texts(page)
    with receiving.screens.qtbot.waitSignal(receiving.screens.navigator.asked) as wanted:
        page.links[1].click()
    assert wanted.args == [ReceivedPack(second)]
    assert receiving.opened(second).links[0].text() == "Takes the place of pack P-7QF2"
    rows = {row[1] for row in table_texts(receiving.inbox().table)}
    assert any("Pack P-7QF3 takes its place" in row for row in rows)


def test_a_correction_can_go_where_the_pack_is_that_it_corrects(receiving: Receiving) -> None:
    corrected = open_bytes(receiving.packs.correction, receiving.packs.receiver.identities)
    case_id = receiving.somebody()
    first, second = receiving.take_in((receiving.packs.signed.pdf, PACK), (corrected, CORRECTION))
    assert receiving.opened(second).place.buttons == {}, "nobody is in common with it yet"
    receiving.screens.read(lambda vault: filing.put_in_case(vault, first, case_id))
    page = receiving.opened(second)
    assert list(page.place.buttons) == [f"case:{case_id}"]
    page.place.buttons[f"case:{case_id}"].click()
    page.decision.put.click()
    wait_for(receiving.screens.qtbot, page.in_case.isVisible)
    assert len(receiving.screens.read(lambda vault: vault.received.of_case(case_id))) == 2


@pytest.mark.parametrize("width", [830, 1150])
def test_no_page_is_wider_than_its_window(receiving: Receiving, width: int) -> None:
    receiving.somebody()
    (received_id,) = receiving.take_in((receiving.packs.signed.pdf, PACK))
    assert not too_wide(receiving.opened(received_id, (width, 700)))
    page = receiving.inbox()
    page.resize(width, 700)
    assert not too_wide(page)


def test_single_letters_move_and_answer_while_the_list_has_the_keyboard_and_can_be_switched_off(
    receiving: Receiving,
) -> None:
    pdf = receiving.packs.signed.pdf
    (received,) = receiving.take_in((pdf, PACK))
    page, screens = receiving.inbox(), receiving.screens
    wait_for(screens.qtbot, lambda: bool(page.table.rows_model.rows))
    page.table.setFocus()
    page.table.setCurrentIndex(page.table.rows_model.index(0, 0))
    press(Qt.Key.Key_J)
    press(Qt.Key.Key_K)
    assert page.table.currentIndex().row() == 0, "there is one row"
    with screens.qtbot.waitSignal(screens.navigator.asked) as asked:
        press(Qt.Key.Key_D)
    assert asked.args == [Answer(received, AnswerKind.DECISION)], "it is in no case yet"
    case_id = receiving.somebody()
    screens.read(lambda vault: filing.put_in_case(vault, received, case_id))
    page.refresh()
    screens.settle()
    page.parts.setCurrentIndex(1)
    page.table.setFocus()
    page.table.setCurrentIndex(page.table.rows_model.index(0, 0))
    for key, kind in ((Qt.Key.Key_D, AnswerKind.DECISION), (Qt.Key.Key_Q, AnswerKind.QUESTION)):
        with screens.qtbot.waitSignal(screens.navigator.asked) as asked:
            press(key)
        assert asked.args == [Answer(received, kind)]
    page.letters_box.button.click()
    screens.settle()
    assert not page.letters.on
    led: list[object] = []
    screens.navigator.asked.connect(led.append)
    page.table.setFocus()
    press(Qt.Key.Key_D)
    assert led == []
    assert not screens.read(settings.inbox_letters)


def test_what_the_pack_says_of_the_person_otherwise_is_offered_taken_with_its_signer_or_left_for_good(
    receiving: Receiving,
) -> None:
    (received,) = receiving.take_in((receiving.packs.signed.pdf, PACK))
    case_id, screens = receiving.somebody(), receiving.screens
    screens.read(lambda vault: filing.put_in_case(vault, received, case_id))
    page = receiving.opened(received)
    wait_for(screens.qtbot, lambda: bool(page.offers.rows))
    person = screens.read(lambda vault: vault.people.get("p" * 32))
    assert person.address == "9 Other Road", "nothing was changed"
    words = [text for row in page.offers.rows for text in shown_texts(row)]
    assert any("9 Other Road" in text for text in words), words
    assert nameless(page) == []
    count = len(page.offers.rows)
    page.offers.rows[0].take.click()
    wait_for(screens.qtbot, lambda: len(page.offers.rows) == count - 1)
    changed = screens.read(lambda vault: vault.people.get("p" * 32))
    assert changed.address == ABOUT.address
    (kept,) = screens.read(lambda vault: vault.people.changes("p" * 32))
    assert (kept.old_value, kept.changed_by) == (
        "9 Other Road",
        "Pack P-7QF2, signed by Sam Example, Example Primary School",
    )


def _has_rows(page: ReceivedPackPage, count: int) -> bool:
    return len(page.offers.rows) == count


def test_what_was_left_is_not_offered_again(receiving: Receiving) -> None:
    (received,) = receiving.take_in((receiving.packs.signed.pdf, PACK))
    case_id, screens = receiving.somebody(), receiving.screens
    screens.read(lambda vault: filing.put_in_case(vault, received, case_id))
    page = receiving.opened(received)
    wait_for(screens.qtbot, lambda: bool(page.offers.rows))
    for left in range(len(page.offers.rows) - 1, -1, -1):
        page.offers.rows[0].leave.click()
        wait_for(screens.qtbot, partial(_has_rows, page, left))
    assert page.offers.isHidden()
    assert screens.read(lambda vault: vault.people.get("p" * 32)).address == "9 Other Road"
    again = receiving.opened(received)
    screens.settle()
    assert again.offers.isHidden()
