"""Finishing a form: it is said where it was finished, nothing can be changed any more, and what comes next is a button there."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.ui.forms.check.rows import DoneRow
from prevent_desktop.ui.forms.check.screen import CheckScreen
from prevent_desktop.ui.forms.filling.controller import FormController
from prevent_desktop.ui.forms.filling.foot import DoneFoot
from prevent_desktop.ui.forms.filling.one_page import OnePageScreen
from prevent_desktop.ui.forms.filling.screen import FormScreen
from prevent_desktop.ui.forms.filling.section_list import SectionEntry
from prevent_desktop.ui.forms.pages.reading import ReadingPage
from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.page_registry.form_pages import FormPages
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import Check, Form, Record, Route, SendToLead
from prevent_desktop.ui.widgets import LinkButton
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.form_library import LEAD_CHECK, REFERRAL, SCREENING, SHARING_DECISION
from prevent_desktop.workflows.forms.look_at_form import look_at_form
from prevent_desktop.workflows.organisation.settings import save_practitioner
from prevent_desktop.workflows.people.people import add_person
from tests.gui.screens import Screens, nameless, now, shown_texts, wait_for
from tests.unit.forms.fewest import shortest

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@dataclass
class Scene:
    """A vault with one person, the pages of forms, and where they led."""

    screens: Screens
    pages: FormPages
    view: MainView
    case_id: str
    asked: list[Route]

    def draft(self, form_id: str, **choices: str) -> str:
        """A draft with the fewest answers; `choices` are codes by link id, a dot as two underscores."""
        wanted = {name.replace("__", "."): code for name, code in choices.items()}

        def work(vault: Vault) -> str:
            library = self.screens.library
            begun = fill_form.start_form(vault, library, form_id=form_id, case_id=self.case_id, now=now())
            response = fill_form.open_form(vault, library, begun.id).response
            items = response.questionnaire.by_link_id
            given = {
                name: next(one.value for one in items[name].answer_options if getattr(one.value, "code", "") == code)
                for name, code in wanted.items()
            }  # fmt: skip
            shortest(response, given)
            fill_form.save_draft(
                vault, begun.id, content=response.to_json(keep_disabled=True), place="", sections_done=0,
                sections_total=1, now=now(),
            )  # fmt: skip
            return begun.id

        return self.screens.read(work)

    def open(self, route: Route) -> QWidget | None:
        before = self.view.page
        self.pages.openers[type(route)](route)
        wait_for(self.screens.qtbot, lambda: self.view.page is not before)
        self.screens.settle()
        return self.view.page

    def is_frozen(self, response_id: str) -> bool:
        return self.screens.read(lambda vault: vault.responses.get(response_id).is_finalised)


@pytest.fixture
def scene(screens: Screens) -> Scene:
    view = MainView({NavSection.MY_WORK: QWidget, NavSection.PEOPLE: QWidget})
    screens.show(view)
    pages = FormPages(screens.tasks, screens.navigator, screens.library, screens.clock, view)

    def fill(vault: Vault) -> str:
        save_practitioner(vault, Practitioner(name="Ms Moor", role="Teacher", organisation="School"))
        return add_person(vault, forenames="Ada", surname="Bell", birth_date=None, now=now())[1].id

    case_id, asked = screens.read(fill), list[Route]()
    screens.navigator.asked.connect(asked.append)
    return Scene(screens, pages, view, case_id, asked)


def test_the_page_of_all_answers_says_that_it_is_frozen_and_leads_on(scene: Scene) -> None:
    response_id = scene.draft(SCREENING)
    page = scene.open(Check(response_id))
    assert isinstance(page, CheckScreen)
    assert page.findChildren(LinkButton, "")
    page.finish_wanted.emit()
    wait_for(scene.screens.qtbot, lambda: bool(page.findChildren(DoneRow)))
    (row,) = page.findChildren(DoneRow)
    assert scene.view.page is page
    assert scene.is_frozen(response_id)
    assert any("is finished and frozen" in text for text in shown_texts(page))
    assert "Next: Give it to your lead. Your lead has not been asked yet." in shown_texts(row)
    assert not [one for one in page.findChildren(LinkButton) if one.isVisible() and one.text() == "Change"]
    row.go_on.click()
    row.to_record.click()
    assert scene.asked[0] == SendToLead(scene.case_id)
    assert isinstance(scene.asked[1], Record)
    assert nameless(page) == []


def test_after_a_lock_the_frozen_form_is_read_and_not_checked(scene: Scene) -> None:
    response_id = scene.draft(SCREENING)
    scene.screens.read(lambda vault: fill_form.finalise(vault, scene.screens.library, response_id, now=now()))
    assert isinstance(scene.open(Check(response_id)), ReadingPage)


def test_a_short_form_is_one_page_and_is_finished_there(scene: Scene) -> None:
    response_id = scene.draft(SHARING_DECISION, decision__share="share")
    page = scene.open(Form(response_id))
    assert isinstance(page, OnePageScreen)
    entries = [entry.accessibleName() for entry in page.findChildren(SectionEntry) if entry.isVisible()]
    assert {"Consent to support", "Your decision"} <= set(entries)
    assert not [name for name in entries if name.startswith("Check answers")], "it is finished here"
    page.foot.proceed.click()
    wait_for(scene.screens.qtbot, lambda: bool(page.findChildren(DoneFoot)))
    assert scene.view.page is page
    assert scene.is_frozen(response_id)
    (foot,) = page.findChildren(DoneFoot)
    assert foot.go_on.text().replace("&", "") == "Record a concern"
    controller = page.findChild(FormController)
    assert controller is not None
    controller._look_who_else()  # as the last draft has it done, once it is kept
    scene.screens.settle()
    assert "is finished and frozen" in page.writing_too.text.text()
    entry = next(one for one in page.findChildren(SectionEntry) if one.isVisible())
    entry.setFocus()
    QTest.keyClick(entry, Qt.Key.Key_Tab)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert foot.isAncestorOf(focus), "what leads on comes after the list of sections"
    page.undo()
    page.flush()
    scene.screens.settle()
    assert page.settled
    assert scene.screens.failures == []
    assert nameless(page) == []
    page.crumbs.otherwise.click()
    wait_for(scene.screens.qtbot, lambda: isinstance(scene.view.page, ReadingPage))


def test_what_is_to_be_looked_at_again_is_said_before_it_is_frozen(scene: Scene) -> None:
    response_id = scene.draft(LEAD_CHECK, decision__choice="refer")
    page = scene.open(Form(response_id))
    assert isinstance(page, OnePageScreen)
    page.foot.proceed.click()
    wait_for(scene.screens.qtbot, lambda: "to look at again" in page.foot.words.text())
    assert not scene.is_frozen(response_id)
    assert any("Who sends the referral?" in text for text in shown_texts(page))
    page.foot.proceed.click()
    wait_for(scene.screens.qtbot, lambda: bool(page.findChildren(DoneFoot)))
    assert scene.is_frozen(response_id)


def test_what_was_to_be_fixed_stands_no_more_beside_a_frozen_form(scene: Scene) -> None:
    response_id = scene.draft(LEAD_CHECK, decision__choice="refer")
    page = scene.open(Form(response_id))
    assert isinstance(page, OnePageScreen)
    page.foot.proceed.click()
    wait_for(scene.screens.qtbot, lambda: bool(page.looked_at))
    (warning,) = page.looked_at
    assert warning in shown_texts(page)
    page.foot.proceed.click()
    wait_for(scene.screens.qtbot, lambda: bool(page.findChildren(DoneFoot)))
    assert warning not in shown_texts(page)


def test_any_form_can_stand_on_one_page_and_this_is_remembered(scene: Scene) -> None:
    response_id = scene.draft(REFERRAL)
    page = scene.open(Form(response_id))
    assert isinstance(page, FormScreen)
    assert not page.state.is_whole, "a long one"
    page.crumbs.otherwise.setFocus()
    QTest.keyClick(page.crumbs.otherwise, Qt.Key.Key_Space)
    wait_for(scene.screens.qtbot, lambda: scene.view.page is not page)
    whole = scene.view.page
    assert isinstance(whole, FormScreen)
    assert whole.state.is_whole
    view = scene.screens.read(lambda vault: look_at_form(vault, scene.screens.library, response_id))
    assert view.is_whole
    whole.crumbs.otherwise.click()
    wait_for(scene.screens.qtbot, lambda: scene.view.page is not whole)
    view = scene.screens.read(lambda vault: look_at_form(vault, scene.screens.library, response_id))
    assert not view.is_whole


def test_who_chose_sections_has_short_forms_so_too(scene: Scene) -> None:
    response_id = scene.draft(SCREENING)
    page = scene.open(Form(response_id))
    assert isinstance(page, FormScreen)
    assert page.state.is_whole
    page.show_part(3)
    QTest.keyClick(page, Qt.Key.Key_F4)
    wait_for(scene.screens.qtbot, lambda: scene.view.page is not page)
    by_section = scene.view.page
    assert isinstance(by_section, FormScreen)
    assert not by_section.state.is_whole
    assert by_section.state.part == 3, "the same section"
