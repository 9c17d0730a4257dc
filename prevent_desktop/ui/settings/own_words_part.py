"""The words that a person added to the dictionary: to see, to add to, to take away and bring back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Field, FlowRow, Heading, LinkButton, SecondaryButton, Text, VBox
from prevent_desktop.ui.writing.listing import show_rows


class OwnWordsPart(QWidget):
    """Signal `changed(words)` with all of them, as they are to be kept."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._words: tuple[str, ...] = ()
        self._taken = ""
        self.remove = SecondaryButton(_("Remove the word"), self._remove)
        self.remove.setEnabled(False)
        self.list = QListWidget()
        self.list.setAccessibleName(_("My words"))
        self.list.currentRowChanged.connect(lambda row: self.remove.setEnabled(row >= 0))
        self.empty = Text(
            _("None yet. “Add to my words” in the list of words to check puts them here."), "muted"
        )
        self.bring_back = LinkButton("", self._bring_back)
        self.bring_back.hide()
        self.word = QLineEdit()
        self.word.returnPressed.connect(self._add)
        self.add = SecondaryButton(_("Add the word"), self._add)
        column = VBox(self, spacing=8)
        column.addWidget(Heading(_("My words"), 3))
        column.addWidget(
            Text(_("Spelling takes these as right. They are kept in your vault alone."), "small")
        )
        for part in (self.empty, self.list, FlowRow(self.remove, self.bring_back)):
            column.addWidget(part)
        column.addWidget(Field(_("Another word"), self.word))
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def show_words(self, words: tuple[str, ...]) -> None:
        """Show what the vault holds."""
        self._words = words
        show_rows(self.list, words)
        self.list.setVisible(bool(words))
        self.remove.setVisible(bool(words))
        self.remove.setEnabled(False)
        self.empty.setVisible(not words)

    def _add(self) -> None:
        word = self.word.text().strip()
        if word:
            self.word.clear()
            self.changed.emit((*self._words, word))

    def _remove(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self._taken = self._words[row]
            self.bring_back.setText(_("Bring back “{word}”").format(word=self._taken))
            self.bring_back.show()
            self.changed.emit(tuple(word for word in self._words if word != self._taken))
            self.bring_back.setFocus()

    def _bring_back(self) -> None:
        self.bring_back.hide()
        self.changed.emit((*self._words, self._taken))
        self.list.setFocus()
