"""Beside a form of several sections that stands on one page: the way to see them one by one."""

from __future__ import annotations

from PySide6.QtCore import Signal

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Card, LinkButton, Text


class OnePageCard(Card):
    """Signal `sections_wanted()`."""

    sections_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(_("All on one page"), kind="help")
        self.body.setContentsMargins(16, 14, 16, 14)
        self.sections = LinkButton(_("Show it section by section"), self.sections_wanted)
        self.body.add(Text(_("Ctrl+Enter goes to the next question that must be answered.")), self.sections)
