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
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.packs.authority import Authority
from prevent_desktop.ui.answers.answer_page import AnswerPage
from prevent_desktop.ui.receiving.inbox_page import InboxPage
from prevent_desktop.ui.receiving.inbox_view import NEW_PERSON
from prevent_desktop.ui.receiving.received_pack_page import ReceivedPackPage
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import Answer, GuidanceBeside, ReceivedPack
from prevent_desktop.vault.vault import Vault
from tests.gui.desk_mail import MAIL, make_mail_desk, send_mail, signed_mail
from tests.gui.running_app import PASSPHRASE, App, key_of, vault_of
from tests.gui.screens import nameless, table_texts
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

    def pack(self) -> ReceivedPackPage:
        """The pack that is shown, once its pages are."""
        self.app.wait(lambda: isinstance(self.app.page, ReceivedPackPage))
        page = self.app.page
        assert isinstance(page, ReceivedPackPage)
        self.app.wait(lambda: page.pages.sheet.page is not None)
        self.app.wait(lambda: page.place.isHidden() or bool(page.place.buttons))
        return page

    def answer(self) -> AnswerPage:
        self.app.wait(lambda: isinstance(self.app.page, AnswerPage))
        page = self.app.page
        assert isinstance(page, AnswerPage)
        self.app.see_page()
        return page

    def left_edges(self, *widgets: QWidget) -> list[int]:
        return [widget.mapTo(self.app.window, QPoint(0, 0)).x() for widget in widgets]


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


def test_in_no_case_a_letter_asks_where_it_belongs_with_the_keyboard_there(desk: Desk) -> None:
    desk.inbox.table.setFocus()
    desk.press(Qt.Key.Key_D)
    page = desk.pack()
    desk.app.wait(lambda: NEW_PERSON in page.place.buttons)
    desk.app.wait(lambda: desk.app.has_keyboard(page.place.buttons[NEW_PERSON]))
    assert page.place.notice.text.text() == "Choose where it belongs first."


@pytest.mark.parametrize(
    ("letter", "kind"), [(Qt.Key.Key_D, AnswerKind.DECISION), (Qt.Key.Key_Q, AnswerKind.QUESTION)]
)
def test_the_answer_that_a_letter_asked_for_follows_as_soon_as_it_is_in_a_case(
    desk: Desk, letter: Qt.Key, kind: AnswerKind
) -> None:
    desk.inbox.table.setFocus()
    desk.press(letter)
    page = desk.pack()
    desk.app.wait(lambda: NEW_PERSON in page.place.buttons)
    desk.app.wait(lambda: desk.app.has_keyboard(page.place.buttons[NEW_PERSON]))
    page.place.buttons[NEW_PERSON].click()
    page.place.put.click()
    desk.app.wait(lambda: desk.main_view.route == Answer(page.received_id, kind))


def test_it_goes_into_a_case_and_on_to_the_decision_by_one_button(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Return)
    page = desk.pack()
    page.place.decide.click()
    assert page.place.notice.text.text() == "Choose where it belongs first."
    page.place.buttons[NEW_PERSON].click()
    page.place.decide.click()
    answer = desk.answer()
    assert desk.app.has_keyboard(answer.outcome)
    assert desk.app.find(lambda vault: vault.received.get(page.received_id).case_id)


def test_in_a_case_a_letter_leads_to_the_decision_with_the_same_list_and_pages(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Return)
    page = desk.pack()
    page.pages.go(1)
    page.place.buttons[NEW_PERSON].click()
    page.place.put.click()
    desk.app.wait(page.in_case.isVisible)
    desk.app.wait(lambda: desk.inbox.parts.tabText(desk.inbox.parts.currentIndex()) == "Waiting 1")
    desk.inbox.table.setFocus()
    desk.press(Qt.Key.Key_D)
    answer = desk.answer()
    assert desk.main_view.list_beside is desk.inbox
    assert answer.pages is not None
    assert answer.pages.number == 1, "the page that was open stays open"
    assert desk.app.has_keyboard(answer.outcome)
    assert answer.instead is not None
    answer.instead.click()
    desk.app.wait(lambda: desk.main_view.route == Answer(page.received_id, AnswerKind.QUESTION))


def test_whoever_goes_back_to_the_whole_inbox_is_in_the_part_that_they_chose(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Return)
    page = desk.pack()
    page.place.buttons[NEW_PERSON].click()
    page.place.put.click()
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


def test_letters_typed_into_an_answer_are_letters(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Return)
    page = desk.pack()
    page.place.buttons[NEW_PERSON].click()
    page.place.put.click()
    desk.app.wait(page.in_case.isVisible)
    desk.app.unlocked.pages.navigator.open(Answer(page.received_id, AnswerKind.DECISION))
    answer = desk.answer()
    answer.reason.setFocus()
    QTest.keyClicks(answer.reason, "jkdq")
    assert answer.reason.toPlainText() == "jkdq"
    assert desk.app.page is answer


def test_after_signing_the_next_pack_stands_beside_the_list_and_is_chosen_there(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Return)
    page = desk.pack()
    page.place.buttons[NEW_PERSON].click()
    page.place.put.click()
    desk.app.wait(page.in_case.isVisible)
    desk.app.unlocked.pages.navigator.open(Answer(page.received_id, AnswerKind.DECISION))
    answer = desk.answer()
    answer.outcome.set_value("early-help")
    answer.reason.setPlainText("They know the family.")
    answer.save.click()
    dialog = step_up(answer)
    QTest.keyClicks(dialog.passphrase.line, PASSPHRASE)
    QTest.keyClick(dialog.passphrase.line, Qt.Key.Key_Return)
    desk.app.wait(lambda: isinstance(desk.app.page, ReceivedPackPage))
    nxt = desk.pack()
    assert nxt.received_id != page.received_id
    desk.app.wait(lambda: desk.inbox.table.chosen_key == nxt.received_id)
    assert [desk.inbox.parts.tabText(index) for index in (0, 2, 3)] == ["New 4", "Waiting 0", "Decided 1"]


def test_in_a_narrow_window_one_stands_after_the_other_and_comes_back_when_there_is_room(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Return)
    page = desk.pack()
    desk.app.window.resize(1024, 700)
    desk.app.wait(lambda: desk.main_view.list_beside is None)
    assert not desk.inbox.isVisible()
    assert page.isVisible()
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
