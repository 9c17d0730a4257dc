"""The order in which Tab goes. Qt puts what is made later last; what is shown first should come first."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def chain_tabs(widgets: Iterable[QWidget]) -> None:
    """Let Tab go from each of `widgets` to the next; what came after the first comes after the last."""
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)


def chain_behind(before: QWidget, made: QWidget) -> None:
    """Let Tab go from `before` into `made`, through it in its own order, and then on: Qt puts what is made later behind all else."""
    within: list[QWidget] = [made]
    each = made.nextInFocusChain()
    while each is not None and made.isAncestorOf(each):
        within.append(each)
        each = each.nextInFocusChain()
    chain_tabs([before, *(one for one in within if one.focusPolicy() is not Qt.FocusPolicy.NoFocus)])
