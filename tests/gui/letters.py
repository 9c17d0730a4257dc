"""Whether a letter with Alt does what it is underlined for: of two with one letter, Qt presses neither."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QLabel, QTabBar, QWidget


def shared_letters(window: QWidget) -> Iterator[str]:
    """Each letter that is underlined twice at once, with the words on what has it."""
    by_letter: dict[str, list[str]] = {}
    for words in _underlined(window):
        letter = QKeySequence.mnemonic(words).toString()
        if letter:
            by_letter.setdefault(letter, []).append(words)
    yield from (f"{letter}: {', '.join(several)}" for letter, several in by_letter.items() if len(several) > 1)


def _underlined(window: QWidget) -> Iterator[str]:
    """The words of all that can be pressed now, or leads to a field."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisibleTo(window) or not widget.isEnabled() or widget.window() is not window.window():
            continue
        if isinstance(widget, QAbstractButton):
            yield widget.text()
        elif isinstance(widget, QLabel) and widget.buddy() is not None:
            yield widget.text()
        elif isinstance(widget, QTabBar):
            yield from (widget.tabText(number) for number in range(widget.count()))
