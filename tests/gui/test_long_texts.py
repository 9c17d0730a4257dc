"""A text of two million letters in a colleague's note, or a name of that length, freezes no page: a part of it is laid out, and all of it can be read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.notes import Note, Source
from prevent_desktop.ui.components.text_pages_view import TextPagesView
from prevent_desktop.ui.forms.editors.boxes import WritingEditor
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.widgets import Heading, Pill, RichText, SecondaryButton, Text, TextArea
from prevent_desktop.ui.widgets.long_words import (
    MOST_IN_LIST,
    MOST_LETTERS,
    MOST_WRITTEN,
    in_pages,
    shortened,
)
from prevent_desktop.ui.widgets.table_rows import Cell
from prevent_desktop.ui.writing.area import WritingArea
from prevent_desktop.vault.vault import Vault
from tests.gui.screens import Screens, nameless, now, press, shown_texts, tab_order
from tests.gui.test_record_page import record

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
LETTERS = 2_000_000
SOLID, WORDS, LINES = "x" * LETTERS, ("seen and " * LETTERS)[:LETTERS], "a\n" * (LETTERS // 2)
MORE = 60
"""Letters that say how much more there is."""


@pytest.mark.parametrize("text", [SOLID, WORDS, LINES], ids=["one word", "one paragraph", "lines"])
def test_pages_of_a_text_can_be_laid_out_and_hold_all_of_it(text: str) -> None:
    pages = in_pages(text)
    assert "".join(pages) == text
    assert max(map(len, pages)) <= MOST_LETTERS
    assert all(one.endswith((" ", "\n")) for one in pages[:-1]) == (text is not SOLID)
    assert in_pages("") == ("",)


def test_what_is_as_long_as_honest_writing_is_shown_whole() -> None:
    note = "seen and " * (MOST_LETTERS // 9)
    assert shortened(note) == note
    assert shortened("x" * (MOST_LETTERS + 7)).endswith("x… (7 more letters)")
    cell = Cell("x" * MOST_IN_LIST, marks=((1, 5),))
    assert (len(cell.text), cell.marks) == (MOST_IN_LIST, ((1, 5),))


def test_whatever_shows_words_lays_out_a_part_of_very_many(led: Screens) -> None:
    del led
    shown: list[QLabel | QPushButton] = [
        Text(SOLID), Heading(SOLID), Pill(SOLID), RichText(SOLID, SOLID), RichText(f"<b>{SOLID}</b>", "bold"), SecondaryButton(SOLID),
    ]  # fmt: skip
    for one in shown:
        one.setText(one.text() or SOLID)
        assert len(one.text()) <= MOST_LETTERS + MORE, type(one)
    said = Text("")
    said.say(SOLID)
    assert len(said.text()) <= MOST_LETTERS + MORE
    cell = Cell(
        SOLID, detail=SOLID, aside=SOLID, marks=((1, 5), (MOST_LETTERS, 9)), detail_marks=((LETTERS - 1, 1),)
    )
    assert max(len(cell.text), len(cell.detail), len(cell.aside)) <= MOST_IN_LIST + MORE
    assert (cell.marks, cell.detail_marks) == (((1, 5),), ())


def test_a_paragraph_without_end_is_not_searched_for_words_where_it_can_be_written_in(led: Screens) -> None:
    """Qt takes time by the square of a paragraph that it breaks between words."""
    del led
    at_words, anywhere = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere, QTextOption.WrapMode.WrapAnywhere
    area = TextArea("seen and " * 1_000)
    assert area.wordWrapMode() == at_words
    area.setPlainText(LINES[:100_000])
    assert area.wordWrapMode() == at_words
    area.take(SOLID[:100_000])
    assert area.wordWrapMode() == anywhere
    assert TextArea(SOLID[:100_000]).wordWrapMode() == anywhere


def test_an_answer_that_nobody_wrote_by_hand_can_be_read_in_part_and_is_never_written_over(
    led: Screens,
) -> None:
    """A colleague's draft may hold it; what one writes oneself is never taken for it."""
    box = WritingEditor()
    led.qtbot.addWidget(box)
    area = box.findChild(WritingArea)
    assert area is not None
    written: list[object] = []
    box.edited.connect(written.append)
    box.show_answers([SOLID])
    assert area.isReadOnly()
    assert area.toPlainText() == shortened(SOLID)
    box.insert("more")
    area.show_text("less")
    assert written == []
    box.show_answers(["seen"])
    assert not area.isReadOnly()
    area.show_text("x" * (MOST_WRITTEN + 1))
    box.show_answers(["x" * (MOST_WRITTEN + 1)])
    assert not area.isReadOnly()
    assert len(written) == 1
    box.set_read_only()
    box.show_answers(["seen"])
    assert area.isReadOnly()


def keep_note(screens: Screens, text: str) -> str:
    """The id of a new note in the record of AB."""
    case_id, note_id = screens.case("AB"), new_id()

    def keep(vault: Vault) -> None:
        note = Note(
            id=note_id, case_id=case_id, text=text, source=Source.DIRECT, author="Pat Lee", written_at=now() + timedelta(minutes=1)
        )  # fmt: skip
        vault.notes.add(note)

    screens.read(keep)
    return note_id


def opened(screens: Screens, page: RecordPage, note_id: str) -> TextPagesView:
    """The note, as the table leads to it."""
    key = next(one.key for one in page.panels.chronology.table.rows_model.rows if note_id in one.key)
    page.panels.chronology.table.opened.emit(key)
    screens.settle()
    (pages,) = page.panels.chronology.entry.findChildren(TextPagesView)
    return pages


@pytest.mark.parametrize("text", [SOLID, WORDS, LINES], ids=["one word", "one paragraph", "lines"])
def test_a_record_with_such_a_note_lays_out_little_of_it_and_shows_all_page_by_page(
    demo: Screens, text: str
) -> None:
    note_id = keep_note(demo, text)
    page = record(demo)
    pages = opened(demo, page, note_id)
    laid_out = [one.text() for one in page.findChildren(QLabel)]
    laid_out += [one.toPlainText() for one in page.findChildren(QPlainTextEdit)]
    cells = [cell for row in page.panels.chronology.table.rows_model.rows for cell in row.cells]
    assert max(map(len, laid_out)) <= MOST_LETTERS + MORE
    assert max(len(one.text) for one in cells) <= MOST_IN_LIST + MORE
    assert f"Page 1 of {len(in_pages(text))}" in shown_texts(page.panels.chronology.entry)
    assert nameless(page) == []
    names = tab_order(page)
    first = names.index(pages.sheet.accessibleName())
    assert names[first + 1 : first + 3] == ["Page forward", "Larger"]
    assert names.index("Close this entry") > first
    pages.sheet.setFocus()
    press(Qt.Key.Key_PageDown)
    assert pages.sheet.toPlainText() == in_pages(text)[1]
    assert pages.sheet.accessibleName() == f"Page 2 of {len(in_pages(text))}"
