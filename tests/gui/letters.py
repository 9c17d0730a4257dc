"""Whether a letter with Alt does what it is underlined for: of two with one letter, Qt presses neither."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QLabel, QTabBar, QWidget


def shared_letters(window: QWidget) -> Iterator[str]:
    """Each letter that is underlined twice at once, with the words on what has it."""
    by_letter: dict[str, list[str]] = {}
    for words in underlined(window):
        by_letter.setdefault(letter_of(words), []).append(words)
    yield from (
        f"{letter}: {', '.join(several)}" for letter, several in by_letter.items() if len(several) > 1
    )


def letter_of(words: str) -> str:
    """The keys for the underlined letter ("Alt+S"); empty where none is underlined."""
    return QKeySequence.mnemonic(words).toString()


def underlined(window: QWidget) -> Iterator[str]:
    """The words with a letter on all that can be pressed now, or leads to a field."""
    for widget in window.findChildren(QWidget):
        if widget.isVisibleTo(window) and widget.isEnabled() and widget.window() is window.window():
            yield from filter(letter_of, _words_on(widget))


def _words_on(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QAbstractButton) or (isinstance(widget, QLabel) and widget.buddy() is not None):
        yield widget.text()
    elif isinstance(widget, QTabBar):
        yield from (widget.tabText(number) for number in range(widget.count()))
