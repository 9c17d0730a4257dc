"""The line under an area: what spelling says, quotation marks and phrases, and the number of words."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets import FlowRow, LinkButton, Text, VBox, announce
from prevent_desktop.ui.widgets.plain_words import give_tooltip
from prevent_desktop.ui.widgets.shortcuts import Shortcut
from prevent_desktop.ui.widgets.tab_order import chain_tabs

PAUSE_MS = 2_500
_ROOM = 7
_GAP = 14
_BETWEEN = 2
"""Between its parts, and between its rows where it needs several."""


class LineUnder(QWidget):
    """Stands under `area`. Signals `words_wanted()`, `quote_wanted()`, `phrases_wanted()`.

    It keeps its place from the beginning and makes its parts when they first have something to say, so that a page
    of many areas opens fast. Only the words to check take the keyboard; the other two have keys of their own, so that
    Tab goes to the next question without a detour.
    """

    words_wanted = Signal()
    quote_wanted = Signal()
    phrases_wanted = Signal()

    def __init__(self, area: QWidget) -> None:
        super().__init__()
        self._area = area
        self._parts: _Parts | None = None
        self._told = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._tell_to_check)

    @property
    def parts(self) -> _Parts:
        """The parts, made when they are first needed."""
        if self._parts is None:
            self._parts = _Parts(self)
            self._parts.to_check.clicked.connect(self.words_wanted)
            chain_tabs([self._area, self._parts.to_check])
        return self._parts

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, self.fontMetrics().height() + _ROOM))

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(0, self.fontMetrics().height() + _ROOM))

    def offer_tools(self) -> None:
        """Show what else there is, once the area is being used."""
        for text, name, wish in (
            (
                _("Quote"),
                _("Quote: put the selection in quotation marks, {key}").format(key=Shortcut.QUOTE.shown),
                self.quote_wanted,
            ),
            (
                _("Phrases"),
                _("Insert one of your phrases, {key}").format(key=Shortcut.PHRASES.shown),
                self.phrases_wanted,
            ),
        ):
            tool = LinkButton(text, wish, name=name)
            tool.setProperty("kind", "small")
            give_tooltip(tool, name)
            tool.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.parts.flow.add(tool)
            tool.show()

    def show_spelling(self, to_check: int, sentence: str) -> None:
        """How many words are to be checked; with none, `sentence`."""
        if self._parts is None and not to_check and not sentence:
            return
        parts = self.parts
        parts.to_check.setVisible(to_check > 0)
        parts.spelling.setVisible(to_check == 0 and bool(sentence))
        parts.spelling.setText(sentence)
        if to_check:
            words = ngettext("{number} word to check", "{number} words to check", to_check)
            parts.to_check.setText(words.format(number=to_check))
            parts.to_check.setAccessibleName(_("{words}, F7").format(words=parts.to_check.text()))
            parts.to_check.updateGeometry()
        if to_check > self._told:
            self._pause.start()
        self._told = min(self._told, to_check)

    def show_count(self, words: str) -> None:
        """The number of words."""
        if words or self._parts is not None:
            self.parts.count.say(words)

    def say(self, words: str) -> None:
        """A sentence about what was not taken as it came; with nothing, it goes."""
        if words or self._parts is not None:
            self.parts.said.say(words)
        if words:
            announce(self, words)

    @property
    def says_something(self) -> bool:
        """Whether such a sentence stands there."""
        return self._parts is not None and self._parts.said.isVisible()

    def _tell_to_check(self) -> None:
        """Read out, once typing has paused, that there are more words to check than before."""
        link = self.parts.to_check
        if link.isVisible():
            self._told = int("".join(filter(str.isdigit, link.text())) or 0)
            announce(self, link.text())


class _Parts:
    """What stands in the line."""

    def __init__(self, line: QWidget) -> None:
        self.to_check = LinkButton("")
        self.to_check.setProperty("kind", "small")
        self.to_check.hide()
        self.spelling = Text("", "small", wrap=False)
        self.count = Text("", "small", wrap=False)
        self.spelling.hide()
        self.count.hide()
        self.said = Text("", "warning")
        self.said.hide()
        self.flow = FlowRow(self.to_check, self.spelling, self.count, gap=_GAP, between=_BETWEEN)
        column = VBox(line, spacing=2, margins=(0, 3, 0, 0))
        column.add(self.said, self.flow)
