"""Choosing a passphrase: words by chance or one's own, typed twice, with its strength in words.

Used for a new vault, for recovery and in the settings.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Field, LinkButton, PassphraseEdit, Text, VBox, announce
from prevent_desktop.ui.widgets.tab_order import chain_tabs
from prevent_desktop.vault.keys.passphrases import FEWEST_CHARACTERS, Strength, passphrase_strength
from prevent_desktop.writing.word_list import OFFERED_WORDS, offered_bits, offered_words

_JUDGE_AFTER_MS = 150
_BEST = 4


class NewPassphrase(QWidget):
    """Two fields and an offer. `chosen()` tells the passphrase once it is strong enough and was typed the same twice.

    Words that are offered stand in the first field; typing them back into the second is their rehearsal. `known_words`
    (such as the person's own name) count as easy to guess. Signal `entered` on the Enter key in the second field.
    """

    entered = Signal()

    def __init__(self, *, known_words: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.known_words = known_words
        self.first = PassphraseEdit(with_show=False)
        self.second = PassphraseEdit()
        self.strength = Text("", "small", parent=self)
        self.first_field = Field(
            _("New passphrase"),
            self.first,
            hint=_(
                "At least {count} characters. Words that have nothing to do with each other are strong and can be remembered."
            ).format(count=FEWEST_CHARACTERS),
        )
        self.offer = LinkButton("", self.offer_one)
        self.offered = Text("", "code", selectable=True, parent=self)
        self.offered.setAccessibleName(_("Offered passphrase"))
        self.offered_note = Text("", "small", parent=self)
        self.second_field = Field(_("The same passphrase again"), self.second)
        self.second.show_box.toggled.connect(self.first.show_typing)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_JUDGE_AFTER_MS)
        self._later.timeout.connect(self._judge)
        self.first.edited.connect(self._later.start)
        self.first.entered.connect(self.second.setFocus)
        self.second.entered.connect(self.entered)
        self._lay_out()
        self.setFocusProxy(self.first)

    def _lay_out(self) -> None:
        column = VBox(self, spacing=6)
        column.add(self.first_field, self.strength, self.offer, self.offered, self.offered_note)
        column.addSpacing(8)
        column.addWidget(self.second_field)
        chain_tabs(self.tab_stops)
        self.strength.hide()
        self._hide_offer()

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab reaches, in reading order."""
        return [self.first.line, self.offer, self.second.line, self.second.show_box]

    def offer_one(self) -> None:
        """Put fresh random words into the first field and show them, to be written down and typed back."""
        words = offered_words()
        self.first.line.setText(words)
        self.second.clear()
        self.offered.setText(words)
        note = _("{count} words by chance ({bits} bits): nobody can guess them. Type them back below.")
        self.offered_note.setText(note.format(count=OFFERED_WORDS, bits=int(offered_bits())))
        self.offer.setText(_("Another"))
        self.offer.setAccessibleName(_("Another passphrase"))
        for part in (self.offered, self.offered_note):
            part.show()
        self._later.stop()
        self._judge()
        self.first_field.set_error("")
        self.second.setFocus()
        announce(self.offered, words)

    def chosen(self) -> str | None:
        """The passphrase, or None with the reason next to the field."""
        self._later.stop()
        self.first_field.set_error("")
        self.second_field.set_error("")
        strength = passphrase_strength(self.first.text, self.known_words)
        if not strength.acceptable:
            self.first_field.set_error(strength_words(strength))
            self._say_strength("")  # it stands in the error
            self.first.type_again()
            return None
        if self.first.text != self.second.text:
            self.second_field.set_error(_("The two are not the same. Type the second one again."))
            self.second.type_again()
            return None
        return self.first.text

    def clear(self) -> None:
        """Forget what was typed and offered."""
        self.first.clear()
        self.second.clear()
        self._say_strength("")
        self._hide_offer()

    def _hide_offer(self) -> None:
        for part in (self.offered, self.offered_note):
            part.setText("")
            part.hide()
        self.offer.setText(_("Offer me one"))
        self.offer.setAccessibleName(_("Offer me one: a passphrase"))

    def _judge(self) -> None:
        typed = self.first.text
        if self.offered.text() not in {"", typed}:
            self._hide_offer()
        self._say_strength(strength_words(passphrase_strength(typed, self.known_words)) if typed else "")

    def _say_strength(self, words: str) -> None:
        self.strength.say(words)


def strength_words(strength: Strength) -> str:
    """One line: the verdict first, then why and what would help."""
    parts = (_verdict(strength), strength.warning, *strength.suggestions[:2])
    return " ".join(part for part in parts if part)


def _verdict(strength: Strength) -> str:
    if strength.acceptable:
        return _("Very hard to guess.") if strength.score == _BEST else _("Hard to guess.")
    return _("Too easy to guess.") if strength.score < _BEST - 1 else _("Not long enough yet.")
