"""What helps with writing: switches, own words, own phrases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.phrases_part import PhrasesPart
from prevent_desktop.ui.settings.section import UndoSection
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import (
    Field,
    FlowRow,
    Heading,
    SecondaryButton,
    Text,
    TickBox,
    VBox,
)
from prevent_desktop.ui.writing.listing import show_rows
from prevent_desktop.workflows.record import writing_aids
from prevent_desktop.workflows.record.writing_aids import WritingChoices
from prevent_desktop.writing.phrases import Phrase


class OwnWordsPart(QWidget):
    """Signals `added(word)` and `removed(word)`."""

    added = Signal(str)
    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._words: tuple[str, ...] = ()
        self.remove = SecondaryButton(_("Remove the word"), self._remove)
        self.remove.setEnabled(False)
        self.list = QListWidget()
        self.list.setAccessibleName(_("My words"))
        self.list.currentRowChanged.connect(lambda row: self.remove.setEnabled(row >= 0))
        self.empty = Text(
            _("None yet. “Add to my words” in the list of words to check puts them here."), "muted"
        )
        self.word = QLineEdit()
        self.word.returnPressed.connect(self._add)
        self.add = SecondaryButton(_("Add the word"), self._add)
        column = VBox(self, spacing=8)
        column.addWidget(Heading(_("My words"), 3))
        column.addWidget(
            Text(_("Spelling takes these as right. They are kept in your vault alone."), "small")
        )
        for part in (self.empty, self.list, FlowRow(self.remove)):
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
            self.word.setText("")  # `clear` could be undone in the field, and the word be there twice
            self.added.emit(word)

    def _remove(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self.removed.emit(self._words[row])
            self.list.setFocus()


class WritingSection(UndoSection):
    """Each switch is kept at once."""

    def __init__(self, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(
            tasks,
            navigator,
            SettingsPart.WRITING,
            _(
                "Spelling is checked on this computer alone. Nothing that you write leaves it, and no word is changed for you."
            ),
        )
        self.spelling = TickBox(_("Check spelling while I write (British English)"))
        self.in_quotations = TickBox(_("Check what stands in quotation marks too"))
        self.curly = TickBox(_("Turn straight quotation marks into pairs (“ ”) while I type"))
        self.words = OwnWordsPart()
        self.phrases = PhrasesPart()
        for switch in (self.spelling, self.in_quotations, self.curly):
            switch.button.clicked.connect(self._keep_choices)
            self.card.body.addWidget(switch)
        self.card.body.add(self.words, self.phrases)
        self.words.added.connect(self._add_word)
        self.words.removed.connect(self._remove_word)
        self.phrases.changed.connect(self._keep_phrases)
        self.phrases.removed.connect(self._remove_phrase)

    def show_state(self, state: SettingsState) -> None:
        """Show what the vault holds."""
        self.spelling.set_checked(state.writing.spelling)
        self.in_quotations.set_checked(state.writing.in_quotations)
        self.curly.set_checked(state.writing.curly)
        self.words.show_words(state.own_words)
        self.phrases.show_phrases(state.phrases)

    def unsaved(self) -> dict[str, Any]:
        typed = self.phrases.typed
        return {"name": typed.name, "text": typed.text} if self.phrases.unsaved else {}

    def restore(self, unsaved: Mapping[str, Any]) -> None:
        self.phrases.write(Phrase(str(unsaved["name"]), str(unsaved["text"])))

    def _keep_choices(self) -> None:
        choices = WritingChoices(
            spelling=self.spelling.checked,
            in_quotations=self.in_quotations.checked,
            curly=self.curly.checked,
        )
        self.keep(lambda vault: writing_aids.save_choices(vault, choices), _("Saved."))

    def _add_word(self, word: str) -> None:
        self.keep(lambda vault: writing_aids.add_own_word(vault, word), _("Your words are saved."))

    def _remove_word(self, word: str) -> None:
        self.take_away(
            lambda vault: writing_aids.remove_own_word(vault, word),
            _("“{word}” was removed from your words.").format(word=word),
            lambda vault: writing_aids.add_own_word(vault, word),
            self.words.remove,
        )

    def _keep_phrases(self, phrases: tuple[Phrase, ...]) -> None:
        self.keep(lambda vault: writing_aids.save_phrases(vault, phrases), _("Your phrases are saved."))

    def _remove_phrase(self, phrase: Phrase) -> None:
        self.take_away(
            lambda vault: writing_aids.remove_phrase(vault, phrase),
            _("The phrase “{name}” was removed.").format(name=phrase.name),
            lambda vault: writing_aids.add_phrase(vault, phrase),
            self.phrases.remove,
        )
