"""Headings and text: plain text always, so nothing that a person typed is ever read as markup."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from prevent_desktop.ui.widgets.long_words import MOST_IN_LIST, shortened
from prevent_desktop.ui.widgets.tones import Tone

Kind = Literal[
    "text", "muted", "small", "small-warning", "tiny", "strong", "code", "aloud", "aloud-large", "error", "warning", "success", "danger", "urgent", "number", "act",
    "practice", "practice-small", "drop", "quote", "mark", "mark-quiet",
]  # fmt: skip

DESCRIBES = "describes"
"""The property of a text that says which widget it tells about; else it is what the text stands in."""


class Text(QLabel):
    """A piece of plain text that wraps; of a very long one its beginning. `selectable` lets the mouse and keyboard copy it."""

    def __init__(
        self,
        text: str = "",
        kind: Kind = "text",
        *,
        wrap: bool = True,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setProperty("kind", kind)
        self.setWordWrap(wrap)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )

    def setText(self, text: str) -> None:
        super().setText(shortened(text))

    def say(self, text: str) -> None:
        """Show `text`, or nothing at all where it is empty."""
        self.setText(text)
        self.setVisible(bool(text))


class Heading(QLabel):
    """A heading of `level` 1 (the screen), 2 (a card) or 3 (a group); screen readers hear it as a heading."""

    def __init__(self, text: str = "", level: int = 1, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setProperty("level", str(level))
        self.setWordWrap(True)
        self.level = level

    def setText(self, text: str) -> None:
        super().setText(shortened(text, MOST_IN_LIST))


class Pill(QLabel):
    """A short word on a coloured ground, such as a status."""

    def __init__(self, text: str = "", tone: Tone = Tone.NEUTRAL) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.setProperty("tone", tone.value)

    def setText(self, text: str) -> None:
        super().setText(shortened(text, MOST_IN_LIST))

    def show_state(self, text: str, tone: Tone) -> None:
        """Show another word in another tone."""
        self.setText(text)
        restyle(self, "tone", tone.value)


class HairLine(QFrame):
    """A thin line between rows."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set the property `name` that the style sheet looks at, and have the widget dressed anew."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def without_mnemonics(text: str) -> str:
    """`text` as a button or buddy label shows it as it is: a single & would make the next letter a shortcut."""
    return text.replace("&", "&&")
