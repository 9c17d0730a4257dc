"""While the practice vault is made, or opened."""

from __future__ import annotations

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.vault_admin.unlock.pane import Pane, failure_words
from prevent_desktop.ui.widgets import Notice, Tone


class PracticePane(Pane):
    """Says that it takes a moment, or why there is no practice."""

    def __init__(self) -> None:
        super().__init__(_("Practice"), _("A set of records about nobody is being made."))
        self.notice = Notice()
        self.body.add(self.busy, self.notice)
        self.busy.start(_("Making invented cases…"))

    def show_failure(self, error: PreventDesktopError) -> None:
        """Say why it could not be made; closing the window leads back."""
        self.busy.stop()
        self.notice.say(failure_words(error), Tone.DANGER)
