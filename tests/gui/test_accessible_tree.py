"""What a screen reader is told of our own widgets: roles, states, what belongs to what, and what is said when."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from prevent_desktop.ui.forms.check.rows import AnswerRow
from prevent_desktop.ui.forms.check.state import CheckLine
from prevent_desktop.ui.forms.editors.choices import AnswerGroup, OptionsEditor
from prevent_desktop.ui.forms.editors.editor import Words
from prevent_desktop.ui.forms.filling.section_list import SectionWords
from prevent_desktop.ui.forms.state.choice import Choice
from prevent_desktop.ui.guidance.reader import Reader
from prevent_desktop.ui.navigation import main_view
from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.navigation.side_bar import SideBar
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.widgets import (
    Card,
    Cell,
    Column,
    DataTable,
    DateBoxes,
    Field,
    LinkButton,
    Pill,
    Row,
    SecondaryButton,
    Text,
)
from prevent_desktop.ui.widgets.accessible_roles import tell_roles
from prevent_desktop.ui.widgets.first_focus import FirstFocus

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed", "told"),
]
ROOMS = (NavSection.MY_WORK, NavSection.PEOPLE, NavSection.OUTBOX, NavSection.SETTINGS)


@pytest.fixture
def told() -> None:
    tell_roles()


def spoken(widget: QWidget) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None
    return found


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def on_screen(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    widget.resize(900, 600)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is widget)


def test_the_button_beside_an_answer_tells_the_answer_and_what_is_wrong_with_it(qtbot: QtBot) -> None:
    line = CheckLine(
        path=(("name", 0),),
        question="Postcode",
        answers=("S1",),
        errors=("Check the postcode.",),
        warnings=("Look",),
    )
    row = AnswerRow(line, first=True, last=True)
    qtbot.addWidget(row)
    (change,) = row.findChildren(LinkButton)
    assert change.accessibleName() == "Change: Postcode"
    assert change.accessibleDescription() == "S1. Check the postcode. Look."


def test_a_link_is_a_link_that_can_be_pressed(qtbot: QtBot) -> None:
    link = LinkButton("Keep && go", colour="ink")
    on_screen(qtbot, link)
    found = spoken(link)
    assert found.role() is QAccessible.Role.Link
    assert found.text(QAccessible.Text.Name) == "Keep & go"
    assert found.state().focusable
    with qtbot.waitSignal(link.clicked):
        found.actionInterface().doAction("Press")


def test_a_menu_opens_on_its_first_entry(qtbot: QtBot) -> None:
    button = SecondaryButton("Add")
    menu = QMenu(button)
    menu.addSeparator()
    note = menu.addAction("Note")
    menu.addAction("Event")
    button.setMenu(menu)
    on_screen(qtbot, button)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: menu.activeAction() is note)
    menu.close()


def test_every_text_belongs_to_something_so_that_a_group_does_not_read_them_all(qtbot: QtBot) -> None:
    """A screen reader reads with each way into a group the texts in it that have no relation to anything."""
    card = Card("Due")
    alone, state = Text("Answer due. Phone: 01632 960 010"), Pill("Sent")
    field = Field("Name", QLineEdit(), hint="As on your badge")
    for part in (alone, state, field):
        card.body.addWidget(part)
    on_screen(qtbot, card)

    def about(label: QWidget) -> list[tuple[object, QAccessible.RelationFlag]]:
        relations = spoken(label).relations(QAccessible.RelationFlag.AllRelations)
        return [(other.object(), kind) for other, kind in relations]

    assert about(alone) == [(card, QAccessible.RelationFlag.Described)]
    assert about(state) == [(card, QAccessible.RelationFlag.Described)]
    assert about(field.label) == [(field.control, QAccessible.RelationFlag.Labelled)]
    assert about(field.hint) == [(field.control, QAccessible.RelationFlag.Described)]


def test_a_stack_of_pages_is_not_a_thing_of_its_own(qtbot: QtBot) -> None:
    stack = QStackedWidget()
    qtbot.addWidget(stack)
    assert spoken(stack).role() is QAccessible.Role.Client


def test_the_question_is_the_group_of_its_answers_and_no_answer_says_it_again(qtbot: QtBot) -> None:
    """Orca leaves a group's name out where the control that has the keyboard says the same."""
    editor = OptionsEditor([Choice("a", "I saw it"), Choice("b", "I was told")])
    qtbot.addWidget(editor)
    editor.describe(Words("How do you know?", "Choose one"))
    group = editor.findChild(AnswerGroup)
    assert group is not None
    assert spoken(group).role() is QAccessible.Role.Grouping
    assert spoken(group).text(QAccessible.Text.Name) == "How do you know?"
    assert spoken(group).text(QAccessible.Text.Description) == "Choose one"
    assert editor.focus_target().accessibleDescription() == ""


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[SideBar]:
    """The rooms; the keyboard is on a button before them."""
    before = QPushButton("Before")
    window = QWidget()
    column = QVBoxLayout(window)
    bar = SideBar(ROOMS)
    column.addWidget(before)
    column.addWidget(bar)
    on_screen(qtbot, window)
    bar.mark(NavSection.PEOPLE)
    before.setFocus()
    yield bar
    window.close()


def test_the_rooms_are_radio_buttons_and_tab_comes_to_the_current_one(bar: SideBar) -> None:
    QTest.keyClick(focus(), Qt.Key.Key_Tab)
    assert focus() is bar.entries[NavSection.PEOPLE]
    assert spoken(focus()).role() is QAccessible.Role.RadioButton
    assert spoken(focus()).state().checked
    assert not spoken(bar.entries[NavSection.MY_WORK]).state().checked


def test_an_arrow_goes_from_room_to_room_and_opens_none(bar: SideBar) -> None:
    opened: list[NavSection] = []
    bar.chosen.connect(opened.append)
    QTest.keyClick(focus(), Qt.Key.Key_Tab)
    for key, room in (
        (Qt.Key.Key_Down, NavSection.OUTBOX),
        (Qt.Key.Key_End, NavSection.SETTINGS),
        (Qt.Key.Key_Down, NavSection.SETTINGS),
        (Qt.Key.Key_Home, NavSection.MY_WORK),
    ):
        QTest.keyClick(focus(), key)
        assert focus() is bar.entries[room]
    assert opened == []
    assert bar.entries[NavSection.PEOPLE].isChecked()
    QTest.keyClick(focus(), Qt.Key.Key_Space)
    assert opened == [NavSection.MY_WORK]


def test_a_room_that_is_not_offered_is_passed_over(bar: SideBar) -> None:
    bar.entries[NavSection.OUTBOX].hide()
    QTest.keyClick(focus(), Qt.Key.Key_Tab)
    QTest.keyClick(focus(), Qt.Key.Key_Down)
    assert focus() is bar.entries[NavSection.SETTINGS]


def table(qtbot: QtBot) -> DataTable:
    columns = [
        Column(title="Person"),
        Column(title="Opened"),
        Column(title="Last entry"),
        Column(title="State"),
    ]
    found = DataTable(columns, name="People", known_as="people")
    found.show_rows(
        [Row(key="1", cells=(Cell("JT, 16"), Cell("17 Nov"), Cell("24 Nov"), Cell("Open", pill=None)))]
    )
    on_screen(qtbot, found)
    return found


def test_a_row_says_the_heading_of_each_cell_and_is_chosen_when_the_keyboard_comes(qtbot: QtBot) -> None:
    people = table(qtbot)  # what is spoken of does not keep it
    found = spoken(people)
    cell = found.focusChild()
    assert cell is not None
    assert cell.state().selected
    texts = [found.child(n).text(QAccessible.Text.Name) for n in range(found.childCount())]
    assert "JT, 16" in texts
    assert "Opened: 17 Nov" in texts
    assert "Last entry: 24 Nov" in texts


def test_no_cell_is_told_as_not_chosen_on_the_way_in(qtbot: QtBot) -> None:
    """Qt's own way in has a current row that is not chosen, and tells of it."""
    people = table(qtbot)
    people.clearSelection()
    people.clearFocus()
    chosen: list[bool] = []
    people.selectionModel().currentChanged.connect(
        lambda current, _before: chosen.append(people.selectionModel().isSelected(current))
    )
    people.selectionModel().clearCurrentIndex()
    chosen.clear()
    people.setFocus()
    assert chosen
    assert people.selectionModel().isSelected(people.currentIndex())


def test_day_month_and_year_have_their_names_above_them_also_when_they_are_filled(qtbot: QtBot) -> None:
    boxes = DateBoxes()
    boxes.setAccessibleName("Date of birth")
    boxes.set_text("2012-05-03")
    on_screen(qtbot, boxes)
    shown = [text for text in boxes.findChildren(Text) if text.isVisible()]
    assert [text.text() for text in shown] == ["Day", "Month", "Year"]
    for text, box in zip(shown, (boxes.day, boxes.month, boxes.year), strict=True):
        assert text.geometry().bottom() < box.geometry().top()
        assert text.geometry().left() == box.geometry().left()
        assert box.accessibleName() == f"Date of birth: {text.text()}"
        assert not box.placeholderText(), "a placeholder of the same words is said again"


class TestTitles:
    @pytest.fixture
    def said(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        said: list[str] = []
        monkeypatch.setattr(main_view, "announce", lambda _widget, text: said.append(text))
        return said

    def view(self, qtbot: QtBot) -> MainView:
        def plain() -> QWidget:
            page = QWidget()
            page.setAccessibleName("My work")
            QPushButton("One", page)
            return page

        def with_field() -> QWidget:
            page = QWidget()
            page.setAccessibleName("People")
            FirstFocus(page, QLineEdit(page))
            return page

        view = MainView({NavSection.MY_WORK: plain, NavSection.PEOPLE: with_field})
        on_screen(qtbot, view)
        view.go(NavSection.MY_WORK)
        return view

    def test_a_page_whose_field_takes_the_keyboard_says_its_title_and_another_only_by_the_focus(
        self, qtbot: QtBot, said: list[str]
    ) -> None:
        view = self.view(qtbot)
        assert said == []
        view.go(NavSection.PEOPLE)
        assert said == ["People"]

    def test_from_page_to_page_the_keyboard_passes_through_nothing_else(
        self, qtbot: QtBot, said: list[str]
    ) -> None:
        view = self.view(qtbot)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        passed: list[QWidget | None] = []
        (one,) = view.go(NavSection.MY_WORK).findChildren(QPushButton)
        one.setFocus()
        app.focusChanged.connect(lambda _old, now: passed.append(now))
        view.go(NavSection.PEOPLE)
        (field,) = view.findChildren(QLineEdit)
        assert [widget for widget in passed if widget is not None] == [field]
        assert said == ["People"]


def test_the_headings_of_a_guidance_page_are_reached_by_h(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        "prevent_desktop.ui.guidance.reader.announce", lambda _widget, text: said.append(text)
    )
    reader = Reader()
    on_screen(qtbot, reader)
    reader.show_text("# Notes\n\nFirst.\n\n## Words\n\nTheir own.\n\n### When\n\nAt once.\n")
    reader.setFocus()
    for key, shift in ((Qt.Key.Key_H, False), (Qt.Key.Key_H, False), (Qt.Key.Key_H, True)):
        QTest.keyClick(
            reader, key, Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        )
    assert said == ["Words, heading level 2", "When, heading level 3", "Words, heading level 2"]
    assert reader.textCursor().block().text() == "Words"


def test_with_a_screen_reader_down_goes_through_the_lines_of_a_guidance_page(qtbot: QtBot) -> None:
    reader = Reader()
    on_screen(qtbot, reader)
    reader.show_text("# Notes\n\nFirst.\n\nSecond.\n")
    reader.setFocus()
    QTest.keyClick(reader, Qt.Key.Key_Down)
    assert reader.textCursor().block().text() == "Notes", "without one the page scrolls"
    QAccessible.setActive(True)
    try:
        QTest.keyClick(reader, Qt.Key.Key_Down)
        assert reader.textCursor().block().text() == "First."
    finally:
        QAccessible.setActive(False)


def test_a_section_says_which_of_how_many_it_is() -> None:
    from prevent_desktop.ui.forms.filling.section_panel import here_words

    words = [SectionWords("About", "Complete"), SectionWords("Seen", "Not started")]
    assert here_words(words, 1) == "Section 2 of 2: Seen"
    assert here_words(words, -1) == ""
