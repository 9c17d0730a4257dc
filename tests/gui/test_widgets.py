"""The shared widgets: what they show, what they tell, what a screen reader hears."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QTabBar,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from prevent_desktop.ui import widgets
from prevent_desktop.ui.theme import FocusRings, Theme
from prevent_desktop.ui.theme.focus_ring import FocusRing
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    BusyLine,
    Card,
    Cell,
    Column,
    DataTable,
    DateBoxes,
    DropDown,
    ErrorSummary,
    Field,
    FlowRow,
    Heading,
    KeyValue,
    KeyValueTable,
    LinkButton,
    Notice,
    PageHead,
    PassphraseEdit,
    Pill,
    PrimaryButton,
    RadioGroup,
    Row,
    ScrollPage,
    Text,
    TextArea,
    TickGroup,
    Timeline,
    TimelinePoint,
    Tone,
)
from prevent_desktop.ui.widgets.accessible_roles import tell_roles
from prevent_desktop.ui.widgets.column_widths import Wish, share_out
from prevent_desktop.ui.widgets.date_boxes import DateParts
from prevent_desktop.ui.widgets.table_painter import row_height
from prevent_desktop.ui.widgets.timeline_points import places
from tests.gui.cut_off import cut_off
from tests.gui.out_of_place import out_of_place

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]


def shown(qtbot: QtBot, widget: QWidget, width: int = 600) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(width, 400)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    return widget


# -- fields


def test_a_field_says_its_label_hint_and_error_with_the_control(qtbot: QtBot) -> None:
    line = QLineEdit()
    field = Field("Name & role", line, hint="As on your badge")
    shown(qtbot, field)
    assert line.accessibleName() == "Name & role"
    assert field.label.buddy() is line
    field.set_error("Enter your name")
    assert line.accessibleDescription() == "Error: Enter your name As on your badge"
    assert field.error.isVisible()
    assert line.property("invalid") is True
    field.set_error("")
    assert not field.error.isVisible()
    assert line.accessibleDescription() == "As on your badge"


def test_what_a_person_typed_is_never_read_as_markup(qtbot: QtBot) -> None:
    for widget in (Text("<b>x</b>"), Heading("<b>x</b>"), Pill("<b>x</b>")):
        qtbot.addWidget(widget)
        assert widget.textFormat() is Qt.TextFormat.PlainText


@pytest.mark.parametrize("moves_on", [False, True])
def test_a_button_that_was_off_while_it_worked_has_the_keyboard_back(qtbot: QtBot, *, moves_on: bool) -> None:
    """After a check that failed the keyboard was in the line on top of the window."""
    page = QWidget()
    column = QVBoxLayout(page)
    button, following, last = PrimaryButton("Check it"), QLineEdit(), QLineEdit()
    for part in (button, following, last):
        column.addWidget(part)
    shown(qtbot, page)
    button.setFocus()
    button.setEnabled(False)
    assert following.hasFocus(), "Qt puts it on"
    if moves_on:
        last.setFocus()
    button.setEnabled(True)
    assert (last if moves_on else button).hasFocus()


def test_radios_stack_and_tell_the_choice_of_the_person_only(qtbot: QtBot) -> None:
    group = RadioGroup([("a", "I saw it"), ("b", "Someone told me")])
    shown(qtbot, group)
    told: list[str] = []
    group.chosen.connect(told.append)
    group.set_value("a")
    assert (group.value, told) == ("a", [])
    group.buttons["b"].click()
    assert (group.value, told) == ("b", ["b"])
    tops = [group.buttons[key].mapTo(group, QPoint(0, 0)).y() for key in ("a", "b")]
    assert tops[0] < tops[1]
    group.set_value(None)
    assert group.value is None


def test_a_click_on_the_words_of_a_radio_chooses_it(qtbot: QtBot) -> None:
    group = RadioGroup([("a", "A long text that wraps over several lines " * 5), ("b", "B")])
    shown(qtbot, group, width=240)
    row = group.buttons["a"].parentWidget()
    assert row is not None
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(row.width() - 20, row.height() // 2))
    assert group.value == "a"


def test_ticks_tell_all_that_are_ticked(qtbot: QtBot) -> None:
    group = TickGroup([("a", "A"), ("b", "B"), ("c", "C")])
    shown(qtbot, group)
    told: list[object] = []
    group.changed.connect(told.append)
    group.set_values(["c"])
    group.buttons["a"].click()
    assert told == [("a", "c")]


def test_writing_grows_until_it_scrolls(qtbot: QtBot) -> None:
    area = TextArea(lines=3, most=6)
    holder = QWidget()
    QVBoxLayout(holder).addWidget(area)
    shown(qtbot, holder)
    small = area.sizeHint().height()
    area.setPlainText("one line\n" * 4)
    grown = area.sizeHint().height()
    area.setPlainText("one line\n" * 40)
    assert small < grown < area.sizeHint().height()
    assert area.sizeHint().height() < 8 * area.fontMetrics().lineSpacing()


def test_tab_leaves_a_text_area(qtbot: QtBot) -> None:
    holder = QWidget()
    column = QVBoxLayout(holder)
    area, line = TextArea(), QLineEdit()
    column.addWidget(area)
    column.addWidget(line)
    shown(qtbot, holder)
    area.setFocus()
    QTest.keyClick(area, Qt.Key.Key_Tab)
    assert holder.focusWidget() is line
    assert area.toPlainText() == ""


@pytest.mark.parametrize(
    ("boxes", "text"),
    [
        (("24", "11", "2026"), "2026-11-24"),
        (("3", "5", "2012"), "2012-05-03"),
        (("", "11", "2026"), "2026-11"),
        (("", "", "2026"), "2026"),
        (("", "", ""), ""),
        (("3", "", "2012"), "3//2012"),
        (("24", "11", "26"), "24/11/26"),
        (("x", "11", "2026"), "x/11/2026"),
    ],
)
def test_the_boxes_of_a_date_make_one_text_and_take_it_back(boxes: tuple[str, str, str], text: str) -> None:
    assert DateParts(*boxes).text == text
    assert DateParts.of(text) == DateParts(*boxes)


@given(st.tuples(*[st.text("0123456789abc ", max_size=4).map(str.strip)] * 3))
def test_no_typed_letter_of_a_date_is_lost(boxes: tuple[str, str, str]) -> None:
    back = DateParts.of(DateParts(*boxes).text)
    assert [part.lstrip("0") for part in (back.day, back.month, back.year)] == [
        part.lstrip("0") for part in boxes
    ]


def test_typing_a_date_tells_it(qtbot: QtBot) -> None:
    boxes = DateBoxes()
    shown(qtbot, boxes)
    told: list[str] = []
    boxes.edited.connect(told.append)
    boxes.setAccessibleName("Date of birth")
    QTest.keyClicks(boxes.year, "2012")
    assert told[-1] == "2012"
    boxes.set_text("2012-05-03")
    assert (boxes.day.text(), boxes.month.text(), boxes.year.text()) == ("3", "5", "2012")
    assert boxes.month.accessibleName() == "Date of birth: Month"


def test_a_passphrase_is_hidden_until_it_is_to_be_seen(qtbot: QtBot) -> None:
    edit = PassphraseEdit()
    shown(qtbot, edit)
    shown_to_begin_with = edit.line.shown
    edit.show_box.button.click()
    assert (shown_to_begin_with, edit.line.shown) == (False, True)
    QTest.keyClicks(edit.line, "abc")
    with qtbot.waitSignal(edit.entered):
        QTest.keyClick(edit.line, Qt.Key.Key_Return)
    edit.clear()
    assert edit.text == ""


# -- lists


def test_a_pill_on_the_chosen_row_keeps_its_ground_and_gets_an_edge(qtbot: QtBot, dressed: Theme) -> None:
    table = _table()
    qtbot.addWidget(table)
    table.resize(600, 300)
    table.show()
    table.selectRow(0)
    QApplication.processEvents()
    row = table.visualRect(table.model().index(0, 2)).translated(table.viewport().pos())
    picture = table.grab(row).toImage()
    seen = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    colours = dressed.tokens.colours
    assert colours["selection"] in seen
    assert colours["info_back"] in seen


def _table(rows: int = 3) -> DataTable:
    table = DataTable(
        [Column(title="Person", share=0), Column(title="What", share=3), Column(title="State", share=0)],
        name="To finish",
        known_as="to-finish",
    )
    long = "What was seen or heard, in a sentence that is long enough to need more than one line of the table"
    table.show_rows(
        [
            Row(key=str(number), cells=(Cell("AB, 14", strong_start=2), Cell(long, detail="more"), Cell("Draft", pill=Tone.INFO)))
            for number in range(rows)
        ]
    )  # fmt: skip
    return table


def test_enter_and_click_open_a_row(qtbot: QtBot) -> None:
    table = _table()
    shown(qtbot, table)
    opened: list[str] = []
    table.opened.connect(opened.append)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)
    QTest.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.model().index(2, 0)).center()
    )
    assert opened == ["1", "2"]


def test_a_whole_table_is_as_tall_as_its_rows_at_any_width(qtbot: QtBot) -> None:
    page = ScrollPage()
    table = _table(5)
    page.column.addWidget(table)
    shown(qtbot, page, width=900)
    wide = table.height()
    assert table.verticalHeader().length() + table.horizontalHeader().height() <= table.height() + 4
    page.resize(420, 400)
    rows, heads = table.verticalHeader(), table.horizontalHeader()
    qtbot.waitUntil(lambda: wide < rows.length() + heads.height() <= table.height() + 4)
    assert table.horizontalHeader().length() <= table.viewport().width()


def test_the_code_of_a_pack_is_never_parted_over_two_lines(qapp: QApplication) -> None:
    """The fault: “sent, no receipt yet · P-” stood above “FC15”."""

    def heights(code: str) -> list[int]:
        cell = Cell(text=f"Sent, no receipt yet · {code}")
        return [row_height([cell], qapp.font(), width) for width in range(100, 400)]

    unbroken = "\u2011"
    assert heights("P-FC15") == heights(f"P{unbroken}FC15")
    assert heights("after-school") != heights(f"after{unbroken}school"), "other hyphens part as before"


def test_the_chosen_row_stays_chosen_when_rows_come_anew(qtbot: QtBot) -> None:
    table = _table(4)
    shown(qtbot, table)
    table.selectRow(2)
    assert table.chosen_key == "2"
    table.show_rows([Row(key=key, cells=(Cell("x"), Cell("y"), Cell("z"))) for key in ("9", "2")])
    assert table.chosen_key == "2"


def test_return_opens_a_row_also_when_rows_come_after_the_keyboard_did(qtbot: QtBot) -> None:
    table = _table(0)
    shown(qtbot, table)
    opened: list[str] = []
    table.opened.connect(opened.append)
    table.setFocus()
    for keys, wanted in ((("1", "2", "3"), "1"), (("7", "8"), "7"), ((), None), (("9",), "9")):
        table.show_rows([Row(key=key, cells=(Cell("x"), Cell("y"), Cell("z"))) for key in keys])
        QTest.keyClick(table, Qt.Key.Key_Return)
        assert opened == ([wanted] if wanted else [])
        opened.clear()


def test_a_table_says_each_cell(qtbot: QtBot) -> None:
    table = _table(1)
    shown(qtbot, table)
    found = QAccessible.queryAccessibleInterface(table)
    assert found.role() is QAccessible.Role.Table
    assert found.text(QAccessible.Text.Name) == "To finish"
    texts = [found.child(n).text(QAccessible.Text.Name) for n in range(found.childCount())]
    assert "AB, 14" in texts
    assert "Draft" in texts


def test_each_change_link_says_what_it_changes(qtbot: QtBot) -> None:
    table = KeyValueTable([KeyValue(key="dob", label="Date of birth", values=("3 May 2012",), link="Change")])
    shown(qtbot, table)
    assert table.links["dob"].accessibleName() == "Change: Date of birth"
    with qtbot.waitSignal(table.chosen) as told:
        table.links["dob"].click()
    assert told.args == ["dob"]


def test_several_people_in_a_row_are_parted_and_each_stays_with_where_it_is_from(qtbot: QtBot) -> None:
    row = KeyValue(
        key="home", label="Household", values=("Ash, mother", "Wren, sister"), notes=("From AB", "From CD")
    )
    table = KeyValueTable([row])
    shown(qtbot, table, width=900)
    mother, source, sister = (
        next(each for each in table.findChildren(Text) if each.text() == text)
        for text in ("Ash, mother", "From AB", "Wren, sister")
    )
    within = source.y() - (mother.y() + mother.contentsRect().bottom())
    between = sister.y() - (source.y() + source.contentsRect().bottom())
    assert between >= within + 8


def test_on_a_narrow_page_values_stand_below_their_label_and_the_focus_stays(qtbot: QtBot) -> None:
    words = "Told the safeguarding lead the same day, and spoke with AB on the day after."
    rows = [KeyValue(key="did", label="What did you do first?", values=(words,), link="Change")]
    table = KeyValueTable(rows)
    shown(qtbot, table)
    table.resize(800, 300)
    label, value = (
        next(each for each in table.findChildren(Text) if each.text() == text)
        for text in (rows[0].label, words)
    )

    def tops() -> tuple[int, int]:
        return label.mapTo(table, label.rect().center()).y(), value.mapTo(table, value.rect().center()).y()

    table.links["did"].setFocus()
    qtbot.waitUntil(lambda: abs(tops()[0] - tops()[1]) <= 2)
    table.resize(300, 300)
    qtbot.waitUntil(lambda: tops()[0] + label.height() // 2 < tops()[1])
    assert value.width() > 250
    assert table.links["did"].hasFocus()
    table.resize(800, 300)
    qtbot.waitUntil(lambda: abs(tops()[0] - tops()[1]) <= 2)


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(qtbot: QtBot) -> None:
    summary = ErrorSummary()
    holder = QWidget()
    QVBoxLayout(holder).addWidget(summary)
    shown(qtbot, holder)
    assert not summary.isVisible()
    summary.show_errors("Two things to fix", [("name", "Enter the name"), ("key", "Paste the key")])
    assert summary.hasFocus()
    with qtbot.waitSignal(summary.chosen) as told:
        summary.links[1].click()
    assert told.args == ["key"]
    summary.show_errors("", [])
    assert not summary.isVisible()


def test_a_link_wraps_in_a_narrow_place(qtbot: QtBot) -> None:
    link = LinkButton("Say how you know what happened on 19 November, or choose “Not known”")
    qtbot.addWidget(link)
    assert link.heightForWidth(150) > 2 * link.heightForWidth(2000)


def test_a_breadcrumb_leads_back(qtbot: QtBot) -> None:
    crumbs = Breadcrumb([("record", "AB, 14"), ("", "Screening tool")])
    shown(qtbot, crumbs)
    with qtbot.waitSignal(crumbs.chosen) as told:
        next(iter(crumbs.findChildren(LinkButton))).click()
    assert told.args == ["record"]


def test_things_in_a_row_begin_a_new_row_where_they_do_not_fit(qtbot: QtBot) -> None:
    first, second = QPushButton("First button"), QPushButton("Second button")
    row = FlowRow(first, second)
    shown(qtbot, row, width=600)
    assert first.y() == second.y()
    row.resize(first.sizeHint().width() + 20, 400)
    qtbot.waitUntil(lambda: second.y() > first.y())
    assert second.x() == first.x()


def test_short_work_shows_no_progress(qtbot: QtBot) -> None:
    busy = BusyLine()
    holder = QWidget()
    QVBoxLayout(holder).addWidget(busy)
    shown(qtbot, holder)
    busy.start("Opening…")
    assert not busy.isVisible()
    busy.stop()
    qtbot.wait(350)
    assert not busy.isVisible()
    busy.start("Opening…")
    qtbot.waitUntil(busy.isVisible)


# -- the timeline


@given(
    st.lists(st.integers(0, 4000), min_size=0, max_size=40).map(sorted),
    st.floats(100, 2000),
    st.floats(5, 80),
)
def test_points_keep_their_order_their_distance_and_the_line(
    days: list[int], width: float, gap: float
) -> None:
    found = places([date(2020, 1, 1) + timedelta(days=day) for day in days], width, gap)
    assert len(found) == len(days)
    assert found == sorted(found)
    assert all(-0.01 <= place <= width + 0.01 for place in found)
    if len(days) > 1 and gap * (len(days) - 1) < width:
        assert all(after - before >= gap - 0.01 for before, after in pairwise(found))


def test_the_timeline_tells_all_its_points(qtbot: QtBot) -> None:
    points = [
        TimelinePoint(day=date(2026, 11, day), date_label=f"{day} Nov", label=f"Event {day}", tone=Tone.INFO)
        for day in range(1, 30)
    ]
    timeline = Timeline(points)
    shown(qtbot, timeline, width=300)
    assert timeline.accessibleDescription().splitlines()[28] == "29 Nov: Event 29"
    timeline.grab()


# -- what screen readers hear


def test_headings_and_groups_have_their_roles(qtbot: QtBot) -> None:
    tell_roles()
    heading, card, notice = Heading("To finish", 2), Card("Due"), Notice("Saved.")
    for widget in (heading, card, notice):
        shown(qtbot, widget)
    found = QAccessible.queryAccessibleInterface(heading)
    assert found.role() is QAccessible.Role.Heading
    assert found.text(QAccessible.Text.Name) == "To finish"
    assert QAccessible.queryAccessibleInterface(card).role() is QAccessible.Role.Grouping
    assert QAccessible.queryAccessibleInterface(notice).role() is QAccessible.Role.Notification


# -- the focus ring


def _rings(window: QWidget) -> list[FocusRing]:
    return [ring for ring in window.findChildren(FocusRing) if ring.isVisible()]


@pytest.fixture
def rings(qapp: QApplication, dressed: Theme) -> Iterator[FocusRings]:
    del dressed
    made = FocusRings(qapp)
    yield made
    delete(made)


def test_the_ring_goes_where_the_focus_goes(qtbot: QtBot, rings: FocusRings) -> None:
    del rings
    page = ScrollPage()
    lines = [QLineEdit() for _number in range(30)]
    for line in lines:
        page.column.addWidget(line)
    shown(qtbot, page)
    lines[0].setFocus()
    qtbot.waitUntil(lambda: len(_rings(page)) == 1)
    lines[1].setFocus()

    def around_the_second() -> bool:
        found = _rings(page)
        corner = lines[1].mapTo(page.content, QPoint(0, 0))
        return len(found) == 1 and found[0].geometry().contains(QRect(corner, lines[1].size()))

    qtbot.waitUntil(around_the_second)
    ring = _rings(page)[0]
    assert ring.parentWidget() is page.content
    before = ring.mapTo(page, QPoint(0, 0)).y()
    page.verticalScrollBar().setValue(30)
    assert ring.mapTo(page, QPoint(0, 0)).y() == before - 30


def test_a_click_on_a_button_draws_no_ring_and_a_key_does(qtbot: QtBot, rings: FocusRings) -> None:
    del rings
    holder = QWidget()
    column = QVBoxLayout(holder)
    first, second = QPushButton("First"), QPushButton("Second")
    column.addWidget(first)
    column.addWidget(second)
    shown(qtbot, holder)
    window = holder.windowHandle()
    at = first.mapTo(holder, first.rect().center())
    second.setFocus()
    QTest.mousePress(window, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton, pos=at)
    assert holder.focusWidget() is first
    qtbot.wait(50)
    assert not _rings(holder)
    QTest.keyClick(window, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: len(_rings(holder)) == 1)
    assert holder.focusWidget() is second
    second.setProperty("ringless", True)
    first.setFocus()
    second.setFocus()
    qtbot.waitUntil(lambda: not _rings(holder))


def test_with_the_mouse_a_page_brings_no_ring_but_where_text_is_typed_and_the_next_key_brings_it(
    qtbot: QtBot, rings: FocusRings
) -> None:
    del rings
    holder = QWidget()
    column = QVBoxLayout(holder)
    button, line = QPushButton("First"), QLineEdit()
    column.addWidget(button)
    column.addWidget(line)
    shown(qtbot, holder)
    line.setFocus()
    at = button.mapTo(holder, button.rect().center())
    QTest.mouseClick(holder.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    line.setFocus()
    qtbot.waitUntil(lambda: len(_rings(holder)) == 1)
    button.setFocus()
    qtbot.wait(50)
    assert not _rings(holder)
    QTest.keyClick(holder.windowHandle(), Qt.Key.Key_Shift)
    qtbot.waitUntil(lambda: len(_rings(holder)) == 1)


def test_the_ring_of_tabs_is_around_the_chosen_one(qtbot: QtBot, rings: FocusRings) -> None:
    del rings
    holder = QWidget()
    tabs = QTabBar()
    for title in ("Chronology", "Forms", "Packs"):
        tabs.addTab(title)
    QVBoxLayout(holder).addWidget(tabs)
    shown(qtbot, holder)
    tabs.setFocus()
    qtbot.waitUntil(lambda: len(_rings(holder)) == 1)
    first = _rings(holder)[0].geometry()
    assert first.width() < tabs.width() / 2
    QTest.keyClick(tabs, Qt.Key.Key_Right)
    assert _rings(holder)[0].geometry().left() > first.left()


def test_the_ring_of_a_tab_grows_with_its_words(qtbot: QtBot, rings: FocusRings) -> None:
    del rings
    holder = QWidget()
    tabs = QTabBar()
    tabs.setExpanding(False)
    tabs.addTab("Due now")
    QVBoxLayout(holder).addWidget(tabs)
    shown(qtbot, holder)
    tabs.setFocus()
    qtbot.waitUntil(lambda: len(_rings(holder)) == 1)
    before = _rings(holder)[0].width()
    tabs.setTabText(0, "Due now 12")
    qtbot.waitUntil(lambda: _rings(holder)[0].width() > before)


def test_the_ring_survives_the_end_of_its_page(qtbot: QtBot, rings: FocusRings) -> None:
    del rings
    holder = QWidget()
    column = QVBoxLayout(holder)
    line, other = QLineEdit(), QLineEdit()
    column.addWidget(line)
    column.addWidget(other)
    shown(qtbot, holder)
    line.setFocus()
    qtbot.waitUntil(lambda: len(_rings(holder)) == 1)
    line.deleteLater()
    qtbot.wait(50)
    other.setFocus()
    qtbot.waitUntil(lambda: len(_rings(holder)) == 1)


def test_every_widget_can_be_imported_from_the_package() -> None:
    imports = re.findall(
        r"^    from \S+ import (?:\(([^)]*)\)|(.*))$", Path(widgets.__file__).read_text("utf-8"), re.MULTILINE
    )
    given = {name for wide, line in imports for name in re.findall(r"\w+", wide or line)}
    assert given == set(widgets._MODULE_OF)
    for name in given:
        assert getattr(widgets, name)


# -- widths


_WISHES = st.lists(
    st.builds(
        lambda least, more, share: Wish(least=least, wanted=least + more, share=share),
        st.integers(8, 200),
        st.integers(0, 600),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=7,
)


@given(st.integers(0, 2000), _WISHES)
def test_no_column_is_narrower_than_its_longest_word_and_all_fit(room: int, wishes: list[Wish]) -> None:
    widths = share_out(room, wishes)
    if widths is None:
        assert sum(wish.least for wish in wishes) > room
        return
    assert sum(widths) <= room
    assert all(width >= wish.least for width, wish in zip(widths, wishes, strict=True))


def test_no_room_is_left_beside_columns_that_all_have_what_they_want() -> None:
    long, short = Wish(least=300, wanted=300, share=1), Wish(least=50, wanted=50, share=9)
    assert share_out(600, [long, short]) == (325, 275)


def test_a_table_stacks_where_its_columns_would_be_a_word_wide(qtbot: QtBot) -> None:
    columns = [
        Column(title="Person", share=0, ems=5.2),
        Column(title="Form", share=2),
        Column(title="Where it stands", share=3),
        Column(title="State", share=0),
    ]
    cells = ("AB, 14", "Screening tool", "What was seen or heard, 2 of 9 sections", "Draft")
    table = DataTable(columns, name="To finish", known_as="to-finish", headed=False)
    table.show_rows([Row(key="ab", cells=tuple(map(Cell, cells)))])
    shown(qtbot, table)
    table.resize(700, 300)
    qtbot.waitUntil(lambda: not table.rows_model.stacked)
    lines, font, four_lines = (
        table.rows_model.lines_of(table.rows_model.rows[0]),
        table.font(),
        4 * table.fontMetrics().lineSpacing(),
    )
    for width in range(700, 150, -25):
        table.resize(width, 300)
        assert table.rowHeight(0) <= max(four_lines, row_height(lines, font, table.viewport().width())), width
        letters = table.fontMetrics().horizontalAdvance("AB, 14")
        assert table.rows_model.stacked or table.columnWidth(0) >= letters, "initials and age are not parted"
    assert table.rows_model.stacked


def test_a_table_too_narrow_for_its_words_stacks_and_tells_whole_rows(qtbot: QtBot) -> None:
    table = _table(2)
    shown(qtbot, table, width=900)
    assert not table.isColumnHidden(1)
    tall = table.rowHeight(0)
    table.resize(170, 400)
    qtbot.waitUntil(lambda: table.isColumnHidden(1))
    assert not table.horizontalHeader().isVisible()
    assert table.rowHeight(0) > tall
    told = table.model().data(table.model().index(0, 0))
    assert told.startswith("AB, 14, What: What was seen")
    assert told.endswith("Draft")
    opened: list[str] = []
    table.opened.connect(opened.append)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened == ["1"]
    table.grab()
    table.resize(900, 400)
    qtbot.waitUntil(lambda: not table.isColumnHidden(1))


def test_the_actions_of_a_page_go_below_its_heading_where_there_is_no_room(qtbot: QtBot) -> None:
    first, second = QPushButton("Write a note about it"), QPushButton("Start a screening")
    head = PageHead("Good afternoon", "Example Primary School", first, second)
    shown(qtbot, head, width=900)
    assert first.mapTo(head, QPoint(0, 0)).y() < head.subtitle.geometry().bottom()
    head.resize(420, 300)
    qtbot.waitUntil(lambda: first.mapTo(head, QPoint(0, 0)).y() > head.subtitle.geometry().bottom())
    assert first.mapTo(head, QPoint(0, 0)).x() == 0


def test_of_many_errors_the_first_stand_there_and_the_others_when_asked_for(qtbot: QtBot) -> None:
    summary = ErrorSummary()
    qtbot.addWidget(summary)
    summary.show_errors("30 things to fix", [(str(n), f"Answer question {n}") for n in range(30)])
    summary.show()
    assert sum(link.isVisible() for link in summary.links) == 10
    assert summary.more.text() == "Show 20 more"
    summary.more.click()
    assert all(link.isVisible() for link in summary.links)
    assert not summary.more.isVisible()
    summary.show_errors("Three things to fix", [(str(n), f"Answer question {n}") for n in range(3)])
    assert not summary.more.isVisible()


def test_a_group_of_errors_is_parted_from_the_one_above_it(qtbot: QtBot) -> None:
    summary = ErrorSummary()
    qtbot.addWidget(summary)
    summary.resize(600, 400)
    groups = [(name, [(name, f"Answer {name}")]) for name in ("one", "two")]
    with qtbot.waitExposed(summary):
        summary.show()
        summary.show_groups("Two things to fix", groups)
    summary.resize(600, summary.sizeHint().height())
    head = next(text for text in summary.findChildren(Text) if text.text() == "two")
    above, below = summary.links
    words = head.mapTo(summary, head.contentsRect().topLeft()).y()
    assert words - above.geometry().bottom() > below.geometry().top() - head.geometry().bottom()


def test_what_is_cut_off_is_found(qtbot: QtBot) -> None:
    holder = QWidget()
    label, choice = Text("OFFICIAL-SENSITIVE", wrap=False, parent=holder), QComboBox(holder)
    choice.addItem("Assessment by children’s services")
    for control in (label, choice):
        control.resize(control.sizeHint())
    shown(qtbot, holder)
    assert list(cut_off(holder)) == []
    for control in (label, choice):
        control.resize(60, control.height())
    assert len(list(cut_off(holder))) == 2


def test_rows_tabs_and_headings_that_are_cut_off_are_found(qtbot: QtBot) -> None:
    holder = QWidget()
    rows, tabs, table = QListWidget(holder), QTabBar(holder), QTableWidget(0, 1, holder)
    rows.addItem("What was seen and heard")
    rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    tabs.addTab("Who has seen this")
    tabs.setElideMode(Qt.TextElideMode.ElideRight)
    tabs.setUsesScrollButtons(False)
    table.setHorizontalHeaderLabels(["When it was written down"])
    for control in (rows, tabs, table):
        control.resize(400, 60)
    table.setColumnWidth(0, 300)
    shown(qtbot, holder)
    assert list(cut_off(holder)) == []
    for control in (rows, tabs):
        control.resize(60, 60)
    table.setColumnWidth(0, 60)
    found = {words.split()[0] for words in cut_off(holder)}
    assert found == {"QListWidget", "QTabBar", "QHeaderView"}


def test_what_stands_over_its_neighbour_or_out_of_its_page_is_found(qtbot: QtBot) -> None:
    holder, area, content = QWidget(), QScrollArea(), QWidget()
    column = QVBoxLayout(holder)
    one, other = Text("One"), Text("Other")
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    for widget in (one, other, area):
        column.addWidget(widget)
    shown(qtbot, holder)
    assert list(out_of_place(holder)) == []
    other.move(one.pos())
    content.resize(area.viewport().width() + 9, 10)
    one.resize(holder.width(), one.height())
    assert len(list(out_of_place(holder))) == 3


def test_a_choice_too_long_for_its_box_ends_in_dots(qtbot: QtBot) -> None:
    words = "Only for people of 16 and over, who answer for themselves"
    box = DropDown([("short", "Short"), ("long", words)])
    shown(qtbot, box, width=260)
    box.set_value("long")
    assert box.shown_text.startswith("Only for people")
    assert box.shown_text.endswith("…")
    box.set_value("short")
    assert box.shown_text == "Short"
