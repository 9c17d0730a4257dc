"""The line at the bottom: what was saved, what was copied, what waits, the marking, and when it locks."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QSizePolicy

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets import FlowRow, HBox, Text


class StatusLine(QFrame):
    """Five places, each empty until something is said there."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Status"))
        self.saved = Text("", wrap=False)
        self.copied = Text("", wrap=False)
        self.delivery = Text("", wrap=False)
        self.marking = Text("", wrap=False)
        self.locks = Text("", wrap=False)
        row = HBox(self, margins=(16, 7, 16, 7))
        row.addWidget(FlowRow(self.saved, self.copied, self.delivery, gap=22), 1)
        row.addWidget(FlowRow(self.marking, self.locks, gap=22, align_right=True), 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setMinimumHeight(30)
        for text in (self.saved, self.copied, self.delivery, self.marking, self.locks):
            text.hide()

    def tell(self, place: Text, words: str) -> None:
        """Say `words` in one of the places."""
        place.say(words)
        place.updateGeometry()

    def tell_copied(self, seconds: int) -> None:
        """That text was copied, and how long it stays on the clipboard; 0: it is gone."""
        words = ngettext(
            "Copied. It is cleared from the clipboard in {number} second.",
            "Copied. It is cleared from the clipboard in {number} seconds.",
            seconds,
        )
        self.tell(self.copied, words.format(number=seconds) if seconds else "")

    def tell_saved(self, words: str) -> None:
        """What was saved, and when ("Saved 14:03:22")."""
        self.tell(self.saved, f"● {words}" if words else "")
