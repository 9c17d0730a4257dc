"""The order in which Tab goes. Qt puts what is made later last; what is shown first should come first."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtWidgets import QWidget


def chain_tabs(widgets: Iterable[QWidget]) -> None:
    """Let Tab go from each of `widgets` to the next; what came after the first comes after the last."""
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)
