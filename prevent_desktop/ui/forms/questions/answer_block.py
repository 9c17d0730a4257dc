"""An answer to read, with where it comes from and a way to change it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Card, HBox, LinkButton, Text


class AnswerBlock(Card):
    """Stands in the place of an editor. Signal `change_wanted()`."""

    change_wanted = Signal()
    stands_for: Callable[[], QWidget] | None = None
    """Gives what takes the keyboard in its stead, where it is a stop for Tab itself."""

    def __init__(self, question: str) -> None:
        super().__init__(kind="answer")
        self.question = question
        self.body.setContentsMargins(11, 9, 11, 9)
        self.body.setSpacing(3)
        self._words = Text("", selectable=False)
        self._source = Text("", "small", wrap=False)
        self._source.hide()
        self.change = LinkButton(
            _("change"), self.change_wanted, name=_("Change: {question}").format(question=question)
        )
        self.change.setProperty("kind", "small")
        self.body.addWidget(self._words)
        line = HBox(spacing=4)
        line.addWidget(self._source)
        line.addWidget(self.change, 0, Qt.AlignmentFlag.AlignLeft)
        line.addStretch(1)
        self.body.addLayout(line)

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def say(self, words: str, source: str = "") -> None:
        """Show an answer in words, and where it comes from."""
        self._words.setText(words)
        self._source.say(_("{source} ·").format(source=source) if source else "")
        self.change.setAccessibleDescription(" ".join(part for part in (words, source) if part))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard goes on to what it stands for."""
        super().focusInEvent(event)
        if self.stands_for is not None:
            self.stands_for().setFocus(event.reason())

    def put_under_words(self, widget: QWidget) -> None:
        """Right below what it says."""
        self.body.insertWidget(1, widget)
