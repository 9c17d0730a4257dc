"""The guidance: found by words, rendered without HTML, nothing loaded from anywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from prevent_desktop.data_files import resources
from prevent_desktop.ui.guidance.markdown import html_of
from prevent_desktop.ui.guidance.pages import GuidancePage, read_pages, search
from prevent_desktop.ui.guidance.reader import Reader
from prevent_desktop.ui.guidance.screen import GuidanceScreen

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]

PAGES = read_pages(resources() / "guidance")


@pytest.fixture
def screen(qtbot: QtBot) -> GuidanceScreen:
    made = GuidanceScreen(PAGES)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    return made


def test_every_page_tells_its_source_and_when_it_was_checked() -> None:
    assert PAGES
    for page in PAGES:
        assert page.title
        assert page.source
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", page.last_checked)


def test_every_link_of_the_guidance_leads_to_a_page_that_is_there() -> None:
    ids = {page.id for page in PAGES}
    for page in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", page.text):
            assert target.partition("#")[0].removesuffix(".md") in ids, f"{page.id}: {target}"


def test_a_page_without_its_head_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bare.md").write_text("# No head\n")
    with pytest.raises(ValueError, match=r"bare\.md"):
        read_pages(tmp_path)


def page(title: str, text: str) -> GuidancePage:
    return GuidancePage(id=title, title=title, text=text, source="s", last_checked="2026-11-24")


def test_all_the_words_have_to_be_there_whatever_case_or_accent() -> None:
    pages = (page("Consent", "A **Résumé** of the law."), page("Law", "Something else."))
    assert [found.page.title for found in search(pages, "resume LAW")] == ["Consent"]
    assert [found.page.title for found in search(pages, "law")] == ["Law", "Consent"]
    assert [found.page.title for found in search(pages, "")] == ["Consent", "Law"]


def test_what_was_found_is_shown_in_its_sentence() -> None:
    found = search((page("A", "word " * 60 + "needle and " + "more " * 60),), "needle")[0]
    assert "needle" in found.snippet
    assert found.snippet.startswith("…")
    assert found.snippet.endswith("…")


def test_html_and_pictures_in_a_page_are_words_and_nothing_else() -> None:
    html = html_of("<script>x</script> ![p](http://127.0.0.1:9/p.png) **bold**")
    assert "<script" not in html
    assert "<img" not in html
    assert "<strong>bold</strong>" in html


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
    assert title in screen.reader.toPlainText()
    screen.search_line.clear()
    assert screen.list.count() == whole


def test_nothing_found_is_said(screen: GuidanceScreen) -> None:
    QTest.keyClicks(screen.search_line, "zebra crossing")
    assert screen.list.count() == 0
    assert screen.notice.isVisible()


def test_a_link_to_a_page_goes_there_and_any_other_is_told_and_not_opened(screen: GuidanceScreen) -> None:
    screen.reader.link_chosen.emit("consent-and-sharing")
    assert screen.list.currentItem().text() == "Consent and sharing"
    assert "Source: " in screen.source.text()
    screen.reader.link_chosen.emit("https://example.org/page")
    assert "https://example.org/page" in screen.notice.text.text()


def test_the_reader_is_as_tall_as_its_text(screen: GuidanceScreen) -> None:
    for one in PAGES:
        screen.show_page(one.id)
        assert screen.reader.height() >= screen.reader.document().size().height()


def test_search_takes_the_keyboard(screen: GuidanceScreen, qtbot: QtBot) -> None:
    with qtbot.waitActive(screen):
        screen.activateWindow()
    screen.focus_search()
    assert screen.search_line.hasFocus()
