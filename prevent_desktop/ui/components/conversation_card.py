"""One conversation about packs: what was said, the newest last, and what can be done next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from prevent_desktop.ui.components.conversation_words import ConversationWords, Line, Step, next_step
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.widgets import Card, FlowRow, HairLine, Heading, Pill, SecondaryButton, Text, VBox
from prevent_desktop.ui.widgets.keyboard import hand_keyboard_on
from prevent_desktop.ui.widgets.tab_order import chain_tabs, stop_before


class ConversationCard(Card):
    """`navigator` leads to what can be done next."""

    def __init__(
        self, words: ConversationWords, navigator: Navigator, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self.words, self._navigator = words, navigator
        self.setAccessibleName(words.title)
        self.state = Pill(words.state, words.tone)
        self.body.addWidget(Heading(words.title, 2))
        self.body.addWidget(self.state, 0, Qt.AlignmentFlag.AlignLeft)
        for line in words.lines:
            self._add(line)
        self.steps = {step: self._button(step) for step in words.steps}
        if self.steps:
            self.body.addSpacing(6)
            self.body.addWidget(FlowRow(*self.steps.values()), 0, Qt.AlignmentFlag(0))

    def _add(self, line: Line) -> None:
        self.body.addWidget(HairLine())
        self.body.addWidget(Text(line.when, "small"))
        self.body.addWidget(Text(line.what, "warning" if line.warns else "strong"))
        if line.text:
            self.body.addWidget(Text(line.text, selectable=True))

    def _button(self, step: Step) -> SecondaryButton:
        button = SecondaryButton(step.label, lambda: self._navigator.open(next_step(step, self.words)))
        button.setAccessibleDescription(self.words.title)
        return button


class Conversations(QWidget):
    """All conversations of a case, below each other; nothing at all where there is none."""

    def __init__(self, navigator: Navigator, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._navigator = navigator
        self._column = VBox(self, spacing=14)
        self._shown: tuple[ConversationWords, ...] = ()
        self.cards: list[ConversationCard] = []

    def show_conversations(self, conversations: Sequence[ConversationWords]) -> None:
        """Show these in place of what was shown; what has not changed is left alone, and the keyboard stays where it is."""
        if tuple(conversations) != self._shown:
            self._shown = tuple(conversations)
            old = self.cards
            self.cards = [ConversationCard(words, self._navigator, parent=self) for words in conversations]
            for card in self.cards:
                self._column.addWidget(card)
                card.show()
            hand_keyboard_on(old, self.cards)
            for card in old:
                card.hide()
                self._column.removeWidget(card)
                card.deleteLater()
            chain_tabs(
                [stop_before(self), *(button for card in self.cards for button in card.steps.values())]
            )
        self.setVisible(bool(self.cards))
