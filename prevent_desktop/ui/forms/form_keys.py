"""The keys of the form: undo and redo, the sections, help."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def add_form_keys(
    screen: QWidget,
    *,
    undo: Callable[[], None],
    redo: Callable[[], None],
    turn: Callable[[int], None],
    help_: Callable[[], None],
    read_more: Callable[[], None],
) -> None:
    """Ctrl+Z, Ctrl+Shift+Z (and the system's own redo), Ctrl+PageDown and Ctrl+PageUp, F1 and Ctrl+F1, anywhere in `screen`."""
    for keys, action in (
        (QKeySequence("Ctrl+Z"), undo),
        (QKeySequence("Ctrl+Shift+Z"), redo),
        (QKeySequence("Ctrl+Y"), redo),
        (QKeySequence("Ctrl+PgDown"), lambda: turn(1)),
        (QKeySequence("Ctrl+PgUp"), lambda: turn(-1)),
        (QKeySequence("F1"), help_),
        (QKeySequence("Ctrl+F1"), read_more),
    ):
        shortcut = QShortcut(keys, screen)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(action)
