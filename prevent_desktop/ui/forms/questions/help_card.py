"""Why we ask, and what to ask oneself, about the question that has the focus."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.formatting import each_of
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.state.helping import Help
from prevent_desktop.ui.widgets import Card, Heading, LinkButton, RichText, Text
from prevent_desktop.ui.widgets.shortcuts import Shortcut


class HelpCard(Card):
    """Shows one `Help`; hidden where there is none. Signals `guidance_wanted(page)`, `changed()` when it shows another."""

    guidance_wanted = Signal(str)
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(kind="help", parent=parent)
        self.body.setContentsMargins(16, 16, 16, 16)
        self.setAccessibleName(_("Help"))
        self._help = Help()
        self._parts = [self._part(title) for title in (_("Why we ask"), _("Ask yourself"), "")]
        self._link = LinkButton("", self.read_more, colour="link")
        self._link.setProperty("kind", "small")
        self.body.addWidget(self._link, 0, Qt.AlignmentFlag.AlignLeft)
        self._links = Text("", "small", selectable=True)
        self.body.addWidget(self._links)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.hide()

    def _part(self, title: str) -> tuple[Heading, RichText]:
        heading, words = Heading(title, 3), RichText(kind="small")
        self.body.add(heading, words)
        return heading, words

    def show_help(self, words: Help) -> None:
        """Show `words`."""
        if words == self._help:
            return
        self._help = words
        said = (words.why, words.ask_yourself, words.group)
        for (heading, text), part in zip(self._parts, said, strict=True):
            text.say(part.plain, part.rich)
            heading.setVisible(bool(part))
            text.setVisible(bool(part))
        about = _("About “{part}”").format(part=words.group_title)
        self._parts[-1][0].setText(about if words.group_title else _("About this part"))
        title = words.guidance_title or _("the guidance")
        self._link.setText(_("Read more: {page} ({key})").format(page=title, key=Shortcut.READ_MORE.shown))
        self._link.setVisible(bool(words.guidance))
        self._links.setText(_("See also: {addresses}").format(addresses=each_of(words.links)))
        self._links.setVisible(bool(words.links))
        # A group's description Orca would make two of.
        self.setAccessibleName(_("Help. {words}").format(words=words.spoken))
        self.setVisible(bool(words))
        self.changed.emit()

    def read_more(self) -> None:
        """Ask for the guidance page about the question, where there is one."""
        if self._help.guidance:
            self.guidance_wanted.emit(self._help.guidance)

    def take_focus(self) -> None:
        """Put the keyboard on the card, so that it is read out; its link is the next stop."""
        if self.isVisible():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
