"""An area for sentences with the line under it, and what the two do together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import VBox, restyle, without_mnemonics
from prevent_desktop.ui.widgets.menus import add_entry
from prevent_desktop.ui.widgets.shortcuts import Shortcut
from prevent_desktop.ui.writing.aids import WritingAids
from prevent_desktop.ui.writing.area import WritingArea
from prevent_desktop.ui.writing.line_under import LineUnder
from prevent_desktop.ui.writing.marks import Span
from prevent_desktop.ui.writing.phrase_picker import PhrasePicker
from prevent_desktop.ui.writing.spelling_dialog import SpellingDialog
from prevent_desktop.ui.writing.word_count import WordCount


def show_menu(box: WritingBox, aids: WritingAids | None, where: QPoint, place: int) -> None:
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


class WritingBox(QWidget):
    """`area` is where is typed. With `own_words` it holds what somebody said, word for word, and looks so.

    `characters` is how many a form allows.
    """

    def __init__(
        self,
        *,
        lines: int = 4,
        most: int = 24,
        own_words: bool = False,
        characters: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._own_words = own_words
        self._aids: WritingAids | None = None
        self.area = WritingArea(lines=lines, most=most)
        if own_words:
            self.area.setProperty("quoted", own_words)
        self.line = LineUnder(self.area)
        self.count = WordCount(self.area, most=characters)
        column = VBox(self, spacing=0)
        column.add(self.area, self.line)
        self.setFocusProxy(self.area)
        self._connect()

    def _connect(self) -> None:
        area, line = self.area, self.line
        area.entered.connect(self._entered)
        area.said.connect(line.say)
        area.words_wanted.connect(self.check_words)
        area.phrases_wanted.connect(self.choose_phrase)
        area.menu_wanted.connect(self._show_menu)
        area.check.changed.connect(self._show_spelling)
        area.cursorPositionChanged.connect(self._cursor_moved)
        area.textChanged.connect(lambda: line.say("") if line.says_something and not area.taking else None)
        self.count.counted.connect(line.show_count)
        line.words_wanted.connect(self.check_words)
        line.quote_wanted.connect(area.quote)
        line.phrases_wanted.connect(self.choose_phrase)

    # A box in a field is named and marked through its area

    def setAccessibleName(self, name: str) -> None:
        self.area.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        self.area.setAccessibleDescription(description)

    def setProperty(self, name: str, value: object) -> bool:
        restyle(self.area, name, value)
        return super().setProperty(name, value)

    # Spelling

    def _entered(self) -> None:
        """The first time somebody writes here, ask for what helps."""
        if self._aids is None and not self.area.isReadOnly():
            self._aids = WritingAids.near(self)
            if self._aids is not None:
                self.line.offer_tools()
                self._aids.changed.connect(self._take_aids)
                self._aids.ask()
                self._take_aids()

    def _take_aids(self) -> None:
        if self._aids is not None:
            self.area.curly = self._aids.aids is not None and self._aids.aids.choices.curly
            self.area.check.check_with(self._aids.speller(own_words=self._own_words))

    def _cursor_moved(self) -> None:
        if self.area.check.marks.spans:
            self.area.viewport().update()

    def _show_spelling(self) -> None:
        check = self.area.check
        number = len(check.marks.spans) - (self.area.being_typed() is not None)
        if check.speller is not None:
            sentence = _("Spelling checked here. Nothing leaves this computer.")
        else:
            sentence = "" if self._aids is None else self._aids.problem
        self.line.show_spelling(number, sentence)

    def check_words(self) -> None:
        """Step through the words to check."""
        if self._aids is not None and self.area.check.speller is not None:
            SpellingDialog(self.area, self._aids, parent=self).open()
        else:
            self.line.say(_("Spelling is not checked in this box."))

    # Phrases and the menu

    def choose_phrase(self) -> None:
        """Choose one of the phrases and insert it."""
        if self._aids is not None and self._aids.aids is not None and not self.area.isReadOnly():
            picker = PhrasePicker(self._aids.aids.phrases, self._aids.aids.facts, parent=self)
            picker.chosen.connect(self.area.insertPlainText)
            picker.open()

    def _show_menu(self, where: QPoint, place: int) -> None:
        show_menu(self, self._aids, where, place)
