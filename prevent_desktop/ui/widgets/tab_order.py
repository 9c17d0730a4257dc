"""The order in which Tab goes. Qt puts what is made later last; what is shown first should come first."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import createdByPython


def neighbour(widget: QWidget, *, forward: bool) -> QWidget:
    """What stands after `widget` (or before it) in Qt's ring of all that is in a window, whether Tab stops there or not.

    PySide takes what Qt itself made, such as the heading of a table, for a part of whatever was asked for it, and deletes it with that: the
    table, which Qt leaves it in, ends the program at the next look at it. So whose part it is is told to PySide at once.
    """
    found = widget.nextInFocusChain() if forward else widget.previousInFocusChain()
    assert found is not None, "it is a ring"  # noqa: S101 -- Qt says so
    _tell_whose(found)
    return found


def _tell_whose(part: QWidget) -> None:
    holder = part.parentWidget()
    if holder is None or createdByPython(part):
        return
    _tell_whose(holder)
    holder.findChildren(type(part), options=Qt.FindChildOption.FindDirectChildrenOnly)


def chain_tabs(widgets: Iterable[QWidget]) -> None:
    """Let Tab go from each of `widgets` to the next; what came after the first comes after the last.

    What hands its keyboard on to one of them (`setFocusProxy`: a tick box with its words, a group, a date) is moved as a whole. Qt would
    leave it where it was, and Tab, once there, would go back to the one that was moved: round for ever, and never to what comes after.
    """
    for before, after in pairwise(widgets):
        _put_behind(before, _whole_of(after, before))


def _whole_of(widget: QWidget, before: QWidget) -> QWidget:
    """The largest part without `before` that has the keyboard for `widget`; itself where none has."""
    whole, around = widget, widget.parentWidget()
    while around is not None and not around.isAncestorOf(before):
        if _handed_on(around)[-1] is widget:
            whole = around
        around = around.parentWidget()
    return whole


def _handed_on(widget: QWidget) -> list[QWidget]:
    """`widget`, what it hands its keyboard on to, and so on."""
    found = [widget]
    while (proxy := found[-1].focusProxy()) is not None:
        found.append(proxy)
    return found


def _put_behind(before: QWidget, part: QWidget) -> None:
    """Qt moves nothing that never takes the keyboard itself, and gives what it hands it on to the same policy: all get theirs back."""
    policies = [(each, each.focusPolicy()) for one in (before, part) for each in _handed_on(one)]
    for one in (before, part):
        one.setFocusPolicy(_handed_on(one)[-1].focusPolicy())
    QWidget.setTabOrder(before, part)
    for each, policy in policies:
        each.setFocusPolicy(policy)


def stop_before(part: QWidget) -> QWidget:
    """Where Tab stops before it comes to `part` and what is in it; `part` itself where nothing else is in the window."""
    one = neighbour(part, forward=False)
    while one is not part:
        if one.focusPolicy() is not Qt.FocusPolicy.NoFocus and not part.isAncestorOf(one):
            return one
        one = neighbour(one, forward=False)
    return part


def chain_behind(before: QWidget, made: QWidget) -> None:
    """Let Tab go from `before` into `made`, through it in its own order, and then on: Qt puts what is made later behind all else."""
    within: list[QWidget] = [made]
    each = neighbour(made, forward=True)
    while each is not made and made.isAncestorOf(each):
        within.append(each)
        each = neighbour(each, forward=True)
    chain_tabs([before, *(one for one in within if one.focusPolicy() is not Qt.FocusPolicy.NoFocus)])
