"""What helps with writing: switches, own words, own phrases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prevent_desktop.translation import _
from prevent_desktop.ui.navigation.settings_parts import SettingsPart
from prevent_desktop.ui.settings.own_words_part import OwnWordsPart
from prevent_desktop.ui.settings.phrases_part import PhrasesPart
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import TickBox
from prevent_desktop.workflows.record import writing_aids
from prevent_desktop.workflows.record.writing_aids import WritingChoices
from prevent_desktop.writing.phrases import Phrase


class WritingSection(Section):
    """Each switch is kept at once."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(
            tasks,
            SettingsPart.WRITING.label,
            _(
                "Spelling is checked on this laptop alone. Nothing that you write leaves it, and no word is changed for you."
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
        self.card.body.addWidget(self.words)
        self.card.body.addWidget(self.phrases)
        self.words.changed.connect(self._keep_words)
        self.phrases.changed.connect(self._keep_phrases)

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

    def _keep_words(self, words: tuple[str, ...]) -> None:
        self.keep(lambda vault: writing_aids.save_own_words(vault, words), _("Your words are saved."))

    def _keep_phrases(self, phrases: tuple[Phrase, ...]) -> None:
        self.keep(lambda vault: writing_aids.save_phrases(vault, phrases), _("Your phrases are saved."))
