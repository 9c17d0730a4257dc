"""Tab comes to what stands on a page in the order in which it is read."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from prevent_desktop.ui.widgets import Columns, FlowRow, KeyValue, KeyValueTable, VBox
from prevent_desktop.ui.widgets.tab_order import chain_tabs
from tests.gui.reading_order import out_of_order

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]


class Page(QWidget):
    """A button, two columns of two, a grid of four, a row, and a last button."""

    def __init__(self) -> None:
        super().__init__()
        self.made = {name: QPushButton(name) for name in "ABCDEFGHIJKL"}
        columns = Columns(shares=(1, 1))
        columns.main.add(self.made["B"], self.made["C"])
        columns.side.add(self.made["D"], self.made["E"])
        self.held = QWidget()
        grid = QGridLayout(self.held)
        for number, name in enumerate("FGHI"):
            grid.addWidget(self.made[name], *divmod(number, 2))
        self.row = FlowRow(self.made["J"], self.made["K"])
        self.column = VBox(self)
        self.column.add(self.made["A"], columns, self.held, self.row, self.made["L"])

    def chain(self, names: str) -> None:
        """Let Tab go in this order."""
        chain_tabs([self.made[name] for name in names])


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    page = Page()
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.chain("ABCDEFGHIJKL")
    return page


def test_a_page_that_goes_as_it_is_read_has_nothing_told(page: Page) -> None:
    assert list(out_of_order(page)) == []


@pytest.mark.parametrize("begun", ["A", "E", "L"])
def test_it_is_the_same_wherever_the_keyboard_is(page: Page, begun: str) -> None:
    page.made[begun].setFocus()
    assert list(out_of_order(page)) == []


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ("ACBDEFGHIJKL", "Tab comes to QPushButton “C” before QPushButton “B”"),
        ("ADEBCFGHIJKL", "Tab comes to QPushButton “D” before QPushButton “B”, QPushButton “C”"),
        ("ABDCEFGHIJKL", "Tab comes to QPushButton “D” before QPushButton “C”"),
        ("ABCDEFHGIJKL", "Tab comes to QPushButton “H” before QPushButton “G”"),
        ("ABCDEFGHIKJL", "Tab comes to QPushButton “K” before QPushButton “J”"),
        ("BCDEFGHIJKLA", ""),
    ],
    ids=["up a column", "the other column first", "across columns", "down a grid", "back in a row", "round"],
)
def test_what_is_passed_by_is_named(page: Page, names: str, told: str) -> None:
    page.chain(names)
    assert "".join(out_of_order(page)) == told


def test_what_is_made_later_and_stands_earlier_is_told(page: Page) -> None:
    late = QPushButton("Late")
    page.column.insertWidget(1, late)
    late.show()
    told = list(out_of_order(page))
    assert told == ["Tab comes to QPushButton “B” before QPushButton “Late”"]


def test_the_links_of_a_table_come_where_it_stands_whenever_they_are_shown(page: Page) -> None:
    table = KeyValueTable()
    page.column.insertWidget(1, table)
    chain_tabs([page.made["A"], table])
    table.show_rows([KeyValue(key=one, label=one, values=("x",), link="Change") for one in ("One", "Two")])
    assert list(out_of_order(page)) == []
    page.made["L"].setFocus()
    assert list(out_of_order(page)) == []
