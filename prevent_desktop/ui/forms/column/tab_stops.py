"""What Tab stops at inside a part of the screen, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QRadioButton, QWidget


@runtime_checkable
class StandIn(Protocol):
    """A widget that may be a stop for Tab in the stead of another one, which `stands_for` then gives."""

    stands_for: Callable[[], QWidget] | None


def tab_stops(part: QWidget) -> list[QWidget]:
    """The controls in `part` that Tab stops at, in the order of its layouts, which is how they are read.

    Of a set of radio buttons only one is a stop: the chosen one, or the first. (Here each set is a button group.)
    """
    return [widget for widget in _inside(part) if _is_stop(widget, part)]


def give_keyboard(stop: QWidget, *, forward: bool) -> QWidget:
    """Put the keyboard on a stop, or on what that stands for; which of both it is."""
    if isinstance(stop, StandIn) and stop.stands_for is not None:
        stop = stop.stands_for()
    stop.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    return stop


def _inside(widget: QWidget) -> Iterator[QWidget]:
    layout = widget.layout()
    children = _laid_out(layout) if layout is not None else _children(widget)
    for child in children:
        yield child
        yield from _inside(child)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    """What stands in `layout`, in its order, found from the widgets and the layouts themselves.

    Never by `itemAt`: PySide remembers an item under its address for as long as the layout lives, while Qt frees it with
    its widget; whatever Qt puts at that address next is then taken for the item, and its end ends the program.
    """
    owner = layout.parentWidget()
    widgets = [] if owner is None else _children(owner)
    layouts = (child for child in layout.children() if isinstance(child, QLayout))
    placed: list[tuple[int, QWidget | QLayout]] = [(layout.indexOf(widget), widget) for widget in widgets]
    placed += [(layout.indexOf(inner), inner) for inner in layouts]
    for place, part in sorted(placed, key=lambda one: one[0]):
        if place >= 0 and isinstance(part, QWidget):
            yield part
        elif place >= 0 and isinstance(part, QLayout):
            yield from _laid_out(part)


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
