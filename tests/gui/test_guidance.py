"""The guidance screen: found by words, read by keyboard, nothing loaded from anywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from prevent_desktop.data_files import resources
from prevent_desktop.ui.guidance.pages import read_pages
from prevent_desktop.ui.guidance.reader import Reader
from prevent_desktop.ui.guidance.screen import GuidanceScreen

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]

PAGES = read_pages(resources() / "guidance")
TODAY = date(2026, 11, 25)


@pytest.fixture
def screen(qtbot: QtBot) -> GuidanceScreen:
    made = GuidanceScreen(PAGES, lambda: TODAY, lambda: "what happened")
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    return made


def listed(screen: GuidanceScreen) -> list[str]:
    return [screen.list.item(row).text().splitlines()[0] for row in range(screen.list.count())]


def marked(screen: GuidanceScreen) -> list[str]:
    return [one.cursor.selectedText().lower() for one in screen.view.reader.extraSelections()]


def test_the_reader_loads_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text("p { color: #ff0000; }")
    reader = Reader()
    qtbot.addWidget(reader)
    address = QUrl.fromLocalFile(str(tmp_path / "style.css"))
    reader.setHtml(f'<link rel="stylesheet" href="{address.toString()}"><p>words</p>')
    cursor = reader.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    assert cursor.charFormat().foreground().color().name() != "#ff0000"
    for kind in (QTextDocument.ResourceType.StyleSheetResource, QTextDocument.ResourceType.ImageResource):
        assert not reader.document().resource(kind, address)


def test_searching_narrows_the_list_and_choosing_shows_the_page(screen: GuidanceScreen) -> None:
    whole = screen.list.count()
    QTest.keyClicks(screen.search_line, "consent")
    assert 0 < screen.list.count() < whole
    screen.list.setCurrentRow(screen.list.count() - 1)
    title = screen.list.currentItem().text().splitlines()[0]
    assert title in screen.view.reader.toPlainText()
    screen.search_line.clear()
    assert screen.list.count() == whole


def test_the_keyboard_alone_types_goes_down_and_opens(screen: GuidanceScreen) -> None:
    screen.focus_search()
    QTest.keyClicks(screen.search_line, "consent")
    QTest.keyClick(screen.search_line, Qt.Key.Key_Down)
    assert screen.list.hasFocus()
    assert screen.list.currentRow() == 0
    QTest.keyClick(screen.list, Qt.Key.Key_Down)
    assert screen.list.currentRow() == 1
    assert listed(screen)[1] in screen.view.reader.toPlainText()
    QTest.keyClick(screen.list, Qt.Key.Key_Return)
    assert screen.view.reader.hasFocus()


def test_up_from_the_first_entry_is_back_in_the_search(screen: GuidanceScreen) -> None:
    screen.focus_search()
    QTest.keyClick(screen.search_line, Qt.Key.Key_Down)
    QTest.keyClick(screen.list, Qt.Key.Key_Home)
    QTest.keyClick(screen.list, Qt.Key.Key_Up)
    assert screen.search_line.hasFocus()


def test_enter_in_the_search_opens_the_best_page(screen: GuidanceScreen) -> None:
    QTest.keyClicks(screen.search_line, "gillick")
    QTest.keyClick(screen.search_line, Qt.Key.Key_Return)
    assert screen.view.page_id == "health-and-gillick"
    assert screen.view.reader.hasFocus()


def test_what_was_looked_for_is_underlined_on_the_page_until_it_is_cleared(screen: GuidanceScreen) -> None:
    QTest.keyClicks(screen.search_line, "gillick")
    QTest.keyClick(screen.search_line, Qt.Key.Key_Return)
    assert set(marked(screen)) == {"gillick"}
    assert all(one.format.fontUnderline() for one in screen.view.reader.extraSelections())
    screen.show_all.click()
    assert marked(screen) == []
    assert screen.search_line.hasFocus()
    assert screen.list.count() == len(PAGES)


def test_the_list_shows_what_was_found_and_in_which_section(screen: GuidanceScreen) -> None:
    QTest.keyClicks(screen.search_line, "taken back")
    title, found = screen.list.item(0).text().splitlines()
    assert title == "Channel"
    assert found.startswith("It is voluntary: ")
    assert "taken back" in found


def test_found_words_are_bold_and_underlined_in_the_list(screen: GuidanceScreen) -> None:
    index = screen.list.model().index
    QTest.keyClicks(screen.search_line, "gillick")
    layout = screen.list.itemDelegate()._layout(screen.list.font(), index(0, 0), 200)  # type: ignore[attr-defined]  # what is painted
    underlined = [one for one in layout.formats() if one.format.fontUnderline()]
    assert underlined
    text = screen.list.item(0).text()
    assert {text[one.start : one.start + one.length].lower() for one in underlined} == {"gillick"}


def test_how_many_pages_were_found_is_said_in_a_sentence(screen: GuidanceScreen) -> None:
    QTest.keyClicks(screen.search_line, "recovery code")
    assert screen.found.text() == "3 pages found"
    assert screen.found.isVisible()


def test_nothing_found_is_said_with_what_to_do(screen: GuidanceScreen) -> None:
    QTest.keyClicks(screen.search_line, "zebra crossing")
    assert screen.list.count() == 0
    assert screen.found.text().startswith("No page has these words.")
    assert screen.show_all.isVisible()
    QTest.keyClick(screen.search_line, Qt.Key.Key_Down)
    assert screen.search_line.hasFocus()


def test_where_no_page_has_all_words_that_is_said(screen: GuidanceScreen) -> None:
    QTest.keyClicks(screen.search_line, "gillick zebra")
    assert "No page has all of these words." in screen.found.text()
    assert listed(screen)[0] == "Health and Gillick"


def test_a_link_to_a_page_goes_there_and_to_its_heading(screen: GuidanceScreen) -> None:
    screen.view.reader.link_chosen.emit("consent-and-sharing#4-being-told")
    assert screen.list.currentItem().text() == "Consent and sharing"
    assert screen.view.reader.textCursor().block().text() == "4. Being told"
    at = screen.view.reader.mapTo(screen, screen.view.reader.cursorRect().topLeft()).y()
    assert 0 <= at < screen.height() / 2


def test_the_list_stays_in_sight_while_the_page_scrolls(screen: GuidanceScreen) -> None:
    screen.focus_search()
    QTest.keyClick(screen.search_line, Qt.Key.Key_Down)
    for _page in PAGES[1:]:
        QTest.keyClick(screen.list, Qt.Key.Key_Down)
        assert screen.list.isVisible()
        row = screen.list.visualItemRect(screen.list.currentItem())
        assert screen.list.viewport().rect().contains(row)
    assert screen.view.page_id == PAGES[-1].id


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_End])
def test_the_page_scrolls_by_keyboard(screen: GuidanceScreen, key: Qt.Key) -> None:
    screen.show_page("consent-and-sharing")
    reader = screen.view.reader
    reader.setFocus()
    before = reader.mapTo(screen, reader.rect().topLeft()).y()
    QTest.keyClick(reader, key)
    assert reader.mapTo(screen, reader.rect().topLeft()).y() < before
    QTest.keyClick(reader, Qt.Key.Key_Home)
    assert reader.mapTo(screen, reader.rect().topLeft()).y() == before


def test_tab_goes_from_link_to_link_and_enter_follows(screen: GuidanceScreen) -> None:
    screen.show_page("channel")
    reader = screen.view.reader
    reader.setFocus()
    QTest.keyClick(reader, Qt.Key.Key_Tab)
    assert reader.textCursor().selectedText() == "consent and sharing"
    QTest.keyClick(reader, Qt.Key.Key_Return)
    assert screen.view.page_id == "consent-and-sharing"


class TestNarrow:
    """Where there is no room for both: the list, or the page."""

    @pytest.fixture(autouse=True)
    def narrow(self, screen: GuidanceScreen) -> None:
        screen.resize(600, 700)

    def test_the_list_comes_first(self, screen: GuidanceScreen) -> None:
        assert screen.list.isVisible()
        assert not screen.pane.isVisible()

    def test_arrows_stay_in_the_list_and_enter_opens_the_page(self, screen: GuidanceScreen) -> None:
        screen.focus_search()
        QTest.keyClick(screen.search_line, Qt.Key.Key_Down)
        QTest.keyClick(screen.list, Qt.Key.Key_Down)
        assert screen.list.hasFocus()
        QTest.keyClick(screen.list, Qt.Key.Key_Return)
        assert screen.view.reader.hasFocus()
        assert not screen.list.isVisible()

    def test_a_click_opens_the_page(self, screen: GuidanceScreen) -> None:
        row = screen.list.visualItemRect(screen.list.item(1)).center()
        QTest.mouseClick(
            screen.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, row
        )
        assert screen.pane.isVisible()
        assert screen.view.page_id == PAGES[1].id

    @pytest.mark.parametrize("way", ["link", "escape"])
    def test_escape_and_the_link_lead_back_to_the_list(self, screen: GuidanceScreen, way: str) -> None:
        screen.show_page("channel")
        assert screen.to_list.isVisible()
        if way == "link":
            screen.to_list.click()
        else:
            screen.view.reader.setFocus()
            QTest.keyClick(screen.view.reader, Qt.Key.Key_Escape)
        assert screen.list.hasFocus()
        assert screen.list.currentItem().text() == "Channel"
        assert not screen.pane.isVisible()


def test_a_page_leads_to_those_beside_it(screen: GuidanceScreen) -> None:
    screen.show_page("channel")
    titles = [link.text() for link in screen.view.links]
    assert "The Channel panel" in titles
    screen.view.links[titles.index("The Channel panel")].click()
    assert screen.view.page_id == "channel-panel"


def test_a_page_begins_with_its_title_and_ends_with_source_and_day(screen: GuidanceScreen) -> None:
    screen.show_page("channel")
    assert screen.view.source.text().startswith("Source: Home Office, Channel duty guidance")
    assert "Last checked 28 Nov 2026." in screen.view.source.text()
    assert screen.view.reader.y() == 0
    assert screen.view.source.y() > screen.view.links[-1].y()
    assert not screen.view.old.isVisible()


def test_a_page_that_nobody_has_checked_for_a_year_says_so_in_words(qtbot: QtBot) -> None:
    made = GuidanceScreen([replace(PAGES[0], last_checked="2025-11-01")], lambda: TODAY, str)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    assert made.view.old.isVisible()
    assert "more than 12 months" in made.view.old.text.text()


def test_the_reader_is_as_tall_as_its_text(screen: GuidanceScreen) -> None:
    for one in PAGES:
        screen.show_page(one.id)
        assert screen.view.reader.height() >= screen.view.reader.document().size().height()


def test_chosen_by_arrows_in_the_list_the_page_is_only_shown(screen: GuidanceScreen) -> None:
    screen.focus_search()
    QTest.keyClick(screen.search_line, Qt.Key.Key_Down)
    QTest.keyClick(screen.list, Qt.Key.Key_Down)
    screen.resize(600, 700)
    assert screen.list.isVisible()


def test_search_takes_the_keyboard(screen: GuidanceScreen) -> None:
    screen.focus_search()
    assert screen.search_line.hasFocus()


def test_what_happened_stands_below_the_page_for_support_and_is_copied(screen: GuidanceScreen) -> None:
    screen.show_page("what-to-tell-support")
    card = screen.view.support
    assert card.isVisible()
    card.copy.click()
    assert QGuiApplication.clipboard().text() == "what happened"
    screen.show_page("using-this-app")
    assert not card.isVisible()
