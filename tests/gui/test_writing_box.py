"""A box for sentences: spelling, the line under it, phrases, quotation marks, clean pasting, many scripts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QImage, QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget

from prevent_desktop.ui.widgets import TextArea
from prevent_desktop.ui.writing.aids import WritingAids
from prevent_desktop.ui.writing.area import x_of
from prevent_desktop.ui.writing.box import WritingBox
from prevent_desktop.ui.writing.phrase_picker import PhrasePicker
from prevent_desktop.ui.writing.spelling_dialog import SpellingDialog
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.record import writing_aids
from prevent_desktop.workflows.record.writing_aids import WritingChoices
from prevent_desktop.writing.phrases import Phrase
from tests.gui.screens import Screens, nameless, now, press, reachable, wait_for
from tests.unit.writing.samples import SAMPLES

pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support", "OpenType support missing for", extend=True
)
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Page(QWidget):
    """A page with two boxes and what helps on it."""

    def __init__(self, screens: Screens, case_id: str) -> None:
        super().__init__()
        self.aids = WritingAids(screens.tasks, case_id, screens.clock, self)
        self.box = WritingBox(lines=4)
        self.quoted = WritingBox(lines=2, own_words=True)
        self.box.area.setAccessibleName("What was seen")
        self.quoted.area.setAccessibleName("Their own words")
        column = QVBoxLayout(self)
        column.addWidget(self.box)
        column.addWidget(self.quoted)

    @property
    def area_text(self) -> str:
        return self.box.area.toPlainText()


def a_case(vault: Vault) -> str:
    person, case = add_person(
        vault, forenames="Zbigniew", surname="Okonkwo", birth_date=None, approximate_age=14, now=now()
    )
    vault.people.update(replace(person, school="Brzeska School"))
    writing_aids.save_phrases(
        vault, (Phrase("Seen today", "I saw {name} at {school}."), Phrase("Called", "I called home."))
    )
    return case.id


@pytest.fixture
def page(screens: Screens) -> Page:
    made = screens.show(Page(screens, screens.read(a_case)), (640, 420))
    made.box.area.setFocus()
    screens.settle()
    wait_for(screens.qtbot, lambda: made.box.area.check.speller is not None)
    return made


def look(screens: Screens, box: WritingBox) -> list[str]:
    """The words that are marked once all was looked at."""
    check = box.area.check
    wait_for(screens.qtbot, lambda: check.settled)
    return [check.word_at(span) for span in check.marks.spans]


def dialog(page: Page, screens: Screens) -> SpellingDialog:
    found = page.findChild(SpellingDialog)
    assert found is not None
    wait_for(screens.qtbot, found.text.hasFocus)
    return found


def picker(page: Page, screens: Screens) -> PhrasePicker:
    press(Qt.Key.Key_Space, CONTROL)
    found = page.findChild(PhrasePicker)
    assert found is not None
    wait_for(screens.qtbot, found.typed.hasFocus)
    return found


def test_slips_are_marked_and_told_under_the_box(page: Page, screens: Screens) -> None:
    assert page.box.line.parts.spelling.text() == "Spelling checked here. Nothing leaves this computer."
    QTest.keyClicks(page.box.area, "Teh pupil recieved it from Zbigniew at Brzeska School yesterday. ")
    assert look(screens, page.box) == ["Teh", "recieved"]
    assert page.box.line.parts.to_check.text() == "2 words to check"
    assert page.box.line.parts.to_check.isVisible()
    wait_for(screens.qtbot, lambda: page.box.line.parts.count.text() == "10 words")


def test_the_word_that_is_being_typed_is_not_counted_yet(page: Page, screens: Screens) -> None:
    QTest.keyClicks(page.box.area, "he said that recieve")
    assert look(screens, page.box) == ["recieve"]
    assert not page.box.line.parts.to_check.isVisible()
    QTest.keyClicks(page.box.area, " it")
    look(screens, page.box)
    assert page.box.line.parts.to_check.text() == "1 word to check"


def test_f7_steps_through_and_changes_what_the_person_chooses(page: Page, screens: Screens) -> None:
    QTest.keyClicks(page.box.area, "Teh pupil recieved the book and definately left, zorb said.")
    look(screens, page.box)
    page.box.area.moveCursor(QTextCursor.MoveOperation.Start)
    press(Qt.Key.Key_F7)
    shown = dialog(page, screens)
    assert "Teh" in shown.word.text()
    press(Qt.Key.Key_Return)
    assert "recieved" in shown.word.text()
    assert shown.text.text() == "received"
    shown.change_button.click()
    assert page.area_text.startswith("The pupil received the book")
    shown.leave_button.click()
    shown.add_button.click()
    assert shown.word.text() == "No more words to check"
    assert page.area_text.endswith("definately left, zorb said.")
    shown.close_button.click()
    screens.settle()
    assert screens.read(writing_aids.own_words) == ("zorb",)
    assert look(screens, page.box) == []


def test_words_are_stepped_through_with_the_keyboard_alone(page: Page, screens: Screens) -> None:
    QTest.keyClicks(page.box.area, "he recieved it ")
    look(screens, page.box)
    assert page.box.line.parts.to_check in set(reachable(page))
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is page.box.line.parts.to_check
    press(Qt.Key.Key_Return)
    shown = dialog(page, screens)
    press(Qt.Key.Key_Down)
    assert shown.text.text() == shown.suggestions.item(1).text()
    press(Qt.Key.Key_Escape)
    assert page.area_text == "he recieved it "


def test_the_menu_offers_what_may_have_been_meant(page: Page, screens: Screens) -> None:
    QTest.keyClicks(page.box.area, "he recieved it ")
    look(screens, page.box)
    cursor = page.box.area.textCursor()
    cursor.setPosition(5)
    page.box.area.setTextCursor(cursor)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(page.box.area.viewport(), event)
    menu = page.box.area.findChild(QMenu)
    assert menu is not None
    texts = [action.text() for action in menu.actions()]
    assert texts[0] == "received"
    assert "Add “recieved” to my words" in texts
    menu.actions()[0].trigger()
    menu.close()
    assert page.area_text == "he received it "


def test_their_own_words_look_quoted_and_are_not_checked(page: Page, screens: Screens) -> None:
    page.quoted.area.setFocus()
    QTest.keyClicks(page.quoted.area, "i aint recieved nuffin ")
    assert look(screens, page.quoted) == []
    assert page.quoted.area.property("quoted") is True
    assert not page.quoted.line.parts.to_check.isVisible()


def test_with_spelling_off_nothing_is_marked(screens: Screens) -> None:
    case_id = screens.read(a_case)
    screens.read(lambda vault: writing_aids.save_choices(vault, WritingChoices(spelling=False, curly=True)))
    page = screens.show(Page(screens, case_id), (640, 420))
    page.box.area.setFocus()
    screens.settle()
    assert page.box.area.check.speller is None
    QTest.keyClicks(page.box.area, 'He recieved "it", didn\'t he')
    assert page.area_text == "He recieved “it”, didn’t he"
    assert look(screens, page.box) == []
    assert page.box.line.parts.spelling.isHidden()


def test_a_phrase_is_found_by_typing_and_filled_in(page: Page, screens: Screens) -> None:
    QTest.keyClicks(page.box.area, "Today: ")
    shown = picker(page, screens)
    QTest.keyClicks(shown.typed, "saw")
    assert shown.shown.text() == "I saw Zbigniew Okonkwo at Brzeska School."
    press(Qt.Key.Key_Return)
    assert page.area_text == "Today: I saw Zbigniew Okonkwo at Brzeska School."


def test_quotation_marks_go_round_the_selection(page: Page) -> None:
    QTest.keyClicks(page.box.area, "He said yes")
    page.box.area.select((8, 11))
    press(Qt.Key.Key_QuoteDbl, CONTROL | SHIFT)
    assert page.area_text == "He said “yes”"
    QTest.keyClicks(page.box.area, ". ")
    press(Qt.Key.Key_QuoteDbl, CONTROL | SHIFT)
    QTest.keyClicks(page.box.area, "no")
    assert page.area_text == "He said “yes”. “no”"


def pasted(html: str = "", text: str = "") -> QMimeData:
    data = QMimeData()
    if html:
        data.setHtml(html)
    if text:
        data.setText(text)
    return data


def test_only_plain_text_is_pasted(page: Page) -> None:
    page.box.area.insertFromMimeData(pasted("<b>He</b> said<br>no", "He said\r\nno"))
    assert page.area_text == "He said\nno"
    assert not page.box.line.parts.said.isVisible()


def test_what_turns_text_round_is_taken_out_with_a_sentence(page: Page) -> None:
    page.box.area.insertFromMimeData(pasted(text="He \u202egnihton\u202c did\u200b\x00"))
    assert page.area_text == "He gnihton did"
    assert "turn text round" in page.box.line.parts.said.text()
    assert page.box.line.parts.said.isVisible()
    QTest.keyClicks(page.box.area, "x")
    assert not page.box.line.parts.said.isVisible()
    event = QInputMethodEvent()
    event.setCommitString("y\u202e")
    QApplication.sendEvent(page.box.area, event)
    assert page.area_text == "He gnihton didxy"


def test_pictures_and_files_are_refused_in_words(page: Page) -> None:
    picture = QMimeData()
    picture.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    assert page.box.area.canInsertFromMimeData(picture)
    page.box.area.insertFromMimeData(picture)
    assert "Pictures cannot be pasted" in page.box.line.parts.said.text()
    page.box.area.insertFromMimeData(pasted(text="a" * 1_000_001))
    assert "too long" in page.box.line.parts.said.text()
    assert page.area_text == ""


def test_every_other_area_takes_plain_text_too(screens: Screens) -> None:
    area = screens.show(TextArea())
    area.insertFromMimeData(pasted("<b>x</b>", "a\u202e\r\nb"))
    assert area.toPlainText() == "a\nb"


def test_selected_words_are_counted(page: Page, screens: Screens) -> None:
    QTest.keyClicks(page.box.area, "one two three")
    page.box.area.select((0, 7))
    wait_for(screens.qtbot, lambda: page.box.line.parts.count.text() == "2 of 3 words selected")


@pytest.mark.parametrize("name", SAMPLES)
def test_every_script_is_typed_shown_and_kept(page: Page, screens: Screens, name: str) -> None:
    text, number = SAMPLES[name]
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(page.box.area, event)
    page.box.area.insertPlainText("\nAnd then in English.")
    assert page.area_text == f"{text}\nAnd then in English."
    assert look(screens, page.box) == []
    wait_for(screens.qtbot, lambda: page.box.line.parts.count.text() == f"{number + 4} words")
    page.box.area.grab()
    first, second = page.box.area.document().begin(), page.box.area.document().begin().next()
    begins_right = name in {"Arabic", "Urdu"}
    x = x_of(first.layout().lineAt(0).cursorToX(0))
    assert (x > page.box.area.viewport().width() / 2) is begins_right
    assert second.textDirection() is Qt.LayoutDirection.LeftToRight


def test_places_are_right_behind_an_emoji(page: Page, screens: Screens) -> None:
    page.box.area.setPlainText("He wrote 👍👍 and recieved it back from them")
    assert look(screens, page.box) == ["recieved"]
    page.box.area.replace(page.box.area.check.marks.spans[0], "received")
    assert page.area_text == "He wrote 👍👍 and received it back from them"
    page.box.area.show_text("He wrote 👍👍 and got it")
    assert page.area_text == "He wrote 👍👍 and got it"


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "👍a " * 9_000 + "recieved", ("he was seen at school " * 900) + "recieved"]
)
def test_a_paragraph_without_end_is_looked_through_too(page: Page, screens: Screens, text: str) -> None:
    page.box.area.setPlainText(text)
    found = look(screens, page.box)
    assert found == (["recieved"] if text.endswith("recieved") else [])
    cursor = page.box.area.textCursor()
    cursor.setPosition(len(text) // 2)
    page.box.area.setTextCursor(cursor)
    page.box.area.insertPlainText(" teh ")
    assert look(screens, page.box) == ["teh", *found]


def test_what_an_input_method_holds_is_taken_when_asked(page: Page) -> None:
    QTest.keyClicks(page.box.area, "ab")
    QApplication.sendEvent(page.box.area, QInputMethodEvent("他", []))
    assert page.area_text == "ab"
    page.box.area.commit_preedit()
    assert page.area_text == "ab他"


def test_nothing_on_the_page_is_without_a_name(page: Page, screens: Screens) -> None:
    shown = picker(page, screens)
    assert nameless(page) == nameless(shown) == []
