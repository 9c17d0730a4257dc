"""Typed once: what a form says otherwise is offered on the check screen, notes grow, assessments start as copies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from prevent_desktop.casework.notes import Source
from prevent_desktop.casework.review import Review
from prevent_desktop.casework.roles import Role
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.values import Value
from prevent_desktop.ui.forms.check.offer_card import OfferCard
from prevent_desktop.ui.forms.check.screen import CheckScreen
from prevent_desktop.ui.forms.check.state import check
from prevent_desktop.ui.forms.pages.form_choice import FormChoicePage
from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.page_registry.form_pages import FormPages
from prevent_desktop.ui.record.note_page import NotePage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import CopiedForm, Form, FormFromNote, NewForm, Note, Record
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.form_choice import form_options
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.grow_note import grow_note
from prevent_desktop.workflows.forms.look_at_form import FormView, look_at_form
from prevent_desktop.workflows.forms.start_as_copy import start_as_copy
from prevent_desktop.workflows.people.people import add_person, change_person
from prevent_desktop.workflows.record.writing import write_note
from tests.gui.screens import Screens, nameless, now, press, shown_texts, tab_order, too_wide
from tests.unit.workflows.small_forms import PERSON, keep_form, not_copied, question

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

ADDRESS = (("about", 0), ("address", 0))
SUMMARY = (("summary", 0),)


@pytest.fixture
def trial(screens: Screens, tmp_path: Path) -> Screens:
    """The pages over forms of our own: one about the person that may be copied, and one that a note grows into."""
    folder = tmp_path / "small-forms"
    keep_form(folder, "visit", question("seen", "text", fact="note.text"), title="Home visit")
    keep_form(folder, "panel", question("a"), title="Panel plan", marks={"audience": "panel"})
    keep_form(
        folder, "assess", PERSON, question("summary", "text"), not_copied(question("conclusion", "text")),
        title="Assessment", marks={"starts-as-copy": True},
    )  # fmt: skip
    screens.library = FormLibrary(folder)
    return screens


@pytest.fixture
def case_id(trial: Screens) -> str:
    def add(vault: Vault) -> str:
        person, case = add_person(vault, forenames="Ada", surname="Bell", birth_date=None, now=now())
        change_person(vault, replace(person, address="1 Example Street"), now=now())
        return case.id

    return trial.read(add)


def filled(
    trial: Screens, case_id: str, answers: dict[tuple[tuple[str, int], ...], Value], *, finish: bool = False,
    start: Callable[..., object] = fill_form.start_form,
) -> str:  # fmt: skip
    """A response with these answers, kept; finished if asked."""

    def work(vault: Vault) -> str:
        begun = start(vault, trial.library, form_id="assess", case_id=case_id, now=now())
        response_id = str(getattr(begun, "id", ""))
        response: Response = fill_form.open_form(vault, trial.library, response_id).response
        for path, value in answers.items():
            response.set_answers(path, [value])
        fill_form.save_draft(
            vault, response_id, content=response.to_json(keep_disabled=True), place="", sections_done=0,
            sections_total=1, now=now(),
        )  # fmt: skip
        if finish:
            fill_form.finalise(vault, trial.library, response_id, now=now())
        return response_id

    return trial.read(work)


def view_of(trial: Screens, response_id: str) -> FormView:
    return trial.read(lambda vault: look_at_form(vault, trial.library, response_id))


def form_pages(trial: Screens) -> FormPages:
    main_view = MainView({NavSection.MY_WORK: QWidget})
    trial.qtbot.addWidget(main_view)
    return FormPages(trial.tasks, trial.navigator, trial.library, trial.clock, main_view)


def checked(trial: Screens, response_id: str) -> tuple[CheckScreen, list[OfferCard]]:
    view = view_of(trial, response_id)
    pages = form_pages(trial)
    screen = trial.show(pages.checking(view, check(view.opened.response)))
    return screen, screen.findChildren(OfferCard)


def address(trial: Screens) -> str:
    return trial.read(lambda vault: vault.people.all()[0].address)


def test_a_difference_is_a_quiet_card_that_updates_the_record_and_undoes(
    trial: Screens, case_id: str
) -> None:
    filled(trial, case_id, {})
    response_id = filled(trial, case_id, {ADDRESS: "2 New Road"})
    _screen, (card,) = checked(trial, response_id)
    assert card.record_says.text() == "The record says: 1 Example Street"
    assert card.form_says.text() == "You wrote: 2 New Road"
    card.take.setFocus()
    press(Qt.Key.Key_Space)
    trial.settle()
    assert address(trial) == "2 New Road"
    assert "earlier values" in card.done.text()
    assert card.undo.hasFocus()
    assert card.drafts.text() == "1 draft still says: 1 Example Street"
    card.bring.click()
    trial.settle()
    assert not card.drafts.isVisible()
    drafts = trial.read(lambda vault: [form.content for form in vault.responses.drafts()])
    assert all("2 New Road" in content for content in drafts)
    card.undo.click()
    trial.settle()
    assert address(trial) == "1 Example Street"
    assert card.take.isVisible()
    assert card.leave.isVisible()


def test_what_is_left_as_it_is_does_not_come_back(trial: Screens, case_id: str) -> None:
    response_id = filled(trial, case_id, {ADDRESS: "2 New Road"})
    screen, (card,) = checked(trial, response_id)
    screen.go_to_end()  # the last row of the page is built by the time that somebody comes there, or in idle time
    assert any("1 answer differs" in text and "all the same" in text for text in shown_texts(screen))
    card.leave.click()
    trial.settle()
    assert not any("all the same" in text for text in shown_texts(screen))
    assert address(trial) == "1 Example Street"
    assert checked(trial, response_id)[1] == []
    card.undo.click()
    trial.settle()
    assert len(checked(trial, response_id)[1]) == 1


def test_nothing_stands_in_the_way_of_finishing_and_the_finished_form_still_offers(
    trial: Screens, case_id: str
) -> None:
    response_id = filled(trial, case_id, {ADDRESS: "2 New Road"}, finish=True)
    pages = form_pages(trial)
    page = trial.show(pages.reading(view_of(trial, response_id)))
    (card,) = page.findChildren(OfferCard)
    card.take.click()
    trial.settle()
    assert address(trial) == "2 New Road"
    with trial.qtbot.waitSignal(trial.navigator.asked):
        page.correct.click()
    assert nameless(page) == []


def test_a_finished_form_of_a_shared_case_says_by_whom(trial: Screens, case_id: str) -> None:
    response_id = filled(trial, case_id, {SUMMARY: "As it was"}, finish=True)
    view = view_of(trial, response_id)
    alone = shown_texts(trial.show(form_pages(trial).reading(view)))
    assert any(text.startswith("Finished ") and " by " not in text for text in alone)
    page = trial.show(form_pages(trial).reading(replace(view, whose="Pat Lee, Deputy lead")))
    assert any(
        text.startswith("Finished ") and text.endswith(" by Pat Lee, Deputy lead")
        for text in shown_texts(page)
    )


def test_a_copy_shows_what_changed_since_and_where_it_comes_from(trial: Screens, case_id: str) -> None:
    filled(trial, case_id, {SUMMARY: "As it was"}, finish=True)
    response_id = filled(trial, case_id, {SUMMARY: "As it is"}, start=start_as_copy)
    view = view_of(trial, response_id)
    pages = form_pages(trial)
    screen = trial.show(pages.checking(view, check(view.opened.response)), (1150, 900))
    texts = shown_texts(screen)
    assert any(text.startswith("What changed since ") for text in texts)
    assert {"Before: As it was", "Now: As it is"} <= set(texts)
    trial.read(lambda vault: fill_form.finalise(vault, trial.library, response_id, now=now()))
    page = trial.show(pages.reading(view_of(trial, response_id)))
    assert {"Before: As it was", "Now: As it is"} <= set(shown_texts(page))
    (model,) = (link for link in page.links if link.text().startswith("Began as a copy of Assessment"))
    with trial.qtbot.waitSignal(trial.navigator.asked):
        model.click()


def test_the_choice_lists_forms_by_audience_with_search_and_the_copy_beside_the_empty_one(
    trial: Screens, case_id: str
) -> None:
    filled(trial, case_id, {SUMMARY: "As it was"}, finish=True)
    options = trial.read(lambda vault: form_options(vault, trial.library, case_id))
    page = trial.show(FormChoicePage(options, trial.navigator, case_id, about="AB"))
    assert [option.form_id for option in options] == ["assess", "visit", "panel"]
    assert page.search.hasFocus()
    assert page.buttons["assess"].text() == "Start empty"
    assert page.copy_buttons["assess"].text().startswith("Start as a copy of ")
    assert list(page.copy_buttons) == ["assess"]
    QTest.keyClicks(page.search, "PLAN")
    assert [key for key, button in page.buttons.items() if button.isVisible()] == ["panel"]
    with trial.qtbot.waitSignal(trial.navigator.asked) as started:
        page.buttons["panel"].click()
    assert started.args == [NewForm(case_id, "panel")]
    page.search.clear()
    with trial.qtbot.waitSignal(trial.navigator.asked) as copied:
        page.copy_buttons["assess"].click()
    assert copied.args == [CopiedForm(case_id, "assess")]
    others = trial.show(
        FormChoicePage(
            [replace(one, model_is_own=False) for one in options], trial.navigator, case_id, about="AB"
        )
    )
    assert others.copy_buttons["assess"].accessibleDescription().endswith("what they judged stays there.")
    assert nameless(page) == []
    assert tab_order(page)[:2] == ["AB", "Find a form"]


def test_forms_of_the_role_come_first_and_the_rest_is_one_press_or_a_search_away(demo: Screens) -> None:
    case_id = demo.case("AB")
    options = demo.read(lambda vault: form_options(vault, demo.library, case_id))
    page = demo.show(
        FormChoicePage(options, demo.navigator, case_id, about="AB", roles={Role.NURSE, Role.REPORTER})
    )

    def seen() -> list[str]:
        return [form_id for form_id, button in page.buttons.items() if button.isVisible()]

    assert seen()[0] == "health-concern"
    assert "channel-review" not in seen()
    QTest.keyClicks(page.search, "channel review")
    assert seen() == ["channel-review"]
    page.search.clear()
    QTest.keyClick(page.all_forms, Qt.Key.Key_Return)
    assert set(seen()) == {option.form_id for option in options}
    assert QApplication.focusWidget() in page.buttons.values()


def test_a_draft_is_gone_on_with_rather_than_copied(trial: Screens, case_id: str) -> None:
    filled(trial, case_id, {}, finish=True)
    filled(trial, case_id, {})
    options = trial.read(lambda vault: form_options(vault, trial.library, case_id))
    page = trial.show(FormChoicePage(options, trial.navigator, case_id, about="AB", looking_for="assess"))
    assert page.buttons["assess"].text() == "Go on with the draft"
    assert page.copy_buttons == {}
    assert not page.buttons["visit"].isVisible()


def test_a_note_takes_one_field_and_three_keys_beside_its_words(trial: Screens, case_id: str) -> None:
    record = trial.show(
        RecordPage(trial.tasks, trial.navigator, trial.library, trial.clock, trial.person("AB"))
    )
    with trial.qtbot.waitSignal(trial.navigator.asked) as wanted:
        record.start_new()
    assert wanted.args == [Note(case_id)]
    page = trial.show(NotePage(trial.tasks, trial.navigator, case_id, trial.clock))
    assert page.text.hasFocus()
    QTest.keyClicks(page.text, "She was quiet.")
    with trial.qtbot.waitSignal(trial.navigator.asked):
        press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (note,) = trial.read(lambda vault: vault.notes.of_case(case_id))
    assert (note.text, note.source) == ("She was quiet.", Source.NOT_KNOWN)


def test_a_note_grows_from_the_record_and_leads_to_what_it_grew_into(trial: Screens, case_id: str) -> None:
    note = trial.read(
        lambda vault: write_note(
            vault, case_id=case_id, text="She was quiet.", source=Source.DIRECT, author="Lead", now=now()
        )
    )
    record = trial.show(
        RecordPage(trial.tasks, trial.navigator, trial.library, trial.clock, trial.person("AB"))
    )
    record.panels.chronology.table.opened.emit(f"note:{note.id}")
    trial.settle()
    entry = record.panels.chronology.entry
    assert [action.text() for action in entry.grow_menu.actions()] == ["Home visit"]
    with trial.qtbot.waitSignal(trial.navigator.asked) as wanted:
        entry.grow_menu.actions()[0].trigger()
    assert wanted.args == [FormFromNote(note.id, "visit")]
    grown = trial.read(
        lambda vault: grow_note(vault, trial.library, note_id=note.id, form_id="visit", now=now())
    )
    record.refresh()
    trial.settle()
    record.panels.chronology.table.opened.emit(f"note:{note.id}")
    trial.settle()
    to_lead, link = entry.links
    assert to_lead.text() == "Send it to your lead"
    with trial.qtbot.waitSignal(trial.navigator.asked) as opened:
        link.click()
    assert opened.args == [Form(grown.id)]
    assert "She was quiet." in grown.content


def test_a_form_that_grew_leads_back_to_its_note(trial: Screens, case_id: str) -> None:
    def grow(vault: Vault) -> tuple[str, str]:
        note = write_note(
            vault, case_id=case_id, text="She was quiet.", source=Source.DIRECT, author="Lead", now=now()
        )
        grown = grow_note(vault, trial.library, note_id=note.id, form_id="visit", now=now())
        return note.id, fill_form.finalise(vault, trial.library, grown.id, now=now()).id

    note_id, response_id = trial.read(grow)
    page = trial.show(form_pages(trial).reading(view_of(trial, response_id)))
    (link,) = page.links
    with trial.qtbot.waitSignal(trial.navigator.asked) as wanted:
        link.click()
    assert wanted.args == [Record(trial.person("AB"), f"note:{note_id}")]
    record = trial.show(
        RecordPage(
            trial.tasks,
            trial.navigator,
            trial.library,
            trial.clock,
            trial.person("AB"),
            entry=f"note:{note_id}",
        )
    )
    assert record.panels.chronology.entry.isVisible()
    assert "She was quiet." in shown_texts(record.panels.chronology.entry)


def test_the_day_of_the_next_review_stands_at_the_head_of_the_record(trial: Screens, case_id: str) -> None:
    response_id = filled(trial, case_id, {}, finish=True)
    review = Review(
        response_id=response_id, case_id=case_id, due=date(2027, 3, 1), what="Assessment", set_at=now()
    )
    trial.read(lambda vault: vault.reviews.set_due(review))
    record = trial.show(
        RecordPage(trial.tasks, trial.navigator, trial.library, trial.clock, trial.person("AB"))
    )
    assert "Review by 1 Mar 2027" in record.head.subtitle.text()


@pytest.mark.parametrize("scale", [100, 200])
def test_offers_changes_and_choice_fit_the_smallest_window(
    trial: Screens, case_id: str, dressed: Theme, scale: int
) -> None:
    dressed.choose(Appearance.DARK, scale)
    filled(trial, case_id, {SUMMARY: "As it was " * 30}, finish=True)
    response_id = filled(trial, case_id, {ADDRESS: "2 New Road " * 20}, start=start_as_copy, finish=True)
    pages = form_pages(trial)
    page = trial.show(pages.reading(view_of(trial, response_id)), (820, 600))
    options = trial.read(lambda vault: form_options(vault, trial.library, case_id))
    choice = trial.show(FormChoicePage(options, trial.navigator, case_id, about="AB"), (820, 600))
    assert too_wide(page) == too_wide(choice) == 0
