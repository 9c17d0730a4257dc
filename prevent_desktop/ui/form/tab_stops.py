"""What Tab stops at inside a part of the screen, in reading order."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QRadioButton, QWidget


def tab_stops(part: QWidget) -> list[QWidget]:
    """The controls in `part` that Tab stops at, in the order of its layouts, which is how they are read.

    Of a set of radio buttons only one is a stop: the chosen one, or the first. (Here each set is a button group.)
    """
    return [widget for widget in _inside(part) if _is_stop(widget, part)]


def _inside(widget: QWidget) -> Iterator[QWidget]:
    layout = widget.layout()
    children = _laid_out(layout) if layout is not None else _children(widget)
    for child in children:
        yield child
        yield from _inside(child)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        widget, inner = (None, None) if item is None else (item.widget(), item.layout())
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def _children(widget: QWidget) -> Iterator[QWidget]:
    return (child for child in widget.children() if isinstance(child, QWidget))


def _is_stop(widget: QWidget, part: QWidget) -> bool:
    if not (widget.isEnabled() and widget.isVisibleTo(part) and widget.focusProxy() is None):
        return False
    if isinstance(widget, QRadioButton):
        return _stands_for_its_set(widget)
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _stands_for_its_set(radio: QRadioButton) -> bool:
    """Whether it is the chosen one, or the first where none is: Qt's own mark follows the last focus instead."""
    buttons = radio.group().buttons()
    return radio is next((button for button in buttons if button.isChecked()), buttons[0])
