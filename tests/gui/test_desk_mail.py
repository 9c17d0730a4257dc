"""The desk as mail, in the running program: the list, the pack's pages and what is decided about it in one window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.packs.authority import Authority
from prevent_desktop.ui.components.step_up_dialog import StepUpDialog
from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.receiving.answer_fields import ASKED, NOTE
from prevent_desktop.ui.receiving.inbox_page import InboxPage
from prevent_desktop.ui.receiving.place_choices import NEW_PERSON
from prevent_desktop.ui.receiving.received_pack_page import ReceivedPackPage
from prevent_desktop.ui.receiving.typed_answer import OUTCOME, REASON
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import GuidanceBeside, ReceivedPack
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.record.writing import unfinished
from tests.gui.desk_mail import MAIL, end_certificate, make_mail_desk, send_mail, signed_mail
from tests.gui.running_app import PASSPHRASE, App, key_of, vault_of
from tests.gui.screens import nameless, pick, press, shown_texts, table_texts, too_wide
from tests.gui.stepping_up import step_up
from tests.unit.packs.making import ISSUED_AT

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


class Desk:
    """Five packs came in; the window is as large as the design's."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.app.window.resize(1366, 768)
        self.main_view = app.unlocked.pages.main_view
        page = self.main_view.go(NavSection.INBOX)
        assert isinstance(page, InboxPage)
        self.inbox = page
        app.wait(lambda: len(page.table.rows_model.rows) == len(MAIL))
        page.table.setFocus()

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            focus = QApplication.focusWidget()
            assert focus is not None
            QTest.keyClick(focus, key)

    @staticmethod
    def write(text: str) -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, text)

    def pack(self) -> ReceivedPackPage:
        """The pack that is shown, once its pages are."""
        self.app.wait(lambda: isinstance(self.app.page, ReceivedPackPage))
        page = self.app.page
        assert isinstance(page, ReceivedPackPage)
        self.app.wait(lambda: page.pages.sheet.page is not None)
        self.app.wait(lambda: page.place.isHidden() or bool(page.place.buttons))
        return page

    def opened(self) -> ReceivedPackPage:
        """The pack of the chosen row, opened by Enter."""
        self.press(Qt.Key.Key_Return)
        return self.pack()

    def put_in_case(self) -> ReceivedPackPage:
        """The pack of the chosen row, in a case of somebody new."""
        page = self.opened()
        page.place.buttons[NEW_PERSON].click()
        page.decision.put.click()
        self.app.wait(page.in_case.isVisible)
        self.app.wait(page.decision.answer.isVisible)
        return page

    def type_passphrase(self, page: ReceivedPackPage) -> None:
        self.app.wait(lambda: bool(page.findChildren(StepUpDialog)))
        line = step_up(page).passphrase.line
        QTest.keyClicks(line, PASSPHRASE)
        QTest.keyClick(line, Qt.Key.Key_Return)

    def left_edges(self, *widgets: QWidget) -> list[int]:
        return [widget.mapTo(self.app.window, QPoint(0, 0)).x() for widget in widgets]

    def is_left_of(self, one: QWidget, other: QWidget) -> bool:
        left, right = self.left_edges(one, other)
        return left < right


@pytest.fixture(scope="module")
def mail_once() -> tuple[Authority, dict[str, bytes]]:
    """Who vouches for the senders, and what they signed: sealed to each test's own desk."""
    authority = Authority.create("Example authority", now=ISSUED_AT)
    return authority, signed_mail(authority)


@pytest.fixture
def desk(
    qapp: QApplication,
    qtbot: QtBot,
    one_person_data: Path,
    tmp_path: Path,
    mail_once: tuple[Authority, dict[str, bytes]],
) -> Iterator[Desk]:
    mailbox = FolderMailbox.create(tmp_path / "mailbox")
    authority, signed = mail_once
    folder = vault_of(one_person_data)
    with Vault.open(folder, key_of(folder)) as vault:
        recipient = make_mail_desk(vault, mailbox, authority)
    send_mail(mailbox, signed, recipient)
    app = App(qapp, qtbot, one_person_data)
    app.open()
    yield Desk(app)
    app.close()


def test_a_pack_opens_beside_the_list_and_the_keyboard_stays_there_until_somebody_decides(desk: Desk) -> None:
    inbox = desk.inbox
    first = table_texts(inbox.table)[0]
    assert (first[1], first[4]) == ("Example Academy, Unread", "Danger stated"), "came with the others"
    desk.press(Qt.Key.Key_Return)
    page = desk.pack()
    assert desk.main_view.list_beside is inbox
    assert inbox.isVisible()
    assert inbox.table.hasFocus()
    assert "Example Academy" in page.head.heading.text()
    assert not page.head.subtitle.isVisible()
    edges = desk.left_edges(inbox, page.pages, page.place)
    assert edges == sorted(edges)
    assert len(set(edges)) == 3, "list, pages, decision side by side"
    row = table_texts(inbox.table)[0]
    assert row[1:3] == ["EC, 10 · Help today.", "Danger stated, 999 called 14:32"]
    assert row[0].startswith("Example Academy, ")
    assert row[3].startswith("Decide by today"), "no longer unread"
    desk.press(Qt.Key.Key_J, Qt.Key.Key_Return)
    desk.app.wait(lambda: "Example Academy" not in desk.pack().head.heading.text())
    assert inbox.table.hasFocus()
    assert nameless(desk.app.window) == []


@pytest.mark.parametrize(
    ("letter", "kind"), [(Qt.Key.Key_D, AnswerKind.DECISION), (Qt.Key.Key_Q, AnswerKind.QUESTION)]
)
def test_a_letter_leads_into_the_card_where_a_pack_in_no_case_begins_with_where_it_belongs(
    desk: Desk, letter: Qt.Key, kind: AnswerKind
) -> None:
    desk.press(letter)
    page = desk.pack()
    desk.app.wait(lambda: desk.app.has_keyboard(page.place.buttons[NEW_PERSON]))
    assert page.decision.answer.kind is kind
    assert page.place.value == "", "nothing is chosen for anybody"
    assert desk.main_view.list_beside is desk.inbox


def test_all_of_it_is_decided_by_the_keyboard_alone_and_the_next_pack_stands_there(desk: Desk) -> None:
    desk.press(Qt.Key.Key_D)
    page = desk.pack()
    card = page.decision
    desk.app.wait(lambda: desk.app.has_keyboard(page.place.buttons[NEW_PERSON]))
    desk.press(Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    assert desk.app.has_keyboard(card.answer.outcome)
    desk.write("early")
    desk.press(Qt.Key.Key_Tab)
    desk.write("They know the family. jkdq")
    while not desk.app.has_keyboard(card.answer.areas[NOTE]):
        desk.press(Qt.Key.Key_Tab)
    desk.write("Read twice")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.type_passphrase(page)
    desk.app.wait(lambda: desk.pack().received_id != page.received_id)
    nxt = desk.pack()
    assert desk.app.window.focusWidget() is nxt.pages.sheet, "it is read first"
    desk.app.wait(lambda: desk.inbox.table.chosen_key == nxt.received_id)
    assert [desk.inbox.parts.tabText(index) for index in (0, 2, 3)] == ["New 4", "Waiting 0", "Decided 1"]
    kept = desk.app.find(lambda vault: vault.received.get(page.received_id))
    (answer,) = desk.app.find(lambda vault: vault.answers.of_case(kept.case_id or ""))
    assert (answer.answer.outcome, answer.answer.reason) == (Outcome.EARLY_HELP, "They know the family. jkdq")
    (note,) = desk.app.find(lambda vault: vault.notes.of_case(kept.case_id or ""))
    assert note.text == "Read twice"


def test_what_is_missing_is_listed_on_top_and_leads_to_each_place(desk: Desk) -> None:
    card = desk.opened().decision
    card.save.click()
    assert [link.text() for link in card.errors.links] == [
        "Choose where it belongs first.",
        "Choose what is decided",
        "Write why, in a sentence that the referrer can follow",
    ]
    assert desk.app.has_keyboard(card.errors)
    card.errors.links[0].click()
    assert desk.app.has_keyboard(card.place)
    card.errors.links[2].click()
    assert desk.app.has_keyboard(card.answer.areas[REASON])
    assert "Error: Write why" in card.answer.areas[REASON].accessibleDescription()
    card.place.other.click()
    card.put.click()
    assert [link.text() for link in card.errors.links] == ["Find the person first, and choose them"]
    assert desk.app.find(lambda vault: vault.received.get(card.received_id).case_id is None)


def test_an_error_goes_as_soon_as_what_it_says_is_mended_and_no_other_comes_before_the_next_try(
    desk: Desk,
) -> None:
    card = desk.opened().decision
    card.save.click()
    reason = card.answer.areas[REASON]
    card.errors.links[2].click()
    desk.write("They know the family.")
    assert [link.text() for link in card.errors.links] == [
        "Choose where it belongs first.",
        "Choose what is decided",
    ]
    assert card.errors.heading.text() == "2 things to fix"
    assert desk.app.has_keyboard(reason), "it stays where somebody writes"
    assert "Error" not in reason.accessibleDescription()
    assert not card.answer.fields[REASON].error.isVisible()
    reason.clear()
    assert len(card.errors.links) == 2, "not told again before it is sent again"
    desk.write("They do.")
    pick(card.answer.outcome, "early-help")
    assert not card.answer.fields[OUTCOME].error.isVisible()
    card.place.other.click()
    assert not card.errors.isVisible(), "which place is told once it is sent again"
    card.save.click()
    assert [link.text() for link in card.errors.links] == ["Find the person first, and choose them"]
    card.place.buttons[NEW_PERSON].click()
    assert not card.errors.isVisible()
    assert not card.place.notice.isVisible()


def test_what_is_missing_in_one_kind_of_answer_is_not_told_in_another(desk: Desk) -> None:
    card = desk.opened().decision
    card.place.buttons[NEW_PERSON].click()
    card.answer.turn_to(AnswerKind.QUESTION)
    card.save.click()
    assert [link.text() for link in card.errors.links] == ["Write what you need to know"]
    card.answer.turn_to(AnswerKind.FEEDBACK)
    assert not card.errors.isVisible()
    assert not any(field.error.isVisible() for field in card.answer.fields.values())


def test_in_a_case_a_letter_leads_to_the_decision_on_the_page_that_is_shown_already(desk: Desk) -> None:
    page = desk.put_in_case()
    page.pages.go(1)
    desk.app.wait(lambda: desk.inbox.parts.tabText(desk.inbox.parts.currentIndex()) == "Waiting 1")
    desk.inbox.table.setFocus()
    desk.press(Qt.Key.Key_D)
    desk.app.wait(lambda: desk.app.has_keyboard(page.decision.answer.outcome))
    assert desk.app.page is page
    assert page.pages.number == 1, "the page that was open stays open"
    desk.inbox.table.setFocus()
    desk.press(Qt.Key.Key_Q)
    desk.app.wait(lambda: desk.app.has_keyboard(page.decision.answer.areas[ASKED]))


def test_what_is_half_decided_waits_for_each_pack_while_another_is_opened_and_over_a_lock(desk: Desk) -> None:
    page = desk.opened()
    page.place.buttons[NEW_PERSON].click()
    pick(page.decision.answer.outcome, "early-help")
    page.decision.answer.areas[REASON].setPlainText("Half a")
    page.decision.answer.areas[NOTE].setPlainText("Mine")
    desk.inbox.table.setFocus()
    desk.press(Qt.Key.Key_J, Qt.Key.Key_Return)
    desk.app.wait(lambda: desk.pack().received_id != page.received_id)
    other = desk.pack()
    other.decision.answer.areas[REASON].setPlainText("Of the other")
    app = desk.app.lock_and_come_back()
    app.window.resize(1366, 768)
    for received_id, reason in ((page.received_id, "Half a"), (other.received_id, "Of the other")):
        app.unlocked.pages.navigator.open(ReceivedPack(received_id))
        back = app.page
        assert isinstance(back, ReceivedPackPage)
        card = back.decision
        app.wait(lambda card=card, reason=reason: card.answer.areas[REASON].toPlainText() == reason)  # type: ignore[misc]
        app.wait(lambda card=card: bool(card.place.buttons))  # type: ignore[misc]
        if received_id == page.received_id:
            app.wait(lambda card=card: card.place.value == NEW_PERSON)  # type: ignore[misc]
            assert card.answer.outcome.value == "early-help"
            assert card.answer.areas[NOTE].toPlainText() == "Mine"
            assert card.throw_away.isVisible()
    home = app.unlocked.pages.main_view.go(NavSection.MY_WORK)
    assert isinstance(home, HomePage)
    senders = {"Example Academy", "Youth justice service"}
    app.wait(lambda: {row[0] for row in table_texts(home.to_finish.table) if row[1] == "Answer"} == senders)
    app.close()


def test_what_was_discarded_comes_back_with_undo_in_the_card_that_is_open(desk: Desk) -> None:
    card = desk.opened().decision
    card.place.buttons[NEW_PERSON].click()
    card.answer.turn_to(AnswerKind.QUESTION)
    card.answer.areas[ASKED].setPlainText("Which school?")
    card.throw_away.click()
    desk.app.wait(lambda: card.answer.areas[ASKED].toPlainText() == "")
    assert not card.throw_away.isVisible()
    assert card.place.value == ""
    assert desk.app.find(lambda vault: not unfinished(vault))
    desk.app.wait(lambda: desk.main_view.toasts.shown is not None)
    QTest.keyClick(desk.app.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.app.wait(lambda: card.answer.areas[ASKED].toPlainText() == "Which school?")
    assert card.answer.kind is AnswerKind.QUESTION
    assert card.place.value == NEW_PERSON


def test_a_question_is_asked_and_its_pack_stays_with_what_was_said_below_the_card(desk: Desk) -> None:
    page = desk.put_in_case()
    card = page.decision
    card.ask(AnswerKind.QUESTION)
    card.answer.areas[ASKED].setPlainText("Which school?")
    card.save.click()
    desk.type_passphrase(page)
    desk.app.wait(lambda: "Which school?" in shown_texts(page.conversations))
    assert desk.app.page is page
    assert card.answer.areas[ASKED].toPlainText() == ""
    assert all(not one.steps for one in page.conversations.cards), "the card has them"
    assert desk.app.window.focusWidget() is page.pages.sheet
    assert card.answer.tabs.tabText(0) == "Decide"


def test_what_is_decided_already_says_so_and_the_outcome_can_be_told(desk: Desk) -> None:
    page = desk.put_in_case()
    card = page.decision
    pick(card.answer.outcome, "early-help")
    card.answer.areas[REASON].setPlainText("They know the family.")
    card.save.click()
    desk.type_passphrase(page)
    desk.app.wait(lambda: desk.pack().received_id != page.received_id)
    desk.app.unlocked.pages.navigator.open(ReceivedPack(page.received_id))
    again = desk.pack()
    desk.app.wait(lambda: again.decision.answer.tabs.tabText(0) == "Tell the outcome")
    desk.app.wait(lambda: "Decided" in shown_texts(again.conversations))
    assert not again.decision.clock_note.isVisible(), "nothing is owed"
    assert not again.decision.throw_away.isVisible()


def test_a_key_that_ended_is_told_before_anybody_writes_and_what_was_begun_stays_to_be_read(
    desk: Desk,
) -> None:
    page = desk.opened()
    page.decision.answer.areas[REASON].setPlainText("Half a")
    page.flush()
    desk.app.find(end_certificate)
    desk.inbox.table.setFocus()
    desk.press(Qt.Key.Key_J, Qt.Key.Key_Return)
    desk.app.wait(lambda: desk.pack().received_id != page.received_id)
    card = desk.pack().decision
    desk.app.wait(card.hindrance.isVisible)
    assert "The certificate of your desk ended" in card.hindrance.text.text()
    assert (card.answer.isVisible(), card.save.isVisible(), card.put.isVisible()) == (False, False, True)
    desk.app.unlocked.pages.navigator.open(ReceivedPack(page.received_id))
    card = desk.pack().decision
    desk.app.wait(card.hindrance.isVisible)
    assert card.answer.areas[REASON].toPlainText() == "Half a"
    desk.inbox.refresh()
    desk.app.wait(desk.inbox.certificate.isVisible)
    assert desk.inbox.certificate.text.text().startswith("The certificate of your desk ended: ")
    assert too_wide(desk.inbox) == 0


def test_whoever_goes_back_to_the_whole_inbox_is_in_the_part_that_they_chose(desk: Desk) -> None:
    page = desk.put_in_case()
    desk.app.wait(lambda: desk.inbox.parts.currentIndex() == 2)
    page.way.chosen.emit("inbox")
    assert desk.inbox.parts.currentIndex() == 0
    desk.app.wait(lambda: len(table_texts(desk.inbox.table)) == len(MAIL) - 1)
    desk.inbox.parts.setCurrentIndex(2)
    desk.inbox.table.setFocus()
    desk.press(Qt.Key.Key_Return)
    desk.pack()
    desk.main_view.go(NavSection.INBOX)
    assert desk.inbox.parts.currentIndex() == 2, "which somebody chose"


def test_in_a_narrow_window_one_stands_after_the_other_and_comes_back_when_there_is_room(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Return)
    page = desk.pack()
    desk.app.window.resize(1024, 700)
    desk.app.wait(lambda: desk.main_view.list_beside is None)
    assert not desk.inbox.isVisible()
    desk.app.wait(lambda: desk.is_left_of(page.pages, page.decision))
    page.way.chosen.emit("inbox")
    assert desk.app.page is desk.inbox
    assert len(table_texts(desk.inbox.table)[0]) == 5, "the whole table"
    desk.app.unlocked.pages.navigator.open(ReceivedPack(page.received_id))
    assert desk.main_view.list_beside is None
    desk.app.window.resize(1366, 768)
    desk.app.wait(lambda: desk.main_view.list_beside is desk.inbox)
    desk.app.unlocked.pages.navigator.open(GuidanceBeside("home"))
    desk.app.wait(lambda: desk.main_view.list_beside is None or desk.main_view.reading is None)


def test_the_keyboard_goes_round_list_pack_and_side_bar_by_f6_and_tab_in_the_order_of_the_eye(
    desk: Desk,
) -> None:
    desk.press(Qt.Key.Key_Return)
    page = desk.pack()
    window = desk.app.window
    QTest.keyClick(window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert desk.app.has_keyboard(page)
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert desk.app.has_keyboard(desk.inbox)
    desk.inbox.table.setFocus()
    for _press in range(6):
        desk.press(Qt.Key.Key_Tab)
        if desk.app.has_keyboard(page):
            return
    raise AssertionError("Tab does not lead from the list to the pack")


def test_without_an_inbox_on_the_side_bar_a_pack_stands_alone(desk: Desk) -> None:
    """As at a colleague's, who shares the case and receives nothing."""
    desk.press(Qt.Key.Key_Return)
    desk.pack()
    desk.main_view.offer(NavSection.INBOX, offered=False)
    assert desk.main_view.list_beside is None
    desk.main_view.offer(NavSection.INBOX, offered=True)
    assert desk.main_view.list_beside is desk.inbox


def test_pages_stay_in_view_beside_a_long_decision(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Return)
    page = desk.pack()
    bar = page.verticalScrollBar()
    bar.setValue(bar.maximum())
    QApplication.processEvents()
    top = page.pages.mapTo(page.viewport(), QPoint(0, 0)).y()
    assert bar.maximum() > 200, "there is more than fits"
    assert 0 < top < page.viewport().height() - page.pages.height(), "all of the page, with the row below it"
    bar.setValue(0)
    QApplication.processEvents()
    assert page.pages.mapTo(page.viewport(), QPoint(0, 0)).y() > 0


def test_a_lock_leads_back_to_the_pack_beside_its_list(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Return)
    received_id = desk.pack().received_id
    app = desk.app.lock_and_come_back()
    app.window.resize(1366, 768)
    app.wait(lambda: isinstance(app.page, ReceivedPackPage))
    view = app.unlocked.pages.main_view
    app.wait(lambda: isinstance(view.list_beside, InboxPage))
    inbox = view.list_beside
    assert isinstance(inbox, InboxPage)
    app.wait(lambda: inbox.table.chosen_key == received_id)
    app.close()


def test_name_and_filters_stand_in_one_row_above_list_pages_and_decision(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Return)
    page = desk.pack()
    head = desk.inbox.shared_head
    desk.app.wait(lambda: head.mapTo(desk.main_view, QPoint(0, 0)).y() > 0)
    assert head.isVisible()
    assert not desk.inbox.isAncestorOf(head)
    below = head.mapTo(desk.main_view, head.rect().bottomLeft()).y()
    tops = [one.mapTo(desk.main_view, QPoint(0, 0)).y() for one in (desk.inbox, page)]
    assert tops[0] == tops[1] > below
    assert head.height() <= 36
    assert page.pages.width() + page.decision.width() < head.width(), "over all three"
    assert not head.check.isVisible(), "it fills by itself"
    head.parts.setCurrentIndex(3)
    desk.app.wait(lambda: not table_texts(desk.inbox.table))
    page.way.chosen.emit("inbox")
    desk.app.wait(lambda: desk.inbox.isAncestorOf(head) and head.isVisible())
    assert head.check.isVisible()
    assert head.mapTo(desk.inbox.content, QPoint(0, 0)).y() < desk.inbox.notice.y()


def test_the_row_above_goes_with_the_list_where_the_window_is_narrow_and_the_keyboard_is_not_lost(
    desk: Desk,
) -> None:
    desk.press(Qt.Key.Key_Return)
    page = desk.pack()
    head = desk.inbox.shared_head
    head.parts.setFocus()
    desk.app.window.resize(1024, 700)
    desk.app.wait(lambda: desk.main_view.list_beside is None)
    assert not head.isVisible()
    assert desk.app.window.focusWidget() is desk.main_view
    desk.app.wait(lambda: page.mapTo(desk.main_view, QPoint(0, 0)).y() == 0)
    desk.app.window.resize(1366, 768)
    desk.app.wait(head.isVisible)
