"""Where Tab leads in a window: what it never comes to, and where it is caught."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from types import FunctionType

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from prevent_desktop.ui.navigation.side_bar import SideBar
from prevent_desktop.ui.widgets.tab_order import neighbour
from prevent_desktop.ui.window.blank_screen import BlankScreen
from tests.gui.screens import reachable

Step = Callable[[QWidget], QWidget]


def led_to(here: QWidget, *, forward: bool) -> QWidget:
    """What has the keyboard after Tab (or Shift+Tab) where `here` has it, found along the chain without moving it.

    The rule is Qt's own (`QApplicationPrivate::focusNextPrevChild_helper` of 6.11). Forward it enters what hands its keyboard on (`setFocusProxy`)
    to something within, wherever in the chain that stands: this is how Tab is caught. `test_tab_ring.py` holds the rule against the key.
    """
    window, there = here.window(), here
    while (there := neighbour(there, forward=forward)) is not here:
        if _takes(there, window, here, forward=forward):
            return _deepest(there) if _deepest(there).isEnabled() else here
    return here


def passed(first: QWidget, step: Step) -> tuple[list[QWidget], QWidget]:
    """What has the keyboard one after the other from `first` on, and which of these it comes back to."""
    met: list[QWidget] = []
    here = first
    while here not in met:
        met.append(here)
        here = step(here)
    return met, here


def not_reached(window: QWidget) -> Iterator[str]:
    """What Tab, or Shift+Tab, from where the keyboard is in `window` never comes to, or comes to once and never again.

    Nothing is told of a window that is covered (F9), nor of one that has an order of its own: tests of that press the key.
    """
    if steps_itself(window) or any(cover.isVisible() for cover in window.findChildren(BlankScreen)):
        return
    stops = [one for one in reachable(window) if one.window() is window]
    for forward, key in ((True, "Tab"), (False, "Shift+Tab")):
        step = partial(led_to, forward=forward)
        focus: QWidget | None = window.focusWidget()
        met, back_at = passed(window if focus is None else focus, step)
        round_again, _first = passed(back_at, step)
        yield from (f"{key} never comes to {named(one)}" for one in stops if one not in met)
        yield from (
            f"{key} comes only once to {named(one)}" for one in stops if one in met and one not in round_again
        )
    for bar in window.findChildren(SideBar):
        if bar.isVisible() and not any(bar.isAncestorOf(stop) for stop in stops):
            yield "no key comes to the side bar"


def steps_itself(window: QWidget) -> bool:
    """Whether something that is shown in it has an order of its own, as the screen of a form has."""
    shown = (part for part in window.findChildren(QWidget) if part.isVisible())
    return any(isinstance(type(part).focusNextPrevChild, FunctionType) for part in shown)


def _deepest(widget: QWidget) -> QWidget:
    while (proxy := widget.focusProxy()) is not None:
        widget = proxy
    return widget


def _takes(there: QWidget, window: QWidget, here: QWidget, *, forward: bool) -> bool:
    end = _deepest(there)
    passes_by = end is not there and (end.isAncestorOf(there) if forward else there.isAncestorOf(end))
    takes_tab = bool(end.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return takes_tab and not passes_by and there.isVisibleTo(window) and there.isEnabled() and end is not here


def named(widget: QWidget) -> str:
    """What it is, and what a screen reader calls it."""
    name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    return f"{type(widget).__name__} “{name}”"
