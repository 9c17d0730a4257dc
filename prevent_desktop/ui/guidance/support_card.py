"""What to tell support, below the page about it: to read, and to copy."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Card, Field, FlowRow, Notice, SecondaryButton, TextArea, Tone

PAGE = "what-to-tell-support"
"""The page that it stands below."""


class SupportCard(Card):
    """Shows what `report` tells each time the page is opened."""

    def __init__(self, report: Callable[[], str]) -> None:
        super().__init__()
        self._report = report
        self.text = TextArea("", lines=6, most=14)
        self.text.setReadOnly(True)
        self.copy = SecondaryButton(_("&Copy all of it"), self._copy)
        self.notice = Notice()
        hint = _("The versions, and what happened last, the newest at the end. Times are in UTC.")
        self.body.add(Field(_("For support"), self.text, hint=hint), FlowRow(self.copy), self.notice)
        self.hide()

    def show_on(self, page_id: str) -> None:
        """Show it anew on its page, and on no other."""
        if page_id == PAGE:
            self.text.setPlainText(self._report())
            self.notice.clear()
        self.setVisible(page_id == PAGE)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.notice.say(_("It is on the clipboard. Paste it into a message to support."), Tone.SUCCESS)
