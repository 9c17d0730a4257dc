"""The records that were open last are not where they were, and there are no others: said, before anybody begins anew and thinks them lost."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.vault_admin.unlock.pane import Pane, failure_words
from prevent_desktop.ui.vault_admin.unlock.vault_list import is_vault
from prevent_desktop.ui.widgets import FlowRow, LinkButton, Notice, PrimaryButton, Text, Tone

_AGAIN_MS = 2000


class AwayPane(Pane):
    """It looks again by itself. Signals `came_back()`, `restore_wanted()`, and `begin_wanted()`: set up anew, without them."""

    came_back = Signal()
    restore_wanted = Signal()
    begin_wanted = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__(_("Your records are not there now"), wide=True)
        self._folder = folder
        words = _("They were in {folder}.").format(folder=folder)
        next_step = _(
            "Connect the drive or the network that they are on: they are then opened here by themselves. If somebody moved the folder, ask your IT team to put it back."
        )
        self.setAccessibleDescription(f"{words} {next_step}")
        self.body.add(Text(words, selectable=True), Text(next_step))
        self.body.addSpacing(14)
        self.look_again = PrimaryButton(_("&Look again"), self._look_and_say)
        self.notice = Notice()
        self.body.add(FlowRow(self.look_again), self.notice)
        self.body.addSpacing(10)
        self.restore = LinkButton(_("Restore from a backup"), self.restore_wanted)
        self.begin = LinkButton(_("Start again without these records"), self.begin_wanted)
        self.body.add(FlowRow(self.restore), FlowRow(self.begin))
        self.setFocusProxy(self.look_again)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_AGAIN_MS)

    def look(self) -> None:
        """Go on where they are there again."""
        if is_vault(self._folder):
            self._timer.stop()
            self.came_back.emit()

    def _look_and_say(self) -> None:
        self.look()
        if self._timer.isActive():
            self.notice.say(_("They are not there yet."), Tone.WARNING)

    def show_failure(self, error: PreventDesktopError) -> None:
        """Say what went wrong."""
        self.notice.say(failure_words(error), Tone.DANGER)
