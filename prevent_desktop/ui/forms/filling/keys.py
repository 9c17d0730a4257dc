"""The keys of a form."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from prevent_desktop.ui.widgets.bound_keys import bind
from prevent_desktop.ui.widgets.shortcuts import Shortcut


def add_form_keys(
    screen: QWidget,
    *,
    undo: Callable[[], None],
    redo: Callable[[], None],
    turn: Callable[[int], None],
    one_page: Callable[[], None],
    next_missing: Callable[[], None],
    say_why_not: Callable[[], None],
    help_: Callable[[], None],
    read_more: Callable[[], None],
) -> None:
    """Undo and redo, the sections, what is still to answer, no answer, help, and reading more, anywhere in `screen`."""
    actions: dict[Shortcut, Callable[[], None]] = {
        Shortcut.UNDO: undo,
        Shortcut.REDO: redo,
        Shortcut.NEXT_SECTION: lambda: turn(1),
        Shortcut.PREVIOUS_SECTION: lambda: turn(-1),
        Shortcut.ONE_PAGE: one_page,
        Shortcut.NEXT_MISSING: next_missing,
        Shortcut.NOT_KNOWN: say_why_not,
        Shortcut.HELP: help_,
        Shortcut.READ_MORE: read_more,
    }
    for shortcut, act in actions.items():
        bind(shortcut, screen, act)
