"""Whether Tab comes to what stands in a window in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QGridLayout,
    QLayout,
    QLineEdit,
    QScrollArea,
    QTabBar,
    QWidget,
)

from prevent_desktop.ui.window.blank_screen import BlankScreen
from tests.gui.tab_ring import led_to, named, passed, steps_itself

Part = QWidget | QLayout
_WHOLE = (QAbstractScrollArea, QComboBox, QAbstractSpinBox, QAbstractButton, QLineEdit, QTabBar)
"""What is one stop, whatever Qt puts into it."""
_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


def out_of_order(window: QWidget) -> Iterator[str]:
    """Each control that Tab comes to before one that stands before it: higher up, further left in its row, or in the column before.

    A column, a card, a row is read as a whole: the layouts say what is one. Round and round is the same wherever one begins, so the order
    begins with what stands first. Nothing is told of a window that is covered (F9), nor of one that has an order of its own.
    """
    if steps_itself(window) or any(cover.isVisible() for cover in window.findChildren(BlankScreen)):
        return
    focus: QWidget | None = window.focusWidget()
    step = partial(led_to, forward=True)
    _once, back_at = passed(window if focus is None else focus, step)
    met, _first = passed(back_at, step)  # a page may have the keyboard to which Tab never comes back
    reads = [one for one in _inside(window) if one in met]
    by_tab = [one for one in met if one in reads]
    if not reads:
        return
    first = by_tab.index(reads[0])
    place = {id(one): number for number, one in enumerate(reads)}
    by_tab = [*by_tab[first:], *by_tab[:first]]
    for number, one in enumerate(by_tab):
        passed_by = [other for other in by_tab[number + 1 :] if place[id(other)] < place[id(one)]]
        if passed_by:
            yield f"Tab comes to {named(one)} before {', '.join(map(named, passed_by))}"
            return


def _inside(widget: QWidget) -> Iterator[QWidget]:
    """What is within, in the order of its layouts; what no layout places, by where it stands.

    Nothing of Qt's own is looked into, such as what holds a scroll bar; and no layout is asked for its items, nor for whose it is: PySide would
    remember what Qt frees, and take for it what comes to stand there later (`test_layout_items`).
    """
    if isinstance(widget, _WHOLE) and not isinstance(widget, QScrollArea):
        return
    children = [one for one in _children(widget) if one.isVisible() and not one.isWindow()]
    laid = [one for layout in _layouts(widget) for one in _laid_out(layout, children)]
    loose = [one for one in children if one not in laid]
    for child in (*laid, *sorted(loose, key=_place)):
        yield child
        yield from _inside(child)


def _laid_out(layout: QLayout, children: list[QWidget]) -> Iterator[QWidget]:
    parts: list[Part] = [one for one in children if layout.indexOf(one) >= 0]
    parts += _layouts(layout)
    for part in sorted(parts, key=lambda part: _order(layout, part)):
        if isinstance(part, QLayout):
            yield from _laid_out(part, children)
        else:
            yield part


def _layouts(of: Part) -> list[QLayout]:
    return of.findChildren(QLayout, options=_DIRECT)


def _children(widget: QWidget) -> list[QWidget]:
    return widget.findChildren(QWidget, options=_DIRECT)


def _order(layout: QLayout, part: Part) -> tuple[int, int]:
    number = layout.indexOf(part)
    if isinstance(layout, QGridLayout):
        row, column, _rows, _columns = cast("tuple[int, int, int, int]", layout.getItemPosition(number))
        return row, column
    return number, 0


def _place(widget: QWidget) -> tuple[int, int]:
    return widget.y(), widget.x()
