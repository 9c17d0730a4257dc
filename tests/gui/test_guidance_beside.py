"""The guidance beside a form: opened from a question at its heading, put away with Escape, the place kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from prevent_desktop.ui.components.shared_spool import SharedSpool
from prevent_desktop.ui.forms.form_screen import FormScreen
from prevent_desktop.ui.guidance.beside import GuidanceBeside
from prevent_desktop.ui.page_registry.registry import PageRegistry, Parts
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import Form
from prevent_desktop.ui.theme import Theme
from prevent_desktop.ui.window.app_window import AppWindow
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.fill_form import go_on_or_start
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.places import Places
from tests.gui.screens import Screens

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

WIDE, NARROW = (1366, 768), (900, 700)


@dataclass
class Desk:
    """A receiver's decision on the desk of the real house."""

    qtbot: QtBot
    pages: PageRegistry

    @property
    def screen(self) -> FormScreen:
        page = self.pages.main_view.page
        assert isinstance(page, FormScreen)
        return page

    @property
    def beside(self) -> GuidanceBeside | None:
        reading = self.pages.main_view.reading
        assert reading is None or isinstance(reading, GuidanceBeside)
        return reading

    def field(self) -> QLineEdit | QPlainTextEdit:
        focus = QApplication.focusWidget()
        assert isinstance(focus, QLineEdit | QPlainTextEdit)
        return focus

    def press(self, key: Qt.Key) -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key)

    def open_by_keyboard(self) -> GuidanceBeside:
        self.press(Qt.Key.Key_F1)
        self.press(Qt.Key.Key_Tab)
        self.press(Qt.Key.Key_Space)
        assert self.beside is not None
        return self.beside


@pytest.fixture
def desk(screens: Screens, qtbot: QtBot, dressed: Theme, tmp_path: Path) -> Iterator[Desk]:
    def started(vault: Vault) -> str:
        _person, case = add_person(
            vault,
            forenames="Alex",
            surname="Brook",
            birth_date=None,
            approximate_age=14,
            now=screens.clock(),
        )
        return go_on_or_start(
            vault, screens.library, form_id="receiver-decision", case_id=case.id, now=screens.clock()
        ).id

    spool = SharedSpool(tmp_path / "spool")
    pages = PageRegistry(
        Parts(
            tasks=screens.tasks, spool=spool, places=Places.of(tmp_path), theme=dressed, clock=screens.clock
        )
    )
    main_view = pages.main_view
    qtbot.addWidget(main_view)
    main_view.resize(*WIDE)
    main_view.show()
    with qtbot.waitActive(main_view):
        main_view.activateWindow()
    pages.navigator.open(Form(screens.read(started)))
    qtbot.waitUntil(lambda: isinstance(main_view.page, FormScreen), timeout=20_000)
    made = Desk(qtbot, pages)
    qtbot.waitUntil(lambda: made.screen.state.lines != (), timeout=5_000)
    made.screen.go_to((("received", 0), ("received.from", 0)))
    yield made
    screens.settle()
    spool.close()


def test_it_opens_beside_the_form_at_the_heading_of_the_question(desk: Desk) -> None:
    desk.screen.guidance_wanted.emit("writing-evidence#be-fair")
    beside = desk.beside
    assert beside is not None
    assert desk.screen.isVisible()
    assert beside.isVisible()
    assert beside.view.page_id == "writing-evidence"
    assert beside.view.reader.textCursor().block().text() == "Be fair"
    assert beside.view.reader.hasFocus()
    desk.qtbot.wait(50)
    at = beside.view.reader.mapTo(beside, beside.view.reader.cursorRect().topLeft()).y()
    assert 0 <= at < beside.height() / 2


def test_escape_goes_back_to_the_same_field_with_its_words_and_the_cursor(desk: Desk) -> None:
    field = desk.field()
    QTest.keyClicks(field, "DSL at a school")
    for _letter in range(6):
        desk.press(Qt.Key.Key_Left)
    desk.open_by_keyboard()
    desk.press(Qt.Key.Key_Escape)
    assert desk.beside is None
    desk.qtbot.wait(50)
    assert desk.field().hasFocus()
    assert desk.field().isVisible()
    QTest.keyClicks(desk.field(), "x")
    assert "DSL at a xschool" in desk.screen.state.draft().content


def test_one_key_opens_the_page_of_the_question_and_one_leads_back(desk: Desk) -> None:
    desk.screen.go_to((("outcome", 0), ("outcome.reason", 0)))
    QTest.keyClicks(desk.field(), "Because")
    QTest.keyClick(desk.field(), Qt.Key.Key_F1, Qt.KeyboardModifier.ControlModifier)
    assert desk.beside is not None
    assert desk.beside.view.reader.textCursor().block().text() == "Decide, and say why"
    desk.press(Qt.Key.Key_Escape)
    QTest.keyClicks(desk.field(), "!")
    assert "Because!" in desk.screen.state.draft().content


def test_f6_goes_between_the_form_and_the_page_beside_it(desk: Desk, qtbot: QtBot) -> None:
    window = AppWindow()
    qtbot.addWidget(window)
    window.show_house(desk.pages.main_view)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    desk.screen.go_to((("received", 0), ("received.from", 0)))
    desk.screen.guidance_wanted.emit("channel")
    assert desk.beside is not None
    reader = desk.beside.view.reader
    assert reader.hasFocus()
    QTest.keyClick(reader, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert desk.screen.isAncestorOf(desk.field())
    QTest.keyClick(desk.field(), Qt.Key.Key_F6)
    assert reader.hasFocus()


def test_every_question_of_every_section_is_found_again(desk: Desk) -> None:
    for link_id, section in (("feedback.watch", "feedback"), ("outcome.reason", "outcome")):
        path = ((section, 0), (link_id, 0))
        desk.screen.go_to(path)
        desk.qtbot.wait(20)
        desk.screen.guidance_wanted.emit("channel")
        desk.qtbot.wait(20)
        desk.press(Qt.Key.Key_Escape)
        desk.qtbot.wait(20)
        desk.screen._paper.remember()
        assert desk.screen.state.place.focus == path
        field = desk.field()
        top = field.mapTo(desk.screen, QPoint(0, 0)).y()
        assert 0 <= top < desk.screen.height()


def test_where_there_is_no_room_for_both_it_stands_alone_and_the_form_comes_back(desk: Desk) -> None:
    main_view = desk.pages.main_view
    main_view.resize(*NARROW)
    desk.qtbot.wait(50)
    desk.screen.go_to((("received", 0), ("received.from", 0)))
    QTest.keyClicks(desk.field(), "A school")
    desk.screen.guidance_wanted.emit("channel")
    assert not desk.screen.isVisible()
    assert desk.beside is not None
    desk.press(Qt.Key.Key_Escape)
    desk.qtbot.wait(50)
    assert desk.screen.isVisible()
    assert desk.field().hasFocus()
    assert "A school" in desk.screen.state.draft().content


def test_more_or_less_room_shows_or_hides_the_form_while_somebody_reads(desk: Desk) -> None:
    main_view = desk.pages.main_view
    desk.screen.guidance_wanted.emit("channel")
    main_view.resize(*NARROW)
    assert not desk.screen.isVisible()
    main_view.resize(*WIDE)
    assert desk.screen.isVisible()


def test_links_lead_to_other_pages_and_back_returns(desk: Desk) -> None:
    desk.screen.guidance_wanted.emit("channel#it-is-voluntary")
    beside = desk.beside
    assert beside is not None
    assert not beside.back_link.isVisible()
    beside.view.reader.link_chosen.emit("consent-and-sharing")
    assert beside.view.page_id == "consent-and-sharing"
    assert beside.back_link.isVisible()
    QTest.keyClick(beside.view.reader, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert beside.view.page_id == "channel"
    assert beside.view.reader.textCursor().block().text() == "It is voluntary"


def test_the_form_can_be_filled_while_the_page_stands_beside_it(desk: Desk) -> None:
    desk.screen.guidance_wanted.emit("channel")
    desk.screen.go_to((("received", 0), ("received.from", 0)))
    QTest.keyClicks(desk.field(), "A nurse")
    assert desk.beside is not None
    assert "A nurse" in desk.screen.state.draft().content


def test_another_page_of_the_house_puts_it_away(desk: Desk) -> None:
    desk.screen.guidance_wanted.emit("channel")
    desk.pages.main_view.go(NavSection.GUIDANCE)
    assert desk.beside is None
    page = desk.pages.main_view.page
    assert page is not None
    assert page.isVisible()


def test_a_page_that_is_not_there_opens_nothing(desk: Desk) -> None:
    desk.screen.guidance_wanted.emit("no-such-page")
    assert desk.beside is None
    assert desk.screen.isVisible()


def test_the_close_link_says_its_key_and_closes(desk: Desk) -> None:
    desk.screen.guidance_wanted.emit("channel")
    beside = desk.beside
    assert beside is not None
    assert "Esc" in beside.close_link.text()
    beside.close_link.click()
    assert desk.beside is None
