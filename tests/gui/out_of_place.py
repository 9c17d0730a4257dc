"""What stands over its neighbour, or further out than what holds it can show."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLayout, QScrollArea, QWidget

from prevent_desktop.ui.forms.column.lazy import LazyColumn

_PLAY = 1
"""Pixels by which Qt rounds."""


def out_of_place(window: QWidget) -> Iterator[str]:
    """Each visible widget that its parent cuts and nothing scrolls to, and each two of one layout that stand over each other.

    Rows of a form whose words have just grown have their new height only in the next turn of the event loop: they are given it first.
    """
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    for column in window.findChildren(LazyColumn):
        column.settle()
    for widget in (window, *window.findChildren(QWidget)):
        if widget.isVisible():
            yield from _cut_by_its_parent(widget)
            yield from _wider_than_its_view(widget)
            yield from _over_each_other(widget)


def _cut_by_its_parent(widget: QWidget) -> Iterator[str]:
    parent, place = widget.parentWidget(), widget.geometry()
    if parent is None or widget.isWindow() or place.isEmpty() or _scrolls(parent):
        return
    if not parent.rect().adjusted(-_PLAY, -_PLAY, _PLAY, _PLAY).contains(place):
        yield f"{_named(widget)} at {place.getRect()} stands out of {_named(parent)} of {parent.size().toTuple()}"


def _scrolls(parent: QWidget) -> bool:
    area = parent.parentWidget()
    return isinstance(area, QAbstractScrollArea) and parent is area.viewport()


def _wider_than_its_view(area: QWidget) -> Iterator[str]:
    content = area.widget() if isinstance(area, QScrollArea) else None
    if not isinstance(area, QScrollArea) or content is None:
        return
    is_fixed = area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    over = content.width() - area.viewport().width()
    if is_fixed and over > _PLAY:
        yield f"{_named(content)} is {over} px wider than its view"


def _over_each_other(parent: QWidget) -> Iterator[str]:
    for one, other in combinations(_laid_out_in(parent), 2):
        both = one.geometry() & other.geometry()
        if both.width() > _PLAY and both.height() > _PLAY:
            yield f"{_named(one)} and {_named(other)} stand over each other: {both.width()}×{both.height()}"


def _laid_out_in(parent: QWidget) -> list[QWidget]:
    """What its layouts place and is shown. No layout is asked for its items (`test_layout_items`)."""
    layout = parent.layout()
    layouts = [] if layout is None else [layout, *layout.findChildren(QLayout)]
    children = parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [one for one in children if one.isVisible() and any(each.indexOf(one) >= 0 for each in layouts)]


def _named(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{widget.accessibleName() or widget.property('text') or ''}”"
