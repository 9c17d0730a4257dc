"""Why we ask, and what to ask oneself, about the question that has the focus."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Card, Heading, LinkButton, Text


@dataclass(frozen=True, slots=True)
class Help:
    """Why a question is asked, what to ask oneself, and the guidance page about it; empty where there is none."""

    why: str = ""
    ask_yourself: str = ""
    guidance: str = ""

    def __bool__(self) -> bool:
        return bool(self.why or self.ask_yourself or self.guidance)


class HelpCard(Card):
    """Shows one `Help`; hidden where there is none. Signal `guidance_wanted(page)`."""

    guidance_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(kind="help", parent=parent)
        self.body.setContentsMargins(16, 16, 16, 16)
        self.setAccessibleName(_("Help"))
        self._help = Help()
        self._why_heading = Heading(_("Why we ask"), 3)
        self._why = Text("", "small")
        self._ask_heading = Heading(_("Ask yourself"), 3)
        self._ask = Text("", "small")
        self._link = LinkButton(_("Read the guidance"), colour="link")
        self._link.clicked.connect(lambda: self.guidance_wanted.emit(self._help.guidance))
        for part in (self._why_heading, self._why, self._ask_heading, self._ask):
            self.body.addWidget(part)
        self.body.addWidget(self._link, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.hide()

    def show_help(self, words: Help) -> None:
        """Show `words`."""
        if words == self._help:
            return
        self._help = words
        self._why.setText(words.why)
        self._ask.setText(words.ask_yourself)
        for part in (self._why_heading, self._why):
            part.setVisible(bool(words.why))
        for part in (self._ask_heading, self._ask):
            part.setVisible(bool(words.ask_yourself))
        self._link.setVisible(bool(words.guidance))
        self.setAccessibleDescription(" ".join(part for part in (words.why, words.ask_yourself) if part))
        self.setVisible(bool(words))

    def take_focus(self) -> None:
        """Put the keyboard on the card, so that it is read out; its link is the next stop."""
        if self.isVisible():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
