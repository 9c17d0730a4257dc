"""The menu of an area: a word to check, the clipboard, and what else can be done there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from prevent_desktop.translation import _
from prevent_desktop.ui.components.shortcuts import Shortcut
from prevent_desktop.ui.widgets import without_mnemonics
from prevent_desktop.ui.widgets.menus import add_entry
from prevent_desktop.ui.writing.aids import WritingAids
from prevent_desktop.ui.writing.area import WritingArea
from prevent_desktop.ui.writing.marks import Span


class HasArea(Protocol):
    """The box that the menu belongs to."""

    area: WritingArea

    def check_words(self) -> None:
        """Step through the words to check."""

    def choose_phrase(self) -> None:
        """Choose a phrase."""


def show_menu(box: HasArea, aids: WritingAids | None, where: QPoint, place: int) -> None:
    """Show the menu at `where` on the screen, for the word at `place` in the text."""
    area = box.area
    menu = QMenu(area)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    span = area.check.marks.at(place)
    if span is not None and aids is not None and not area.isReadOnly():
        _add_word(menu, area, aids, span)
    _add_clipboard(menu, area)
    if aids is not None and not area.isReadOnly():
        menu.addSeparator()
        _add(menu, _("Words to check…"), box.check_words, Shortcut.WORDS_TO_CHECK.keys[0])
        _add(menu, _("Put in quotation marks"), area.quote, Shortcut.QUOTE.keys[0])
        _add(menu, _("Phrases…"), box.choose_phrase, Shortcut.PHRASES.keys[0])
    menu.popup(where)


def _add_word(menu: QMenu, area: WritingArea, aids: WritingAids, span: Span) -> None:
    speller = area.check.speller
    word = area.check.word_at(span)
    found = speller.suggestions(word) if speller is not None else ()
    for suggestion in found:
        _add(menu, suggestion, partial(area.replace, span, suggestion))
    if not found:
        add_entry(menu, _("No suggestions")).setEnabled(False)
    menu.addSeparator()
    _add(menu, _("Add “{word}” to my words").format(word=word), partial(aids.add_own_word, word))
    _add(menu, _("Leave it as it is"), partial(aids.leave, word))
    menu.addSeparator()


def _add_clipboard(menu: QMenu, area: WritingArea) -> None:
    selected, writable = area.textCursor().hasSelection(), not area.isReadOnly()
    _add(menu, _("Cut"), area.cut, "Ctrl+X", enabled=selected and writable)
    _add(menu, _("Copy"), area.copy, "Ctrl+C", enabled=selected)
    _add(menu, _("Paste"), area.paste, "Ctrl+V", enabled=writable and area.canPaste())
    _add(menu, _("Select all"), area.selectAll, "Ctrl+A")


def _add(
    menu: QMenu, text: str, action: Callable[[], object], keys: str = "", *, enabled: bool = True
) -> None:
    entry = add_entry(menu, without_mnemonics(text))
    entry.setEnabled(enabled)
    entry.triggered.connect(lambda _checked=False: action())
    if keys:
        entry.setShortcut(QKeySequence(keys))
