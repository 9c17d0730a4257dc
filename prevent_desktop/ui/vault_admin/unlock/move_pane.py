"""Records lie where they should not: what that means, and moving them; and the pane while they move."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.vault_admin.unlock.pane import Pane, failure_words
from prevent_desktop.ui.widgets import Notice, PrimaryButton, SecondaryButton, Tone
from prevent_desktop.workflows.data_folders import WantedMove


class MoveBanner(Notice):
    """IT has set another data folder: where the records are, and the way to move them. Signal `move_wanted()`."""

    move_wanted = Signal()

    def __init__(self, wanted: WantedMove, parent: QWidget) -> None:
        words = ngettext(
            "Your IT team has set another folder for records: {target}. {number} set of records is still in {source}. You work there until it is moved.",
            "Your IT team has set another folder for records: {target}. {number} sets of records are still in {source}. You work there until they are moved.",
            wanted.number,
        ).format(target=wanted.target, source=wanted.source, number=wanted.number)  # fmt: skip
        self.move_now = SecondaryButton(_("&Move them now"))
        title = _("Records in an older folder")
        super().__init__(words, Tone.WARNING, title=title, action=self.move_now, parent=parent)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.move_now.clicked.connect(self.move_wanted)


class MovingPane(Pane):
    """While they move, and why they could not. Signal `ended()` when the person goes on after a failure."""

    ended = Signal()

    def __init__(self) -> None:
        super().__init__(_("Moving your records"), _("They are copied and compared before the old ones go."))
        self.notice = Notice()
        self.go_on_button = PrimaryButton(_("&Go on where they are"), self.ended)
        self.body.add(self.busy, self.notice, self.go_on_button)
        self.go_on_button.hide()
        self.busy.start(_("Copying and comparing…"))

    def show_failure(self, error: PreventDesktopError) -> None:
        """Say why; all is where it was."""
        self.busy.stop()
        self.notice.say(failure_words(error), Tone.DANGER)
        self.go_on_button.show()
        self.go_on_button.setFocus()
