"""The sections of the form, each with how far it is, and the one that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Text, restyle


@dataclass(frozen=True, slots=True)
class SectionWords:
    """What an entry says: the section's title and its state in words."""

    title: str
    state: str


class SectionEntry(QPushButton):
    """One section: its title, and below it how far it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._title = Text()
        self._state = Text("", "tiny")
        column = QVBoxLayout(self)
        column.setContentsMargins(13, 8, 10, 8)
        column.setSpacing(1)
        for part in (self._title, self._state):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(part)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, words: SectionWords, *, current: bool) -> None:
        """Show `words`; of the section that is shown, the title is bold."""
        self._title.setText(words.title)
        restyle(self._title, "kind", "strong" if current else "text")
        self._state.setText(words.state)
        self.setAccessibleName(words.title)
        self.setAccessibleDescription(words.state)
        self.setChecked(current)
        self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        """As high as its two texts need."""
        layout = self.layout()
        return 0 if layout is None else layout.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        """Two lines."""
        layout = self.layout()
        return QSize() if layout is None else layout.totalSizeHint()


class SectionList(QWidget):
    """The entries, one stop for Tab: the arrow keys go through them. Signal `chosen(index)`."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: list[SectionEntry] = []
        self._shown: list[tuple[SectionWords, bool]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_sections(self, sections: Sequence[SectionWords], current: int) -> None:
        """Show them; only what differs is painted anew."""
        while len(self._entries) < len(sections):
            self._add_entry(len(self._entries))
        wanted = [(words, index == current) for index, words in enumerate(sections)]
        for index, (entry, (words, is_current)) in enumerate(zip(self._entries, wanted, strict=True)):
            if index >= len(self._shown) or self._shown[index] != (words, is_current):
                entry.say(words, current=is_current)
            policy = Qt.FocusPolicy.StrongFocus if is_current else Qt.FocusPolicy.ClickFocus
            entry.setFocusPolicy(policy)
        self._shown = wanted

    def _add_entry(self, index: int) -> None:
        entry = SectionEntry(self)
        entry.clicked.connect(partial(self._clicked, index))
        self._column.addWidget(entry)
        self._entries.append(entry)

    def _clicked(self, index: int) -> None:
        self._entries[index].setChecked(self._shown[index][1])
        self.chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move the focus, Enter and the space bar choose."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        here = [index for index, entry in enumerate(self._entries) if entry.hasFocus()]
        if step and here:
            there = max(0, min(len(self._entries) - 1, here[0] + step))
            self._entries[there].setFocus(Qt.FocusReason.OtherFocusReason)
        elif here and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.chosen.emit(here[0])
        else:
            super().keyPressEvent(event)


class SectionChooser(QComboBox):
    """The sections as a list to open, where there is no room for them beside the questions. Signal `chosen(index)`."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Section of the form"))
        self.setMinimumContentsLength(10)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self.chosen)

    def show_sections(self, sections: Sequence[SectionWords], current: int) -> None:
        """Show them."""
        while self.count() < len(sections):
            self.addItem("")
        for index, words in enumerate(sections):
            text = _("{title} ({state})").format(title=words.title, state=words.state)
            if self.itemText(index) != text:
                self.setItemText(index, text)
        self.setCurrentIndex(current)
