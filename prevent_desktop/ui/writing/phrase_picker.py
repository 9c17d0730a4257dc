"""One's own phrases: type a part of one, Enter inserts it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Field, FlowRow, PrimaryButton, SecondaryButton, Text
from prevent_desktop.ui.widgets.fitting_dialog import FittingDialog
from prevent_desktop.ui.writing.listing import show_rows
from prevent_desktop.writing.phrases import Phrase, filled, found_by

_WIDTH = 460


class PhrasePicker(FittingDialog):
    """Signal `chosen(text)` with the phrase filled in from `facts`."""

    chosen = Signal(str)

    def __init__(
        self, phrases: Sequence[Phrase], facts: Mapping[str, str], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(base_width=_WIDTH, parent=parent)
        self._phrases = phrases
        self._facts = facts
        self._found: tuple[Phrase, ...] = ()
        self.setWindowTitle(_("Your phrases"))
        self.typed = QLineEdit()
        self.typed.textChanged.connect(self._find)
        self.typed.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Your phrases"))
        self.list.currentRowChanged.connect(self._show)
        self.list.itemActivated.connect(lambda _item: self.insert())
        self.shown = Text("", "muted")
        self.insert_button = PrimaryButton(_("&Insert"), self.insert)
        self.cancel = SecondaryButton(_("Cancel"), self.reject)
        found = Field(_("Find a phrase"), self.typed)
        self.column.add(found, self.list, self.shown, FlowRow(self.insert_button, self.cancel))
        self._find("")
        self.typed.setFocus()

    def _find(self, typed: str) -> None:
        self._found = found_by(typed, self._phrases)
        show_rows(self.list, [phrase.name for phrase in self._found])
        self.list.setCurrentRow(0 if self._found else -1)
        self.list.setVisible(bool(self._found))
        self._show(self.list.currentRow())

    def _show(self, row: int) -> None:
        self.insert_button.setEnabled(0 <= row < len(self._found))
        if 0 <= row < len(self._found):
            self.shown.setText(filled(self._found[row].text, self._facts))
        elif self._phrases:
            self.shown.setText(_("No phrase has these words."))
        else:
            self.shown.setText(_("You have no phrases yet. Add some in the settings, under Writing."))

    def insert(self) -> None:
        """Insert the phrase that is chosen."""
        row = self.list.currentRow()
        if 0 <= row < len(self._found):
            self.accept()
            self.chosen.emit(filled(self._found[row].text, self._facts))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While typing, the arrow keys go through the list and Enter inserts."""
        if watched is self.typed and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down.value: 1, Qt.Key.Key_Up.value: -1}.get(event.key(), 0)
            if step:
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.insert()
                return True
        return super().eventFilter(watched, event)
