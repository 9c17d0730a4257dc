"""For whoever joins without a slip: the card of this laptop, and its six words."""

from __future__ import annotations

from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import ask_for_target
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.team.six_words import SixWords
from prevent_desktop.ui.team.written_file import write_file
from prevent_desktop.ui.widgets import Card, Field, FlowRow, Notice, SecondaryButton, Text, Tone
from prevent_desktop.ui.widgets.answer_line import AnswerLine
from prevent_desktop.workflows.team.joining.by_words import CARD_NAME, OwnCard, own_card


class OwnCardPart(Card):
    """The words are shown once the card was made."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(_("Join without a slip"))
        self._tasks = tasks
        self.told = Text(
            _("Save a card of this laptop, and give the file to your lead. Nothing in it is secret. Then call each other and compare six words."),
            "small",
        )  # fmt: skip
        self.device = AnswerLine()
        self.make = SecondaryButton(_("Make the card…"), self.make_card)
        self.make.setProperty("compact", True)
        self.make.setProperty("writes", True)
        self.words, self.notice = SixWords(), Notice()
        self.after = Text(
            _("Your lead sees six words too. Only if all six are the same, they let you in. Then add the file that they give you: Settings, Organisation."),
            "small",
        )  # fmt: skip
        self.body.add(
            self.told, Field(_("What is this laptop called?"), self.device), FlowRow(self.make), self.notice, self.words, self.after
        )  # fmt: skip
        for part in (self.words, self.after):
            part.hide()

    def make_card(self) -> None:
        """Make it and show its words; then ask where to save it."""
        device = self.device.text()
        self._tasks.in_vault(lambda vault: own_card(vault, device), self._save, self.notice.say_failure)

    def _save(self, card: OwnCard) -> None:
        self.words.show_words(card.words)
        for part in (self.words, self.after):
            part.show()
        path = ask_for_target(self, CARD_NAME)
        if path is not None:
            write_file(
                self._tasks,
                path,
                lambda: card.content,
                lambda: self.notice.say(_("Saved."), Tone.SUCCESS),
                self.notice.say_failure,
            )
