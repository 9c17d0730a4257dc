"""A person's own phrases: the list, and one at a time to write."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import (
    Field,
    FlowRow,
    Heading,
    SecondaryButton,
    Text,
    TextArea,
    VBox,
)
from prevent_desktop.ui.writing.listing import show_rows
from prevent_desktop.writing.phrases import Phrase, unknown_placeholders


class PhrasesPart(QWidget):
    """Signals `changed(phrases)` with all of them, as they are to be kept, and `removed(Phrase)`."""

    changed = Signal(object)
    removed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._phrases: tuple[Phrase, ...] = ()
        self._editing = ""
        self.list = QListWidget()
        self.list.setAccessibleName(_("My phrases"))
        self.list.currentRowChanged.connect(self._open)
        self.name = QLineEdit()
        self.text = TextArea(lines=3)
        self._name_field = Field(_("Name"), self.name, hint=_("A few words to find it by."))
        self._text_field = Field(
            _("Text"),
            self.text,
            hint=_(
                "{name}, {school} and {date} in braces are filled in from the record where it is inserted."
            ),
        )
        self.save = SecondaryButton(_("Keep this phrase"), self._save)
        self.new = SecondaryButton(_("Write a new one"), self._new)
        self.remove = SecondaryButton(_("Remove this phrase"), self._remove)
        self._lay_out()
        self._new()

    def _lay_out(self) -> None:
        column = VBox(self, spacing=8)
        column.addWidget(Heading(_("My phrases"), 3))
        line = _(
            "What you write often. In an answer, Ctrl+Space finds and inserts one. They are kept in your vault alone."
        )
        for part in (
            Text(line, "small"), self.list, self._name_field, self._text_field,
            FlowRow(self.save, self.new, self.remove),
        ):  # fmt: skip
            column.addWidget(part)

    def show_phrases(self, phrases: tuple[Phrase, ...]) -> None:
        """Show what the vault holds; what is being written stays."""
        self._phrases = phrases
        self.list.blockSignals(True)  # Qt's own argument
        show_rows(self.list, [phrase.name for phrase in phrases])
        names = [phrase.name for phrase in phrases]
        self.list.setCurrentRow(names.index(self._editing) if self._editing in names else -1)
        self.list.blockSignals(False)  # likewise
        self.list.setVisible(bool(phrases))
        self.remove.setVisible(self._editing in names)

    @property
    def typed(self) -> Phrase:
        """What stands in the fields."""
        return Phrase(self.name.text().strip(), self.text.toPlainText().strip())

    @property
    def unsaved(self) -> bool:
        """Whether something stands there that is not kept."""
        typed = self.typed
        return bool(typed.name or typed.text) and typed not in self._phrases

    def write(self, phrase: Phrase) -> None:
        """Show a phrase in the fields."""
        self.name.setText(phrase.name)
        self.text.setPlainText(phrase.text)

    def _open(self, row: int) -> None:
        if 0 <= row < len(self._phrases):
            self._editing = self._phrases[row].name
            self.write(self._phrases[row])
            self.remove.show()

    def _new(self) -> None:
        self._editing = ""
        self.list.setCurrentRow(-1)
        self.write(Phrase("", ""))
        self.remove.hide()

    def _save(self) -> None:
        typed = self.typed
        self._name_field.set_error("" if typed.name else _("Give it a name"))
        self._text_field.set_error(self._wrong_in(typed))
        if typed.name and not self._wrong_in(typed):
            others = tuple(phrase for phrase in self._phrases if phrase.name != self._editing)
            self._editing = typed.name
            self.changed.emit((*others, typed))

    @staticmethod
    def _wrong_in(phrase: Phrase) -> str:
        if not phrase.text:
            return _("Write the text of the phrase")
        unknown = unknown_placeholders(phrase.text)
        return _("“{name}” in braces is not known here.").format(name=unknown[0]) if unknown else ""

    def _remove(self) -> None:
        found = [phrase for phrase in self._phrases if phrase.name == self._editing]
        if found:
            self.removed.emit(found[0])
            self._new()
            self.list.setFocus()
