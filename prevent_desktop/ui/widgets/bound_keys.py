"""Has the keys of a shortcut do something."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from prevent_desktop.ui.widgets.shortcuts import Shortcut

_Context = Qt.ShortcutContext


def bind(
    shortcut: Shortcut,
    owner: QWidget,
    act: Callable[[], object],
    context: Qt.ShortcutContext = _Context.WidgetWithChildrenShortcut,
    *,
    repeats: bool = True,
) -> None:
    """Each key of `shortcut` does `act` while the keyboard is in `owner`; `repeats` while it is held down."""
    for key in shortcut.keys:
        bind_key(key, owner, act, context, repeats=repeats)


def bind_key(
    key: str,
    owner: QWidget,
    act: Callable[[], object],
    context: Qt.ShortcutContext,
    *,
    repeats: bool,
) -> None:
    """The same for one key, as Qt writes it."""
    bound = QShortcut(QKeySequence(key), owner)
    bound.setContext(context)
    bound.setAutoRepeat(repeats)
    bound.activated.connect(act)


def is_key_of(shortcut: Shortcut, pressed: QKeySequence) -> bool:
    """Whether `pressed` is one of the keys of `shortcut`."""
    return any(QKeySequence(keys) == pressed for keys in shortcut.keys)
