"""Tab through the screen: breadcrumb, sections, questions, help, and then on to what is around the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from prevent_desktop.ui.forms.column.lazy import LazyColumn
from prevent_desktop.ui.forms.column.tab_stops import tab_stops
from prevent_desktop.ui.widgets.tab_order import neighbour


def step(screen: QWidget, zones: Sequence[QWidget], forward: bool) -> bool:
    """Move the focus one stop on from a zone that does not do so itself."""
    focus = QApplication.focusWidget()
    here = next((index for index, zone in enumerate(zones) if _holds(zone, focus)), None)
    if here is None or focus is None:
        return leave(screen, forward)
    chain = [zones[here], *tab_stops(zones[here])]
    place = chain.index(focus) + (1 if forward else -1) if focus in chain else 0
    if 0 < place < len(chain):
        return _give(chain[place], forward)
    return to_next_zone(screen, zones, zones[here], forward)


def to_next_zone(screen: QWidget, zones: Sequence[QWidget], zone: QWidget, forward: bool) -> bool:
    """Move the focus into the zone after `zone` (or before it) that can take it, or out of the screen, or round."""
    way = list(zones) if forward else list(reversed(zones))
    place = way.index(zone) + 1
    return _enter_first(way[place:], forward) or leave(screen, forward) or _enter_first(way[:place], forward)


def _enter_first(zones: Sequence[QWidget], forward: bool) -> bool:
    return any(_enter(zone, forward) for zone in zones if zone.isVisible())


def leave(screen: QWidget, forward: bool) -> bool:
    """Move the focus to what comes after (or before) the whole screen in its window."""
    for widget in _around(screen, forward):
        outside = not screen.isAncestorOf(widget) and not widget.isAncestorOf(screen)
        takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
        if outside and takes_tab and widget.isVisible() and widget.isEnabled():
            return _give(widget, forward)
    return False


def _around(screen: QWidget, forward: bool) -> Iterator[QWidget]:
    """The other widgets of the window, from `screen` on (or back) and round."""
    widget = neighbour(screen, forward=forward)
    while widget is not screen:
        yield widget
        widget = neighbour(widget, forward=forward)


def _holds(zone: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (zone is focus or zone.isAncestorOf(focus))


def _enter(zone: QWidget, forward: bool) -> bool:
    if isinstance(zone, LazyColumn):
        return zone.enter(forward=forward)
    chain = tab_stops(zone)
    if zone.focusPolicy() & Qt.FocusPolicy.TabFocus:
        chain.insert(0, zone)
    return bool(chain) and _give(chain[0 if forward else -1], forward)


def _give(widget: QWidget, forward: bool) -> bool:
    widget.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    return True
