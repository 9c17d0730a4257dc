"""Long lists: looked through, sorted, shown whole, with columns as somebody made them; by keyboard."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from prevent_desktop import ui
from prevent_desktop.ui.widgets import data_table
from prevent_desktop.ui.widgets.data_table import DataTable
from prevent_desktop.ui.widgets.growing_table import GrowingTable
from prevent_desktop.ui.widgets.list_tools import ListTools
from prevent_desktop.ui.widgets.table_rows import Cell, Column, Row
from prevent_desktop.ui.window.column_keeper import name_of
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.table_columns import keep_table_columns, table_columns
from tests.gui.screens import Screens, nameless, table_texts

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]
_COLUMNS = (Column(title="Person"), Column(title="Day", share=2))


def rows(count: int) -> list[Row]:
    return [
        Row(key=str(number), cells=(Cell(f"P{number % 7}"), Cell(f"{number} Nov", order=f"2026-11-{number:03}")))
        for number in range(count)
    ]  # fmt: skip


def a_list(qtbot: QtBot, count: int, most: int = 20) -> GrowingTable:
    table = GrowingTable(_COLUMNS, name="Things", known_as="things", most=most)
    qtbot.addWidget(table)
    table.show_rows(rows(count))
    table.resize(600, 900)
    table.show()
    table.activateWindow()
    return table


def test_marks_are_drawn(qtbot: QtBot) -> None:
    """Bold and underlined in the text and in the detail below it."""
    pictures = []
    for marks in ((), ((0, 3),)):
        table = DataTable(_COLUMNS, name="Things", known_as="things")
        qtbot.addWidget(table)
        plain, marked = (
            Cell("abc def", detail="abc def"),
            Cell("abc def", "abc def", marks=marks, detail_marks=marks),
        )
        table.show_rows([Row(key="1", cells=(plain, marked))])
        table.resize(400, 120)
        table.show()
        pictures.append(table.viewport().grab().toImage())
    assert pictures[0] != pictures[1]


def test_a_short_list_has_no_tools(qtbot: QtBot) -> None:
    assert a_list(qtbot, 12).tools.isHidden()


def test_a_long_list_is_looked_through_as_one_types(qtbot: QtBot) -> None:
    table = a_list(qtbot, 60)
    assert nameless(table) == []
    table.tools.field.setFocus()
    QTest.keyClicks(table.tools.field, "p3 17")
    qtbot.waitUntil(lambda: table_texts(table.table) == [["P3", "17 Nov"]])
    QTest.keyClicks(table.tools.field, " x")
    qtbot.waitUntil(lambda: table_texts(table.table) == [])
    assert not table._nothing.isHidden()


letters = st.text("abAB1 ", max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(
    cells=st.lists(st.lists(st.tuples(letters, letters), min_size=2, max_size=2), max_size=6), typed=letters
)
def test_what_was_looked_for_is_marked_wherever_it_stands_and_nothing_else_is(
    qtbot: QtBot, cells: list[list[tuple[str, str]]], typed: str
) -> None:
    del qtbot
    tools = ListTools(_COLUMNS, name="Things")
    tools.field.setText(typed)
    words = typed.casefold().split()
    given = [
        Row(key=str(number), cells=tuple(Cell(text, detail=detail) for text, detail in each))
        for number, each in enumerate(cells)
    ]
    found = tools.applied(given)
    assert [replace(row, cells=tuple(map(unmarked, row.cells))) for row in found] == [
        row for row in given if all(word in marked_in(row, words) for word in words)
    ]
    for row in found:
        for cell in row.cells:
            assert covered(cell.marks) == stands(cell.text, words)
            assert covered(cell.detail_marks) == stands(cell.detail, words)
    tools.deleteLater()


def covered(marks: tuple[tuple[int, int], ...]) -> list[int]:
    """The places of all letters that are marked; twice where two marks lie over each other."""
    return [place for start, length in marks for place in range(start, start + length)]


def stands(text: str, words: list[str]) -> list[int]:
    """The places of all letters of `text` that belong to one of `words`."""
    plain = text.casefold()
    found = {
        place
        for word in words
        for start in range(len(plain))
        if plain.startswith(word, start)
        for place in range(start, start + len(word))
    }
    return sorted(found)


def unmarked(cell: Cell) -> Cell:
    return replace(cell, marks=(), detail_marks=())


def marked_in(row: Row, words: list[str]) -> set[str]:
    """Those of the words that stand in a cell of the row."""
    texts = [text.casefold() for cell in row.cells for text in (cell.text, cell.detail)]
    return {word for word in words if any(word in text for text in texts)}


def test_the_tools_fit_a_narrow_page_however_long_the_headings_are(qtbot: QtBot) -> None:
    tools = ListTools((Column(title="What somebody decided about it, and by when"),), name="Things")
    qtbot.addWidget(tools)
    em = tools.fontInfo().pixelSize()
    assert tools.minimumSizeHint().width() < 26 * em


def test_a_list_is_sorted_by_keyboard_and_by_its_headings(qtbot: QtBot) -> None:
    table = a_list(qtbot, 60, most=60)
    for _step in range(4):
        QTest.keyClick(table.tools.order, Qt.Key.Key_Down)
    assert [text for _person, text in table_texts(table.table)][:2] == ["59 Nov", "58 Nov"]
    header = table.table.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(0) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert [person for person, _text in table_texts(table.table)][:2] == ["P0", "P0"]
    assert table.tools.order.currentText() == "By Person"
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert table_texts(table.table)[0][0] == "P6"


def test_the_columns_that_somebody_made_stay_at_any_width_and_can_be_given_back(qtbot: QtBot) -> None:
    whole = a_list(qtbot, 5)
    table = whole.table
    before = table.columnWidth(0)
    header = table.horizontalHeader()
    edge = QPoint(header.sectionViewportPosition(1) - 1, header.height() // 2)
    with qtbot.waitSignal(table.columns_chosen) as chosen:
        QTest.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=edge)
        QTest.mouseMove(header.viewport(), edge + QPoint(40, 0))
        QTest.mouseMove(header.viewport(), edge + QPoint(100, 0))
        QTest.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=edge + QPoint(100, 0))
    assert table.columnWidth(0) > before
    share = chosen.args[0][0] / sum(chosen.args[0])
    table.show_rows(rows(6))
    assert table.columnWidth(0) == pytest.approx(share * table.viewport().width(), abs=2)
    again = DataTable(_COLUMNS, name="Things", known_as="things")
    qtbot.addWidget(again)
    again.resize(400, 300)
    again.show()
    again.show_rows(rows(6))
    again.keep_columns(chosen.args[0])
    assert again.columnWidth(0) == pytest.approx(share * again.viewport().width(), abs=2)
    table.horizontalHeader().sectionHandleDoubleClicked.emit(0)
    assert table.columnWidth(0) == before


@pytest.mark.parametrize("nonsense", [(1.0,), (1.0, -1.0), (0.0, 0.0)])
def test_columns_that_do_not_fit_the_table_change_nothing(qtbot: QtBot, nonsense: tuple[float, ...]) -> None:
    whole = a_list(qtbot, 5)
    table = whole.table
    before = table.columnWidth(0)
    table.keep_columns(nonsense)
    assert table.columnWidth(0) == before


def test_what_was_kept_outlives_the_vault_being_closed(screens: Screens) -> None:
    screens.read(lambda vault: keep_table_columns(vault, {"People 5": (0.5, 0.2, 0.1, 0.1, 0.1)}))
    screens.lock_and_unlock()
    assert screens.read(table_columns) == {"People 5": (0.5, 0.2, 0.1, 0.1, 0.1)}


def test_what_cannot_be_read_is_passed_over(screens: Screens) -> None:
    def spoil(vault: Vault) -> dict[str, tuple[float, ...]]:
        vault.settings.set("table-columns", '{"People": "wide"}')
        return table_columns(vault)

    assert screens.read(spoil) == {}


def _choose(table: DataTable, *keys: Qt.Key) -> None:
    """Open the menu of a table by its key, and press others in it."""
    QTest.keyClick(table, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    for key in keys:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        QTest.keyClick(menu, key)


_FIRST_COLUMN = (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Right)
"""From “Open”, which is chosen first, up around the end to the first of two columns, and into it."""


def test_columns_are_made_wider_narrower_and_given_back_by_keyboard(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(data_table, "announce", lambda _widget, words: said.append(words))
    whole = a_list(qtbot, 5)
    table = whole.table
    before = table.columnWidth(0)
    table.setFocus()
    table.selectRow(0)
    with qtbot.waitSignal(table.columns_chosen) as wider:
        _choose(table, *_FIRST_COLUMN, Qt.Key.Key_Return)
    assert table.columnWidth(0) > before
    assert said[-1] == f"Person: {round(100 * wider.args[0][0])} percent of the width."
    with qtbot.waitSignal(table.columns_chosen):
        _choose(table, *_FIRST_COLUMN, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert table.columnWidth(0) == pytest.approx(before, abs=2)
    with qtbot.waitSignal(table.columns_chosen) as given_back:
        _choose(table, Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert given_back.args == [()]
    assert table.columnWidth(0) == before
    assert said[-1] == "The columns have their own widths again."


def test_a_menu_of_columns_that_stand_below_each_other_says_why_it_is_short(qtbot: QtBot) -> None:
    whole = a_list(qtbot, 5)
    table = whole.table
    table.show_rows([Row(key="1", cells=(Cell("W" * 30), Cell("W" * 30)))])
    assert not table.can_resize
    words = [action.text() for action in table.make_menu().actions() if not action.isEnabled()]
    assert "Columns can be made wider when the window is wider" in words


def test_no_table_is_known_by_a_translated_name() -> None:
    known = [
        ast.unparse(each.value)
        for path in Path(ui.__path__[0]).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        for each in call.keywords
        if each.arg == "known_as"
    ]
    assert len(known) >= 15
    assert all(name == "known_as" or name[0] in "'f" for name in known), known


@pytest.mark.parametrize("name", ["Things", "Dinge"])
def test_widths_are_kept_whatever_the_language(qtbot: QtBot, name: str) -> None:
    table = DataTable(_COLUMNS, name=name, known_as="things")
    qtbot.addWidget(table)
    assert name_of(table) == "things 2"
