"""Receivers without a key: the weaker way is said plainly, its password is shown once, and each sees only what it gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.organisation import Receiver, SealingWay
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.reader.questions import ByPassword
from prevent_desktop.ui.packs.differences_page import DifferencesPage
from prevent_desktop.ui.packs.differences_view import EVERYTHING
from prevent_desktop.ui.packs.page import PackPage
from prevent_desktop.ui.packs.password_page import PasswordPage
from prevent_desktop.ui.packs.signed_page import SignedPackPage
from prevent_desktop.ui.packs.telling import PasswordToTell
from prevent_desktop.ui.receiving.check_file_page import CheckFilePage
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signing_identity import trusted_certificates
from prevent_desktop.workflows.packs.withholding.deciding import kept_back_in
from tests.gui.running_app import App
from tests.gui.screens import Screens, nameless, shown_texts, tab_order, too_wide, wait_for
from tests.gui.stepping_up import type_passphrase
from tests.profiles import change_profile

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

_TELL = PasswordToTell(
    pack_id="P-7QF2K8M4T9XW", receiver="Police Prevent team", phone="01632 960 002",
    file_name="P-7QF2K8M4T9XW.pdf", password="hull pulsate taps envoy only fit",
)  # fmt: skip


def with_ways(screens: Screens, change: Callable[[Receiver], Receiver], **more: object) -> None:
    """The organisation says for its second receiver how packs are closed."""

    def put(vault: object) -> None:
        first, second, *others = settings.receivers(vault)  # type: ignore[arg-type]
        change_profile(vault, recipients=(first, change(second), *others), **more)  # type: ignore[arg-type]

    screens.read(put)


def by_phone(receiver: Receiver) -> Receiver:
    return replace(receiver, way=SealingWay.PASSWORD, seal_to=(), phone="01632 960 002")


def prepare(screens: Screens, folder: Path | None = None, target: Path | None = None) -> PackPage:
    def ask_folder(_parent: QWidget) -> Path | None:
        return folder

    def ask_target(_parent: QWidget, _name: str) -> Path | None:
        return target

    page = PackPage(
        screens.tasks, screens.navigator, screens.library, screens.get_spool, screens.clock, screens.wake, screens.case("AB"),
        ask_folder=ask_folder, ask_target=ask_target,
    )  # fmt: skip
    screens.show(page)
    for box in page.receiver_list.boxes.values():
        if box.isEnabled():
            box.set_checked(True)
    return page


def test_one_is_queued_and_the_other_saved_under_a_password_that_is_told_once(
    demo: Screens, tmp_path: Path
) -> None:
    with_ways(demo, by_phone)
    stick = tmp_path / "stick"
    stick.mkdir()
    page = prepare(demo, stick)
    assert "Password: the weaker way" in shown_texts(page)
    assert page.sign.text() == "&Sign, queue and save"
    with demo.qtbot.waitSignal(page.passwords_made) as made:
        page.sign.click()
        type_passphrase(demo, page)
    (tell,) = made.args[0]
    assert demo.woken == 1
    assert (tell.receiver, tell.phone) == ("Police Prevent team", "01632 960 002")
    (file,) = stick.iterdir()
    assert file.name == tell.file_name == f"{tell.pack_id}.pdf"
    trusted = demo.read(trusted_certificates)
    assert verify_pack(file.read_bytes(), trusted, unlock=ByPassword(tell.password)).pack_id == tell.pack_id
    assert tell.password not in repr(tell)
    assert "1 pack is saved in the weaker way, for Police Prevent team." in " ".join(shown_texts(page))

    shown = demo.show(
        SignedPackPage(demo.tasks, demo.navigator, demo.clock, tell.pack_id, ask_folder=lambda _parent: stick)
    )
    wait_for(demo.qtbot, shown.again.isVisible)
    with demo.qtbot.waitSignal(shown.password_made) as again:
        shown.again.click()
        type_passphrase(demo, shown)
    new = again.args[0]
    assert new.password != tell.password
    assert new.file_name == f"{tell.pack_id} (2).pdf"


def test_whoever_leaves_while_a_pack_is_made_is_told_that_its_password_was_not_shown(
    demo: Screens, tmp_path: Path
) -> None:
    with_ways(demo, by_phone)
    page = prepare(demo, tmp_path)
    page.receiver_list.boxes["front-door"].set_checked(False)
    page.sign.click()
    page.signing_controller.began.connect(
        page.signing_controller._leave_page
    )  # as when the page is destroyed
    type_passphrase(demo, page)
    wait_for(demo.qtbot, lambda: len(demo.failures) == 1)
    assert "New password" in demo.failures.pop().next_step


def test_without_a_folder_nothing_is_signed(demo: Screens) -> None:
    with_ways(demo, by_phone)
    page = prepare(demo, None)
    page.sign.click()
    assert not page.signing_controller.busy


def test_a_profile_that_forbids_passwords_and_a_certificate_that_is_none_are_said_beside_the_receiver(
    demo: Screens,
) -> None:
    with_ways(demo, by_phone, password_packs=False)
    page = prepare(demo)
    box = page.receiver_list.boxes["police-prevent"]
    assert not box.isEnabled()
    assert "does not allow packs under a password" in box.detail
    with_ways(demo, lambda one: replace(one, way=SealingWay.CERTIFICATE, encrypt_to="nothing"))
    page.refresh()
    demo.settle()
    assert "cannot be read" in page.receiver_list.boxes["police-prevent"].detail
    assert "Not possible now" in shown_texts(page)


def test_the_page_how_to_open_a_pack_is_saved_for_each_receiver(demo: Screens, tmp_path: Path) -> None:
    page = prepare(demo, target=tmp_path / "how-to.pdf")
    page.receiver_list.links[0].click()
    wait_for(demo.qtbot, page.notice.isVisible)
    assert (tmp_path / "how-to.pdf").read_bytes().startswith(b"%PDF")


def test_a_password_is_shown_once_cannot_be_copied_and_is_dropped_when_the_page_is_left(
    demo: Screens,
) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("before")
    page = demo.show(PasswordPage([_TELL, replace(_TELL, receiver="Front door")]))
    assert [row.text().split()[-1] for row in page.words.rows] == list(_TELL.words)
    assert all(
        row.textInteractionFlags() == Qt.TextInteractionFlag.LinksAccessibleByMouse for row in page.words.rows
    )
    small = page.words.rows[0].sizeHint().height()
    page.larger.click()
    assert page.words.rows[0].sizeHint().height() > small * 1.5
    assert nameless(page) == []
    QTest.keySequence(page, "Ctrl+A")
    QTest.keySequence(page, "Ctrl+C")
    assert clipboard.text() == "before"
    page.told.click()
    assert "Front door" in page.whom.text()
    with demo.qtbot.waitSignal(page.done):
        page.told.click()
    assert page.words.rows == []
    left = demo.show(PasswordPage([_TELL]))
    left.flush()
    assert not any(word in " ".join(shown_texts(left)) for word in _TELL.words[:2])


def differences(screens: Screens) -> DifferencesPage:
    page = screens.show(
        DifferencesPage(screens.tasks, screens.navigator, screens.library, screens.clock, screens.case("AB"))
    )
    wait_for(screens.qtbot, lambda: bool(page.table.rows_model.rows))
    return page


def opened(page: DifferencesPage, label: str) -> None:
    """Choose a line by keyboard."""
    page.part.setCurrentIndex(page.part.findData(EVERYTHING))
    number = next(n for n, row in enumerate(page.table.rows_model.rows) if label in row.cells[0].spoken)
    page.table.selectRow(number)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)


def test_each_receiver_has_a_column_that_says_what_it_does_not_get_and_why(demo: Screens) -> None:
    page = differences(demo)
    titles = [column.title for column in page.table.rows_model.columns]
    assert titles == ["What", "Children’s front door", "Police Prevent team"]
    said = {cell.spoken for row in page.table.rows_model.rows for cell in row.cells[1:]}
    assert {"Gets it", "Does not get it, They do not receive this form"} <= said
    assert nameless(page) == []


def test_a_passage_is_withheld_by_keyboard_stays_withheld_and_is_given_again(demo: Screens) -> None:
    page = differences(demo)
    opened(page, "Chronology")
    assert page.card.isVisible()
    cursor = page.card.text.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.Start)
    cursor.movePosition(QTextCursor.MoveOperation.WordRight, QTextCursor.MoveMode.KeepAnchor, 3)
    page.card.text.setTextCursor(cursor)
    words = page.card.words
    assert words in page.card.marked.text()
    assert "also stand in" in page.card.elsewhere.text()
    assert "taken out there too" in page.card.elsewhere.text()
    opened(page, "immediate danger")
    assert page.card.words == ""
    assert "taken out there too" not in page.card.elsewhere.text()
    opened(page, "Chronology")
    cursor = page.card.text.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.WordRight, QTextCursor.MoveMode.KeepAnchor, 3)
    page.card.text.setTextCursor(cursor)
    assert page.card.words == words
    page.card.act.click()
    wait_for(demo.qtbot, lambda: "Choose who must not see it" in " ".join(shown_texts(page)))
    page.card.whom.set_value("police-prevent")
    page.card.reason.setText(f"because {words}")
    page.card.act.click()
    wait_for(demo.qtbot, lambda: "says what is to be kept back" in " ".join(shown_texts(page)))
    typed = page.place_within()
    again = DifferencesPage(demo.tasks, demo.navigator, demo.library, demo.clock, demo.case("AB"))
    again.return_within(typed)
    demo.show(again)
    wait_for(demo.qtbot, again.card.isVisible)
    assert again.card.reason.text() == f"because {words}"
    page.card.reason.setText("It is about another family")
    page.card.act.click()
    wait_for(demo.qtbot, lambda: len(page.links) == 1)
    case_id = demo.case("AB")
    (kept,) = demo.read(lambda vault: kept_back_in(vault, case_id))
    assert "You withhold 1 thing from them." in prepare(demo).receiver_list.boxes["police-prevent"].detail
    assert (kept.recipient_id, kept.words) == ("police-prevent", (words,))
    page.links[0].click()
    wait_for(demo.qtbot, lambda: page.links == [])


@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_of_the_new_pages_is_cut_off_on_a_small_screen(
    demo: Screens, dressed: Theme, scale: int
) -> None:
    dressed.choose(Appearance.DARK, scale)
    page = differences(demo)
    opened(page, "Chronology")
    told = demo.show(PasswordPage([_TELL]))
    look = demo.show(CheckFilePage(demo.tasks, demo.navigator, demo.clock))
    for each in (page, told, look):
        each.resize(808, 560)
        demo.settle()
        assert too_wide(each) == 0
    assert tab_order(told)[:1] == ["I have told them by phone"]


def test_a_pack_that_came_under_a_password_is_checked_before_it_is_shown_and_is_kept_nowhere(
    demo: Screens, tmp_path: Path
) -> None:
    with_ways(demo, by_phone)
    page = prepare(demo, tmp_path)
    page.receiver_list.boxes["front-door"].set_checked(False)
    with demo.qtbot.waitSignal(page.passwords_made) as made:
        page.sign.click()
        type_passphrase(demo, page)
    (tell,) = made.args[0]
    before = demo.read(lambda vault: vault.database.value("SELECT count(*) FROM attachments"))
    look = demo.show(
        CheckFilePage(
            demo.tasks, demo.navigator, demo.clock, ask_file=lambda _parent: tmp_path / tell.file_name
        )
    )
    assert not look.check.isEnabled()
    look.choose.click()
    QTest.keyClicks(look.password.line, "some other words")
    QTest.keyClick(look.password.line, Qt.Key.Key_Return)
    wait_for(demo.qtbot, lambda: "not the right one" in " ".join(shown_texts(look)))
    assert not look.shown.isVisible()
    QTest.keyClicks(look.password.line, tell.password)
    look.check.click()
    wait_for(demo.qtbot, lambda: look.pages.sheet.page is not None)
    texts = " ".join(shown_texts(look))
    assert tell.pack_id in texts
    assert "Sam Field" in texts
    assert tell.password not in look.password.text
    assert "Prevent referral pack" in look.pages.sheet.accessibleDescription()
    wait_for(demo.qtbot, look.answer.isVisible)
    with demo.qtbot.waitSignal(look.answer_wanted) as wanted:
        look.answer.click()
    assert wanted.args[0].answer_to.startswith("age1")
    assert demo.read(lambda vault: vault.database.value("SELECT count(*) FROM attachments")) == before
    assert nameless(look) == []


def test_leaving_the_page_of_a_password_by_the_side_bar_drops_it(app: App) -> None:
    app.open()
    app.unlocked.pages.packs.tell_passwords((_TELL,))
    page = app.page
    assert isinstance(page, PasswordPage)
    assert page.words.rows
    app.unlocked.pages.main_view.go(NavSection.PEOPLE)
    assert page.words.rows == []
    assert page._to_tell == []
