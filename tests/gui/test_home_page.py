"""My work: what is to finish, what is on its way, what is due, by mouse and by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.routing.routes import Note, Record
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.record.writing import Writing, keep_writing
from tests.gui.screens import Screens, nameless, now, press, shown_texts, table_texts, too_wide

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def home(screens: Screens) -> HomePage:
    return screens.show(
        HomePage(screens.tasks, screens.navigator, screens.get_spool, screens.library, screens.clock)
    )


def test_an_empty_vault_says_what_to_do_first(screens: Screens) -> None:
    page = home(screens)
    texts = shown_texts(page)
    assert "Nothing to finish" in texts
    assert "Nothing is on its way" in texts
    assert "Nothing is due" in texts
    assert not page.who_missing.isHidden()
    assert page.to_finish.isHidden()
    assert page.on_their_way.isHidden()


def test_each_draft_says_whose_it_is_and_where_it_was_left(demo: Screens) -> None:
    rows = table_texts(home(demo).to_finish)
    assert ["AB, 14", "Screening tool", "What was seen or heard · 2 of 9 sections", "Draft"] in rows
    assert ["JT, 16", "National referral", "Waits for your check and signature", "To check"] in rows


def test_a_pack_is_delivered_only_with_its_receipt(demo: Screens) -> None:
    rows = {row[3]: row for row in table_texts(home(demo).on_their_way)}
    assert rows["Delivered"][2].startswith("Receipt checked ")
    assert rows["Queued"][2] == "It goes by itself as soon as there is a connection."


def test_no_name_of_a_person_stands_on_the_page(demo: Screens) -> None:
    words = " ".join(shown_texts(home(demo)))
    people = demo.read(lambda vault: vault.people.all())
    assert people
    for person in people:
        assert person.surname not in words
        assert person.forenames not in words


def test_enter_on_a_draft_opens_that_form(demo: Screens) -> None:
    page = home(demo)
    page.to_finish.setFocus()
    press(Qt.Key.Key_Down)
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        press(Qt.Key.Key_Return)
    draft = demo.read(lambda vault: vault.responses.get(wanted.args[0].response_id))
    assert draft.title == table_texts(page.to_finish)[1][1]


def test_a_note_that_was_not_finished_is_to_finish(screens: Screens) -> None:
    def write(vault: Vault) -> tuple[str, str]:
        person, case = add_person(vault, forenames="Ada", surname="Bell", birth_date=None, now=now())
        keep_writing(vault, Writing.NOTE, case.id, {"text": "half a"}, now=now())
        return case.id, person.initials

    case_id, initials = screens.read(write)
    page = home(screens)
    row = table_texts(page.to_finish)[0]
    assert row[0].startswith(initials)
    assert row[1] == "Note"
    assert "half a" not in " ".join(row)
    page.to_finish.setFocus()
    with screens.qtbot.waitSignal(screens.navigator.asked) as wanted:
        press(Qt.Key.Key_Return)
    assert wanted.args == [Note(case_id)]


def test_what_is_due_leads_to_the_record(demo: Screens) -> None:
    page = home(demo)
    link = page.due_links[0]
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        link.click()
    assert wanted.args == [Record(demo.person("AB"), "answers:")]


def test_starting_and_writing_are_two_buttons_and_a_key(demo: Screens) -> None:
    page = home(demo)
    with demo.qtbot.waitSignal(demo.navigator.asked):
        page.start_screening.click()
    with demo.qtbot.waitSignal(demo.navigator.asked):
        page.write_note.click()
    with demo.qtbot.waitSignal(demo.navigator.asked):
        page.start_new()


def test_every_control_has_a_name(demo: Screens) -> None:
    assert nameless(home(demo)) == []


@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut_off_at_the_side_on_a_small_screen(demo: Screens, dressed: Theme, scale: int) -> None:
    dressed.choose(Appearance.DARK, scale)
    page = home(demo)
    page.resize(808, 560)
    demo.settle()
    assert too_wide(page) == 0
