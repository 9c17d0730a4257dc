"""Choosing a passphrase: typed twice, with its strength in words. Used for a new vault, recovery and settings."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.unlock.strength_words import strength_words
from prevent_desktop.ui.widgets import Field, PassphraseEdit, Text
from prevent_desktop.vault.keys.passphrases import passphrase_strength

_JUDGE_AFTER_MS = 150


class NewPassphrase(QWidget):
    """Two fields and a line. `chosen()` tells the passphrase once it is strong enough and was typed the same twice.

    Signal `entered` on the Enter key in the second field.
    """

    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first = PassphraseEdit(with_show=False)
        self.second = PassphraseEdit()
        self.strength = Text("", "small")
        self.first_field = Field(
            _("New passphrase"),
            self.first,
            hint=_(
                "Four or more words that have nothing to do with each other are strong and can be remembered."
            ),
        )
        self.second_field = Field(_("The same passphrase again"), self.second)
        self.second.show_box.toggled.connect(self.first.show_typing)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_JUDGE_AFTER_MS)
        self._later.timeout.connect(self._judge)
        self.first.edited.connect(lambda _text: self._later.start())
        self.first.entered.connect(self.second.setFocus)
        self.second.entered.connect(self.entered)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.first_field)
        column.addWidget(self.strength)
        column.addSpacing(8)
        column.addWidget(self.second_field)
        self.setFocusProxy(self.first)

    def chosen(self) -> str | None:
        """The passphrase, or None with the reason next to the field."""
        self.first_field.set_error("")
        self.second_field.set_error("")
        strength = passphrase_strength(self.first.text)
        if not strength.acceptable:
            self.first_field.set_error(strength_words(strength))
            self.first.setFocus()
            return None
        if self.first.text != self.second.text:
            self.second_field.set_error(_("The two are not the same. Type the second one again."))
            self.second.setFocus()
            return None
        return self.first.text

    def clear(self) -> None:
        """Forget what was typed."""
        self.first.clear()
        self.second.clear()
        self.strength.setText("")

    def _judge(self) -> None:
        typed = self.first.text
        self.strength.setText(strength_words(passphrase_strength(typed)) if typed else "")
