"""What the cards of the three steps have in common."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import BusyLine, Card, FlowRow, PrimaryButton, SecondaryButton, Text, Tone
from prevent_desktop.ui.widgets.notices import Notice

READ_WIDTH = 540
"""Sentences are no wider than this, in pixels at 100 %, so that a line is read at a glance."""


class StepCard(Card):
    """Signals `done()` and `back_wanted()`. A subclass fills `body`, then calls `add_buttons`."""

    done = Signal()
    back_wanted = Signal()

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.body.setContentsMargins(28, 24, 28, 26)
        self.notice = Notice()
        self.busy = BusyLine()

    def add_buttons(self, words: str, does: Callable[[], None], *, back: bool = True) -> None:
        """The card's last row."""
        self.go_on = PrimaryButton(words, does)
        self.back = SecondaryButton(_("&Back"), self.back_wanted)
        self.back.setVisible(back)
        self.body.add(self.notice, self.busy)
        self.body.addSpacing(12)
        self.body.addWidget(FlowRow(self.go_on, self.back) if back else FlowRow(self.go_on))

    def say_wrong(self, words: str) -> None:
        """What stands in the way."""
        self.notice.say(words, Tone.DANGER)

    def wait(self, words: str) -> None:
        """Work goes on: nothing can be pressed until it is over."""
        self.notice.clear()
        self.busy.start(words)
        self._enable(enabled=False)

    def end_wait(self) -> None:
        """Work is over."""
        self.busy.stop()
        self._enable(enabled=True)

    def _enable(self, *, enabled: bool) -> None:
        for child in self.findChildren(QWidget):
            if child.parent() is self and child is not self.busy:
                child.setEnabled(enabled)


def sentences(text: str) -> Text:
    """A paragraph of a card."""
    made = Text(text)
    made.setMaximumWidth(READ_WIDTH)
    return made
