"""Entries of menus."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu


def add_entry(menu: QMenu, text: str) -> QAction:
    """Add an entry that shows `text`; an & in it marks the letter of its key.

    Made here and not by Qt: `QMenu.addAction(text)` can hand out the dead wrapper of an earlier menu's entry.
    """
    action = QAction(text, menu)
    menu.addAction(action)
    return action
