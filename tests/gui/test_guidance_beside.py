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

from prevent_desktop.ui.forms.filling.screen import FormScreen
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
from prevent_desktop.workflows.sending.shared_spool import SharedSpool
from tests.gui.screens import Screens
from tests.gui.tab_ring import not_reached

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

WIDE, NARROW = (1366, 768), (900, 700)


@dataclass
class Trial:
    """A receiver's decision in the real window."""

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
def trial(screens: Screens, qtbot: QtBot, dressed: Theme, tmp_path: Path) -> Iterator[Trial]:
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
    qtbot.waitUntil(lambda: isinstance(main_view.page, FormScreen))
    made = Trial(qtbot, pages)
    qtbot.waitUntil(lambda: made.screen.state.lines != ())
    made.screen.go_to((("received", 0), ("received.from", 0)))
    yield made
    screens.settle()
    spool.close()


def test_it_opens_beside_the_form_at_the_heading_of_the_question(trial: Trial) -> None:
    trial.screen.guidance_wanted.emit("writing-evidence#be-fair")
    beside = trial.beside
    assert beside is not None
    assert trial.screen.isVisible()
    assert beside.isVisible()
    assert beside.view.page_id == "writing-evidence"
    assert beside.view.reader.textCursor().block().text() == "Be fair"
    assert beside.view.reader.hasFocus()
    trial.qtbot.wait(50)
    at = beside.view.reader.mapTo(beside, beside.view.reader.cursorRect().topLeft()).y()
    assert 0 <= at < beside.height() / 2


def test_escape_goes_back_to_the_same_field_with_its_words_and_the_cursor(trial: Trial) -> None:
    field = trial.field()
    QTest.keyClicks(field, "DSL at a school")
    for _letter in range(6):
        trial.press(Qt.Key.Key_Left)
    trial.open_by_keyboard()
    trial.press(Qt.Key.Key_Escape)
    assert trial.beside is None
    trial.qtbot.wait(50)
    assert trial.field().hasFocus()
    assert trial.field().isVisible()
    QTest.keyClicks(trial.field(), "x")
    assert "DSL at a xschool" in trial.screen.state.draft().content


def test_one_key_opens_the_page_of_the_question_and_one_leads_back(trial: Trial) -> None:
    trial.screen.go_to((("outcome", 0), ("outcome.reason", 0)))
    QTest.keyClicks(trial.field(), "Because")
    QTest.keyClick(trial.field(), Qt.Key.Key_F1, Qt.KeyboardModifier.ControlModifier)
    assert trial.beside is not None
    assert trial.beside.view.reader.textCursor().block().text() == "Decide, and say why"
    trial.press(Qt.Key.Key_Escape)
    QTest.keyClicks(trial.field(), "!")
    assert "Because!" in trial.screen.state.draft().content


def test_f6_goes_between_the_form_and_the_page_beside_it(trial: Trial, qtbot: QtBot) -> None:
    window = AppWindow()
    qtbot.addWidget(window)
    window.show_main_view(trial.pages.main_view)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    trial.screen.go_to((("received", 0), ("received.from", 0)))
    trial.screen.guidance_wanted.emit("channel")
    assert trial.beside is not None
    reader = trial.beside.view.reader
    assert reader.hasFocus()
    QTest.keyClick(reader, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert trial.screen.isAncestorOf(trial.field())
    QTest.keyClick(trial.field(), Qt.Key.Key_F6)
    assert reader.hasFocus()


def test_every_question_of_every_section_is_found_again(trial: Trial) -> None:
    for link_id, section in (("feedback.watch", "feedback"), ("outcome.reason", "outcome")):
        path = ((section, 0), (link_id, 0))
        trial.screen.go_to(path)
        trial.qtbot.wait(20)
        trial.screen.guidance_wanted.emit("channel")
        trial.qtbot.wait(20)
        trial.press(Qt.Key.Key_Escape)
        trial.qtbot.wait(20)
        trial.screen._question_list.remember()
        assert trial.screen.state.place.focus == path
        field = trial.field()
        top = field.mapTo(trial.screen, QPoint(0, 0)).y()
        assert 0 <= top < trial.screen.height()


def test_where_there_is_no_room_for_both_it_stands_alone_and_the_form_comes_back(trial: Trial) -> None:
    main_view = trial.pages.main_view
    main_view.resize(*NARROW)
    trial.qtbot.wait(50)
    trial.screen.go_to((("received", 0), ("received.from", 0)))
    QTest.keyClicks(trial.field(), "A school")
    trial.screen.guidance_wanted.emit("channel")
    assert not trial.screen.isVisible()
    assert trial.beside is not None
    trial.press(Qt.Key.Key_Escape)
    trial.qtbot.wait(50)
    assert trial.screen.isVisible()
    assert trial.field().hasFocus()
    assert "A school" in trial.screen.state.draft().content


def test_tab_comes_to_the_links_above_the_page_and_round_again(trial: Trial) -> None:
    main_view = trial.pages.main_view
    main_view.resize(*NARROW)
    trial.screen.guidance_wanted.emit("writing-evidence#be-fair")
    assert trial.beside is not None
    assert list(not_reached(main_view)) == []


def test_more_or_less_room_shows_or_hides_the_form_while_somebody_reads(trial: Trial) -> None:
    main_view = trial.pages.main_view
    trial.screen.guidance_wanted.emit("channel")
    main_view.resize(*NARROW)
    assert not trial.screen.isVisible()
    main_view.resize(*WIDE)
    assert trial.screen.isVisible()


def test_links_lead_to_other_pages_and_back_returns(trial: Trial) -> None:
    trial.screen.guidance_wanted.emit("channel#it-is-voluntary")
    beside = trial.beside
    assert beside is not None
    assert not beside.back_link.isVisible()
    beside.view.reader.link_chosen.emit("consent-and-sharing")
    assert beside.view.page_id == "consent-and-sharing"
    assert beside.back_link.isVisible()
    QTest.keyClick(beside.view.reader, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert beside.view.page_id == "channel"
    assert beside.view.reader.textCursor().block().text() == "It is voluntary"


def test_the_form_can_be_filled_while_the_page_stands_beside_it(trial: Trial) -> None:
    trial.screen.guidance_wanted.emit("channel")
    trial.screen.go_to((("received", 0), ("received.from", 0)))
    QTest.keyClicks(trial.field(), "A nurse")
    assert trial.beside is not None
    assert "A nurse" in trial.screen.state.draft().content


def test_another_page_puts_it_away(trial: Trial) -> None:
    trial.screen.guidance_wanted.emit("channel")
    trial.pages.main_view.go(NavSection.GUIDANCE)
    assert trial.beside is None
    page = trial.pages.main_view.page
    assert page is not None
    assert page.isVisible()


def test_a_page_that_is_not_there_opens_nothing(trial: Trial) -> None:
    trial.screen.guidance_wanted.emit("no-such-page")
    assert trial.beside is None
    assert trial.screen.isVisible()


def test_the_close_link_says_its_key_and_closes(trial: Trial) -> None:
    trial.screen.guidance_wanted.emit("channel")
    beside = trial.beside
    assert beside is not None
    assert "Esc" in beside.close_link.text()
    beside.close_link.click()
    assert trial.beside is None
