"""The line across the window while the records are open for reading only."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.vault_admin.damage.words import banner_words
from prevent_desktop.ui.widgets import LinkButton, Notice, Tone
from prevent_desktop.vault.damage.findings import Findings


class ReadOnlyBanner(Notice):
    """Signal `more_wanted()`: what is missing, and what to do."""

    more_wanted = Signal()

    def __init__(self, findings: Findings, parent: QWidget) -> None:
        more = LinkButton(_("What is missing, and what to do"), colour="danger_text")
        super().__init__(banner_words(findings), Tone.DANGER, action=more, parent=parent)
        self.setAccessibleName(banner_words(findings))
        self.more = more
        self.more.clicked.connect(self.more_wanted)
