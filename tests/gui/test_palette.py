"""The palette, the sheet of keys and the size of the text, by keyboard in the whole app on a real vault."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from prevent_desktop.casework.notes import Source
from prevent_desktop.ui.forms.filling.screen import FormScreen
from prevent_desktop.ui.guidance.screen import GuidanceScreen
from prevent_desktop.ui.palette import palette as palette_module
from prevent_desktop.ui.palette.entries import Group
from prevent_desktop.ui.palette.palette import Palette
from prevent_desktop.ui.people.pages import ChoosePersonPage, NewPersonPage, PeoplePage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.ui.theme import Appearance
from prevent_desktop.ui.widgets.shortcuts import Shortcut
from prevent_desktop.ui.window.key_sheet import KeySheet
from prevent_desktop.ui.window.window_settings import read_window_settings
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import LEAD_CHECK
from prevent_desktop.workflows.people.people import add_person, current_case
from prevent_desktop.workflows.record.writing import write_note
from tests.gui.running_app import App
from tests.patience import PATIENCE

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key, to whatever has the keyboard."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifier)


def open_palette(app: App) -> Palette:
    press(Qt.Key.Key_K, CONTROL)
    palette = app.unlocked.palette.palette
    found(app, palette)
    return palette


def found(app: App, palette: Palette) -> None:
    """Wait until it has found what was looked for."""
    app.wait(lambda: not palette._is_searching)


def look_for(app: App, words: str) -> Palette:
    palette = open_palette(app)
    QTest.keyClicks(palette.field, words)
    found(app, palette)
    return palette


def titles(palette: Palette, group: Group | None = None) -> list[str]:
    return [entry.title for entry in palette.list.entries if group in {None, entry.group}]


@pytest.fixture
def opened(app: App) -> App:
    app.open()
    app.wait(lambda: app.has_keyboard(app.page))
    return app


# -- opening and closing


def test_control_k_opens_it_with_the_keyboard_in_its_field_and_escape_gives_it_back(opened: App) -> None:
    opened.unlocked.pages.main_view.go(NavSection.PEOPLE)
    page = opened.page
    assert isinstance(page, PeoplePage)
    page.focus_search()
    palette = open_palette(opened)
    assert palette.isVisible()
    assert palette.field.hasFocus()
    press(Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert page.search.field.hasFocus()


def test_its_own_key_closes_it_again_and_nothing_is_left_in_it(opened: App) -> None:
    palette = look_for(opened, "Brook")
    assert palette.list.entries
    press(Qt.Key.Key_K, CONTROL)
    assert not palette.is_open
    assert palette.field.text() == ""
    assert not palette.list.entries
    assert open_palette(opened).field.text() == ""


def test_the_search_in_the_line_on_top_opens_it_too(opened: App) -> None:
    search = opened.window.emergency.search
    search.setFocus()
    press(Qt.Key.Key_Return)
    assert opened.unlocked.palette.palette.is_open
    press(Qt.Key.Key_Escape)
    assert search.hasFocus()


def test_tab_stays_in_it_and_a_key_that_leads_elsewhere_closes_it(opened: App) -> None:
    palette = open_palette(opened)
    press(Qt.Key.Key_Tab)
    assert palette.field.hasFocus()
    press(Qt.Key.Key_2, CONTROL)
    assert isinstance(opened.page, PeoplePage)
    opened.wait(lambda: not palette.is_open)
    assert opened.has_keyboard(opened.page)


def test_a_click_beside_it_closes_it(opened: App) -> None:
    palette = open_palette(opened)
    QTest.mouseClick(palette, Qt.MouseButton.LeftButton, pos=palette.rect().bottomLeft())
    assert not palette.is_open


def test_it_closes_at_a_lock_and_comes_no_more(opened: App) -> None:
    palette = look_for(opened, "Brook")
    opened.unlocked.locker.lock()
    assert not palette.is_open
    assert palette.field.text() == ""
    opened.see_fresh_process()


def test_behind_the_blank_it_neither_shows_nor_opens_and_f9_brings_it_back(opened: App) -> None:
    palette = look_for(opened, "Brook")
    press(Qt.Key.Key_F9)
    assert opened.window.is_blank
    colours = {
        opened.window.grab().toImage().pixelColor(x, y).name() for x in (5, 400) for y in (90, 120, 200)
    }
    assert len(colours) == 1
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_F9)
    assert palette.is_open
    assert palette.field.hasFocus()
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_F9)
    press(Qt.Key.Key_K, CONTROL)
    assert not palette.is_open


def test_it_is_offered_only_while_the_vault_is_open(app: App) -> None:
    assert not app.window.emergency.search.isVisible()
    with app.qtbot.assertNotEmitted(app.window.palette_wanted):
        press(Qt.Key.Key_K, CONTROL)


# -- finding


def test_before_anything_is_typed_it_lists_who_changed_last_and_what_is_done_most(opened: App) -> None:
    palette = open_palette(opened)
    assert titles(palette, Group.PEOPLE) == ["AB, 14"]
    assert titles(palette, Group.ACTIONS)[:4] == [
        "Record a concern",
        "Start a screening",
        "Write a note about somebody",
        "Add a person",
    ]


def test_a_person_is_found_by_name_or_initials_and_shown_by_initials_alone(opened: App) -> None:
    palette = open_palette(opened)
    for words in ("Brook", "alex b", "AB", "ab"):
        palette.field.setText(words)
        found(opened, palette)
        assert titles(palette)[0] == "AB, 14"
        assert not any("Brook" in entry.spoken for entry in palette.list.entries)
    press(Qt.Key.Key_Return)
    assert isinstance(opened.page, RecordPage)
    assert opened.has_keyboard(opened.page)


def test_who_has_these_initials_comes_before_whose_name_begins_so(opened: App) -> None:
    def add(vault: Vault) -> bool:
        now = datetime.now(UTC)
        add_person(vault, forenames="Abigail", surname="Aardman", birth_date=None, approximate_age=9, now=now)
        return True

    opened.find(add)
    assert titles(look_for(opened, "ab"), Group.PEOPLE) == ["AB, 14", "AA, 9"]


def test_words_of_a_note_find_whom_it_is_about_and_stand_beside(opened: App) -> None:
    def write(vault: Vault) -> bool:
        now = datetime.now(UTC)
        case = current_case(vault, vault.people.all()[0].id, now=now)
        text = "A leaflet by the bicycle shed"
        write_note(vault, case_id=case.id, text=text, source=Source.DIRECT, author="Sam Lee", now=now)
        return True

    opened.find(write)
    palette = look_for(opened, "bicycle")
    assert [(one.title, "bicycle" in one.beside) for one in palette.list.entries] == [("AB, 14", True)]


def test_of_many_people_the_last_row_leads_to_all_of_them(opened: App) -> None:
    def add(vault: Vault) -> bool:
        for at in range(6):
            add_person(
                vault,
                forenames="Robin",
                surname=f"Vale{at}",
                birth_date=None,
                approximate_age=10 + at,
                now=datetime.now(UTC),
            )
        return True

    opened.find(add)
    palette = look_for(opened, "Robin")
    people = titles(palette, Group.PEOPLE)
    assert people[-1] == "Show all in People"
    palette.list.choose(len(people) - 1)
    press(Qt.Key.Key_Return)
    page = opened.page
    assert isinstance(page, PeoplePage)
    assert page.search.field.text() == "Robin"


def test_the_arrows_choose_and_alt_with_a_digit_opens(opened: App) -> None:
    palette = open_palette(opened)
    assert palette.list.chosen == 0
    for key, chosen in ((Qt.Key.Key_Up, 0), (Qt.Key.Key_Down, 1), (Qt.Key.Key_Down, 2), (Qt.Key.Key_Up, 1)):
        press(key)
        assert palette.list.chosen == chosen
    press(Qt.Key.Key_PageDown)
    press(Qt.Key.Key_PageDown)
    assert palette.list.chosen == len(palette.list.entries) - 1
    press(Qt.Key.Key_2, ALT)
    assert isinstance(opened.page, ChoosePersonPage)
    assert not palette.is_open


def test_enter_before_the_vault_has_answered_opens_what_was_typed_last(opened: App) -> None:
    palette = look_for(opened, "zzzz")
    free = threading.Event()
    opened.desktop.tasks.in_vault(lambda _vault: free.wait(PATIENCE))
    palette.field.clear()
    QTest.keyClicks(palette.field, "Brook")
    press(Qt.Key.Key_Return)
    assert palette.is_open
    free.set()
    opened.wait(lambda: isinstance(opened.page, RecordPage))


def test_an_action_of_the_window_is_done(opened: App) -> None:
    palette = look_for(opened, "lock")
    assert titles(palette, Group.ACTIONS)[0] == "Lock"
    press(Qt.Key.Key_Return)
    opened.see_fresh_process()


def test_a_form_is_found_by_its_title_and_started_once_the_person_is_chosen(opened: App) -> None:
    palette = open_palette(opened)
    opened.wait(lambda: bool(palette._finder._forms))
    palette.field.setText("lead check")
    found(opened, palette)
    assert titles(palette, Group.ACTIONS)[0] == "Start “Lead check”"
    palette.list.choose(titles(palette).index("Start “Lead check”"))
    press(Qt.Key.Key_Return)
    page = opened.page
    assert isinstance(page, ChoosePersonPage)
    opened.wait(lambda: bool(page.search.people.rows_model.rows))
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    opened.wait(lambda: isinstance(opened.page, FormScreen))
    assert opened.find(lambda vault: [draft.form_id for draft in vault.responses.drafts()]) == [LEAD_CHECK]


def test_a_part_of_the_settings_is_found_by_its_words_and_shows_the_size_that_the_keys_chose(
    opened: App,
) -> None:
    palette = look_for(opened, "dark")
    assert titles(palette, Group.SETTINGS) == ["Appearance"]
    palette.list.choose(titles(palette).index("Appearance"))
    press(Qt.Key.Key_Return)
    screen = opened.page
    assert isinstance(screen, SettingsScreen)
    assert screen.look.isVisible()
    press(Qt.Key.Key_Plus, CONTROL)
    assert screen.look.scale.value == "110"


def test_a_page_of_the_guidance_is_found_by_its_words_and_read(opened: App) -> None:
    palette = look_for(opened, "levels of need")
    assert titles(palette, Group.GUIDANCE)[0] == "Levels of need"
    palette.list.choose(titles(palette).index("Levels of need"))
    press(Qt.Key.Key_Return)
    screen = opened.page
    assert isinstance(screen, GuidanceScreen)
    assert screen.view.page_id == "thresholds"
    assert screen.view.reader.hasFocus()


def test_a_section_that_nobody_has_is_not_offered(opened: App) -> None:
    assert "Inbox" not in titles(look_for(opened, "inbox"), Group.ACTIONS)


def test_a_name_that_is_not_found_offers_to_add_it(opened: App) -> None:
    palette = look_for(opened, "Ann Mary Newman")
    assert palette.panel.nothing.isVisible()
    assert titles(palette) == ["Add “Ann Mary Newman” as a new person"]
    press(Qt.Key.Key_Return)
    page = opened.page
    assert isinstance(page, NewPersonPage)
    opened.wait(lambda: page.form.surname.text() == "Newman")
    assert page.form.forenames.text() == "Ann Mary"


def test_what_is_no_name_offers_nobody_and_enter_does_nothing(opened: App) -> None:
    page, palette = opened.page, open_palette(opened)
    for words in ("12345", "z9", 'ANDX ORX ("'):
        palette.field.setText(words)
        found(opened, palette)
        assert not palette.list.entries
        press(Qt.Key.Key_Return)
        assert palette.is_open
        assert opened.page is page


# -- what is heard, and how it fits


def test_a_screen_reader_hears_what_it_is_how_many_were_found_and_each_choice(
    opened: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    def hear(_widget: QWidget, words: str) -> None:
        heard.append(words)

    monkeypatch.setattr(palette_module, "announce", hear)
    palette = look_for(opened, "dark")
    assert palette.field.accessibleName() == "Find a person, an action or a page"
    assert palette.field.accessibleDescription() == "Up and Down choose, Enter opens, Escape closes."
    assert heard[-1].startswith("1 found. Appearance, ")
    palette.field.clear()
    found(opened, palette)
    press(Qt.Key.Key_Down)
    assert heard[-1] == "Record a concern, The person is chosen next"
    palette.field.setText("zz9")
    found(opened, palette)
    assert heard[-1] == "Nothing was found"


def show_at(app: App, width: int, height: int, scale: int) -> None:
    """The window in another size; whoever sees less of it on a small screen sees the same layout."""
    app.desktop.look.theme.choose(Appearance.HIGH_CONTRAST, scale)
    app.window.resize(width, height)
    app.wait(lambda: app.window.size() == QSize(width, height))
    for _layout in range(3):  # the line on top is laid out once it knows its width
        QApplication.processEvents()


def test_it_fits_the_window_with_rows_in_sight(opened: App) -> None:
    palette = open_palette(opened)
    panel, rows = palette.panel, palette.list
    for width, height, scale in ((1366, 768, 100), (1024, 700, 100), (1024, 700, 200)):
        show_at(opened, width, height, scale)
        assert palette.rect().contains(panel.geometry())
        assert panel.width() == min(round(680 * scale / 100), palette.width() - 32)
        assert rows.viewport().height() >= 3 * rows.sizeHintForRow(1)
        if scale == 100:
            assert panel.mapTo(opened.window, QPoint(0, 0)).y() == 84
            assert (palette.field.height(), rows.sizeHintForRow(1)) == (43, 40)
            assert palette.field.font().pixelSize() == 18


def test_the_search_on_top_gives_way_before_the_numbers_and_bars_take_no_quarter(opened: App) -> None:
    bar, status = opened.window.emergency, opened.window.status
    for width, least, most in ((1366, 344, 344), (1024, 100, 343)):
        show_at(opened, width, 768, 100)
        assert (bar.height(), bar.search.height()) == (40, 29)
        assert least <= bar.search.width() <= most
    show_at(opened, 1024, 700, 200)
    assert bar.search.isVisible()
    assert bar.height() + status.height() <= 700 / 4


# -- the keys


def test_a_question_mark_shows_every_key_and_in_a_field_it_is_typed(opened: App) -> None:
    opened.page.setFocus()
    QTest.keyClicks(opened.page, "?")
    (sheet,) = opened.window.findChildren(KeySheet)
    opened.wait(sheet.isVisible)
    shown = {row.cells[1].text: row.cells[0].text for row in sheet.table.rows_model.rows}
    assert {one.title: one.shown for one in Shortcut}.items() <= shown.items()
    assert shown["Go to People"] == "Ctrl+2"
    assert "Go to Inbox" not in shown
    places = [keys for words, keys in shown.items() if words.startswith("Go to ") and keys[-1].isdigit()]
    assert places == sorted(places), "in the order of the keyboard"
    sheet.reject()
    opened.unlocked.pages.main_view.go(NavSection.PEOPLE)
    page = opened.page
    assert isinstance(page, PeoplePage)
    page.focus_search()
    QTest.keyClicks(page.search.field, "?")
    assert page.search.field.text() == "?"


def test_control_with_plus_minus_and_zero_steps_the_size_which_is_kept(opened: App) -> None:
    theme, path = opened.desktop.look.theme, opened.desktop.places.window_settings
    sizes = []
    for key in (
        Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_0, Qt.Key.Key_Minus,
    ):  # fmt: skip
        press(key, CONTROL)
        sizes.append(theme.scale)
        assert read_window_settings(path).scale == theme.scale
    assert sizes == [110, 125, 110, 100, 100]
    assert theme.appearance is Appearance.LIGHT


def test_the_size_can_be_changed_while_the_vault_is_locked(app: App) -> None:
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    press(Qt.Key.Key_Plus, CONTROL)
    assert app.desktop.look.theme.scale == 110
    press(Qt.Key.Key_0, CONTROL)
    assert app.desktop.look.theme.scale == 100
