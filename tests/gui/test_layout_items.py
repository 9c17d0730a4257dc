"""Nothing asks a layout for its items: PySide keeps what it made of an item after Qt has freed it.

What is at that address next, often a layout, is then taken for the item; when it goes, the program ends with it. So
the screens find what stands in a layout from the widgets themselves.
"""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from pathlib import Path

import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

import prevent_desktop.ui
from prevent_desktop.ui.forms.column.tab_stops import tab_stops
from prevent_desktop.ui.widgets import FlowRow

_OWN_LAYOUT = "widgets/layouts.py"


def remembered_items() -> set[int]:
    """The items of layouts that PySide takes to be alive, but for those that a layout of ours holds itself."""
    alive = shiboken6.getAllValidWrappers()
    own = {
        id(item) for layout in alive if isinstance(layout, QLayout) for item in getattr(layout, "_items", ())
    }
    return {
        id(one)
        for one in alive
        if isinstance(one, QLayoutItem) and not isinstance(one, QLayout) and id(one) not in own
    }


def delete(*widgets: QWidget) -> None:
    for widget in widgets:
        widget.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _nested() -> tuple[QWidget, list[QWidget]]:
    """A part with boxes, a grid and a flow in each other, and its controls as they are read."""
    part, inside = QWidget(), QWidget()
    first, second, third, fourth, fifth = controls = [QLineEdit() for _number in range(5)]
    flowing = [QPushButton(str(number)) for number in range(2)]
    last = QLineEdit()
    grid, row, column = QGridLayout(), QHBoxLayout(), QVBoxLayout(part)
    column.addWidget(first)
    column.addLayout(grid)
    grid.addWidget(second, 0, 1)
    grid.addLayout(row, 0, 0)
    row.addStretch()
    row.addWidget(third)
    column.addSpacing(4)
    column.addWidget(inside)
    within = QVBoxLayout(inside)
    within.addWidget(fourth)
    within.addWidget(FlowRow(*flowing))
    column.addWidget(last)
    column.insertWidget(0, fifth)
    return part, [fifth, *controls[:4], *flowing, last]


def test_the_stops_of_tab_come_in_the_order_of_layouts_in_layouts(qtbot: QtBot) -> None:
    part, read = _nested()
    qtbot.addWidget(part)
    assert tab_stops(part) == read


def test_nothing_is_remembered_of_what_stood_in_a_layout(qtbot: QtBot) -> None:
    part, read = _nested()
    qtbot.addWidget(part)
    delete()  # what earlier tests left
    gc.collect()
    before = remembered_items()
    tab_stops(part)
    delete(*read)
    assert tab_stops(part) == []
    assert remembered_items() <= before


def _asks_for_items(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in {"itemAt", "itemAtPosition"}:
            yield f"{source.name}:{node.lineno}"


def test_no_screen_asks_a_layout_for_an_item() -> None:
    package = Path(prevent_desktop.ui.__path__[0])
    sources = [one for one in package.rglob("*.py") if one.relative_to(package).as_posix() != _OWN_LAYOUT]
    assert len(sources) > 100
    assert not [place for source in sources for place in _asks_for_items(source)]
