"""Unlocking leads back to where the person was: the page, the field, the cursor, the scroll. The real window each time."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QWidget

from prevent_desktop.casework.notes import Source
from prevent_desktop.ui.forms.filling.screen import FormScreen
from prevent_desktop.ui.guidance.screen import GuidanceScreen
from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.navigation.last_location import LastLocation, Spot, TextPlace, WidgetState
from prevent_desktop.ui.people.pages import ChoosePersonPage, PeoplePage
from prevent_desktop.ui.record.event_page import EventPage
from prevent_desktop.ui.record.note_page import NotePage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.record.view import Tab
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import (
    ROUTES,
    Event,
    Form,
    GuidanceBeside,
    Note,
    NoteAbout,
    People,
    Record,
    StartForm,
    section_route,
)
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import last_location
from prevent_desktop.workflows.forms.form_library import SCREENING
from prevent_desktop.workflows.record.writing import write_note
from tests.gui.running_app import App, case_id, open_note, read_vault

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

SMALL = (1024, 700)


def settled(app: App) -> None:
    """Wait until the app has come back as far as it does."""
    app.wait(lambda: app.unlocked.session_restore._wanted is None)


def come_back(app: App) -> App:
    again = app.lock_and_come_back()
    settled(again)
    return again


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def person_id(vault: Vault) -> str:
    return vault.cases.open_cases()[0].person_id


def open_screening(app: App) -> FormScreen:
    case = app.find(case_id)
    app.unlocked.pages.navigator.open(StartForm(case, SCREENING))
    app.wait(lambda: isinstance(app.page, FormScreen))
    page = app.page
    assert isinstance(page, FormScreen)
    return page


def test_a_word_of_a_note_goes_on_where_the_cursor_was(app: App) -> None:
    app.open()
    note = open_note(app)
    QTest.keyClicks(note.text, "He told of a grp yesterday")
    for _step in range(len("p yesterday")):
        QTest.keyClick(note.text, Qt.Key.Key_Left)
    app = come_back(app)
    page = app.page
    assert isinstance(page, NotePage)
    assert focus() is page.text
    QTest.keyClicks(focus(), "ou")
    assert page.text.toPlainText() == "He told of a group yesterday"
    assert page.undo is not None
    page.undo.undo()
    assert page.text.toPlainText() == "He told of a grp yesterday"
    app.close()


def test_a_selection_and_the_way_down_a_long_note_come_back(app: App) -> None:
    app.open()
    note = open_note(app)
    app.window.resize(*SMALL)
    QTest.keyClicks(note.text, "first line")
    note.text.insertPlainText("\nand another line" * 60)
    note.text.moveCursor(QTextCursor.MoveOperation.Start)
    for _word in range(2):
        note.text.moveCursor(QTextCursor.MoveOperation.NextWord, QTextCursor.MoveMode.KeepAnchor)
    app.wait(lambda: note.verticalScrollBar().maximum() > 37)
    note.verticalScrollBar().setValue(37)
    app = come_back(app)
    page = app.page
    assert isinstance(page, NotePage)
    assert page.text.textCursor().selectedText() == "first line"[:6] + "line"
    assert page.verticalScrollBar().value() == 37
    app.close()


def test_the_cursor_stands_in_the_middle_of_an_answer_again(app: App) -> None:
    app.open()
    screen = open_screening(app)
    app.wait(lambda: bool(screen.findChildren(QLineEdit)))
    line = next(one for one in screen.findChildren(QLineEdit) if one.isVisible() and not one.text())
    line.setFocus()
    QTest.keyClicks(line, "Zbedee")
    app.wait(lambda: screen.settled)
    for _step in range(5):
        QTest.keyClick(line, Qt.Key.Key_Left)
    app = come_back(app)
    assert isinstance(app.page, FormScreen)
    again = focus()
    assert isinstance(again, QLineEdit)
    QTest.keyClicks(again, "e")
    assert again.text() == "Zebedee"
    app.close()


def test_a_section_of_a_form_and_the_scroll_in_it_come_back(app: App) -> None:
    app.open()
    screen = open_screening(app)
    screen.show_part(2)
    app.qtbot.waitUntil(lambda: screen._question_list.verticalScrollBar().maximum() > 200)
    screen._question_list.verticalScrollBar().setValue(150)
    app = come_back(app)
    again = app.page
    assert isinstance(again, FormScreen)
    assert again.state.part == 2
    app.wait(lambda: again._question_list.verticalScrollBar().value() == 150)
    app.close()


def test_guidance_beside_a_form_is_open_again_and_the_keyboard_where_it_was(app: App) -> None:
    app.open()
    open_screening(app)
    target = app.unlocked.pages.guidance[2].id
    app.unlocked.pages.navigator.open(GuidanceBeside(target))
    app = come_back(app)
    main_view = app.unlocked.pages.main_view
    assert main_view.reading is not None
    assert main_view.reading.isAncestorOf(focus())
    assert app.unlocked.pages._beside.target == target
    QTest.keyClick(focus(), Qt.Key.Key_Escape)
    assert not app.unlocked.pages._beside.isVisible()
    assert isinstance(app.page, FormScreen)
    app.close()


def test_the_section_of_the_settings_and_its_field_come_back(app: App) -> None:
    app.open()
    screen = app.unlocked.pages.main_view.go(NavSection.SETTINGS)
    assert isinstance(screen, SettingsScreen)
    app.wait(lambda: screen._shown is not None)
    screen.show_part(screen.sharing.part)
    line = next(iter(screen.sharing.lines.values()))
    line.setFocus()
    QTest.keyClicks(line, "Public task")
    app = come_back(app)
    again = app.page
    assert isinstance(again, SettingsScreen)
    assert not again.sharing.isHidden()
    assert focus() is next(iter(again.sharing.lines.values()))
    QTest.keyClicks(focus(), "s")
    assert "Public tasks" in again.sharing.typed().values()
    app.close()


def test_the_keyboard_comes_back_to_a_part_of_the_settings_also_where_others_were_looked_at_before(
    app: App,
) -> None:
    app.open()
    screen = app.unlocked.pages.main_view.go(NavSection.SETTINGS)
    assert isinstance(screen, SettingsScreen)
    app.wait(lambda: screen._shown is not None)
    for part in (SettingsPart.LEAD, SettingsPart.RECEIVING, SettingsPart.SHARING):
        screen.show_part(part)
    screen.sharing.save_button.setFocus()
    app = come_back(app)
    again = app.page
    assert isinstance(again, SettingsScreen)
    assert focus() is again.sharing.save_button
    app.close()


def test_what_was_looked_for_is_looked_for_again(app: App) -> None:
    app.open()
    people = app.unlocked.pages.main_view.go(NavSection.PEOPLE)
    assert isinstance(people, PeoplePage)
    QTest.keyClicks(people.search.field, "Bro")
    app = come_back(app)
    again = app.page
    assert isinstance(again, PeoplePage)
    assert again.search.field.text() == "Bro"
    assert focus() is again.search.field
    app.wait(lambda: len(again.search.people.rows_model.rows) == 1)
    app.close()


def test_a_page_of_the_guidance_comes_back(app: App) -> None:
    app.open()
    guidance = app.unlocked.pages.main_view.go(NavSection.GUIDANCE)
    assert isinstance(guidance, GuidanceScreen)
    page_id = app.unlocked.pages.guidance[3].id
    guidance.show_page(page_id)
    guidance.view.reader.setFocus()
    app = come_back(app)
    again = app.page
    assert isinstance(again, GuidanceScreen)
    assert again.view.page_id == page_id
    app.close()


def test_somebody_half_typed_is_typed_on(app: App) -> None:
    app.open()
    app.unlocked.pages.navigator.open(NoteAbout())
    page = app.page
    assert isinstance(page, ChoosePersonPage)
    page.add_new()
    assert page.form is not None
    QTest.keyClicks(page.form.forenames, "Rob")
    app = come_back(app)
    again = app.page
    assert isinstance(again, ChoosePersonPage)
    assert again.form is not None
    assert focus() is again.form.forenames
    QTest.keyClicks(focus(), "in")
    assert again.form.forenames.text() == "Robin"
    app.close()


@pytest.mark.parametrize("place", [NavSection.OUTBOX, NavSection.GUIDANCE])
def test_each_section_comes_back(app: App, place: NavSection) -> None:
    app.open()
    app.unlocked.pages.main_view.go(place)
    app = come_back(app)
    assert app.unlocked.pages.main_view.section is place
    assert app.unlocked.pages.main_view.route == section_route(place)
    app.close()


def test_a_record_comes_back_at_its_part_with_no_name_on_the_screen(app: App) -> None:
    app.open()
    app.unlocked.pages.navigator.open(Record(app.find(person_id)))
    record = app.page
    assert isinstance(record, RecordPage)
    app.wait(record.show_name.isEnabled)
    record.show_name.click()
    record.show_tab(Tab.DECISIONS)
    app = come_back(app)
    again = app.page
    assert isinstance(again, RecordPage)
    assert again.tabs.currentIndex() == list(Tab).index(Tab.DECISIONS)
    app.wait(again.show_name.isEnabled)
    assert not again.show_name.isChecked()
    app.close()


def test_the_entry_that_was_open_in_a_record_is_open_again(app: App) -> None:
    app.open()
    case, now = app.find(case_id), datetime.now(UTC)
    note = app.find(
        lambda vault: write_note(
            vault, case_id=case, text="was quiet", source=Source.DIRECT, author="", now=now
        )
    )
    app.unlocked.pages.navigator.open(Record(app.find(person_id), f"note:{note.id}"))
    record = app.page
    assert isinstance(record, RecordPage)
    app.wait(record.panels.chronology.entry.isVisible)
    app = come_back(app)
    again = app.page
    assert isinstance(again, RecordPage)
    app.wait(again.panels.chronology.entry.isVisible)
    assert focus() is again.panels.chronology.entry.close_link
    app.close()


def test_an_event_about_a_case_that_is_gone_gives_way_to_its_section(app: App) -> None:
    app.open()
    wanted = LastLocation(route=Event("no such case"))
    app.unlocked.session_restore.begin(wanted.to_text())
    settled(app)
    assert isinstance(app.page, HomePage)


def test_every_record_that_a_page_is_about_is_known_to_be_gone(app: App) -> None:
    """Each id in a route is looked for, but for those of what is never where somebody is left."""
    app.open()
    never_left = {"note_id", "form_id", "certificate_id"}
    ids = {each.name for kind in ROUTES.values() for each in fields(kind) if each.name.endswith("_id")}

    def there(vault: Vault) -> set[str]:
        return {name for name in ids if last_location.is_there(vault, name, "gone")}

    assert app.find(there) == never_left


def test_each_route_is_opened_by_something(app: App) -> None:
    app.open()
    assert app.unlocked.pages.navigator.opens == set(ROUTES.values())


def test_a_form_that_is_gone_gives_way_to_the_record_of_its_person(app: App) -> None:
    app.open()
    route = Form("no such form", app.find(person_id))
    app.unlocked.session_restore.begin(LastLocation(route=route).to_text())
    app.wait(lambda: isinstance(app.page, RecordPage))


OLDER = '{"room": "people", "way": {"name": "record", "subject": "p", "person_id": ""}, "within": "", "beside": ""}'
"""As versions before the routes wrote it."""


@pytest.mark.parametrize("text", ["", "{", "[]", '{"route": {"route": "Nowhere"}}', OLDER])
def test_a_place_that_cannot_be_read_leads_to_the_first_page(app: App, text: str) -> None:
    app.open()
    app.unlocked.session_restore.begin(text)
    assert isinstance(app.page, HomePage)


def test_a_quit_that_somebody_asked_for_starts_on_the_first_page(app: App) -> None:
    app.open()
    QTest.keyClicks(open_note(app).text, "half a sen")
    app = app.quit_and_come_back()
    assert isinstance(app.page, HomePage)
    app.close()


def test_the_end_of_the_session_leads_back(app: App) -> None:
    app.open()
    QTest.keyClicks(open_note(app).text, "half a sen")
    app.unlocked.session.ending.emit()
    app = app.quit_and_come_back()
    app.wait(lambda: isinstance(app.page, NotePage))
    app.close()


def test_a_crash_leads_back_because_the_place_is_kept_while_people_work(app: App) -> None:
    app.open()
    note = open_note(app)
    QTest.keyClicks(note.text, "before the cra")
    app.wait(
        lambda: '"Note"' in app.find(last_location.kept) and '"position": 14' in app.find(last_location.kept)
    )


def test_whoever_goes_somewhere_else_at_once_is_not_led_away(app: App) -> None:
    app.open()
    open_note(app)
    kept = app.unlocked.session_restore.here().to_text()
    app.unlocked.pages.main_view.go(NavSection.OUTBOX)
    app.unlocked.session_restore.begin(kept)
    QTest.keyClick(app.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    app.find(lambda _vault: True)
    assert isinstance(app.page, PeoplePage)


def test_the_keyboard_is_given_once_and_not_taken_back_from_where_somebody_put_it(app: App) -> None:
    app.open()
    people = app.unlocked.pages.main_view.go(NavSection.PEOPLE)
    assert isinstance(people, PeoplePage)
    app.wait(lambda: bool(people.search.people.rows_model.rows))
    never = LastLocation(
        route=People(),
        page=WidgetState(focus=Spot("QLineEdit", "Find a person", 0), down=((Spot("page", "", 0), 10_000),)),
    )
    people.add.setFocus()
    app.unlocked.session_restore.begin(never.to_text())
    app.wait(people.search.field.hasFocus)
    people.add.setFocus()
    people.refresh()
    app.find(lambda _vault: True)
    assert focus() is people.add


def test_the_place_is_in_the_vault_and_nowhere_else(app: App) -> None:
    app.open()
    QTest.keyClicks(open_note(app).text, "half a sen")
    app.unlocked.locker.lock()
    assert '"Note"' in read_vault(app.data, last_location.kept)
    for path in app.data.rglob("*"):
        assert not path.is_file() or b"where-left" not in path.read_bytes()


def test_a_place_is_read_as_it_was_written() -> None:
    spot = Spot("QLineEdit", "Name", 2)
    state = WidgetState(focus=spot, text=TextPlace(length=4, anchor=1, position=3), row=2, down=((spot, 40),))
    place = LastLocation(route=Note("c"), within="x", page=state, beside="a#b", was_reading=True)
    assert LastLocation.read(place.to_text()) == place


def test_a_note_and_an_event_are_known_by_their_case(app: App) -> None:
    app.open()
    case = app.find(case_id)
    app.unlocked.pages.navigator.open(Event(case))
    assert isinstance(app.page, EventPage)
    assert app.unlocked.pages.main_view.route == Event(case)


def test_a_row_of_a_table_has_the_keyboard_again(app: App) -> None:
    app.open()
    people = app.unlocked.pages.main_view.go(NavSection.PEOPLE)
    assert isinstance(people, PeoplePage)
    app.wait(lambda: bool(people.search.people.rows_model.rows))
    people.search.people.setFocus()
    app = come_back(app)
    again = app.page
    assert isinstance(again, PeoplePage)
    assert focus() is again.search.people
    assert again.search.people.currentIndex().row() == 0
    assert isinstance(again, QScrollArea)
    app.close()
