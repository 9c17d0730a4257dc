"""What can be taken back is done at once, and a toast beside the button offers to undo it: by mouse, by key, and heard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from prevent_desktop.ui.forms.filling.screen import FormScreen
from prevent_desktop.ui.navigation.toasts import Toasts
from prevent_desktop.ui.record.note_page import NotePage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.navigator import place_of
from prevent_desktop.ui.routing.routes import StartForm
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.ui.widgets import toast as toast_module
from prevent_desktop.ui.widgets.toast import Toast, beside
from prevent_desktop.workflows.forms.form_library import SCREENING
from prevent_desktop.workflows.record.writing import Writing, unfinished, writing
from prevent_desktop.workflows.record.writing_aids import own_words
from tests.gui.running_app import App, case_id, open_note, read_vault
from tests.gui.screens import nameless, press

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

sides = st.integers(min_value=1, max_value=900)
places = st.integers(min_value=-900, max_value=2_000)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(toast_module, "announce", lambda _widget, words: said.append(words))
    return said


def toasts(app: App) -> Toasts:
    return app.unlocked.pages.main_view.toasts


def shown(app: App) -> Toast:
    app.wait(lambda: toasts(app).shown is not None)
    found = toasts(app).shown
    assert found is not None
    return found


def discard(app: App, words: str = "not meant") -> Toast:
    """Type a note and discard it; the toast that is shown then, on the record."""
    app.open()
    note = open_note(app)
    QTest.keyClicks(note.text, words)
    note.throw_away.click()
    found = shown(app)
    assert isinstance(app.page, RecordPage)
    return found


@given(
    anchor=st.builds(QRect, places, places, sides, sides),
    room=st.builds(QRect, places, places, sides, sides),
    share=st.tuples(st.floats(0.01, 1), st.floats(0.01, 1)),
)
def test_it_is_within_its_room_and_covers_what_it_is_about_only_where_there_is_no_room_beside(
    anchor: QRect, room: QRect, share: tuple[float, float]
) -> None:
    size = QSize(max(1, int(room.width() * share[0])), max(1, int(room.height() * share[1])))
    placed = beside(anchor, size, room)
    assert room.contains(placed)
    assert placed.size() == size
    above, below = anchor.top() - room.top(), room.bottom() - anchor.bottom()
    if room.contains(anchor) and max(above, below) >= size.height() + 8:
        assert not placed.intersects(anchor)


def test_discarding_asks_nothing_and_is_said_beside_its_button_without_taking_the_keyboard(
    app: App, heard: list[str]
) -> None:
    app.open()
    note = open_note(app)
    QTest.keyClicks(note.text, "not meant")
    pressed = place_of(note.throw_away)
    note.throw_away.click()
    toast = shown(app)
    assert heard == ["What you wrote was discarded. Undo: Ctrl+Z. Go to it: F6."]
    assert app.has_keyboard(app.page)
    place = place_of(toast)
    assert abs(place.left() - pressed.left()) < pressed.width()
    assert place.top() - pressed.bottom() < 20
    assert app.find(unfinished) == ()
    assert nameless(toast) == []


@pytest.mark.parametrize("way", ["Ctrl+Z", "F6 and Enter", "mouse"])
def test_undo_brings_back_every_letter_and_leads_to_them(app: App, way: str) -> None:
    toast = discard(app)
    if way == "Ctrl+Z":
        press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    elif way == "mouse":
        QTest.mouseClick(toast.undo, Qt.MouseButton.LeftButton)
    else:
        press(Qt.Key.Key_F6)
        assert toast.undo.hasFocus()
        press(Qt.Key.Key_Return)
    app.wait(lambda: isinstance(app.page, NotePage) and app.page.text.toPlainText() == "not meant")
    assert toasts(app).shown is None
    kept = app.find(lambda vault: writing(vault, Writing.NOTE, case_id(vault)))
    assert kept["text"] == "not meant"
    actions = app.find(lambda vault: [entry.action for entry in vault.audit.about([case_id(vault)])])
    assert actions[-2:] == ["writing.discarded", "writing.brought-back"]


def test_what_can_be_undone_in_the_words_comes_back_with_them(app: App) -> None:
    discard(app)
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    app.wait(lambda: isinstance(app.page, NotePage) and bool(app.page.text.toPlainText()))
    note = app.page
    assert isinstance(note, NotePage)
    note.text.setFocus()
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert note.text.toPlainText() != "not meant"


def test_escape_in_it_closes_it_and_the_keyboard_is_where_it_was(app: App) -> None:
    toast = discard(app)
    record = app.page
    assert isinstance(record, RecordPage)
    record.add.setFocus()
    press(Qt.Key.Key_F6)
    press(Qt.Key.Key_Tab)
    assert toast.dismiss.hasFocus()
    press(Qt.Key.Key_Escape)
    assert toasts(app).shown is None
    assert record.add.hasFocus()


def test_the_next_page_takes_it_away_and_what_was_done_stays_done(app: App) -> None:
    discard(app)
    app.unlocked.pages.main_view.go(NavSection.PEOPLE)
    assert toasts(app).shown is None
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert app.find(unfinished) == ()


def test_a_lock_takes_it_away(app: App) -> None:
    discard(app)
    app.unlocked.locker.lock()
    app.see_fresh_process()
    assert toasts(app).shown is None
    assert read_vault(app.data, unfinished) == ()


def test_an_undo_that_is_not_offered_any_more_is_not_done_by_its_key(app: App) -> None:
    toast = discard(app)
    QTest.mouseClick(toast.dismiss, Qt.MouseButton.LeftButton)
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(app.page, RecordPage)
    assert app.find(unfinished) == ()


def test_nothing_that_has_the_keyboard_is_below_it(app: App) -> None:
    toast = discard(app)
    record = app.page
    assert isinstance(record, RecordPage)
    main_view = app.unlocked.pages.main_view
    toast.move(record.add.mapTo(main_view, record.add.rect().topLeft()))
    record.tabs.setFocus()
    record.add.setFocus()
    assert not place_of(record.add).intersects(place_of(toast))


def test_what_has_the_keyboard_is_not_carried_below_it(app: App) -> None:
    toast = discard(app)
    record = app.page
    assert isinstance(record, RecordPage)
    record.add.setFocus()
    holder = record.add.parentWidget()
    assert holder is not None
    above = place_of(toast).translated(0, -record.add.height() - 40)
    record.add.move(holder.mapFromGlobal(above.topLeft()))
    assert not place_of(record.add).intersects(place_of(toast))
    record.add.move(holder.mapFromGlobal(place_of(toast).center()))
    assert not place_of(record.add).intersects(place_of(toast))


def test_a_page_on_which_nothing_was_written_is_left_without_a_word(app: App) -> None:
    app.open()
    note = open_note(app)
    note.throw_away.click()
    app.wait(lambda: isinstance(app.page, RecordPage))
    QApplication.processEvents()
    assert toasts(app).shown is None


@pytest.mark.parametrize("typed", ["", "ab"])
def test_in_a_field_the_key_undoes_what_was_typed_there_and_then_what_was_done(app: App, typed: str) -> None:
    app.open()
    screen = app.unlocked.pages.main_view.go(NavSection.SETTINGS)
    assert isinstance(screen, SettingsScreen)
    screen.show_part(screen.writing.part)
    words = screen.writing.words
    words.word.setText("zorb")
    words.add.click()
    app.wait(lambda: app.find(own_words) == ("zorb",) and words.list.count() == 1)
    words.list.setCurrentRow(0)
    words.remove.click()
    shown(app)
    words.word.setFocus()
    QTest.keyClicks(words.word, typed)
    if typed:
        press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert words.word.text() == ""
        assert app.find(own_words) == ()
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    app.wait(lambda: app.find(own_words) == ("zorb",))
    assert toasts(app).shown is None


def test_another_part_of_the_settings_takes_it_away(app: App) -> None:
    app.open()
    screen = app.unlocked.pages.main_view.go(NavSection.SETTINGS)
    assert isinstance(screen, SettingsScreen)
    app.unlocked.pages.navigator.offer_undo("Something.", lambda: None, place=place_of(screen))
    shown(app)
    screen.list.chosen.emit(SettingsPart.LOOK)
    assert toasts(app).shown is None


def with_two_events(app: App) -> FormScreen:
    """A screening with two events, of which the first says something."""
    app.open()
    case = app.find(case_id)
    app.unlocked.pages.navigator.open(StartForm(case, SCREENING))
    app.wait(lambda: isinstance(app.page, FormScreen))
    screen = app.page
    assert isinstance(screen, FormScreen)
    screen.go_to((("seen", 0), ("seen.event", 0), ("seen.what", 0)))
    type_here("He said so")
    screen.go_to((("seen", 0), ("seen.event", 0), ("seen.who-else", 0)))
    app.wait(lambda: bool(named(screen, "Add another: Event")))
    named(screen, "Add another: Event")[0].click()
    screen.go_to((("seen", 0), ("seen.event", 0), ("seen.what", 0)))
    app.wait(lambda: bool(named(screen, "Remove Event 1")))
    return screen


def type_here(words: str) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, words)


def named(screen: FormScreen, name: str) -> list[QPushButton]:
    buttons = screen.findChildren(QPushButton)
    return [one for one in buttons if one.accessibleName() == name and one.isVisible()]


@pytest.mark.parametrize("way", ["Ctrl+Z", "mouse"])
def test_an_entry_that_was_removed_from_a_form_comes_back_with_its_answers(app: App, way: str) -> None:
    screen = with_two_events(app)
    before = screen.state.draft().content
    assert "He said so" in before
    remove = named(screen, "Remove Event 1")[0]
    remove.setFocus()
    remove.click()
    toast = shown(app)
    assert toast.words == "The entry was removed."
    assert "He said so" not in screen.state.draft().content
    if way == "mouse":
        QTest.mouseClick(toast.undo, Qt.MouseButton.LeftButton)
    else:
        press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    app.wait(lambda: screen.state.draft().content == before)
    assert toasts(app).shown is None


def test_whoever_goes_on_in_the_form_is_offered_no_older_undo(app: App) -> None:
    screen = with_two_events(app)
    remove = named(screen, "Remove Event 1")[0]
    remove.setFocus()
    remove.click()
    shown(app)
    type_here("Something else")
    app.wait(lambda: toasts(app).shown is None)
