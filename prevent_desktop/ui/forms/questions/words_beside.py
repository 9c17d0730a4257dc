"""What somebody else wrote, beside a question."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.formatting import short_day
from prevent_desktop.questionnaire.values import Value
from prevent_desktop.questionnaire.words import in_words
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Card, FlowRow, SecondaryButton, Text
from prevent_desktop.workflows.forms.words_of_others import WordsOfOther


class WordsBeside(Card):
    """Paints a `WordsOfOther` beside the question that it is `about`. Signal `use_wanted()`."""

    use_wanted = Signal()

    def __init__(self, words: WordsOfOther, question: str, *, about: QWidget) -> None:
        super().__init__()
        self.about = about
        self._words = words
        day = short_day(words.day)
        who = _("{writer} wrote in {form}, {day}:").format(writer=words.writer, form=words.title, day=day)
        said = "\n".join(in_words(value) for value in words.values)
        self.setAccessibleName(who)
        self.body.setContentsMargins(16, 14, 16, 14)
        self.body.addWidget(Text(who, "strong"))
        self.body.addWidget(Text(f"“{said}”", "quote", selectable=True))
        self.body.addWidget(Text(self._what_it_means(), "small"))
        self.use = SecondaryButton(_("Use"), self.use_wanted)
        self.use.setAccessibleName(
            _("Use what {writer} wrote: {question}").format(writer=words.writer, question=question)
        )
        self.use.setAccessibleDescription(f"“{said}” {self._what_it_means()}")
        self._adds = Text(_("Adds it at the cursor"), "small")
        self._adds.hide()
        self.body.addWidget(FlowRow(self.use, self._adds, gap=9))

    def _what_it_means(self) -> str:
        if self._words.name:
            words = _("Use it only if {name} said so. It then stands as their view, written down by you.")
            return words.format(name=self._words.name)
        if self._words.is_view:
            return _("Use it only if they said so. It then stands as their view, written down by you.")
        return _("Use it only if it is so. It then stands as your own words.")

    @property
    def taken_over(self) -> str:
        """What to say once it was taken over."""
        return _("Taken over from {form}. You can change it.").format(form=self._words.title)

    def show_answers(self, answers: Sequence[Value]) -> None:
        """There is nothing to take over where the answer says the same."""
        self.use.setVisible(tuple(answers) != self._words.values)
        self._adds.setVisible(bool(answers) and not self.use.isHidden())
