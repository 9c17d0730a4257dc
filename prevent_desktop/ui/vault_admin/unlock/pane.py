"""The card in the middle of the first screen, and what its panes have in common."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui.widgets import BusyLine, Card, Heading, Text

CARD_WIDTH = 430
WIDE_CARD = 560


class Pane(Card):
    """One step of getting in: heading, a muted line, then its fields. `wide` for steps with more to read."""

    def __init__(self, title: str, line: str = "", *, wide: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.base_width = WIDE_CARD if wide else CARD_WIDTH
        self.body.setContentsMargins(38, 36, 38, 34)
        self.body.setSpacing(6)
        self.body.addWidget(Heading(title, 1))
        if line:
            self.body.addWidget(Text(line, "muted"))
        self.body.addSpacing(16)
        self.busy = BusyLine()

    def enter(self) -> None:
        """Put the keyboard where the pane begins."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def column(self) -> QVBoxLayout:
        """Where the pane puts its parts."""
        return self.body

    def wait(self, words: str) -> None:
        """Work goes on: nothing can be pressed until it is over."""
        self.busy.start(words)
        self._enable(enabled=False)

    def go_on(self) -> None:
        """Work is over."""
        self.busy.stop()
        self._enable(enabled=True)

    def show_failure(self, error: PreventDesktopError) -> None:
        """Say next to the field what went wrong; each pane has its own field."""
        raise NotImplementedError

    def _enable(self, *, enabled: bool) -> None:
        for child in self.findChildren(QWidget):
            if child.parent() is self and child is not self.busy:
                child.setEnabled(enabled)


def failure_words(error: PreventDesktopError) -> str:
    """An error next to a field: what it is and what to do, without the long part."""
    return f"{error.title}. {error.next_step}".replace("..", ".")
