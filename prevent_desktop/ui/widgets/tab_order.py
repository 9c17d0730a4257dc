"""The order in which Tab goes. Qt puts what is made later last; what is shown first should come first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def chain_tabs(widgets: Iterable[QWidget]) -> None:
    """Let Tab go from each of `widgets` to the next; what came after the first comes after the last."""
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)


def enter_tabs(before: QWidget, part: QWidget) -> None:
    """Let Tab go from `before` into `part`, which was made later, through it, and only then to what came after `before`."""
    policy = part.focusPolicy()
    part.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Qt moves nothing that never takes the keyboard
    inside = [one for one in _inside(part) if one.focusPolicy() is not Qt.FocusPolicy.NoFocus]
    chain_tabs([before, *inside])
    part.setFocusPolicy(policy)


def _inside(part: QWidget) -> Iterator[QWidget]:
    """`part`, and what is in it, as Tab passes through it."""
    yield part
    widget = part.nextInFocusChain()
    while widget is not None and part.isAncestorOf(widget):
        yield widget
        widget = widget.nextInFocusChain()
