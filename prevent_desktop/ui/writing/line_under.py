"""The line under an area: what spelling says, quotation marks and phrases, and the number of words."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets import FlowRow, LinkButton, Text, announce

PAUSE_MS = 2_500


class LineUnder(QWidget):
    """Signals `words_wanted()`, `quote_wanted()`, `phrases_wanted()`.

    Only the words to check take the keyboard; the other two have keys of their own, so that Tab goes to the next
    question without a detour.
    """

    words_wanted = Signal()
    quote_wanted = Signal()
    phrases_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.to_check = LinkButton("")
        self.to_check.setProperty("kind", "small")
        self.to_check.clicked.connect(self.words_wanted)
        self.to_check.hide()
        self.spelling = Text(" ", "small", wrap=False)
        self.count = Text("", "small", wrap=False)
        self.said = Text("", "warning")
        self.said.hide()
        self._tools: list[LinkButton] = []
        self._flow = FlowRow(self.to_check, self.spelling, self.count, gap=14)
        self._told = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._tell_to_check)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 3, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.said)
        column.addWidget(self._flow)

    def offer_tools(self) -> None:
        """Show what else there is, once the area is being used."""
        if self._tools:
            return
        for text, name, wish in (
            (
                _("Quotation marks"),
                _("Put the selection in quotation marks, Ctrl+Shift+2"),
                self.quote_wanted,
            ),
            (_("Phrases"), _("Insert one of your phrases, Ctrl+Space"), self.phrases_wanted),
        ):
            tool = LinkButton(text, name=name)
            tool.setProperty("kind", "small")
            tool.setToolTip(name)
            tool.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            tool.clicked.connect(wish)
            self._flow.add(tool)
            tool.show()
            self._tools.append(tool)

    def show_spelling(self, to_check: int, sentence: str) -> None:
        """How many words are to be checked; with none, `sentence`."""
        self.to_check.setVisible(to_check > 0)
        self.spelling.setVisible(to_check == 0)
        self.spelling.setText(sentence or " ")
        if to_check:
            words = ngettext("{number} word to check", "{number} words to check", to_check)
            self.to_check.setText(words.format(number=to_check))
            self.to_check.setAccessibleName(_("{words}, F7").format(words=self.to_check.text()))
            self.to_check.updateGeometry()
        if to_check > self._told:
            self._pause.start()
        self._told = min(self._told, to_check)

    def show_count(self, words: str) -> None:
        """The number of words."""
        self.count.setText(words)

    def say(self, words: str) -> None:
        """A sentence about what was not taken as it came; with nothing, it goes."""
        self.said.setText(words)
        self.said.setVisible(bool(words))
        if words:
            announce(self, words)

    def _tell_to_check(self) -> None:
        """Read out, once typing has paused, that there are more words to check than before."""
        if self.to_check.isVisible():
            self._told = int("".join(filter(str.isdigit, self.to_check.text())) or 0)
            announce(self, self.to_check.text())
